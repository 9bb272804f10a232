"""`check FILE`: what is found in a file, without using it."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emr_core.commands.errors import REFUSED, WITH_WARNINGS, WRONG_CALL, CommandError
from emr_core.commands.files import read_bytes
from emr_core.commands.mapping_flags import add_mapping_flags, revised
from emr_core.export.cohort_file import cohort_file
from emr_core.intake.intake import Intake
from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.load import take_in
from emr_core.intake.raw_table import read_table
from emr_core.intake.read.limits import ReadOptions
from emr_core.intake.reading_steps import STEPS
from emr_core.intake.suggest import suggest
from emr_core.wording import counted

EXIT_CODES = {"accept": 0, "accept_with_warnings": WITH_WARNINGS, "refuse": REFUSED}
VERDICTS = {
    "accept": "Accepted.",
    "accept_with_warnings": "Accepted with warnings.",
    "refuse": "Refused.",
}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="say whether a file can be used, and what is odd in it")
    parser.add_argument("file", metavar="FILE", type=Path, help="table with one row a patient")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--sheet", metavar="NAME", help="worksheet to read")
    for flag, what in (("--with", "do"), ("--without", "do not do")):
        parser.add_argument(flag, choices=STEPS, action="append", default=[], dest=flag[2:] + "_steps",
                            help=f"{what} this beyond reading the table")  # fmt: skip
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the patients as a tidy CSV")
    add_mapping_flags(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the verdict and every issue; return the verdict's exit code."""
    data = read_bytes(given.file)
    try:
        table = read_table(data, given.file.name, _options(given))
        intake = take_in(table, mapping=revised(suggest(table), given, tuple(map(str, table.cells.columns))))
        report = _report(intake)
        lines = [intake.counts.sentence, *_dates(intake)]
        _write(given, intake)
    except UnreadableFileError as error:
        report, lines = _unreadable(str(error)), []
    print(
        json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False)
        if given.json
        else _text(report, lines)
    )
    return EXIT_CODES[report["verdict"]]


def _options(given: argparse.Namespace) -> ReadOptions:
    """Return how the file is to be read, as far as it was told."""
    return ReadOptions(
        sheet=given.sheet, wanted=frozenset(given.with_steps), declined=frozenset(given.without_steps)
    )


def _report(intake: Intake) -> dict[str, Any]:
    """Return what was found as the command's JSON."""
    table = intake.table
    return {
        "verdict": intake.verdict,
        "rows": len(table.cells),
        "columns": len(table.cells.columns),
        "patients": len(intake.cohort) if intake.cohort is not None else 0,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "mapping": dict(intake.mapping.columns),
        "unmapped": list(intake.mapping.unmapped),
        "issues": [_issue(issue) for issue in intake.issues],
    }


def _unreadable(message: str) -> dict[str, Any]:
    """Return the report on bytes that hold no table."""
    return {
        "verdict": "refuse",
        **{"rows": 0, "columns": 0, "patients": 0},
        **{"encoding": "", "delimiter": "", "sheet": "", "header_row": 0},
        **{"mapping": {}, "unmapped": []},
        "issues": [_issue(Issue("error", "unreadable", message))],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    """Return one issue with the keys in their order."""
    found = asdict(issue)
    return {key: found[key] for key in ("severity", "code", "row", "cell", "column", "value", "message")}


def _write(given: argparse.Namespace, intake: Intake) -> None:
    """Write the tidy table and the profile where the call asks for them."""
    if given.save_profile:
        _save(given.save_profile, intake.mapping.to_json().encode())
    if given.out and intake.cohort is not None:
        _save(given.out, cohort_file(intake.cohort))


def _save(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", WRONG_CALL) from None


def _dates(intake: Intake) -> list[str]:
    """Return which columns were read as times whose clock or date is not a field of its own."""
    mapping = intake.mapping
    dates = [f"  date of {event} from column {header!r}" for event, header in mapping.dates.items()]
    clocks = [f"  time to {event} from column {clock.header!r}" for event, clock in mapping.clocks.items()]
    return [*dates, *clocks]


def _text(report: dict[str, Any], more: list[str]) -> str:
    """Return the report for a reader: verdict, size, mapping, issues with the worst first."""
    lines = [VERDICTS[report["verdict"]]]
    if report["rows"]:
        lines.append(f"{counted(report['rows'], 'row')}, {counted(report['columns'], 'column')}. {more[0]}")
    wide = max((len(name) for name in report["mapping"]), default=0)
    lines += [f"  {name:<{wide}}  from column {header!r}" for name, header in report["mapping"].items()]
    lines += more[1:]
    if report["unmapped"]:
        lines.append(f"Not used: {', '.join(report['unmapped'])}.")
    for severity in ("error", "warning", "info"):
        found = [issue["message"] for issue in report["issues"] if issue["severity"] == severity]
        lines += [f"{severity.capitalize()}: {message}" for message in found]
    return "\n".join(lines)
