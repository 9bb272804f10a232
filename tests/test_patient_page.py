"""The Patient screen: who is shown and how one gets there; what an upload never lets into an address."""

from streamlit.testing.v1 import AppTest

from emr_core.cohort import Cohort
from emr_ui.one_patient import KEY, OWN_KEY
from tests import cohorts
from tests.tables_on_screen import tables
from tests.test_pages import charts, opened, words

LINE = "P09 · ALL L1 · F · 10 y · t(17;19) · 6 sites · BMR at 23 weeks"


def text(app: AppTest) -> str:
    """Return the words of a screen with its headings."""
    headings = "\n".join(one.value for one in app.header)
    return f"{words(app)}\n{headings}".replace("\\", "")


def seen(app: AppTest) -> str:
    """Return all that stands on a screen: words, cells and the words of its pictures."""
    return "\n".join([text(app), *(table.value.to_string() for table in tables(app)), *charts(app)])


def test_a_link_opens_one_child_with_every_part_of_the_screen() -> None:
    app = opened("patient", patient="P09")
    assert LINE in text(app)
    assert app.selectbox(key=KEY).value == "P09"
    assert "9 of 22 chosen" in text(app)
    for heading in (
        ": course",
        "Patient P09",
        "others, up to",
        "others, after",
        "karyotype, read",
        "on the body",
    ):
        assert heading in text(app)
    assert "14 patients with ALL among those chosen" in text(app)
    assert len(charts(app)) == 4


def test_who_is_shown_stands_in_the_address_without_a_click_of_the_published_alone() -> None:
    app = opened("patient")
    assert app.selectbox(key=KEY).value == "P01"
    assert "P01" in app.query_params[KEY]
    app.switch_page("../pages/sites.py").run()
    app.switch_page("../pages/patient.py").run()
    assert not app.exception
    assert "P01" in app.query_params[KEY]
    assert KEY not in opened("patient", secret()).query_params


def test_steps_go_through_those_chosen_by_button_and_arrow_key() -> None:
    app = opened("patient", leukemia_type="ALL")
    assert app.selectbox(key=KEY).value == "P09"
    before, after = app.button(key="patient-Previous"), app.button(key="patient-Next")
    assert (before.disabled, after.disabled) == (True, False)
    assert (before.proto.shortcut, after.proto.shortcut) == ("left", "right")
    after.click().run()
    assert "2 of 14 chosen" in text(app)
    app.button(key="patient-Next").click().run()
    app.button(key="patient-Previous").click().run()
    assert app.selectbox(key=KEY).value == "P10"


def test_a_patient_outside_of_the_filter_is_shown_and_it_is_said_and_an_only_one_has_no_steps() -> None:
    app = opened("patient", patient="P10", emr_sites="Skin")
    assert "P10 · ALL L1 · M · 4 y" in text(app)
    assert "Not among the 1 patient chosen of 22" in text(app)
    app.button(key="patient-Next").click().run()
    assert LINE in text(app)
    assert "1 of 1 chosen" in text(app)
    assert app.button(key="patient-Previous").disabled
    assert app.button(key="patient-Next").disabled


def test_similar_cases_of_the_registry_hide_outcomes_until_asked_and_open_on_click() -> None:
    app = opened("patient", cohort="Synthetic", patient="S0000006")
    table = tables(app)[-1].value
    assert "Response" not in set(table.iloc[:, 0]) | set(table.index)
    app.toggle(key="similar_outcomes").set_value(True).run()
    table = tables(app)[-1].value
    assert "Response" in set(table.iloc[:, 0]) | set(table.index)
    assert "Not a prognosis" in text(app)
    first = next(button for button in app.button if (button.key or "").startswith("similar-0"))
    first.click().run()
    assert app.selectbox(key=KEY).value == first.label


def secret() -> Cohort:
    """Return an upload whose cells say more than they should: a name in the karyotype, one in the sites."""
    return cohorts.make_cohort(
        patient_id=["Case7", "Case8"],
        emr_sites=["CSF", "hospital of Dr Foo"],
        karyotype=["t(9;22) Jane Doe", "46,XX jane@doe.org"],
        initial_emd="Yes",
        initial_emd_sites=["skin, seen by Dr Bar", "Dr Bar"],
    )


def test_nothing_of_an_upload_enters_the_address_nor_do_words_of_its_cells_enter_the_screen() -> None:
    app = opened("patient", secret(), patient="Case8")
    assert (
        app.selectbox(key=OWN_KEY).value == "Case7"
    )  # that of the address is not taken for one of an upload
    shown = seen(app)
    app.selectbox(key=OWN_KEY).select("Case8").run()
    assert not app.exception
    shown += seen(app)
    assert "Case8 · ALL" in shown
    assert KEY not in app.query_params
    assert "Case" not in str(app.query_params)
    for word in ("Jane", "doe.org", "Foo", "Bar"):
        assert word not in shown
    # The code of a card would name the patient.
    assert not any("patient_id=" in block.value for block in app.code)


def test_a_cohort_without_relapses_has_no_patient_to_show() -> None:
    app = opened("patient", cohorts.make_cohort(emr=["No", "No"], emr_sites=None))
    assert "Nobody in this cohort has an extramedullary relapse" in app.info[0].value


def test_a_clicked_patient_opens_on_the_own_screen() -> None:
    app = opened("timelines")
    app.session_state["patient_clicked"] = (cohorts.published().source.fingerprint, "P13")
    app.run()
    app.button(key="open-patient").click().run()
    assert not app.exception
    assert "P13 · ALL L1 · M · 13 y · karyotype not recorded · Kidney · BMR at 4 weeks" in text(app)
