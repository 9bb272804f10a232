"""How the progress of long work is shown."""

import time

from streamlit.delta_generator import DeltaGenerator

from emr_core.intake.progress import Progress
from emr_ui.markdown import escaped

PATIENCE = 0.5
"""Seconds of work from which its progress is shown."""

EVERY = 0.2
"""Seconds between two states of the bar."""


def told(place: DeltaGenerator) -> Progress:
    """Return a report that shows a bar as soon as the wait is long enough to be noticed."""
    begun = last = time.monotonic()

    def tell(share: float, what: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - begun > PATIENCE and now - last > EVERY:
            last = now
            place.progress(share, text=escaped(what))

    return tell
