"""Published numbers beside the same numbers recomputed from the cohort.

- `claim`: what a claim, its recomputed value, a finding and a paper are
- `comparison`: the rule by which the two numbers agree or differ
- `measures`: counts, shares, medians and contrasts that claims are recomputed from
- `recompute`: all claims of a cohort's paper, judged
- one folder a paper: its citation and its claims

Where two numbers differ nobody can tell from here which one is right: a transcription, a rounding or a
definition may be behind it. So findings say that they differ, and by what, and nothing more.
"""
