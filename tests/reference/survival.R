# Kaplan-Meier, medians, restricted means and the log-rank test: survfit, summary.survfit and survdiff.
# Freireich's trial of 6-mercaptopurine (Blood 1963;21:699) is MASS::gehan; lung, pbc and mgus2 come with survival.
source("json.R")
suppressPackageStartupMessages(library(survival))
seed(20160306)

# Twelve digits are three more than the tests ask for, and a third fewer bytes.
short <- function(x) I(signif(unname(as.vector(x)), 12))

curve <- function(time, event, entry = NULL, conf_type = "log-log", conf_level = 0.95, every = TRUE) {
  y <- if (is.null(entry)) Surv(time, event) else Surv(entry, time, event)
  fit <- survfit(y ~ 1, conf.type = conf_type, conf.int = conf_level)
  horizon <- sample(c(max(time), unname(quantile(time, 0.6, type = 1)), max(time) / 3), 1)
  horizon <- max(horizon, min(time), 0.5)  # survfit takes no horizon before the first time
  table <- summary(fit, rmean = horizon)$table
  limits <- grep("CL$", names(table), value = TRUE)
  at <- if (every) fit$time else unname(quantile(time, c(0.1, 0.25, 0.5, 0.75, 1), type = 1))
  rows <- unique(round(seq(1, length(fit$time), length.out = min(8, length(fit$time)))))
  if (every) at <- at[rows]  # eight times, the first and the last among them
  s <- summary(fit, times = at, extend = TRUE)
  between <- sort(unique(c(0, max(time) * c(0.3, 0.7))))
  list(
    time = I(time), event = I(event), entry = I(if (is.null(entry)) numeric(0) else entry),
    conf_type = conf_type, conf_level = conf_level, at = I(at),
    n_at_risk = I(s$n.risk), n_events = I(if (every) fit$n.event[rows] else numeric(0)),
    n_censored = I(if (every) fit$n.censor[rows] else numeric(0)),
    survival = short(s$surv), standard_error = short(s$std.err), lower = short(s$lower), upper = short(s$upper),
    median = short(table[c("median", limits)]),
    horizon = horizon, restricted_mean = short(table[c("rmean", "se(rmean)")]),
    between = I(between), survival_between = short(summary(fit, times = between, extend = TRUE)$surv),
    n_at_risk_between = I(vapply(between, function(t) {
      sum(time >= t & (if (is.null(entry)) TRUE else entry < t | (t == 0 & entry == 0)))
    }, 0))
  )
}
reverse <- function(time, event) {
  table <- summary(survfit(Surv(time, 1 - event) ~ 1, conf.type = "log-log"))$table
  short(table[c("median", "0.95LCL", "0.95UCL")])
}
# survdiff divides by a singular matrix or says chi-square 0 where nothing can be compared: "nan" here.
comparison <- function(time, event, group, groups) {
  result <- list(
    time = I(time), event = I(event), group = I(group), groups = I(groups),
    n = I(vapply(groups, function(g) sum(group == g), 0))
  )
  present <- groups[groups %in% group]
  if (length(present) < 2) return(result)
  test <- tryCatch(survdiff(Surv(time, event) ~ factor(group, groups)), error = function(e) NULL)
  if (is.null(test)) return(c(result, list(statistic = NaN)))
  df <- sum(test$exp > 0) - 1
  c(result, list(
    observed = short(test$obs), expected = short(test$exp), degrees_of_freedom = df,
    statistic = if (df > 0) signif(test$chisq, 14) else NaN, p_value = if (df > 0) signif(test$pvalue, 14) else NaN
  ))
}

gehan <- MASS::gehan
known <- pbc[!is.na(pbc$trt), ]
ecog <- lung[!is.na(lung$ph.ecog), ]
published <- list(
  c(name = "6-MP", curve(gehan$time[gehan$treat == "6-MP"], gehan$cens[gehan$treat == "6-MP"])),
  c(name = "control", curve(gehan$time[gehan$treat == "control"], gehan$cens[gehan$treat == "control"])),
  c(name = "lung", curve(lung$time, lung$status - 1, every = FALSE)),
  c(name = "pbc", curve(pbc$time, (pbc$status == 2) * 1, conf_type = "log", every = FALSE)),
  c(name = "mgus2", curve(mgus2$futime, mgus2$death, conf_type = "plain", every = FALSE))
)
published <- lapply(published, function(case) c(case, list(reverse = reverse(unclass(case$time), unclass(case$event)))))
tests <- list(
  c(name = "Freireich", comparison(gehan$time, gehan$cens, as.character(gehan$treat), c("6-MP", "control"))),
  c(name = "lung by sex", comparison(lung$time, lung$status - 1, lung$sex, 1:2)),
  c(name = "lung by ECOG", comparison(ecog$time, ecog$status - 1, ecog$ph.ecog, 0:3)),
  c(name = "pbc by treatment", comparison(known$time, (known$status == 2) * 1, known$trt, 1:2)),
  c(name = "pbc by stage", with(pbc[!is.na(pbc$stage), ], comparison(time, (status == 2) * 1, stage, 1:4)))
)

cohort <- function(i) {
  n <- if (i <= 40) sample(3:8, 1) else min(60, 3 + rgeom(1, 1 / 18))
  time <- round(rexp(n, 1 / 12), sample(c(0, 0, 1), 1))
  event <- switch(1 + i %% 8, rep(0, n), c(1, rep(0, n - 1)), rep(1, n), rbinom(n, 1, 0.2),
    rbinom(n, 1, 0.5), rbinom(n, 1, 0.5), rbinom(n, 1, 0.8), rbinom(n, 1, 0.8))
  list(n = n, time = time, event = event)
}
curves <- lapply(1:200, function(i) {
  d <- cohort(i)
  entry <- NULL
  if (i %% 4 == 0) {
    entry <- pmin(round(rexp(d$n, 1 / 3)) * rbinom(d$n, 1, 0.7), 20)
    d$time <- entry + 1 + d$time
  }
  case <- curve(d$time, d$event, entry, c("log-log", "log-log", "log", "plain")[sample(4, 1)], sample(c(0.9, 0.95, 0.95), 1))
  if (is.null(entry)) case$reverse <- reverse(d$time, d$event)
  case
})
comparisons <- lapply(1:200, function(i) {
  d <- cohort(i)
  groups <- seq_len(sample(c(2, 2, 3, 4), 1))
  # Every tenth cohort leaves the last group without patients.
  used <- if (i %% 10 == 0) groups[-length(groups)] else groups
  comparison(d$time, d$event, used[sample(length(used), d$n, replace = TRUE)], groups)
})
# The same tenths of a week, some as sums (0.1 + 0.2 is not 0.3 to a computer): one time each, by aeqSurv.
rounding <- lapply(1:40, function(i) {
  n <- sample(6:25, 1)
  tenths <- sample(1:12, n, replace = TRUE)
  part <- vapply(tenths, function(t) sample(0:t, 1), 0)
  time <- part / 10 + (tenths - part) / 10
  event <- rbinom(n, 1, 0.6)
  groups <- c("a", "b")
  entry <- if (i %% 4 == 0) pmax(tenths - 1 - sample(0:3, n, replace = TRUE), 0) / 10 + 0 * time else NULL
  if (!is.null(entry)) time <- time + 0.1
  list(
    several = length(unique(time)) > length(unique(tenths)),
    curve = curve(time, event, entry),
    comparison = comparison(time, event, groups[1 + seq_len(n) %% 2], groups)
  )
})
write_reference("survival", c("stats", "survival", "MASS"), list(
  published = published, tests = tests, curves = curves, comparisons = comparisons, rounding = rounding
))
