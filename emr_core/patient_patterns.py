"""Patients beside one another by where their leukaemia came back: order, pages, and tracks above."""

from dataclasses import dataclass

import pandas as pd

from emr_core.cohort import Cohort
from emr_core.factors import Factor, factor, present_levels
from emr_core.fields import UNKNOWN
from emr_core.site_columns import NO_PANELS
from emr_core.site_counts import SiteLevel
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


def by_pattern(cohort: Cohort, rows: list[str], level: SiteLevel, first: str) -> pd.DataFrame:
    """Return the patients in the order of their columns: one row each with `group` and `sites`.

    Patients with the first row's site come first, among them those with the second row's, and so on (the
    memo sort of oncoprints); who has no stated site comes last. With `first`, the name of a grouping, its
    levels are one after another and the patients of each are in that order.
    """
    ids = cohort.column("patient_id").to_numpy()
    pairs = cohort.sites[["patient_id", level]].drop_duplicates()
    place = {row: number for number, row in enumerate(rows)}
    held: dict[str, list[int]] = {patient: [] for patient in ids}
    for patient, site in zip(pairs["patient_id"], pairs[level], strict=True):
        held[patient].append(place[site])
    end = len(rows)
    groups = [""] * len(ids)
    rank = {"": 0}
    if first != NO_PANELS:
        grouping = factor(cohort, first)
        groups = grouping.groups.astype("str").tolist()
        rank = {name: number for number, name in enumerate(grouping.levels)}
    # Sites as ascending places, closed by the end: the smaller tuple has an earlier site the other lacks.
    keys = [
        (rank[group], not held[patient], (*sorted(held[patient]), end), number)
        for number, (patient, group) in enumerate(zip(ids, groups, strict=True))
    ]
    order = sorted(range(len(ids)), key=keys.__getitem__)
    types = {"patient_id": "str", "group": "str", "sites": "str", "number": "int64"}
    return pd.DataFrame(
        {
            "patient_id": [ids[number] for number in order],
            "group": [groups[number] for number in order],
            "sites": [_names(held[ids[number]], rows) for number in order],
            "number": [len(held[ids[number]]) for number in order],
        }
    ).astype(types)


def pages(patients: int) -> int:
    """Return on how many pages so many patients stand, at least one."""
    return 1 if patients <= ONE_PAGE else -(-patients // A_PAGE)


def on_page(patients: pd.DataFrame, page: int) -> pd.DataFrame:
    """Return the patients of a page, counted from 1, or of the last one, with their place among all."""
    number = pages(len(patients))
    size = -(-len(patients) // number)
    start = size * (min(max(1, page), number) - 1)
    shown = patients[start : start + size].reset_index(drop=True)
    return shown.assign(place=range(start + 1, start + 1 + len(shown)))


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


def track_cells(cohort: Cohort, patients: pd.DataFrame, above: list[Track]) -> pd.DataFrame:
    """Return one line a track and patient shown: level, letter, entry of the key, and whether it is known."""
    ids = cohort.column("patient_id").to_numpy()
    lines = []
    for track in above:
        levels = dict(zip(ids, track.groups.astype("str"), strict=True))
        lines += [(patient, track.label, levels[patient]) for patient in patients["patient_id"]]
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
    shown = [level for level in present_levels(grouping) if (grouping.groups == level).any()]
    label = grouping.label.removesuffix(" class")
    return Track(grouping.name, label, tuple(shown), {**letters(known), UNKNOWN: "–"}, grouping.groups)


def _names(places: list[int], rows: list[str]) -> str:
    """Return the sites of a patient as a phrase."""
    return listed(rows[place] for place in sorted(places)) or NOT_STATED
