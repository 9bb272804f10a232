"""The records below the header: gathered in batches, blank ones counted, uneven ones refused by name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from emr_core.intake.issues import UnreadableFileError
from emr_core.intake.read.header import repeats
from emr_core.intake.read.limits import Limits
from emr_core.intake.read.records import Record, in_brackets, spaced
from emr_core.wording import counted

BATCH = 10_000
SHOWN = 10
KEPT_ODD = 1_000


@dataclass
class Body:
    """The rows of a table and what was met between them.

    `cells` has one unnamed column a cell; `lines` is the line or row of each; `sheet_rows` the row that a
    spreadsheet shows it in; `gaps` are the places, counted in rows, before which blank records stood;
    `footers` are odd records behind the last row, `titles` those above a header that stands again;
    `rejoined` are the numbers of rows of which a cell was divided within brackets and put together again.
    """

    cells: pd.DataFrame
    lines: np.ndarray
    sheet_rows: np.ndarray
    gaps: list[int] = field(default_factory=list)
    blank: int = 0
    inner_blank: int = 0
    footers: list[Record] = field(default_factory=list)
    titles: list[Record] = field(default_factory=list)
    rejoined: list[int] = field(default_factory=list)


class Gatherer:
    """Records in, batches of columns out: at no time stands more than a batch in lists.

    `above` is how many records stood above the first one; `report` is told the number of rows after each
    batch; `delimiter` is the sign between cells, where one inside brackets divides none.
    """

    def __init__(
        self,
        width: int,
        name: str,
        limits: Limits,
        above: int,
        report: Callable[[int], None],
        delimiter: str = "",
    ) -> None:
        self.width, self.name, self.limits, self.above, self.report = width, name, limits, above, report
        self.delimiter = delimiter
        self.rejoined: list[int] = []
        self.batches: list[pd.DataFrame] = []
        self.rows: list[list[str]] = []
        self.places: list[int] = []
        self.odd: list[tuple[int, int, Record]] = []
        self.gaps: list[int] = []
        self.skipped: list[tuple[int, int]] = []
        self.n = self.n_odd = self.blank = self.inner = self.pending = 0

    def take(self, found: Iterable[Record]) -> None:
        """Keep every record, or note why it is not like the others."""
        width, rows, places = self.width, self.rows, self.places
        # A million times: names are looked up once, and what is usual is asked first.
        for record in found:
            line, cells, broken = record
            if broken:
                self._odd(record)
            elif not any(cells) or not "".join(cells).strip():
                self.pending += 1
            elif len(cells) == width or (len(cells) > width and not "".join(cells[width:]).strip()):
                if self.pending:
                    self._close_gap()
                rows.append(cells if len(cells) == width else cells[:width])
                places.append(line)
                self.n += 1
                if len(rows) == BATCH:
                    self._batch()
            elif len(cells) > width and len(whole := in_brackets(cells, self.delimiter)) == width:
                self.rejoined.append(self.n + 1)
                self.take([record._replace(cells=whole)])
            else:
                self._odd(record)

    def _odd(self, record: Record) -> None:
        self._close_gap()
        self.n_odd += 1
        if len(self.odd) < KEPT_ODD:
            self.odd.append((self.n, self.n + self.n_odd, record))

    def _close_gap(self) -> None:
        if self.pending:
            self.blank += self.pending
            self.inner += self.pending
            self.skipped.append((self.n, self.pending))
            self.pending = 0
            if len(self.gaps) < KEPT_ODD:
                self.gaps.append(self.n)

    def _batch(self) -> None:
        if self.n > self.limits.rows:
            raise UnreadableFileError(
                f"{self.name} has more than {spaced(self.limits.rows)} rows, the most that is read. "
                "Divide it, or leave out what is not needed."
            )
        self.report(self.n)
        columns = zip(*self.rows, strict=True) if self.rows else ([] for _ in range(self.width))
        self.batches.append(
            pd.DataFrame({place: pd.array(list(cells), dtype="str") for place, cells in enumerate(columns)})
        )
        self.rows.clear()

    def body(self, header: Record | None) -> Body:
        """Return the rows.

        Raises
        ------
        UnreadableFileError
            If records are longer or shorter than the header and are no footers.
        """
        self._batch()
        cells = pd.concat(
            [batch for batch in self.batches if len(batch)] or self.batches[:1], ignore_index=True
        )
        footers = [record for at, _, record in self.odd if at == self.n and self._is_footer(at, record)]
        titles = [
            record
            for at, _, record in self.odd
            if header is not None
            and at < len(cells)
            and self._is_footer(at, record)
            and repeats(cells.iloc[at].tolist(), header.cells)
        ]
        aside = [*footers, *titles]
        wrong = [(number, record) for at, number, record in self.odd if record not in aside]
        if wrong:
            raise UnreadableFileError(self._uneven(wrong, self.n_odd - len(aside), header))
        if len(cells) != self.n:
            raise UnreadableFileError(
                f"{self.name}: {self.n} rows were counted, but {len(cells)} were read. Please report this."
            )
        return Body(
            cells,
            np.array(self.places, dtype=np.int64),
            self._sheet_rows(),
            self.gaps,
            self.blank + self.pending,
            self.inner,
            footers,
            titles,
            self.rejoined,
        )

    def _sheet_rows(self) -> np.ndarray:
        """Return the row of every record in a spreadsheet, where a cell of several lines is one row."""
        steps = np.ones(self.n, dtype=np.int64)
        for at, blank in self.skipped:
            if at < self.n:
                steps[at] += blank
        for at, _, _ in self.odd:
            if at < self.n:
                steps[at] += 1
        return np.asarray(self.above + np.cumsum(steps))

    def _is_footer(self, at: int, record: Record) -> bool:
        """Tell whether an odd record behind the last row is a remark: words in one cell, not a cut row."""
        texts = [cell.strip() for cell in record.cells if cell.strip()]
        if record.broken or len(texts) != 1 or self.width < 3 or not record.cells[0].strip():
            return False
        return " " in texts[0] or not texts[0][0].isalnum() or at in self.gaps

    def _uneven(self, wrong: list[tuple[int, Record]], n: int, header: Record | None) -> str:
        """Return the refusal that lists the records that do not fit the header."""
        lengths = {len(record.cells) for _, record in wrong}
        if header is not None and n > 1 and self.n == 0 and len(lengths) == 1 and not wrong[0][1].broken:
            (length,) = lengths
            more = "more" if length > self.width else "fewer"
            return (
                f"{self.name}: every row has {counted(length, 'cell')}, {more} than the header, which has "
                f"{self.width}. Look for decimal commas in a file divided by commas, or for a missing header."
            )
        said = [f"row {number}: {self._what(record)}" for number, record in wrong[:SHOWN]]
        more = f"; and {counted(n - SHOWN, 'more row')}" if n > SHOWN else ""
        broken = any(record.broken for _, record in wrong)
        advice = (
            "Write a quotation mark inside a quoted cell twice, and close every cell that is opened."
            if broken
            else "Look for a missing or an extra delimiter in that row."
        )
        return f"{self.name}, {'; '.join(said)}{more}. {advice}"

    def _what(self, record: Record) -> str:
        """Return what is wrong with one record."""
        if record.broken:
            return f"a quotation mark {record.broken} (line {record.line})"
        return f"{counted(len(record.cells), 'cell')} where the header has {self.width}"


def gather(
    found: Iterable[Record],
    width: int,
    name: str,
    limits: Limits,
    header: Record | None,
    above: int,
    report: Callable[[int], None],
    delimiter: str = "",
) -> Body:
    """Return the rows among records; `above`, `report` and `delimiter` are those of the gatherer.

    Raises
    ------
    UnreadableFileError
        If there are too many, or some are uneven.
    """
    gatherer = Gatherer(width, name, limits, above, report, delimiter)
    gatherer.take(found)
    return gatherer.body(header)


def filled_records(found: Iterator[Record], most: int) -> list[Record]:
    """Return the first records, up to so many that hold something; blank ones stand among them."""
    head, n = [], 0
    for record in found:
        head.append(record)
        n += bool(record.broken) or any(cell.strip() for cell in record.cells)
        if n == most:
            break
    return head
