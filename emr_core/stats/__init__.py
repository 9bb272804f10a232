"""Statistics for small cohorts: arrays in, frozen dataclasses out, numpy and scipy only.

- `proportions`: k of n with its interval, and the difference of two proportions
- `association`: Fisher's exact test and the odds ratio of a 2 x 2 table
- `stratified`: one odds ratio over several strata, and whether the strata agree
- `ranks`: two or more groups compared by rank
- `medians`: median with a distribution-free interval
- `multiplicity`: p-values adjusted for how many were looked at

Conventions that hold everywhere: an input that is allowed but empty gives NaN and a `reason`, never an
exception or a warning; an input that is wrong gives a ValueError that says what to do; missing values
are refused, because whoever drops them must count them; the same input gives the same bytes.
"""
