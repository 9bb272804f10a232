"""What our intake checks in the benchmark's columns, written down for the peers from the schema itself.

Left out is what only we do: to find encoding, delimiter and decimal mark, to read sites in any wording (peers
get a list of those in the file), and to say in a sentence what is wrong.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.columns import COLUMNS
from emr_core.fields import DAYS_PER_WEEK, Categorical, Continuous, Duration, Field
from emr_core.intake.checks import CONCURRENT_UP_TO, IN_ORDER, SLACK
from emr_core.intake.identifiers import EMAIL, LOOKED_AT, NAME, NATIONAL_IDS, PHONE
from emr_core.intake.words import missing_words, spelled_levels
from emr_core.schema import BY_NAME, FIELDS
from emr_core.vocabulary.sites import read_sites


def written(file: Path) -> Path:
    """Write the rules beside a file of the benchmark."""
    path = file.with_name("intake-rules.json")
    path.write_text(json.dumps(_rules(file), ensure_ascii=False), encoding="utf-8")
    return path


def _rules(file: Path) -> dict[str, Any]:
    fields = sorted(
        (one for one in FIELDS if _header(one) in COLUMNS), key=lambda one: COLUMNS.index(_header(one))
    )
    names = {field.name for field in fields}
    parts = _site_parts(file)
    return {
        "columns": {_header(field): _column(field) for field in fields},
        "missing": sorted(missing_words()),
        "sites": sorted(parts),
        "one_sex": {sex: sorted(part for part in parts if parts[part] == sex) for sex in ("Female", "Male")},
        "orders": [
            [_header(BY_NAME[first]), _days(first), _header(BY_NAME[second]), _days(second)]
            for first, second in IN_ORDER
            if {first, second} <= names
        ],
        "slack": SLACK,
        "only_for": [
            [_header(field), _header(BY_NAME[field.only_for[0]]), list(field.only_for[1])]
            for field in fields
            if field.only_for and field.only_for[0] in names
        ],
        "concurrent": ["emr_to_bmr_weeks", DAYS_PER_WEEK, "bmr", "Concurrent", CONCURRENT_UP_TO + 0.5],
        "identifiers": {
            "columns": ["patient_id", "institution"],
            "looked_at": LOOKED_AT,
            "anywhere": [EMAIL, *(form.shape for form in NATIONAL_IDS if form.marked)],
            "in_half": [PHONE, NAME, *(form.shape for form in NATIONAL_IDS if not form.marked)],
        },
    }


def _header(field: Field) -> str:
    """Return the header of a field in the benchmark's files, one of them without its unit."""
    return field.name if field.name == "wbc_at_diagnosis" else field.header


def _column(field: Field) -> dict[str, Any]:
    """Return what is checked in one column alone."""
    common = {"required": field.required, "unique": field.name == "patient_id"}
    if isinstance(field, Continuous):
        return {**common, "kind": "number", "hard": field.hard, "soft": field.soft or field.hard}
    if isinstance(field, Categorical) and not field.open:
        return {**common, "kind": "level", "levels": field.levels, "spelled": spelled_levels(field)}
    return {**common, "kind": "sites" if field.name == "emr_sites" else "text"}


def _days(name: str) -> float:
    field = BY_NAME[name]
    return field.days_per_unit if isinstance(field, Duration) else 1.0


def _site_parts(file: Path) -> dict[str, str]:
    """Return what stands between semicolons in cells of sites, and the sex that alone has such an organ."""
    texts = pd.read_csv(file, usecols=["emr_sites"], dtype="str")["emr_sites"].dropna().unique()
    found = {part.strip() for text in texts for part in str(text).split(";")}
    return {part: "".join({one.site.sex for one in read_sites(part).mentions}) for part in found}
