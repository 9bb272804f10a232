# Two samples: coin::wilcox_test(distribution = "exact") with and without ties, combn over all choices of the
# first sample for small ones, wilcox.test for large ones. More samples: all arrangements, and kruskal.test.
# coin is Debian's r-cran-coin.
source("json.R")
suppressPackageStartupMessages(library(coin))
seed(20160303)

by_combn <- function(x, y) {
  ranks <- rank(c(x, y))
  centre <- length(x) * (length(ranks) + 1) / 2
  deviation <- abs(combn(length(ranks), length(x), function(i) sum(ranks[i])) - centre)
  mean(deviation >= abs(sum(ranks[seq_along(x)]) - centre) - 1e-9)
}
by_coin <- function(x, y) {
  d <- data.frame(value = c(x, y), group = factor(rep(c("x", "y"), c(length(x), length(y)))))
  as.numeric(pvalue(wilcox_test(value ~ group, data = d, distribution = "exact")))
}
w <- function(x, y) sum(rank(c(x, y))[seq_along(x)]) - length(x) * (length(x) + 1) / 2

two_samples <- lapply(1:200, function(i) {
  n <- sample(1:12, 2, replace = TRUE)
  draw <- if (i %% 2) function(n) round(rexp(n, 0.1), 4) else function(n) sample(0:5, n, replace = TRUE)
  x <- draw(n[1])
  y <- draw(n[2]) + sample(0:3, 1)
  result <- list(x = I(x), y = I(y), statistic = w(x, y))
  if (length(unique(c(x, y))) > 1) result$p_value <- by_coin(x, y)
  if (choose(sum(n), n[1]) <= 50000) result$p_value_by_enumeration <- by_combn(x, y)
  if (!anyDuplicated(c(x, y))) result$p_value_by_wilcox <- wilcox.test(x, y, exact = TRUE)$p.value
  result
})
large <- lapply(1:20, function(i) {
  x <- if (i %% 2) round(rexp(60), 4) else sample(0:9, 60, replace = TRUE)
  y <- if (i %% 2) round(rexp(45), 4) * 1.3 else sample(1:10, 45, replace = TRUE)
  test <- wilcox.test(x, y, exact = FALSE)
  list(x = x, y = y, statistic = unname(test$statistic), p_value = test$p.value)
})

arrangements <- function(ranks, sizes) {
  if (length(sizes) == 1) return(sum(ranks)^2 / sizes)
  unlist(combn(length(ranks), sizes[1], function(i) {
    sum(ranks[i])^2 / sizes[1] + arrangements(ranks[-i], sizes[-1])
  }, simplify = FALSE))
}
several <- lapply(1:60, function(i) {
  repeat {
    sizes <- sample(1:4, sample(3:4, 1), replace = TRUE)
    if (sum(sizes) <= 10 && max(sizes) > 1) break
  }
  value <- if (i %% 2) round(rexp(sum(sizes), 0.1), 3) else sample(0:4, sum(sizes), replace = TRUE)
  if (length(unique(value)) == 1) value[1] <- value[1] + 1
  group <- rep(seq_along(sizes), sizes)
  all <- arrangements(rank(value), sizes)
  observed <- sum(tapply(rank(value), group, sum)^2 / sizes)
  list(
    groups = lapply(split(value, group), I) |> unname(),
    statistic = unname(kruskal.test(value, group)$statistic),
    p_value = mean(all >= observed - 1e-9)
  )
})
approximate <- lapply(1:10, function(i) {
  groups <- lapply(c(80, 70, 90), function(n) round(rexp(n, 0.1) + i / 10, if (i %% 2) 4 else 0))
  test <- kruskal.test(groups)
  list(groups = groups, statistic = unname(test$statistic), p_value = test$p.value)
})
write_reference("ranks", c("stats", "coin"), list(
  two_samples = two_samples, large = large, several = several, approximate = approximate
))
