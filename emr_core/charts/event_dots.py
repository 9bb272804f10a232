"""When an event came to those who had it: a dot a patient, where a curve would claim too much."""

import altair as alt
import numpy as np
import pandas as pd

from emr_core.charts import layout
from emr_core.cohort import Cohort
from emr_core.curves.drawn import joined
from emr_core.curves.groups import Options, groups_of
from emr_core.endpoints.courses import Floats
from emr_core.endpoints.declared import counted_events
from emr_core.endpoints.times import EventsAlone, adds_up, estimable, events_alone
from emr_core.figure import Figure, caption, stamped
from emr_core.look import Look
from emr_core.stats.medians import median
from emr_core.wording import median_range, number

__all__ = ["Options", "draw", "figure", "frames"]

MOST = 300
"""Dots a row at most; of more patients as many evenly spaced ones are drawn."""

NEAR = 0.012
"""Share of the axis within which dots are set one above the other."""

ROW, RADIUS = 56, 5
"""Height of a row and radius of a dot in pixels."""

WIDTH = 1000
"""Widest useful width."""

METHODS = (
    "A dot is a patient who had the event at a recorded time; the line is their median. Who did not have it, "
    "or not at a recorded time, is counted and not drawn: from dots alone no share and no rate can be read, "
    "and groups are not compared by a test."
)


def frames(cohort: Cohort, options: Options) -> dict[str, pd.DataFrame]:
    """Return the dots, the rows with their median and n, and the axis."""
    alone = events_alone(cohort, options.of, options.window, options.unit)
    _, groups = groups_of(cohort, options)
    here = groups[alone.kept].reset_index(drop=True)
    levels = [level for level in groups.cat.categories if (here == level).any()]
    end = float(alone.time.max(initial=0.0)) * 1.02 or 1.0
    dots, rows = [], []
    for place, level in enumerate(levels):
        time = np.sort(alone.time[(here == level).to_numpy(dtype=bool)])
        m = median(time)
        words = f"{median_range(m.median, m.minimum, m.maximum)}, n = {m.n}"
        rows.append((level, ROW * place + ROW // 2, m.n, m.median, m.minimum, m.maximum, words))
        drawn = time if len(time) <= MOST else np.quantile(time, (np.arange(MOST) + 0.5) / MOST)
        lifted = _lifted(drawn, NEAR * end)
        frame = pd.DataFrame({"group": level, "time": drawn, "pixels": ROW * place + ROW // 2 + lifted})
        dots.append(frame.assign(at=[f"{number(at, 2)} {options.unit}" for at in drawn]))
    columns = ["group", "pixels", "n", "median", "minimum", "maximum", "words"]
    title = f"{options.unit.capitalize()} from {options.of.start}"
    return {
        "dots": joined(dots, ["group", "time", "pixels", "at"]),
        "rows": pd.DataFrame(rows, columns=columns),
        "axis": pd.DataFrame({"end": [end], "title": [title], "height": [ROW * max(len(levels), 1)]}),
    }


def draw(data: dict[str, pd.DataFrame], look: Look) -> alt.LayerChart:
    """Return a row of dots a group, its name on the left, median and range on the right."""
    end, title, height = data["axis"].iloc[0]
    names = list(data["rows"]["group"])
    left = min(158, 24 + 7 * max((len(name) for name in names), default=0))
    scale = alt.Scale(domain=[0, float(end)], nice=False)
    x, middle = (
        alt.X(
            column,
            type="quantitative",
            title=title,
            scale=scale,
            axis=alt.Axis(tickCount=6, labelFlush=False, grid=True),
        )
        for column in ("time", "median")
    )
    y = alt.Y(
        "pixels",
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[0, int(height)], range=[0, int(height)]),
    )
    colours = alt.Scale(domain=names, range=look.colours(tuple(names)))
    hue = alt.Color("group", type="nominal", scale=colours, legend=None)
    dots, rows = layout.source(data["dots"]), layout.source(data["rows"])
    layers = [
        rows.mark_tick(orient="vertical", thickness=2, size=ROW - 14, color=look.ink).encode(middle, y),
        rows.mark_text(align="left", limit=left - 8).encode(
            x=layout.at(-left), y=y, text=layout.words("group")
        ),
        rows.mark_text(align="left", color=look.muted).encode(
            x=layout.past_right(10), y=y, text=layout.words("words")
        ),
        dots.mark_point(filled=True, size=3.2 * RADIUS**2, opacity=0.85, stroke=look.surface).encode(
            x, y, hue, tooltip=layout.tooltip({"group": "Group", "at": "Time"})
        ),
    ]
    return layout.picture(layers, look, int(height))


def figure(cohort: Cohort, whole: int, look: Look, options: Options | None = None) -> Figure:
    """Return the times of those who had an event, and why there is no curve of it."""
    options = options or Options()
    data = frames(cohort, options)
    alone = events_alone(cohort, options.of, options.window, options.unit)
    why = estimable(cohort, options.of, options.window)
    rows, counts = data["rows"], counted_events(cohort, options.of, options.window)
    told = [f"{row['group']}: median {row['words']}." for row in rows.to_dict("records")]
    made = Figure(
        name="event-dots",
        title=f"{_event(alone)}: when it came",
        chart=draw(data, look),
        data=data,
        caption=caption(
            cohort, whole, "A dot is a patient with a dated event; line: median", options.policy.remark
        ),
        reconciliation=" ".join(part for part in (adds_up(alone), why) if part),
        methods=f"Clock: from {options.of.start}. {counts} {METHODS}",
        alt=" ".join([f"{_event(alone)}, {options.unit} from {options.of.start}.", *told]),
        table=_table(rows, options),
        width=WIDTH,
    )
    return stamped(made, cohort)


def _lifted(time: Floats, near: float) -> Floats:
    """Return pixels by which dots are moved up and down so that those close together can be counted."""
    lifted = np.zeros(len(time))
    run = 0
    for i in range(1, len(time)):
        run = run + 1 if time[i] - time[i - 1] < near else 0
        lifted[i] = (-1) ** run * ((run + 1) // 2 % 3) * 2 * RADIUS * 0.9
    return lifted


def _event(alone: EventsAlone) -> str:
    """Return what the dots are of: the first event of the endpoint, or any of them."""
    endpoint = alone.endpoint
    return endpoint.label if endpoint.kind == "survival" else endpoint.events[0]


def _table(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return every row in words."""
    words = rows["words"].str.rsplit(", n = ", n=1).str[0] if len(rows) else rows["words"]
    heading = f"Median (range), {options.unit}"
    return pd.DataFrame({"Group": rows["group"], "With a dated event": rows["n"], heading: words})
