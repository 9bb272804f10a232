"""A cohort read from a hospital's warehouse instead of a file."""
