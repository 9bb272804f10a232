"""One patient as slides: what is recorded and the course; a deck that is saved or shared names nobody."""

from datetime import date

from emr_core import recipe
from emr_core.export.deck.deck import Deck, Slide, to_json, without_cases
from emr_core.export.deck.pages import pages
from emr_core.filters import Levels
from emr_core.recipe import recipe_of
from emr_core.tables import patient_case, table_one
from tests import cohorts
from tests.test_pages import opened, words

CASE = Slide(recipe_of(patient_case, patient_case.Options("P13")))
DAY = date(2026, 11, 22)


def test_a_case_has_its_facts_and_its_course() -> None:
    _, facts, course, _ = pages(Deck((CASE,)), cohorts.published(), DAY)
    assert facts.table is not None
    told = {row["Fact"]: row["Recorded"] for row in facts.table.to_dict("records")}
    assert (told["Site"], told["EMR to BMR"], told["Bone-marrow relapse"]) == (
        "Kidney",
        "4 weeks",
        "Subsequent",
    )
    assert list(facts.table["Section"]).count("Patient") == 1
    assert "Not recorded: WBC at diagnosis" in facts.caption
    assert course.heading == "Patient P13: course"
    assert course.chart is not None


def test_a_case_that_filters_leave_out_says_so_without_its_facts() -> None:
    made = recipe_of(patient_case, CASE.recipe.options, (Levels("leukemia_type", ("AML",)),))
    shown = recipe.patients(made, cohorts.published())
    table = recipe.table(made, shown, 22)
    assert table.body.empty
    assert "This patient is not among those chosen" in table.caption
    assert patient_case.table(shown, 22).title == "No patient chosen"


def test_a_shared_deck_leaves_the_case_out_without_its_name() -> None:
    own = cohorts.cohort_of(cohorts.read(cohorts.FILE.read_bytes(), "ours.csv"))
    page = pages(Deck((CASE,)), own, DAY, threshold=5)[1]
    assert (page.heading, page.lines) == ("Patient case", ("Left out: it shows single patients.",))
    assert "P13" not in page.notes + page.footer + page.alt


def test_the_deck_of_an_upload_is_saved_without_its_cases() -> None:
    deck = Deck((CASE, Slide(recipe_of(table_one))))
    assert "P13" in to_json(deck)
    assert "P13" not in to_json(without_cases(deck))
    own = cohorts.make_cohort(
        patient_id=["Anna", "B"], leukemia_type="ALL", emr_sites="CSF", emr_to_cr=[3, 4]
    )
    app = opened("timelines", own)
    app.session_state["patient_clicked"] = (own.source.fingerprint, "Anna")
    app.run()
    app.button(key="deck-patient-case").click().run()
    app.switch_page("../pages/tumour_board.py").run()
    assert not app.exception
    assert "1 slide of single patients: left out of the saved deck" in words(app)
