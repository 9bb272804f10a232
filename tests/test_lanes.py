"""One lane a patient: dated events at their times from the origin, and no others."""

import itertools

import pandas as pd
import pytest

from emr_core.charts.lanes import GROUPS, Options, figure, frames
from emr_core.cohort import Cohort
from emr_core.lane_frames import LANES_A_PAGE, pages
from emr_core.lane_rows import SHORT_STATUS, described, lane_rows
from emr_core.look import LOOKS
from emr_core.timeline import EVENTS, WEEKS_PER_MONTH, event_times, origins
from tests.cohorts import STATES, all_unknown, make_cohort, minimal, nobody, published, without_aml

LIGHT = LOOKS["light"]
SORTS = ("time to CR", "time to BMR", "leukaemia type", "number of sites", "last status", "patient")


def order(options: Options, cohort: Cohort | None = None) -> list[str]:
    """Return the patients in the order of their lanes."""
    return frames(cohort or published(), options)["lanes"]["patient_id"].tolist()


def lane(options: Options, patient: str, cohort: Cohort | None = None) -> dict[str, object]:
    lanes = frames(cohort or published(), options)["lanes"]
    found = lanes[lanes["patient_id"] == patient]
    assert len(found) == 1
    return {str(name): value for name, value in found.iloc[0].items()}


def many(n: int = 95) -> Cohort:
    """Return a made cohort of more than two pages, two of whom have no dated CR."""
    return make_cohort(
        leukemia_type=["AML"] * 30 + ["ALL"] * (n - 30),
        response=["Complete remission"] * n,
        emr_to_cr=[*range(1, n - 1), None, None],
    )


@pytest.mark.parametrize("state", STATES)
def test_every_patient_with_a_dated_origin_has_exactly_one_lane(state: str) -> None:
    cohort = STATES[state]()
    times = event_times(cohort)
    for origin in origins(cohort):
        dated = times.loc[times[origin.event].notna().to_numpy(), "patient_id"].tolist()
        for group in GROUPS:
            drawn = frames(cohort, Options(origin=origin.event, group=group))
            assert sorted(drawn["lanes"]["patient_id"]) == sorted(dated)
            assert drawn["lanes"]["row"].is_unique
            assert set(drawn["lanes"]["row"]) <= set(drawn["rows"]["row"])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("origin", ["EMR", "BMR", "CR of EMR"])
def test_no_lane_claims_an_event_or_a_state_without_a_time(state: str, origin: str) -> None:
    cohort = STATES[state]()
    times = event_times(cohort).set_index("patient_id")
    drawn = frames(cohort, Options(origin=origin))
    events = drawn["events"]
    expected = {
        (patient, event): round(times.loc[patient, event] - times.loc[patient, origin], 4)
        for patient in drawn["lanes"]["patient_id"]
        for event in EVENTS
        if event != origin and pd.notna(times.loc[patient, event])
    }
    found = {(row["patient_id"], row["event"]): row["time"] for row in events.to_dict("records")}
    assert found == pytest.approx(expected)
    assert len(events) == len(expected)
    last = drawn["lanes"].set_index("patient_id")["last"]
    for state_drawn in drawn["states"].to_dict("records"):
        assert state_drawn["start"] < state_drawn["end"] <= last[state_drawn["patient_id"]]


def test_times_run_from_the_origin_in_the_unit() -> None:
    from_emr, from_bmr = lane(Options(), "P09"), lane(Options(origin="BMR"), "P09")
    assert [from_emr[event] for event in ("EMR", "CR of EMR", "BMR", "CR of BMR", "last")] == [
        0,
        5.4,
        23,
        27,
        27,
    ]
    assert [from_bmr[event] for event in ("EMR", "CR of EMR", "BMR", "CR of BMR", "last")] == [
        -23,
        -17.6,
        0,
        4,
        4,
    ]
    in_months = lane(Options(unit="months"), "P09")
    assert in_months["BMR"] == round(23 / WEEKS_PER_MONTH, 4)


def test_states_move_with_the_origin() -> None:
    states = frames(published(), Options(origin="CR of EMR"))["states"]
    mine = states[states["patient_id"] == "P09"][["state", "start", "end"]].to_numpy().tolist()
    assert mine == [["Relapse", -5.4, 0.0], ["Remission", 0.0, 17.6], ["Marrow relapse", 17.6, 21.6]]
    assert "P12" not in set(states["patient_id"])


def test_a_lane_tells_its_course_in_the_order_of_time() -> None:
    assert lane(Options(), "P09")["course"] == (
        "CR of EMR at 5.4 weeks, BMR at 23 weeks, CR of BMR at 27 weeks"
    )
    assert lane(Options(), "P12")["course"] == "no dated event"
    assert lane(Options(), "P09")["sites"] == ("Skin, Lymph node, Ovary and uterus, Breast, Liver and Kidney")
    assert (lane(Options(), "P12")["status"], lane(Options(), "P12")["end"]) == (
        "Died (cause not stated)",
        "Died",
    )
    assert lane(Options(), "P4", minimal())["sites"] == "site not stated"


def test_lanes_are_grouped_in_the_order_of_levels_with_headings_of_n() -> None:
    rows = frames(published(), Options(sort="patient"))["rows"]["row"].tolist()
    assert rows[0] == "AML, 8 patients"
    assert rows[1:9] == [f"P0{number}" for number in range(1, 9)]
    assert rows[9] == "ALL, 14 patients"
    assert len(rows) == 24
    by_sex = frames(published(), Options(group="sex", sort="patient"))["rows"]["row"].tolist()
    assert by_sex[:2] == ["Female, 8 patients", "P02 · AML"]
    flat = frames(published(), Options(group="none", sort="patient"))["rows"]["row"].tolist()
    assert flat[:2] == ["P01 · AML", "P02 · AML"]
    assert len(flat) == 22


def test_an_empty_level_has_no_heading_and_unknown_comes_last() -> None:
    rows = frames(without_aml(), Options())["rows"]["row"].tolist()
    assert rows[0] == "ALL, 14 patients"
    cohort = make_cohort(sex=[None, "Male", "Female"])
    assert frames(cohort, Options(group="sex"))["rows"]["row"].tolist() == [
        "Female, 1 patient",
        "P3 · ALL",
        "Male, 1 patient",
        "P2 · ALL",
        "Unknown, 1 patient",
        "P1 · ALL",
    ]


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("time to CR", ["P11", "P16", "P04"], ["P12", "P13", "P14"]),
        ("time to BMR", ["P01", "P02", "P06", "P07"], ["P16", "P18", "P20"]),
        ("number of sites", ["P09", "P11"], ["P20", "P21", "P22"]),
        ("leukaemia type", ["P01", "P02", "P03"], ["P20", "P21", "P22"]),
        ("last status", ["P01", "P02", "P07", "P12", "P13", "P06", "P14"], ["P20", "P21", "P22"]),
        ("patient", ["P01", "P02"], ["P21", "P22"]),
    ],
)
def test_lanes_are_sorted_with_the_unknown_last(sort: str, first: list[str], last: list[str]) -> None:
    found = order(Options(sort=sort, group="none"))  # type: ignore[arg-type]
    assert found[: len(first)] == first
    assert found[-len(last) :] == last
    assert sorted(found) == published().patients["patient_id"].tolist()


def test_digits_of_an_id_are_compared_as_numbers() -> None:
    cohort = make_cohort(patient_id=["P10", "P2", "P1", "A3-12", "A3-4"])
    assert order(Options(sort="patient", group="none"), cohort) == ["A3-4", "A3-12", "P1", "P2", "P10"]


def test_95_patients_take_three_pages_of_forty() -> None:
    cohort = many()
    assert LANES_A_PAGE == 40
    assert pages(cohort, "EMR") == 3
    found = [order(Options(page=page), cohort) for page in (1, 2, 3)]
    assert [len(page) for page in found] == [40, 40, 15]
    assert sorted(itertools.chain(*found)) == sorted(cohort.patients["patient_id"])


def test_a_group_over_two_pages_is_counted_whole_on_each() -> None:
    cohort = many()
    headings = [
        [row for row in frames(cohort, Options(page=page))["rows"]["row"] if "patient" in row]
        for page in (1, 2, 3)
    ]
    assert headings == [["AML, 30 patients", "ALL, 65 patients"], ["ALL, 65 patients"], ["ALL, 65 patients"]]


def test_a_page_that_does_not_exist_is_the_nearest_one() -> None:
    cohort = many()
    assert order(Options(page=9), cohort) == order(Options(page=3), cohort)
    assert order(Options(page=0), cohort) == order(Options(page=1), cohort)
    assert pages(nobody(), "EMR") == 1


def test_the_caption_says_which_lanes_stand_on_the_page_and_who_is_missing() -> None:
    made = figure(many(), 95, LIGHT, Options(origin="CR of EMR", page=3))
    assert "Lanes 81–93 of 93, page 3" in made.caption
    assert made.title == "Course of 93 patients, aligned at CR of EMR"
    assert made.reconciliation == (
        "95 patients = 93 lanes + 2 without a dated CR of EMR, not shown. "
        "Dated in the lanes shown: EMR 13, CR of EMR 13."
    )
    assert "page" not in figure(published(), 22, LIGHT).caption


def test_the_published_lanes_add_up() -> None:
    made = figure(published(), 22, LIGHT)
    assert made.reconciliation == (
        "22 patients = 22 lanes. Dated in the lanes shown: EMR 22, BMR 12, CR of EMR 15, CR of BMR 6."
    )
    at_bmr = figure(published(), 22, LIGHT, Options(origin="BMR"))
    assert at_bmr.reconciliation.startswith("22 patients = 12 lanes + 10 without a dated BMR, not shown.")
    assert made.alt.startswith("22 lanes, one a patient. ")


def test_patients_without_relapse_have_no_lane_and_are_told() -> None:
    cohort = make_cohort(emr=["Yes", "No"], emr_sites=["CSF", None])
    made = figure(cohort, 2, LIGHT)
    assert made.data["lanes"]["patient_id"].tolist() == ["P1"]
    assert made.reconciliation.startswith("2 patients = 1 lane + 1 without EMR, not shown.")


def test_both_transplants_of_a_patient_are_drawn() -> None:
    cohort = make_cohort(
        hsct_before_emr=["Yes"], hsct_to_emr=[7.0], hsct_after_emr=["Yes"], emr_to_hsct=[2.0]
    )
    events = frames(cohort, Options(unit="months"))["events"]
    assert list(zip(events["event"], events["time"], strict=True)) == [
        ("HSCT before EMR", -7.0),
        ("HSCT after EMR", 2.0),
    ]


def test_the_table_has_a_column_for_every_dated_event() -> None:
    table = figure(published(), 22, LIGHT).table
    assert list(table.columns) == [
        "Patient",
        "Type",
        "Sites",
        "EMR (weeks)",
        "BMR (weeks)",
        "CR of EMR (weeks)",
        "CR of BMR (weeks)",
        "Last status",
    ]
    ninth = table.set_index("Patient").loc["P09"]
    assert ninth.tolist()[2:] == ["0", "23", "5.4", "27", "Unknown"]


def test_every_last_status_has_a_short_word_for_the_margin() -> None:
    cohort = make_cohort(last_status=[*SHORT_STATUS, None])
    lanes = lane_rows(cohort, event_times(cohort), "EMR", "patient", "none")
    assert described(cohort, lanes)["end"].tolist() == [*SHORT_STATUS.values(), "Unknown"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("sort", SORTS)
def test_every_cohort_can_be_sorted_every_way(state: str, sort: str) -> None:
    cohort = STATES[state]()
    made = figure(cohort, len(cohort), LIGHT, Options(sort=sort, group="none"))  # type: ignore[arg-type]
    assert sorted(made.data["lanes"]["patient_id"]) == sorted(cohort.patients["patient_id"])
    assert len(made.table) == len(cohort)


def test_without_times_a_lane_stands_with_its_relapse_only() -> None:
    drawn = frames(all_unknown(), Options())
    assert len(drawn["lanes"]) == 3
    assert len(drawn["events"]) == 0
    assert len(drawn["states"]) == 0
    assert drawn["lanes"]["last"].tolist() == [0, 0, 0]
