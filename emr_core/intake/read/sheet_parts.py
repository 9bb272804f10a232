"""What stands in a worksheet besides values, which the reader of workbooks keeps to itself.

Merged and hidden cells, formulas without results, error values, percentages, cells far from the table.
"""

import re
import zipfile
from dataclasses import dataclass, field

from emr_core.intake.read.addresses import address, column_number
from emr_core.intake.read.limits import Limits
from emr_core.intake.read.xml_parts import TRUE, Attributes, RefusedPartError, Walk

SHOWN = 20
MERGED = 100_000
"""Merged cells of a sheet that are kept at most."""

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
    """A worksheet: what is in it besides values.

    A sheet of 100,000 rows has three million elements, so that only their beginnings are met: a cell is
    filled when its value begins, and a formula without one is known when the next element begins.
    """

    def __init__(self, limits: Limits, percent: set[str]) -> None:
        super().__init__()
        self.limits, self.percent, self.facts = limits, percent, SheetFacts()
        self.row = self.column = 0
        self.digits = "0"
        self.columns: dict[str, int] = {}
        self.kind = self.style = ""
        self.open = self.formula = self.value = False
        self.text: list[str] = []
        self.parser.EndElementHandler = None

    def through(self, container: zipfile.ZipFile, part: str) -> None:
        """Walk through a part, and leave its last cell."""
        super().through(container, part)
        self._leave()

    def _start(self, name: str, given: Attributes) -> None:
        """Meet an element, the two usual ones first; 1.2 s instead of 2.2 for a sheet of 100,000 rows."""
        if name == "c":
            if self.formula:
                self._leave()
            self._cell(given)
        elif name == "v" and self.open and not self.value:
            self.value = True
            self._filled()
        else:
            self.start(self.local.get(name) or self._named(name), given)

    def start(self, name: str, given: Attributes) -> None:
        """Meet a cell, its value or its formula, a row, a column or merged cells."""
        if name in ("v", "is"):
            if self.open and not self.value:
                self.value = True
                self._filled()
        elif name == "f":
            self.formula = self.open
        else:
            self._leave()
            if name == "c":
                self._cell(given)
            else:
                self._beside_cells(name, given)

    def _leave(self) -> None:
        """Leave a cell: one with a formula and without a value is odd, and its address is kept."""
        if self.formula and not self.value:
            self.facts.n_empty_formulas += 1
            if len(self.facts.empty_formulas) < SHOWN:
                self.facts.empty_formulas.append(address(self.row, self.column))
        self.formula = False

    def _beside_cells(self, name: str, given: Attributes) -> None:
        """Meet a row, a column or merged cells; formulas and values in other parts are none of a cell."""
        self.open = False
        if name == "row":
            self._row(given)
        elif name == "mergeCell" and len(self.facts.merged) < MERGED:
            self.facts.merged.append(given.get("ref", ""))
        elif name == "col" and given.get("hidden", "").lower() in TRUE:
            first, last = (_whole(given.get(key, "0")) for key in ("min", "max"))
            if last <= self.limits.columns:
                self.facts.hidden_columns += max(0, last - first + 1)

    def _row(self, given: Attributes) -> None:
        self.row = _whole(given["r"]) if "r" in given else self.row + 1
        self.digits = str(self.row)
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
        letters = at.removesuffix(self.digits)
        column = self.columns.get(letters)
        if column and len(letters) < len(at):  # letters before the row's own number, as everywhere
            self.column = column
        else:
            self._elsewhere(at)
        self.kind, self.style = given.get("t", "n"), given.get("s", "")
        self.open, self.value = True, False

    def _elsewhere(self, at: str) -> None:
        """Go to a cell in a column that is new, or of another row than its own, or to the next."""
        letters = at.rstrip("0123456789")
        column = self.columns.get(letters) or self._new_column(at)
        if column and len(at) - len(letters) < 10:
            self.column, self.row = column, int(at[len(letters) :])
            self.digits = str(self.row)
        else:
            self.column += 1

    def _new_column(self, at: str) -> int:
        """Return the number of a column that is met for the first time, 0 if it is no address."""
        match = REFERENCE.fullmatch(at)
        number = column_number(match.group(1)) if match else 0
        if match and len(self.columns) < self.limits.columns:
            self.columns[match.group(1)] = number
        return number

    def _filled(self) -> None:
        """Count a cell whose value begins, and keep its address if it is odd."""
        facts = self.facts
        facts.filled += 1
        if self.row > facts.last_row or self.column > facts.last_column:
            self._farther()
        if self.kind == "e":
            facts.n_errors += 1
            if len(facts.errors) < 10_000:
                facts.errors[address(self.row, self.column)] = ""
            self.text = []
            self.parser.CharacterDataHandler = self.text.append
            self.parser.EndElementHandler = self._end_of_error
        elif self.style in self.percent and self.kind == "n":
            facts.n_percents += 1
            if len(facts.percents) < SHOWN:
                facts.percents.append(address(self.row, self.column))

    def _farther(self) -> None:
        """Refuse a cell too far from the table; nearer ones need no look."""
        facts = self.facts
        facts.last_row = max(facts.last_row, self.row)
        facts.last_column = max(facts.last_column, self.column)
        far = self.row > self.limits.rows or self.column > self.limits.columns
        if far or facts.last_row * facts.last_column > self.limits.cells:
            raise RefusedPartError(
                f"holds something in cell {address(self.row, self.column)}, far from the table; at most "
                f"{self.limits.rows:,} rows and {self.limits.columns:,} columns are read. Delete what stands "
                "there, and save the file again."
            )

    def _end_of_error(self, name: str) -> None:
        """Keep the text of an error value, of as many as are kept."""
        if self.local.get(name, name).rpartition(":")[2] not in ("v", "is"):
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        at = address(self.row, self.column)
        if at in self.facts.errors:
            self.facts.errors[at] = "".join(self.text)[:20]


def _whole(text: str) -> int:
    """Return a whole number from XML, 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
