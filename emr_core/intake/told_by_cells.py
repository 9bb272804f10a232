"""What the cells say of a column whose header leaves it open: the unit of a count, the kind of an outcome."""

from dataclasses import replace

import pandas as pd

from emr_core.fields import Categorical
from emr_core.intake.mapping import Column, Mapping
from emr_core.intake.words import folded, missing_words, spelled_levels
from emr_core.schema import BY_NAME
from emr_core.vocabulary.sites import read_sites

_HIGH = 1_000
"""Cells in 10⁹/L that hardly any patient has; more than half of a column cannot lie above."""

_NEARLY_ALL = 0.9
_GUESSED = 0.75
_WBC, _VERBATIM = "wbc_at_diagnosis", "outcome_as_published"


def told_by_cells(mapping: Mapping, cells: pd.DataFrame) -> Mapping:
    """Return the mapping with what the cells tell; a person is asked to look at it."""
    fields = dict(mapping.fields)
    count = fields.get(_WBC)
    if (
        count is not None
        and not count.unit
        and count.header in cells
        and _per_microlitre(cells[count.header])
    ):
        why = "most of its numbers are possible per µL only"
        fields[_WBC] = replace(count, unit="/µL", confidence=_GUESSED, reason=why)
    verbatim = fields.get(_VERBATIM)
    if verbatim is not None and verbatim.header in cells and folded(verbatim.header) != _VERBATIM:
        for name in ("last_status", "response"):
            if name not in fields and _holds_levels(name, cells[verbatim.header]):
                del fields[_VERBATIM]
                why = "what its cells hold"
                fields[name] = Column(verbatim.header, confidence=_GUESSED, reason=why)
                break
    whether, sited = fields.get("emr"), "emr_sites" in fields or bool(mapping.site_flags)
    if whether is not None and not sited and whether.header in cells and _hold_sites(cells[whether.header]):
        del fields["emr"]
        fields["emr_sites"] = Column(whether.header, confidence=_GUESSED, reason="what its cells hold")
    return replace(mapping, fields=fields)


def _hold_sites(texts: pd.Series) -> bool:
    """Tell whether most cells with an entry name a site."""
    given = [text for text in texts.unique() if folded(text) not in missing_words()]
    read = {text: bool(read_sites(text).mentions) for text in given}
    named = texts.map(read).dropna()
    return len(named) > 0 and bool(named.astype("bool").mean() > 0.5)


def _per_microlitre(texts: pd.Series) -> bool:
    """Tell whether most numbers of a column of white cells are too high for 10⁹/L."""
    plain = texts.str.replace(r"(?<=\d)[.,' \u00a0\u202f](?=\d{3}(?:\D|$))", "", regex=True)
    numbers = pd.to_numeric(plain.str.replace(",", ".", regex=False), errors="coerce").dropna()
    return bool(len(numbers)) and bool((numbers > _HIGH).mean() > 0.5)


def _holds_levels(name: str, texts: pd.Series) -> bool:
    """Tell whether nearly all cells with an entry name a level of a field."""
    field = BY_NAME[name]
    levels = spelled_levels(field) if isinstance(field, Categorical) else {}
    folds = texts.map({text: folded(text) for text in texts.unique()})
    given = folds[~folds.isin(missing_words())]
    return len(given) > 0 and bool(given.isin(list(levels)).mean() >= _NEARLY_ALL)
