"""Endpoints: declared as data, derived patient by patient, each exclusion with its reason and number."""
