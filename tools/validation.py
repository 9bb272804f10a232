"""The validation report: every requirement, the tests that prove it, and how they ended. `make validation`.

Reads docs/requirements.toml and the JUnit file of a run of the tests. Writes build/validation/report.html,
with every test, for the hospital's file, and docs/validation.md, which is kept: without times, dates and
machines, so that it changes only when a requirement, a test or a result does.
"""

import ast
import fnmatch
import html
import platform
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree  # nosec B405  # the file was written by our own tests
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECLARED = ROOT / "docs" / "requirements.toml"
KEPT = ROOT / "docs" / "validation.md"
REPORT = ROOT / "build" / "validation" / "report.html"

TEMPLATE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Validation report</title>
<style>body {{ font: 15px sans-serif; max-width: 60em; margin: 2em auto }}
td:first-child {{ white-space: nowrap }}
td, th {{ text-align: left; vertical-align: top; padding: .3em .6em; border-bottom: 1px solid #ddd }}</style>
<h1>Validation report</h1>{head}<h2>Requirements</h2>{table}
<p>Examined by: __________________ &nbsp; Date: __________ &nbsp; Accepted for: __________________</p>
<h2>Tests of each requirement</h2>{details}</html>
"""
ENDS = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Requirement:
    """A requirement and the patterns that name its tests."""

    id: str
    text: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How one case of a test ended, and why it was skipped."""

    test: str
    end: str
    reason: str = ""


def requirements() -> list[Requirement]:
    """Return what is declared."""
    entries = tomllib.loads(DECLARED.read_text(encoding="utf-8"))["requirement"]
    return [Requirement(entry["id"], entry["text"], tuple(entry["tests"])) for entry in entries]


def existing() -> list[str]:
    """Return every test of the project as file::function, without running anything."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def names(pattern: str, test: str) -> bool:
    """Say whether a pattern names a test: by its folder, its file, or file::pattern."""
    if "::" in pattern:
        return fnmatch.fnmatchcase(test, pattern)
    return test.startswith(pattern) if pattern.endswith("/") else test.split("::")[0] == pattern


def named(requirement: Requirement, tests: Iterable[str]) -> list[str]:
    """Return the tests that a requirement names."""
    return [test for test in tests if any(names(pattern, test) for pattern in requirement.tests)]


def results(junit: Path) -> list[Result]:
    """Return the cases of a run."""
    found = []
    for case in ElementTree.parse(junit).iter("testcase"):  # nosec B314
        function = case.get("name", "").split("[")[0]
        test = f"{case.get('classname', '').replace('.', '/')}.py::{function}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            found.append(Result(test, "failed"))
        elif skipped is not None:
            found.append(Result(test, "skipped", skipped.get("message", "")))
        else:
            found.append(Result(test, "passed"))
    return found


def verdict(ends: Counter[str]) -> str:
    """Return what the cases of a requirement say of it."""
    if ends["failed"]:
        return f"**not met**: {ends['failed']} of {ends.total()} failed"
    if ends["missing"]:
        return f"**not shown**: {ends['missing']} of its tests did not run"
    if not ends["passed"]:
        return "**not shown**: no test ran"
    skipped = f", {ends['skipped']} skipped" if ends["skipped"] else ""
    return f"met: {ends['passed']} passed{skipped}"


def ends_of(requirement: Requirement, ran: list[Result], known: Iterable[str] = ()) -> Counter[str]:
    """Count how the cases of a requirement ended, and its tests among those known that did not run."""
    seen = {result.test for result in ran}
    wanted = set(named(requirement, seen))
    ends = Counter(result.end for result in ran if result.test in wanted)
    return ends + Counter(missing=len(set(named(requirement, known)) - seen))


def summary(ran: list[Result]) -> str:
    """Return one sentence about a run."""
    ends = Counter(result.end for result in ran)
    counts = ", ".join(f"{ends[end]} {end}" for end in ENDS)
    reasons = sorted({result.reason for result in ran if result.reason})
    return f"{ends.total()} cases: {counts}." + (
        f" Skipped because: {'; '.join(reasons)}." if reasons else ""
    )


def markdown(ran: list[Result]) -> str:
    """Return what is kept in docs/: requirements, tests and, of a run, results."""
    tests = existing()
    lines = [
        "# Validation",
        "",
        "Every requirement, the tests that prove it, and how they ended. They are declared in",
        "`docs/requirements.toml`; `make validation` writes this page, and a report with every test for a",
        "hospital's file (`build/validation/report.html`). A test is a function and may have many cases.",
        "The application is exploratory and not a medical device.",
        "",
        f"Last full run: {summary(ran)}" if ran else "Results are written by a full run.",
        "",
        "| | The application must | Proved by | Result |",
        "|---|---|---|---|",
    ]
    for requirement in requirements():
        where = "<br>".join(f"`{pattern}`" for pattern in requirement.tests)
        if ran:
            where += f"<br>{len(named(requirement, tests))} tests"
        result = verdict(ends_of(requirement, ran, tests)) if ran else "see a run"
        lines.append(f"| {requirement.id} | {requirement.text} | {where} | {result} |")
    return "\n".join(lines) + "\n"


def version() -> str:
    """Return the version of the application and, in a checkout, its commit."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{said} ({done.stdout.strip() or 'no checkout'})"


def page(ran: list[Result]) -> str:
    """Return the report for the hospital's file as HTML."""
    packages = (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8").count("==")
    head = [
        f"<p>Extramedullary Relapse Explorer {html.escape(version())}, {date.today():%Y-%m-%d}. Exploratory; "
        "not a medical device.</p>",
        f"<p>Python {platform.python_version()} on {platform.system()} {platform.machine()}; "
        f"{packages} packages at the versions of deploy/requirements.lock.</p>",
        f"<p>{html.escape(summary(ran))}</p>",
    ]
    rows, details, tests = [], [], existing()
    for requirement in requirements():
        ends = ends_of(requirement, ran, tests)
        said = html.escape(verdict(ends).replace("**", ""))
        text = html.escape(requirement.text)
        rows.append(f"<tr><td>{requirement.id}</td><td>{text}</td><td>{said}</td></tr>")
        wanted = set(named(requirement, {result.test for result in ran}))
        cases = Counter((result.test, result.end) for result in ran if result.test in wanted)
        items = [f"<li>{end}: {html.escape(test)} ({n})</li>" for (test, end), n in sorted(cases.items())]
        details.append(f"<h3>{requirement.id}</h3><p>{text}</p><ul>{''.join(items)}</ul>")
    table = f"<table><tr><th></th><th>The application must</th><th>Result</th></tr>{''.join(rows)}</table>"
    return TEMPLATE.format(head="".join(head), table=table, details="".join(details))


def main(words: list[str]) -> int:
    """Write the report of a JUnit file, or, without one, the requirements and their tests alone."""
    ran = results(Path(words[0])) if words else []
    KEPT.write_text(markdown(ran), encoding="utf-8")
    if not ran:
        print("docs/validation.md: requirements and tests, without results")
        return 0
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(page(ran), encoding="utf-8")
    tests = existing()
    open_ends = [one.id for one in requirements() if not verdict(ends_of(one, ran, tests)).startswith("met")]
    print(f"{REPORT.relative_to(ROOT)}, {KEPT.relative_to(ROOT)}: {summary(ran)}")
    print(f"Not met or not shown: {', '.join(open_ends) or 'none'}")
    return 1 if open_ends else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
