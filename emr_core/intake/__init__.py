"""From bytes to a checked cohort: read, map, parse, check; nothing is lost or guessed without a word."""
