"""Table 2 of the paper cell by cell, and the same picture for every other cohort."""

import pandas as pd
import pytest

from emr_core.charts.site_heatmap import FACTORS, Options, figure, frames
from emr_core.look import LOOKS
from emr_core.policy import POLICY
from emr_core.site_order import SiteOrder, clustered
from emr_core.stats.proportions import wilson
from tests.cohorts import STATES, TABLE_2, make_cohort, minimal, nobody, published

LIGHT = LOOKS["light"]
SITES = Options(unit="sites")


def cell(cells: pd.DataFrame, row: str, column: str) -> dict[str, object]:
    """Return one cell of the picture."""
    found = cells[(cells["row"] == row) & (cells["column"] == column)]
    assert len(found) == 1
    return {str(name): value for name, value in found.iloc[0].items()}


@pytest.mark.parametrize("unit", ["sites", "patients"])
def test_every_cell_of_table_2_is_as_published(unit: str) -> None:
    cells = frames(published(), Options(unit=unit))["cells"]  # type: ignore[arg-type]
    found = {row: tuple(line["count"]) for row, line in cells.groupby("row")}
    assert cells["column"].tolist() == ["AML", "ALL"] * 18
    assert found == TABLE_2


def test_38_sites_are_14_and_24() -> None:
    data = frames(published(), SITES)
    assert data["columns"]["column"].tolist() == ["AML", "ALL"]
    assert data["columns"]["total"].tolist() == [14, 24]
    assert data["columns"]["n"].tolist() == ["n = 8", "n = 14"]
    assert data["overall"][["n", "total"]].to_numpy().tolist() == [["n = 22", 38]]
    totals = dict(zip(data["rows"]["row"], data["rows"]["total"], strict=True))
    assert totals == {row: sum(pair) for row, pair in TABLE_2.items()}
    assert figure(published(), 22, LIGHT, SITES).reconciliation == "38 sites = 14 AML + 24 ALL."


def test_counting_patients_the_columns_add_up_to_patients() -> None:
    data = frames(published(), Options())
    assert data["columns"]["total"].tolist() == [8, 14]
    assert data["overall"]["total"].tolist() == [22]
    assert figure(published(), 22, LIGHT).reconciliation == (
        "22 patients with a stated site = 8 AML + 14 ALL. "
        "Rows add up to more: a patient may have several sites."
    )


def test_the_nervous_system_is_in_four_with_aml_and_seven_with_all() -> None:
    cells = frames(published(), Options(level="system"))["cells"]
    aml, lymphoid = (cell(cells, "Nervous system", column) for column in ("AML", "ALL"))
    assert (aml["k"], aml["N"], lymphoid["k"], lymphoid["N"]) == (4, 8, 7, 14)
    assert aml["words"] == "4/8 (50 %), 95 % interval 22–78 %"


def test_a_system_counts_its_patients_once_and_its_sites_each() -> None:
    cohort = make_cohort(emr_sites=["CSF; brain", "brain"])
    patients = frames(cohort, Options(level="system"))["cells"]
    sites = frames(cohort, Options(level="system", unit="sites"))["cells"]
    assert cell(patients, "Nervous system", "ALL")["count"] == 2
    assert cell(sites, "Nervous system", "ALL")["count"] == 3


def test_subsites_of_one_site_are_apart_at_their_own_level() -> None:
    cells = frames(published(), Options(level="subsite", unit="sites"))["cells"]
    assert int(cells["count"].sum()) == 40
    for subsite in ("Brachial plexus", "Sacral plexus", "Ovary", "Uterus", "Omentum", "Peritoneum"):
        assert int(cells.loc[cells["row"] == subsite, "count"].sum()) == 1


def test_testis_is_counted_among_boys_ovary_and_uterus_among_girls() -> None:
    cells = frames(published(), Options())["cells"]
    assert [cell(cells, "Testis", column)["N"] for column in ("AML", "ALL")] == [6, 8]
    assert [cell(cells, "Ovary and uterus", column)["N"] for column in ("AML", "ALL")] == [2, 6]
    assert cell(cells, "Testis", "AML")["words"] == "0/6 (0 %), 95 % interval 0–39 %"
    assert cell(cells, "Testis", "ALL")["words"] == "2/8 (25 %), 95 % interval 7–59 %"
    by_sex = frames(published(), Options(by="sex"))["cells"]
    assert cell(by_sex, "Testis", "Female")["N"] == 0
    assert cell(by_sex, "Testis", "Female")["words"] == "0/0"


def test_unknown_sex_can_have_any_site_and_a_recorded_site_always_has_a_denominator() -> None:
    cohort = make_cohort(emr_sites=["testis", "testis", "CSF", "CSF"], sex=["Female", None, "Female", "Male"])
    testis = cell(frames(cohort, Options())["cells"], "Testis", "ALL")
    assert (testis["k"], testis["N"]) == (2, 3)


def test_shares_and_limits_are_those_of_wilson() -> None:
    cells = frames(published(), Options())["cells"]
    for row in cells.to_dict("records"):
        limits = wilson(int(row["k"]), int(row["N"]))
        assert row["percent"] == pytest.approx(100 * limits.estimate)
        assert (row["lower"], row["upper"]) == pytest.approx((100 * limits.lower, 100 * limits.upper))
        assert 0 <= row["k"] <= row["N"]


def test_shade_follows_count_or_share_and_is_none_below_five_patients() -> None:
    by_count = frames(published(), Options())["cells"]
    assert cell(by_count, "CSF", "ALL")["shade"] == 1
    assert cell(by_count, "Bone", "AML")["shade"] == pytest.approx(6 / 7)
    by_share = frames(published(), Options(shading="percent of column"))["cells"]
    assert cell(by_share, "Bone", "AML")["shade"] == pytest.approx(0.75)
    assert POLICY.shade_from == 5
    for options in (Options(by="karyotype"), Options(by="fab", shading="percent of column")):
        cells = frames(published(), options)["cells"]
        small = cells["N"] < 5
        assert (cells.loc[small, "shade"] == 0).all()
        assert (cells.loc[small, "count"] > 0).any()
        assert cells["shade"].between(0, 1).all()


@pytest.mark.parametrize(
    ("sites", "levels", "outlined"),
    [
        ((), (), 0),
        (("CSF",), (), 2),
        ((), ("AML",), 18),
        (("CSF", "Bone"), ("ALL",), 2),
        (("Toe",), (), 0),
    ],
)
def test_the_filters_a_picture_stands_for_are_outlined(
    sites: tuple[str, ...], levels: tuple[str, ...], outlined: int
) -> None:
    options = Options(marked_sites=sites, marked_levels=levels)
    cells = frames(published(), options)["cells"]
    assert int(cells["chosen"].sum()) == outlined
    assert set(cells.loc[cells["chosen"], "row"]) <= set(sites or TABLE_2)
    assert set(cells.loc[cells["chosen"], "column"]) <= set(levels or ("AML", "ALL"))


def test_the_caption_names_what_is_outlined_shaded_and_counted() -> None:
    options = Options(marked_sites=("CSF", "Bone"), marked_levels=("ALL",))
    assert figure(published(), 22, LIGHT, options).caption == (
        "All patients. 22 of 22 patients. A patient counts once per site. "
        "Shaded by count, not where fewer than 5 patients. Outlined: ALL and CSF or Bone."
    )
    assert "Patient–site pairs are counted." in figure(published(), 22, LIGHT, SITES).caption


def test_rows_go_by_system_the_commonest_first() -> None:
    rows = frames(published(), Options())["rows"]["row"].tolist()
    assert rows[:4] == ["CSF", "Brain", "Nerve plexus", "Bone"]
    assert sorted(rows) == sorted(TABLE_2)


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("frequency", ["CSF", "Bone", "Kidney", "Brain", "Liver"], ["Pleura", "Skin"]),
        ("alphabet", ["Bone", "Brain", "Breast", "CSF"], ["Skin", "Testis"]),
    ],
)
def test_rows_go_by_frequency_or_name(order: SiteOrder, first: list[str], last: list[str]) -> None:
    data = frames(published(), Options(order=order))
    rows = data["rows"]["row"].tolist()
    assert (rows[: len(first)], rows[-2:]) == (first, last)
    assert data["cells"]["row"].tolist() == [row for row in rows for _ in range(2)]
    assert not data["rows"]["opens"].any()


def test_clustered_sites_of_aml_stand_apart_from_those_of_all() -> None:
    rows = frames(published(), Options(order="clustered"))["rows"]["row"].tolist()
    places = sorted(rows.index(row) for row, (aml, _) in TABLE_2.items() if aml)
    assert sorted(rows) == sorted(TABLE_2)
    assert places == list(range(places[0], places[0] + 6))


def test_like_rows_stand_together_whatever_their_order() -> None:
    shares = pd.DataFrame(
        {"AML": [90.0, 5, 88, 0], "ALL": [0.0, 60, 2, 55]}, index=["Bone", "CSF", "Brain", "Kidney"]
    )
    assert clustered(shares) == ["Bone", "Brain", "CSF", "Kidney"]
    assert clustered(shares.iloc[::-1]) == clustered(shares)
    assert clustered(shares[:2]) == ["Bone", "CSF"]


def test_another_system_begins_with_a_rule() -> None:
    rows = frames(published(), Options())["rows"]
    opening = rows.loc[rows["opens"], "row"].tolist()
    assert opening == ["Bone", "Kidney", "Liver", "Breast", "Muscle", "Lymph node", "Parotid gland"]
    assert rows["system"].tolist()[:4] == ["Nervous system"] * 3 + ["Bone and joint"]


def test_a_second_factor_stands_in_panels() -> None:
    made = figure(published(), 22, LIGHT, Options(panels="sex"))
    assert made.data["panels"][["heading", "n"]].to_numpy().tolist() == [
        ["Female", "n = 8"],
        ["Male", "n = 14"],
    ]
    heads = made.data["columns"]
    assert heads["group"].tolist() == ["Female · AML", "Female · ALL", "Male · AML", "Male · ALL"]
    assert heads["n"].tolist() == ["n = 2", "n = 6", "n = 6", "n = 8"]
    assert heads["total"].tolist() == [2, 6, 6, 8]
    bone = made.data["cells"].query("row == 'Bone'")
    assert bone[["panel", "column", "k", "N"]].to_numpy().tolist() == [
        ["Female", "AML", 2, 2],
        ["Female", "ALL", 0, 6],
        ["Male", "AML", 4, 6],
        ["Male", "ALL", 0, 8],
    ]
    assert bone["shade"].tolist() == [0, 0, 1, 0]
    assert made.title == "Patients by site of relapse, sex and leukaemia type"
    assert made.reconciliation.startswith(
        "22 patients with a stated site = 2 Female · AML + 6 Female · ALL + 6 Male · AML + 8 Male · ALL."
    )
    assert list(made.table.columns)[1] == "Female · AML (n = 2)"


def test_a_panel_is_outlined_by_its_own_filter() -> None:
    cells = frames(published(), Options(panels="sex", marked_panels=("Male",)))["cells"]
    assert set(cells.loc[cells["chosen"], "panel"]) == {"Male"}
    assert int(cells["chosen"].sum()) == 36


def test_columns_in_panels_of_themselves_are_not_drawn_twice() -> None:
    plain, doubled = (frames(published(), Options(panels=name)) for name in ("none", "leukemia_type"))
    pd.testing.assert_frame_equal(plain["cells"], doubled["cells"])


def test_the_window_moves_a_child_from_isolated_to_concurrent() -> None:
    heads = [
        frames(published(), Options(by="at_emr", window=window))["columns"]["n"].tolist()
        for window in (7, 28)
    ]
    assert heads == [["n = 15", "n = 7"], ["n = 14", "n = 8"]]


def test_unknown_is_a_column_and_a_patient_without_site_is_told() -> None:
    data = frames(published(), Options(by="karyotype"))
    assert data["columns"]["column"].tolist()[-1] == "Unknown"
    assert data["columns"]["n"].tolist()[-1].removeprefix("n = ") == "6"
    assert figure(minimal(), 4, LIGHT).reconciliation.startswith(
        "3 patients with a stated site = 2 AML + 1 ALL; 1 patient with site not stated."
    )


def test_patients_without_relapse_are_never_in_the_picture() -> None:
    cohort = make_cohort(emr=["Yes", "No", "No"], emr_sites=["CSF", None, None])
    made = figure(cohort, 3, LIGHT)
    assert cell(made.data["cells"], "CSF", "ALL")["N"] == 1
    assert made.data["overall"]["n"].tolist() == ["n = 1"]
    assert "2 patients without EMR not shown" in made.caption
    assert "not stated" not in made.reconciliation


def test_the_words_name_the_commonest_site_of_every_column() -> None:
    assert figure(published(), 22, LIGHT).alt == (
        "Heatmap of 18 sites by leukaemia type. AML: most often Bone, 6/8 (75 %), 95 % interval 41–93 %. "
        "ALL: most often CSF, 7/14 (50 %), 95 % interval 27–73 %."
    )


def test_the_table_is_the_first_frame_with_headings() -> None:
    made = figure(published(), 22, LIGHT)
    assert next(iter(made.data)) == "cells"
    assert list(made.table.columns) == ["Site", "AML (n = 8)", "ALL (n = 14)", "Total"]
    bone = made.table.set_index("Site").loc["Bone"]
    assert bone.tolist() == ["6/8 (75 %), 95 % interval 41–93 %", "0/14 (0 %), 95 % interval 0–22 %", 6]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("by", FACTORS)
@pytest.mark.parametrize("level", ["system", "site", "subsite"])
def test_every_cohort_by_every_factor_adds_up(state: str, by: str, level: str) -> None:
    cohort = STATES[state]()
    for unit in ("patients", "sites"):
        data = frames(cohort, Options(by=by, level=level, unit=unit))  # type: ignore[arg-type]
        cells, heads = data["cells"], data["columns"]
        assert len(cells) == len(data["rows"]) * len(heads)
        assert int(cells["count"].sum()) == int(data["rows"]["total"].sum())
        assert sum(int(n.removeprefix("n = ")) for n in heads["n"]) == len(cohort)
        assert int(heads["total"].sum()) == int(data["overall"]["total"].iloc[0])
        assert (cells["k"] <= cells["N"]).all()
        assert {name: str(cells[name].dtype) for name in ("count", "k", "N")} == dict.fromkeys(
            ("count", "k", "N"), "int64"
        )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("by", FACTORS)
def test_every_cohort_by_every_factor_is_told_in_words(state: str, by: str) -> None:
    cohort = STATES[state]()
    made = figure(cohort, len(cohort), LIGHT, Options(by=by))
    assert made.alt.startswith("Heatmap of ")
    assert made.alt.count(": ") == (len(made.data["columns"]) if len(made.data["cells"]) else 0)


def test_nobody_gives_an_empty_picture_that_says_so() -> None:
    made = figure(nobody(), 22, LIGHT)
    assert len(made.data["cells"]) == 0
    assert made.data["overall"]["total"].tolist() == [0]
    assert made.caption.startswith("Age at diagnosis: 90–100 years. 0 of 22 patients.")
    assert made.alt == "Heatmap of 0 sites by leukaemia type."
