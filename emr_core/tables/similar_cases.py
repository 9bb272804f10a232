"""One patient beside the most similar ones of the cohort: field by field, and why they are alike."""

import math
from dataclasses import dataclass

import pandas as pd

from emr_core.choices import Choice
from emr_core.cohort import Cohort
from emr_core.factors import factor
from emr_core.fields import UNKNOWN
from emr_core.figure import Table, stamped_table
from emr_core.filters import apply
from emr_core.schema import BY_NAME
from emr_core.similar_cases import NEAREST, NOT_RECORDED, SimilarCases, not_compared, similar_cases
from emr_core.wording import counted, number

OUTCOMES = ("response", "bmr", "last_status")

METHODS = (
    "Gower's distance: the weighted mean of the dissimilarities, 0 (alike) to 1, in the fields that are "
    "known of both. Of numbers it is the difference in parts of the range of those compared, of WBC by its "
    "logarithm; of categories 0 or 1; of sites the share that the two have not in common (Jaccard). The "
    "weights are a choice, and stand beside the fields. Patients with whom less than half of the weight can "
    "be compared are left out. Nothing known only later is compared. A few like cases are anecdotes: what "
    "became of them says nothing certain of this patient."
)


@dataclass(frozen=True)
class Options:
    """The patient, the filters of those compared, and whether their outcomes are asked for."""

    patient_id: str = ""
    choices: tuple[Choice, ...] = ()
    outcomes: bool = False


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one row a case and field with its dissimilarity, then the cases with their distances."""
    options = options or Options()
    return _frames(similar_cases(cohort, options.patient_id, options.choices), outcomes=options.outcomes)


def _frames(found: SimilarCases | str, *, outcomes: bool) -> dict[str, pd.DataFrame]:
    """Return the frames of what was found; empty ones if nothing was."""
    columns = ["patient_id", "field", "weight", "value", "dissimilarity"]
    heads = ["patient_id", "distance", "compared", "weight"]
    if isinstance(found, str):
        return {"fields": pd.DataFrame(columns=columns), "cases": pd.DataFrame(columns=heads)}
    ids = found.pool.patients["patient_id"]
    shown = (found.at, *found.nearest)
    rows = [
        (ids[at], one.label, one.weight, one.told(at), float(one.part[at]))
        for at in shown
        for one in found.fields
    ]
    cases = [
        (ids[at], float(found.distances.distance[at]), float(found.distances.compared[at]), found.weight)
        for at in found.nearest
    ]
    data = {"fields": pd.DataFrame(rows, columns=columns), "cases": pd.DataFrame(cases, columns=heads)}
    return {**data, "outcomes": _outcomes(found)} if outcomes else data


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return a patient beside the nearest ones, or why there are none."""
    options = options or Options()
    found = similar_cases(cohort, options.patient_id, options.choices)
    data = _frames(found, outcomes=options.outcomes)
    filters = " · ".join(step.sentence for step in apply(cohort, options.choices).steps)
    made = Table(
        name="similar-cases",
        title=f"{options.patient_id or 'Nobody'}: the {NEAREST} most similar cases",
        data=data,
        body=_body(data, options.patient_id),
        caption=f"{filters or 'All patients'}; {len(cohort)} of {counted(whole, 'patient')}. {_told(found)}",
        methods=METHODS,
        notes=() if isinstance(found, str) else tuple(filter(None, (not_compared(found.fields),))),
    )
    return stamped_table(made, cohort)


def _told(found: SimilarCases | str) -> str:
    """Return of whom the cases are the nearest, or why there are none."""
    if isinstance(found, str):
        return f"Not offered: {found}"
    kind = found.pool.patients["leukemia_type"].iloc[0]
    among = f"{counted(len(found.pool) - 1, 'other patient')} with {kind}"
    nearest = f"The {len(found.nearest)} nearest of {among}"
    return f"{nearest}. In brackets: dissimilarity, 0 to 1, where both are known. Not a prognosis."


def _outcomes(found: SimilarCases) -> pd.DataFrame:
    """Return what became of every case: patient, field, level."""
    ids = found.pool.patients["patient_id"]
    rows = []
    for name in OUTCOMES:
        levels = factor(found.pool, name).groups.astype("str").to_numpy()
        rows += [(ids[at], BY_NAME[name].label, str(levels[at])) for at in (found.at, *found.nearest)]
    return pd.DataFrame(rows, columns=["patient_id", "field", "value"]).replace(
        {"value": {UNKNOWN: NOT_RECORDED}}
    )


def _body(data: dict[str, pd.DataFrame], patient_id: str) -> pd.DataFrame:
    """Return fields as rows and patients as columns, each value with its dissimilarity."""
    fields, cases = data["fields"], data["cases"]
    if not len(cases):
        return pd.DataFrame({"Field": [], "Weight": []}, dtype="str")
    cells = fields.assign(
        value=[
            value if patient == patient_id else f"{value}{_unlike(part)}"
            for patient, value, part in fields[["patient_id", "value", "dissimilarity"]].to_numpy().tolist()
        ]
    )
    wide = _wide(cells)
    wide.insert(0, "Weight", fields.drop_duplicates("field").set_index("field")["weight"].map(number))
    wide.loc["Distance"] = ["", "", *(number(value, 3) for value in cases["distance"])]
    wide.loc["Weight compared"] = [
        "",
        "",
        *(f"{number(k)} of {number(n)}" for k, n in cases[["compared", "weight"]].to_numpy().tolist()),
    ]
    if "outcomes" in data:
        wide.loc["What became of them; not a prognosis"] = ""
        after = _wide(data["outcomes"])
        after.insert(0, "Weight", "")
        wide = pd.concat([wide, after])
    return wide.rename(columns={patient_id: "This patient"}).rename_axis("Field").reset_index()


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    """Return tidy rows as one line a field and one column a patient, both in their order."""
    order, ids = rows["field"].drop_duplicates(), rows["patient_id"].drop_duplicates()
    wide = rows.set_index(["field", "patient_id"])["value"].unstack()  # noqa: PD010 - nothing to aggregate
    return wide.loc[list(order), list(ids)]


def _unlike(part: float) -> str:
    """Return a dissimilarity in brackets: (same), (0.25); nothing where it cannot be told."""
    return "" if math.isnan(part) else " (same)" if part == 0 else f" ({number(part, 2)})"
