"""Which sites come together: how many patients have each combination of them (UpSet)."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from emr_core import set_grid
from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.figure import Figure, caption, stamped
from emr_core.filters import SiteLogic
from emr_core.look import Look
from emr_core.set_grid import BAR, FIRST_ROW, FOOT, ROW, STEP, TOP, Grid
from emr_core.site_counts import patients_by_site
from emr_core.site_patterns import unstated
from emr_core.site_sets import PARTED, UP_TO, Meaning, SetLevel, SetOrder, combined, site_sets
from emr_core.wording import counted, listed

MOST = 20
"""Combinations that are drawn; the rest are counted under the picture and stand in the table."""

METHODS = (
    "Upright bars count patients by combination of sites: exactly these and no other, so that every patient "
    "with a stated site is in one of them; or at least these, for all combinations of two to "
    f"{UP_TO} sites that occur, so that a patient is in several. Filled dots say which sites, a line joins "
    "them. Level bars count the patients with each site. Shares are of the patients who can have all of the "
    "sites (testis: boys; ovary and uterus: girls), with Wilson 95 % intervals."
)


@dataclass(frozen=True)
class Options:
    """What the picture shows: what a combination means, in which order, of sites or systems.

    `marked_sites` and `marked_logic` are the filter that the picture stands for: its mark is outlined.
    """

    meaning: Meaning = "exactly these sites"
    order: SetOrder = "patients"
    level: SetLevel = "site"
    marked_sites: tuple[str, ...] = ()
    marked_logic: SiteLogic = "any"


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return all combinations, and of those drawn: bars, dots, lines, sites and what can be clicked."""
    cohort = relapsed(cohort)
    sets = site_sets(cohort, options.level)
    everything = combined(sets, options.meaning, options.order)
    drawn = everything.head(MOST)
    members = {name: name.split(PARTED) for name in drawn["name"]}
    shown = [site for site in sets.names if any(site in sites for sites in members.values())]
    place = set_grid.grid(shown, len(drawn))
    bars = set_grid.upright(drawn, place)
    counts = (
        patients_by_site(cohort, options.level, shown) if shown else patients_by_site(cohort, "site").head(0)
    )
    sites = set_grid.level(counts.rename(columns={"row": "name"}), place)
    dots = set_grid.dots(bars, sites, members)
    return {
        "combinations": everything,
        "bars": bars,
        "sites": sites,
        "dots": dots,
        "links": set_grid.links(dots),
        "ticks": set_grid.ticks(int(bars["k"].max()) if len(bars) else 1, place),
        "titles": _titles(options, place),
        "targets": _targets(bars, sites, options, place),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return bars over dots beside sites, everything at its pixel."""
    blue, source = look.hues["blue"], layout.source
    x, y = layout.pixel(alt.X, "x"), layout.pixel(alt.Y, "y")
    small: dict[str, Any] = {"fontSize": 12, "color": look.muted}
    targets, ticks, bars, sites = (source(data[name]) for name in ("targets", "ticks", "bars", "sites"))
    dots = source(data["dots"])
    box = {
        "x": layout.pixel(alt.X, "left"),
        "x2": alt.X2("right"),
        "y": layout.pixel(alt.Y, "top"),
        "y2": alt.Y2("bottom"),
    }
    foot = {**box, "y2": layout.at(FOOT)}
    layers = [
        targets.mark_rect(cornerRadius=3, fill=look.grid, stroke=look.ink, strokeWidth=2).encode(
            **box,
            fillOpacity=layout.switch(alt.FillOpacity, "stripe", 0, 0.45),
            strokeOpacity=layout.switch(alt.StrokeOpacity, "chosen", 0, 1),
        ),
        ticks.mark_rule(color=look.grid).encode(x=box["x"], x2=box["x2"], y=y),
        ticks.mark_text(align="right", dx=-6, **small).encode(x=box["x"], y=y, text=layout.words("tick")),
        source(data["titles"]).mark_text(align="right", **small).encode(x, y, text=layout.words("title")),
        bars.mark_rect(color=blue, cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(**foot),
        bars.mark_text(dy=-8, fontWeight=600).encode(x, y=box["y"], text=layout.words("number")),
        sites.mark_text(align="right", dx=-8).encode(x=box["x"], y=y, text=layout.words("name")),
        sites.mark_rect(color=blue, cornerRadiusTopRight=2, cornerRadiusBottomRight=2).encode(**box),
        sites.mark_text(align="left", dx=5).encode(
            x=layout.pixel(alt.X, "right"), y=y, text=layout.words("number")
        ),
        dots.mark_circle(color=look.grid, opacity=1, size=90).encode(x, y),
        source(data["links"]).mark_rule(color=blue, strokeWidth=2.5).encode(x, y, y2=alt.Y2("last")),
        dots.mark_circle(color=blue, size=90).encode(x, y, layout.switch(alt.Opacity, "involved", 0, 1)),
        targets.mark_rect(opacity=0, cursor="pointer")
        .encode(
            **box,
            tooltip=layout.tooltip({"name": "Sites", "meaning": "Patients with", "words": "Number"}),
            description=alt.Description("spoken", type="nominal"),
        )
        .add_params(layout.click_on("name", "logic")),
    ]
    return layout.picture(layers, look, FIRST_ROW + ROW * len(data["sites"]) + 4)


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the combinations of the relapse sites of a cohort."""
    options = options or Options()
    data = frames(cohort, options)
    chosen = data["targets"].loc[data["targets"]["chosen"], "spoken"]
    width = int(data["ticks"]["right"].max()) + 12
    made = Figure(
        name="site-combinations",
        title=f"Combinations of {options.level}s of relapse",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Upright bars: patients with {options.meaning}; level bars: with each {options.level}",
            f"Outlined: {listed(text.split(':')[0] for text in chosen)}" if len(chosen) else "",
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(relapsed(cohort), data, options),
        methods=METHODS,
        alt=_alt(data["combinations"], options),
        table=_table(data["combinations"], options),
        click=("name", "logic"),
        width=max(width + 36, 420),
        least=width if width > layout.PHONE else 0,
    )
    return stamped(made, cohort)


def _titles(options: Options, place: Grid) -> pd.DataFrame:
    """Return what the two kinds of bars count, each ending where its bars begin."""
    meaning = options.meaning.replace("sites", f"{options.level}s")
    lines = [
        {"title": f"Patients with {meaning}", "x": place.first - 36, "y": TOP},
        {"title": f"Patients with the {options.level}", "x": place.names + BAR, "y": FIRST_ROW - 14},
    ]
    return pd.DataFrame(lines)


def _targets(bars: pd.DataFrame, sites: pd.DataFrame, options: Options, place: Grid) -> pd.DataFrame:
    """Return what can be clicked: the row of every site, and over it the column of every combination."""
    logic: SiteLogic = "exactly" if options.meaning == "exactly these sites" else "all"
    wanted = (set(options.marked_sites), options.marked_logic)
    lines: list[dict[str, Any]] = [
        {
            **{"name": name, "logic": "any", "meaning": "at least this", "words": words},
            **{"left": 0.0, "right": float(place.right), "top": y - ROW / 2, "bottom": y + ROW / 2},
            "stripe": at % 2 == 0,
            "chosen": wanted == ({name}, "any"),
        }
        for at, (name, words, y) in enumerate(zip(sites["name"], sites["words"], sites["y"], strict=True))
    ]
    lines += [
        {
            **{"name": name, "logic": logic, "meaning": options.meaning, "words": words},
            **{
                "left": x - STEP / 2 + 1,
                "right": x + STEP / 2 - 1,
                "top": TOP - 18.0,
                "bottom": place.bottom + 2.0,
            },
            "stripe": False,
            "chosen": wanted == (set(name.split(PARTED)), logic),
        }
        for name, words, x in zip(bars["name"], bars["words"], bars["x"], strict=True)
    ]
    columns = ["name", "logic", "meaning", "words", "left", "right", "top", "bottom", "stripe", "chosen"]
    made = pd.DataFrame(lines, columns=columns)
    made["spoken"] = made["logic"].map({"any": "", "all": "at least ", "exactly": "exactly "}) + made["name"]
    return made.assign(spoken=made["spoken"] + ": " + made["words"])


def _reconciliation(cohort: Cohort, data: dict[str, pd.DataFrame], options: Options) -> str:
    """Return how the bars add up to the patients, what is not drawn, and who has no stated site."""
    lines, missing = data["combinations"], unstated(cohort)
    stated = len(cohort) - missing
    unknown = f" {counted(missing, 'patient')} with site not stated." if missing else ""
    rest = lines.iloc[MOST:]
    if options.meaning == "exactly these sites":
        drawn = int(lines["k"].head(MOST).sum())
        kinds = counted(min(len(lines), MOST), "combination")
        more = f" + {rest['k'].sum()} in {counted(len(rest), 'rarer combination')}" if len(rest) else ""
        return f"{counted(stated, 'patient')} with a stated site = {drawn} in {kinds} drawn{more}.{unknown}"
    more = f" {counted(len(rest), 'further combination')} in the table alone." if len(rest) else ""
    return (
        f"{counted(len(lines), 'combination')} of two or three {options.level}s among "
        f"{counted(stated, 'patient')} with a stated site; a patient counts in each.{more}{unknown}"
    )


def _alt(lines: pd.DataFrame, options: Options) -> str:
    """Return the commonest combinations in words."""
    first = [f"{name}: {words}." for name, words in zip(lines["name"][:5], lines["words"][:5], strict=True)]
    return f"Patients with {options.meaning}. {' '.join(first) or 'No combination occurs.'}"


def _table(lines: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return all combinations with headings a reader understands."""
    heading = f"Patients with {options.meaning}"
    return pd.DataFrame({"Sites": lines["name"], "How many": lines["sites"], heading: lines["words"]})
