"""Several rows of one patient whose code stands in the first only, as people write them under one another."""

import numpy as np
import pandas as pd

from emr_core.cohort import Mask
from emr_core.intake.headers import SURE, meaning_of
from emr_core.intake.issues import Issue
from emr_core.intake.outer_bytes import each_once
from emr_core.intake.read.limits import ReadOptions
from emr_core.schema import BY_NAME
from emr_core.wording import counted, listed

OF_THE_PATIENT = {"date:Birth", "date:Diagnosis", "institution"}
PATIENTS = {"leukemia_type", "emr_sites", "date:EMR"}
"""What a table of patients holds at least one of."""

USUALLY = 0.8
"""Share of the rows with a code in which a column is filled in that tells a patient from a further row."""

NAMED = 8
Texts = dict[str, np.ndarray]


def with_codes_down(cells: pd.DataFrame, file: str, options: ReadOptions) -> tuple[pd.DataFrame, list[Issue]]:
    """Return a table with a code in every row of a patient, where it is beyond doubt or was asked for.

    A row without a code is one of the patient above where everything that is known of a patient from the
    beginning (sex, type, dates of birth and diagnosis) is empty in it as well, though usually recorded. What
    is so known of a patient is then put in every row, also where the code stands in each.

    Parameters
    ----------
    cells
        The table under the file's headers.
    file
        The file's name, for messages.
    options
        Whether it was declined, or is wanted though it is not beyond doubt.
    """
    meant = {str(header): meaning_of(str(header)) for header in cells}
    held = [header for header, found in meant.items() if found and found.target == "patient_id"]
    if not held or not len(cells) or "codes down" in options.declined:
        return cells, []
    header = max(held, key=lambda one: found.confidence if (found := meant[one]) else 0.0)
    codes = cells[header]
    blank = (codes == "").to_numpy(dtype=bool)
    if not blank.any() and each_once(codes):
        return cells, []
    fixed = [
        name
        for name, found in meant.items()
        if name != header and found and found.confidence >= SURE and _is_of_patient(found.target)
    ]
    if blank[0]:
        return cells, []
    if blank.any():
        sure = _are_further_rows(cells, blank, fixed, header)
        if not (sure or "codes down" in options.wanted):
            of_patients = PATIENTS & {found.target for found in meant.values() if found}
            asked = of_patients and _may_be_further(cells, blank, fixed, header)
            return cells, [_asked(file, blank, header)] if asked else []
    return _filled(cells, file, header, blank, fixed)


def _is_of_patient(target: str) -> bool:
    """Tell whether a column holds what is known of a patient from the beginning."""
    known = BY_NAME.get(target)
    return target in OF_THE_PATIENT or (
        known is not None and known.known_from == "diagnosis" and target != "patient_id"
    )


def _are_further_rows(cells: pd.DataFrame, blank: Mask, fixed: list[str], header: str) -> bool:
    """Tell whether every row without a code lacks what is known of a patient, and holds something else."""
    filled = {name: (cells[name] != "").to_numpy(dtype=bool) for name in map(str, cells) if name != header}
    telling = [name for name in fixed if filled[name][~blank].mean() >= USUALLY]
    if not telling or any(filled[name][blank].any() for name in fixed):
        return False
    others = [name for name in filled if name not in fixed]
    return bool(others) and bool(np.logical_or.reduce([filled[name] for name in others])[blank].all())


def _may_be_further(cells: pd.DataFrame, blank: Mask, fixed: list[str], header: str) -> bool:
    """Tell whether a row without a code contradicts nothing known of the patient above, and adds to it."""
    above = cells.shift()
    same = {name: ((cells[name] == "") | (cells[name] == above[name])).to_numpy(dtype=bool) for name in cells}
    agree = np.logical_and.reduce([blank, *(same[name] for name in fixed)])
    adds = [~same[str(name)] for name in cells if name not in fixed and name != header]
    return bool(adds) and bool((agree & np.logical_or.reduce(adds)).any())


def _asked(file: str, blank: Mask, header: str) -> Issue:
    """Return what can be done about rows without a code."""
    rows = _rows(blank)
    many = int(blank.sum()) > 1
    what = (
        f"{file}: no code in {header!r} in {'rows' if many else 'row'} {rows}. If "
        f"{'they are further rows' if many else 'it is a further row'} of the patient above, read the file "
        "with codes filled down; otherwise write a code."
    )
    return Issue("warning", "codes_blank", what, column=header)


def _filled(
    cells: pd.DataFrame, file: str, header: str, blank: Mask, fixed: list[str]
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the table with codes and what is known of a patient in every row of the patient."""
    cells = cells.copy(deep=False)
    codes = cells[header].mask(blank).ffill() if blank.any() else cells[header]
    cells[header] = codes
    again = codes.duplicated(keep=False) & (codes != "")
    given: list[str] = []
    for name in fixed:
        wanting = ((cells[name] == "") & again).to_numpy(dtype=bool)
        if not wanting.any():
            continue
        known = cells[name].mask(cells[name] == "").groupby(codes.astype("object"), sort=False).first()
        there = codes[wanting].map(known).fillna("").astype("str")
        if (there != "").any():
            cells.loc[wanting, name] = there
            given.append(name)
    notes: list[Issue] = []
    if blank.any():
        n = int(blank.sum())
        what = (
            f"{file}: {counted(n, 'row')} without a code ({_rows(blank)}) read as further rows of the "
            f"patient above. Check {header!r}, or read the file without filling codes down."
        )
        notes.append(Issue("warning", "codes_down", what, column=header))
    if given:
        what = (
            f"{file}: {listed(given)} {'stands' if len(given) == 1 else 'stand'} in one row of a patient "
            "only; taken for all rows of the patient."
        )
        notes.append(Issue("info", "patient_down", what, column=given[0]))
    return cells, notes


def _rows(places: Mask) -> str:
    """Return the numbers of the first rows of these."""
    numbers = [str(place + 1) for place in np.flatnonzero(places)]
    return listed(numbers) if len(numbers) <= NAMED else f"{', '.join(numbers[:NAMED])} and further"
