"""Table 1, missing values, intervals, associations and headline facts: values from the published tables."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from emr_core.cohort import Cohort
from emr_core.filters import apply, parse
from emr_core.headline import facts_by_heading, headline
from emr_core.intake.load import load
from emr_core.tables import associations, intervals, missingness, table_one
from tests.cohorts import STATES, cohort_of, make_cohort, published

TABLES = (table_one, missingness, intervals, associations)


RELAPSED = np.arange(22) >= 3
EVERY_STATE = {**STATES, "with patients without relapse": lambda: with_denominator()}


@pytest.fixture(scope="module")
def kim() -> Cohort:
    return published()


def read(text: str) -> Cohort:
    return cohort_of(load(text.encode(), "small.csv"))


def with_denominator() -> Cohort:
    """Return the published children, the first three as if they had no extramedullary relapse."""
    emr = pd.Categorical(np.where(RELAPSED, "Yes", "No"), categories=["No", "Yes"])
    return replace(published(), patients=published().patients.assign(emr=emr))


def line(cohort: Cohort, variable: str, level: str, group: str) -> dict:
    frame = table_one.frames(cohort)["table1"]
    found = frame.query("variable == @variable and level == @level and group == @group")
    assert len(found) == 1
    return found.iloc[0].to_dict()


def association(cohort: Cohort, row: str, column: str) -> dict:
    frame = associations.frames(cohort)["associations"]
    found = frame.query("row == @row and column == @column")
    assert len(found) == 1
    return found.iloc[0].to_dict()


def facts(cohort: Cohort) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.value, fact.interval) for fact in headline(cohort)}


@pytest.mark.parametrize("name", list(EVERY_STATE))
@pytest.mark.parametrize("made", TABLES)
def test_every_table_survives_every_state(made, name):
    table = made.table(EVERY_STATE[name](), 22)
    assert table.title
    assert table.caption.endswith(".")
    assert table.methods
    assert next(iter(table.data.values())) is not None
    assert not table.body.isna().any(axis=None)


@pytest.mark.parametrize("name", list(EVERY_STATE))
def test_the_headline_survives_every_state(name):
    found = headline(EVERY_STATE[name]())
    assert found[0].label == "Patients with EMR"
    assert all(fact.value and "nan" not in fact.value for fact in found)


# --- Table 1


@pytest.mark.parametrize(
    ("variable", "level", "all_", "aml", "all_lineage"),
    [
        ("sex", "Male", 14, 6, 8),
        ("sex", "Female", 8, 2, 6),
        ("fab", "M2", 5, 5, 0),
        ("fab", "L1", 14, 0, 14),
        ("karyotype", "t(8;21)", 5, 5, 0),
        ("karyotype", "t(9;22)", 2, 0, 2),
        ("karyotype", "Normal", 4, 2, 2),
        ("karyotype", "Unknown", 6, 0, 6),
        ("initial_emd", "Yes", 1, 0, 1),
        ("number_of_sites", "Single site", 14, 3, 11),
        ("number_of_sites", "Several sites", 8, 5, 3),
        ("at_emr", "With concurrent BMR", 7, 4, 3),
        ("bmr", "No BMR", 10, 4, 6),
        ("bmr", "Subsequent", 5, 0, 5),
        ("treatment", "Chemotherapy", 22, 8, 14),
        ("treatment", "Radiotherapy", 1, 0, 1),
        ("response", "Complete remission", 15, 4, 11),
        ("last_status", "Died (cause not stated)", 5, 3, 2),
        ("last_status", "Lost to follow-up", 2, 1, 1),
    ],
)
def test_table_one_counts_what_the_paper_prints(kim, variable, level, all_, aml, all_lineage):
    found = [line(kim, variable, level, group) for group in ("All", "AML", "ALL")]
    assert [row["n"] for row in found] == [all_, aml, all_lineage]
    assert [row["N"] for row in found] == [22, 8, 14]


def test_table_one_gives_shares_with_wilson_limits(kim):
    row = line(kim, "at_emr", "With concurrent BMR", "All")
    assert row["percent"] == pytest.approx(100 * 7 / 22)
    assert (row["lower"], row["upper"]) == pytest.approx((16.36, 52.68), abs=0.01)


def test_table_one_gives_medians_with_ranges_and_the_n_known(kim):
    age, wbc = (line(kim, name, "", "All") for name in ("age_at_diagnosis", "wbc_at_diagnosis"))
    assert (age["n"], age["median"], age["minimum"], age["maximum"]) == (22, 7, 1.7, 15)
    assert age["mean"] == pytest.approx(7.445, abs=0.001)
    assert (wbc["n"], wbc["N"], wbc["median"]) == (17, 22, 40.46)
    assert line(kim, "wbc_at_diagnosis", "", "AML")["n"] == 7


def test_table_one_names_the_test_of_every_variable(kim):
    assert line(kim, "sex", "Male", "All")["test"] == "Fisher exact"
    assert line(kim, "sex", "Male", "All")["p_value"] == pytest.approx(0.6494, abs=1e-4)
    assert line(kim, "age_at_diagnosis", "", "All")["test"] == "Mann-Whitney exact"


@pytest.mark.parametrize(("variable", "level"), [("fab", "M2"), ("karyotype", "t(8;21)")])
def test_table_one_does_not_test_what_a_type_has_by_definition(kim, variable, level):
    row = line(kim, variable, level, "All")
    assert row["test"] == "By definition"
    assert math.isnan(row["p_value"])


@pytest.mark.parametrize(
    ("variable", "level"), [("last_status", "Lost to follow-up"), ("emr_to_cr", ""), ("bmr", "Subsequent")]
)
def test_table_one_only_describes_what_is_known_later(kim, variable, level):
    row = line(kim, variable, level, "All")
    assert (row["test"], math.isnan(row["p_value"])) == ("Described only", True)


def test_q_values_of_table_one_cover_all_its_tests(kim):
    frame = table_one.frames(kim)["table1"].drop_duplicates("variable")
    tested = frame[frame["p_value"].notna()]
    assert list(tested["variable"]) == [
        *("sex", "age_at_diagnosis", "wbc_at_diagnosis", "initial_emd", "number_of_sites", "at_emr")
    ]
    assert list(tested["p_value"].sort_values().head(2)) == pytest.approx([0.08146, 0.10880], abs=1e-5)
    assert tested["q_value"].min() == pytest.approx(0.10880 * 6 / 2, abs=1e-4)


def test_table_one_reads_as_a_table(kim):
    body = table_one.table(kim, 22).body
    assert list(body.columns) == ["Variable", "All (n = 22)", "AML (n = 8)", "ALL (n = 14)", "Test"]
    rows = {row[0]: row[1:] for row in body.to_numpy().tolist()}
    assert rows["\u2003Male"] == ["14/22 (64 %)", "6/8 (75 %)", "8/14 (57 %)", ""]
    assert rows["Age at diagnosis (years)"][0] == "7 (1.7–15), n = 22"
    assert rows["EMR to later BMR (weeks)"][:2] == ["23 (4–24), n = 5", "n = 0"]
    assert rows["Marrow"] == ["", "", "", ""]


def test_table_one_has_a_column_for_every_type_that_somebody_has():
    cohort = read("patient_id,leukemia_type,emr_sites,sex\na,AML,bone,M\nb,MPAL,skin,F\nc,ALL,CSF,F\n")
    table = table_one.table(cohort, 3)
    assert list(table.body.columns)[1:5] == ["All (n = 3)", "AML (n = 1)", "ALL (n = 1)", "MPAL (n = 1)"]
    assert "MPAL: 1 patient, fewer than 3; described, not tested." in table.notes


def test_a_type_too_small_is_left_out_of_the_test_and_named():
    rows = [f"a{i},AML,bone,M" for i in range(3)] + [f"l{i},ALL,CSF,F" for i in range(3)] + ["m,MPAL,skin,F"]
    cohort = read("patient_id,leukemia_type,emr_sites,sex\n" + "\n".join(rows) + "\n")
    row = line(cohort, "sex", "Male", "All")
    assert (row["n_tested"], row["p_value"]) == (6, pytest.approx(0.1))


def test_levels_of_a_field_with_several_at_once_are_tested_apart():
    rows = [f"a{i},AML,bone,Pain; Fever" for i in range(3)] + [f"l{i},ALL,CSF,Fever" for i in range(3)]
    cohort = read("patient_id,leukemia_type,emr_sites,symptoms\n" + "\n".join(rows) + "\n")
    assert line(cohort, "symptoms", "Pain", "All")["p_value"] == pytest.approx(0.1)
    assert line(cohort, "symptoms", "Fever", "All")["n"] == 6
    assert line(cohort, "symptoms", "Fever", "All")["test"] == "Described only"


# --- missing values


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("wbc_at_diagnosis", [(5, 22), (1, 8), (4, 14)]),
        ("karyotype", [(6, 22), (0, 8), (6, 14)]),
        ("emr_to_cr", [(0, 15), (0, 4), (0, 11)]),
        ("bmr_to_cr", [(6, 12), (4, 4), (2, 8)]),
        ("initial_emd_sites", [(0, 1), (0, 0), (0, 1)]),
        ("last_status", [(15, 22), (4, 8), (11, 14)]),
    ],
)
def test_missing_values_are_of_those_who_can_have_them(kim, variable, expected):
    rows = missingness.frames(kim)["missingness"].query("variable == @variable")
    assert list(zip(rows["n"], rows["N"], strict=True)) == expected


def test_missing_values_name_what_was_never_recorded(kim):
    notes = " ".join(missingness.table(kim, 22).notes)
    assert "Never recorded in this cohort: Year of EMR, Age at EMR, Immunophenotype" in notes
    assert "Sex" in notes.split("Known in everybody")[1].split(".")[0]


def test_a_patient_without_a_named_organ_counts_as_site_unknown():
    cohort = read("patient_id,leukemia_type,emr_sites\na,AML,bone\nb,ALL,\n")
    assert missingness.table(cohort, 2).body.iloc[0].tolist() == [
        *("Site", "1/2 (50 %)", "0/1 (0 %)", "1/1 (100 %)")
    ]


# --- intervals


def interval(cohort: Cohort, name: str) -> dict:
    frame = intervals.frames(cohort)["intervals"]
    return frame[(frame["name"] == name).to_numpy()].iloc[0].to_dict()


@pytest.mark.parametrize(
    ("name", "n", "median", "mean", "low", "high"),
    [
        ("emr_to_cr", 15, 5.4, 11.92, 2.6, 56),
        ("bmr_to_cr", 6, 9.75, 10.25, 2, 20),
        ("emr_to_bmr", 5, 23, 19, 4, 24),
    ],
)
def test_intervals_are_those_of_the_published_tables(kim, name, n, median, mean, low, high):
    row = interval(kim, name)
    assert (row["n"], row["median"], row["minimum"], row["maximum"]) == (n, median, low, high)
    assert row["mean"] == pytest.approx(mean)
    assert row["basis"] == "by patient"


def test_concurrent_relapses_are_no_interval_and_are_said(kim):
    assert "EMR to BMR: later BMR only; 7 concurrent BMRs left out." in intervals.table(kim, 22).notes


def test_the_interval_of_a_median_needs_six(kim):
    assert math.isnan(interval(kim, "emr_to_bmr")["lower"])
    row = interval(kim, "bmr_to_cr")
    assert (row["lower"], row["upper"], row["achieved_conf_level"]) == (2, 20, 0.96875)


def test_published_aggregates_stand_beside_and_are_marked(kim):
    row = interval(kim, "diagnosis_to_emr")
    assert (row["n"], row["median"], row["basis"]) == (22, 30.2, "as published, not by patient")
    body = intervals.table(kim, 22).body
    assert body["Interval"].iloc[0] == "Diagnosis to EMR (months, as published)"


# --- associations


@pytest.mark.parametrize(
    ("site", "p", "estimate", "lower", "upper"),
    [
        ("Bone", 0.000375, math.inf, 3.92, math.inf),
        ("CSF", 0.0225, 0, 0, 0.917),
        ("Kidney", 0.254, 0, 0, 2.52),
        ("Brain", 0.121, math.inf, 0.344, math.inf),
    ],
)
def test_sites_by_type_are_as_in_r(kim, site, p, estimate, lower, upper):
    row = association(kim, site, "AML v ALL")
    assert row["p_value"] == pytest.approx(p, rel=3e-3)
    assert (row["odds_ratio"], row["lower"], row["upper"]) == pytest.approx(
        (estimate, lower, upper), rel=3e-3
    )


def test_a_site_of_one_sex_is_counted_in_that_sex(kim):
    testis = association(kim, "Testis", "AML v ALL")
    assert (testis["counts"], testis["n"], testis["N"]) == ("0/6 (0 %) v 2/8 (25 %)", 14, 22)
    ovary = association(kim, "Ovary and uterus", "AML v ALL")
    assert (ovary["test"], ovary["remark"]) == ("Described, not tested", "fewer than 3: AML")


DEATH = "Marrow at EMR: With concurrent BMR v Isolated"


def test_death_by_concurrent_relapse_is_as_in_r(kim):
    row = association(kim, DEATH, "Death recorded")
    assert row["counts"] == "3/7 (43 %) v 2/15 (13 %)"
    assert row["p_value"] == pytest.approx(0.274, abs=5e-4)
    assert (row["odds_ratio"], row["lower"], row["upper"]) == pytest.approx((4.47, 0.374, 72.5), rel=2e-3)


def test_death_within_types_points_in_opposite_directions(kim):
    row = association(kim, DEATH, "Death recorded, within AML and ALL")
    assert (row["odds_ratio"], row["lower"], row["upper"]) == pytest.approx((3.3, 0.25, 52.5), rel=0.02)
    assert row["p_value"] == pytest.approx(0.298, abs=1e-3)
    assert row["remark"] == "AML and ALL point in opposite directions"
    assert association(kim, DEATH, "Death recorded, AML")["counts"] == "3/4 (75 %) v 0/4 (0 %)"
    assert association(kim, DEATH, "Death recorded, ALL")["counts"] == "0/3 (0 %) v 2/11 (18 %)"


def test_a_pooled_odds_ratio_is_not_shown_where_the_types_disagree(kim):
    body = associations.table(kim, 22).body
    shown = body[(body["Set against"] == "Death recorded").to_numpy()]["Odds ratio (95 %)"].item()
    assert shown == "AML and ALL point in opposite directions"


def test_an_empty_cell_is_a_bound_and_never_infinite(kim):
    body = associations.table(kim, 22).body.set_index("Site or factor")
    assert body.loc["Bone", "Odds ratio (95 %)"] == "not estimable, at least 3.92"
    assert not body.astype("str").apply(lambda column: column.str.contains(r"\binf\b")).any(axis=None)


def test_linked_pairs_are_counts_only(kim):
    row = association(kim, "Karyotype class", "AML v ALL")
    assert (row["test"], math.isnan(row["p_value"]), row["n"]) == ("By definition, not tested", True, 16)


def test_q_values_cover_every_test_of_the_list(kim):
    frame = associations.frames(kim)["associations"]
    tested = frame["p_value"].notna().sum()
    assert frame["q_value"].min() == pytest.approx(0.00037526972 * tested)


def test_patients_without_a_stated_site_are_in_no_denominator_of_a_site():
    rows = [f"a{i},AML,bone" for i in range(3)] + [f"l{i},ALL,CSF" for i in range(3)] + ["u,ALL,"]
    cohort = read("patient_id,leukemia_type,emr_sites\n" + "\n".join(rows) + "\n")
    row = association(cohort, "Bone", "AML v ALL")
    assert (row["counts"], row["n"], row["N"]) == ("3/3 (100 %) v 0/3 (0 %)", 6, 7)


# --- headline


def test_the_headline_says_who_where_and_what_happened(kim):
    found = facts(kim)
    assert found["Patients with EMR"] == ("22", "")
    assert found["AML"] == ("8/22 (36 %)", "20–57 %")
    assert found["Boys"][0] == "14/22 (64 %)"
    assert found["Age at diagnosis, median (range)"][0] == "7 (1.7–15) years"
    assert found["Sites"][0] == "38 in 22 patients"
    assert [found[site][0] for site in ("CSF", "Bone", "Kidney")] == [
        *("7/22 (32 %)", "6/22 (27 %)", "4/22 (18 %)")
    ]
    assert found["Single site"][0] == "14/22 (64 %)"
    assert found["BMR at EMR"] == ("7/22 (32 %)", "16–53 %")
    assert found["Later BMR"][0] == "5/22 (23 %)"
    assert found["No BMR seen"][0] == "10/22 (45 %)"
    assert found["Complete remission (CR)"][0] == "15/22 (68 %)"
    assert found["Died"][0] == "5/22 (23 %)"
    assert found["Lost to follow-up"][0] == "2/22 (9 %)"
    assert found["Last status unknown"][0] == "15/22 (68 %)"
    assert found["EMR to CR of EMR"][0] == "5.4 (2.6–56) weeks, n = 15"


def test_published_intervals_are_not_told_of_filtered_patients(kim):
    assert facts(kim)["Diagnosis to EMR"][0] == "30.2 (4.4–117.5) months, as published"
    assert "Diagnosis to EMR" not in facts(apply(kim, [parse("leukemia_type=ALL")]))


def test_the_headline_says_what_is_not_recorded():
    found = facts(read("patient_id,leukemia_type,emr_sites\na,AML,bone\nb,ALL,\n"))
    missing = ("Sex", "Age", "Intervals", "Bone-marrow relapse (BMR)", "Response", "Deaths")
    assert all(found[label][0] == "not recorded" for label in missing)
    assert found["Site not stated"][0] == "1/2 (50 %)"


def test_adults_are_not_called_children():
    rows = "a,AML,bone,F,40\nb,ALL,CSF,M,9\n"
    found = facts(read(f"patient_id,leukemia_type,emr_sites,sex,age\n{rows}"))
    assert {"Male", "Female"} <= set(found)


def test_patients_without_relapse_are_named_and_not_counted():
    found = facts(with_denominator())
    assert found["Patients with EMR"][0] == "19"
    assert found["Without EMR, not counted here"][0] == "3"
    table = table_one.table(with_denominator(), 22)
    assert "3 patients without EMR not shown" in table.caption
    assert "All (n = 19)" in table.body.columns


def test_facts_come_by_heading(kim):
    blocks = facts_by_heading(headline(kim))
    assert list(blocks) == ["Who", "Where", "When", "What happened"]
    assert [len(block.columns) for block in blocks.values()] == [3, 3, 2, 3]


def test_a_response_is_set_against_factors_within_its_window() -> None:
    cohort = make_cohort(
        sex=["Male"] * 4 + ["Female"] * 5,
        response=["Complete remission"] * 3
        + ["Died before evaluation", "Complete remission", "Partial or no remission", "Not evaluable", None]
        + ["Complete remission"],
        emr_to_cr=[5, 26, 30, None, 4, None, None, None, None],
    )
    found = association(cohort, "Sex: Male v Female", "CR within 26 weeks")
    # A remission at 30 weeks is none within 26; without a time, not evaluable or not recorded is not used.
    assert found["counts"] == "2/4 (50 %) v 1/2 (50 %)"
    assert (found["n"], found["N"]) == (6, 9)


def test_risk_of_the_relapse_is_asked_only_of_cohorts_with_patients_without_it(kim: Cohort) -> None:
    cohort = make_cohort(
        sex=["Male"] * 5 + ["Female"] * 5,
        emr=["Yes", "Yes", "Yes", "No", "No", "Yes", "No", "No", "No", "No"],
        emr_sites=["CSF", "CSF", "CSF", None, None, "CSF", None, None, None, None],
    )
    found = association(cohort, "Sex: Male v Female", "EMR at any time")
    assert found["counts"] == "3/5 (60 %) v 1/5 (20 %)"
    assert (found["n"], found["N"]) == (10, 10)
    assert "EMR at any time" not in set(associations.frames(kim)["associations"]["column"])
