# Median with the order-statistic interval from qbinom, type 7 quartiles, and Benjamini-Hochberg.
source("json.R")
seed(20160305)

samples <- lapply(1:100, function(i) {
  n <- if (i <= 40) i else sample(1:150, 1)
  x <- round(rexp(n, 0.1), sample(c(0, 1, 4), 1))
  conf_level <- sample(c(0.9, 0.95, 0.95, 0.99), 1)
  # r: the largest with P(Bin(n, 1/2) < r) <= alpha / 2
  r <- sum(pbinom(0:n, n, 0.5) <= (1 - conf_level) / 2)
  s <- sort(x)
  list(
    x = I(x), conf_level = conf_level, median = median(x), mean = mean(x),
    lower_quartile = unname(quantile(x, 0.25)), upper_quartile = unname(quantile(x, 0.75)),
    lower = if (r > 0) s[r] else NaN, upper = if (r > 0) s[n + 1 - r] else NaN,
    achieved = if (r > 0) 1 - 2 * pbinom(r - 1, n, 0.5) else NaN
  )
})
adjusted <- lapply(1:50, function(i) {
  p <- round(rbeta(sample(1:25, 1), 0.5, 1), 5)
  if (i %% 3 == 0) p[sample(length(p), 1)] <- NA
  list(p = I(p), q = I(p.adjust(p, "BH")))
})
write_reference("medians", "stats", list(samples = samples, adjusted = adjusted))
