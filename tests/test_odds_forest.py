"""The forest shows exact odds ratios, draws nothing where types disagree, and leaves no row out."""

import math

from emr_core.charts import odds_forest
from emr_core.charts.odds_forest import FINDING, HIGH, Options
from emr_core.look import LOOKS
from tests import cohorts
from tests.test_pages import charts, opened


def row(asked: str, label: str, within: bool = False) -> dict[str, object]:
    frame = odds_forest.frames(cohorts.published(), Options(asked))["odds"]  # type: ignore[arg-type]
    (found,) = frame[(frame["row"] == label) & (frame["within"] == within)].to_dict("records")
    return found


def test_odds_of_concurrent_marrow_relapse_by_type_are_those_of_four_of_eight_and_three_of_fourteen() -> None:
    found = row("Concurrent BMR", "Leukaemia type: AML v ALL")
    assert found["counts"] == "4/8 (50 %) v 3/14 (21 %)"
    assert found["effect"] == "3.43 (0.389–35.9)"
    assert found["drawn"]


def test_what_pools_the_types_is_not_drawn_where_they_point_in_opposite_directions() -> None:
    for within in (False, True):
        found = row("Concurrent BMR", "Number of sites: Several sites v Single site", within)
        assert found["effect"] == "types disagree"
        assert not found["drawn"]


def test_an_empty_cell_has_a_bound_and_an_arrow_and_no_mark() -> None:
    assert row("Each site, AML v ALL", "Bone")["effect"] == "not estimable, at least 3.92"
    data = odds_forest.frames(cohorts.published(), Options("Each site, AML v ALL"))
    key = row("Each site, AML v ALL", "Bone")["key"]
    assert key not in set(data["marks"]["key"])
    (arrow,) = data["arrows"][data["arrows"]["key"] == key].to_dict("records")
    assert (arrow["at"], arrow["angle"]) == (HIGH, 90)


def test_small_groups_and_many_groups_are_listed_with_the_reason() -> None:
    assert row("Concurrent BMR", "Initial extramedullary disease: Yes v No")["effect"] == "fewer than 3: Yes"
    assert row("Concurrent BMR", "FAB class")["effect"] == "more than two groups"


def test_no_row_of_the_table_is_left_out() -> None:
    for asked in FINDING:
        figure = odds_forest.figure(cohorts.published(), 22, LOOKS["light"], Options(asked))
        rows, drawn = len(figure.data["odds"]), int(figure.data["odds"]["drawn"].sum())
        assert "Odds of Concurrent" not in figure.title
        assert figure.reconciliation == f"{rows} rows = {drawn} drawn + {rows - drawn} counts only."
        assert set(figure.data["odds"]["key"]) < set(figure.data["lines"]["key"])


def test_limits_beyond_the_axis_end_at_its_ends() -> None:
    intervals = odds_forest.frames(cohorts.published(), Options())["intervals"]
    assert (intervals["high"] <= HIGH).all()
    assert not intervals.map(lambda v: isinstance(v, float) and math.isnan(v)).any().any()


def test_the_screen_shows_the_forest_of_the_finding_that_is_asked() -> None:
    app = opened("outcomes", outcomes_view="Associations", odds_of="Several sites")
    assert charts(app)[0].startswith("Sex: Male v Female, Several sites: 4/14 (29 %) v 4/8 (50 %)")
    assert "Leukaemia type: AML v ALL, Several sites: 5/8 (63 %)" in charts(app)[0]
