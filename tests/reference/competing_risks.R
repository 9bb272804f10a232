# Cumulative incidence: survfit of a multi-state Surv object (estimates, standard errors, limits) and
# cmprsk::cuminc (estimates, its own variance, Gray's test). Both estimates must agree here already.
source("json.R")
suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
})
seed(20160307)

short <- function(x) I(signif(unname(as.vector(x)), 12))

last_up_to <- function(step, what, t) step[[what]][findInterval(t, step$time)]

# Kept are eight times of a curve, the first and last among them, and five of a long one.
incidence <- function(time, event, n_causes, conf_type = "log-log", conf_level = 0.95, kept = 8) {
  fit <- survfit(
    Surv(time, factor(event, 0:n_causes)) ~ 1, conf.type = conf_type, conf.int = conf_level, id = seq_along(time)
  )
  rows <- unique(round(seq(1, length(fit$time), length.out = min(kept, length(fit$time)))))
  at <- fit$time[rows]
  steps <- if (any(event > 0)) cuminc(time, event) else list()
  causes <- lapply(seq_len(n_causes), function(k) {
    of <- function(what) short(fit[[what]][rows, k + 1])
    result <- list(
      incidence = of("pstate"), standard_error = of("std.err"), lower = of("lower"), upper = of("upper")
    )
    step <- steps[[paste(1, k)]]
    if (!is.null(step)) {
      stopifnot(abs(last_up_to(step, "est", at) - fit$pstate[rows, k + 1]) < 1e-10)
      if (kept < 8) result$cuminc_variance <- short(last_up_to(step, "var", at))
    }
    result
  })
  list(
    time = I(time), event = I(event), n_causes = n_causes, conf_type = conf_type, conf_level = conf_level,
    at = I(at), event_free = short(fit$pstate[rows, 1]), causes = causes
  )
}
# "nan" where cuminc says -1, its sign for a singular variance; its p-value is then 1.
gray <- function(time, event, group, groups) {
  result <- list(time = I(time), event = I(event), group = I(group), groups = I(groups))
  if (length(unique(group)) < 2 || all(event == 0)) return(c(result, list(tests = list())))
  tests <- tryCatch(cuminc(time, event, factor(group, groups))$Tests, error = function(e) NULL)
  if (is.null(tests)) return(c(result, list(failed = TRUE, tests = list())))
  c(result, list(tests = lapply(seq_len(nrow(tests)), function(row) {
    list(
      cause = as.integer(rownames(tests)[row]), statistic = signif(tests[row, "stat"], 14),
      p_value = signif(tests[row, "pv"], 14), degrees_of_freedom = tests[row, "df"]
    )
  })))
}

# Progression and death in monoclonal gammopathy, as in the survival package's vignette on competing risks.
mgus <- with(mgus2, list(time = ifelse(pstat == 1, ptime, futime), event = ifelse(pstat == 1, 1, 2 * death)))
# Transplant and death in primary biliary cirrhosis.
known <- pbc[!is.na(pbc$trt), ]
# The example of ?cuminc, without its strata.
suppressWarnings(set.seed(2, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rounding"))
ss <- round(rexp(100), 9)
gg <- sample(1:3, 100, replace = TRUE)
cc <- sample(0:2, 100, replace = TRUE)
seed(20160308)

published <- list(
  c(name = "mgus2", incidence(mgus$time, mgus$event, 2, kept = 5)),
  c(name = "pbc", incidence(pbc$time, pbc$status, 2, conf_type = "log", kept = 5)),
  c(name = "cuminc", incidence(ss, cc, 2, conf_type = "plain", kept = 5))
)
tests <- list(
  c(name = "mgus2 by sex", gray(mgus$time, mgus$event, as.character(mgus2$sex), c("F", "M"))),
  c(name = "pbc by treatment", gray(known$time, known$status, known$trt, 1:2)),
  c(name = "pbc by stage", with(pbc[!is.na(pbc$stage), ], gray(time, status, stage, 1:4))),
  c(name = "cuminc", gray(ss, cc, gg, 1:3))
)

cohort <- function(i) {
  n <- if (i <= 40) sample(3:8, 1) else min(60, 3 + rgeom(1, 1 / 15))
  n_causes <- sample(c(2, 2, 3), 1)
  time <- round(rexp(n, 1 / 12), sample(c(0, 0, 1), 1))
  event <- switch(1 + i %% 8, rep(0, n), c(n_causes, rep(0, n - 1)), sample(n_causes, n, replace = TRUE), rep(1, n),
    sample(0:n_causes, n, replace = TRUE), sample(0:n_causes, n, replace = TRUE),
    sample(0:n_causes, n, replace = TRUE), sample(0:2, n, replace = TRUE, prob = c(0.7, 0.2, 0.1)))
  list(n = n, n_causes = n_causes, time = time, event = event)
}
curves <- lapply(1:200, function(i) {
  d <- cohort(i)
  incidence(d$time, d$event, d$n_causes, c("log-log", "log-log", "log", "plain")[sample(4, 1)], sample(c(0.9, 0.95, 0.95), 1))
})
comparisons <- lapply(1:200, function(i) {
  d <- cohort(i)
  groups <- seq_len(sample(c(2, 2, 3, 4), 1))
  used <- if (i %% 10 == 0) groups[-length(groups)] else groups
  gray(d$time, d$event, used[sample(length(used), d$n, replace = TRUE)], groups)
})
write_reference("competing_risks", c("stats", "survival", "cmprsk"), list(
  published = published, tests = tests, curves = curves, comparisons = comparisons
))
