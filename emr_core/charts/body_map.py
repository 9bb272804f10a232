"""Where on the body the leukaemia comes back: a schematic child, its regions shaded by patients."""

from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from emr_core.body import features, pieces
from emr_core.body.labels import labels, representatives
from emr_core.body.regions import CROWN, LABELLED, SYSTEM_OF, WIDTH
from emr_core.charts import body_layout, layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.policy import POLICY, Policy
from emr_core.site_counts import patients_by_site
from emr_core.site_patterns import unstated
from emr_core.vocabulary.sites import SITE_NAMES, SYSTEMS
from emr_core.wording import counted, listed

MapLevel = Literal["site", "system"]

ABOVE = 28
"""Pixels above the crowns, for the headings."""

STATES = ("none", "some", "chosen")
"""What the edge of a region says: nobody, somebody, or that the filter stands for it."""

METHODS = (
    "Every region is a site of the vocabulary, shaded by the share of the patients who can have it (testis: "
    "boys; ovary and uterus: girls), from none of them to all. The number beside it is that of patients; the "
    "intervals are Wilson's, 95 %. A patient may have several sites. The child is a scheme: a region says "
    "which site, not where in it, on which side or how large. Bone, joint, muscle, soft tissue, skin, nerve "
    "and node are drawn at some of their places and stand for all of them."
)


@dataclass(frozen=True)
class Options:
    """What the map shows: sites or systems; `marked_sites` is the filter it stands for, outlined."""

    level: MapLevel = "site"
    marked_sites: tuple[str, ...] = ()
    policy: Policy = POLICY


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the counts of every site or system, and the drawing: regions, lines, numbers and names."""
    cohort = relapsed(cohort)
    counts = _counts(cohort, options)
    told = counts[(counts["k"] > 0) | counts["chosen"]]
    patients = {str(name): int(k) for name, k in zip(told["name"], told["k"], strict=True)}
    bears = {site: site if options.level == "site" else SYSTEM_OF[site] for site in LABELLED}
    by_site = patients_by_site(cohort, "site", list(LABELLED))
    sizes = dict(zip(by_site["row"], by_site["k"], strict=True))
    shown = labels(representatives(bears, list(patients), sizes))
    placed = {label.name for label in shown}
    rest = pieces.elsewhere({name: patients[name] for name in patients if name not in placed})
    counts["on_figure"] = counts["name"].isin(list(bears.values()))
    return {
        "sites": counts,
        "regions": pieces.regions(counts, bears, [*pieces.boxes(shown), *pieces.rest_boxes(rest)], STATES[2]),
        "outlines": pieces.outlines(),
        "paths": pieces.paths(shown),
        "numbers": pieces.numbers(shown, patients),
        "names": pieces.names(shown),
        "elsewhere": rest,
        "headings": pieces.headings(CROWN + 16, more=len(rest) > 0),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return the child from front and back, the regions shaded, the numbers in columns beside them."""
    source = layout.source
    place = {
        "longitude": alt.Longitude("x", type="quantitative"),
        "latitude": alt.Latitude("y", type="quantitative"),
    }
    shade = alt.Color(
        "shade",
        type="quantitative",
        scale=alt.Scale(domain=[0, 50, 100], range=list(look.depth), interpolate="rgb"),
        legend=_key(),
    )
    blue = look.hues["blue"]
    regions = features.named("regions", data["regions"])
    behind, over = body_layout.child(data, look)
    layers = [
        behind,
        regions.mark_geoshape(strokeJoin="round").encode(
            shade,
            _by_state(alt.Stroke, look.muted, blue, look.ink),
            _by_state(alt.StrokeWidth, 0.7, 1.1, 2.4),
            _by_state(alt.StrokeOpacity, 0.45, 1, 1),
            layout.switch(alt.Opacity, "drawn", 0, 1),
        ),
        over,
        source(data["paths"]).mark_circle(color=look.ink, opacity=1, size=9).encode(**place),
        source(data["numbers"]).mark_text(fontWeight=700).encode(**place, text=layout.words("number")),
        source(data["names"])
        .mark_text(align="right", fontSize=12)
        .encode(**place, text=layout.words("before")),
        source(data["names"])
        .mark_text(align="left", fontSize=12)
        .encode(**place, text=layout.words("after")),
        source(data["elsewhere"])
        .mark_text(align="left", fontSize=12)
        .encode(**place, text=layout.words("words")),
        source(data["headings"])
        .mark_text(align="left", color=look.muted, fontSize=12)
        .encode(**place, text=layout.words("heading")),
        regions.mark_geoshape(opacity=0, cursor="pointer")
        .encode(
            tooltip=layout.tooltip({"name": "Site", "words": "Patients"}),
            description=alt.Description("spoken", type="nominal"),
        )
        .add_params(layout.click_on("name")),
    ]
    height = ABOVE + CROWN + pieces.below(data["elsewhere"])
    chart = layout.picture(layers, look, height)
    chart = chart.project(type="identity", reflectY=True, scale=1, translate=[0, ABOVE + CROWN])
    return features.with_features(chart, {name: data[name] for name in ("regions", "outlines", "paths")})


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the body map of the relapse sites of a cohort."""
    options = options or Options()
    data = frames(cohort, options)
    counts = data["sites"]
    known = {*counts["name"], *counts["system"]}
    outlined = [name for name in options.marked_sites if name in known]
    small = bool((counts["N"] < options.policy.shade_from).any())
    made = Figure(
        name="body-map",
        title=f"Patients by {options.level} of relapse, on the body",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"A patient counts once per {options.level}",
            "Shaded by share of the patients who can have the site",
            f"Not shaded where fewer than {options.policy.shade_from} patients can" if small else "",
            f"Outlined: {listed(outlined)}" if outlined else "",
            without_relapse(cohort),
            options.policy.remark,
        ),
        reconciliation=_reconciliation(relapsed(cohort), data, options.level),
        methods=METHODS,
        alt=_alt(counts, options.level),
        table=_table(counts, options.level),
        click=("name",),
        width=WIDTH + 36,
        least=WIDTH,
    )
    return stamped(made, cohort)


def _counts(cohort: Cohort, options: Options) -> pd.DataFrame:
    """Return one line a site or system of the vocabulary, nobody's among them, with shade and edge."""
    names = SITE_NAMES if options.level == "site" else SYSTEMS
    counts = patients_by_site(cohort, options.level, names).rename(columns={"row": "name"})
    systems = counts["name"].map(lambda name: SYSTEM_OF.get(name, name))
    counts.insert(0, "system", systems)
    counts["chosen"] = counts["name"].isin(options.marked_sites) | systems.isin(options.marked_sites)
    counts["shade"] = counts["percent"].where(counts["N"] >= options.policy.shade_from, 0.0)
    state = [
        STATES[2] if chosen else STATES[min(k, 1)]
        for chosen, k in zip(counts["chosen"], counts["k"], strict=True)
    ]
    counts["state"] = state
    counts["spoken"] = [
        f"{name}: {words}" for name, words in zip(counts["name"], counts["words"], strict=True)
    ]
    return counts


def _by_state(channel: type[alt.SchemaBase], none: Any, some: Any, chosen: Any) -> alt.SchemaBase:
    """Return a channel of a region's edge."""
    scale = alt.Scale(domain=list(STATES), range=[none, some, chosen])
    return channel("state", type="nominal", scale=scale, legend=None)


def _key() -> alt.Legend:
    """Return the key of the shade, under the left figure."""
    return alt.Legend(
        title="% of the patients who can have the site",
        orient="none",
        direction="horizontal",
        legendX=4,
        legendY=ABOVE + CROWN + 8,
        gradientLength=200,
        gradientThickness=9,
        values=[0, 25, 50, 75, 100],
        titleFontSize=12,
        labelFontSize=11,
        titleLimit=300,
    )


def _reconciliation(cohort: Cohort, data: dict[str, pd.DataFrame], level: MapLevel) -> str:
    """Return how the numbers of the map add up to those of the table, and who has no stated site."""
    counts = data["sites"]
    on, off = (int(counts.loc[counts["on_figure"] == here, "k"].sum()) for here in (True, False))
    pairs = counted(on + off, f"patient–{level} pair")
    missing = unstated(cohort)
    rest = f"; {counted(missing, 'patient')} with site not stated" if missing else ""
    beside = f" + {off} without a place there" if off else ""
    return f"{pairs} in {counted(len(cohort) - missing, 'patient')} = {on} on the figure{beside}{rest}."


def _alt(counts: pd.DataFrame, level: MapLevel) -> str:
    """Return the commonest sites in words."""
    held = counts[counts["k"] > 0].sort_values(["k", "name"], ascending=[False, True])
    found = [f"{name}: {words}." for name, words in zip(held["name"][:5], held["words"][:5], strict=True)]
    more = f" {counted(len(held) - 5, f'further {level}')} in the table." if len(held) > 5 else ""
    return f"Schematic child, front and back. {' '.join(found) or 'No site is stated.'}{more}"


def _table(counts: pd.DataFrame, level: MapLevel) -> pd.DataFrame:
    """Return the sites that somebody has, the commonest first."""
    held = counts[counts["k"] > 0].sort_values(["k", "name"], ascending=[False, True])
    table = pd.DataFrame({level.capitalize(): held["name"], "Patients": held["words"]})
    if level == "site":
        table.insert(1, "System", held["system"])
    table["On the figure"] = ["yes" if here else "no" for here in held["on_figure"]]
    return table.reset_index(drop=True)
