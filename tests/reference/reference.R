# Recomputes every reference: cd tests/reference && Rscript reference.R
# Needs R (4.2 here), and coin for ranks.R. The tests read the JSON files only.
for (script in c("children", "proportions", "association", "stratified", "ranks", "medians")) {
  source(paste0(script, ".R"), local = new.env())
}
