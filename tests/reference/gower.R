# Gower's distance of mixed data from cluster::daisy: numbers, categories, unknown values and weights; and of
# sets, which are asymmetric binary columns of the same weight.
source("json.R")
suppressPackageStartupMessages(library(cluster))
seed(19711227)

blanked <- function(x, share) replace(x, runif(length(x)) < share, NA)
from_first <- function(d) I(as.numeric(as.matrix(d)[1, ]))

mixed <- lapply(1:40, function(i) {
  n <- sample(5:25, 1)
  gaps <- sample(c(0, 0.1, 0.4), 1)
  numbers <- lapply(1:3, function(k) blanked(round(rexp(n, 0.1), sample(c(0, 1, 3), 1)), gaps))
  codes <- lapply(1:3, function(k) blanked(sample(0:sample(1:4, 1), n, replace = TRUE), gaps))
  weights <- sample(c(1, 1.5, 2, 3), 6, replace = TRUE) # daisy takes a sum of 0.5 or less for nothing known
  frame <- as.data.frame(c(numbers, lapply(codes, factor)))
  names(frame) <- letters[1:6]
  d <- suppressWarnings(daisy(frame, metric = "gower", weights = weights))
  list(
    numbers = lapply(numbers, I), codes = lapply(codes, function(x) I(ifelse(is.na(x), -1, x))),
    weights = I(weights), distance = from_first(d)
  )
})
sets <- lapply(1:40, function(i) {
  n <- sample(4:20, 1)
  items <- sample(2:9, 1)
  members <- matrix(runif(n * items) < 0.35, n)
  members[cbind(1:n, sample(items, n, replace = TRUE))] <- TRUE
  frame <- as.data.frame(members * 1)
  d <- suppressWarnings(daisy(frame, metric = "gower", type = list(asymm = seq_len(items))))
  list(members = members * 1, distance = from_first(d))
})
write_reference("gower", "cluster", list(mixed = mixed, sets = sets))
