"""A data manager brings a table: it is read, asked about, checked, used, and forgotten on request."""

from streamlit.testing.v1 import AppTest

from tests.cohorts import FILE
from tests.test_pages import opened, words

TIDY = FILE.read_bytes()
GERMAN = (
    "Pat.-Nr.;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten\n"
    "0007;4,5;w;ALL;Hoden links;12,5\n"
    "0008;11;m;AML;Knochen, Haut;80,1\n"
    "0009;7;m;biphänotypisch?;Liquor;\n"
).encode("cp1252")


def uploaded(data: bytes, name: str = "cohort.csv") -> AppTest:
    """Return the Data screen after a file was dropped on it."""
    app = opened("data")
    app.file_uploader(key="file-0").set_value((name, data, "text/csv")).run()
    assert not app.exception
    return app


def clicked(app: AppTest, label: str) -> AppTest:
    """Return the screen after the button of that name was clicked."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_the_screen_says_where_the_data_stay_before_anything_is_uploaded() -> None:
    text = words(opened("data"))
    assert "held in memory for this session only" in text
    assert "not written to disk" in text


def test_a_tidy_file_is_accepted_used_and_filtered_like_any_cohort() -> None:
    app = uploaded(TIDY)
    assert app.success[0].value.replace("\\", "") == "Accepted. 22 rows = 22 patients + 0 merged + 0 refused."
    clicked(app, "Use this cohort")
    assert app.selectbox(key="cohort").value == "Uploaded"
    assert "**22 of 22 patients, 38 sites" in words(app)
    app.multiselect(key="leukemia_type").set_value(["AML"]).run()
    assert "**8 of 22 patients, 14 sites" in words(app)


def test_a_german_file_is_understood_and_its_unknown_word_is_asked() -> None:
    app = uploaded(GERMAN, "kohorte.csv")
    assert app.warning
    asked = [m.value for m in app.markdown if "that are not known" in m.value]
    assert asked == [
        "**Words under Leukaemia type that are not known**",
        "**Words under Site that are not known**",
    ]
    clicked(app, "Use this cohort")
    assert "**3 of 3 patients, 1 site" in words(app)


def test_the_cohort_can_be_named_and_its_name_never_stands_in_the_url() -> None:
    app = uploaded(TIDY)
    app.text_input(key="name-0").set_value("Our centre").run()
    clicked(app, "Use this cohort")
    assert "Our centre" in words(app)
    assert app.session_state["cohort"] == "Uploaded"


def test_forgetting_leaves_nothing_of_the_file_in_the_session() -> None:
    app = clicked(uploaded(TIDY), "Use this cohort")
    clicked(app, "Forget my data")
    assert app.selectbox(key="cohort").value == "Published"
    assert app.selectbox(key="cohort").options == ["Published", "Synthetic"]
    left = {
        key for key in ("upload", "upload_intake", "own_cohorts", "put_aside") if key in app.session_state
    }
    assert left == set()
    assert "Forget my data" not in [button.label for button in app.button]


def test_a_file_that_is_no_table_ends_in_a_sentence() -> None:
    app = uploaded(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture.csv")
    assert len(app.error) == 1
    assert "picture.csv" in app.error[0].value.replace("\\", "")
    assert "Traceback" not in app.error[0].value


def test_a_refused_file_says_what_is_missing_and_offers_the_row_number() -> None:
    app = uploaded(b"type,sites\nALL,CSF\nAML,bone\n")
    assert app.error
    assert "Use this cohort" not in [button.label for button in app.button]
    clicked(app, "Use the row number as patient code")
    assert not app.error
    clicked(app, "Use this cohort")
    assert "**2 of 2 patients, 2 sites" in words(app)


def test_a_pasted_table_is_read_like_a_file() -> None:
    app = opened("data")
    app.text_area(key="pasted-0").set_value("patient_id\ttype\tsites\nA1\tALL\tCSF\nA2\tAML\tskin\n").run()
    clicked(app, "Use this cohort")
    assert "**2 of 2 patients, 2 sites" in words(app)


def test_an_open_category_of_an_upload_is_no_part_of_the_url() -> None:
    app = clicked(uploaded(TIDY), "Use this cohort")
    widget = app.multiselect(key="institution")
    assert widget.proto.query_param_key == ""
    assert app.multiselect(key="sex").proto.query_param_key == "sex"
