"""Did it come back where it was? Site at diagnosis against site of relapse: same, near, elsewhere."""

from typing import Any

import altair as alt
import pandas as pd

from emr_core.charts import layout, name_layout
from emr_core.cohort import Cohort
from emr_core.factors import factor, present_levels, relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.initial_sites import COMPARED, RELATIONS, relation_counts, stated_before
from emr_core.look import Look
from emr_core.wording import counted

ALL_TYPES = "All types"
COLUMN = 66
"""Width of a column of numbers, in pixels."""

OF_COMPARED, OF_ALL = "Of patients with both sites stated", "Of all patients"

METHODS = (
    "The sites of initial extramedullary disease are read as those of the relapse. Of several sites the "
    "nearest counts: one site in common is the same site; no site but a system in common is the same system; "
    "otherwise it is another system. Shares of these three are of the patients of whom both sites are "
    "stated; the other shares are of all patients. Wilson 95 % intervals. A CNS status without a site of "
    "initial disease is not counted as one."
)


def frames(cohort: Cohort) -> dict[str, pd.DataFrame]:
    """Return one line a relation and leukaemia type with k of n, the lines drawn, and the types with n."""
    cohort = relapsed(cohort)
    types = factor(cohort, "leukemia_type")
    groups = {ALL_TYPES: pd.Series(True, index=types.groups.index)}
    groups |= {level: types.groups == level for level in present_levels(types)}
    counts = relation_counts(cohort, groups)
    near, rest = RELATIONS[: len(COMPARED)], RELATIONS[len(COMPARED) :]
    lines: list[tuple[str, str, str, bool]] = [(OF_COMPARED, OF_COMPARED, "", False)]
    lines += [(relation, "", relation, False) for relation in near]
    lines += [("rule", "", "", True), (OF_ALL, OF_ALL, "", False)]
    lines += [(relation, "", relation, False) for relation in rest]
    rows = pd.DataFrame(lines, columns=["row", "heading", "label", "apart"])
    heads = pd.DataFrame({"group": list(groups), "n": [f"n = {int(held.sum())}" for held in groups.values()]})
    heads["pixels"] = [8 + COLUMN // 2 + COLUMN * at for at in range(len(heads))]
    counts = counts.merge(heads[["group", "pixels"]], on="group", validate="m:1")
    overall = counts[counts["group"] == ALL_TYPES]
    return {
        "relations": counts,
        "dots": overall.dropna(subset=["percent"]).reset_index(drop=True),
        "overall": overall.reset_index(drop=True),
        "types": heads,
        "lines": name_layout.folded(rows).assign(n=""),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return a dot with interval a relation for all, and on the right k/n by leukaemia type."""
    rows = list(data["lines"]["row"])
    scale = layout.rows(rows)
    y = alt.Y("row", type="nominal", title=None, axis=None, scale=scale)
    at = alt.Y("relation", type="nominal", title=None, axis=None, scale=scale)
    plain: dict[str, Any] = {
        "type": "quantitative",
        "title": "% of patients",
        "scale": alt.Scale(domain=[0, 100], nice=False),
        "axis": layout.share_axis(100),
    }
    edge = COLUMN * len(data["types"]) + 8
    dots, every, heads = (layout.source(data[name]) for name in ("dots", "relations", "types"))
    column = layout.beyond("width", "pixels")
    layers = [
        *name_layout.row_names(data["lines"], y, look, right=edge),
        dots.mark_rule(strokeWidth=2, color=look.ink).encode(alt.X("lower", **plain), at, x2=alt.X2("upper")),
        dots.mark_circle(size=100, opacity=1, fill=look.hues["blue"], stroke=look.ink, strokeWidth=1).encode(
            alt.X("percent", **plain), at
        ),
        heads.mark_text(fontWeight=600).encode(x=column, y=layout.at(-8), text=layout.words("group")),
        heads.mark_text(fontSize=12, color=look.muted).encode(
            x=column, y=layout.at(8), text=layout.words("n")
        ),
        every.mark_text().encode(at, x=column, text=layout.words("number")),
        layout.source(data["overall"])
        .mark_rect(opacity=0)
        .encode(
            at,
            x=layout.at(-name_layout.label_width(data["lines"])),
            x2=layout.past_right(edge),
            tooltip=layout.tooltip({"relation": "Relapse", "words": "All types"}),
        ),
    ]
    return layout.picture(layers, look, layout.ROW * len(rows))


def figure(cohort: Cohort, whole: int, look: Look) -> Figure:
    """Return how the sites of relapse lie to those of initial disease."""
    data = frames(cohort)
    chosen = relapsed(cohort)
    made = Figure(
        name="initial-relation",
        title="Relapse at the site of the initial extramedullary disease, or elsewhere",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "A patient counts once, by the nearest site",
            "Dot and line: share of all types with its 95 % interval; numbers: k/n",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(chosen, data),
        methods=METHODS,
        alt=_alt(data),
        table=_table(data),
        width=860,
        least=_least(data),
    )
    return stamped(made, cohort)


def _least(data: dict[str, pd.DataFrame]) -> int:
    """Return the narrowest width in pixels: names, an axis that can be read, the numbers."""
    return name_layout.label_width(data["lines"]) + 150 + COLUMN * len(data["types"]) + 16


def _reconciliation(cohort: Cohort, data: dict[str, pd.DataFrame]) -> str:
    """Return how the relations add up, and how many initial sites are stated."""
    counts = data["overall"]
    parts = [
        f"{k} {relation[0].lower()}{relation[1:]}"
        for relation, k in zip(counts["relation"], counts["k"], strict=True)
        if k
    ]
    of = f"Sites of initial disease are stated for {counted(stated_before(cohort), 'patient')}"
    return f"{counted(len(cohort), 'patient')} = {' + '.join(parts) or '0'}. {of}."


def _alt(data: dict[str, pd.DataFrame]) -> str:
    """Return every relation in words."""
    counts = data["overall"]
    return " ".join(f"{r}: {words}." for r, words in zip(counts["relation"], counts["words"], strict=True))


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a relation as read, a column a leukaemia type."""
    table = pd.DataFrame({"Relapse": list(RELATIONS)})
    for group, n in zip(data["types"]["group"], data["types"]["n"], strict=True):
        words = data["relations"].loc[data["relations"]["group"] == group, "words"]
        table[f"{group} ({n})"] = words.to_numpy()
    return table
