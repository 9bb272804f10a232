"""Every patient beside every other: where the leukaemia came back, a column each, with tracks above."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.factors import relapsed, without_relapse
from emr_core.fields import UNKNOWN
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.patient_patterns import by_pattern, group_heads, pages, track_cells, track_keys, tracks
from emr_core.site_columns import NO_PANELS, places, site_cells, site_columns
from emr_core.site_counts import SiteLevel
from emr_core.site_order import SiteOrder, ordered, row_edges
from emr_core.wording import counted

TRACKS = ("leukemia_type", "sex", "karyotype", "bmr", "response")
"""What stands above the sites, in order, where the cohort records it."""

GROUPS = (*TRACKS, NO_PANELS)
NAMED, NAME = 40, 64
"""Patients up to which each column has its name below, and the room for a name, in pixels."""

ROW, TRACK, GAP = 22, 18, 12
"""Heights in pixels of a site's row, of a track, and of what lies between them."""

METHODS = (
    "One column a patient, one row a site; a filled cell is a recorded site of the relapse. Columns stand in "
    "the order of their patterns: patients with the first row's site first, among them those with the "
    "second's, and so on. A patient without a stated site is hatched, which is not the same as having none; "
    "a dash in a track is not recorded. The numbers on the right are all patients with the site, of those "
    "who can have it (testis: boys; ovary and uterus: girls), on whatever page they stand. Bone-marrow "
    "relapse and response become known only after the relapse."
)


@dataclass(frozen=True)
class Options:
    """Level and order of the rows, groups of the columns, tracks, page from 1, and the patient outlined."""

    level: SiteLevel = "site"
    order: SiteOrder = "system"
    group: str = "leukemia_type"
    tracks: tuple[str, ...] = TRACKS
    page: int = 1
    chosen: str = ""


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the patients of a page, their sites and tracks, the rows with k of N, and the key."""
    cohort = relapsed(cohort)
    cells = site_cells(cohort, site_columns(cohort, TRACKS[0], NO_PANELS, 7), options.level, "patients")
    rows = ordered(cohort, cells, options.level, options.order)
    sums = cells.groupby("row")[["k", "N"]].sum().reindex(rows)
    edges = row_edges(cohort, cells, rows, options.level, options.order)
    edges["words"] = [f"{k}/{n}" for k, n in zip(sums["k"], sums["N"], strict=True)]
    page = by_pattern(cohort, rows, options.level, options.group, options.page)
    patients, above = page.patients, tracks(cohort, options.tracks)
    shown = np.zeros(len(cohort), dtype=bool)
    shown[page.places] = True
    pairs = cohort.where(shown).sites[["patient_id", options.level]]
    strips = track_cells(page, above)
    for track in above:
        levels = strips.loc[strips["track"] == track.label, "level"]
        patients[track.label] = levels.to_numpy()
    names = pd.DataFrame({"track": [track.label for track in above]}, dtype="str")
    left = _name_width(edges["row"], names["track"])
    longest = max((len(patient) for patient in patients["patient_id"]), default=0)
    foot = 30 if len(patients) > NAMED else 26 + min(NAME, 7 * longest)
    keys = track_keys(above, max(layout.PHONE, _least(len(patients), left)), left, foot)
    return {
        "patients": patients,
        "involved": pairs.set_axis(["patient_id", "row"], axis=1).drop_duplicates(ignore_index=True),
        "not stated": patients.loc[patients["number"] == 0, ["patient_id"]].reset_index(drop=True),
        "chosen": patients.loc[patients["patient_id"] == options.chosen, ["patient_id"]].reset_index(
            drop=True
        ),
        "rows": edges,
        "tracks": strips,
        "track names": names,
        "keys": keys,
        "groups": group_heads(patients),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return tracks above sites: bands of rows, filled cells, a hatched column where no site is stated."""
    rows, names = list(data["rows"]["row"]), list(data["track names"]["track"])
    top = TRACK * len(names) + GAP
    height = top + ROW * len(rows)
    heads = data["patients"][["patient_id", "group"]].set_axis(["key", "panel"], axis=1)
    scale: Any = layout.band(places(heads, gap=len(data["groups"]) > 1))
    x = alt.X("patient_id", type="nominal", title=None, axis=None, scale=scale)
    bare: dict[str, Any] = {"type": "nominal", "title": None, "axis": None}
    named: dict[str, Any] = {**bare, "axis": layout.row_axis()}
    row: dict[str, Any] = {"scale": layout.rows(rows, top, ROW)}
    track: dict[str, Any] = {"scale": layout.rows(names, step=TRACK)}
    strips, keys, edges = (layout.source(data[name]) for name in ("tracks", "keys", "rows"))
    patients, groups = layout.source(data["patients"]), layout.source(data["groups"])
    many = len(heads) > NAMED
    hue, on_hue = _hue(data["keys"], look), layout.switch(alt.Color, "known", look.ink, look.surface)
    key_x = alt.X("x", type="quantitative", scale=None, axis=None, title=None)
    key_y = layout.beyond("height", "pixels")
    first = alt.X("first", type="nominal", title=None, axis=None, scale=scale, bandPosition=0)
    small: dict[str, Any] = {"fontSize": 12, "color": look.muted}
    layers = [
        edges.mark_rect(color=look.grid, opacity=0.5).encode(
            alt.Y("row", **named, **row), x=layout.at(0), x2=layout.past_right(0)
        ),
        layout.source(data["track names"])
        .mark_rule(opacity=0)
        .encode(alt.Y("track", **named, **track), x=layout.at(0)),
        layout.source(data["not stated"])
        .mark_rule(color=look.muted, strokeWidth=6, strokeDash=[1.5, 3])
        .encode(x, y=layout.at(top), y2=layout.below(0)),
        layout.source(data["involved"])
        .mark_rect(color=look.ink, opacity=0.85)
        .encode(x, alt.Y("row", **bare, **row)),
        strips.mark_rect().encode(x, alt.Y("track", **bare, **track), hue),
        strips.mark_text(fontSize=9 if many else 11).encode(
            x, alt.Y("track", **bare, **track), on_hue, text=layout.words("code")
        ),
        edges.mark_text(align="left", dx=8, fontSize=12).encode(
            alt.Y("row", **bare, **row), x=layout.past_right(0), text=layout.words("words")
        ),
        layout.source(data["chosen"])
        .mark_rect(fill=None, stroke=look.ink, strokeWidth=2.5)
        .encode(x, y=layout.at(-2), y2=layout.below(2)),
        groups.mark_text(align="left", dy=-8, fontWeight=600).encode(
            first,
            y=layout.at(0),
            text=layout.words("heading"),
            opacity=layout.at(alt.expr("datum.room * width < 10 ? 0 : 1")),
        ),
        keys.mark_square(size=230, opacity=1).encode(key_x, hue, y=key_y),
        keys.mark_text(fontSize=11).encode(key_x, on_hue, y=key_y, text=layout.words("code")),
        keys.mark_text(align="left", dx=13, fontSize=12).encode(key_x, y=key_y, text=layout.words("level")),
        keys.mark_text(align="left", **small).encode(
            alt.X("left", type="quantitative", scale=None, axis=None, title=None),
            y=key_y,
            text=layout.words("name"),
        ),
        patients.mark_rect(opacity=0, cursor="pointer")
        .encode(x, y=layout.at(0), y2=layout.below(0), tooltip=_tips(data))
        .add_params(layout.click_on("patient_id")),
    ]
    if not many:
        below = patients.mark_text(angle=270, align="right", limit=NAME, **small)
        layers.insert(0, below.encode(x, y=layout.below(6), text=layout.words("patient_id")))
    return layout.picture(layers, look, height, independent=("y", "color"))


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the patients of a cohort by the sites of their relapse."""
    options = options or Options()
    data = frames(cohort, options)
    shown, everybody = data["patients"], len(relapsed(cohort))
    several = pages(everybody) > 1
    here = f"Patients {shown['place'].min()}–{shown['place'].max()} of {everybody}" if several else ""
    hatched = "Hatched: site not stated" if len(data["not stated"]) else ""
    needed = _least(len(shown), _name_width(data["rows"]["row"], data["track names"]["track"]))
    made = Figure(
        name="patient-matrix",
        title=f"{counted(everybody, 'patient')} by {options.level} of relapse, one column each",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort,
            whole,
            f"Filled: {options.level} of the relapse; on the right, patients of those who can have it",
            hatched,
            here,
            without_relapse(cohort),
        ),
        reconciliation=_reconciliation(data, everybody),
        methods=METHODS,
        alt=_alt(data, everybody, options.level),
        table=_table(data),
        click=("patient_id",),
        width=max(460, needed + 34 * len(shown)) if len(shown) <= 20 else 0,
        least=layout.least(needed),
    )
    return stamped(made, cohort)


def _hue(keys: pd.DataFrame, look: Look) -> alt.Color:
    """Return the colours of all tracks; what is not recorded has the grey of the rows."""
    entries = keys.drop_duplicates("entry")
    levels = list(entries["level"])
    hues = [look.grid if level == UNKNOWN else look.colour(level, at) for at, level in enumerate(levels)]
    scale = alt.Scale(domain=list(entries["entry"]), range=hues)
    return alt.Color("entry", type="nominal", scale=scale, legend=None)


def _tips(data: dict[str, pd.DataFrame]) -> list[alt.Tooltip]:
    """Return what a column says: patient, sites and every track."""
    names = {name: name for name in data["track names"]["track"]}
    return layout.tooltip({"patient_id": "Patient", "sites": "Sites", **names})


def _name_width(*names: pd.Series) -> int:
    """Return about the pixels that the names on the left take."""
    return min(190, 10 + int(6 * max((len(name) for column in names for name in column), default=0)))


def _least(columns: int, left: int) -> int:
    """Return the narrowest width in pixels at which every column can be told from the next."""
    wide = 15 if columns <= NAMED else 10 if columns <= 80 else 8
    return left + wide * columns + 52


def _reconciliation(data: dict[str, pd.DataFrame], everybody: int) -> str:
    """Return how many cells are filled, and who has no stated site."""
    patients = data["patients"]
    missing = len(data["not stated"])
    stated = len(patients) - missing
    rest = f" + {missing} with site not stated" if missing else ""
    cells = counted(len(data["involved"]), "filled cell")
    scope = "" if len(patients) == everybody else " on this page"
    return f"{counted(len(patients), 'patient')}{scope} = {stated} with {cells}{rest}."


def _alt(data: dict[str, pd.DataFrame], everybody: int, level: str) -> str:
    """Return size and commonest patterns in words."""
    patterns = data["patients"]["sites"].value_counts(sort=True)[:3]
    common = "; ".join(f"{sites}: {counted(int(n), 'patient')}" for sites, n in patterns.items())
    rows = counted(len(data["rows"]), level)
    told = f" Commonest patterns shown: {common}." if common else ""
    return f"Matrix of {counted(everybody, 'patient')} by {rows}.{told}"


def _table(data: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a patient as read: patient, sites, tracks."""
    names = list(data["track names"]["track"])
    return data["patients"][["patient_id", "sites", *names]].set_axis(["Patient", "Sites", *names], axis=1)
