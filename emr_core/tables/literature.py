"""Numbers of other studies, each with its population, its clock and its source, to read one's own against."""

from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.evidence.reference_line import Band, ReferenceLine, bands, reference_lines
from emr_core.figure import Table
from emr_core.wording import counted, number

EVERYTHING = "All"
COLUMNS = ["topic", "measure", "value", "unit", "compared", "population", "clock", "source"]
READ = ["Measure", "Published", "Beside it", "In whom", "From, or of what", "Source"]
COUNTED = ("relapses", "patients", "children", "sites")
"""Units that the value or the measure already says."""

METHODS = (
    "Numbers as published, described in our own words; some were read in an abstract or in a review, which "
    "the source then says. Studies differ in age, treatment, clock and in what they call extramedullary. "
    "Where several give the same measure in the same unit, the smallest and the largest number are named."
)


@dataclass(frozen=True)
class Options:
    """Which numbers are listed."""

    topic: str = EVERYTHING


def frames(cohort: Cohort, options: Options | None = None) -> dict[str, pd.DataFrame]:  # noqa: ARG001 - one signature
    """Return the lines listed, and how far those of one measure lie apart."""
    lines = _listed(options or Options())
    spread = [(one.measure, one.unit, one.least, one.most, one.lines) for one in bands(lines)]
    return {
        "literature": pd.DataFrame(
            [[getattr(line, name) for name in COLUMNS] for line in lines], columns=COLUMNS
        ),
        "bands": pd.DataFrame(spread, columns=["measure", "unit", "least", "most", "lines"]),
    }


def table(cohort: Cohort, whole: int, options: Options | None = None) -> Table:  # noqa: ARG001 - one signature
    """Return the numbers as read, under the headings of their topics; no cohort has a part in them."""
    options = options or Options()
    lines = _listed(options)
    rows: list[tuple[str, ...]] = []
    spread = {(one.measure, one.unit): one for one in bands(lines)}
    for topic, found in groupby(lines, key=lambda line: line.topic):
        rows.append((topic, *[""] * (len(READ) - 1)))
        for line in found:
            # The band of a measure stands above the first of its studies.
            if band := spread.pop((line.measure, line.unit), None):
                rows.append(_band(band))
            rows.append(_line(line))
    return Table(
        name="literature",
        title="Numbers of other studies",
        data=frames(cohort, options),
        body=pd.DataFrame(rows, columns=READ),
        caption=(
            f"{counted(len(lines), 'number')} from the literature, none from the cohort that is open. "
            "Populations, clocks and definitions differ: read them as a band, never as one line."
        ),
        methods=METHODS,
    )


def _listed(options: Options) -> list[ReferenceLine]:
    """Return the lines of the topic that is asked for."""
    return [line for line in reference_lines() if options.topic in (EVERYTHING, line.topic)]


def _line(line: ReferenceLine) -> tuple[str, ...]:
    """Return a number as read."""
    unit = "" if line.unit in COUNTED else f" {line.unit}"
    return (
        line.measure,
        f"{line.value}{unit}",
        line.compared or "–",
        line.population,
        line.clock,
        line.source,
    )


def _band(band: Band) -> tuple[str, ...]:
    """Return how far the numbers of a measure lie apart, as a line above its studies."""
    spread = f"{number(band.least)}–{number(band.most)} {band.unit}"
    clock = band.clocks[0] if len(band.clocks) == 1 else "clocks differ"
    return band.measure, spread, "–", f"band of {band.lines} studies", clock, "the lines below"
