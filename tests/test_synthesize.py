"""The synthetic registry: it reads like a registry, and what is found in it is what was put into it."""

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest

from emr_core.__main__ import main
from emr_core.fields import DAYS_PER_MONTH
from emr_core.schema import BY_NAME, FIELDS
from emr_core.synthesize import registry, stream
from emr_core.synthetic import karyotypes, places
from emr_core.synthetic.laws import LINEAGES
from emr_core.synthetic.missing import ALWAYS, SHARE, chances, weights
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.registry import PIECE, denominator_size
from emr_core.vocabulary.karyotype import read_karyotype
from emr_core.vocabulary.sites import read_sites
from tests.cohorts import DATA, cohort_of, read

FILE = DATA / "synthetic_registry.csv"
MANY = 20_000
AT_DIAGNOSIS, BEFORE, AFTER = PARAMETERS.diagnosis, PARAMETERS.up_to_relapse, PARAMETERS.after_relapse
IN_DAYS = {"weeks": 7.0, "months": DAYS_PER_MONTH}


@cache
def held() -> pd.DataFrame:
    """Return a large registry as it is held, columns named by field."""
    return registry(MANY).rename(columns={field.header: field.name for field in FIELDS})


@cache
def known() -> pd.DataFrame:
    """Return the same patients before anything went missing, with lineage, times in days and risk factors."""
    frame = registry(MANY, complete=True).rename(columns={field.header: field.name for field in FIELDS})
    is_t = frame["immunophenotype"] == "T"
    conditions = [frame["leukemia_type"] == "AML", is_t, frame["leukemia_type"] == "ALL"]
    frame["lineage"] = np.select(conditions, ["AML", "T-ALL", "B-ALL"], "MPAL or other")
    for name in (name for name in frame if f"{name}" in BY_NAME and hasattr(BY_NAME[name], "start")):
        frame[name] = np.round(frame[name] * IN_DAYS[BY_NAME[name].unit])
    frame["concurrent"] = frame["bmr"] == "Concurrent"
    frame["hsct_before"] = frame["hsct_before_emr"] == "Yes"
    frame["early"] = frame["diagnosis_to_emr"] < AFTER.early_before * DAYS_PER_MONTH
    frame["older"] = frame["age_at_diagnosis"] >= AFTER.older_from
    frame["mrd"] = (frame["marrow_mrd_at_emr"] == "Yes") & ~frame["concurrent"]
    return frame


@cache
def made(**arguments: object) -> str:
    """Return a registry as the text of a CSV file."""
    file = io.StringIO()
    stream(file, **arguments)
    return file.getvalue()


def near(found: float, wanted: float, within: float) -> bool:
    return abs(found - wanted) <= within


def assert_shares(column: pd.Series, wanted: dict[str, float]) -> None:
    """Assert that every level is as frequent as wanted, within 2 percentage points."""
    found = column.value_counts(normalize=True)
    wrong = {
        level: (found.get(level, 0.0), share)
        for level, share in wanted.items()
        if not near(found.get(level, 0.0), share, 0.02)
    }
    assert wrong == {}
    assert set(found.index) <= set(wanted)


# The file and the command


def test_the_committed_file_is_what_the_command_makes(tmp_path, capsys):
    assert main(["synthesize", "--out", str(tmp_path / "made.csv")]) == 0
    assert (tmp_path / "made.csv").read_bytes() == FILE.read_bytes()
    assert main(["synthesize", "--out", "-"]) == 0
    assert capsys.readouterr().out.encode() == FILE.read_bytes()


def test_the_committed_file_calls_itself_synthetic():
    from emr_core.intake.load import load

    source = cohort_of(
        load(FILE.read_bytes(), FILE.name, FILE.with_suffix(".source.json").read_bytes())
    ).source
    assert (source.kind, source.name) == ("synthetic", "SYNTHETIC registry (240 patients)")
    assert "no line of this file is a real patient" in source.eligibility[0]


@pytest.mark.parametrize("patients", [1, 240, 2000])
def test_a_registry_is_accepted_with_every_field_of_the_schema(patients):
    intake = read(made(patients=patients))
    assert intake.verdict == "accept"
    assert {issue.severity for issue in intake.issues} <= {"info"}
    assert (set(intake.mapping.columns), intake.mapping.unmapped) == ({field.name for field in FIELDS}, ())
    assert len(cohort_of(intake)) == patients


def test_what_is_written_is_what_is_returned():
    written = pd.read_csv(io.StringIO(made(patients=300)), keep_default_na=False, na_values=[""])
    frame = registry(300)
    assert list(written) == [field.header for field in FIELDS]
    for name in frame:
        numeric = frame[name].dtype == "float64"
        one, other = (
            column[name].astype("float64" if numeric else "object").where(column[name].notna(), None)
            for column in (frame, written)
        )
        assert one.equals(other.astype(one.dtype)), name


def test_parquet_holds_the_same_patients(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    stream(tmp_path / "made.parquet", PIECE + 10)
    table = parquet.read_table(tmp_path / "made.parquet")
    assert table.num_rows == PIECE + 10
    assert table["patient_id"].to_pylist() == registry(PIECE + 10)["patient_id"].tolist()
    wanted = registry(PIECE + 10)["follow_up_months"].to_numpy()
    assert np.array_equal(table["follow_up_months"].to_numpy(), wanted, equal_nan=True)


def test_the_first_patients_do_not_depend_on_how_many_follow():
    assert registry(PIECE + 300)[:240].equals(registry(240))
    assert made(patients=2000).startswith(made(patients=240))


def test_a_seed_gives_the_same_patients_and_another_seed_others():
    assert registry(50, 7).equals(registry(50, 7))
    assert not registry(50, 7).equals(registry(50, 8))


@pytest.mark.parametrize(
    "wrong",
    [
        ["--patients", "0"],
        ["--seed", "-1"],
        ["--institutions", "0"],
        ["--out", "made.xlsx"],
        ["--out", "no/such/folder/made.csv"],
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(wrong, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["synthesize", *wrong]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_patients_without_the_relapse_come_on_request():
    assert (registry(1000)["emr"] == "Yes").all()
    intake = read(made(patients=240, with_denominator=True))
    assert intake.verdict == "accept"
    patients = cohort_of(intake).patients
    without = patients[(patients["emr"] == "No").to_numpy()]
    assert len(patients) == 240 + denominator_size(240) == 240 + len(without)
    assert patients["patient_id"].is_unique
    for field in FIELDS:
        if field.section in ("Extramedullary relapse", "Marrow", "Treatment"):
            assert without[field.name].isna().all(), field.name
    share = (patients["emr"] == "Yes").groupby(patients["leukemia_type"], observed=True).mean()
    assert near(share["AML"], PARAMETERS.incidence["AML"], 0.02)
    assert near(share["ALL"], PARAMETERS.incidence["ALL"], 0.02)


# What is missing


def able(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return who can have a value: whoever had one before it went missing."""
    return frame[name].notna()


def test_ten_to_twenty_per_cent_of_each_optional_field_are_missing():
    for name, share in SHARE.items():
        missing = held()[name].isna()[able(known(), name)].mean()
        assert near(missing, share, 0.02), name
        assert 0.10 <= missing <= 0.20, name
    assert held()[list(ALWAYS)].notna().all(axis=None)


def test_in_the_committed_file_too_up_to_four_standard_errors():
    frame, complete = registry(), registry(complete=True)
    for name, share in SHARE.items():
        here = complete[BY_NAME[name].header].notna()
        missing = frame.loc[here, BY_NAME[name].header].isna().mean()
        assert near(missing, share, 4 * np.sqrt(share * (1 - share) / here.sum())), name


def test_centres_differ_in_what_they_do_not_record():
    centre = held()["institution"]
    assert_shares(centre, {f"Centre {i + 1}": share for i, share in enumerate(weights(4))})
    missing = held().isna().groupby(centre).mean()
    assert missing.loc["Centre 4", ["marrow_mrd_at_emr", "imaging"]].tolist() == [1.0, 1.0]
    assert missing.loc["Centre 3", "karyotype"] > 2 * missing.loc["Centre 1", "karyotype"]
    assert missing.loc["Centre 4", "sex"] > missing.loc["Centre 1", "sex"]
    for institutions in (1, 2, 3, 12):
        assert np.isclose(chances("karyotype", institutions) @ weights(institutions), SHARE["karyotype"])
    assert registry(400, institutions=12)["institution"].nunique() == 12


def test_going_missing_changes_no_value():
    frame, complete = registry(2000), registry(2000, complete=True)
    assert complete["institution"].equals(frame["institution"])
    for name in frame:
        there = frame[name].notna()
        assert frame.loc[there, name].equals(complete.loc[there, name]), name


# What was put in is found again


def mixture(groups: pd.Series, shares: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the shares of levels in patients of several groups."""
    parts = [
        (level, part * share)
        for group, part in groups.value_counts(normalize=True).items()
        for level, share in shares[group].items()
    ]
    return pd.DataFrame(parts).groupby(0)[1].sum().to_dict()


def test_types_sexes_and_classes_are_as_frequent_as_their_parameters():
    frame = known()
    assert_shares(frame["leukemia_type"], AT_DIAGNOSIS.leukemia_type)
    lymphoid = frame[frame["leukemia_type"] == "ALL"]
    assert_shares(lymphoid["immunophenotype"], AT_DIAGNOSIS.immunophenotype)
    assert_shares(frame.loc[frame["leukemia_type"] == "AML", "fab"], AT_DIAGNOSIS.fab["AML"])
    assert_shares(lymphoid["fab"], mixture(lymphoid["immunophenotype"], AT_DIAGNOSIS.fab))
    for kind in ("AML", "ALL"):
        mine = frame[frame["leukemia_type"] == kind]
        assert near((mine["sex"] == "Male").mean(), AT_DIAGNOSIS.male[kind], 0.02)
        assert near((mine["secondary_leukemia"] == "Yes").mean(), AT_DIAGNOSIS.secondary_leukemia[kind], 0.02)
        assert near(mine["concurrent"].mean(), 0.98 * BEFORE.concurrent[kind], 0.02)
        assert_shares(mine["remission_before_emr"], BEFORE.remission[kind])
        isolated = mine[mine["bmr"].isin(["No BMR", "Subsequent"])]
        assert near((isolated["marrow_mrd_at_emr"] == "Yes").mean(), BEFORE.mrd_if_isolated[kind], 0.02)
    for lineage in LINEAGES[:3]:
        mine = frame[frame["lineage"] == lineage]
        assert_shares(mine["cns_status_at_diagnosis"], AT_DIAGNOSIS.cns_status[lineage])


def test_every_karyotype_is_read_as_the_class_it_is_written_for():
    for group, shares in karyotypes.SHARES.items():
        assert np.isclose(sum(shares.values()), 1)
        for name in shares:
            for sex in ("XX", "XY"):
                for text in karyotypes.written(group, name, sex):
                    assert read_karyotype(text).primary == name, text
                    assert "{" not in text


def test_karyotypes_are_as_frequent_as_their_parameters():
    frame = known()
    read = {text: read_karyotype(text).primary for text in frame["karyotype"].unique()}
    names = frame["fab"].where(frame["fab"].isin(karyotypes.GROUPS), "AML, other")
    groups = names.where(
        frame["leukemia_type"] == "AML", frame["immunophenotype"].replace("Ambiguous", LINEAGES[3])
    )
    down = (frame["down_syndrome"] == "Yes") & (groups != "M3")
    is_all = frame["leukemia_type"] == "ALL"
    groups = groups.mask(down & is_all, "Down syndrome, ALL").mask(down & ~is_all, "Down syndrome, AML")
    for kind in ("AML", "ALL"):
        mine = frame["leukemia_type"] == kind
        assert_shares(frame.loc[mine, "karyotype"].map(read), mixture(groups[mine], karyotypes.SHARES))


def test_every_wording_of_a_site_is_read_as_that_site():
    for place, wordings in places.WORDS.items():
        for words in wordings:
            reading = read_sites(words)
            assert (reading.questions, reading.unread, reading.excluded) == ((), (), ()), words
            assert reading.not_stated == (place == places.NOT_STATED), words
            assert [mention.site.site for mention in reading.mentions] == [place] * (not reading.not_stated)
            side = next((side for side in ("left", "right", "bilateral") if f"({side})" in words), "")
            assert [mention.laterality for mention in reading.mentions] in ([side], [])


def test_sites_are_as_frequent_as_their_parameters_in_boys_and_girls():
    place_of = {words: place for place, wordings in places.WORDS.items() for words in wordings}
    frame = known()
    sites = frame["emr_sites"].str.split("; ").explode().map(place_of)
    assert sites.notna().all()
    for lineage in ("AML", "B-ALL"):
        pattern = places.AT_RELAPSE[lineage]
        for sex in ("Female", "Male"):
            mine = frame.index[(frame["lineage"] == lineage) & (frame["sex"] == sex)]
            found = sites.loc[mine].value_counts() / len(mine)
            first = pattern.shares(sex == "Male")
            for place in places.PLACES:
                one = first.get(place, 0.0)
                others = 1 - one - first.get(places.NOT_STATED, 0.0)
                wanted = one + others * pattern.disseminated * pattern.further.get(place, 0.0)
                wanted = one if place == places.NOT_STATED else wanted
                assert near(found.get(place, 0.0), wanted, 0.02), (lineage, sex, place)
    sexes = frame["sex"].loc[sites.index]
    only = {place: set(sexes[(sites == place).to_numpy()]) for place in ("Testis", "Ovary and uterus")}
    assert only == {"Testis": {"Male"}, "Ovary and uterus": {"Female"}}


def test_medians_are_those_of_the_parameters_within_five_per_cent():
    frame = known()
    in_cr1 = (frame["remission_before_emr"] == "CR1") & ~frame["hsct_before"]
    for lineage in LINEAGES[:3]:
        mine = frame["lineage"] == lineage
        found = {
            "age": frame.loc[mine, "age_at_diagnosis"].median() / AT_DIAGNOSIS.age_median[lineage],
            "wbc": frame.loc[mine, "wbc_at_diagnosis"].median() / AT_DIAGNOSIS.wbc_median[lineage],
            "remission": frame.loc[mine & in_cr1, "cr_to_emr"].median()
            / DAYS_PER_MONTH
            / BEFORE.cr_to_emr_median[lineage],
            "transplant": frame.loc[mine, "hsct_to_emr"].median()
            / DAYS_PER_MONTH
            / BEFORE.hsct_to_emr_median[lineage],
        }
        assert all(near(ratio, 1, 0.05) for ratio in found.values()), (lineage, found)
