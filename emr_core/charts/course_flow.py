"""From the marrow at the relapse to the last status: every patient in one band a step, exact counts."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from emr_core.bmr import WINDOWS
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.flow import Flow, flow
from emr_core.look import Look
from emr_core.wording import counted, listed

WIDTH = 1100
LEAST = 720
"""Narrowest width at which the names of four stages stand beside one another."""

HEIGHT = 380
"""Height of the stages in pixels."""

TOP = 34
"""Room for their headings."""

PITCH = 27
"""Least distance between two levels in pixels, so that their names never collide."""

GAP = 8
POINTS = 12
"""Points of a band's edge between two stages."""

NODE = 0.012
"""Width of a level's bar, as a share of the picture."""

METHODS = (
    "Every patient is in every stage once, under what is recorded; who is not recorded has a level of their "
    "own. The height of a bar and of a band is the number of patients. Bands join neighbouring stages only; "
    "a patient's way through all of them is in the lanes. The later marrow is what was seen, not a risk: how "
    "long each patient was watched is another matter (see Curves)."
)


@dataclass(frozen=True)
class Options:
    """What stands last, the concurrency window, and the levels that are outlined instead of left out.

    `marked` holds pairs of stage and level.
    """

    last: str = ""
    window: int = WINDOWS[0]
    marked: tuple[tuple[str, str], ...] = ()


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the links (the table), the bars of the levels, the edges of the bands, and the headings."""
    found = flow(relapsed(cohort), options.last, options.window)
    nodes = _placed(found)
    marked = set(options.marked)
    nodes["chosen"] = [(s, level) in marked for s, level in zip(nodes["stage"], nodes["level"], strict=True)]
    places = {name: _x(place, len(found.stages)) for place, name in enumerate(found.stages)}
    headings = pd.DataFrame(
        {"stage": list(found.stages), "label": list(found.stages.values()), "x": list(places.values())}
    )
    headings["height"] = int(nodes["y2"].max()) + 10 if len(nodes) else TOP
    return {"links": found.links, "nodes": nodes, "bands": _bands(found, nodes), "headings": headings}


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the bands under the bars, names and counts beside them, headings on top."""
    height = int(data["headings"]["height"].max()) if len(data["headings"]) else TOP
    x, y = _scales("x", "y", height)
    _, hit = _scales("x", "hit", height)
    nodes, bands, headings = (layout.source(data[name]) for name in ("nodes", "bands", "headings"))
    levels = tuple(dict.fromkeys([*data["nodes"]["level"]]))
    hue = alt.Color("level", type="nominal", scale=layout.colour_scale(levels, look), legend=None)
    tips = {"label": "Stage", "level": "Level", "words": "Patients"}
    steps = {"level": "From", "next_level": "To", "words": "Of those"}
    layers = [
        bands.mark_area(opacity=0.32, interpolate="linear", line=False).encode(
            x, y, alt.Y2("y2"), hue, alt.Detail("band", type="nominal"), tooltip=layout.tooltip(steps)
        ),
        nodes.mark_rect(stroke=look.surface, strokeWidth=0.5).encode(x, alt.X2("x2"), y, alt.Y2("y2"), hue),
        nodes.mark_rect(filled=False, stroke=look.ink).encode(
            x, alt.X2("x2"), y, alt.Y2("y2"), layout.switch(alt.StrokeWidth, "chosen", 0, 2.5)
        ),
        nodes.mark_text(align="left", dx=7).encode(
            *_scales("x2", "middle", height), text=layout.words("name")
        ),
        headings.mark_text(align="left", color=look.muted, baseline="top").encode(
            x, y=layout.at(0), text=layout.words("label")
        ),
        nodes.mark_rect(opacity=0, cursor="pointer")
        .encode(
            x,
            alt.X2("reach"),
            hit,
            alt.Y2("hit2"),
            tooltip=layout.tooltip(tips),
            description=alt.Description("said", type="nominal"),
        )
        .add_params(layout.click_on("stage", "level")),
    ]
    return layout.picture(layers, look, height)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the flow from the marrow at the relapse to the last status."""
    options = options or Options()
    data = frames(cohort, options)
    had, stages = relapsed(cohort), list(data["headings"]["label"])
    sums = data["nodes"].groupby("stage", sort=False)["n"].sum()
    title = f"From {_low(stages[0])} to {_low(stages[-1])}" if len(stages) > 1 else "Course after the relapse"
    outlined = listed([level for _, level in options.marked], "or")
    made = Figure(
        name="course-flow",
        title=title,
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            "A patient is in every stage once",
            without_relapse(cohort),
            f"Marrow relapse within {options.window} days is concurrent",
            f"Outlined: {outlined}" if outlined else "",
        ),
        reconciliation=_adds_up(len(had), sums),
        methods=METHODS,
        alt=" ".join([f"{title}.", *_sentences(data["nodes"])]),
        table=_table(data["links"], dict(zip(data["headings"]["stage"], stages, strict=True))),
        click=("stage", "level"),
        width=WIDTH,
        least=LEAST,
    )
    return stamped(made, cohort)


def _placed(found: Flow) -> pd.DataFrame:
    """Return the levels with their places: bars as high as their patients, names never nearer than a line."""
    nodes = found.nodes.copy()
    most = max((int((nodes["stage"] == name).sum()) for name in found.stages), default=0)
    patients = max(int(nodes["N"].max()), 1) if len(nodes) else 1
    unit = (HEIGHT - GAP * most) / patients
    rows = []
    for place, name in enumerate(found.stages):
        top = float(TOP)
        for n in nodes.loc[nodes["stage"] == name, "n"]:
            height = float(n) * unit
            rows.append((_x(place, len(found.stages)), top, top + height))
            top += max(height + GAP, PITCH)
    columns = pd.DataFrame(rows, columns=["x", "y", "y2"], dtype="float64")
    nodes = pd.concat([nodes.reset_index(drop=True), columns], axis=1)
    step = 1.0 / max(len(found.stages), 1)
    middle = (nodes["y"] + nodes["y2"]) / 2
    half = np.maximum((nodes["y2"] - nodes["y"]) / 2, PITCH / 2)
    return nodes.assign(
        x2=nodes["x"] + NODE,
        reach=nodes["x"] + step * 0.6,
        middle=middle,
        hit=middle - half,
        hit2=middle + half,
        said=nodes["label"] + ": " + nodes["level"] + ", " + nodes["words"],
        name=[f"{n}  {level}" for n, level in zip(nodes["n"], nodes["level"], strict=True)],
    )


def _bands(found: Flow, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return the edges of every band: stacked at both ends in the order of the levels, smooth between."""
    at = {(row["stage"], row["level"]): row for row in nodes.to_dict("records")}
    used_out: dict[tuple[str, str], float] = {}
    used_in: dict[tuple[str, str], float] = {}
    share = np.linspace(0.0, 1.0, POINTS)
    smooth = share**2 * (3 - 2 * share)
    rows = []
    for number, link in enumerate(found.links.to_dict("records")):
        start, end = (link["stage"], link["level"]), (link["next_stage"], link["next_level"])
        left, right = at[start], at[end]
        height = link["n"] * (left["y2"] - left["y"]) / left["n"]
        y0 = left["y"] + used_out.get(start, 0.0)
        y1 = right["y"] + used_in.get(end, 0.0)
        used_out[start] = used_out.get(start, 0.0) + height
        used_in[end] = used_in.get(end, 0.0) + height
        xs = left["x2"] + (right["x"] - left["x2"]) * share
        ys = y0 + (y1 - y0) * smooth
        rows += [
            (number, x, y, y + height, link["level"], link["next_level"], link["words"])
            for x, y in zip(xs.round(5), ys.round(2), strict=True)
        ]
    return pd.DataFrame(rows, columns=["band", "x", "y", "y2", "level", "next_level", "words"])


def _scales(x: str, y: str, height: int) -> tuple[alt.X, alt.Y]:
    """Return the two channels of places: shares of the width, pixels from the top."""
    across = alt.Scale(domain=[0, 1], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, clamp=False)
    return (
        alt.X(x, type="quantitative", scale=across, axis=None),
        alt.Y(y, type="quantitative", scale=down, axis=None),
    )


def _x(place: int, stages: int) -> float:
    """Return where a stage stands, from 0 to what leaves room for the last names."""
    return place / max(stages, 1)


def _low(label: str) -> str:
    """Return a label inside a sentence."""
    return label if label.isupper() else label[0].lower() + label[1:]


def _adds_up(patients: int, sums: pd.Series) -> str:
    """Return that every stage holds every patient."""
    if not len(sums):
        return f"{counted(patients, 'patient')}; no stage of the course is recorded."
    totals = " and ".join(str(total) for total in sorted({int(total) for total in sums}))
    return f"{totals} of {counted(patients, 'patient')} in each of {counted(len(sums), 'stage')}."


def _sentences(nodes: pd.DataFrame) -> list[str]:
    """Return every stage in words."""
    return [
        f"{label}: " + ", ".join(f"{row['level']} {row['n']}" for row in part.to_dict("records")) + "."
        for label, part in nodes.groupby("label", sort=False)
    ]


def _table(links: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    """Return the links as read."""
    return pd.DataFrame(
        {
            "Stage": links["stage"].map(labels),
            "From": links["level"],
            "Next stage": links["next_stage"].map(labels),
            "To": links["next_level"],
            "Patients of those": links["words"],
        }
    ).astype("str")
