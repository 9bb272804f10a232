"""Two sides: who stands on them, who on both, within whom they are compared, when p and q may be given."""

import contextlib
import io
import json

import pytest

from emr_core import recipe
from emr_core.charts import compare_levels, lanes
from emr_core.cohort import SIDE
from emr_core.export.code import OTHER_FILE, OWN_FILE, script
from emr_core.export.deck.deck import Slide
from emr_core.export.deck.pages import pages_of
from emr_core.export.share_safe import protects, shared
from emr_core.filters import Levels, Range
from emr_core.look import LOOKS
from emr_core.pair import (
    ON_BOTH,
    OTHER_FILES,
    POOLED,
    Side,
    Sides,
    masks_of,
    names_of,
    overlap,
    paired,
    two_names,
    untested,
)
from emr_core.pool import pooled
from emr_core.recipe import Recipe, from_data, to_data
from emr_core.strata import not_compared, sizes, strata
from tests import cohorts, pairs
from tests.test_deck import DAY

ALL_OF = Levels("leukemia_type", ("ALL",))


def test_two_levels_of_a_field_stand_side_by_side() -> None:
    pair = pairs.of_types()
    assert names_of(pair) == ("ALL", "AML")
    assert [int(mask.sum()) for mask in masks_of(pair)] == [14, 8]
    assert pair.by == ("leukemia_type",)
    assert overlap(pair) == ("No patient stands on both sides.",)
    assert untested(pair) == ""
    assert pair.source == cohorts.published().source


def test_two_files_are_compared_without_p_and_their_codes_stay_apart() -> None:
    pair = pairs.of_one()
    assert untested(pair) == OTHER_FILES
    assert list(pair.patients["patient_id"][:2]) == ["P09 (Ours)", "P01"]
    assert pair.patients["patient_id"].is_unique
    assert pair.by == ("institution",)


def test_an_equal_child_of_another_file_is_possibly_the_same() -> None:
    pair = pairs.of_one()
    assert "1 patient of Ours equal to one of Theirs in all that both record: possibly the same." in overlap(
        pair
    )
    assert pair.alike[0].patients == (("P09", "P09"),)


def test_who_stands_in_two_files_cannot_be_told_from_three_columns() -> None:
    assert overlap(pairs.of_three_columns()) == (
        "Too little is recorded on both sides to tell whether a patient stands on both.",
    )
    seoul_and_registry = pairs.against(cohorts.published(), pairs.registry())
    assert overlap(seoul_and_registry)[0].startswith("No patient of one file equals one of the other")


@pytest.mark.parametrize(
    ("both", "expected", "said"),
    [
        ("both", [14, 8], True),
        ("first", [14, 2], False),
        ("second", [8, 8], False),
        ("neither", [8, 2], False),
    ],
)
def test_patients_chosen_for_both_sides_of_a_file_stay_where_the_reader_says(
    both: str, expected: list[int], said: bool
) -> None:
    girls = Levels("sex", ("Female",))
    sides = Sides(Side("ALL", (ALL_OF,)), Side("Girls", (girls,)), both)  # type: ignore[arg-type]
    pair = paired(cohorts.published(), sides)
    assert [int(mask.sum()) for mask in masks_of(pair)] == expected
    assert pair.chosen_twice == 6
    assert (untested(pair) == ON_BOTH) is said


def test_a_pooled_cohort_is_compared_without_p() -> None:
    both = pooled([cohorts.published(), cohorts.minimal()], ["Seoul", "Ours"], "Both")
    assert untested(pairs.levels(both, "institution", "Seoul St. Mary's Hospital", "Ours")) == POOLED


def test_sides_are_compared_within_the_types_that_both_hold() -> None:
    assert {kind: int(mask.sum()) for kind, mask in strata(pairs.of_sexes()).items()} == {"AML": 8, "ALL": 14}
    assert list(strata(pairs.of_types())) == ["All patients"]
    one = pairs.of_one()
    assert list(strata(one)) == ["ALL"]
    assert not_compared(one) == ("AML: 0 v 8",)
    assert sizes(one) == ("1 patient (1 ALL)", "22 patients (14 ALL, 8 AML)")


def test_names_tell_the_sides_apart_and_are_no_name_of_the_unknown() -> None:
    assert two_names("Ours", " Ours ") == ("Ours", "Ours (2)")
    assert two_names("", "Unknown") == ("A", "Unknown (side)")


def test_filters_of_both_sides_are_said_once() -> None:
    sides = Sides(Side("Boys", (Levels("sex", ("Male",)),)), Side("All"))
    pair = paired(cohorts.published(), sides, (ALL_OF,))
    assert pair.steps[0].sentence == "Boys (Sex: Male) v All, both Leukaemia type: ALL"
    assert [int(mask.sum()) for mask in masks_of(pair)] == [8, 14]


def compared(of: str = "") -> Recipe:
    """Return a recipe of a comparison, its second side of another cohort if one is named."""
    sides = Sides(Side("Old", (Range("age_at_diagnosis", 8, 20),)), Side("B", (ALL_OF,), of), "neither")
    return Recipe("charts", "compare_levels", compare_levels.Options("Outcome"), (ALL_OF,), sides)


def test_the_recipe_of_a_comparison_survives_json() -> None:
    assert from_data(json.loads(json.dumps(to_data(compared("abc"))))) == compared("abc")


def test_the_script_of_a_comparison_makes_the_same_frames() -> None:
    registry = pairs.registry()
    made, seoul = compared(registry.source.fingerprint), cohorts.published()
    text = script(made, seoul.source, "Ours", registry.source)
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(text.replace("made.chart.save(", "str("), names)
    pair = recipe.patients(made, seoul, {registry.source.fingerprint: registry})
    expected = recipe.figure(made, pair, len(pair), LOOKS["print"]).data["levels"]
    assert names["made"].data["levels"].equals(expected)  # type: ignore[attr-defined]


def test_the_script_of_two_uploads_names_both_files() -> None:
    one, two = cohorts.minimal().source, cohorts.one_patient().source
    text = script(compared(two.fingerprint), one, "Ours", two)
    assert f'Path("{OWN_FILE}")' in text
    assert f'Path("{OTHER_FILE}")' in text
    assert two.fingerprint not in text


def test_a_slide_whose_other_cohort_is_not_open_says_so() -> None:
    ((page, _),) = pages_of(Slide(compared("abcdef12")), cohorts.published(), DAY)
    assert page.lines == (
        "What this compares with (data abcdef12) is not open. Load that file on the Data screen.",
    )


def test_a_comparison_with_an_upload_is_left_out_share_safe_whichever_cohort_is_open() -> None:
    ours = cohorts.one_patient()
    seoul, prints = cohorts.published(), ours.source.fingerprint
    made = Recipe("charts", "lanes", lanes.Options(group=SIDE), (), Sides(Side("A"), Side("B", (), prints)))
    pages = list(pages_of(Slide(made), seoul, DAY, 5, (), {prints: ours}))
    assert [page.chart for page, _ in pages] == [None]
    assert "subtracted" in pages[0][0].lines[0]
    with_registry = pairs.against(ours, pairs.registry())
    assert with_registry.source.kind == "synthetic"
    assert with_registry.source.holds_upload
    assert shared(made, with_registry, ours, LOOKS["print"], 5).figure is None


def test_an_upload_stays_protected_when_it_is_pooled_with_a_synthetic_cohort() -> None:
    both = pooled([pairs.registry(), cohorts.one_patient()], ["Registry", "Ours"], "Both")
    assert both.source.kind == "synthetic"
    assert protects(both.source, 5)
    assert OWN_FILE in script(Recipe("charts", "compare_sites"), both.source, "Sites")
