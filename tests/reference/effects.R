# How far two groups lie apart: standardized differences by the formulas of Austin (2009) and of Yang and Dalton
# (2012), of which Debian has no packaged version; Hodges-Lehmann by shift.R.
source("json.R")
source("shift.R")
seed(20160309)

shifts <- lapply(1:200, function(i) {
  n <- sample(c(1:12, 15, 20), 2, replace = TRUE)
  draw <- if (i %% 2) function(n) round(rexp(n, 0.1), 3) else function(n) sample(0:6, n, replace = TRUE)
  shift(draw(n[1]), draw(n[2]) + sample(0:3, 1), sample(c(0.9, 0.95, 0.95, 0.99), 1))
})
large <- lapply(1:6, function(i) shift(round(rexp(55, 0.1), i %% 2), round(rexp(50 - 5 * (i %% 3), 0.1) + i, i %% 2)))

means <- lapply(1:60, function(i) {
  x <- round(rexp(sample(2:30, 1), 0.1), 2)
  y <- round(rexp(sample(2:30, 1), 0.1), 2)
  list(x = I(x), y = I(y), estimate = (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2))
})
limits <- function(d, n1, n2) d + c(-1, 1) * qnorm(0.975) * sqrt((n1 + n2) / (n1 * n2) + d^2 / (2 * (n1 + n2)))
means <- lapply(means, function(m) c(m, list(limits = limits(m$estimate, length(m$x), length(m$y)))))
shares <- lapply(1:60, function(i) {
  n <- sample(2:30, 2, replace = TRUE)
  k <- c(sample(n[1] - 1, 1), sample(0:n[2], 1))
  p <- k / n
  d <- (p[1] - p[2]) / sqrt(sum(p * (1 - p)) / 2)
  list(k = k, n = n, estimate = d, limits = limits(d, n[1], n[2]))
})
# The first level is left out, as in the paper's macro.
levels_apart <- lapply(1:80, function(i) {
  repeat {
    t <- matrix(rmultinom(1, sample(c(8, 22, 22, 60), 1), rexp(2 * (w <- sample(2:6, 1)))), 2)
    t <- t[, colSums(t) > 0, drop = FALSE]
    if (all(rowSums(t) > 0) && any(t[1, ] > 0 & t[2, ] > 0) && ncol(t) > 1) break
  }
  p <- t / rowSums(t)
  covariance <- function(q) diag(q, length(q)) - outer(q, q)
  s <- (covariance(p[1, -1]) + covariance(p[2, -1])) / 2
  d <- p[1, -1] - p[2, -1]
  list(table = t, estimate = sqrt(sum(d * solve(s, d))))
})
write_reference("effects", "stats", list(
  shifts = shifts, large = large, means = means, shares = shares, levels = levels_apart
))
