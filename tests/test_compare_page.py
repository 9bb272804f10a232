"""The Compare screen: how the sides are chosen, named and kept, and what the address holds of them."""

from streamlit.testing.v1 import AppTest

from emr_core.cohort import Cohort
from tests import cohorts, tables_on_screen
from tests.test_pages import charts, opened, words

PUBLISHED = "**Seoul 2009–2011** 22 patients (14 ALL, 8 AML)"
NO_P = "another referral, another era"


def ours() -> Cohort:
    """Return an upload with the required columns and a column of its own words."""
    return cohorts.make_cohort(
        leukemia_type=["AML", "AML", "ALL", "ALL"],
        emr_sites=["Bone", "Skin", "CSF", "CSF"],
        institution=["Ward X", "Ward X", "Ward Y", "Ward Y"],
    )


def tables(app: AppTest) -> list[list[str]]:
    """Return the headings of the tables on a screen."""
    return [list(table.value.columns) for table in tables_on_screen.tables(app)]


def test_an_upload_is_set_against_the_published_children_first() -> None:
    app = opened("compare", ours())
    said = words(app)
    assert f"**made.csv** 4 patients (2 ALL, 2 AML) · {PUBLISHED}" in said
    assert said.count(NO_P) == 2  # above the tabs, and in the caption of Table 1
    assert ["made.csv (n = 4)", "Seoul 2009–2011 (n = 22)", "Standardized difference"] in tables(app)


def test_the_published_children_are_compared_by_type_and_tested() -> None:
    app = opened("compare")
    assert "**AML** 8 patients (8 AML) · **ALL** 14 patients (14 ALL)" in words(app)
    assert NO_P not in words(app)
    assert any("Test" in head for head in tables(app))


def test_the_filters_hold_for_both_sides() -> None:
    app = opened("compare", ours(), leukemia_type="ALL")
    assert "**made.csv** 2 patients (2 ALL) · **Seoul 2009–2011** 14 patients (14 ALL)" in words(app)


def test_the_address_opens_the_same_sides() -> None:
    app = opened(
        "compare", compare="Two groups of it", compare_by="Sex", side_two_sex="Female", side_one_sex="Male",
        compare_view="Effects",
    )  # fmt: skip
    assert "**Male** 14 patients (8 ALL, 6 AML) · **Female** 8 patients (6 ALL, 2 AML)" in words(app)
    assert any(text.startswith("FAB class") or "points" in text for text in charts(app))


def test_words_of_an_upload_stay_out_of_the_address() -> None:
    app = opened("compare", ours(), compare="Two groups of it")
    app.selectbox(key="compare_by").select("institution").run()
    next(field for field in app.text_input if field.label == "Name of A").set_value("Our ward").run()
    assert not app.exception
    assert "**Our ward** 2 patients (2 AML) · **Ward Y** 2 patients (2 ALL)" in words(app)
    address = str(dict(app.query_params))
    assert "Ward" not in address
    assert "Our" not in address.replace("cohort", "").replace("'Ours'", "")


def test_two_selections_are_kept_named_and_their_overlap_is_placed() -> None:
    app = opened("compare", compare="Two selections, A and B", leukemia_type="ALL")
    app.button(key="keep-a").click().run()
    app.multiselect(key="leukemia_type").set_value([]).run()
    app.multiselect(key="sex").set_value(["Female"]).run()
    app.button(key="keep-b").click().run()
    app.multiselect(key="sex").set_value([]).run()
    assert not app.exception
    assert "A\\: Seoul 2009–2011, Leukaemia type\\: ALL. B\\: Seoul 2009–2011, Sex\\: Female." in words(app)
    assert "6 patients of the same file were chosen for both sides and counted on each." in words(app)
    app.selectbox(key="compare_both").select("neither").run()
    assert "**A** 8 patients (8 ALL) · **B** 2 patients (2 AML)" in words(app)


def test_a_side_of_nobody_is_said_and_borne_on_every_tab() -> None:
    app = opened("compare", compare="Two groups of it", leukemia_type="ALL", compare_view="Curves")
    assert "**AML** 0 patients · **ALL** 14 patients (14 ALL)" in words(app)
    assert "Nobody stands on the side of AML" in app.info[0].value
    assert "nobody stands on the side of AML" in app.info[1].value
    for view in ("Table 1", "Fields", "Effects", "Sites", "Lanes", "Definitions"):
        app.session_state["compare_view"] = view
        app.run()
        assert not app.exception


def test_a_comparison_goes_into_the_deck() -> None:
    app = opened("compare", ours())
    app.button(key="deck-compare-balance").click().run()
    app.switch_page("../pages/tumour_board.py").run()
    assert not app.exception
    assert [field.value for field in app.text_input if field.label == "Heading of slide 1"] == [
        "How far made.csv and Seoul 2009–2011 are apart"
    ]


def test_a_lane_of_two_groups_opens_its_patient_one_of_another_cohort_does_not() -> None:
    app = opened("compare", compare="Two groups of it", compare_view="Lanes")
    assert "A click on a lane shows what is recorded of that patient" in words(app)
    app.session_state["patient_clicked"] = (cohorts.published().source.fingerprint, "P09")
    app.run()
    assert not app.exception
    assert app.button(key="open-patient")
    assert "Patient P09" in [one.value for one in app.header]
    other = opened("compare", ours(), compare_view="Lanes")
    assert "A click on a lane" not in words(other)
