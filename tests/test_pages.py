"""Every screen with every kind of cohort: it says what it counts, or what is missing, and never breaks."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from emr_core.cohort import Cohort
from tests import cohorts

MAIN = Path(__file__).resolve().parents[1] / "emr_ui" / "main.py"
OF_THE_FILTERED = ("overview", "sites", "timelines", "outcomes", "compare", "patient")
SCREENS = (*OF_THE_FILTERED, "evidence")
STATES = {name: state for name, state in cohorts.STATES.items() if name not in ("published", "nobody")}


def opened(screen: str, own: Cohort | None = None, **filters: str) -> AppTest:
    """Return a screen as it stands after its first run, with these filters in its URL."""
    app = AppTest.from_file(str(MAIN), default_timeout=30)
    if own is not None:
        app.session_state["own_cohorts"] = {"Ours": own}
        app.query_params["cohort"] = "Ours"
    for name, value in filters.items():
        app.query_params[name] = value
    if screen != "overview":
        app.switch_page(f"../pages/{screen}.py")
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Return all text of a screen."""
    parts = [*app.markdown, *app.caption, *app.header, *app.title]
    return "\n".join(part.value for part in parts)


def charts(app: AppTest) -> list[str]:
    """Return the alternative texts of the pictures on a screen."""
    return [element.proto.alt for element in app.get("vega_lite_chart")]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_opens_on_the_published_cohort(screen: str) -> None:
    app = opened(screen)
    assert app.title[0].value.lower() == screen
    assert "**22 of 22 patients, 38 sites" in words(app)
    assert "not a medical device" in words(app)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("state", STATES)
def test_a_screen_bears_every_cohort(screen: str, state: str) -> None:
    cohort = STATES[state]()
    app = opened(screen, cohort)
    assert f"**{len(cohort)} of {len(cohort)} patient" in words(app)
    assert all(charts(app)), "a picture without words"


@pytest.mark.parametrize("screen", OF_THE_FILTERED)
def test_a_screen_without_patients_names_the_filter_and_takes_it_away(screen: str) -> None:
    app = opened(screen, leukemia_type="AML", emr_sites="CSF")
    assert "No patient fits these filters" in words(app)
    assert "**Site\\: CSF** left nobody of 8." in words(app)
    app.button(key="remove-emptying").click().run()
    assert "**8 of 22 patients, 14 sites" in words(app)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"leukemia_type": "ALL", "emr_sites": "CSF"}, "7 of 22 patients, 7 sites"),
        ({"emr_sites": "Bone"}, "6 of 22 patients, 12 sites"),
        ({"emr_sites": "Bone", "emr_sites_logic": "only"}, "1 of 22 patients, 1 site"),
        ({"emr_sites": "CSF", "emr_sites_logic": "none"}, "15 of 22 patients, 31 sites"),
        ({"karyotype": "Unknown"}, "6 of 22 patients"),
        ({"karyotype": "t(8;21)", "karyotype_any": "true"}, "5 of 22 patients"),
        ({"sex": "Female"}, "8 of 22 patients"),
        ({"wbc_at_diagnosis_from": "50"}, "7 of 22 patients"),
        ({"wbc_at_diagnosis_from": "50", "wbc_at_diagnosis_unknown": "true"}, "12 of 22 patients"),
    ],
)
def test_a_url_restores_its_filters(filters: dict[str, str], expected: str) -> None:
    assert f"**{expected}" in words(opened("overview", **filters))


@pytest.mark.parametrize(
    "filters",
    [
        {"leukemia_type": "XXX"},
        {"emr_sites": "<script>"},
        {"age_at_diagnosis_from": "abc"},
        {"nonsense": "1"},
    ],
)
def test_a_url_with_nonsense_shows_all_patients(filters: dict[str, str]) -> None:
    assert "**22 of 22 patients" in words(opened("overview", **filters))


def test_a_chip_removes_its_filter_and_undo_brings_it_back() -> None:
    app = opened("sites", leukemia_type="ALL", sex="Male")
    assert "**8 of 22 patients" in words(app)
    app.button(key="chip-sex").click().run()
    assert "**14 of 22 patients" in words(app)
    app.button(key="undo").click().run()
    assert "**8 of 22 patients" in words(app)
    app.button(key="clear-all").click().run()
    assert "**22 of 22 patients" in words(app)
    assert app.button(key="clear-all").disabled


def test_counts_stand_beside_the_levels_after_and_before() -> None:
    app = opened("sites", emr_sites="CSF")
    assert "AML 0/8 · ALL 7/14" in words(app)
    assert "Female 3/8 · Male 4/14" in words(app)


def test_the_heatmap_keeps_the_other_columns_until_only_the_chosen_are_wanted() -> None:
    app = opened("sites", leukemia_type="ALL")
    assert "22 of 22 patients. A patient counts once per site" in words(app).replace("\\", "")
    assert "Outlined\\: ALL" in words(app)
    app.toggle(key="only").set_value(True).run()
    assert "14 of 22 patients. A patient counts once per site" in words(app).replace("\\", "")


def test_the_badge_opens_source_eligibility_and_limitations() -> None:
    text = words(opened("overview")).replace("\\", "")
    assert "Iran J Pediatr 2016;26(3):e1711" in text
    assert "under 16 years" in text
    assert "January 2009 to December 2011" in text
    assert "Licence: CC BY-NC 4.0" in text


def test_the_window_changes_who_is_concurrent_and_says_so() -> None:
    app = opened("outcomes")
    app.selectbox(key="window").select(28).run()
    assert "P13" in words(app)
    assert "28" in words(app)


def test_aligned_at_the_marrow_relapse_only_its_twelve_patients_have_a_lane() -> None:
    app = opened("timelines")
    app.selectbox(key="align").select("BMR").run()
    text = words(app).replace("\\", "")
    assert "22 patients = 12 lanes + 10 without a dated BMR, not shown" in text
    assert "Diagnosis to EMR, CR to EMR, HSCT to EMR and Follow-up from EMR" in text


def test_two_sessions_do_not_see_each_others_cohort() -> None:
    mine = opened("sites", cohorts.minimal())
    theirs = opened("sites")
    assert "**4 of 4 patients" in words(mine)
    assert "**22 of 22 patients" in words(theirs)
    mine.run()
    assert "**4 of 4 patients" in words(mine)


def test_the_name_above_the_screens_spells_out_the_abbreviation_on_first_use() -> None:
    name = re.search(r'^NAME = "(.+)"$', MAIN.read_text(encoding="utf-8"), re.MULTILINE)
    assert name is not None
    assert f'content: "{name[1]}"' in (MAIN.parent / "style.css").read_text(encoding="utf-8")
    assert "EMR: extramedullary relapse. BMR: bone" in words(opened("overview")).replace("\\", "")
