# Exact conditional inference written out from its definition. R's fisher.test and mantelhaen.test give the
# same p-values; their estimates and limits stop at the default tolerance of uniroot (1.2e-4), so these are
# searched here to 1e-13 in the logarithm of the odds ratio.

support <- function(t) max(0, sum(t[1, ]) + sum(t[, 1]) - sum(t)):min(sum(t[1, ]), sum(t[, 1]))
weights <- function(t) dhyper(support(t), sum(t[1, ]), sum(t[2, ]), sum(t[, 1]))
informative <- function(t) all(rowSums(t) > 0) && all(colSums(t) > 0)

# The sum of the first cells of several tables: values and log-weights at odds ratio 1.
sum_of_cells <- function(tables) {
  values <- 0
  w <- 1
  for (t in tables) {
    wide <- outer(w, weights(t))
    total <- outer(values, support(t), "+")
    w <- as.vector(tapply(wide, total, sum))
    values <- sort(unique(as.vector(total)))
  }
  list(values = values, log_w = log(w))
}

common_odds_ratio <- function(tables, conf_level = 0.95) {
  s <- sum_of_cells(tables)
  x <- sum(vapply(tables, function(t) t[1, 1], 0))
  p <- function(psi) {
    e <- s$log_w + psi * s$values
    e <- exp(e - max(e))
    e / sum(e)
  }
  solve_for <- function(f) {
    exp(uniroot(f, c(-2, 2), extendInt = "yes", tol = 1e-13, maxiter = 10000)$root)
  }
  alpha <- 1 - conf_level
  lo <- min(s$values)
  hi <- max(s$values)
  list(
    estimate = if (x == lo) 0 else if (x == hi) Inf else solve_for(function(psi) sum(p(psi) * s$values) - x),
    lower = if (x == lo) 0 else solve_for(function(psi) log(sum(p(psi)[s$values >= x])) - log(alpha / 2)),
    upper = if (x == hi) Inf else solve_for(function(psi) log(sum(p(psi)[s$values <= x])) - log(alpha / 2))
  )
}

# Zelen's test: all ways to fill the strata with the same total of first cells, by expand.grid.
zelen <- function(tables) {
  cells <- as.matrix(expand.grid(lapply(tables, support)))
  p <- Reduce(`*`, lapply(seq_along(tables), function(k) weights(tables[[k]])[match(cells[, k], support(tables[[k]]))]))
  observed <- vapply(tables, function(t) t[1, 1], 0)
  same <- rowSums(cells) == sum(observed)
  at <- which(apply(cells, 1, function(row) all(row == observed)))
  sum(p[same & p <= p[at] * (1 + 1e-7)]) / sum(p[same])
}
