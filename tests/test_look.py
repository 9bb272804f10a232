"""Colours can be read, and a level has its own."""

import itertools
import tomllib
from pathlib import Path

import pytest

from emr_core.factors import DERIVED, factor, groupings, present_levels
from emr_core.fields import UNKNOWN, Categorical, Several
from emr_core.lane_states import STATES
from emr_core.look import HUE_OF_LEVEL, LOOKS, Look, contrast
from emr_core.schema import FIELDS
from emr_core.timeline import EVENTS
from tests.cohorts import published

ROOT = Path(__file__).resolve().parents[1]
ALL_LOOKS = pytest.mark.parametrize("look", LOOKS.values(), ids=list(LOOKS))
GROUPED = [f for f in FIELDS if isinstance(f, Categorical) and not f.open and not isinstance(f, Several)]


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour between two, mixed in rgb as the ramp is."""
    parts = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_there_is_a_look_for_light_dark_and_print() -> None:
    assert [look.name for look in LOOKS.values()] == ["light", "dark", "print"]


@ALL_LOOKS
def test_every_hue_reads_on_its_surface(look: Look) -> None:
    assert {
        name: contrast(hue, look.surface)
        for name, hue in look.hues.items()
        if contrast(hue, look.surface) < 4.5
    } == {}
    assert contrast(look.ink, look.surface) >= 4.5
    assert contrast(look.muted, look.surface) >= 4.5


@ALL_LOOKS
def test_ink_reads_on_every_shade_of_the_ramp(look: Look) -> None:
    shades = [mixed(*look.ramp, step / 20) for step in range(21)]
    assert shades[0].lower() == look.surface.lower()
    assert shades[-1].lower() == look.ramp[1].lower()
    assert min(contrast(look.ink, shade) for shade in shades) >= 4.5


@ALL_LOOKS
def test_every_look_has_every_hue_and_no_two_are_the_same(look: Look) -> None:
    assert set(HUE_OF_LEVEL.values()) <= set(look.hues)
    assert len(set(look.hues.values())) == len(look.hues)


@pytest.mark.parametrize("field", GROUPED, ids=lambda field: field.name)
def test_every_level_that_patients_are_grouped_by_has_a_hue_of_its_own(field: Categorical) -> None:
    assert [level for level in field.levels if level not in HUE_OF_LEVEL] == []


def test_events_states_and_derived_groups_have_a_hue() -> None:
    derived = [level for name in DERIVED for level in factor(published(), name).levels]
    assert [name for name in (*EVENTS, *STATES, *derived) if name not in HUE_OF_LEVEL] == []


def test_unknown_is_grey_and_death_is_ink() -> None:
    assert HUE_OF_LEVEL[UNKNOWN] == "grey"
    assert {HUE_OF_LEVEL[f"Died{words}"] for words in (" of disease", " (cause not stated)", "")} == {"ink"}


@pytest.mark.parametrize("name", ["leukemia_type", "sex", "fab", "karyotype", "bmr", "response", "at_emr"])
def test_what_the_published_cohort_shows_together_differs_in_colour(name: str) -> None:
    levels = present_levels(factor(published(), name))
    for look in LOOKS.values():
        colours = look.colours(levels)
        assert len(set(colours)) == len(levels)


def test_common_karyotypes_of_one_lineage_differ_in_colour() -> None:
    aml = ("t(8;21)", "inv(16)/t(16;16)", "t(15;17)", "KMT2A/11q23", "Complex", "Other abnormality", "Normal")
    lymphoid = ("t(9;22)", "t(12;21)", "t(1;19)", "KMT2A/11q23", "Hyperdiploid", "Hypodiploid")
    for lineage in (aml, (*lymphoid, "Other abnormality", "Normal")):
        for first, second in itertools.combinations(lineage, 2):
            assert HUE_OF_LEVEL[first] != HUE_OF_LEVEL[second], (first, second)


def test_the_classes_of_aml_by_fab_differ_in_colour() -> None:
    assert len({HUE_OF_LEVEL[f"M{number}"] for number in range(8)}) == 8
    assert len({HUE_OF_LEVEL[f"L{number}"] for number in (1, 2, 3)}) == 3


def test_a_level_without_hue_takes_one_by_its_place() -> None:
    look = LOOKS["light"]
    first, second = look.colours(("Centre A", "Centre B"))
    assert (first, second) == (look.hues["blue"], look.hues["orange"])
    assert look.colour("AML", 5) == look.hues["vermillion"]


def test_every_grouping_of_the_published_cohort_can_be_coloured() -> None:
    for name in groupings():
        levels = factor(published(), name).levels
        assert len(LOOKS["dark"].colours(levels)) == len(levels)


THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_theme_and_the_pictures_share_a_surface_on_which_words_read_at_4_5_to_1(name: str) -> None:
    theme, look = THEME[name], LOOKS[name]  # type: ignore[index]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"], *theme["sidebar"].values()]
    assert theme["backgroundColor"] == look.surface
    assert set(theme["sidebar"].values()) <= set(grounds[:2])
    for words in (theme["textColor"], theme["linkColor"], look.ink, look.muted):
        assert min(contrast(words, ground) for ground in grounds) >= 4.5, words
    # Captions are the text at 82 %; Streamlit writes white on the primary colour, and draws lines with it.
    for ground in grounds:
        assert contrast(mixed(ground, theme["textColor"], 0.82), ground) >= 4.5
        assert contrast(theme["primaryColor"], ground) >= 3
    assert contrast(theme["primaryColor"], "#ffffff") >= 4.48
    assert contrast({"light": "#0072b2", "dark": "#56b4e9"}[name], grounds[1]) >= 3  # the ring of the focus


@ALL_LOOKS
def test_ink_reads_on_every_tint_and_marks_stand_out_from_the_surface(look: Look) -> None:
    for level in HUE_OF_LEVEL:
        assert contrast(look.ink, look.tint(level)) >= 4.5, level
        assert contrast(look.colour(level), look.surface) >= 3, level
    assert contrast(look.surface, look.depth[0]) == 1
    assert contrast(look.surface, look.depth[-1]) >= 4.5
