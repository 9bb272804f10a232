"""Patients beside one another by where their leukaemia came back: order, pages, and tracks above."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import Factor, factor, level_sizes, present_levels
from emr_core.fields import UNKNOWN
from emr_core.site_columns import NO_PANELS
from emr_core.site_counts import SiteLevel
from emr_core.site_patterns import Codes, named, pattern_of
from emr_core.wording import listed

ONE_PAGE = 150
"""Patients up to which all stand on one page."""

A_PAGE = 60
"""Patients a page has at most where they need several: as many as a card shows without scrolling."""

KEY_NAME, KEY_SQUARE, KEY_LINE = 128, 34, 20
"""Pixels in the key: of a track's name, of an entry beside its words, of a line."""

NOT_STATED = "site not stated"

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, eq=False)
class Track:
    """What stands in one line above the sites: a level a patient, with its letter."""

    name: str
    label: str
    levels: tuple[str, ...]
    codes: dict[str, str]
    groups: pd.Series


@dataclass(frozen=True, eq=False)
class Page:
    """The patients of a page: their frame in the order of the columns, and their places in the cohort."""

    patients: pd.DataFrame
    places: Codes


def by_pattern(cohort: Cohort, rows: list[str], level: SiteLevel, first: str, page: int) -> Page:
    """Return the patients of a page, from 1, in the order of their columns: `group`, `sites`, `place` in all.

    Patients with the first row's site come first, among them those with the second's, and so on (the memo
    sort of oncoprints); who has no stated site comes last. With `first`, the name of a grouping, its levels
    are one after another and the patients of each are in that order.
    """
    names, held = named(cohort, level)
    having = held[:, [names.index(row) for row in rows]]
    groups, rank = np.full(len(cohort), ""), np.zeros(len(cohort), dtype=np.int64)
    if first != NO_PANELS:
        grouping = factor(cohort, first)
        order = [grouping.levels.index(level) for level in grouping.groups.cat.categories]
        rank = np.array(order, dtype=np.int64)[grouping.groups.cat.codes.to_numpy()]
    start, stop = stretch(len(cohort), page)
    places = _sorted_stretch(rank * len(having) + _rank_of_sets(having)[pattern_of(cohort)], start, stop)
    shown = having[pattern_of(cohort)[places]]
    made = {
        "patient_id": cohort.column("patient_id").iloc[places].tolist(),
        "group": [grouping.levels[at] for at in rank[places]] if first != NO_PANELS else groups[places],
        "sites": [_names(np.flatnonzero(sites).tolist(), rows) for sites in shown],
        "number": shown.sum(axis=1),
    }
    types = {"patient_id": "str", "group": "str", "sites": "str", "number": "int64"}
    return Page(pd.DataFrame(made).astype(types).assign(place=range(start + 1, stop + 1)), places)


def _rank_of_sets(having: npt.NDArray[np.bool_]) -> Codes:
    """Return the rank of each set of sites, equal sets alike: who has the earlier site comes first."""
    # Sets are sorted as words of bits, no site being 1, so that a set of none is the last.
    bits = np.ascontiguousarray(np.packbits(~having, axis=1))
    if not bits.size:
        return np.zeros(len(having), dtype=np.int64)
    return np.unique(bits.view(f"S{bits.shape[1]}")[:, 0], return_inverse=True)[1]


def _sorted_stretch(key: Codes, start: int, stop: int) -> Codes:
    """Return who stands from start to stop when all are sorted by key, equal ones as they stand.

    Those alone are sorted whose keys the stretch has: of a million patients 10 ms instead of 100.
    """
    ends = np.cumsum(np.bincount(key))
    least, most = np.searchsorted(ends, [start, stop - 1], side="right")
    near = np.flatnonzero((key >= least) & (key <= most))
    before = int(ends[least - 1]) if least else 0
    return near[np.argsort(key[near], kind="stable")][start - before : stop - before]


def pages(patients: int) -> int:
    """Return on how many pages so many patients stand, at least one."""
    return 1 if patients <= ONE_PAGE else -(-patients // A_PAGE)


def stretch(patients: int, page: int) -> tuple[int, int]:
    """Return from which to which of so many patients a page has, counted from 1, or the last one."""
    number = pages(patients)
    size = -(-patients // number)
    start = size * (min(max(1, page), number) - 1)
    return start, min(start + size, patients)


def group_heads(patients: pd.DataFrame) -> pd.DataFrame:
    """Return one row a group of columns: its first patient, its heading, and its room.

    `room` times the width of the picture is 10 where the heading just fits over its columns.
    """
    parts = [(str(name), part) for name, part in patients.groupby("group", sort=False) if name]
    rows = [
        (
            part["patient_id"].iloc[0],
            f"{name} ({len(part)})",
            10 * len(part) / len(patients) / (8 * len(name) + 32),
        )
        for name, part in parts
    ]
    return pd.DataFrame(rows, columns=["first", "heading", "room"])


def tracks(cohort: Cohort, names: tuple[str, ...]) -> list[Track]:
    """Return the tracks that the cohort records, in order."""
    held = [factor(cohort, name) for name in names if name in cohort.columns]
    return [_track(grouping) for grouping in held]


def track_cells(page: Page, above: list[Track]) -> pd.DataFrame:
    """Return one line a track and patient shown: level, letter, entry of the key, and whether it is known."""
    lines = [
        (patient, track.label, level)
        for track in above
        for patient, level in zip(
            page.patients["patient_id"], track.groups.iloc[page.places].astype("str"), strict=True
        )
    ]
    cells = pd.DataFrame(lines, columns=["patient_id", "track", "level"], dtype="str")
    codes = {track.label: track.codes for track in above}
    cells["code"] = [codes[track][level] for track, level in zip(cells["track"], cells["level"], strict=True)]
    return _coded(cells)


def track_keys(above: list[Track], width: int, left: int, foot: int) -> pd.DataFrame:
    """Return the key: one line an entry with its place in pixels.

    Parameters
    ----------
    above
        The tracks.
    width
        Pixels that a line of the key may take, from `left` pixels before the plot on.
    left, foot
        Where the key begins: pixels to the left of the plot, and below it.
    """
    lines, y = [], foot
    for track in above:
        x = KEY_NAME
        for number, level in enumerate(track.levels):
            room = KEY_SQUARE + int(6.4 * len(level))
            if x + room > width and x > KEY_NAME:
                x, y = KEY_NAME, y + KEY_LINE
            name = track.label if number == 0 else ""
            lines.append((track.label, name, level, track.codes[level], x - left + 8, -left, y))
            x += room
        y += KEY_LINE + 2
    return _coded(pd.DataFrame(lines, columns=["track", "name", "level", "code", "x", "left", "pixels"]))


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells of tracks with the entry of the key that each stands for, and whether it is known."""
    entries = [f"{code} {level}" for code, level in zip(cells["code"], cells["level"], strict=True)]
    return cells.assign(entry=entries, known=[level != UNKNOWN for level in cells["level"]])


def letters(levels: tuple[str, ...]) -> dict[str, str]:
    """Return one letter or digit a level, all different: the first of its words that is still free.

    Of `t(8;21)` what stands in the brackets is looked at first. No more than 26 levels always have one.
    """
    found: dict[str, str] = {}
    for level in levels:
        words = level.partition("(")[2] + level.partition("(")[0] if level.endswith(")") else level
        free = [sign.upper() for sign in words if sign.isalnum()] + list(LETTERS)
        found[level] = next((sign for sign in free if sign not in found.values()), "*")
    return found


def _track(grouping: Factor) -> Track:
    """Return the track of a grouping; letters are those of all its levels, unknown has a dash."""
    known = tuple(level for level in grouping.levels if level != UNKNOWN)
    sizes = level_sizes(grouping)
    shown = [level for level in present_levels(grouping) if sizes[level]]
    label = grouping.label.removesuffix(" class")
    return Track(grouping.name, label, tuple(shown), {**letters(known), UNKNOWN: "–"}, grouping.groups)


def _names(places: list[int], rows: list[str]) -> str:
    """Return the sites of a patient as a phrase."""
    return listed(rows[place] for place in sorted(places)) or NOT_STATED
