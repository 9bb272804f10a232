"""The tidy table that `check --out` writes reads back as the same cohort."""

from pathlib import Path

import pandas as pd
import pytest

from emr_core.__main__ import main
from emr_core.intake.load import load
from emr_core.intake.tidy import tidy
from tests.cohorts import FILE, csv_text, published


def test_the_published_cohort_comes_back_from_its_tidy_table() -> None:
    table = tidy(published())
    assert {"karyotype", "karyotype_class", "karyotype_classes", "karyotype_parts"} <= set(table)
    again = load(table.to_csv(index=False).encode(), "tidy.csv")
    assert (again.verdict, again.mapping.unmapped) == (
        "accept",
        ("karyotype_class", "karyotype_classes", "karyotype_parts"),
    )
    assert again.cohort is not None
    columns = ["patient_id", "subsite", "site", "system", "laterality"]
    pd.testing.assert_frame_equal(again.cohort.sites[columns], published().sites[columns])
    names = [name for name in published().patients if name != "emr_sites"]
    pd.testing.assert_frame_equal(again.cohort.patients[names], published().patients[names])


def test_sites_stand_in_the_words_of_the_vocabulary(tmp_path: Path) -> None:
    file, out = tmp_path / "made.csv", tmp_path / "tidy.csv"
    file.write_text(csv_text(emr_sites=["left testis, meninges", "multiple"]), encoding="utf-8")
    assert main(["check", str(file), "--out", str(out)]) == 0
    assert pd.read_csv(out)["emr_sites"].tolist() == ["Testis (left); Meninges", "multiple"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--map", "sex=nowhere"], "--map: there is no 'nowhere'."),
        (["--map", "shoe=sex"], "There is no variable 'shoe'."),
        (["--unit", "follow_up=days"], "no column is taken for follow_up. Map it first."),
        (["--constant", "sex"], "--constant sex: write it as NAME=VALUE."),
        (["--profile", str(FILE)], "This is no mapping profile."),
    ],
)
def test_a_flag_that_cannot_be_followed_says_why(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(FILE), *flags]) == 2
    assert message in capsys.readouterr().err
