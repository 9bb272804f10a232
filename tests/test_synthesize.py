"""The synthetic registry reads like a registry: file, command, and what is missing from it."""

import io

import numpy as np
import pandas as pd
import pytest

import emr_core.synthesize
from emr_core.__main__ import main
from emr_core.intake.load import load
from emr_core.schema import BY_NAME, FIELDS
from emr_core.synthesize import registry, stream
from emr_core.synthetic.missing import ALWAYS, SHARE, chances, weights
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.synthetic.registry import PIECE, denominator_size
from tests.cohorts import DATA, cohort_of, read
from tests.synthetic.registries import assert_shares, held, known, made, near

FILE = DATA / "synthetic_registry.csv"


def test_the_committed_file_is_what_the_command_makes(tmp_path, capsys):
    assert main(["synthesize", "--out", str(tmp_path / "made.csv")]) == 0
    assert (tmp_path / "made.csv").read_bytes() == FILE.read_bytes()
    assert main(["synthesize", "--out", "-"]) == 0
    assert capsys.readouterr().out.encode() == FILE.read_bytes()


def test_the_committed_file_calls_itself_synthetic():
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
        ["--out", "no/such/folder/made.parquet"],
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


def test_the_documentation_of_the_module_tells_every_number():
    told = str(emr_core.synthesize.__doc__)
    assert "after_relapse.ratios[death]: concurrent 1.6, hsct_before 1.5, early 1.8" in told
    assert f"after_relapse.loss: {PARAMETERS.after_relapse.loss}" in told
    assert f"up_to_relapse.cr_to_emr_shape: {PARAMETERS.up_to_relapse.cr_to_emr_shape}" in told


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
