"""Every site has its place on the child, every number its line, and the map adds up to the table."""

import itertools
import json
import random

import pandas as pd
import pytest

from emr_core.body.labels import COLUMNS, labels, spread
from emr_core.body.regions import FILE, LABELLED, REGIONS, WIDTH, WITHOUT_PLACE
from emr_core.charts.body_map import Options, figure, frames
from emr_core.look import LOOKS
from emr_core.vocabulary.sites import SITE_NAMES, SYSTEMS
from tests.cohorts import TABLE_2, make_cohort, nobody, published
from tools.child.__main__ import drawing

LIGHT = LOOKS["light"]


def line(sites: pd.DataFrame, name: str) -> dict[str, object]:
    """Return the line of one site."""
    found = sites[sites["name"] == name]
    assert len(found) == 1
    return {str(key): value for key, value in found.iloc[0].items()}


def test_the_file_of_the_child_is_what_its_tool_draws() -> None:
    assert FILE.read_text(encoding="utf-8") == drawing()


def test_every_site_has_a_region_but_those_that_say_no_place() -> None:
    assert WITHOUT_PLACE == (
        "CNS (unspecified)",
        "Neck (unspecified)",
        "GI tract (unspecified)",
        "Abdomen (unspecified)",
        "Placenta",
        "Pelvis (unspecified)",
        "Genitourinary (unspecified)",
    )
    assert {region.site for region in REGIONS} == set(SITE_NAMES) - set(WITHOUT_PLACE) == set(LABELLED)


def test_rings_are_closed_and_lie_on_the_drawing() -> None:
    for region in REGIONS:
        for ring in itertools.chain.from_iterable(region.geometry["coordinates"]):
            assert ring[0] == ring[-1]
            assert len(ring) >= 5
            assert all(0 <= x <= WIDTH and 0 <= y <= 560 for x, y in ring), region.site


def test_the_numbers_beside_the_published_children_are_those_of_table_2() -> None:
    numbers = frames(published(), Options())["numbers"]
    assert dict(zip(numbers["name"], numbers["number"], strict=True)) == {
        site: str(sum(pair)) for site, pair in TABLE_2.items()
    }


def test_k_of_n_respects_sex_and_carries_its_interval() -> None:
    sites = frames(published(), Options())["sites"]
    assert line(sites, "CSF")["words"] == "7/22 (32 %), 95 % interval 16–53 %"
    assert line(sites, "Testis")["words"] == "2/14 (14 %), 95 % interval 4–40 %"
    assert line(sites, "Ovary and uterus")["words"] == "1/8 (13 %), 95 % interval 2–47 %"
    assert line(sites, "Prostate")["words"] == "0/14 (0 %), 95 % interval 0–22 %"
    assert len(sites) == len(SITE_NAMES) == 54


def test_the_shade_is_the_share_from_none_to_all_and_none_below_five_patients() -> None:
    sites = frames(published(), Options())["sites"]
    assert line(sites, "CSF")["shade"] == pytest.approx(100 * 7 / 22)
    assert line(sites, "Skin")["shade"] == pytest.approx(100 / 22)
    assert line(sites, "Orbit")["shade"] == 0
    four = frames(make_cohort(emr_sites=["skin"] * 4), Options())["sites"]
    assert (line(four, "Skin")["k"], line(four, "Skin")["shade"], line(four, "Skin")["state"]) == (
        4,
        0,
        "some",
    )


def test_the_map_and_what_stands_under_it_add_up_to_the_table() -> None:
    cohort = make_cohort(emr_sites=["CNS; skin", "CNS", "placenta; testis", "abdominal mass", "orbit", None])
    made = figure(cohort, 6, LIGHT)
    sites = made.data["sites"]
    on, off = (sites.loc[sites["on_figure"] == here, "k"].sum() for here in (True, False))
    numbers, rest = made.data["numbers"], made.data["elsewhere"]
    assert on == sum(int(n) for n in numbers["number"]) == 3
    assert off == sum(int(words.rsplit(" ", 1)[1]) for words in rest["words"])
    assert rest["words"].tolist()[0] == "CNS (unspecified)  2"
    assert on + off == len(cohort.sites) == len(cohort.sites[["patient_id", "site"]].drop_duplicates())
    assert len(made.table) == (sites["k"] > 0).sum() == len(numbers) + len(rest)
    assert f"= {on} on the figure + {off} without a place there" in made.reconciliation
    assert "1 patient with site not stated" in made.reconciliation


def test_systems_count_a_patient_once_and_are_tied_to_their_commonest_site() -> None:
    data = frames(published(), Options(level="system"))
    assert data["sites"]["name"].tolist() == list(SYSTEMS)
    assert line(data["sites"], "Nervous system")["k"] == 11
    assert line(data["sites"], "Abdomen and digestive tract")["k"] == 4
    start = {name: (x, y) for name, x, y in zip(*(data["paths"][c] for c in ("name", "x", "y")), strict=True)}
    assert start["Genitourinary"] in LABELLED["Kidney"].anchors
    assert start["Nervous system"] in LABELLED["CSF"].anchors


def test_the_sites_of_the_filter_are_outlined_numbered_even_at_nobody_and_named() -> None:
    options = Options(marked_sites=("CSF", "Endocrine", "Brachial plexus"))
    made = figure(published(), 22, LIGHT, options)
    sites = made.data["sites"]
    assert sites.loc[sites["chosen"], "name"].tolist() == ["CSF", "Thyroid", "Adrenal gland"]
    assert {"Thyroid", "Adrenal gland"} <= set(made.data["numbers"]["name"])
    assert made.data["regions"].loc[made.data["regions"]["drawn"], "name"].iloc[-1] == "Adrenal gland"
    assert "Outlined: CSF and Endocrine." in made.caption


@pytest.mark.parametrize("among", [7, 25, 45])
def test_no_number_and_no_name_covers_another(among: int) -> None:
    chosen = random.Random(among).sample(sorted(LABELLED), among)
    placed = labels({site: site for site in chosen})
    assert {label.name for label in placed} == set(chosen)
    for first, second in itertools.combinations(placed, 2):
        left, bottom, right, top = first.box
        x0, y0, x1, y1 = second.box
        apart = min(right, x1) <= max(left, x0) + 0.01 or min(top, y1) <= max(bottom, y0) + 0.01
        assert apart, (first.name, second.name)
    for label in placed:
        assert label.column in COLUMNS
        assert label.column.low - 0.01 <= label.box[1] < label.box[3] <= label.column.high + 0.01


def test_labels_stay_where_they_are_wanted_unless_they_would_touch() -> None:
    assert spread([90, 50, 10], [10, 10, 10], 0, 100) == pytest.approx([90, 50, 10])
    assert spread([52, 50], [10, 10], 0, 100) == pytest.approx([56, 46])
    assert spread([99, 98], [10, 10], 0, 100) == pytest.approx([95, 85])
    assert spread([50, 50, 50], [10, 10, 10], 0, 15) == pytest.approx([12.5, 7.5, 2.5])
    assert spread([], [], 0, 100) == []


def test_the_table_is_the_commonest_first_with_the_system_and_says_all_in_words() -> None:
    table = figure(published(), 22, LIGHT).table
    assert table.columns.tolist() == ["Site", "System", "Patients", "On the figure"]
    assert table.iloc[0].tolist() == ["CSF", "Nervous system", "7/22 (32 %), 95 % interval 16–53 %", "yes"]
    assert len(table) == 18


def test_nobody_gives_the_bare_child() -> None:
    made = figure(nobody(), 22, LIGHT)
    assert made.data["sites"]["words"].eq("0/0").all()
    assert len(made.data["numbers"]) == 0
    assert made.alt.endswith("No site is stated.")
    assert "NaN" not in json.dumps(made.chart.to_dict())
