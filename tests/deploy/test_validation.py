"""The validation report: what is declared has tests and is what is written; results are counted."""

from collections import Counter
from pathlib import Path

from tools import validation

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.test_link" name="test_a_link[one]"/>
<testcase classname="tests.test_link" name="test_a_link[two]"><failure message="x">y</failure></testcase>
<testcase classname="tests.test_look" name="test_ink"><skipped message="no browser"/></testcase>
<testcase classname="tests.stats.test_ranks" name="test_ties"/>
</testsuite></testsuites>"""


def one(*tests: str) -> validation.Requirement:
    return validation.Requirement("T-1", "Be tested.", tests)


def test_every_requirement_has_an_id_of_its_own_a_sentence_and_tests_that_exist() -> None:
    declared, tests = validation.requirements(), validation.existing()
    assert len({requirement.id for requirement in declared}) == len(declared) >= 40
    for requirement in declared:
        assert requirement.text.endswith("."), requirement.id
        for pattern in requirement.tests:
            assert any(validation.names(pattern, test) for test in tests), f"{requirement.id}: {pattern}"


def test_a_pattern_is_a_folder_a_file_or_a_function() -> None:
    test = "tests/stats/test_ranks.py::test_ties_are_kept"
    for pattern in (
        "tests/stats/",
        "tests/stats/test_ranks.py",
        "tests/stats/test_ranks.py::test_ties*",
        test,
    ):
        assert validation.names(pattern, test)
    for pattern in ("tests/stat", "tests/stats/test_rank.py", "tests/stats/test_ranks.py::test_tie"):
        assert not validation.names(pattern, test)


def test_a_run_is_counted_by_requirement(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    ran = validation.results(file)
    assert [result.test for result in ran][:2] == ["tests/test_link.py::test_a_link"] * 2
    assert validation.ends_of(one("tests/stats/"), ran) == Counter(passed=1)
    ends = {
        "tests/stats/": "met: 1 passed",
        "tests/test_link.py": "**not met**: 1 of 2 failed",
        "tests/test_look.py": "**not shown**: no test ran",
        "tests/t": "**not shown**: no test ran",
    }
    assert {pattern: validation.verdict(validation.ends_of(one(pattern), ran)) for pattern in ends} == ends
    both = validation.ends_of(one("tests/stats/", "tests/test_look.py"), ran)
    assert validation.verdict(both) == "met: 1 passed, 1 skipped"
    unrun = validation.ends_of(one("tests/stats/"), ran, ["tests/stats/test_ranks.py::test_order"])
    assert validation.verdict(unrun) == "**not shown**: 1 of its tests did not run"
    assert validation.summary(ran) == "4 cases: 2 passed, 1 failed, 1 skipped. Skipped because: no browser."


def test_the_report_names_every_requirement_with_its_result(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text(JUNIT)
    page = validation.page(validation.results(file))
    for requirement in validation.requirements():
        assert f"<h3>{requirement.id}</h3>" in page
    assert "<li>failed: tests/test_link.py::test_a_link (1)</li>" in page
    assert "not a medical device" in page
    assert "Examined by" in page


def test_the_kept_copy_says_what_is_declared() -> None:
    kept = validation.KEPT.read_text(encoding="utf-8")
    rows = [line for line in kept.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    lines = {line.split(" | ")[0].strip("| "): line for line in rows}
    declared = {requirement.id: requirement for requirement in validation.requirements()}
    assert set(lines) == set(declared), "run: python -m tools.validation"
    for name, requirement in declared.items():
        assert f"| {requirement.text} | " in lines[name], "run: python -m tools.validation"
        assert all(f"`{pattern}`" in lines[name] for pattern in requirement.tests)
