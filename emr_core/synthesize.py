"""Synthetic registries of any size: no line of them is a patient.

A registry of children, adolescents and young adults with an extramedullary relapse (EMR) of acute leukaemia
between 2004 and 2023 in several institutions, followed up to the end of 2024. It is drawn from numbers that
are written down in `PARAMETERS`, so that an analysis can be held against the truth:

- shares: leukaemia type (AML 40 %, ALL 55 %), sex, immunophenotype, FAB, karyotype, sites by lineage and sex;
- medians: ages and white cells by lineage, remission to EMR, transplantation to EMR (Weibull);
- hazards after the EMR by leukaemia type, competing with each other: remission, marrow relapse, relapse
  elsewhere, death; each with its hazard ratios for a concurrent marrow relapse, transplantation before the
  EMR, an EMR before 18 months from diagnosis, age from 10 years, and measurable disease in the marrow.
  The law is told in `emr_core.synthetic.laws.AfterRelapse`; `emr_core.synthetic.truth` computes from it
  the survival and the incidences that curves should show;
- what has no effect: institution, sex, transplantation after the EMR, any treatment;
- missing: 12-18 % of the values of each optional field, at random and by centre
  (`emr_core.synthetic.missing`).

The same seed gives the same first patients, however many follow. `help(emr_core.synthesize)` goes on with
every number; they stand in `emr_core.synthetic.parameters`, with their sources.
"""

from pathlib import Path
from typing import TextIO

import pandas as pd

from emr_core.synthetic.files import frame_of, write_csv, write_parquet
from emr_core.synthetic.laws import told
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.registry import pieces

__all__ = ["PARAMETERS", "registry", "stream"]

SEED = 2016
PATIENTS = 240
INSTITUTIONS = 4
MOST_INSTITUTIONS = 100

# Written from the parameters themselves, so that the documentation cannot say anything else.
__doc__ = "\n".join([__doc__ or "", *told(PARAMETERS)])


def registry(
    patients: int = PATIENTS,
    seed: int = SEED,
    *,
    institutions: int = INSTITUTIONS,
    with_denominator: bool = False,
    complete: bool = False,
) -> pd.DataFrame:
    """Return a synthetic registry, one row a patient, headers and units of the tidy file.

    Parameters
    ----------
    patients
        Patients with an extramedullary relapse.
    seed
        The same seed gives the same patients.
    institutions
        Centres that take part.
    with_denominator
        Whether patients without the relapse follow, as many as the incidences stand for (about 14 each).
    complete
        Whether nothing is missing: the same patients, as they were before values went missing.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    _refuse(patients, seed, institutions)
    made = pieces(patients, seed, institutions, with_denominator=with_denominator, gaps=not complete)
    return pd.concat([frame_of(piece) for piece in made], ignore_index=True)


def stream(
    target: str | Path | TextIO,
    patients: int = PATIENTS,
    seed: int = SEED,
    *,
    institutions: int = INSTITUTIONS,
    with_denominator: bool = False,
) -> None:
    """Write a synthetic registry of any size piece by piece, never holding more than a few of them.

    Parameters
    ----------
    target
        An open text file for CSV, or a path that ends in .csv or .parquet.

    Raises
    ------
    ValueError
        If a number is out of range, the ending is another one, or Parquet cannot be written here.
    """
    _refuse(patients, seed, institutions)
    made = pieces(patients, seed, institutions, with_denominator=with_denominator)
    if not isinstance(target, str | Path):
        write_csv(target, made)
        return
    path = Path(target)
    if path.suffix.lower() == ".parquet":
        write_parquet(path, made)
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            write_csv(file, made)
    else:
        raise ValueError(f"{path.name} ends neither in .csv nor in .parquet. Choose one of them.")


def _refuse(patients: int, seed: int, institutions: int) -> None:
    """Refuse numbers that make no registry."""
    if patients < 1:
        raise ValueError(f"A registry of {patients} patients cannot be made. Ask for 1 or more.")
    if seed < 0:
        raise ValueError(f"{seed} is no seed. Give 0 or a greater whole number.")
    if not 1 <= institutions <= MOST_INSTITUTIONS:
        message = f"{institutions} institutions cannot take part. Ask for 1 to {MOST_INSTITUTIONS}."
        raise ValueError(message)
