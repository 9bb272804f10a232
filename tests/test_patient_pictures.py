"""The course and the sites of one child: what is dated, what is not, and words that cover no others."""

from emr_core.charts import patient_course, patient_sites
from emr_core.course_frames import Place
from emr_core.look import LOOKS
from tests.cohorts import make_cohort, published


def test_a_course_has_its_events_in_order_with_their_words() -> None:
    events = patient_course.frames(published(), patient_course.Options("P09"))["events"]
    assert list(zip(events["event"], events["words"], strict=True)) == [
        ("EMR", "6 sites"),
        ("CR of EMR", "5.4 weeks"),
        ("BMR", "23 weeks"),
        ("CR of BMR", "27 weeks"),
    ]
    assert list(events["name_before"]) == ["", "", "", "CR of BMR"]


def test_words_stand_clear_of_other_words_and_of_their_lines() -> None:
    cohort = make_cohort(
        diagnosis_to_emr=40, cr_to_emr=2, emr_to_cr=6, bmr="Subsequent", emr_to_bmr=9, bmr_to_cr=4,
        hsct_after_emr="Yes", emr_to_hsct=4, follow_up=20, last_status="Alive in CR",
    )  # fmt: skip
    events = patient_course.frames(cohort, patient_course.Options("P1", "months"))["events"]
    assert len(events) == 8
    assert len(set(zip(events["level"], events["before"], strict=True))) > 3
    above, beside = Place(-1, 0, 100, 0), Place(-2, 50, 150, 50)
    assert beside.touches(above)  # its line would run through the words below it
    assert not Place(1, 0, 100, 0).touches(above)
    assert Place(-1, 90, 120, 90).touches(above)
    assert not Place(-2, -60, 20, -60).touches(above)


def test_an_end_that_is_not_dated_is_left_open_and_a_dated_one_is_not() -> None:
    data = patient_course.frames(published(), patient_course.Options("P09"))
    assert (list(data["undated"]["time"]), list(data["end"]["status"])) == ([27.0], ["not recorded"])
    dated = make_cohort(follow_up=12, last_status="Died of disease", emr_to_cr=3)
    data = patient_course.frames(dated, patient_course.Options("P1"))
    assert len(data["undated"]) == 0
    assert list(data["events"]["event"]) == ["EMR", "CR of EMR", "Death"]


def test_what_is_not_dated_is_named() -> None:
    figure = patient_course.figure(published(), 22, LOOKS["light"], patient_course.Options("P09"))
    assert figure.reconciliation == (
        "Not dated, or did not happen: Diagnosis, CR before EMR, HSCT before EMR, HSCT after EMR and "
        "Second relapse."
    )
    assert figure.alt.endswith("CR of BMR at 27 weeks. Last status: not recorded.")


def test_sites_at_diagnosis_and_at_the_relapse_are_told_apart() -> None:
    cohort = make_cohort(emr_sites="CSF; left testis", initial_emd="Yes", initial_emd_sites="CSF; skin")
    figure = patient_sites.figure(cohort, 1, LOOKS["light"], patient_sites.Options("P1"))
    assert dict(zip(figure.table["Site"], figure.table["When"], strict=True)) == {
        "CSF": "At diagnosis and at this relapse",
        "Testis": "At this relapse",
        "Skin": "At diagnosis only",
    }
    assert figure.reconciliation == "At this relapse, as read: CSF, Testis (left)."


def test_a_site_without_a_place_on_the_figure_stands_beside_it() -> None:
    cohort = make_cohort(emr_sites="abdominal mass")
    data = patient_sites.frames(cohort, patient_sites.Options("P1"))
    assert len(data["marks"]) + len(data["elsewhere"]) == 1


def test_words_find_a_place_also_where_every_line_is_in_the_way() -> None:
    cohort = make_cohort(
        diagnosis_to_emr=10, cr_to_emr=0.4, hsct_before_emr="Yes", hsct_to_emr=0.2, bmr="Concurrent",
        emr_to_bmr=0, emr_to_cr=0.5, bmr_to_cr=0.6, hsct_after_emr="Yes", emr_to_hsct=0.2, follow_up=0.4,
        second_relapse="Yes", emr_to_second_relapse=0.3, last_status="Alive with disease",
    )  # fmt: skip
    events = patient_course.frames(cohort, patient_course.Options("P1", "months"))["events"]
    assert len(events) == 10
    assert len(events.groupby(["level", "before", "time"])) == len(events)


def test_of_marks_at_one_time_each_lies_on_the_side_of_its_own_words() -> None:
    for patient, expected in {
        "P01": {"EMR": (1, 5.5), "BMR": (-1, -5.5)},
        "P21": {"EMR": (1, 5.5), "BMR": (-1, -5.5), "CR of BMR": (1, 5.5), "CR of EMR": (-1, -5.5)},
    }.items():
        events = patient_course.frames(published(), patient_course.Options(patient))["events"]
        found = dict(zip(events["event"], zip(events["level"], events["lift"], strict=True), strict=True))
        assert found == expected
