"""The variables of a cohort, a file a section; `emr_core.schema` puts them in order."""
