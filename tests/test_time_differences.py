"""Death and later marrow relapse as differences at a stated time: by hand, by type, or with the reason."""

import math

import pytest

from emr_core.charts import time_differences
from emr_core.charts.time_differences import Options
from emr_core.cohort import Cohort
from emr_core.look import LOOKS
from tests import cohorts

LATE = [24.0] * 5
"""Five patients who are alive after two years."""


def cohort(types: list[str]) -> Cohort:
    """Return boys who die at 6 months and girls who live, half and half in each of some types."""
    half = ["Male"] * 5 + ["Female"] * 5
    n = 10 * len(types)
    return cohorts.make_cohort(
        patient_id=[f"A{i}" for i in range(n)],
        leukemia_type=[kind for kind in types for _ in range(10)],
        sex=half * len(types),
        emr_sites="CSF",
        follow_up=[6.0, 6.0, 24.0, 24.0, 24.0, *LATE] * len(types),
        last_status=(["Died of disease"] * 2 + ["Alive in CR"] * 8) * len(types),
    )


def test_months_alive_are_the_areas_under_the_curves() -> None:
    found = time_differences.frames(cohort(["AML", "ALL"]), Options(horizon=12))["differences"]
    rows = found[found["factor"] == "Sex: Male v Female"].to_dict("records")
    assert [row["stratum"] for row in rows] == ["AML", "ALL", time_differences.TOGETHER]
    # Two of five boys live 6 months, three 12: (2 x 6 + 3 x 12) / 5 = 9.6; girls 12.
    assert [row["difference"] for row in rows] == pytest.approx([-2.4] * 3)
    # Restricted mean of the boys: variance 3.6^2 x (2/5) / (3/5) / 5 of the area after the deaths.
    error = math.sqrt((0.6 * 6) ** 2 * 2 / (5 * 3))
    assert rows[0]["upper"] == pytest.approx(-2.4 + time_differences.Z * error)
    assert rows[2]["upper"] == pytest.approx(-2.4 + time_differences.Z * error / math.sqrt(2))
    assert (rows[2]["n1"], rows[2]["n2"]) == (10, 10)


def test_one_type_alone_gives_nothing_for_both_together() -> None:
    found = time_differences.frames(cohort(["AML"]), Options(horizon=12))["differences"]
    rows = found[found["factor"] == "Sex: Male v Female"].to_dict("records")
    assert rows[1]["effect"] == "fewer than 5 in a group"
    assert rows[2]["effect"] == "not within both types"


def test_follow_up_that_ends_before_the_horizon_gives_no_difference() -> None:
    found = time_differences.frames(cohort(["AML", "ALL"]), Options(horizon=60))["differences"]
    assert set(found.loc[found["factor"] == "Sex: Male v Female", "effect"]) <= {
        "follow-up too short in a group",
        "not within both types",
    }


def test_the_published_children_have_no_follow_up_and_the_figure_says_so() -> None:
    figure = time_differences.figure(cohorts.published(), 22, LOOKS["light"])
    assert len(figure.data["differences"]) == 0
    assert "not recorded by patient: Follow-up from EMR" in figure.reconciliation
