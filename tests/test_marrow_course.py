"""The marrow at the relapse and after it: the published split by hand, and who moves with the window."""

import pytest

from emr_core.bmr import CONCURRENT, ISOLATED, LATER_BMR, NO_LATER_BMR, RECORDED
from emr_core.charts.marrow_course import Options, figure, frames
from emr_core.fields import UNKNOWN
from emr_core.look import LOOKS
from emr_core.schema import categorical
from emr_ui.clicks import marrow_filters
from tests.cohorts import make_cohort, minimal, nobody, published, without_aml

LIGHT = LOOKS["light"]


def split(options: Options) -> dict[str, dict[str, int]]:
    """Return the counts of the published rows, levels without patients left out."""
    found: dict[str, dict[str, int]] = {}
    for row in frames(published(), options)["marrow"].to_dict("records"):
        if row["k"]:
            found.setdefault(row["row"], {})[row["level"]] = row["k"]
    return found


def test_the_published_split_by_hand() -> None:
    assert split(Options()) == {
        "AML | At EMR": {ISOLATED: 4, CONCURRENT: 4},
        "AML | After EMR": {NO_LATER_BMR: 4, CONCURRENT: 4},
        "ALL | At EMR": {ISOLATED: 11, CONCURRENT: 3},
        "ALL | After EMR": {NO_LATER_BMR: 6, LATER_BMR: 5, CONCURRENT: 3},
        "All types | At EMR": {ISOLATED: 15, CONCURRENT: 7},
        "All types | After EMR": {NO_LATER_BMR: 10, LATER_BMR: 5, CONCURRENT: 7},
    }


@pytest.mark.parametrize("window", [28, 30])
def test_a_wider_window_moves_case_13_and_says_so(window: int) -> None:
    found = split(Options(window))
    assert found["ALL | At EMR"] == {ISOLATED: 10, CONCURRENT: 4}
    assert found["ALL | After EMR"] == {NO_LATER_BMR: 6, LATER_BMR: 4, CONCURRENT: 4}
    made = figure(published(), 22, LIGHT, Options(window))
    assert f"At {window} days P13 becomes concurrent (BMR at 4 weeks)" in made.caption
    assert f"within {window} days of the EMR" in made.caption


def test_every_bar_adds_up_and_what_was_isolated_stands_over_what_became_of_it() -> None:
    frame = frames(published(), Options())["marrow"]
    assert (frame.groupby("row")["k"].sum() == frame.groupby("row")["n"].first()).all()
    ends = frame.set_index(["row", "level"])["end"]
    for kind in ("AML", "ALL", "All types"):
        assert ends[f"{kind} | At EMR", ISOLATED] == ends[f"{kind} | After EMR", LATER_BMR]


def test_a_share_has_its_wilson_interval() -> None:
    frame = frames(published(), Options())["marrow"].set_index(["row", "level"])
    concurrent = frame.loc[("All types | At EMR", CONCURRENT)]
    assert concurrent["words"] == "With concurrent BMR: 7/22 (32 %), 95 % interval 16–53 %"


def test_marrow_not_examined_is_unknown_and_counted() -> None:
    cohort = make_cohort(bmr=["No BMR", "Marrow not examined", None])
    made = figure(cohort, 3, LIGHT)
    frame = made.data["marrow"].set_index(["row", "level"])["k"]
    assert (frame["ALL | At EMR", ISOLATED], frame["ALL | At EMR", UNKNOWN]) == (1, 2)
    assert made.reconciliation.startswith("3 patients, 2 of them with unknown marrow at the EMR.")


def test_one_type_alone_needs_no_row_of_all_types() -> None:
    assert set(frames(without_aml(), Options())["marrow"]["panel"]) == {"ALL"}
    assert set(frames(nobody(), Options())["marrow"]["panel"]) == {"All types"}
    assert set(frames(minimal(), Options())["marrow"]["panel"]) == {"AML", "ALL", "All types"}


def test_a_type_that_is_chosen_alone_is_outlined_as_a_whole() -> None:
    parts = frames(published(), Options(marked_types=("ALL",)))["parts"]
    assert parts["chosen"].tolist() == (parts["panel"] == "ALL").tolist()


def test_the_parts_whose_filter_is_chosen_are_outlined() -> None:
    parts = frames(published(), Options(marked_types=("ALL",), marked_marrow=("No BMR", "Subsequent")))[
        "parts"
    ]
    chosen = parts[parts["chosen"]]
    assert list(zip(chosen["row"], chosen["level"], strict=True)) == [
        ("ALL | At EMR", ISOLATED),
        ("ALL | After EMR", NO_LATER_BMR),
        ("ALL | After EMR", LATER_BMR),
    ]


def test_a_click_on_a_part_is_its_type_and_recorded_marrow() -> None:
    assert marrow_filters({"panel": "ALL", "level": LATER_BMR}) == {
        "bmr": ["Subsequent"],
        "leukemia_type": ["ALL"],
    }
    assert marrow_filters({"panel": "All types", "level": ISOLATED}) == {"bmr": ["No BMR", "Subsequent"]}
    recorded = {level for levels in RECORDED.values() for level in levels} - {UNKNOWN}
    assert recorded == set(categorical("bmr").levels)
