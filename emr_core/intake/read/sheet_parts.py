"""What stands in a worksheet besides values, which the reader of workbooks keeps to itself.

Merged and hidden cells, formulas without results, error values, percentages, cells far from the table.
"""

import re
from dataclasses import dataclass, field

from emr_core.intake.read.addresses import address, column_number
from emr_core.intake.read.limits import Limits
from emr_core.intake.read.xml_parts import TRUE, Attributes, RefusedPartError, Walk

SHOWN = 20
REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")


@dataclass
class SheetFacts:
    """What a worksheet holds: how many cells, and the addresses of the odd ones (at most some of each)."""

    filled: int = 0
    rows: int = 0
    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    merged: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    n_errors: int = 0
    empty_formulas: list[str] = field(default_factory=list)
    n_empty_formulas: int = 0
    percents: list[str] = field(default_factory=list)
    n_percents: int = 0


class Sheet(Walk):
    """A worksheet: what is in it besides values."""

    def __init__(self, limits: Limits, percent: set[str]) -> None:
        super().__init__()
        self.limits, self.percent, self.facts = limits, percent, SheetFacts()
        self.row = self.column = 0
        self.columns: dict[str, int] = {}
        self.kind = self.style = ""
        self.formula = self.value = False
        self.text: list[str] = []

    def start(self, name: str, given: Attributes) -> None:
        """Meet a cell, its value or its formula, a row, a column or merged cells."""
        if name == "c":
            self._cell(given)
        elif name in ("v", "is"):
            self.value = True
            if self.kind == "e":
                self.text = []
                self.parser.CharacterDataHandler = self.text.append
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._row(given)
        elif name == "mergeCell" and len(self.facts.merged) < 1000:
            self.facts.merged.append(given.get("ref", ""))
        elif name == "col" and given.get("hidden", "").lower() in TRUE:
            first, last = (_whole(given.get(key, "0")) for key in ("min", "max"))
            if last <= self.limits.columns:
                self.facts.hidden_columns += max(0, last - first + 1)

    def end(self, name: str) -> None:
        """Leave a cell: count it, and keep its address if it is odd."""
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c":
            if self.value:
                self._filled()
            elif self.formula:
                self.facts.n_empty_formulas += 1
                if len(self.facts.empty_formulas) < SHOWN:
                    self.facts.empty_formulas.append(address(self.row, self.column))

    def _row(self, given: Attributes) -> None:
        self.row = _whole(given["r"]) if "r" in given else self.row + 1
        self.column = 0
        self.facts.rows += 1
        if given.get("hidden", "").lower() in TRUE:
            self.facts.hidden_rows += 1
        if self.facts.rows > max(self.limits.rows, 1_048_576):
            raise RefusedPartError(
                f"has more than {self.limits.rows:,} rows, the most that is read. Delete empty rows below "
                "the table, and save it again."
            )

    def _cell(self, given: Attributes) -> None:
        at = given.get("r", "")
        letters = at.rstrip("0123456789")
        column = self.columns.get(letters) or self._new_column(at)
        if column and len(at) - len(letters) < 10:
            self.column, self.row = column, int(at[len(letters) :])
        else:
            self.column += 1
        self.kind, self.style = given.get("t", "n"), given.get("s", "")
        self.formula = self.value = False

    def _new_column(self, at: str) -> int:
        """Return the number of a column that is met for the first time, 0 if it is no address."""
        match = REFERENCE.fullmatch(at)
        number = column_number(match.group(1)) if match else 0
        if match and len(self.columns) < self.limits.columns:
            self.columns[match.group(1)] = number
        return number

    def _filled(self) -> None:
        facts = self.facts
        facts.filled += 1
        facts.last_row = max(facts.last_row, self.row)
        facts.last_column = max(facts.last_column, self.column)
        far = self.row > self.limits.rows or self.column > self.limits.columns
        if far or facts.last_row * facts.last_column > self.limits.cells:
            raise RefusedPartError(
                f"holds something in cell {address(self.row, self.column)}, far from the table; at most "
                f"{self.limits.rows:,} rows and {self.limits.columns:,} columns are read. Delete what stands "
                "there, and save the file again."
            )
        if self.kind == "e":
            facts.n_errors += 1
            if len(facts.errors) < 10_000:
                facts.errors[address(self.row, self.column)] = "".join(self.text)[:20]
        elif self.style in self.percent and self.kind == "n":
            facts.n_percents += 1
            if len(facts.percents) < SHOWN:
                facts.percents.append(address(self.row, self.column))


def _whole(text: str) -> int:
    """Return a whole number from XML, 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
