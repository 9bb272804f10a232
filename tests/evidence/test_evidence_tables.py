"""Tables of the Evidence screen: claims by verdict, clinical picture, confirmation, factors, literature."""

from pathlib import Path

import pandas as pd
import pytest

from emr_core.evidence.kim2016 import KIM2016
from emr_core.evidence.kim2016.presentation import SILENT_CSF, SYMPTOMS, WITH_SILENT_SITES
from emr_core.evidence.reference_line import ReferenceLine, bands, reference_lines
from emr_core.filters import apply, parse
from emr_core.tables import clinical_picture, confirmation, literature, named_factors, published_claims
from emr_core.vocabulary.anatomy import SITES
from tests.cohorts import STATES, make_cohort
from tests.evidence.conftest import FILE, read
from tests.evidence.test_declared_claims import PAPER_TEXT, runs

TABLES = (published_claims, clinical_picture, confirmation, named_factors, literature)


def body(made) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their first cell; the last of several."""
    return {row[0]: row[1:] for row in made.body.itertuples(index=False, name=None)}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("module", TABLES, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_every_table_bears_every_cohort(module, state):
    made = module.table(STATES[state](), 22)
    assert made.caption.endswith(".")
    assert not made.body.isna().any(axis=None)


def test_all_claims_stand_under_the_headings_of_their_sections(cohort):
    made = published_claims.table(cohort, len(cohort))
    sections = {claim.section for claim in KIM2016.claims}
    assert len(made.body) == len(KIM2016.claims) + len(sections)
    assert "95 claims: 53 agree, 11 disagree, 31 not checkable" in made.caption
    rows = body(made)
    assert rows["Share of boys"] == (
        "68.2 %",
        "14/22 = 63.6 %",
        "≠ disagree",
        "68.2 % would be 15 of 22.",
        "Discussion",
    )
    assert rows["Median time to remission of the marrow relapse"][-2] == (
        "The mean of the 6 times is 10.25 weeks, which rounds to the published 10.3."
    )
    assert rows["CSF: sites by leukaemia type"][-1] == "Table 2"
    assert rows["The same with any marrow relapse"][-1] == "–"


@pytest.mark.parametrize(("shown", "n"), [("Agree", 53), ("Disagree", 11), ("Not checkable", 31)])
def test_a_verdict_lists_its_claims_alone_and_says_of_how_many(cohort, shown, n):
    made = published_claims.table(cohort, len(cohort), published_claims.Options(shown))
    assert set(made.data["claims"]["verdict"]) == {shown.lower()}
    assert len(made.data["claims"]) == n
    assert f"{n} of 95 claims listed" in made.caption
    assert made.data["verdicts"]["claims"].sum() == 95


def test_a_cell_of_the_file_changes_the_verdict_that_is_shown(cohort):
    before = body(published_claims.table(cohort, 22))["Boys and girls"]
    text = FILE.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("P02,"))
    changed = read(text.replace(row, row.replace(",Female,", ",Male,")).encode())
    after = body(published_claims.table(changed, 22))
    assert before[1:3] == ("male 14, female 8", "= agree")
    assert after["Boys and girls"][1:3] == ("male 15, female 7", "≠ disagree")
    assert after["Share of boys"][2] == "= agree"


def test_a_cohort_without_a_paper_gets_no_claim():
    made = published_claims.table(make_cohort(sex=["Male", "Female"]), 2)
    assert made.body.empty
    assert "This cohort has no paper" in made.caption


def test_a_site_and_a_modality_list_what_is_said_of_them_and_of_any(cohort):
    made = clinical_picture.table(cohort, 22, clinical_picture.Options("Kidney", "CT"))
    data = made.data["clinical_picture"]
    imaging = data[data["topic"] == "Imaging"]
    assert list(imaging["region"]) == ["Any site", "Any site", "Liver and kidney", "Kidney"]
    assert set(imaging["modality"]) == {"Any", "CT"}
    kidney = data[data["region"] == "Kidney"].iloc[0]
    assert (kidney["k"], kidney["n"], kidney["where"]) == (4, 22, "Figure 4")
    assert "Abscess, lymphoma." in set(data["seen"])


def test_patients_who_relapsed_there_are_counted_once(cohort):
    data = clinical_picture.frames(cohort)["clinical_picture"]
    there = data.dropna(subset="k").drop_duplicates("region").set_index("region")["k"].to_dict()
    assert there["Bone and muscle"] == 6  # P02 and P05 have both
    assert there["Liver and kidney"] == 4
    assert there["Central nervous system"] == 4
    assert there["CSF"] == 7
    filtered = apply(cohort, [parse("leukemia_type=ALL")])
    data = clinical_picture.frames(filtered)["clinical_picture"]
    assert set(data.loc[data["region"] == "Bone", "k"]) == {0}


def test_descriptions_name_sites_of_the_vocabulary_and_numbers_of_the_claims():
    names = {site.site for site in SITES}
    assert {name for one in KIM2016.observations for name in one.sites} <= names
    seen = {(one.region, one.modality): one.seen for one in KIM2016.observations}
    assert all(f"in {k}" in seen["Any site", "Symptoms"] or k == 0 for k in SYMPTOMS.values())
    assert f"{SILENT_CSF} of 7" in seen["CSF", "Symptoms"]
    assert f"{WITH_SILENT_SITES} of 11" in seen["Swollen or painful place", "Symptoms"]
    assert all(one.where for one in KIM2016.observations)


def test_nine_of_the_published_children_were_confirmed_without_tissue_or_csf(cohort):
    data = confirmation.frames(cohort)["confirmation"].set_index("confirmed_by")
    assert data[["k", "n"]].to_numpy().tolist() == [[6, 22], [7, 22], [9, 22]]
    assert body(confirmation.table(cohort, 22))["Neither tissue nor CSF"] == (
        "9/22 (41 %)",
        "23–61 %",
        "what remains",
    )
    assert confirmation.frames(apply(cohort, [parse("sex=Male")]))["confirmation"].empty


def test_confirmation_is_counted_by_patient_where_it_is_recorded():
    ways = ["Biopsy; CSF", "CSF", "Imaging and course", None]
    made = confirmation.table(make_cohort(confirmed_by=ways), 4)
    rows = made.data["confirmation"].set_index("confirmed_by")
    assert rows[["k", "n"]].to_numpy().tolist() == [[1, 3], [2, 3], [1, 3]]
    assert made.notes == ("Confirmed by: unknown in 1 patient, who are in no line.",)


def test_named_factors_are_present_in_k_of_the_known_and_never_a_risk(cohort):
    made = named_factors.table(cohort, 22)
    rows = {(row[0], row[1]): row[2:] for row in made.body.itertuples(index=False, name=None)}
    assert rows["AML", "t(8;21)"] == ("5/8 (63 %)", "31–86 %", "0")
    assert rows["ALL", "t(9;22)"] == ("2/8 (25 %)", "7–59 %", "6")
    assert rows["ALL", "Male sex"][0] == "8/14 (57 %)"
    assert rows["ALL", "T-cell lineage"][0] == "not recorded"
    said = " ".join([made.title, made.caption, made.methods, *made.notes, made.body.to_string()])
    assert "risk" not in said


def test_reference_lines_have_population_clock_and_source():
    for line in reference_lines():
        assert all((line.topic, line.measure, line.value, line.population, line.clock, line.source)), line


def test_studies_of_one_measure_are_a_band_and_one_study_is_none():
    def line(measure: str, value: str, unit: str = "%") -> ReferenceLine:
        return ReferenceLine("T", measure, value, unit, "", "children", "diagnosis", "source")

    found = bands(
        [line("a", "3"), line("a", "11.5"), line("a", "7", "months"), line("b", "4"), line("a", "1–2")]
    )
    assert [(one.measure, one.unit, one.least, one.most, one.lines) for one in found] == [
        ("a", "%", 3, 11.5, 2)
    ]


def test_disease_at_diagnosis_spreads_as_published(cohort):
    made = literature.table(cohort, 22, literature.Options("Disease at diagnosis"))
    rows = made.body.to_numpy().tolist()
    assert rows[1][:4] == [
        "Extramedullary disease at diagnosis, children with AML",
        "10.9–23.3 %",
        "–",
        "band of 3 studies",
    ]
    assert rows[1][4] == "of all"
    assert [row[1] for row in rows[2:5]] == ["23 %", "10.9 %", "23.3 %"]
    assert "never as one line" in made.caption
    assert set(made.data["literature"]["topic"]) == {"Disease at diagnosis"}
    assert isinstance(made.data["bands"], pd.DataFrame)


@pytest.mark.shared
@pytest.mark.skipif(not Path(PAPER_TEXT).exists(), reason="the paper's text is not part of the repository")
def test_no_description_copies_the_paper():
    paper = runs(PAPER_TEXT.read_text("utf-8"))
    assert not [one.seen for one in KIM2016.observations if runs(one.seen) & paper]
