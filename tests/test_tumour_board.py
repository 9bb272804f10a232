"""The tumour board: what is added stands in the deck, in the order and words given, and is shown by keys."""

from streamlit.testing.v1 import AppTest

from emr_core.export.deck.deck import from_json, to_json
from emr_core.filters import Levels
from tests import cohorts
from tests.test_pages import MAIN, opened, words

HEATMAP, SHARES = "Patients by site of relapse and leukaemia type", "Died by marrow at EMR (7-day window)"


def with_two() -> AppTest:
    """Return the tumour board with the heatmap of ALL and the shares of everybody in the deck."""
    app = opened("sites", leukemia_type="ALL")
    app.button(key="deck-site-heatmap").click().run()
    app.button(key="clear-all").click().run()
    app.switch_page("../pages/outcomes.py").run()
    app.button(key="deck-outcome-shares").click().run()
    app.switch_page("../pages/tumour_board.py").run()
    assert not app.exception
    return app


def headings(app: AppTest) -> list[str]:
    return [field.value for field in app.text_input if field.label.startswith("Heading of slide")]


def downloads(app: AppTest) -> set[str]:
    """Return the keys of the files a screen offers."""
    return {element.key for element in app.get("download_button")}


def deck(app: AppTest) -> str:
    (held,) = app.session_state["decks"].values()
    return to_json(held)


def test_an_empty_board_says_how_to_fill_it_and_offers_the_standard_slides() -> None:
    app = opened("tumour_board")
    assert "Nothing is in the deck yet." in app.info[0].value
    app.button(key="standard").click().run()
    assert not app.exception
    assert headings(app)[0] == "Table 1. Patients by leukaemia type"
    assert len(headings(app)) == 5


def test_what_is_added_says_so_until_the_filters_make_another_picture_of_it() -> None:
    app = opened("sites", sex="Male")
    app.button(key="deck-site-heatmap").click().run()
    assert app.button(key="deck-site-heatmap").label == "In the deck"
    app.button(key="deck-site-heatmap").click().run()
    assert "It is in the deck already" in app.toast[0].value
    app.button(key="clear-all").click().run()
    assert app.button(key="deck-site-heatmap").label == "Add to deck"
    (slide,) = from_json(deck(app)).slides
    assert slide.recipe.choices == (Levels("sex", ("Male",)),)


def test_slides_are_moved_reworded_and_taken_out() -> None:
    app = with_two()
    assert "These patients are published with every count" in words(app)
    assert headings(app) == [
        "Patients by site of relapse and leukaemia type",
        "Died by marrow at EMR (7-day window)",
    ]
    app.button(key="down-0").click().run()
    assert headings(app)[0] == SHARES
    next(f for f in app.text_input if f.label.startswith("Heading of slide 1")).set_value("Who died?").run()
    next(f for f in app.text_input if f.label == "Line under it").set_value("5 of 22").run()
    saved = from_json(deck(app))
    assert (saved.slides[0].heading, saved.slides[0].comment) == ("Who died?", "5 of 22")
    assert saved.slides[1].heading == ""
    app.button(key="out-1").click().run()
    assert headings(app) == ["Who died?"]


def test_keys_turn_the_slides_and_filters_narrow_them() -> None:
    app = with_two()
    app.button(key="present").click().run()
    assert "1 of 3" in words(app)
    assert not app.title
    next(b for b in app.button if b.label == "Next").click().run()
    assert "2 of 3" in words(app)
    app.multiselect(key="sex").set_value(["Male"]).run()
    next(b for b in app.button if b.label == "Notes").click().run()
    assert "14 of 22 patients" in words(app)
    next(b for b in app.button if b.label == "End").click().run()
    assert app.title[0].value == "Tumour board"
    assert not app.exception


def test_every_cohort_has_a_deck_of_its_own_and_forgetting_forgets_it() -> None:
    app = opened("sites", cohorts.make_cohort(patient_id=["A", "B"], leukemia_type="ALL", emr_sites="CSF"))
    app.button(key="deck-site-heatmap").click().run()
    app.selectbox(key="cohort").select("Published").run()
    assert app.button(key="deck-site-heatmap").label == "Add to deck"
    app.selectbox(key="cohort").select("Ours").run()
    assert app.button(key="deck-site-heatmap").label == "In the deck"


def test_a_board_without_patients_offers_to_remove_the_filter() -> None:
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    app.query_params.update({"leukemia_type": "AML", "emr_sites": "CSF"})
    app.run()
    app.switch_page("../pages/tumour_board.py").run()
    assert "No patient fits these filters" in words(app)


def test_the_share_safe_switch_turns_slides_and_files_and_is_not_offered_where_nothing_is_secret() -> None:
    own = cohorts.cohort_of(cohorts.read(cohorts.FILE.read_bytes(), "ours.csv"))
    app = opened("sites", own)
    app.button(key="deck-site-heatmap").click().run()
    app.session_state["files-site-heatmap"] = True
    assert "svg-site-heatmap" in downloads(app.run())
    app.switch_page("../pages/tumour_board.py").run()
    assert "18 of 22 patients stand alone" in words(app)
    app.segmented_control(key="share-safe").set_value("Under 5").run()
    assert not app.exception
    assert headings(app) == [HEATMAP]
    app.button(key="present").click().run()
    assert "Share-safe" not in words(app)
    next(b for b in app.button if b.label == "Next").click().run()
    next(b for b in app.button if b.label == "Notes").click().run()
    assert "<5: one to 4 patients" in words(app).replace("\\", "")
    next(b for b in app.button if b.label == "End").click().run()
    app.switch_page("../pages/sites.py").run()
    app.session_state["files-site-heatmap"] = True
    app.run()
    assert not app.exception
    assert "svg-site-heatmap" not in downloads(app)
    assert {"pdf-site-heatmap", "csv-site-heatmap"} <= downloads(app)
    app.switch_page("../pages/tumour_board.py").run()
    assert app.segmented_control(key="share-safe").value == "Under 5"
    app.selectbox(key="cohort").select("Published").run()
    assert not app.exception
