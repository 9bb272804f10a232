# k of n: prop.test(correct = FALSE) is Wilson's interval, binom.test the exact one; Newcombe's difference
# is put together from the two Wilson intervals (no packaged version on Debian).
source("json.R")
seed(20160304)

one <- function(k, n, conf_level) {
  wilson <- suppressWarnings(prop.test(k, n, conf.level = conf_level, correct = FALSE))$conf.int
  exact <- binom.test(k, n, conf.level = conf_level)$conf.int
  list(k = k, n = n, conf_level = conf_level, estimate = k / n, wilson = as.vector(wilson), exact = as.vector(exact))
}
draw <- function() {
  n <- sample(c(1:30, 60, 150, 1000, 20000), 1)
  k <- sample(c(0, n, rbinom(3, n, runif(1))), 1)
  c(k, n)
}
shares <- lapply(1:200, function(i) {
  kn <- draw()
  one(kn[1], kn[2], sample(c(0.8, 0.9, 0.95, 0.95, 0.95, 0.99), 1))
})
differences <- lapply(1:100, function(i) {
  a <- draw()
  b <- draw()
  A <- one(a[1], a[2], 0.95)
  B <- one(b[1], b[2], 0.95)
  d <- A$estimate - B$estimate
  list(
    k1 = a[1], n1 = a[2], k2 = b[1], n2 = b[2], estimate = d,
    lower = d - sqrt((A$estimate - A$wilson[1])^2 + (B$wilson[2] - B$estimate)^2),
    upper = d + sqrt((A$wilson[2] - A$estimate)^2 + (B$estimate - B$wilson[1])^2)
  )
})
write_reference("proportions", "stats", list(shares = shares, differences = differences))
