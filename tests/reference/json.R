# Writes R lists as JSON with base R only, so that the references need no package beyond those they test.
# Named lists and vectors become objects, other vectors of length one scalars, the rest arrays; every number
# has the digits that give back the same double; infinities and missing numbers are the strings "inf", "-inf", "nan".

json_number <- function(x) {
  if (is.na(x)) return('"nan"')
  if (is.infinite(x)) return(if (x > 0) '"inf"' else '"-inf"')
  if (x == round(x) && abs(x) < 1e15) return(sprintf("%.0f", x))
  for (digits in 15:17) {
    text <- sprintf(paste0("%.", digits, "g"), x)
    if (as.numeric(text) == x) return(text)
  }
}

json <- function(x) {
  if (is.matrix(x)) return(json(lapply(seq_len(nrow(x)), function(i) I(x[i, ]))))
  if (!is.null(names(x))) {
    entries <- vapply(names(x), function(name) paste0('"', name, '": ', json(x[[name]])), "")
    return(paste0("{", paste(entries, collapse = ", "), "}"))
  }
  if (is.list(x) || inherits(x, "AsIs") || length(x) != 1) {
    return(paste0("[", paste(vapply(unclass(x), json, ""), collapse = ", "), "]"))
  }
  if (is.character(x)) return(paste0('"', gsub('(["\\\\])', "\\\\\\1", x), '"'))
  if (is.logical(x) && !is.na(x)) return(if (x) "true" else "false")
  json_number(x)
}

# One case a line, so that a changed reference shows as the lines that changed.
write_reference <- function(name, packages, cases) {
  versions <- lapply(setNames(packages, packages), function(p) as.character(packageVersion(p)))
  blocks <- vapply(names(cases), function(block) {
    lines <- vapply(cases[[block]], json, "")
    paste0('"', block, '": [\n', paste(lines, collapse = ",\n"), "\n]")
  }, "")
  writeLines(paste0(
    '{\n"r": ', json(R.version.string), ',\n"packages": ', json(versions), ",\n",
    paste(blocks, collapse = ",\n"), "\n}"
  ), paste0(name, ".json"))
}

seed <- function(number) {
  set.seed(number, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
}
