"""Two sides by effect: what both record, within each leukaemia type, with the interval of each difference."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Table, caption, stamped_table
from emr_core.pair import Pair, masks_of, names_of, sided, untested
from emr_core.policy import EXPLORATORY
from emr_core.strata import EVERYBODY, not_compared, strata
from emr_core.tables.contrasts import EFFECT_RULE, effects
from emr_core.tables.shared_fields import common, variables_of
from emr_core.wording import counted, listed


@dataclass(frozen=True)
class Options:
    """The section of the fields; all of them if empty."""

    section: str = ""


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return one line a leukaemia type, field and level that both sides record, with the effect."""
    options = options or Options()
    found = effects(sided(relapsed(cohort)))
    shown = found[found["section"].isin([options.section] if options.section else found["section"])]
    return {"effects": shown.reset_index(drop=True)}


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:
    """Return the effects as read, a heading a leukaemia type."""
    options = options or Options()
    data, pair = frames(cohort, options), sided(relapsed(cohort))
    names = names_of(pair)
    made = Table(
        name="compare-effects-table",
        title=f"{names[0]} minus {names[1]}: effects with their intervals",
        data=data,
        body=_body(data["effects"], pair),
        caption=caption(
            cohort,
            whole,
            "Known values of what both sides record; 95 % intervals",
            f"Fields: {options.section}" if options.section else "",
            without_relapse(cohort),
            EXPLORATORY.rstrip("."),
        ),
        methods=f"{EFFECT_RULE} {untested(pair)}".strip(),
        notes=_notes(pair),
    )
    return stamped_table(made, cohort)


def _body(frame: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Return a heading a type and a line an effect."""
    first, second = names_of(pair)
    one, two = masks_of(pair)
    held = strata(pair)
    lines: list[list[Any]] = []
    for stratum, part in frame.groupby("stratum", sort=False):
        n1, n2 = (int((side & held[str(stratum)]).sum()) for side in (one, two))
        if list(held) != [EVERYBODY]:
            lines.append([f"{stratum}: {n1} v {n2} patients", "", "", ""])
        for row in part.to_dict("records"):
            name = f"{row['label']}: {row['level']}" if row["level"] else row["label"]
            lines.append([name, row["first"], row["second"], row["effect"]])
    return pd.DataFrame(lines, columns=["Field", first, second, f"{first} minus {second}"])


def _notes(pair: Pair) -> tuple[str, ...]:
    """Return what is compared with nothing: types and fields of one side alone."""
    notes = []
    if alone := not_compared(pair):
        notes.append(f"Types on one side only: {listed(alone)}.")
    held = {one.variable.name for one in common(pair)}
    rest = [one.label for one in variables_of(pair) if one.name not in held and one.name != "leukemia_type"]
    if rest:
        notes.append(
            f"{counted(len(rest), 'field')} not compared, recorded on one side only or different by "
            f"definition: {listed(rest)}."
        )
    return tuple(notes)
