"""Bring your own cohort: a file in the session's memory, and the five steps from it to a cohort in use."""
