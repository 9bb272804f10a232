"""Which sites come together among the published children, worked by hand from Table 1."""

import numpy as np
import pandas as pd
import pytest

from emr_core import set_grid
from emr_core.charts import site_combinations, site_pairs
from emr_core.look import LOOKS
from emr_core.site_sets import combined, pairs, site_sets
from tests.cohorts import TABLE_2, make_cohort, minimal, nobody, one_patient, published

LIGHT = LOOKS["light"]

EXACTLY = {
    "CSF": 7,
    "Testis": 2,
    "Bone": 1,
    "Kidney": 1,
    "Brain": 1,
    "Nerve plexus": 1,
    "Intestine": 1,
    "Bone; Brain": 1,
    "Bone; Nerve plexus": 1,
    "Bone; Muscle": 1,
    "Bone; Lung": 1,
    "Bone; Muscle; Pleura": 1,
    "Kidney; Pancreas; Peritoneum and omentum": 1,
    "Kidney; Lymph node; Liver; Parotid gland": 1,
    "Kidney; Lymph node; Liver; Skin; Breast; Ovary and uterus": 1,
}
"""The 22 children by all of their sites (cases 16-22; 10, 12; 8; 13; 6; 3; 15; 1; 4; 5; 7; 2; 14; 11; 9)."""


def counts(lines: pd.DataFrame) -> dict[frozenset[str], int]:
    """Return combinations as sets, whatever their order."""
    return {frozenset(name.split("; ")): int(k) for name, k in zip(lines["name"], lines["k"], strict=True)}


def pair(cells: pd.DataFrame, *sites: str) -> dict[str, object]:
    """Return the cell of two sites, or of one with itself."""
    wanted = {sites[0], sites[-1]}
    here = [{a, b} == wanted for a, b in zip(cells["first"], cells["second"], strict=True)]
    assert sum(here) == 1
    return {str(key): value for key, value in cells[here].iloc[0].items()}


def test_exactly_these_sites_are_fifteen_combinations_of_twenty_two_children() -> None:
    lines = combined(site_sets(published(), "site"), "exactly these sites", "patients")
    assert counts(lines) == {frozenset(name.split("; ")): k for name, k in EXACTLY.items()}
    assert lines["k"].sum() == 22
    assert lines["name"].iloc[:2].tolist() == ["CSF", "Testis"]
    assert lines["sites"].tolist() == [1] * 7 + [2] * 4 + [3, 3, 4, 6]


def test_at_least_these_sites_are_pairs_and_triples_and_count_a_child_in_each() -> None:
    lines = combined(site_sets(published(), "site"), "at least these sites", "patients")
    found = counts(lines)
    assert found[frozenset({"Bone", "Muscle"})] == 2
    assert found[frozenset({"Kidney", "Liver", "Lymph node"})] == 2
    assert found[frozenset({"Bone", "Muscle", "Pleura"})] == 1
    assert frozenset({"CSF"}) not in found
    # Pairs: 1 each of cases 1, 4, 5, 7; 3 of 2 and of 14; 6 of 11; 15 of 9. Triples: 1, 1, 4, 20.
    assert lines.loc[lines["sites"] == 2, "k"].sum() == 4 + 3 + 3 + 6 + 15
    assert lines.loc[lines["sites"] == 3, "k"].sum() == 1 + 1 + 4 + 20


def test_combinations_are_ordered_by_patients_or_by_number_of_sites() -> None:
    sets = site_sets(published(), "site")
    by_sites = combined(sets, "at least these sites", "number of sites")
    assert by_sites["sites"].is_monotonic_increasing
    assert by_sites["name"].iloc[0] == "Bone; Muscle"
    assert combined(sets, "at least these sites", "patients")["k"].is_monotonic_decreasing


def test_the_denominator_of_a_combination_are_those_who_can_have_all_of_it() -> None:
    lines = combined(site_sets(published(), "site"), "exactly these sites", "patients").set_index("name")
    assert lines.loc["Testis", ["k", "N"]].tolist() == [2, 14]
    assert lines.loc["CSF", "words"] == "7/22 (32 %), 95 % interval 16–53 %"
    (girl,) = [name for name in lines.index if "Ovary" in name]
    assert lines.loc[girl, ["k", "N"]].tolist() == [1, 8]


def test_pairs_are_n_with_both_of_those_with_the_rarer_site() -> None:
    sets = site_sets(published(), "site")
    cells = pairs(sets, sets.names)
    assert len(cells) == 18 * 19 / 2
    bone_muscle = pair(cells, "Bone", "Muscle")
    assert (bone_muscle["k"], bone_muscle["N"], bone_muscle["smaller"]) == (2, 2, "Muscle")
    assert (pair(cells, "Bone", "Brain")["k"], pair(cells, "Bone", "Brain")["N"]) == (1, 2)
    assert (pair(cells, "CSF", "Bone")["k"], pair(cells, "CSF", "Bone")["N"]) == (0, 6)
    assert pair(cells, "Testis", "Ovary and uterus")["able"] == 0
    assert {name: pair(cells, name)["k"] for name in TABLE_2} == {
        n: sum(pair_) for n, pair_ in TABLE_2.items()
    }
    assert pair(cells, "Testis")["N"] == 14
    assert cells.loc[~cells["same"], "k"].sum() == 4 + 3 + 3 + 6 + 15


def test_systems_count_a_child_once() -> None:
    lines = combined(site_sets(published(), "system"), "exactly these sites", "patients").set_index("name")
    assert lines.loc["Nervous system", "k"] == 9
    assert lines.loc["Nervous system; Bone and joint", "k"] == 2


def test_whoever_is_recorded_with_a_site_can_have_it_and_unknown_sex_too() -> None:
    cohort = make_cohort(emr_sites=["testis", "CSF", "CSF", "CSF"], sex=["Female", None, "Male", "Female"])
    sets = site_sets(cohort, "site")
    assert sets.able[:, sets.names.index("Testis")].tolist() == [True, True, True, False]
    assert sets.having.sum(axis=0).tolist() == [3, 1]
    assert sets.stated == 4


def test_every_frame_of_the_upset_adds_up_and_what_is_not_drawn_is_counted() -> None:
    made = site_combinations.figure(published(), 22, LIGHT)
    assert made.reconciliation == "22 patients with a stated site = 22 in 15 combinations drawn."
    assert made.data["dots"]["involved"].sum() == 7 + 2 * 4 + 3 + 3 + 4 + 6
    assert len(made.data["links"]) == 8
    assert len(made.data["dots"]) == 15 * 18
    many = site_combinations.Options(meaning="at least these sites")
    made = site_combinations.figure(published(), 22, LIGHT, many)
    rest = len(made.data["combinations"]) - site_combinations.MOST
    assert len(made.data["bars"]) == site_combinations.MOST
    assert f"{rest} further combinations in the table alone" in made.reconciliation
    assert len(made.table) == len(made.data["combinations"])
    assert "at least these sites" in made.data["titles"]["title"].iloc[0]


def test_a_bar_is_as_long_as_its_number_and_a_line_goes_from_first_to_last_site() -> None:
    data = site_combinations.frames(published(), site_combinations.Options())
    bars, sites = data["bars"].set_index("name"), data["sites"].set_index("name")
    heights = set_grid.FOOT - bars["top"]
    assert heights["Testis"] / heights["CSF"] == pytest.approx(2 / 7)
    widths = sites["right"] - sites["left"]
    assert widths["Bone"] / widths["CSF"] == pytest.approx(6 / 7)
    link = data["links"].set_index("name").loc["Bone; Muscle; Pleura"]
    assert (link["y"], link["last"]) == (sites.loc["Bone", "y"], sites.loc["Pleura", "y"])
    assert data["ticks"]["tick"].tolist() == ["0", "2", "4", "6"]


@pytest.mark.parametrize(
    ("sites", "logic", "outlined"),
    [
        (("CSF",), "exactly", ["exactly CSF"]),
        (("CSF",), "any", ["CSF"]),
        (("Muscle", "Bone"), "exactly", ["exactly Bone; Muscle"]),
        (("Muscle", "Bone"), "any", []),
        ((), "any", []),
    ],
)
def test_the_filter_that_a_mark_stands_for_is_outlined(
    sites: tuple[str, ...], logic: str, outlined: list[str]
) -> None:
    options = site_combinations.Options(marked_sites=sites, marked_logic=logic)  # type: ignore[arg-type]
    targets = site_combinations.frames(published(), options)["targets"]
    assert [words.split(":")[0] for words in targets.loc[targets["chosen"], "spoken"]] == outlined


def test_a_cell_of_the_pairs_says_n_and_share_or_that_nobody_can_have_both() -> None:
    options = site_pairs.Options(marked_sites=("Muscle", "Bone"), marked_logic="all")
    made = site_pairs.figure(published(), 22, LIGHT, options)
    cells = made.data["cells"].set_index("spoken")
    written = ["alone", "both", "part", "none"]
    assert cells.loc["Bone and Muscle", written].tolist() == ["", "2", "100 %", ""]
    assert cells.loc["CSF and Bone", written].tolist() == ["", "", "", "0"]
    assert cells.loc["Testis and Ovary and uterus", written].tolist() == ["", "", "", "–"]
    assert cells.loc["CSF", written].tolist() == ["7", "", "", ""]
    assert cells.index[cells["chosen"]].tolist() == ["Bone and Muscle"]
    assert cells.loc["Bone and Muscle", "shade"] == 0
    assert "14 with one site + 8 with several" in made.reconciliation
    assert made.table.iloc[0].tolist() == [
        "Bone and Muscle",
        2,
        "of the 2 with Muscle: 2/2 (100 %), 95 % interval 34–100 %",
    ]


def test_a_pair_is_shaded_by_its_share_where_five_have_the_rarer_site() -> None:
    cohort = make_cohort(emr_sites=["CSF; skin"] * 2 + ["skin"] * 3 + ["CSF"] * 4 + ["CSF; orbit"] * 4)
    cells = site_pairs.frames(cohort, site_pairs.Options())["cells"]
    assert pair(cells, "CSF", "Skin")["shade"] == pytest.approx(2 / 5)
    assert pair(cells, "CSF", "Orbit")["shade"] == 0
    assert pair(cells, "CSF", "Orbit")["part"] == "100 %"


def test_one_child_nobody_and_unstated_sites_are_drawn_and_told() -> None:
    assert site_combinations.figure(nobody(), 22, LIGHT).alt.endswith("No combination occurs.")
    assert site_pairs.figure(nobody(), 22, LIGHT).alt.endswith("No pair occurs.")
    assert "1 patient with site not stated." in site_combinations.figure(minimal(), 4, LIGHT).reconciliation
    assert "1 patient with site not stated." in site_pairs.figure(minimal(), 4, LIGHT).reconciliation
    assert "1 in 1 combination drawn" in site_combinations.figure(one_patient(), 1, LIGHT).reconciliation


def test_ticks_are_whole_patients_and_at_most_five() -> None:
    place = set_grid.grid(["CSF"], 3)
    for most in (1, 2, 5, 7, 40, 99, 12345):
        ticks = set_grid.ticks(most, place)
        assert 2 <= len(ticks) <= 5
        assert np.all(ticks["y"].diff().dropna() < 0)
        assert ticks["tick"].str.isdigit().all()
