"""The order in which patients are listed: by their codes, P2 before P10."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from emr_core.cohort import Cohort
from emr_core.once import each

DIGITS = 12
"""Digits to which a number in a code is filled up with zeros before codes are compared as texts."""

ONE_NUMBER = rf"^(?P<before>\P{{Nd}}*)(?P<number>[0-9]{{1,{DIGITS}}})$"


@each
def listed_at(cohort: Cohort) -> npt.NDArray[np.int32]:
    """Return the place of every patient in that order, among all of the whole cohort."""
    ids = cohort.column("patient_id")
    parts = _parts(ids)
    numbers = _numbers(parts)
    if numbers is not None:
        order = np.argsort(numbers, kind="stable")
    else:
        order = np.asarray(pc.array_sort_indices(_filled_up(ids, parts)).to_numpy(), dtype=np.intp)
    places = np.empty(len(ids), dtype=np.int32)
    places[order] = np.arange(len(ids), dtype=np.int32)
    return places


def _parts(ids: pd.Series) -> pa.StructArray:
    """Return what stands before the number of every code, and it; nothing for codes of other forms."""
    parts = pc.extract_regex(pa.array(ids.astype("str").array), ONE_NUMBER)
    return parts.combine_chunks() if isinstance(parts, pa.ChunkedArray) else parts


def _filled_up(ids: pd.Series, parts: pa.StructArray) -> pa.Array:
    """Return the codes with their numbers filled up; those of other forms one by one, 2 s of a million."""
    number = pc.utf8_lpad(parts.field("number"), width=DIGITS, padding="0")
    keys = pc.binary_join_element_wise(parts.field("before"), number, pa.scalar("", number.type))
    other = parts.is_null()
    rest = [
        re.sub(r"\d+", lambda digits: digits[0].zfill(DIGITS), str(one))
        for one in ids[other.to_numpy(zero_copy_only=False)]
    ]
    return pc.replace_with_mask(keys, other, pa.array(rest, type=keys.type)) if rest else keys


def _numbers(parts: pa.StructArray) -> npt.NDArray[np.int64] | None:
    """Return the numbers of codes that are all of one prefix and a number; as texts, a million took 4 s."""
    if not len(parts) or parts.null_count or len(pc.unique(parts.field("before"))) > 1:
        return None
    return np.asarray(pc.cast(parts.field("number"), pa.int64()).to_numpy(zero_copy_only=False))


def listed(cohort: Cohort) -> pd.Series:
    """Return the codes of the patients in that order."""
    return cohort.column("patient_id").iloc[np.argsort(listed_at(cohort), kind="stable")]
