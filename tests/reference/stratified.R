# k x 2 x 2 tables: p from mantelhaen.test(exact = TRUE); common odds ratio, limits and Zelen from exact.R.
source("json.R")
source("exact.R")
seed(20160302)

cases <- lapply(1:200, function(i) {
  k <- sample(2:4, 1)
  tables <- lapply(1:k, function(j) matrix(rmultinom(1, sample(3:16, 1), rexp(4) + 0.1), 2))
  known <- Filter(informative, tables)
  result <- list(tables = tables, n_informative = length(known))
  if (length(known) == 0) return(result)
  # mantelhaen.test refuses strata without information next to a single informative one: fisher.test then.
  p <- if (length(known) == 1) fisher.test(known[[1]])$p.value else {
    mantelhaen.test(array(unlist(known), c(2, 2, length(known))), exact = TRUE)$p.value
  }
  result <- c(result, list(p_value = p), common_odds_ratio(known))
  if (length(known) > 1) result$homogeneity <- zelen(known)
  result
})
write_reference("stratified", "stats", list(cases = cases))
