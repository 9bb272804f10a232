# The Hodges-Lehmann difference: without ties as wilcox.test(conf.int = TRUE, exact = TRUE) gives it; with ties, and
# in large groups, the same ordered differences by definition (wilcox.test turns to a root of an approximation).
shift <- function(x, y, conf_level = 0.95) {
  pairs <- length(x) * length(y)
  d <- sort(outer(x, y, "-"))
  tail <- (1 - conf_level) / 2
  if (max(length(x), length(y)) < 50) {
    rank <- qwilcox(tail, length(x), length(y))
    if (rank == 0 && pwilcox(0, length(x), length(y)) <= tail * (1 + 1e-12)) rank <- 1
    achieved <- if (rank > 0) 1 - 2 * pwilcox(rank - 1, length(x), length(y)) else NaN
  } else {
    rank <- max(0, floor(pairs / 2 - qnorm(1 - tail) * sqrt(pairs * (length(x) + length(y) + 1) / 12)))
    achieved <- if (rank > 0) conf_level else NaN
  }
  result <- list(
    x = I(x), y = I(y), conf_level = conf_level, estimate = median(d),
    lower = if (rank > 0) d[rank] else NaN, upper = if (rank > 0) d[pairs + 1 - rank] else NaN,
    achieved = signif(achieved, 12)
  )
  if (!anyDuplicated(c(x, y)) && max(length(x), length(y)) < 50) {
    test <- suppressWarnings(wilcox.test(x, y, conf.int = TRUE, exact = TRUE, conf.level = conf_level))
    stopifnot(abs(test$estimate - result$estimate) < 1e-9)
    if (rank > 0) stopifnot(abs(test$conf.int - c(result$lower, result$upper)) < 1e-9)
    result$by_wilcox <- TRUE
  }
  result
}
