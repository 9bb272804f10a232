"""What else differs between two sides: source, era, age range, clocks, units, fields of one side alone."""

import json
from collections.abc import Callable

import numpy as np
import pandas as pd

from emr_core.cohort import Cohort, Source, shown
from emr_core.fields import Continuous, Duration
from emr_core.figure import Table, caption, stamped_table
from emr_core.pair import masks_of, names_of, overlap, sided
from emr_core.schema import BY_NAME, DURATIONS, FIELDS
from emr_core.wording import counted, listed, number

KINDS = {"published": "Published cohort", "synthetic": "Synthetic, no real patient", "uploaded": "Upload"}

NOTHING = "not recorded"

METHODS = (
    "What the two sources say of themselves, and what their patients have recorded. Lines that read the same "
    "on both sides are named below the table. Units are those of the file; all numbers are compared in the "
    "unit named with them. A field counts as recorded where anybody of a side has a value."
)


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return one line a definition with both sides, and whether they read the same."""
    pair = sided(cohort)
    sides = [pair.where(mask) for mask in masks_of(pair)]
    rows = [(name, *(told(side, source) for side, source in zip(sides, pair.sources, strict=True)))
            for name, told in DEFINITIONS.items()]  # fmt: skip
    rows += [("Recorded on this side only", *_alone(sides)), *_units(pair.sources)]
    frame = pd.DataFrame(rows, columns=["definition", "first", "second"], dtype="str")
    return {"definitions": frame.assign(same=(frame["first"] == frame["second"]).to_numpy(dtype=bool))}


def table(cohort: Cohort, whole: int) -> Table:
    """Return what differs in the definitions of two sides, and what does not."""
    data, pair = frames(cohort), sided(cohort)
    frame = data["definitions"]
    differing = frame[~frame["same"]]
    names = names_of(pair)
    same = list(frame.loc[frame["same"], "definition"])
    made = Table(
        name="compare-definitions",
        title=f"What else differs between {names[0]} and {names[1]}",
        data=data,
        body=differing[["definition", "first", "second"]].set_axis(["Defined", *names], axis=1),
        caption=caption(cohort, whole, "Read before any difference is read as one of the disease"),
        methods=METHODS,
        notes=(*overlap(pair), *((f"The same on both sides: {listed(same)}.",) if same else ())),
    )
    return stamped_table(made, cohort)


def _source(side: Cohort, source: Source) -> str:  # noqa: ARG001 - one signature for all
    return ". ".join(part for part in (f"{KINDS[source.kind]}: {source.name}", source.citation) if part)


def _eligibility(side: Cohort, source: Source) -> str:  # noqa: ARG001
    return " ".join(source.eligibility) or "not stated"


def _patients(side: Cohort, source: Source) -> str:  # noqa: ARG001
    without = int((side.column("emr") == "No").sum()) if "emr" in side.columns else 0
    return counted(len(side), "patient") + (f", {without} of them without EMR" if without else "")


def _era(side: Cohort, source: Source) -> str:  # noqa: ARG001
    return _range(side, "year_of_emr")


def _institutions(side: Cohort, source: Source) -> str:  # noqa: ARG001
    if "institution" not in side.columns or not side.column("institution").notna().any():
        return NOTHING
    return counted(side.column("institution").nunique(), "institution")


def _types(side: Cohort, source: Source) -> str:  # noqa: ARG001
    counts = shown(side.column("leukemia_type")).value_counts(sort=False)
    told = [f"{n} {kind}" for kind, n in counts.items() if n]
    return ", ".join(told) or "nobody"


def _ages(side: Cohort, source: Source) -> str:  # noqa: ARG001
    known = {"at diagnosis": "age_at_diagnosis", "at EMR": "age_at_emr"}
    told = [f"{when} {text}" for when, name in known.items() if (text := _range(side, name)) != NOTHING]
    return "; ".join(told) or NOTHING


def _clocks(side: Cohort, source: Source) -> str:  # noqa: ARG001
    told = [f"{field.label} ({n})" for field in DURATIONS if (n := _known(side, field.name))]
    return "; ".join(told) or "no time by patient"


def _summaries(side: Cohort, source: Source) -> str:  # noqa: ARG001
    told = [
        f"{one.label}: median {number(one.median)} ({number(one.minimum)}–{number(one.maximum)}) {one.unit}"
        for one in source.intervals
    ]
    return "; ".join(told) or "none"


def _follow_up(side: Cohort, source: Source) -> str:  # noqa: ARG001
    n = _known(side, "follow_up")
    return f"known of {n} of {len(side)}" if n else "not by patient: no survival curve"


def _marrow(side: Cohort, source: Source) -> str:  # noqa: ARG001
    if not _known(side, "bmr"):
        return NOTHING
    return f"concurrent or subsequent as recorded; time to BMR of {_known(side, 'emr_to_bmr')}"


def _outcomes(side: Cohort, source: Source) -> str:  # noqa: ARG001
    names = ("response", "last_status", "outcome_as_published", "second_relapse")
    return "; ".join(f"{BY_NAME[name].label} ({n})" for name in names if (n := _known(side, name))) or NOTHING


def _sites(side: Cohort, source: Source) -> str:  # noqa: ARG001
    missing = len(side) - side.sites["patient_id"].nunique()
    return f"not stated of {missing} of {len(side)}"


def _dates(side: Cohort, source: Source) -> str:  # noqa: ARG001
    return "counted from dates" if _read(source).get("dates") else "as recorded in the file"


DEFINITIONS: dict[str, Callable[[Cohort, Source], str]] = {
    "Source": _source,
    "Who was included": _eligibility,
    "Patients": _patients,
    "Year of EMR": _era,
    "Institutions": _institutions,
    "Leukaemia types": _types,
    "Age": _ages,
    "Times by patient, each from its first event (n)": _clocks,
    "Times given as a summary only": _summaries,
    "Where times come from": _dates,
    "Follow-up": _follow_up,
    "Marrow": _marrow,
    "Outcomes recorded (n)": _outcomes,
    "Sites of relapse": _sites,
}
"""Each definition, and what is said of one side."""


def _alone(sides: list[Cohort]) -> list[str]:
    """Return the fields that one side records and the other does not, side by side."""
    held = [{field.name for field in FIELDS if _known(side, field.name)} for side in sides]
    found = []
    for mine, other in (held, held[::-1]):
        alone = [BY_NAME[name].label for name in BY_NAME if name in mine - other - {"patient_id", "emr"}]
        found.append("; ".join(alone) or "none")
    return found


def _units(sources: tuple[Source, ...]) -> list[tuple[str, str, str]]:
    """Return the numbers that the files give in different units."""
    rows = []
    read = [_read(source).get("fields", {}) for source in sources]
    for field in FIELDS:
        if not isinstance(field, Continuous) or not all(field.name in one for one in read):
            continue
        units = [str(one[field.name].get("unit", field.unit)) for one in read]
        if len(set(units)) > 1:
            told = [f"in {unit}" for unit in units]
            clock = ", from its first event" if isinstance(field, Duration) else ""
            rows.append((f"{field.label}{clock}, in the file", *told))
    return [(name, first, second) for name, first, second in rows]


def _read(source: Source) -> dict[str, dict[str, dict[str, str]]]:
    """Return how a file was read: its columns with their units; nothing where it was not read as one file."""
    try:
        found = json.loads(source.reading.split("\n")[0])
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _known(side: Cohort, name: str) -> int:
    """Return how many patients of a side have a field recorded."""
    return int(side.column(name).notna().sum()) if name in side.columns else 0


def _range(side: Cohort, name: str) -> str:
    """Return the smallest and the largest recorded value with n."""
    field = BY_NAME[name]
    if not _known(side, name):
        return NOTHING
    values = side.column(name).to_numpy(dtype=np.float64)
    unit = f" {field.unit}" if isinstance(field, Continuous) and field.unit else ""
    low, high = number(float(np.nanmin(values)), 1), number(float(np.nanmax(values)), 1)
    return f"{low if low == high else f'{low}–{high}'}{unit} (n = {_known(side, name)})"
