# The 22 children of Kim et al. 2016 (doi:10.5812/ijp.1711), counted from its Tables 1 to 3.
source("json.R")
source("exact.R")
source("shift.R")
suppressPackageStartupMessages(library(survival))

test <- function(name, ...) {
  t <- rbind(...)
  c(list(name = name, table = t, p_value = fisher.test(t)$p.value), common_odds_ratio(list(t)))
}
tables <- list(
  test("bone, AML v ALL", c(6, 2), c(0, 14)),
  test("CSF, AML v ALL", c(0, 8), c(7, 7)),
  test("kidney, AML v ALL", c(0, 8), c(4, 10)),
  test("brain or plexus, AML v ALL", c(4, 4), c(0, 14)),
  test("brain, AML v ALL", c(2, 6), c(0, 14)),
  test("any CNS, AML v ALL", c(4, 4), c(7, 7)),
  test("t(8;21), AML v ALL, all 22", c(5, 3), c(0, 14)),
  test("t(8;21), AML v ALL, 16 known", c(5, 3), c(0, 8)),
  test("death, concurrent BMR at 7 days v others", c(3, 4), c(2, 13)),
  test("death, concurrent BMR at 28 days v others", c(4, 4), c(1, 13))
)
stratum <- function(name, tables) {
  c(
    list(name = name, tables = tables, homogeneity = zelen(tables)),
    list(p_value = mantelhaen.test(array(unlist(tables), c(2, 2, 2)), exact = TRUE)$p.value),
    common_odds_ratio(tables)
  )
}
strata <- list(
  stratum("death, concurrent BMR at 7 days v others, AML and ALL", list(
    rbind(c(3, 1), c(0, 4)), rbind(c(0, 3), c(2, 9))
  )),
  stratum("death, concurrent BMR at 28 days v others, AML and ALL", list(
    rbind(c(3, 1), c(0, 4)), rbind(c(1, 3), c(1, 9))
  ))
)
share <- function(name, k, n) {
  list(
    name = name, k = k, n = n, exact = as.vector(binom.test(k, n)$conf.int),
    wilson = as.vector(suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int)
  )
}
shares <- list(
  share("concurrent BMR", 7, 22), share("ALL with bone", 0, 14), share("ALL with CSF", 7, 14),
  share("ALL with kidney", 4, 14), share("AML with bone", 6, 8), share("AML with brain or plexus", 4, 8)
)

# Age (years), leucocytes (10^9/l) and weeks from EMR to CR, AML v ALL, from the table that the product ships.
shipped <- read.csv("../../data/sample_cohort.csv", check.names = FALSE)
by_type <- lapply(c("age_at_diagnosis_years", "wbc_at_diagnosis_10e9_per_l", "emr_to_cr_weeks"), function(name) {
  values <- split(shipped[[name]], shipped$leukemia_type)
  x <- values$AML[!is.na(values$AML)]
  y <- values$ALL[!is.na(values$ALL)]
  time <- c(x, y)
  type <- rep(c("AML", "ALL"), c(length(x), length(y)))
  all_there <- rep(1, length(time))
  fit <- survfit(Surv(time, all_there) ~ 1, conf.type = "log-log")
  test <- survdiff(Surv(time, all_there) ~ factor(type, c("AML", "ALL")))
  c(
    list(name = name, median = unname(quantile(fit, 0.5)$quantile), times = I(fit$time), survival = I(fit$surv)),
    list(median_limits = unname(c(quantile(fit, 0.5)$lower, quantile(fit, 0.5)$upper)), logrank = test$chisq),
    list(logrank_p = test$pvalue, standardized = (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)),
    list(mann_whitney = as.numeric(coin::pvalue(coin::wilcox_test(
      time ~ factor(type), data = data.frame(time, type), distribution = "exact"
    )))),
    shift(x, y)
  )
})
write_reference("children", c("stats", "survival", "coin"), list(
  tables = tables, strata = strata, shares = shares, by_type = by_type
))
