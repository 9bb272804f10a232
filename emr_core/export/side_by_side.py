"""Drawings of a deck become PNG side by side, each in a process of its own.

The library that paints holds Python's lock meanwhile: threads would paint one after another, and every other
session would wait. A process costs 0.03 s and 70 MB while it paints; drawings and pictures pass through
pipes, nothing is written anywhere.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from emr_core.export.drawing import png_of
from emr_core.intake.read.sandbox import PASSED_ON

MOST = 4
"""Processes at a time, however many processors there are."""

LONGEST = 60.0
"""Seconds a process may take; a drawing takes one."""

FONTS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""What decides where fonts are found: a child must letter as its parent would."""

CHILD = (
    "import sys, vl_convert;"
    "svg = sys.stdin.buffer.read().decode();"
    "sys.stdout.buffer.write(vl_convert.svg_to_png(svg, scale=float(sys.argv[1])))"
)


def pngs(drawings: Iterable[tuple[str, float] | None]) -> list[bytes | None]:
    """Return drawings, each with its scale, as PNG in their order; None stays None.

    A drawing is painted while the next is still made, if they come one by one.
    """
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST)) as threads:
        made = [None if one is None else threads.submit(_apart, *one) for one in drawings]
        return [None if one is None else one.result() for one in made]


def _apart(svg: str, scale: float) -> bytes:
    """Return a drawing as PNG from a child; where none can be had or it fails, from this process."""
    surroundings = {key: os.environ[key] for key in (*PASSED_ON, *FONTS) if key in os.environ}
    command = [sys.executable, "-X", "utf8", "-B", "-c", CHILD, repr(scale)]
    try:
        ended = subprocess.run(  # nosec B603  # our own words, no shell
            command,
            input=svg.encode(),
            capture_output=True,
            env=surroundings,
            check=False,
            timeout=LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired):  # no process or memory left for one, or it hangs
        return png_of(svg, scale=scale)
    return png_of(svg, scale=scale) if ended.returncode else ended.stdout
