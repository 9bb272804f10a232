"""What is shared gives no small count away: not itself, not by a total, not by what others leave."""

import itertools
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emr_core import recipe
from emr_core.__main__ import main
from emr_core.charts import course_flow, lanes, outcome_bars, outcome_shares, site_difference, site_heatmap
from emr_core.cohort import Cohort
from emr_core.export.k_anonymity import k_anonymity
from emr_core.export.safe_layouts import LAYOUTS, PATIENTS
from emr_core.export.safe_table import WITHHELD, Cell, safe_table
from emr_core.export.share_safe import Shared, protects, shared, told, without_numbers
from emr_core.export.suppression import Counts, Sum, small, withheld
from emr_core.filters import Levels, apply
from emr_core.look import LOOKS
from emr_core.recipe import Recipe, modules, recipe_of
from emr_core.tables import outcome_comparison
from tests import cohorts

MARKS = re.compile(r"<5|withheld|–|(\d+)/(\d+) \([\d.]+ %\)|[\d.]+ \(n = (\d+)\)")


def shared_of(made: Recipe, whole: Cohort, threshold: int = 5) -> Shared:
    return shared(made, recipe.patients(made, whole), whole, LOOKS["print"], threshold)


@cache
def uploaded() -> Cohort:
    """Return the 22 published children as a file of somebody else."""
    return cohorts.cohort_of(cohorts.read(cohorts.FILE.read_bytes(), "ours.csv"))


def cells(counts: dict[str, list[int]], sizes: list[int], question: str = "") -> list[Cell]:
    return [
        Cell(question or line, line, (f"c{place}",), k, sizes[place])
        for line, row in counts.items()
        for place, k in enumerate(row)
    ]


def text(table: list[Cell], threshold: int = 5) -> list[list[str]]:
    return safe_table(table, threshold).body.iloc[:, 1:].to_numpy().tolist()


def test_a_small_count_takes_the_smallest_others_with_it_that_would_give_it_away() -> None:
    # 2 and 10 of 12, 12 and 9 of 21, below them 14, 19 and 33: one of each row and column is not enough.
    sums = (*(Sum(r + 2, (r, r + 1)) for r in (0, 3, 6)), *(Sum(c + 6, (c, c + 3)) for c in range(3)))
    counts = Counts((2, 10, 12, 12, 9, 21, 14, 19, 33), sums, frozenset({8}))
    assert withheld(counts, 5) == {0, 1, 3, 4}
    assert withheld(counts, 2) == frozenset()


def test_who_does_not_have_it_is_protected_as_who_has_it() -> None:
    assert text(cells({"yes": [20]}, [22])) == [[WITHHELD]]
    assert text(cells({"yes": [2]}, [22])) == [["<5"]]
    assert text(cells({"yes": [12]}, [22])) == [["12/22 (55 %)"]]
    assert text(cells({"all": [22]}, [22])) == [["22/22 (100 %)"]]


def test_zero_is_shown_and_withheld_never_looks_like_it() -> None:
    (row,) = text(cells({"CSF": [0, 7, 7]}, [20, 30, 40]))
    assert row == ["0/20 (0 %)", "7/30 (23 %)", "7/40 (18 %)"]
    (row,) = text(cells({"CSF": [0, 3, 2]}, [20, 30, 40]))
    assert row == ["0/20 (0 %)", "<5", "<5"]


def test_a_group_that_is_small_is_left_out_with_one_that_would_give_it_away() -> None:
    made = safe_table(cells({"CSF": [9, 30, 2]}, [20, 60, 3]), 5)
    assert made.left_out == ("c0", "c2")
    assert list(made.body.columns) == ["Patients", "c1 (n = 60)"]


def fits(mark: str, value: int, truth: int, size: int) -> bool:
    """Return whether a count can be what a reader sees."""
    return 0 < value < 5 if mark == "<5" else value <= size if mark == WITHHELD else value == truth


def test_where_every_count_would_give_one_away_nothing_is_left_to_tell() -> None:
    assert not safe_table(cells({"yes": [5], "no": [1]}, [6], "one"), 5).tells
    assert safe_table(cells({"yes": [6], "no": [6]}, [12], "one"), 5).tells


def test_what_sums_the_types_is_not_shown_beside_them() -> None:
    cohort = cohorts.make_cohort(
        patient_id=[f"A{number}" for number in range(60)],
        leukemia_type=["ALL"] * 30 + ["AML"] * 30,
        sex=["Female", "Male"] * 30,
        last_status=["Alive in CR"] * 14 + ["Died of disease"] * 22 + ["Alive in CR"] * 24,
    )
    made = recipe_of(outcome_bars, outcome_bars.Options(by="sex", outcome="last_status"))
    body = shared_of(made, cohort).body
    assert body is not None
    assert not body["Patients"].str.startswith("All types").any()
    # Died: 3 and 3 in AML, which the totals by type and by sex would give away with 8 and 8 in ALL.
    assert sorted(body["Died of disease"]) == ["<5", "<5", WITHHELD, WITHHELD]


def possible(shown: list[list[str]], truth: list[list[int]], sizes: list[int]) -> list[list[set[int]]]:
    """Return the values each cell can have for a reader who knows the columns' sizes and large totals.

    Lines share out the patients of a column; all ways to do so are tried.
    """
    ways = []
    for at, size in enumerate(sizes):
        every = itertools.product(range(size + 1), repeat=len(truth) - 1)
        full = ((*some, size - sum(some)) for some in every if sum(some) <= size)
        seen = [(shown[line][at], truth[line][at]) for line in range(len(truth))]
        ways.append(
            [way for way in full if all(fits(m, v, k, size) for v, (m, k) in zip(way, seen, strict=True))]
        )
    large = [None if small(sum(row), 5) or small(sum(sizes) - sum(row), 5) else sum(row) for row in truth]
    found = [[set[int]() for _ in sizes] for _ in truth]
    for guess in itertools.product(*ways):
        if all(total in (None, sum(row)) for total, row in zip(large, zip(*guess, strict=True), strict=True)):
            for at, column in enumerate(guess):
                for line, value in enumerate(column):
                    found[line][at].add(value)
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=3))
def test_no_count_of_a_finding_can_be_worked_out(drawn: list[tuple[int, int]]) -> None:
    sizes = [k + more + 5 for k, more in drawn]
    truth = [[k for k, _ in drawn], [more + 5 for _, more in drawn]]
    if not any(truth[0]):
        return
    table = text(cells({"yes": truth[0]}, sizes))
    unseen = [[WITHHELD] * len(sizes)]
    if len(table[0]) == len(sizes):
        for k, n, values in zip(truth[0], sizes, possible(table + unseen, truth, sizes)[0], strict=True):
            assert k in values
            assert len(values) > 1 or not (small(k, 5) or small(n - k, 5))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=3, max_size=3))
def test_no_count_of_exclusive_answers_can_be_worked_out(truth: list[list[int]]) -> None:
    sizes = [sum(column) for column in zip(*truth, strict=True)]
    if min(sizes) < 5 or not all(any(row) for row in truth):
        return
    table = text(cells({f"a{number}": row for number, row in enumerate(truth)}, sizes, "one"))
    found = possible(table, truth, sizes)
    for k, values in zip(itertools.chain(*truth), itertools.chain(*found), strict=True):
        assert k in values
        assert len(values) > 1 or not small(k, 5)


@pytest.mark.parametrize("kind", ["charts", "tables"])
def test_whatever_is_shared_holds_no_small_number_and_no_patient(kind: str) -> None:
    for name, module in modules(kind).items():  # type: ignore[arg-type]
        made = recipe_of(module, module.Options() if hasattr(module, "Options") else None)
        found = shared_of(made, uploaded())
        assert name in LAYOUTS or found.body is None, name
        assert name in LAYOUTS or found.figure is None, name
        if found.body is None:
            continue
        for cell in found.body.iloc[:, 1:].to_numpy().ravel():
            match = MARKS.fullmatch(cell)
            assert match, (name, cell)
            k, n, known = (int(group) if group else None for group in match.groups())
            assert not small(known or k or 0, 5), (name, cell)
            assert k is None or not small(n - k, 5), (name, cell)
        assert not re.search(r"\bP\d\d\b", found.body.to_string()), name


def many(**columns: cohorts.Value | list[cohorts.Value]) -> Cohort:
    """Return sixty patients of two types, half of each sex."""
    given: dict[str, cohorts.Value | list[cohorts.Value]] = {
        "patient_id": [f"A{number}" for number in range(60)],
        "leukemia_type": ["ALL"] * 30 + ["AML"] * 30,
        "sex": ["Female", "Male"] * 30,
    }
    return cohorts.make_cohort(**given | columns)


def test_the_course_does_not_show_the_marrow_twice() -> None:
    # Concurrent is shown, 3 without a response are not: what is left of sixty must not give them away.
    cohort = many(
        bmr=["Concurrent"] * 20 + ["Subsequent"] * 3 + ["No BMR"] * 37,
        response=["Complete remission"] * 40 + ["Partial or no remission"] * 20,
    )
    found = shared_of(recipe_of(course_flow, course_flow.Options()), cohort)
    assert found.figure is None
    assert found.body is not None
    shown = dict(found.body.to_numpy().tolist())
    assert not any(line.startswith("Marrow at EMR") for line in shown)
    later = {
        line.removeprefix("Later marrow: "): text for line, text in shown.items() if "Later marrow" in line
    }
    assert later["Later BMR"] == "<5"
    # 3 of 60 less the two others: one of them is withheld, or the three would follow.
    assert sorted(later.values())[-1] == WITHHELD
    assert shown["Response: Complete remission"] == "40/60 (67 %)"


def test_a_course_without_small_numbers_is_drawn() -> None:
    cohort = many(
        bmr=["Concurrent"] * 10 + ["No BMR"] * 20 + ["Concurrent"] * 10 + ["No BMR"] * 20,
        response=["Complete remission"] * 30 + ["Partial or no remission"] * 30,
    )
    assert shared_of(recipe_of(course_flow, course_flow.Options()), cohort).figure is not None
    few = many(
        bmr=["Concurrent"] * 28 + ["No BMR"] * 2 + ["Concurrent"] * 2 + ["No BMR"] * 28,
        response=["Complete remission"] * 30 + ["Partial or no remission"] * 30,
    )
    # Every level has thirty, but only two go from one to another.
    assert shared_of(recipe_of(course_flow, course_flow.Options()), few).figure is None


def test_the_difference_of_two_groups_is_withheld_as_the_heatmap_is() -> None:
    sites: list[cohorts.Value] = ["CSF"] * 18 + ["Skin"] * 12 + ["CSF"] * 2 + ["Bone"] * 18 + ["Skin"] * 10
    cohort = many(emr_sites=sites)
    found = shared_of(recipe_of(site_difference, site_difference.Options()), cohort).body
    assert found is not None
    rows = {row[0]: row[1:] for row in found.to_numpy().tolist()}
    names = list(found.columns)[1:]
    assert sorted(names) == ["ALL (n = 30)", "AML (n = 30)"]
    heat = shared_of(recipe_of(site_heatmap, site_heatmap.Options()), cohort).body
    assert heat is not None
    for line in heat.to_dict("records"):
        assert rows[line["Patients"]] == [line[name] for name in names]
    assert set(rows["CSF"]) == {"<5", WITHHELD}


def test_two_groups_of_three_are_not_shown_for_the_third_would_follow() -> None:
    kinds: list[cohorts.Value] = ["ALL"] * 30 + ["AML"] * 20 + ["MPAL"] * 10
    cohort = many(leukemia_type=kinds, emr_sites=["CSF", "Skin"] * 30)
    found = shared_of(recipe_of(site_difference, site_difference.Options()), cohort)
    assert (found.body, found.figure) == (None, None)


def test_the_comparison_of_outcomes_shows_no_line_that_pools_the_types() -> None:
    cohort = many(
        bmr=["Concurrent", "No BMR", "No BMR"] * 20,
        last_status=["Died of disease"] * 12
        + ["Alive in CR"] * 18
        + ["Died of disease"] * 18
        + ["Alive in CR"] * 12,
    )
    options = outcome_comparison.Options(by="sex", outcome="last_status")
    body = shared_of(recipe_of(outcome_comparison, options), cohort).body
    assert body is not None
    lines = dict(body.to_numpy().tolist())
    assert not any("All types" in line for line in lines)
    assert sorted(lines.values()) == ["6/15 (40 %)", "6/15 (40 %)", "9/15 (60 %)", "9/15 (60 %)"]


def test_pictures_of_single_patients_are_left_out_and_say_so() -> None:
    assert {"lanes", "patient_matrix", "event_dots", "interval_strips", "event_curves"} <= PATIENTS
    assert not PATIENTS & set(LAYOUTS)
    assert shared_of(recipe_of(lanes, lanes.Options()), uploaded()).sentences == (
        "Left out: it shows single patients.",
    )


def test_a_picture_without_small_counts_is_drawn_without_a_number_in_its_words() -> None:
    half: list[cohorts.Value] = ["CSF", "Kidney"] * 20
    cohort = cohorts.make_cohort(
        patient_id=[f"A{number}" for number in range(40)],
        leukemia_type=["ALL"] * 20 + ["AML"] * 20,
        emr_sites=half,
    )
    found = shared_of(recipe_of(site_heatmap, site_heatmap.Options()), cohort)
    assert found.figure is not None
    assert not re.search(r"\d", found.methods + " ".join(found.sentences[1:]))
    # With eleven as the least, the ten of each type and site are small.
    assert shared_of(recipe_of(site_heatmap, site_heatmap.Options()), cohort, 11).figure is None


def test_filters_that_choose_or_leave_few_patients_show_nothing_not_even_their_number() -> None:
    whole = uploaded()
    few = (Levels("fab", ("M7",)),)
    found = shared_of(recipe_of(outcome_shares, outcome_shares.Options(), few), whole)
    assert len(apply(whole, few)) < 5
    assert found.figure is None
    assert found.body is None
    assert not found.numbered
    girls = apply(whole, (Levels("sex", ("Female",)),))
    made = recipe_of(site_heatmap, site_heatmap.Options(), (Levels("sex", ("Female",)),))
    fewer = girls.where(girls.patients.index.to_numpy() > 1)
    assert not shared(made, girls, whole, LOOKS["print"], 5, [fewer]).numbered, "two girls by subtraction"


def test_published_and_synthetic_cohorts_are_exempt_and_say_why() -> None:
    published = cohorts.published().source
    assert not protects(published, 5)
    assert told(published, 5) == "These patients are published with every count, so nothing is withheld."
    assert told(published, 0) == ""
    assert protects(uploaded().source, 5)
    assert not protects(uploaded().source, 0)


def test_sentences_with_a_number_are_not_shared() -> None:
    assert (
        without_numbers("By site. 3 of 22 unknown. A patient counts once.")
        == "By site. A patient counts once."
    )


def test_k_is_the_smallest_group_that_agrees_in_what_others_know() -> None:
    cohort = cohorts.make_cohort(
        patient_id=["A", "B", "C", "D", "E"],
        sex=["Male", "Male", "Male", "Female", "Female"],
        age_at_diagnosis=[5, 6, 9.9, 5, 11],
        emr_sites=["CSF", "CSF", "CSF", "Kidney", "Kidney"],
    )
    found = k_anonymity(cohort)
    assert (found.k, found.unique, found.patients) == (1, 2, 5)
    assert found.fields == ("age at diagnosis (5-year bands)", "sex", "leukaemia type", "sites")
    assert "2 of 5 patients stand alone" in found.sentence
    assert k_anonymity(cohorts.nobody()).k == 0


def test_the_command_withholds_in_every_slide_of_the_deck_and_says_how_easily_patients_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, out = tmp_path / "ours.csv", tmp_path / "board.html"
    own.write_bytes(cohorts.FILE.read_bytes())
    assert main(["deck", str(own), "--out", str(out), "--share-safe", "5"]) == 0
    assert "18 of 22 patients stand alone" in capsys.readouterr().out
    text = out.read_text(encoding="utf-8")
    assert "Left out: it shows single patients." in text
    assert "<td>&lt;5</td>" in text
    assert "vegaEmbed" not in text, "every picture of so few patients became a table or was left out"
    assert not re.search(r"<td>[1-4]/\d", text)
