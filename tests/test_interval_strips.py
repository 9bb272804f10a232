"""Intervals patient by patient: the published ones by hand, dots that hide no other, the bands of ALL."""

import numpy as np
import pytest

from emr_core.charts.interval_strips import Options, figure, frames
from emr_core.cohort import Cohort
from emr_core.interval_times import BINS, DOTS_UP_TO, ROOM, binned, dated, duration, in_unit, sides, swarm
from emr_core.look import LOOKS
from emr_core.policy import Policy
from emr_core.relapse_timing import bands, in_words
from tests.cohorts import all_unknown, make_cohort, nobody, published

LIGHT = LOOKS["light"]


def values(options: Options, row: str, cohort: Cohort | None = None) -> dict[str, float]:
    """Return the dots of one strip, patient to length."""
    dots = frames(cohort or published(), options)["dots"]
    mine = dots[dots["row"] == row]
    return dict(zip(mine["patient_id"], mine["value"], strict=True))


def timed_all(months: list[float | None], **columns: object) -> Cohort:
    """Return ALL patients with these months from diagnosis to relapse."""
    return make_cohort(diagnosis_to_emr=months, **columns)  # type: ignore[arg-type]


def test_the_published_remissions_by_hand() -> None:
    assert values(Options(), "EMR to CR | AML") == {"P04": 4, "P08": 6.3, "P05": 12, "P03": 56}
    assert values(Options(), "EMR to CR | ALL") == {
        **{"P11": 2.6, "P16": 3, "P15": 4.2, "P17": 4.2, "P09": 5.4, "P20": 5.4},
        **{"P22": 5.4, "P21": 6.5, "P10": 10.2, "P18": 11.6, "P19": 42},
    }
    assert values(Options(), "BMR to CR | ALL") == {
        **{"P22": 2, "P09": 4, "P21": 6.3},
        **{"P11": 13.2, "P17": 16, "P19": 20},
    }


def test_the_wider_window_takes_case_13_out_of_the_later_marrow_relapses() -> None:
    later = {"P13": 4, "P19": 20, "P09": 23, "P11": 24, "P14": 24}
    assert values(Options(), "EMR to later BMR | ALL") == later
    del later["P13"]
    assert values(Options(window=28), "EMR to later BMR | ALL") == later


def test_a_median_is_drawn_from_ten_patients_with_two_of_the_lengths_as_its_interval() -> None:
    data = frames(published(), Options())
    (drawn,) = data["medians"].to_dict("records")
    assert (drawn["row"], drawn["n"]) == ("EMR to CR | ALL", 11)
    assert (drawn["median"], drawn["lower"], drawn["upper"]) == (5.4, 3, 11.6)
    strips = data["strips"].set_index("row")
    assert strips.loc["EMR to CR | AML", "median"] == 9.15
    assert not strips.loc["EMR to CR | AML", "shown"]
    assert len(frames(published(), Options(policy=Policy(caution_from=4)))["medians"]) == 4


def test_every_strip_says_its_n_and_the_picture_who_is_missing() -> None:
    made = figure(published(), 22, LIGHT)
    assert made.title == "Intervals from EMR by leukaemia type"
    assert made.reconciliation == (
        "22 patients. EMR to CR: 15 of 22, 7 not dated or not reached; "
        "EMR to later BMR: 5 of 22, 17 not dated or not reached; "
        "BMR to CR: 6 of 22, 16 not dated or not reached."
    )
    lines = made.data["lines"]
    assert lines["n"].tolist() == ["", "n = 4", "n = 11", "", "n = 0", "n = 5", "", "n = 0", "n = 6"]
    assert made.table.iloc[1].tolist() == ["EMR to CR", "ALL", "11", "5.4 (2.6–42)", "3–11.6"]


def test_one_interval_alone_can_be_shown_in_months() -> None:
    made = frames(published(), Options(only="emr_to_bmr", unit="months", by="none"))
    assert made["strips"][["interval", "group", "n"]].to_numpy().tolist() == [
        ["EMR to later BMR", "All patients", 5]
    ]
    assert made["dots"]["value"].tolist() == [0.9199, 4.5996, 5.2895, 5.5195, 5.5195]
    days = in_unit(np.array([4.0]), duration("emr_to_bmr"), "weeks")
    assert days.tolist() == [4.0]


def test_dots_of_one_column_stand_above_one_another_and_keep_their_row() -> None:
    lifts = swarm(np.array([0.0, 0.0, 0.0, 50.0, 100.0, 100.0]), 100.0)
    assert lifts.tolist() == [-8, 0, 8, 0, -4, 4]
    many = swarm(np.zeros(40), 100.0)
    assert len(set(many.tolist())) == 40
    assert many.max() - many.min() == pytest.approx(ROOM, abs=0.1)


def test_a_large_group_is_drawn_as_counts_that_add_up_to_its_n() -> None:
    n = DOTS_UP_TO + 1
    cohort = make_cohort(emr_to_cr=[i % 20 + 1 for i in range(n)], response=["Complete remission"] * n)
    data = frames(cohort, Options())
    assert len(data["dots"]) == 0
    assert data["counts"]["patients"].sum() == n
    assert len(data["counts"]) <= BINS
    assert data["counts"]["height"].max() == 30
    assert binned(np.array([0.0, 9.9, 10.0]), 10.0)["patients"].tolist() == [1, 2]


def test_only_sides_and_intervals_that_somebody_has_are_offered() -> None:
    assert sides(published()) == ("from EMR",)
    assert dated(published(), "from EMR") == ("emr_to_cr", "emr_to_bmr", "bmr_to_cr")
    assert sides(timed_all([12.0])) == ("up to EMR",)
    assert sides(all_unknown()) == sides(nobody()) == ()


def test_early_and_late_all_by_the_clock_from_diagnosis() -> None:
    cohort = timed_all([17.9, 18, 36, 36.1, None], bmr=["No BMR", "No BMR", "Concurrent", "No BMR", "No BMR"])
    assert [(band.name, band.share.k, band.share.n) for band in bands(cohort)] == [
        ("early", 1, 4),
        ("intermediate", 2, 4),
        ("late", 1, 4),
    ]
    assert in_words(cohort) == (
        "ALL by COG: early 1/4 (25 %), intermediate 2/4 (50 %), late 1/4 (25 %); "
        "isolated ones before 18 months 1/3 (33 %)"
    )
    assert in_words(published()) == ""


def test_the_bands_stand_on_the_row_of_all_from_diagnosis_alone() -> None:
    cohort = make_cohort(
        leukemia_type=["AML", "ALL", "ALL"], diagnosis_to_emr=[10, 12, 40], cr_to_emr=[5, 6, 30]
    )
    drawn = frames(cohort, Options(side="up to EMR", unit="months"))["bands"]
    assert set(drawn["row"]) == {"Diagnosis to EMR | ALL"}
    assert drawn[["label", "start", "end", "k", "n"]].to_numpy().tolist() == [
        ["", 0, 18, 1, 2],
        ["18", 18, 36, 0, 2],
        ["36", 36, pytest.approx(41.2), 1, 2],
    ]
    assert len(frames(cohort, Options(side="up to EMR", by="sex"))["bands"]) == 0
    only_aml = make_cohort(leukemia_type=["AML"], diagnosis_to_emr=[40])
    assert len(frames(only_aml, Options(side="up to EMR"))["bands"]) == 0


def test_patients_without_relapse_have_no_interval() -> None:
    cohort = make_cohort(
        emr=["Yes", "No"], emr_sites=["CSF", None], emr_to_cr=[3, None], response=["Complete remission", None]
    )
    made = figure(cohort, 2, LIGHT)
    assert made.reconciliation.startswith("1 patient. EMR to CR: 1 of 1, 0 not dated")
    assert "1 patient without EMR not shown" in made.caption
