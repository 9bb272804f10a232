"""Registries put together: pieces of a fixed size, each from a seed of its own."""

from collections.abc import Iterator

import numpy as np

from emr_core.fields import Continuous
from emr_core.schema import FIELDS
from emr_core.synthetic.columns import Columns, level, yes
from emr_core.synthetic.draws import Codes, aligned, blank, pick
from emr_core.synthetic.from_diagnosis import of_the_relapsed, without_the_relapse
from emr_core.synthetic.laws import TYPES, Shares
from emr_core.synthetic.missing import weights, with_gaps
from emr_core.synthetic.outcome import in_own_words, outcome
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.patients import patients
from emr_core.synthetic.presentation import presentation
from emr_core.synthetic.relapse import relapse

PIECE = 5000
"""Patients drawn at once. A registry is a whole number of pieces cut to size: its first patients do not
depend on how many follow. Another size here makes another registry of every seed."""

RELAPSED, DENOMINATOR = 0, 1
"""The two streams of random numbers: patients with the relapse, and those without."""

STATUS_WITHOUT_EMR = {
    "Alive in CR": 0.62,
    "Alive with disease": 0.02,
    "Alive (disease unknown)": 0.05,
    "Died of disease": 0.15,
    "Died of other cause": 0.07,
    "Died (cause not stated)": 0.03,
    "Lost to follow-up": 0.06,
}


def pieces(
    number: int, seed: int, institutions: int, *, with_denominator: bool, gaps: bool = True
) -> Iterator[Columns]:
    """Yield the registry piece by piece, a column a field in the order of the schema.

    Parameters
    ----------
    number
        Patients with an extramedullary relapse.
    gaps
        Whether values are missing as in a registry; without, everything that happened is there.
    """
    for first in range(0, number, PIECE):
        rng = _generator(seed, RELAPSED, first // PIECE)
        yield _cut(_relapsed(rng, institutions, gaps), first, min(PIECE, number - first))
    without = denominator_size(number) if with_denominator else 0
    for first in range(0, without, PIECE):
        rng = _generator(seed, DENOMINATOR, first // PIECE)
        piece = _without_relapse(rng, institutions, gaps)
        yield _cut(piece, number + first, min(PIECE, without - first))


def denominator_size(number: int) -> int:
    """Return how many patients without the relapse stand behind so many with it."""
    return round(number * sum(_behind_each().values()))


def _behind_each() -> Shares:
    """Return the patients without the relapse behind one with it, by type."""
    shares, incidence = PARAMETERS.diagnosis.leukemia_type, PARAMETERS.incidence
    return {kind: shares[kind] * (1 - incidence[kind]) / incidence[kind] for kind in TYPES}


def _generator(seed: int, stream: int, piece: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(stream, piece)))


def _relapsed(rng: np.random.Generator, institutions: int, gaps: bool) -> Columns:
    """Return one piece of patients with an extramedullary relapse."""
    who = patients(rng, PIECE, PARAMETERS.diagnosis.leukemia_type, relapsed=True)
    found = relapse(rng, who)
    columns: Columns = {
        "emr": yes(np.ones(PIECE, dtype=bool)),
        **who.columns,
        **found.columns,
        **presentation(rng, found),
        **outcome(rng, who, found),
    }
    return _recorded(rng, columns | of_the_relapsed(columns), institutions, gaps)


def _without_relapse(rng: np.random.Generator, institutions: int, gaps: bool) -> Columns:
    """Return one piece of patients without one: nothing that is told from the relapse."""
    behind = _behind_each()
    shares = {kind: number / sum(behind.values()) for kind, number in behind.items()}
    who = patients(rng, PIECE, shares, relapsed=False)
    names = tuple(STATUS_WITHOUT_EMR)
    table = aligned(names, STATUS_WITHOUT_EMR)[None, :]
    drawn = pick(rng, np.zeros(PIECE, dtype=np.int64), table)
    status = np.array([level("last_status", name) for name in names])[drawn]
    columns: Columns = {
        "emr": yes(np.zeros(PIECE, dtype=bool)),
        **who.columns,
        "last_status": status,
        "outcome_as_published": in_own_words(status),
        **without_the_relapse(rng, status),
    }
    return _recorded(rng, columns, institutions, gaps)


def _recorded(rng: np.random.Generator, columns: Columns, institutions: int, gaps: bool) -> Columns:
    """Return the columns with institution and gaps, in the schema's order; no column is absent."""
    centre = pick(rng, np.zeros(PIECE, dtype=np.int64), weights(institutions)[None, :])
    width = len(str(institutions))
    names = np.array([f"Centre {i:0{width}d}" for i in range(1, institutions + 1)], dtype=object)
    held = with_gaps(rng, columns, centre, institutions) if gaps else columns
    held = {**held, "institution": names[centre]}
    empty = {True: np.full(PIECE, np.nan), False: blank(PIECE)}
    return {field.name: held.get(field.name, empty[isinstance(field, Continuous)]) for field in FIELDS}


def _cut(piece: Columns, first: int, size: int) -> Columns:
    """Return the first patients of a piece, numbered on from those before."""
    numbers: Codes = np.arange(first + 1, first + size + 1)
    ids = np.char.mod("S%07d", numbers).astype(object)
    return {**{name: values[:size] for name, values in piece.items()}, "patient_id": ids}
