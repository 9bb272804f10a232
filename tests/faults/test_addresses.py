"""Whatever stands in the address: the screen opens, follows what it can, and says what it cannot."""

import ast
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from emr_core.filters import options, site_options
from emr_core.policy import LIMITS
from emr_core.schema import categorical
from emr_ui import filter_state
from tests import cohorts
from tests.test_pages import opened, words

ROOT = Path(__file__).resolve().parents[2]


def filters_alone() -> None:
    """The sidebar as a script of its own, a hundred times faster than a screen."""
    from emr_ui import address, controls, ended, masthead, pickers, sections, thresholds

    address.note()
    ended.note()
    controls.filters(masthead.switcher())
    thresholds.popover()
    pickers.window()
    pickers.only_chosen()
    sections.show({"Heatmap": str, "Lanes": str}, key="view")
    ended.check()
    address.check()


def sidebar(address: Mapping[str, str | list[str]]) -> AppTest:
    app = AppTest.from_function(filters_alone, default_timeout=30)
    for name, text in address.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    """Return what the screen says of the address."""
    return "".join(warning.value for warning in app.warning).replace("\\", "")


LEVELS = [*categorical("sex").levels, *site_options(cohorts.published())]
LEVELS += [*options(categorical("karyotype"), cohorts.published()), "any", "none", "7 days", "28 days"]
NAMES = st.sampled_from([*filter_state.KEYS, *LIMITS, "cohort", "window", "only", "held", "data"])
ODD = [
    "true",
    "FALSE",
    "nan",
    "inf",
    "-1",
    "1e400",
    "0x10",
    "1_0",
    "٣",
    "5.5",
    "",
    "%",
    "&",
    "a=b",
    "'",
    "\x00",
]
ODD += ["<img src=x onerror=alert(1)>", "![i](//example.org/x.png)", "javascript:", "Uploaded", "Synthetic"]
TEXTS = st.sampled_from([*ODD, *LEVELS]) | st.integers().map(str) | st.text(max_size=60)
WITHOUT_SURROGATES = TEXTS.filter(lambda text: not any(0xD800 <= ord(letter) < 0xE000 for letter in text))


def held(value: object) -> list[str]:
    """Return what a widget holds, as the texts an address would say it by."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [] if value is None else [str(value).lower() if isinstance(value, bool) else str(value)]


@settings(max_examples=60)
@given(st.dictionaries(NAMES | st.text(min_size=1, max_size=9), WITHOUT_SURROGATES, max_size=6))
def test_what_the_address_says_is_followed_or_told_and_never_an_error(address: dict[str, str]) -> None:
    address = {name: text for name, text in address.items() if name.lower() not in ("embed", "embed_options")}
    address = {name: text for name, text in address.items() if name.isprintable() and name.isascii()}
    app = sidebar(address)
    said = told(app)
    for name, text in address.items():
        if name in ("held", "data", "look") or not text:
            continue
        if name not in app.session_state:
            # To keep the unknown of a field without any changes nothing.
            assert "left out" in said or (name.endswith("_unknown") and text.lower() in ("true", "false"))
            continue
        if "left out" not in said and "session has ended" not in said:
            followed = held(app.session_state[name])
            assert text.lower() in [one.lower() for one in followed] or _same_number(text, followed), name


def _same_number(text: str, followed: list[str]) -> bool:
    """Return whether a widget holds the number, or number of days, that the address says."""
    number = float(text.removesuffix(" days"))
    return [float(one) for one in followed] == [number] and math.isfinite(number)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"leukemia_type": "XXX"}, "Leukaemia type “XXX”"),
        ({"sex": ["Male", "Mail", "Mal"]}, "Sex “Mail” and “Mal”"),
        ({"age_at_diagnosis_from": "abc"}, "Age at diagnosis from “abc”"),
        ({"age_at_diagnosis_to": "nan"}, "Age at diagnosis to “nan”"),
        ({"test_from": "5.5"}, "a p value from a group size of “5.5”"),
        (
            {"test_from": "inf", "shade_from": "1e9"},
            "a p value from a group size of “inf”; shade from a denominator of “1e9”",
        ),
        ({"emr_sites_logic": "sometimes"}, "A patient fits with “sometimes”"),
        ({"only": "maybe", "window": "8"}, "BMR is concurrent within “8”; Only chosen “maybe”"),
        ({"cohort": "Nope"}, "Cohort “Nope”"),
        ({"view": "Atlas"}, "View “Atlas”"),
        ({"nonsense": "1", "a" * 99: "x" * 9999}, f"“{'a' * 39}…”; “nonsense”"),
        ({"sex": "a\x00\nb"}, "Sex “a\ufffd\ufffdb”"),
        ({f"n{place}": "1" for place in range(9)}, "“n0”; “n1”; “n2”; “n3”; “n4”; 4 more"),
    ],
)
def test_what_is_not_understood_is_named(address: dict[str, str | list[str]], said: str) -> None:
    app = sidebar(address)
    assert told(app) == (
        f"Not everything in the address was understood; left out: {said}. All else is shown as asked."
    )
    assert not sidebar({"sex": "Male", "test_from": "5", "only": "TRUE", "window": "28 days"}).warning


def test_markup_in_the_address_is_shown_as_it_stands() -> None:
    (warning,) = sidebar({"sex": "![i](//example.org/x.png)"}).warning
    assert "![" not in warning.value
    assert "\\!\\[i\\]\\(" in warning.value


def test_the_sentence_stays_until_it_is_closed_and_the_filters_that_were_understood_hold() -> None:
    app = opened("overview", leukemia_type="AML", sex="Mail")
    assert "left out: Sex “Mail”" in told(app)
    assert "**8 of 22 patients" in words(app)
    app.button(key="chip-leukemia_type").click().run()
    assert "Mail" in told(app)
    app.button(key="close-address").click().run()
    assert not app.warning


def test_a_setting_of_a_screen_is_checked_there() -> None:
    app = AppTest.from_file(str(ROOT / "emr_ui" / "main.py"), default_timeout=30)
    app.query_params["outcomes_view"] = "Course"
    app.run()
    assert "left out: “outcomes_view”" in told(app)


def test_every_widget_bound_to_the_address_says_what_it_understands() -> None:
    for path in sorted((ROOT / "emr_ui").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bound = sum(
            isinstance(node, ast.Constant) and node.value == "query-params" for node in ast.walk(tree)
        )
        if bound:
            assert "address." in path.read_text(encoding="utf-8"), path


def test_a_session_that_has_ended_is_told_until_data_are_loaded_or_it_is_closed() -> None:
    for address in ({"cohort": "Uploaded 2"}, {"held": "1"}, {"held": "1", "cohort": "Uploaded"}):
        app = opened("overview", **address)
        assert told(app).startswith("Your session has ended:")
        assert "Shown now is Seoul 2009–2011 (Kim et al. 2016)." in told(app)
        assert "held" not in app.query_params
    app.session_state["own_cohorts"] = {"Uploaded": cohorts.minimal()}
    app.run()
    assert not app.warning
    assert app.query_params["held"] == "1"
    app = opened("overview", held="1")
    app.button(key="close-ended").click().run()
    assert not app.warning


def test_a_deck_alone_is_held_too() -> None:
    app = opened("overview")
    assert "held" not in app.query_params
    next(button for button in app.button if button.label == "Add to deck").click().run()
    assert app.query_params["held"] == "1"
