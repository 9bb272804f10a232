"""The commands of `python -m emr_core`, a file each: `add_to(parsers)` declares one, `run(given)` does it."""
