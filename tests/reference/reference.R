# Recomputes every reference: cd tests/reference && Rscript reference.R
# Needs R (4.2 here), coin for ranks.R and children.R, survival for survival.R, children.R and competing_risks.R,
# cmprsk for competing_risks.R and cluster for gower.R. The tests read the JSON files only.
for (script in c(
  "children", "proportions", "association", "stratified", "ranks", "effects", "medians", "survival",
  "competing_risks", "gower"
)) {
  source(paste0(script, ".R"), local = new.env())
}
