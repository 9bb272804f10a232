"""Where nothing goes with anything the tables say so; and the same cohort always gives the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.null_simulation import EITHER, P_TABLES, TOGETHER, WORDED, draw, in_words, shuffled, simulate
from emr_core.look import PRINT
from emr_core.policy import POLICY
from emr_core.stats.proportions import wilson
from emr_core.vocabulary.anatomy import SITES
from tests.cohorts import published

ROOT = Path(__file__).resolve().parents[1]
RESULT = json.loads((ROOT / "benchmarks" / "null_simulation.json").read_text("utf-8"))


def test_the_committed_simulation_puts_something_into_words_in_at_most_five_percent() -> None:
    assert (RESULT["patients"], RESULT["cohorts"], RESULT["q_limit"]) == (22, 2000, POLICY.finding_below)
    shares = {measure["name"]: measure for measure in RESULT["measures"]}
    assert set(WORDED) <= set(shares)
    for name in WORDED:
        measure = shares[name]
        limits = wilson(measure["k"], 2000)
        assert (measure["share"], measure["upper"]) == (limits.estimate, limits.upper)
        assert measure["upper"] <= 0.05, name
    assert shares[P_TABLES]["share"] > shares[EITHER]["share"]


def test_the_simulation_gives_the_same_counts_again() -> None:
    cohort = published()
    first, again = (simulate(cohort, 10, 5, in_words) for _ in range(2))
    assert first == again
    assert [measure["n"] for measure in first["measures"]] == [10] * 4
    assert {measure["name"] for measure in first["measures"]} == {*WORDED, P_TABLES}


def test_shuffling_keeps_every_value_and_what_belongs_together() -> None:
    cohort = published()
    other = shuffled(cohort, np.random.default_rng(1))
    assert list(other.patients.columns) == list(cohort.patients.columns)
    assert other.patients.dtypes.equals(cohort.patients.dtypes)
    for name in cohort.patients.columns:
        values, kept = (sorted(map(str, frame[name])) for frame in (other.patients, cohort.patients))
        assert values == kept, name
    for block in TOGETHER:
        one, two = (
            pd.Series(list(zip(*(map(str, frame[name]) for name in block), strict=True))).value_counts()
            for frame in (other.patients, cohort.patients)
        )
        assert one.to_dict() == two.to_dict()
    assert not other.patients["leukemia_type"].equals(cohort.patients["leukemia_type"])
    # Sex is free of the sites but for organs of one sex: no boy has an ovary, no girl a testis.
    pairs = [
        sorted(frame["sex"].astype(str) + " " + frame["emr_sites"].astype(str))
        for frame in (other.patients, cohort.patients)
    ]
    assert pairs[0] != pairs[1]
    with_sex = other.sites.merge(other.patients[["patient_id", "sex"]], on="patient_id")
    for site in (site for site in SITES if site.sex):
        assert set(with_sex.loc[with_sex["subsite"] == site.subsite, "sex"]) <= {site.sex}
    # Sites go with the cell they were read from.
    sizes = other.sites.groupby("patient_id").size()
    written = other.patients.set_index("patient_id")["emr_sites"].str.split(";").str.len()
    assert sizes.to_dict() == written.to_dict()


def test_the_figure_is_one_layered_view_of_the_result() -> None:
    spec = draw(RESULT, PRINT).to_dict()
    assert "layer" in spec
    drawn = [row for rows in spec["datasets"].values() for row in rows if "share" in row]
    assert {row["name"]: row["share"] for row in drawn} == {
        measure["name"]: 100 * measure["share"] for measure in RESULT["measures"]
    }


def test_the_summary_has_the_same_bytes_whatever_the_hash_seed() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "emr_core", "summary", "--json"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert first == second
    assert json.loads(first)["patients"] == 22
