# Log-rank and Gray's test stratified, on random cohorts with two to four groups in two or three strata.
source("json.R")
library(survival)
library(cmprsk)
seed(20160306)

cohorts <- lapply(1:60, function(i) {
  n <- sample(12:80, 1)
  time <- round(rexp(n, 0.1), sample(c(0, 1, 3), 1))
  group <- sample(sample(2:4, 1), n, replace = TRUE)
  stratum <- sample(sample(2:3, 1), n, replace = TRUE)
  event <- sample(0:2, n, replace = TRUE)
  died <- as.integer(event > 0)
  test <- survdiff(Surv(time, died) ~ group + strata(stratum))
  gray <- cuminc(time, event, group, stratum)$Tests
  list(
    time = I(time), event = I(event), group = I(group), stratum = I(stratum),
    logrank = test$chisq, logrank_p = pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE),
    groups = length(unique(group)),
    gray = unname(gray["1", "stat"]), gray_p = unname(gray["1", "pv"])
  )
})
write_reference("strata", c("survival", "cmprsk"), list(cohorts = cohorts))
