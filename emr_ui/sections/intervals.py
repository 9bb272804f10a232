"""How long it took: the intervals of all patients, and those published only as median and range."""

from emr_core.charts import published_intervals
from emr_core.tables import intervals
from emr_ui import card, current


def show() -> None:
    """Draw the section: its controls, then its cards."""
    if not card.nobody_left():
        card.table(intervals)
    if current.whole().source.intervals:
        card.figure(published_intervals, everybody=True)
