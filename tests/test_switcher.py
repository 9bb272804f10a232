"""Another cohort is a choice in the sidebar; filters it cannot answer wait, and that is said."""

from streamlit.testing.v1 import AppTest

from tests import cohorts
from tests.test_pages import charts, opened, words


def switched(app: AppTest, name: str) -> AppTest:
    """Return the screen after another cohort was chosen."""
    app.selectbox(key="cohort").select(name).run()
    assert not app.exception
    return app


def test_the_published_cohort_is_open_at_the_start_and_the_synthetic_one_is_offered() -> None:
    app = opened("overview")
    assert app.selectbox(key="cohort").value == "Published"
    assert app.selectbox(key="cohort").options == ["Published", "Synthetic"]


def test_a_url_opens_the_synthetic_cohort() -> None:
    assert "**240 of 240 patients" in words(opened("sites", cohort="Synthetic"))


def test_filters_both_cohorts_can_answer_go_along() -> None:
    app = switched(opened("sites", leukemia_type="ALL", sex="Male"), "Synthetic")
    assert app.multiselect(key="leukemia_type").value == ["ALL"]
    assert app.multiselect(key="sex").value == ["Male"]
    assert "Put aside" not in words(app)


def test_a_filter_the_other_cohort_cannot_answer_is_put_aside_said_and_brought_back() -> None:
    app = opened("sites", cohort="Synthetic", institution="Centre 2", leukemia_type="AML")
    before = app.multiselect(key="institution").value
    switched(app, "Published")
    assert app.multiselect(key="institution").value == []
    assert app.multiselect(key="leukemia_type").value == ["AML"]
    assert "Put aside, not in this cohort: Institution: Centre 2." in words(app).replace("\\", "")
    assert "**8 of 22 patients" in words(app)
    switched(app, "Synthetic")
    assert app.multiselect(key="institution").value == before == ["Centre 2"]
    assert "Put aside" not in words(app)


def test_a_site_the_other_cohort_never_saw_waits_alone() -> None:
    app = opened("sites", emr_sites="Parotid gland")
    app.multiselect(key="emr_sites").set_value(["Parotid gland", "CSF"]).run()
    switched(app, "Synthetic")
    assert app.multiselect(key="emr_sites").value == ["CSF"]
    assert "Site: Parotid gland" in words(app).replace("\\", "")
    switched(app, "Published")
    assert app.multiselect(key="emr_sites").value == ["CSF", "Parotid gland"]


def test_a_synthetic_cohort_says_so_in_badge_plot_caption_and_words() -> None:
    app = opened("sites", cohort="Synthetic")
    assert all(text.startswith("SYNTHETIC data.") for text in charts(app))
    captions = [c.value for c in app.caption if "of 240 patients" in c.value]
    assert captions
    assert all(caption.startswith("SYNTHETIC data, no real patient") for caption in captions)
    spec = app.get("vega_lite_chart")[0].proto.spec
    assert '"watermark"' in spec


def test_a_published_cohort_carries_no_such_mark() -> None:
    spec = opened("sites").get("vega_lite_chart")[0].proto.spec
    assert "watermark" not in spec


def test_the_sessions_own_cohorts_stand_beside_the_bundled_ones() -> None:
    app = opened("sites", cohorts.minimal())
    assert app.selectbox(key="cohort").options == ["Published", "Synthetic", "Ours"]
    assert "**4 of 4 patients" in words(app)
