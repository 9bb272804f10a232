"""What may be shared of a picture or table: as it is, as a table without small counts, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from emr_core import recipe
from emr_core.cohort import Cohort, Source
from emr_core.export.safe_layouts import LAYOUTS, PATIENTS, Layout, cells
from emr_core.export.safe_table import WITHHELD, safe_table
from emr_core.export.suppression import small
from emr_core.figure import Figure, Table
from emr_core.look import Look
from emr_core.recipe import Recipe
from emr_core.wording import listed

THRESHOLDS = {"Off": 0, "Under 5": 5, "Under 11": 11}
"""What can be chosen: the least count that is shown; 0 shows all."""

EXEMPT = {
    "published": "These patients are published with every count, so nothing is withheld.",
    "synthetic": "No patient of this cohort is real, so nothing is withheld.",
}
"""Why a kind of cohort needs no protection."""


@dataclass(frozen=True, eq=False)
class Shared:
    """What is shown instead of a picture or table.

    Parameters
    ----------
    title
        Its heading.
    figure
        The picture, if no count in it is small.
    body
        The table otherwise, or None if nothing can be shown.
    sentences
        What was done, and what is counted; never a number that could be small.
    methods
        How the picture's numbers were made.
    numbered
        Whether the number of patients may be said.
    """

    title: str
    figure: Figure | None
    body: pd.DataFrame | None
    sentences: tuple[str, ...]
    methods: str = ""
    numbered: bool = True


def protects(source: Source, threshold: int) -> bool:
    """Return whether a cohort's small counts are withheld at this threshold."""
    return bool(threshold) and (source.holds_upload or source.kind not in EXEMPT)


def told(source: Source, threshold: int) -> str:
    """Return the sentence on what is withheld, or why nothing is; nothing if nobody asked for it."""
    if not threshold:
        return ""
    if not protects(source, threshold):
        return EXEMPT[source.kind]
    return (
        f"Share-safe: counts of one to {threshold - 1} patients are withheld, with those beside them that "
        "would give them away."
    )


def shared(
    made: Recipe,
    cohort: Cohort,
    whole: Cohort,
    look: Look,
    threshold: int,
    before: Sequence[Cohort] = (),
) -> Shared:
    """Return what may be shared of a recipe's picture or table.

    Parameters
    ----------
    made
        Which one.
    cohort
        The patients that pass its filters.
    whole
        The unfiltered cohort.
    look
        The look a picture is drawn in.
    threshold
        The least count that may be shown; zero may be shown too.
    before
        Patients of what is shared beside it.
    """
    name = made.name.replace("_", " ").capitalize()
    if made.sides is not None:
        reason = "Left out: what is shown of two sides could be subtracted from what is shown of either."
        return Shared("Comparison", None, None, (reason,), numbered=False)
    if not len(cohort) or any(_too_close(cohort, other, threshold) for other in (whole, *before)):
        reason = (
            f"Left out: its filters choose fewer than {threshold} patients, or fewer than {threshold} "
            "others than what is shown beside it, which would give these away."
        )
        return Shared(name, None, None, (reason,), numbered=False)
    if made.name in PATIENTS:
        return Shared(name, None, None, ("Left out: it shows single patients.",))
    layout = LAYOUTS.get(made.name)
    if layout is None:
        return Shared(name, None, None, ("Left out: its small counts cannot be withheld one by one.",))
    if made.kind == "tables":
        return _of(recipe.table(made, cohort, len(whole)), layout, cohort, threshold)
    return _of(recipe.figure(made, cohort, len(whole), look), layout, cohort, threshold)


def _too_close(cohort: Cohort, other: Cohort, threshold: int) -> bool:
    """Return whether patients are few, or those that others have more, or less, than they."""
    ours, theirs = set(cohort.column("patient_id")), set(other.column("patient_id"))
    nested = ours <= theirs or theirs <= ours
    return small(len(ours), threshold) or (nested and small(abs(len(ours) - len(theirs)), threshold))


def _of(content: Figure | Table, layout: Layout, cohort: Cohort, threshold: int) -> Shared:
    """Return a picture if nothing in it is small, or else its table."""
    found = safe_table(
        cells(layout, content.data, len(cohort)), threshold, layout.total, turned=layout.turned
    )
    clear = not found.marks and not found.left_out and _clear(content.data, layout, threshold)
    if isinstance(content, Figure) and layout.drawn and clear:
        said = (f"Patients; no count is under {threshold}.", without_numbers(content.caption))
        return Shared(content.title, content, None, said, without_numbers(content.methods))
    if not found.tells:
        reason = f"Left out: its groups have fewer than {threshold} patients, or give away such a group."
        return Shared(content.title, None, None, (reason,))
    return Shared(
        content.title, None, found.body, tuple(_said(found.marks, found.left_out, layout, threshold))
    )


def _clear(data: dict[str, pd.DataFrame], layout: Layout, threshold: int) -> bool:
    """Return whether the further counts of a picture are all large, and all that they leave."""
    return not any(
        small(int(part), threshold) or small(int(whole) - int(part), threshold)
        for frame, k, n in layout.also
        for part, whole in data[frame][[k, n]].dropna().to_numpy().tolist()
    )


def _said(marks: int, left_out: tuple[str, ...], layout: Layout, threshold: int) -> list[str]:
    """Return what must stand under a share-safe table."""
    what = "Patients: k/n (percent)" + ("; median and number known" if layout.median else "") + "."
    said = [what, "Share-safe: tests, intervals and ranges are left out."]
    if marks:
        said.append(
            f"<{threshold}: one to {threshold - 1} patients. “{WITHHELD.capitalize()}”: would give such a "
            "number away. Zero is written as 0."
        )
    if left_out:
        said.append(f"Groups left out as too small, or giving away one: {listed(left_out)}.")
    return said


def without_numbers(text: str) -> str:
    """Return the sentences of a text that hold no digit, for a digit may be a small count."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(sentence for sentence in sentences if not re.search(r"\d", sentence))
