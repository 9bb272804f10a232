"""Which cells of one question by columns must be withheld: in a group, over groups, and those without.

Sums over the columns are taken to be known also where they are not printed, for another slide may show them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from emr_core.export.suppression import Counts, Sum, small, withheld

Column = tuple[str, ...]
"""The name of a column, in one part or several: `("AML",)`, `("AML", "Isolated")`."""


@dataclass(frozen=True)
class Question:
    """The counts of one question: those with an answer among those asked, a column each.

    Parameters
    ----------
    counts
        Patients by line and column.
    sizes
        Patients asked, by column.
    exclusive
        Whether the lines share out the patients of every column.
    """

    counts: dict[str, dict[Column, int]]
    sizes: dict[Column, int]
    exclusive: bool


class _Places:
    """Counts as they are gathered, each at a place of its own."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.sums: list[Sum] = []
        self.known: set[int] = set()
        self.unprinted: set[int] = set()

    def printed(self, value: int) -> int:
        """Take in a count that is printed unless it is withheld."""
        self.values.append(value)
        return len(self.values) - 1

    def shown(self, value: int) -> int:
        """Take in a count that everybody knows."""
        self.known.add(self.printed(value))
        return len(self.values) - 1

    def implied(self, value: int) -> int:
        """Take in a count that follows from others."""
        self.unprinted.add(self.printed(value))
        return len(self.values) - 1

    def hidden(self, threshold: int) -> frozenset[int] | None:
        """Return the places to withhold; None if only all of them would do."""
        counts = Counts(
            tuple(self.values), tuple(self.sums), frozenset(self.known), frozenset(self.unprinted)
        )
        return withheld(counts, threshold)


def open_columns(sizes: dict[Column, int], total: Column, threshold: int) -> frozenset[Column]:
    """Return the columns whose number of patients gives no small number away; `total` sums the others."""
    places, parts = _Places(), [column for column in sizes if column != total]
    at = {column: places.printed(sizes[column]) for column in parts}
    for margin in margins(parts):
        value = sum(sizes[column] for column in margin)
        whole = places.implied(value) if small(value, threshold) else places.shown(value)
        places.sums.append(Sum(whole, tuple(at[column] for column in margin)))
    hidden = places.hidden(threshold)
    open_ = [] if hidden is None else [column for column in parts if at[column] not in hidden]
    kept = sorted(open_, key=lambda column: sizes[column])
    left_out = sum(sizes[column] for column in parts) - sum(sizes[column] for column in kept)
    while kept and small(left_out, threshold):  # together they are no small number either
        left_out += sizes[kept.pop(0)]
    whole_shown = total in sizes and not small(sizes[total], threshold)
    return frozenset(kept) | (frozenset({total}) if whole_shown else frozenset())


def margins(columns: Sequence[Column]) -> list[list[Column]]:
    """Return the sets of columns whose sum may be known: all, and those that share a part of their name."""
    deep = max((len(column) for column in columns), default=0)
    found = [list(columns)]
    for level in range(deep if deep > 1 else 0):
        names = dict.fromkeys(column[level] for column in columns)
        found += [[column for column in columns if column[level] == name] for name in names]
    return [margin for place, margin in enumerate(found) if len(margin) > 1 and margin not in found[:place]]


def hidden_cells(
    question: Question, columns: frozenset[Column], total: Column, threshold: int
) -> frozenset[tuple[str, Column]] | None:
    """Return the cells to withhold among the columns that are shown, as line and column; None for all.

    Parameters
    ----------
    question
        The counts of all columns, shown or not.
    columns
        The columns that are shown.
    total
        The column that is the sum of all others; it may be absent.
    threshold
        The least count that may be shown; zero may be shown too.
    """
    places, sizes = _Places(), question.sizes
    at: dict[tuple[str, Column], int] = {}
    for line, counts in question.counts.items():
        for column in (column for column in counts if column in columns):
            at[line, column] = places.printed(counts[column])
            others = places.implied(sizes[column] - counts[column])
            places.sums.append(Sum(places.shown(sizes[column]), (at[line, column], others)))
        parts = [column for column in counts if column != total]
        for margin in margins(parts):
            everybody = margin == parts and total in columns and total in counts
            known = at[line, total] if everybody else None
            _over_columns(places, question, line, margin, at, known, threshold)
    for column in (column for column in sizes if column in columns and question.exclusive):
        answers = tuple(at[line, column] for line in question.counts)
        places.sums.append(Sum(places.shown(sizes[column]), answers))
    hidden = places.hidden(threshold)
    return None if hidden is None else frozenset(cell for cell, place in at.items() if place in hidden)


def _over_columns(
    places: _Places,
    question: Question,
    line: str,
    margin: Sequence[Column],
    at: dict[tuple[str, Column], int],
    total: int | None,
    threshold: int,
) -> None:
    """Take in what a line's counts add up to over some columns, those that are not shown taken together."""
    counts = question.counts[line]
    shut = [column for column in margin if (line, column) not in at]
    value, size = sum(counts[c] for c in margin), sum(question.sizes[c] for c in margin)
    if total is not None and places.values[total] != value:
        return  # the columns overlap, so they do not add up to the total
    if total is None:
        unsafe = small(value, threshold) or small(size - value, threshold)
        total = places.implied(value) if unsafe else places.shown(value)
    rest = [places.implied(sum(counts[column] for column in shut))] if shut else []
    places.sums.append(Sum(total, (*(at[line, c] for c in margin if (line, c) in at), *rest)))
