"""One patient's sites on the body: where it came back, and where it lay at diagnosis."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from emr_core.body import features, pieces
from emr_core.body.labels import labels, representatives
from emr_core.body.regions import CROWN, LABELLED, SYSTEM_OF, WIDTH
from emr_core.charts import body_layout, layout
from emr_core.cohort import Cohort
from emr_core.figure import Figure, stamped
from emr_core.initial_sites import initial_sites
from emr_core.look import Look
from emr_core.patient_facts import NOT_RECORDED, site_words
from emr_core.vocabulary.sites import SITE_NAMES
from emr_core.wording import counted

ABOVE = 58
"""Pixels above the crowns, for the key and the headings."""

NOWHERE, RELAPSE, BOTH, DIAGNOSIS = (
    "",
    "At this relapse",
    "At diagnosis and at this relapse",
    "At diagnosis only",
)
WHEN = (RELAPSE, BOTH, DIAGNOSIS)
SHAPES = {RELAPSE: "circle", BOTH: "diamond", DIAGNOSIS: "square"}

METHODS = (
    "Every region is a site of the vocabulary. The child is a scheme: a region says which site, not where in "
    "it, on which side or how large; subsite and side stand in the table. Bone, joint, muscle, soft tissue, "
    "skin, nerve and node are drawn at some of their places and stand for all of them. Sites at diagnosis "
    "are read from the words of the file as those of the relapse are."
)


@dataclass(frozen=True)
class Options:
    """The patient; an empty text for nobody."""

    patient_id: str = ""


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Return every site of the vocabulary with when the patient had it, and the drawing."""
    options = options or Options()
    one = cohort.where((cohort.column("patient_id") == options.patient_id).to_numpy(dtype=bool))
    sites = _sites(one)
    held = sites[sites["state"] != NOWHERE]
    shown = labels(representatives({site: site for site in LABELLED}, list(held["name"]), {}))
    placed = {label.name for label in shown}
    state = dict(zip(held["name"], held["state"], strict=True))
    rest = pieces.elsewhere({name: 1 for name in held["name"] if name not in placed})
    rest["words"] = [f"{name} ({state[name].lower()})" for name in rest["name"]]
    marks = pieces.numbers(shown, dict.fromkeys(placed, 1)).drop(columns="number")
    return {
        "sites": sites.drop(columns=["shade", "spoken"]),
        "regions": pieces.regions(sites, {site: site for site in LABELLED}, [], BOTH),
        "outlines": pieces.outlines(),
        "paths": pieces.paths(shown),
        "marks": marks.assign(state=marks["name"].map(state).astype("str")),
        "names": pieces.names(shown),
        "elsewhere": rest,
        "headings": pieces.headings(CROWN + 16, more=len(rest) > 0),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the child from front and back, the patient's sites filled, their names beside them."""
    source = layout.source
    place = {
        "longitude": alt.Longitude("x", type="quantitative"),
        "latitude": alt.Latitude("y", type="quantitative"),
    }
    hues = [look.colour("EMR"), look.colour("HSCT after EMR"), look.colour("Relapse")]
    key = alt.Legend(
        title=None,
        orient="none",
        direction="horizontal",
        legendX=0,
        legendY=0,
        symbolSize=130,
        labelLimit=300,
    )
    shades = ["transparent", hues[0], hues[1], look.tint("Relapse")]
    fill = alt.Fill(
        "state", type="nominal", scale=alt.Scale(domain=[NOWHERE, *WHEN], range=shades), legend=None
    )
    regions = features.named("regions", data["regions"])
    behind, over = body_layout.child(data, look)
    layers = [
        behind,
        regions.mark_geoshape(
            strokeJoin="round", strokeWidth=0.9, stroke=look.muted, strokeOpacity=0.5
        ).encode(
            fill,
            tooltip=layout.tooltip({"name": "Site", "words": "When"}),
        ),
        over,
        source(data["paths"]).mark_circle(color=look.ink, opacity=1, size=9).encode(**place),
        source(data["marks"])
        .mark_point(size=110, opacity=1, stroke=look.ink, strokeWidth=0.8)
        .encode(
            alt.Fill("state", type="nominal", scale=alt.Scale(domain=list(WHEN), range=hues), legend=key),
            alt.Shape(
                "state",
                type="nominal",
                scale=alt.Scale(domain=list(WHEN), range=[SHAPES[when] for when in WHEN]),
                legend=key,
            ),
            **place,
        ),
        source(data["names"])
        .mark_text(align="right", fontSize=13)
        .encode(**place, text=layout.words("before")),
        source(data["names"])
        .mark_text(align="left", fontSize=13)
        .encode(**place, text=layout.words("after")),
        source(data["elsewhere"])
        .mark_text(align="left", fontSize=13)
        .encode(**place, text=layout.words("words")),
        source(data["headings"])
        .mark_text(align="left", color=look.muted, fontSize=12)
        .encode(**place, text=layout.words("heading")),
    ]
    height = ABOVE + CROWN + pieces.below(data["elsewhere"])
    chart = layout.picture(layers, look, height).resolve_scale(fill="independent", shape="independent")
    chart = chart.project(type="identity", reflectY=True, scale=1, translate=[0, ABOVE + CROWN])
    return features.with_features(chart, {name: data[name] for name in ("regions", "outlines", "paths")})


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the body map of one patient."""
    options = options or Options()
    data = frames(cohort, options)
    found = data["sites"][data["sites"]["state"] != NOWHERE]
    told = "; ".join(
        f"{when}: {', '.join(rows['name'])}" for when, rows in found.groupby("state", sort=False)
    )
    written = site_words(cohort, options.patient_id)
    made = Figure(
        name="patient-sites",
        title=f"{options.patient_id or 'Nobody'}: sites on the body",
        chart=draw(data, look),
        data=data,
        caption=f"One of {counted(whole, 'patient')}. {told or 'No site is stated'}.",
        reconciliation=f"At this relapse, as read: {', '.join(written) or NOT_RECORDED}.",
        methods=METHODS,
        alt=f"Schematic child, front and back. {told or 'No site is stated'}.",
        table=found[["name", "system", "words"]].set_axis(["Site", "System", "When"], axis="columns"),
        width=WIDTH + 36,
        least=WIDTH,
    )
    return stamped(made, cohort)


def _sites(one: Cohort) -> pd.DataFrame:
    """Return one line a site of the vocabulary: name, system, when the patient had it."""
    now, first = set(one.sites["site"]), set(initial_sites(one)["site"])
    state = {
        **dict.fromkeys(first - now, DIAGNOSIS),
        **dict.fromkeys(now - first, RELAPSE),
        **dict.fromkeys(now & first, BOTH),
    }
    lines = pd.DataFrame({"name": list(SITE_NAMES)}, dtype="str")
    lines["system"] = lines["name"].map(SYSTEM_OF)
    lines["state"] = [state.get(name, NOWHERE) for name in lines["name"]]
    lines["words"] = lines["state"].replace(NOWHERE, "Not recorded there")
    lines["shade"], lines["spoken"] = 0.0, lines["name"] + ": " + lines["words"]
    return lines
