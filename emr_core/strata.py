"""Within whom two sides are compared: the leukaemia types that both hold, one at a time."""

import numpy as np

from emr_core.cohort import Cohort, Mask
from emr_core.fields import UNKNOWN
from emr_core.once import once
from emr_core.pair import TYPE, masks_of, names_of
from emr_core.wording import counted, listed

EVERYBODY = "All patients"
"""The one stratum of sides that have no leukaemia type in common, or that are described together."""


def strata(pair: Cohort) -> dict[str, Mask]:
    """Return the patients within whom the sides are compared: each leukaemia type that both sides hold.

    Where they have no type in common, as AML against ALL, all patients are one stratum.
    """
    one, two = masks_of(pair)
    types = pair.column(TYPE)
    held = {
        str(kind): mask
        for kind in types.cat.categories
        if ((mask := np.asarray((types == kind).to_numpy(dtype=bool))) & one).any() and (mask & two).any()
    }
    return held or {EVERYBODY: np.ones(len(pair), dtype=bool)}


def within(pair: Cohort, wanted: str) -> tuple[str, Mask]:
    """Return the stratum that is described: the wanted leukaemia type where both sides hold it, or all."""
    held = strata(pair)
    only = next(iter(held))
    if not wanted and held[only].all():  # one type, and nobody else
        return only, held[only]
    if wanted in held:
        return wanted, held[wanted]
    return EVERYBODY, np.ones(len(pair), dtype=bool)


def not_compared(pair: Cohort) -> tuple[str, ...]:
    """Return which leukaemia types one side alone holds, with its patients, where others are compared."""
    held = strata(pair)
    if EVERYBODY in held:
        return ()
    types = pair.column(TYPE).astype("object").fillna(UNKNOWN)
    rest = [kind for kind in dict.fromkeys(types) if kind not in held]
    counts = [[int((types[mask] == kind).sum()) for mask in masks_of(pair)] for kind in rest]
    return tuple(f"{kind}: {a} v {b}" for kind, (a, b) in zip(rest, counts, strict=True))


@once
def sizes(pair: Cohort) -> tuple[str, ...]:
    """Return how many patients stand on either side, and of which types: `22 patients (8 AML, 14 ALL)`."""
    types = pair.column(TYPE).astype("object").fillna(UNKNOWN)
    told = []
    for mask in masks_of(pair):
        held = types[mask]
        parts = [f"{int((held == kind).sum())} {kind}" for kind in dict.fromkeys(sorted(held))]
        told.append(counted(int(mask.sum()), "patient") + (f" ({', '.join(parts)})" if parts else ""))
    return tuple(told)


def nobody_on(pair: Cohort) -> str:
    """Return on which side nobody stands, and why that may be; empty if somebody stands on either."""
    empty = [name for name, mask in zip(names_of(pair), masks_of(pair), strict=True) if not mask.any()]
    if not empty:
        return ""
    return (
        f"Nobody stands on the side of {listed(empty)}: the filters leave nobody there, or ask for what it "
        "does not record."
    )
