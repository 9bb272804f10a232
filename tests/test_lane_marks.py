"""What stands on a lane: endings at their dates, marks that cover no other, axes that are broken."""

import numpy as np
import pandas as pd
import pytest

from emr_core.charts.lanes import Options, figure, frames
from emr_core.cohort import Cohort
from emr_core.lane_axis import axis_of, ticks
from emr_core.lane_frames import sorts, units
from emr_core.lane_marks import MARKS, OPEN, SHAPES, fanned
from emr_core.lane_states import segments
from emr_core.look import HUE_OF_LEVEL, LOOKS
from emr_core.timeline import ENDINGS, event_times
from emr_core.timeline_groups import grouped, offered
from tests.cohorts import make_cohort, published

LIGHT = LOOKS["light"]


def course(cohort: Cohort) -> list[tuple[str, float, float]]:
    """Return the states of the first patient, in months."""
    drawn = frames(cohort, Options(unit="months"))["states"]
    rows = drawn[drawn["patient_id"] == "P1"][["state", "start", "end"]].to_numpy().tolist()
    return [(state, round(start, 3), round(end, 3)) for state, start, end in rows]


def test_a_dated_last_contact_is_an_arrow_a_cross_or_a_loss_by_the_last_status() -> None:
    cohort = make_cohort(
        follow_up=[12, 6, 3, 9, None],
        last_status=["Alive with disease", "Died of disease", "Lost to follow-up", None, "Alive in CR"],
    )
    drawn = frames(cohort, Options(unit="months"))
    found = {row["patient_id"]: (row["event"], row["time"]) for row in drawn["events"].to_dict("records")}
    assert found == {
        "P1": ("Still followed", 12),
        "P2": ("Death", 6),
        "P3": ("Lost to follow-up", 3),
        "P4": ("Last contact", 9),
    }
    assert drawn["undated"]["patient_id"].tolist() == ["P5"]


def test_no_published_lane_has_a_dated_end() -> None:
    drawn = frames(published(), Options())
    assert len(drawn["undated"]) == 22
    assert not set(drawn["events"]["event"]) & set(ENDINGS)


def test_a_remission_after_transplantation_has_its_own_state() -> None:
    before = {"diagnosis_to_emr": [20], "cr_to_emr": [18], "hsct_before_emr": ["Yes"], "hsct_to_emr": [10]}
    after = {
        "emr_to_cr": [3.0],
        "hsct_after_emr": ["Yes"],
        "emr_to_hsct": [4],
        "follow_up": [24],
        "last_status": ["Alive in CR"],
    }
    cohort = make_cohort(**before, **after)  # type: ignore[arg-type]
    assert course(cohort) == [
        ("Before remission", -20, -18),
        ("Remission", -18, -10),
        ("After HSCT", -10, 0),
        ("Relapse", 0, 0.69),
        ("Remission", 0.69, 4),
        ("After HSCT", 4, 24),
    ]


def test_a_transplantation_in_relapse_or_without_known_course_is_no_remission() -> None:
    dated = {"hsct_after_emr": ["Yes"], "emr_to_hsct": [1], "follow_up": [2]}
    in_relapse = make_cohort(**dated, response=["Partial or no remission"])  # type: ignore[arg-type]
    assert [state for state, _, _ in course(in_relapse)] == ["Relapse", "Relapse"]
    unknown = make_cohort(**dated)  # type: ignore[arg-type]
    assert [state for state, _, _ in course(unknown)] == ["Not recorded", "Not recorded"]


def test_every_mark_has_a_shape_and_a_hue_and_no_two_look_alike() -> None:
    looks = {mark: (SHAPES[mark], mark in OPEN, HUE_OF_LEVEL[mark]) for mark in MARKS}
    assert len(set(looks.values())) == len(MARKS)
    assert {"CR before EMR", "HSCT before EMR"} <= set(OPEN)
    assert not {"CR of EMR", "HSCT after EMR"} & set(OPEN)


def test_marks_close_together_are_fanned_out_and_those_apart_stay_on_the_lane() -> None:
    marks = pd.DataFrame(
        {"patient_id": ["A", "A", "A", "A", "B", "B"], "place": [0.0, 1.0, 2.0, 50.0, 0.0, 0.0]}
    )
    assert fanned(marks, 100).tolist() == [-10, 0, 10, 0, -5.5, 5.5]


def test_of_the_published_marks_only_those_within_two_weeks_are_fanned_out() -> None:
    events = frames(published(), Options())["events"]
    moved = events[events["lift"] != 0]
    assert list(zip(moved["patient_id"], moved["event"], moved["lift"], strict=True)) == [
        ("P22", "BMR", -5.5),
        ("P22", "CR of BMR", 5.5),
        ("P21", "CR of BMR", -5.5),
        ("P21", "CR of EMR", 5.5),
        ("P19", "CR of BMR", -5.5),
        ("P19", "CR of EMR", 5.5),
    ]


def test_no_mark_of_a_lane_covers_another() -> None:
    cohort = make_cohort(
        bmr=["Concurrent"] * 2,
        emr_to_bmr=[0, 0],
        emr_to_cr=[2, 2],
        bmr_to_cr=[2, 2],
        hsct_after_emr="Yes",
        emr_to_hsct=[0.5, 90],
        follow_up=[0.5, 100],
        last_status="Died of disease",
    )
    events = frames(cohort, Options())["events"]
    assert len(events) == 10
    assert not events.duplicated(["patient_id", "place", "lift"]).any()


def test_an_axis_without_breaks_places_a_time_at_itself() -> None:
    axis = axis_of(np.array([0.0, 56.0]), collapse=False)
    assert axis.place(np.array([-3.0, 5.4, 56.0])).tolist() == [-3.0, 5.4, 56.0]


def test_a_long_stretch_without_events_is_taken_out_of_the_axis_and_told() -> None:
    axis = axis_of(np.array([0.0, 10.0, 90.0, 100.0]), collapse=True)
    (start, end) = axis.breaks[0]
    assert (len(axis.breaks), round(start, 2), round(end, 2)) == (1, 12.12, 87.88)
    placed = axis.place(np.array([0.0, 10.0, 90.0, 100.0]))
    assert np.all(np.diff(placed) > 0)
    width = 0.04 * (106 - 75.76)
    assert placed.round(2).tolist() == [0, 10, round(90 - 75.76 + width, 2), round(100 - 75.76 + width, 2)]
    assert all(not start < time < end for time in ticks(axis)["time"])


def test_the_published_axis_is_broken_before_the_latest_remission() -> None:
    made = figure(published(), 22, LIGHT, Options(collapse=True))
    assert "Axis broken where nobody shown has an event: 28.2 to 36 and 43.2 to 54.8 weeks" in made.caption
    last = made.data["lanes"].set_index("patient_id")
    assert last.loc["P03", "last"] == 56
    assert last.loc["P03", "place"] < 50
    assert last.loc["P09", "place"] == 27
    at_bmr = frames(published(), Options(origin="BMR", collapse=True))
    states = at_bmr["states"]
    marrow = states[(states["patient_id"] == "P19") & (states["state"] == "Marrow relapse")]
    assert at_bmr["origin"]["place"].tolist() == marrow["x"].tolist()
    plain = figure(published(), 22, LIGHT).caption
    assert "broken" not in plain


def test_events_beyond_the_time_shown_are_counted_and_their_lanes_marked() -> None:
    made = figure(published(), 22, LIGHT, Options(reach=6))
    lanes = made.data["lanes"].set_index("patient_id")
    assert lanes.loc[lanes["outside"] > 0, "outside"].to_dict() == {"P03": 1, "P11": 1, "P09": 1, "P19": 2}
    assert "5 dated events beyond 6 months not drawn; ‹ › mark their lanes" in made.caption
    assert sorted(made.data["beyond"]["patient_id"]) == ["P03", "P09", "P11", "P19"]
    assert set(made.data["beyond"]["label"]) == {"›"}
    assert made.data["states"]["x2"].max() <= made.data["axis"]["high"].iloc[0]


def test_the_marrow_after_the_relapse_groups_lanes_by_its_window() -> None:
    assert offered(published(), ("after_emr", "at_emr", "cns_status_at_emr")) == {
        "after_emr": "Marrow at and after EMR",
        "at_emr": "Marrow at EMR",
    }
    for window, sizes in ((7, [10, 5, 7]), (28, [10, 4, 8])):
        marrow = grouped(published(), "after_emr", window)
        assert marrow.groups.value_counts(sort=False).tolist() == sizes
        rows = frames(published(), Options(group="after_emr", window=window))["rows"]
        headings = rows.loc[rows["heading"] != "", "heading"].tolist()
        assert [int(heading.split(", ")[-1].split()[0]) for heading in headings] == sizes
    assert grouped(make_cohort(), "after_emr").levels[-1] == "Unknown"


def test_a_site_sort_follows_the_order_of_the_site_pictures() -> None:
    found = frames(published(), Options(sort="site", group="none"))["lanes"]["patient_id"].tolist()
    assert found[:7] == ["P16", "P17", "P18", "P19", "P20", "P21", "P22"]


def test_sorts_and_units_are_those_the_cohort_has_times_for() -> None:
    assert "time up to EMR" not in sorts(published())
    assert "follow-up" not in sorts(published())
    assert units(published())[0] == "weeks"
    dated = make_cohort(diagnosis_to_emr=[12, 24], follow_up=[2, 3])
    assert {"time up to EMR", "follow-up"} <= set(sorts(dated))
    assert units(dated)[0] == "months"
    longest_first = frames(dated, Options(sort="follow-up", group="none"))["lanes"]["patient_id"].tolist()
    assert longest_first == ["P2", "P1"]


@pytest.mark.parametrize("chosen", ["P09", "nobody"])
def test_the_lane_of_the_patient_chosen_is_marked(chosen: str) -> None:
    marked = frames(published(), Options(chosen=chosen))["chosen"]["row"].tolist()
    assert marked == ([chosen] if chosen == "P09" else [])


def test_a_state_not_recorded_is_hatched_in_picture_and_key() -> None:
    spec = figure(published(), 22, LIGHT).chart.to_dict()
    dashes = [layer["encoding"]["strokeDash"] for layer in spec["layer"] if "strokeDash" in layer["encoding"]]
    (dash,) = dashes
    assert dash["scale"]["domain"][-1] == "Not recorded"
    assert dash["scale"]["range"][-1] != [1, 0]
    assert dash["legend"]["symbolType"] == "stroke"
    assert "Not recorded" in set(segments(published(), event_times(published()))["state"])
