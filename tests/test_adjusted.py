"""What a list of tests is put into words as: only what holds after adjustment for all of them."""

import math

import pandas as pd
import pytest

from emr_core.policy import Policy
from emr_core.tables import associations, table_one
from emr_core.tables.adjusted import holds, sentence
from tests.cohorts import make_cohort, published


def row(name: str, column: str, q: float, remark: str = "") -> dict[str, object]:
    return {"row": name, "column": column, "p_value": q / 2, "q_value": q, "remark": remark}


def test_of_the_published_associations_bone_in_aml_alone_holds() -> None:
    assert associations.table(published(), 22).notes[0] == (
        "Of 41 tests 1 holds after adjustment for their number (q < 0.05): Bone, AML v ALL (q = 0.015)."
    )


def test_nothing_of_the_published_table_one_holds() -> None:
    assert table_one.table(published(), 22).notes[0] == (
        "Of 6 tests none holds after adjustment for their number (q < 0.05)."
    )


@pytest.mark.parametrize(("q", "expected"), [(0.049, True), (0.05, False), (math.nan, False)])
def test_a_low_q_holds_and_a_missing_one_does_not(q: float, expected: bool) -> None:
    assert holds({"q_value": q}) is expected


def test_a_stricter_policy_is_printed_and_followed() -> None:
    strict = Policy(finding_below=0.01)
    assert not holds({"q_value": 0.02}, strict)
    assert sentence({}, pd.Series([0.1, 0.02, math.nan]), strict) == (
        "Of 2 tests none holds after adjustment for their number (q < 0.01).",
    )


def test_without_a_test_nothing_is_said() -> None:
    assert sentence({}, pd.Series([math.nan])) == ()
    assert sentence({}, pd.Series(dtype=float)) == ()


def test_what_pools_the_types_is_put_into_words_by_its_line_within_them_only() -> None:
    within = f"Several sites, {associations.WITHIN}"
    pooled_only = pd.DataFrame([row("Sex", "Several sites", 0.01), row("Sex", within, 0.4)])
    both = pd.DataFrame([row("Sex", "Several sites", 0.01), row("Sex", within, 0.02)])
    apart = pd.DataFrame([row("Sex", "Several sites", 0.01), row("Sex", within, 0.02, associations.OPPOSITE)])
    assert associations.holding(pooled_only) == {}
    assert associations.holding(both) == {"Sex, Several sites, within AML and ALL": 0.02}
    assert associations.holding(apart) == {}
    unrepeated = pd.DataFrame(
        [row("FAB class", "Several sites", 0.01, f"fewer than 3: M0; {associations.POOLED}")]
    )
    assert associations.holding(unrepeated) == {}


def test_many_that_hold_are_counted_after_the_sixth_the_lowest_first() -> None:
    found = {f"Site {number}": number / 1000 for number in range(9, 0, -1)}
    (said,) = sentence(found, pd.Series([0.01] * 20))
    assert said.startswith(
        "Of 20 tests 9 hold after adjustment for their number (q < 0.05): Site 1 (q = 0.001);"
    )
    assert said.endswith("Site 6 (q = 0.006); 3 more.")


def test_levels_that_overlap_are_never_tested_as_one_field() -> None:
    symptoms = ["Pain", "Pain; Swelling", None, "Swelling"] * 4
    types = ["AML", "ALL", "AML", "ALL"] * 4
    data = table_one.frames(make_cohort(leukemia_type=types, symptoms=symptoms))["table1"]
    mine = data[data["variable"] == "symptoms"]
    assert set(mine["test_of_level"]) == {"Pain", "Swelling", ""}
    unknown = mine[mine["level"] == "Unknown"].iloc[0]
    assert math.isnan(unknown["p_value"])
    assert unknown["not_tested_because"] == "a patient may have several levels, each compared apart"
    assert mine.loc[mine["level"] == "Pain", "p_value"].notna().all()
