"""How far the way through a long file is, for whoever waits for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[float, str], None]
"""Called with the share that is done, from 0 to 1 and never less than before, and what is being done."""

EVERY = 500
"""Texts read between two reports: at the slowest reader, well under a second."""

Item = TypeVar("Item")


def silent(share: float, what: str) -> None:
    """Report to nobody."""


def part(report: Progress, begin: float, end: float) -> Progress:
    """Return a report for one part of a longer way, whose share runs from 0 to 1 within that part."""
    if report is silent:
        return silent
    return lambda share, what: report(begin + min(max(share, 0.0), 1.0) * (end - begin), what)


def ticking(items: Sequence[Item], report: Progress, what: str, every: int = EVERY) -> Iterator[Item]:
    """Yield item after item, and report now and then."""
    if report is silent:
        yield from items
        return
    for place, item in enumerate(items):
        if place % every == 0:
            report(place / len(items), what)
        yield item
