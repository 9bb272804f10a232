"""Statistics for small cohorts: arrays in, frozen dataclasses out, numpy and scipy only.

Shares and tables

- `proportions`: k of n with its interval, `wilson` (1927) and `clopper_pearson` (1934); `difference` of two
  shares (Newcombe 1998, method 10)
- `association`: `fisher_exact`, any table (Freeman and Halton 1951); `odds_ratio`, conditional with exact
  limits (Cornfield 1956)
- `stratified`: one odds ratio over several strata (Mehta, Patel and Gray 1985), and whether the strata agree
  (Zelen 1971)
- `multiplicity`: `benjamini_hochberg`, p adjusted for how many were looked at (1995)

Numbers

- `tallies`: samples as their different values with counts, which the others take instead
- `medians`: `median` with a distribution-free interval (Conover, section 3.2)
- `ranks`: `mann_whitney` (exact with ties: Streitberg and Röhmel 1987), `kruskal` (Kruskal and Wallis 1952)
- `hodges_lehmann`: the difference that belongs to the Mann-Whitney test (Hodges and Lehmann 1963)
- `standardized`: how far groups are apart in units of spread, `standardized_mean_difference`,
  `standardized_proportion_difference` (Austin 2009), `standardized_level_difference` (Yang and Dalton 2012)

Time to an event

- `survival`: `kaplan_meier` (1958) with Greenwood's variance and the median's interval of Brookmeyer and
  Crowley (1982); `reverse_kaplan_meier`, follow-up (Schemper and Smith 1996)
- `horizons`: `survival_at` chosen times, `restricted_mean` up to one (Andersen, Borgan, Gill and Keiding)
- `landmark`: who is still under observation (Anderson, Cain and Gelber 1983)
- `logrank`: two or more groups (Mantel 1966)
- `competing_risks`: `aalen_johansen` (1978), all incidences and event-free survival, variance of Greenwood's
  type as in R's survfit (not cuminc's); `incidence_at` chosen times
- `gray`: cumulative incidence of two or more groups (Gray 1988)

Conventions that hold everywhere: an input that is allowed but empty gives NaN and a `reason`, never an
exception or a warning; an input that is wrong gives a ValueError that says what to do; missing values
are refused, because whoever drops them must count them; the same input gives the same bytes. Each function
states its own for ties, times of zero, and one patient.
"""
