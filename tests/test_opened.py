"""Boxes that stand closed hold no widgets until they are asked for, and keep them from then on."""

from streamlit.testing.v1 import AppTest

from emr_core.charts import site_heatmap
from emr_core.look import LOOKS
from emr_core.policy import LIMITS, POLICY
from tests import cohorts
from tests.tables_on_screen import tables
from tests.test_pages import opened, words

BOX = "more-filters"


def keys(app: AppTest) -> set[str]:
    """Return the keys of the widgets that hold filters and thresholds."""
    return {widget.key for widget in (*app.multiselect, *app.number_input) if widget.key}


def turned(app: AppTest, box: str, *, open_: bool) -> AppTest:
    """Return the screen after a box was opened or closed."""
    app.session_state[box] = open_
    app.run()
    assert not app.exception
    return app


def test_only_the_four_first_filters_are_made_until_the_others_are_asked_for() -> None:
    app = opened("sites")
    assert keys(app) == {"leukemia_type", "sex", "karyotype", "emr_sites"}
    assert {"bmr", "age_at_diagnosis_from"} <= keys(turned(app, BOX, open_=True))


def test_a_filter_stays_when_its_box_is_closed_again() -> None:
    app = turned(opened("sites"), BOX, open_=True)
    app.multiselect(key="bmr").set_value(["No BMR"]).run()
    filtered = words(app)
    assert "of 22 patients" in filtered
    assert "**22 of 22 patients" not in filtered
    turned(app, BOX, open_=False)
    assert app.multiselect(key="bmr").value == ["No BMR"]
    assert words(app) == filtered


def test_a_filter_that_the_address_asks_for_opens_its_box() -> None:
    app = opened("sites", bmr="No BMR")
    assert app.session_state[BOX] is True
    assert app.multiselect(key="bmr").value == ["No BMR"]
    assert opened("sites", sex="Male").session_state[BOX] is False


def test_a_filter_set_from_elsewhere_opens_its_box_once_and_a_cleared_one_does_not_come_back() -> None:
    app = opened("sites")
    app.session_state["bmr"] = ["No BMR"]
    app.run()
    assert app.session_state[BOX] is True
    turned(app, BOX, open_=False)
    app.run()
    assert app.session_state[BOX] is False
    app.button(key="clear-all").click().run()
    assert "**22 of 22 patients" in words(app)
    assert "**22 of 22 patients" in words(app.run())


def test_thresholds_are_as_usual_until_somebody_opens_them_and_kept_once_they_are_changed() -> None:
    name, (least, _) = next(iter(LIMITS.items()))
    app = turned(opened("overview"), "small-numbers", open_=True)
    assert app.number_input(key=name).value == getattr(POLICY, name)
    app.number_input(key=name).set_value(least).run()
    turned(app, "small-numbers", open_=False)
    assert app.number_input(key=name).value == least
    assert opened("overview", **{name: str(least)}).number_input(key=name).value == least


def test_files_beside_the_png_are_made_when_they_are_asked_for() -> None:
    app = opened("sites")
    offered = {button.proto.label for button in app.get("download_button")}
    assert offered == {"PNG"}
    turned(app, "files-site-heatmap", open_=True)
    assert {b.proto.label for b in app.get("download_button")} == {"PNG", "SVG", "PDF", "CSV", "XLSX"}


def test_the_rows_of_a_picture_and_of_who_was_left_out_are_sent_when_they_are_opened() -> None:
    app = opened("sites", sex="Male")
    assert not tables(app)
    cohort = cohorts.published()
    whole = len(cohort)
    kept = cohort.where((cohort.patients["sex"] == "Male").to_numpy(dtype=bool))
    figure = site_heatmap.figure(kept, whole, LOOKS["light"])
    turned(app, "table-site-heatmap", open_=True)
    (shown,) = tables(app)
    assert shown.name == figure.title
    assert shown.value.reset_index().to_numpy().tolist() == figure.table.astype("str").to_numpy().tolist()
    turned(app, "table-site-heatmap", open_=False)
    turned(app, "attrition", open_=True)
    (shown,) = tables(app)
    assert shown.value.reset_index().to_numpy().tolist() == [["Sex: Male", "22", "14", "8", "0"]]
