"""`check FILE`: what is found in a file, without using it."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emr_core.commands.errors import REFUSED, WITH_WARNINGS
from emr_core.commands.files import read_bytes
from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.load import Intake, load
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
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the verdict and every issue; return the verdict's exit code."""
    data = read_bytes(given.file)
    try:
        report = _report(load(data, given.file.name))
    except UnreadableFileError as error:
        report = _unreadable(str(error))
    print(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) if given.json else _text(report))
    return EXIT_CODES[report["verdict"]]


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


def _text(report: dict[str, Any]) -> str:
    """Return the report for a reader: verdict, size, mapping, issues with the worst first."""
    lines = [VERDICTS[report["verdict"]]]
    if report["rows"]:
        lines.append(f"{counted(report['rows'], 'row')}, {counted(report['columns'], 'column')}.")
    wide = max((len(name) for name in report["mapping"]), default=0)
    lines += [f"  {name:<{wide}}  from column {header!r}" for name, header in report["mapping"].items()]
    if report["unmapped"]:
        lines.append(f"Not used: {', '.join(report['unmapped'])}.")
    for severity in ("error", "warning", "info"):
        found = [issue["message"] for issue in report["issues"] if issue["severity"] == severity]
        lines += [f"{severity.capitalize()}: {message}" for message in found]
    return "\n".join(lines)
