"""The course of all patients: everybody is in every stage once, and the bands are counted by hand."""

import pytest

from emr_core.charts import course_flow
from emr_core.flow import flow, recorded_bmr, stages
from emr_core.look import LOOKS
from emr_ui.clicks import flow_filters
from tests import cohorts
from tests.test_charts import STATES
from tests.test_pages import charts, opened, words


def links(last: str = "", window: int = 7) -> dict[tuple[str, str], int]:
    found = flow(cohorts.published(), last, window).links
    return {(row["level"], row["next_level"]): row["n"] for row in found.to_dict("records")}


def test_the_published_course_is_that_of_its_tables() -> None:
    found = links()
    assert found["Isolated", "Complete remission"] == 12
    assert found["Isolated", "Unknown"] == 3
    assert found["With concurrent BMR", "Complete remission"] == 3
    assert found["Complete remission", "No later BMR seen"] == 9
    assert found["Complete remission", "Later BMR"] == 3
    assert found["Complete remission", "Concurrent at EMR"] == 3
    assert found["No later BMR seen", "CR"] == 9
    assert found["Concurrent at EMR", "Expire"] == 3


def test_a_wider_window_moves_case_13_to_the_concurrent() -> None:
    assert links(window=7)["With concurrent BMR", "Complete remission"] == 3
    wide = flow(cohorts.published(), "", 28).nodes.set_index(["stage", "level"])["n"]
    assert wide["at_emr", "With concurrent BMR"] == 8
    assert wide["after_emr", "Later BMR"] == 4


def test_the_outcome_with_the_fewest_unknown_stands_last_unless_another_is_asked_for() -> None:
    assert stages(cohorts.published())[-1] == "outcome_as_published"
    assert stages(cohorts.published(), "last_status")[-1] == "last_status"
    assert stages(cohorts.minimal()) == ()


@pytest.mark.parametrize("state", STATES)
def test_every_stage_holds_every_patient_and_bands_leave_and_reach_bars_whole(state: str) -> None:
    cohort = STATES[state]()
    found = flow(cohort)
    for _, part in found.nodes.groupby("stage"):
        assert part["n"].sum() == len(cohort)
    sizes = found.nodes.set_index(["stage", "level"])["n"]
    for ends in (["stage", "level"], ["next_stage", "next_level"]):
        for (stage, level), part in found.links.groupby(ends):
            assert part["n"].sum() == sizes[stage, level]


def test_bars_never_overlap_and_bands_end_where_bars_do() -> None:
    data = course_flow.frames(cohorts.published(), course_flow.Options())
    for _, part in data["nodes"].groupby("stage"):
        assert (part["y"].to_numpy()[1:] >= part["y2"].to_numpy()[:-1]).all()
    lowest = data["nodes"]["y2"].max()
    assert data["bands"]["y2"].max() <= lowest + 0.01
    assert len(data["bands"]) == len(data["links"]) * course_flow.POINTS


def test_the_words_name_every_level_with_its_count() -> None:
    figure = course_flow.figure(cohorts.published(), 22, LOOKS["light"])
    assert "Later marrow: No later BMR seen 10, Later BMR 5, Concurrent at EMR 7." in figure.alt
    assert figure.reconciliation == "22 of 22 patients in each of 4 stages."


def test_a_click_on_a_bar_is_its_filter_and_the_marrow_has_one_in_the_published_window_only() -> None:
    assert flow_filters({"stage": "response", "level": "Complete remission"}, 7) == {
        "response": ["Complete remission"]
    }
    assert flow_filters({"stage": "after_emr", "level": "Later BMR"}, 7) == {"bmr": ["Subsequent"]}
    assert flow_filters({"stage": "at_emr", "level": "Isolated"}, 7) == {"bmr": ["No BMR", "Subsequent"]}
    assert flow_filters({"stage": "at_emr", "level": "Isolated"}, 28) == {}


def test_every_state_of_the_marrow_stands_for_recorded_levels() -> None:
    nodes = flow(cohorts.published()).nodes
    marrow = nodes[nodes["stage"].isin(["at_emr", "after_emr"])]
    assert all(recorded_bmr(level) for level in marrow["level"])


def test_the_screen_outlines_the_filter_and_keeps_the_others_for_comparison() -> None:
    app = opened("outcomes", outcomes_view="Course", bmr="Concurrent")
    text = words(app).replace("\\", "")
    assert "22 of 22 patients in each of 4 stages." in text
    assert "Outlined: With concurrent BMR or Concurrent at EMR" in text
    assert charts(app)[0].startswith("From marrow at EMR to")
    app.toggle(key="only").set_value(True).run()
    assert "7 of 7 patients in each of 4 stages." in words(app).replace("\\", "")
