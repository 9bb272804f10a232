"""A data manager brings a table: it is read, asked about, checked, used, and forgotten on request."""

import json
import pickle

import pytest
from streamlit.testing.v1 import AppTest

from emr_core.export.deck.deck import Deck
from emr_core.intake.load import take_in
from emr_core.intake.mapping import Mapping
from emr_core.intake.raw_table import read_table
from emr_ui.upload import columns, meanings, problems, waiting
from emr_ui.upload import words as words_step
from emr_ui.upload.changes import LEAVE_OUT, edited
from emr_ui.upload.profile import fitted
from emr_ui.upload.use import free_option
from tests.cohorts import FILE
from tests.test_pages import opened, words

TIDY = FILE.read_bytes()
GERMAN = (
    "Pat.-Nr.;Alter;Geschlecht;Diagnose;Rezidivort;Leukozyten\n"
    "0007;4,5;w;ALL;Hoden links;12,5\n"
    "0008;11;m;AML;Knochen, XYZ;80,1\n"
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


def typed(app: AppTest, grid: str, edits: dict[int, dict[str, object]]) -> AppTest:
    """Return the screen after cells of a grid were changed; AppTest has no hand for grids of its own."""
    shown = next(element for element in app.dataframe if f"-{grid}-" in element.proto.id)
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = shown.proto.id
    state.string_value = json.dumps({"edited_rows": edits, "added_rows": [], "deleted_rows": []})
    app._run(states)
    assert not app.exception
    return app


def steps(app: AppTest) -> list[str]:
    """Return the lines of the five steps."""
    return [m.value.replace("\\", "") for m in app.markdown if m.value.startswith("**:material")]


def opened_step(app: AppTest, number: int) -> AppTest:
    """Return the screen with one step open."""
    app.session_state[f"open-{number}-0-1"] = True
    app.run()
    assert not app.exception
    return app


def test_the_screen_says_where_the_data_stay_before_anything_is_uploaded() -> None:
    text = words(opened("data"))
    assert "held in the server's memory for this session only" in text.replace("\\", "")
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
        "**Leukaemia type**: words and codes that are not known",
        "**Site**: words and codes that are not known",
    ]
    clicked(app, "Use this cohort")
    assert "**3 of 3 patients, 3 sites" in words(app)


def test_the_cohort_can_be_named_and_its_name_never_stands_in_the_url() -> None:
    app = uploaded(TIDY)
    app.text_input(key="name-0-1").set_value("Our centre").run()
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
    app.session_state["more-filters"] = True
    widget = app.run().multiselect(key="institution")
    assert widget.proto.query_param_key == ""
    assert app.multiselect(key="sex").proto.query_param_key == "sex"


MESSY = (
    b"Pat.-Nr.;Nachname;Alter;Geschlecht;Diagnose;Rezidivort;KM-Protokoll\n"
    b"0007;Kim;4;w;ALL;Liquor;isoliert\n"
    b"0008;Lee;elf;1;AML;Orbita;nachfolgend\n"
    b"0009;Cho;134;m;ALL;XYZ;isoliert\n"
)


def test_the_five_steps_stand_in_order_each_with_its_state() -> None:
    assert [line.split("material/")[1] for line in steps(uploaded(MESSY, "k.csv"))] == [
        "check_circle: 1 File** · k.csv: 3 rows, 7 columns; text in utf-8, divided by semicolon; "
        "headers in line 1",
        "check_circle: 2 Columns** · 5 of 7 columns used",
        "help: 3 Words** · 2 words to say the meaning of",
        "error: 4 Check and fix** · 1 error; 4 warnings",
        "error: 5 Use** · not yet: the errors come first",
    ]


def test_a_cell_mended_in_the_grid_is_checked_at_once_and_can_be_taken_back() -> None:
    app = uploaded(MESSY, "k.csv")
    assert app.error[0].value.replace("\\", "").endswith("3 rows = 0 patients + 0 merged + 3 refused.")
    typed(app, "grid", {0: {"Alter": "13"}})
    assert "**✓ Mended.** Nothing is wrong any more in this column of these rows." in words(app)
    assert app.warning[0].value.replace("\\", "").endswith("3 rows = 3 patients + 0 merged + 0 refused.")
    change = "Row 3, Alter: 134 → 13  ✕"
    clicked(app, change)
    assert app.error[0].value.replace("\\", "").endswith("3 rows = 0 patients + 0 merged + 3 refused.")
    assert change not in [button.label for button in app.button]


def test_a_row_left_out_is_counted_as_removed() -> None:
    app = typed(uploaded(MESSY, "k.csv"), "grid", {0: {LEAVE_OUT: True}})
    said = app.warning[0].value.replace("\\", "")
    assert said.endswith("3 rows = 2 patients + 0 merged + 0 refused + 1 removed.")
    clicked(app, "Take all back")
    assert app.error


def test_next_goes_through_the_problems_one_by_one() -> None:
    app = uploaded(MESSY, "k.csv")
    seen = []
    for _ in range(3):
        clicked(app, "Next problem")
        seen.append(next(m.value for m in app.markdown if m.value.startswith("**▲")).replace("\\", ""))
    assert ["Age" in seen[0], "Sex" in seen[1], "Site" in seen[2]] == [True, True, True]


def test_a_code_is_asked_and_means_what_was_said() -> None:
    app = typed(uploaded(MESSY, "k.csv"), "words-sex", {0: {"Means": "Female"}})
    assert "3 Words** · 1 word to say the meaning of" in steps(app)[2]
    clicked(app, "1 → Female  ✕")
    assert "3 Words** · 2 words to say the meaning of" in steps(app)[2]


def test_a_column_can_be_given_another_meaning() -> None:
    app = opened_step(uploaded(MESSY, "k.csv"), 2)
    typed(app, "columns", {6: {"Means": "Bone-marrow relapse"}})
    assert "2 Columns** · 6 of 7 columns used" in steps(app)[1]


def test_values_of_identifiers_are_never_shown_and_are_kept_only_by_a_tick() -> None:
    app = opened_step(uploaded(MESSY, "k.csv"), 2)
    shown = next(element for element in app.dataframe if "-columns-" in element.proto.id).value
    assert shown.set_index("Column in the file").loc[["Pat.-Nr.", "Nachname"], "First values"].tolist() == [
        "not shown",
        "not shown",
    ]
    grid = next(element for element in app.dataframe if "-grid-" in element.proto.id).value
    assert "Nachname" not in grid
    app.checkbox(key="keep-Nachname-0-1").check().run()
    assert app.session_state["upload"].plan.kept == ("Nachname",)


def test_a_saved_mapping_says_what_fitted() -> None:
    intake = take_in(read_table(MESSY, "k.csv"))
    other = Mapping.from_json(intake.mapping.to_json().replace("Rezidivort", "Ort"))
    assert fitted(other, intake) == (
        "The saved mapping fits: 4 of its 5 columns are here. Not in this file: 'Ort'. "
        "Not in the mapping, left out: 'Nachname', 'Rezidivort' and 'KM-Protokoll'."
    )


def test_a_file_that_is_no_mapping_is_said_and_changes_nothing() -> None:
    app = opened_step(uploaded(MESSY, "k.csv"), 2)
    app.file_uploader(key="profile-0-1").set_value(("m.json", b"[1]", "application/json")).run()
    assert "This is no mapping profile" in app.error[-1].value
    assert "5 of 7 columns used" in steps(app)[1]


def test_a_cohort_is_renamed_and_removed() -> None:
    app = clicked(uploaded(TIDY), "Use this cohort")
    app.text_input(key="rename-Uploaded-0").set_value("Seoul again").run()
    assert app.session_state["own_cohorts"]["Uploaded"].source.name == "Seoul again"
    clicked(app, "Remove")
    assert app.selectbox(key="cohort").options == ["Published", "Synthetic"]
    assert "**22 of 22 patients, 38 sites" in words(app)


def test_a_free_option_is_the_first_that_no_cohort_has() -> None:
    assert free_option(set()) == "Uploaded"
    assert free_option({"Uploaded", "Uploaded 3"}) == "Uploaded 2"


def test_edits_of_a_grid_become_fixes_by_row_and_header() -> None:
    fixes, left_out = edited(
        {0: {"Alter": "13"}, 1: {LEAVE_OUT: True, "Ort": None}}, [3, 8], {(1, "x"): "y"}, frozenset({2})
    )
    assert fixes == {(1, "x"): "y", (3, "Alter"): "13", (8, "Ort"): ""}
    assert left_out == frozenset({2, 8})
    assert edited({1: {LEAVE_OUT: False}}, [3, 8], fixes, left_out)[1] == frozenset({2})


def test_every_kind_of_meaning_can_be_chosen_and_is_shown_as_chosen() -> None:
    for chosen in meanings.MEANINGS[1:]:
        assert meanings.meaning(meanings.with_meaning(Mapping(), "x", chosen), "x") == chosen
    assert meanings.meaning(Mapping(), "x") == meanings.LEFT_OUT


def test_a_unit_is_chosen_for_a_column() -> None:
    plan = meanings.with_meaning(Mapping(), "WBC", "WBC at diagnosis")
    assert meanings.unit(plan, "WBC") == "10⁹/L"
    assert meanings.unit(meanings.with_unit(plan, "WBC", "/µL"), "WBC") == "/µL"


def test_problems_are_told_together_errors_first() -> None:
    found = problems.to_fix(problems.problems(take_in(read_table(MESSY, "k.csv"))))
    assert [(p.severity, p.header, p.value, p.where) for p in found][:4] == [
        ("error", "Alter", "134", "3"),
        ("warning", "Alter", "elf", "2"),
        ("warning", "Geschlecht", "1", "2"),
        ("warning", "Rezidivort", "XYZ", "3"),
    ]


def test_the_rows_of_a_repeated_code_stand_beside_each_other() -> None:
    text = b"patient_id,leukemia_type,emr_sites\nA,ALL,CSF\nB,AML,skin\nA,AML,bone\n"
    intake = take_in(read_table(text, "k.csv"))
    (repeated,) = [p for p in problems.problems(intake) if p.code == "duplicate_id"]
    assert problems.rows_of(repeated, intake) == [1, 3]


def test_nothing_is_asked_of_a_tidy_file() -> None:
    intake = take_in(read_table(TIDY, "tidy.csv"))
    assert list(words_step.asked(intake)) == []
    assert columns.lacking(intake) == []


def test_cohorts_are_pooled_with_the_published_one_and_opened() -> None:
    app = clicked(uploaded(MESSY.replace(b"134", b"13"), "k.csv"), "Use this cohort")
    app.multiselect(key="pool-0").set_value(["Published", "Uploaded"]).run()
    clicked(app, "Pool")
    assert app.selectbox(key="cohort").value == "Uploaded 2"
    assert "**25 of 25 patients" in words(app)
    assert app.session_state["own_cohorts"]["Uploaded 2"].source.name == (
        "Seoul 2009–2011 (Kim et al. 2016) + k.csv"
    )


def test_forgetting_leaves_no_word_of_the_file_anywhere_in_the_session() -> None:
    app = clicked(typed(uploaded(MESSY, "geheim.csv"), "grid", {0: {"Alter": "13"}}), "Use this cohort")
    clicked(app, "Forget my data")
    held = {key: pickle.dumps(value) for key, value in app.session_state._state.filtered_state.items()}
    assert [key for key, value in held.items() if b"geheim" in value or b"Orbita" in value] == []
    assert [key for key in held if "Alter" in key or "Nachname" in key] == []


def test_removing_a_cohort_forgets_what_was_drawn_of_it() -> None:
    app = clicked(uploaded(MESSY.replace(b"134", b"13"), "k.csv"), "Use this cohort")
    own = app.session_state["own_cohorts"]["Uploaded"].source.fingerprint
    app.session_state["decks"] = {own: Deck(fingerprint=own), "other": Deck(fingerprint="other")}
    clicked(app, "Remove")
    assert own not in app.session_state["decks"]
    assert "own_cohorts" not in app.session_state


def test_a_file_can_be_read_differently() -> None:
    text = b"patient_id|leukemia_type|emr_sites|age_at_diagnosis_years\n1|ALL|CSF|4,5\n2|AML|skin|6\n"
    app = opened_step(uploaded(text, "k.csv"), 1)
    assert "4 Check and fix** · 1 warning" in steps(app)[3]
    next(box for box in app.selectbox if box.label == "Decimal sign").set_value("comma")
    next(button for button in app.button if button.label == "Read again").click().run()
    assert not app.exception
    assert steps(app)[0].endswith("headers in line 1; decimal comma")
    assert "4 Check and fix** · nothing to fix" in steps(app)[3]


def test_what_the_file_lacks_is_given_once_for_all_rows_and_taken_back() -> None:
    app = opened_step(uploaded(b"patient_id,emr_sites\nA,CSF\nB,skin\n", "k.csv"), 2)
    assert steps(app)[1].endswith("2 of 2 columns used; missing: Leukaemia type")
    choice = next(box for box in app.selectbox if box.label == "Leukaemia type in every row")
    choice.set_value("ALL").run()
    clicked(app, "Use this cohort")
    assert "**2 of 2 patients, 2 sites" in words(app)


def test_where_a_time_starts_is_confirmed_on_screen() -> None:
    text = b"patient_id,leukemia_type,emr_sites,survival_months\nA,ALL,CSF,12\nB,AML,skin,30\n"
    app = uploaded(text, "k.csv")
    assert steps(app)[1].endswith("4 of 4 columns used; 1 to look at")
    asked = next(box for box in app.selectbox if "survival" in box.label)
    assert asked.options == ["EMR", "Diagnosis", "HSCT"]
    asked.set_value("EMR").run()
    assert not app.exception
    assert steps(app)[1].endswith("4 of 4 columns used")
    clicked(app, "Use this cohort")
    assert app.session_state["own_cohorts"]["Uploaded"].patients["follow_up"].tolist() == [12.0, 30.0]


def test_what_was_told_of_the_reading_is_told_again_with_the_next_change() -> None:
    text = "patient_id;leukemia_type;emr_sites;age_at_diagnosis_years\n1;ALL;CSF;4,5\n2;AML;skin;6\n"
    app = opened_step(uploaded(text.encode(), "k.csv"), 1)
    next(box for box in app.selectbox if box.label == "Decimal sign").set_value("comma")
    next(button for button in app.button if button.label == "Read again").click().run()
    app.session_state["open-1-0-2"] = True
    app.run()
    next(box for box in app.selectbox if box.label == "Encoding").set_value("cp1252")
    next(button for button in app.button if button.label == "Read again").click().run()
    assert "text in cp1252" in steps(app)[0]
    assert steps(app)[0].endswith("decimal comma")


def test_a_bar_that_showed_the_progress_is_gone_when_the_file_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    monkeypatch.setattr(waiting, "EVERY", -1.0)
    app = uploaded(MESSY, "k.csv")
    assert steps(app)[0].endswith("headers in line 1")
    assert len(app.get("progress")) == 0


def test_groups_joined_with_names_can_be_left_out_on_the_screen() -> None:
    grouped = "ID,Type,Diagnosis,Relapse,\n,,Date,Date,Site\n1,ALL,2010-01-01,2012-01-01,CSF\n"
    app = opened_step(uploaded((grouped + "2,AML,2011-01-01,2013-01-01,skin\n").encode()), 1)
    choice = next(box for box in app.selectbox if box.label == "Names of groups above the headers")
    assert choice.options == ["as found", "yes", "no"]
    choice.set_value("no")
    clicked(app, "Read again")
    read = app.session_state["upload_intake"][1]
    assert list(read.table.cells.columns) == ["ID", "Type", "Date (C)", "Date (D)", "Site"]
