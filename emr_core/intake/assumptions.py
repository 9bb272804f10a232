"""What a file was taken to mean without saying so itself, and how each of these can be changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from emr_core.fields import Categorical, Continuous, Duration
from emr_core.intake.headers import SURE
from emr_core.intake.intake import Intake
from emr_core.intake.mapping import Mapping, with_constant
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.reading_steps import STEPS, steps_offered, with_step
from emr_core.intake.remapping import (
    ORDERS,
    STARTS,
    confirmed,
    units_of,
    with_date_order,
    with_start,
    with_unit,
    without_field,
)  # fmt: skip
from emr_core.intake.words import folded
from emr_core.schema import BY_NAME
from emr_core.wording import quoted

SAMPLES = 3
NOT_USED, TAKEN = "not used", "taken for it"
DONE, NOT_DONE = "done", "not done"


@dataclass(frozen=True)
class Assumption:
    """One thing that the file does not say itself.

    Attributes
    ----------
    what
        What is assumed, in words: "unit of WBC at diagnosis".
    column
        The file's header, empty where the whole file is meant.
    assumed, alternatives
        What was taken, and what could be taken instead.
    sentence
        Both in one sentence.
    remap
        Gives the mapping for an alternative; None where the file has to be read again.
    reread
        Gives the way to read the file again for an alternative; None where another mapping is enough.
    """

    what: str
    column: str
    assumed: str
    alternatives: tuple[str, ...]
    sentence: str
    remap: Callable[[str], Mapping] | None = field(default=None, compare=False)
    reread: Callable[[str], ReadOptions] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ColumnReading:
    """How one column of the file is read.

    Attributes
    ----------
    header
        The file's column.
    use
        "field", "date", "time", "site flag", "identifier" or "not used".
    meaning
        The field's name, the event of a date or time, the kind of identifier; empty if it is not used.
    confidence, reason
        How sure that is, from 0 to 1, and why.
    unit, units
        The unit of its numbers, and all it could be in; empty for what has none.
    samples
        Its first distinct entries; none for what could name a patient.
    """

    header: str
    use: str
    meaning: str
    confidence: float
    reason: str
    unit: str
    units: tuple[str, ...]
    samples: tuple[str, ...]


def column_readings(intake: Intake) -> tuple[ColumnReading, ...]:
    """Return how every column of the file is read, in the file's order."""
    return tuple(_reading(intake, str(header)) for header in intake.table.cells.columns)


def assumptions(intake: Intake) -> tuple[Assumption, ...]:
    """Return what was assumed, each with what it could be instead and how to change it."""
    return (
        *_of_file(intake),
        *_of_steps(intake),
        *_of_columns(intake),
        *_of_times(intake),
        *_of_constants(intake),
    )


def _reading(intake: Intake, header: str) -> ColumnReading:
    plan = intake.mapping
    given = intake.table.cells[header].head(1_000)
    samples = tuple(map(str, given[(given != "").to_numpy(dtype=bool)].unique()[:SAMPLES]))
    for found in intake.identifiers:
        if found.column == header:
            return ColumnReading(header, "identifier", found.kind, 1.0, "what it holds", "", (), ())
    times = units_of(BY_NAME["follow_up"])
    for name, column in plan.fields.items():
        if column.header == header:
            units = units_of(BY_NAME[name])
            unit = column.unit or (units[0] if units else "")
            shown = () if name == "patient_id" else samples
            return ColumnReading(header, "field", name, column.confidence, column.reason, unit, units, shown)
    for event, held in plan.dates.items():
        if held == header:
            return ColumnReading(header, "date", event, 1.0, "the name of the column", "", (), ())
    for event, clock in plan.clocks.items():
        if clock.header == header:
            unit = clock.unit or times[0]
            return ColumnReading(header, "time", event, 1.0, "the name of the column", unit, times, samples)
    if header in plan.site_flags:
        return ColumnReading(header, "site flag", header, 1.0, "named after a site", "", (), samples)
    return ColumnReading(header, "not used", "", 0.0, "", "", (), samples)


def _of_file(intake: Intake) -> Iterator[Assumption]:
    """Yield what was assumed while the file was read."""
    table = intake.table
    codes = {note.code: note for note in table.notes}
    if "encoding_guessed" in codes:
        others = tuple(name for name in ("utf-8", "cp1252", "latin-1", "cp949", "gb18030", "cp932")
                       if name != table.encoding)  # fmt: skip
        yield Assumption(
            "encoding", "", table.encoding, others, codes["encoding_guessed"].message,
            reread=lambda name: ReadOptions(encoding=name),
        )  # fmt: skip
    if table.decimal == ",":
        yield Assumption(
            "decimal mark", "", ",", (".",), "Numbers are read with a decimal comma.",
            reread=lambda mark: ReadOptions(decimal="." if mark == "." else ","),
        )  # fmt: skip
    if len(table.sheets) > 1:
        others = tuple(sheet for sheet in table.sheets if sheet != table.sheet)
        yield Assumption(
            "sheet", "", table.sheet, others, f"The sheet {quoted(table.sheet)} is read.",
            reread=lambda sheet: ReadOptions(sheet=sheet),
        )  # fmt: skip
    if table.header_row > 1 or "no_header" in codes:
        others = ("0", "1", "2", "3")
        yield Assumption(
            "header row", "", str(table.header_row), tuple(o for o in others if o != str(table.header_row)),
            f"The headers are taken from line {table.header_row}; 0 is for none.",
            reread=lambda row: ReadOptions(header_row=int(row)),
        )  # fmt: skip


def _of_steps(intake: Intake) -> Iterator[Assumption]:
    """Yield what was done with the table beyond reading it, and what could be."""
    codes = {note.code: note.message for note in reversed(intake.table.notes)}
    for step, done in steps_offered(intake.table, ReadOptions()).items():
        yes, no = STEPS[step]
        sentence = next(codes[code] for code in (*yes, *no) if code in codes)
        yield Assumption(
            step, "", DONE if done else NOT_DONE, (NOT_DONE if done else DONE,), sentence,
            reread=lambda answer, step=step: with_step(ReadOptions(), step, answer == DONE),  # type: ignore[misc]
        )  # fmt: skip


def _of_columns(intake: Intake) -> Iterator[Assumption]:
    """Yield columns that were guessed, and units that no header says."""
    plan = intake.mapping
    for name, column in plan.fields.items():
        known, header = BY_NAME[name], column.header
        if header not in intake.table.cells:
            continue
        if column.confidence < SURE:
            yield Assumption(
                f"column of {known.label}", header, TAKEN, (NOT_USED,),
                f"{quoted(header)} is taken for {known.label} ({column.reason}).",
                remap=lambda answer, name=name: (  # type: ignore[misc]
                    without_field(plan, name) if answer == NOT_USED else confirmed(plan, name)
                ),
            )  # fmt: skip
        units = units_of(known)
        named = folded(header) in {folded(known.name), folded(known.header)}
        counted = isinstance(known, Continuous) and known.unit == "10⁹/L"
        if units and not column.unit and not named and (isinstance(known, Duration) or counted):
            yield Assumption(
                f"unit of {known.label}", header, units[0], units[1:],
                f"{quoted(header)} names no unit; taken as {units[0]}.",
                remap=lambda unit, name=name: with_unit(plan, name, unit),  # type: ignore[misc]
            )  # fmt: skip


def _of_times(intake: Intake) -> Iterator[Assumption]:
    """Yield from where times were taken to run, and how dates were read."""
    plan = intake.mapping
    starts = {issue.column: issue.value for issue in intake.issues if issue.code == "clock_found"}
    for event, clock in plan.clocks.items():
        header = clock.header
        if clock.start or header not in intake.table.cells:
            continue
        assumed = starts.get(header) or NOT_USED
        said = f"taken to run from {assumed}" if assumed != NOT_USED else "does not say from where; not used"
        yield Assumption(
            f"start of the time to {event}", header, assumed,
            tuple(start for start in STARTS[event] if start != assumed),
            f"{quoted(header)}: {said}.",
            remap=lambda start, header=header: with_start(plan, header, start),  # type: ignore[misc]
        )  # fmt: skip
    for issue in intake.issues:
        if issue.code in {"date_order_assumed", "date_order_by_others"}:
            order, other = reversed(ORDERS) if issue.value == "month" else ORDERS
            yield Assumption(
                "order of dates", issue.column, order, (other,),
                f"{quoted(issue.column)}: dates are read with the {order}.",
                remap=lambda order, header=issue.column: with_date_order(plan, header, order),  # type: ignore[misc]
            )  # fmt: skip


def _of_constants(intake: Intake) -> Iterator[Assumption]:
    """Yield what was put in for a column that the file lacks."""
    plan = intake.mapping
    for name, value in plan.constants.items():
        known = BY_NAME[name]
        levels = known.levels if isinstance(known, Categorical) else ()
        yield Assumption(
            known.label, "", value, (*(level for level in levels if level != value), NOT_USED),
            f"{known.label}: {quoted(value)} in every row.",
            remap=lambda answer, name=name: (  # type: ignore[misc]
                without_field(plan, name) if answer == NOT_USED else with_constant(plan, name, answer)
            ),
        )  # fmt: skip
    if plan.row_number_as_id:
        yield Assumption(
            "code of the patient", "", "row number", (NOT_USED,), "The row's number is the patient's code.",
            remap=lambda _: replace(plan, row_number_as_id=False),
        )  # fmt: skip
