"""The documents say what is there: commands, files, columns, versions, decisions and dependencies agree."""

import csv
import re
import shlex
import tomllib
from pathlib import Path

import pytest

import emr_core
from emr_core.__main__ import main
from emr_core.schema import FIELDS
from tools.lock import requirements

ROOT = Path(__file__).resolve().parents[1]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")),
    *DECISIONS,
]
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")


def text(name: str) -> str:
    """Return the text of a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def command_lines(*names: str) -> list[str]:
    """Return every call of the command line that documents show, in blocks and inside sentences."""
    found = re.findall(
        r"^(python -m emr_core .+)$|`(python -m emr_core [^`]+)`", "\n".join(map(text, names)), re.M
    )
    return list(dict.fromkeys(one or other for one, other in found))


def columns() -> list[str]:
    with (ROOT / "data" / "sample_cohort.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_commands_of_make_exist():
    targets = set(re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE))
    told = text("README.md") + text("CONTRIBUTING.md")
    shown = set(re.findall(r"(?:^|`|[A-Z_]=\S+ )make ([a-z]+)", told, re.MULTILINE))
    assert {"run", "test"} <= shown <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_linked_files_exist(page):
    links = [one or other for one, other in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [link.split("#")[0] for link in links if not re.match(r"https?://", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_picture_is_shown_and_small():
    pictures = {path.name for path in (ROOT / "docs" / "pictures").iterdir()}
    assert pictures == set(re.findall(r"docs/pictures/([\w-]+\.png)", text("README.md")))
    for name in pictures:
        data = (ROOT / "docs" / "pictures" / name).read_bytes()
        assert data.startswith(b"\x89PNG"), name
        assert len(data) < 250_000, name


def test_every_column_is_described():
    described = re.findall(r"^\| `(\w+)` \|", text("data/README.md"), re.MULTILINE)
    assert described == columns()
    assert f"{len(columns())} columns" in text("data/README.md")


def test_every_column_is_a_field():
    assert set(columns()) <= {field.header for field in FIELDS}


@pytest.mark.parametrize("line", command_lines("README.md", "data/README.md"))
def test_shown_commands_run(line, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(line)[3:]) == 0
    assert capsys.readouterr().out.strip()


def test_the_readme_shows_the_commands_that_only_print():
    assert {line.split()[3] for line in command_lines("README.md")} == {"summary", "check", "synthesize"}


def test_versions_agree():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    cited = dict(re.findall(r"^([a-z-]+): (\S.*)$", text("CITATION.cff"), re.MULTILINE))
    assert cited["cff-version"] == "1.2.0"
    assert {cited["version"], project["version"], emr_core.__version__} == {"0.1.0"}
    assert re.search(rf"^## \[{re.escape(cited['version'])}\]", text("CHANGELOG.md"), re.MULTILINE)


def test_the_citation_has_no_line_that_is_not_yaml():
    line = re.compile(r"(  )*(- )?([a-z-]+: \S.*|[a-z-]+:|\S.*)")
    for number, written in enumerate(text("CITATION.cff").splitlines(), start=1):
        assert "\t" not in written, number
        assert line.fullmatch(written), number
    assert all(f"\n{key}:" in text("CITATION.cff") for key in ("title", "authors", "message", "references"))


def test_the_paper_is_named_alike():
    doi = "10.5812/ijp.1711"
    for name in ("README.md", "data/README.md", "CITATION.cff", "LICENSE", "data/sample_cohort.source.json"):
        assert doi in text(name), name
    for name in ("README.md", "data/README.md", "data/sample_cohort.source.json"):
        assert "CC BY-NC 4.0" in text(name), name


def test_decisions_are_numbered_without_gaps():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_three_parts_on_one_page(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {path.name[:4]}: ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]
    assert len(lines) <= 60


def test_every_dependency_has_its_reason():
    wanted = {requirement.name for requirement in requirements(ROOT / "requirements-dev.txt")}
    assert wanted == set(
        re.findall(r"^- `([\w-]+)`: \w", text("docs/decisions/0010-dependencies.md"), re.MULTILINE)
    )
