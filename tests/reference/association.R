# 2 x 2 and r x c tables: two-sided Fisher p from fisher.test; odds ratio and limits from exact.R.
source("json.R")
source("exact.R")
seed(20160301)

two_by_two <- lapply(1:200, function(i) {
  n <- sample(c(1:12, 22, 22, 40, 80), 1)
  t <- matrix(rmultinom(1, n, rexp(4)), 2)
  if (!informative(t)) return(list(table = t, informative = FALSE))
  p <- fisher.test(t)$p.value
  c(list(table = t, informative = TRUE, p_value = p, conf_level = 0.95), common_odds_ratio(list(t)))
})
other_levels <- lapply(1:40, function(i) {
  repeat {
    t <- matrix(rmultinom(1, sample(6:40, 1), rexp(4)), 2)
    if (informative(t)) break
  }
  conf_level <- sample(c(0.8, 0.9, 0.99), 1)
  c(list(table = t, informative = TRUE, p_value = fisher.test(t)$p.value, conf_level = conf_level),
    common_odds_ratio(list(t), conf_level))
})
r_by_c <- lapply(1:200, function(i) {
  repeat {
    r <- sample(2:4, 1)
    k <- sample((if (r == 2) 3 else 2):5, 1)
    t <- matrix(rmultinom(1, sample(c(6:16, 22, 22, 30), 1), rexp(r * k) + 0.3), r)
    kept <- t[rowSums(t) > 0, colSums(t) > 0, drop = FALSE]
    if (min(dim(kept)) > 1) break
  }
  # simulate.p.value aside, FEXACT is exact; the workspace is for the largest 4 x 5 tables.
  list(table = t, p_value = fisher.test(kept, workspace = 2e8)$p.value)
})
larger <- lapply(list(
  rbind(c(14, 9, 3), c(6, 12, 11), c(2, 8, 15)), rbind(c(40, 25, 12), c(22, 31, 30)),
  rbind(c(5, 0, 3, 8), c(2, 9, 4, 1), c(3, 3, 7, 4)),
  # one large institution and many with one patient; a table many times as wide as high
  cbind(c(90, 1, 0, 0, 1, 0, 1, 0, 1, 0), c(75, 0, 1, 0, 0, 1, 0, 1, 0, 1), c(33, 0, 0, 2, 0, 0, 1, 0, 1, 0)),
  rbind(c(3, 1, 0, 2, 0, 1, 0, 1, 1), c(0, 2, 1, 0, 2, 0, 2, 1, 4))
), function(t) list(table = t, p_value = fisher.test(t, workspace = 2e8)$p.value))

write_reference("association", "stats", list(
  two_by_two = two_by_two, other_levels = other_levels, r_by_c = r_by_c, larger = larger
))
