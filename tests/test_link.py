"""A link opens the screen as it stood; other data than it was made of are told."""

from streamlit.testing.v1 import AppTest

from tests import cohorts
from tests.test_pages import MAIN, opened, words


def link(app: AppTest) -> str:
    """Return the link a screen offers."""
    (code,) = [code.value for code in app.sidebar.code]
    return code


def warnings(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def test_a_link_holds_filters_and_the_data_it_was_made_of() -> None:
    published = cohorts.published().source.fingerprint[:8]
    app = opened("overview", leukemia_type="ALL", look="print", data=published)
    assert link(app) == f"?leukemia_type=ALL&data={published}"
    assert not warnings(app)


def test_the_link_of_an_upload_names_no_file_and_says_what_must_be_loaded() -> None:
    own = cohorts.make_cohort(patient_id=["A", "B"], leukemia_type="ALL", emr_sites="CSF")
    app = opened("overview", own, sex="Male")
    assert link(app) == f"?sex=Male&data={own.source.fingerprint[:8]}"
    assert "must load the same file on the Data screen" in words(app)


def test_other_data_than_a_link_was_made_of_are_told_until_they_are_open_or_accepted() -> None:
    own = cohorts.make_cohort(patient_id=["A", "B"], leukemia_type="ALL", emr_sites="CSF")
    meant = own.source.fingerprint[:8]
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    app.session_state["own_cohorts"] = {"Ours": own}
    app.query_params["data"] = meant
    app.run()
    assert meant in warnings(app)[0]
    app.selectbox(key="cohort").select("Ours").run()
    assert not warnings(app)
    app = opened("overview", data="0123abcd")
    app.button(key="forget-link").click().run()
    assert not warnings(app)
    assert not warnings(opened("overview", data="<b>not a fingerprint</b>"))
