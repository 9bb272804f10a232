"""Initial disease beside the relapse: one child of the paper can be compared; the rules on made ones."""

import pytest

from emr_core.charts import initial_relation, initial_sites
from emr_core.initial_sites import (
    ANOTHER,
    NO_EMD,
    NOT_COMPARED,
    NOT_RECORDED,
    RELATIONS,
    SAME_SITE,
    SAME_SYSTEM,
    WITHOUT,
    crossing,
    relations,
    stated_before,
)
from emr_core.look import LOOKS
from tests.cohorts import STATES, make_cohort, nobody, published

LIGHT = LOOKS["light"]


def test_the_only_child_with_initial_disease_came_back_in_a_system_of_it() -> None:
    data = initial_relation.frames(published())
    everybody = data["overall"].set_index("relation")["number"].to_dict()
    assert everybody == {
        SAME_SITE: "0/1",
        SAME_SYSTEM: "1/1",
        ANOTHER: "0/1",
        NOT_COMPARED: "0/22",
        NO_EMD: "21/22",
        NOT_RECORDED: "0/22",
    }
    none = data["relations"].query("relation == @NO_EMD").set_index("group")["number"].to_dict()
    assert none == {"All types": "21/22", "AML": "8/8", "ALL": "13/14"}
    made = initial_relation.figure(published(), 22, LIGHT)
    assert made.reconciliation == (
        "22 patients = 1 same system, another site + 21 no initial EMD. "
        "Sites of initial disease are stated for 1 patient."
    )
    assert "No initial EMD: 21/22 (95 %), 95 % interval 78–99 %." in made.alt


@pytest.mark.parametrize(
    ("flag", "initial", "relapse", "relation"),
    [
        ("Yes", "CSF; bone", "brain; CSF", SAME_SITE),
        ("Yes", "CSF", "brain", SAME_SYSTEM),
        ("Yes", "skin", "CSF; kidney", ANOTHER),
        ("Yes", None, "CSF", NOT_COMPARED),
        ("Yes", "CSF", None, NOT_COMPARED),
        ("No", None, "CSF", NO_EMD),
        (None, None, "CSF", NOT_RECORDED),
        (None, "CSF", "CSF", SAME_SITE),
    ],
)
def test_the_nearest_site_decides(
    flag: str | None, initial: str | None, relapse: str | None, relation: str
) -> None:
    cohort = make_cohort(initial_emd=[flag], initial_emd_sites=[initial], emr_sites=[relapse])
    assert relations(cohort).tolist() == [relation]


def test_the_matrix_of_the_published_children_has_a_row_for_no_initial_disease() -> None:
    data = initial_sites.frames(published(), initial_sites.Options())
    rows = dict(zip(data["rows"]["before"], data["rows"]["n"], strict=True))
    assert rows == {
        "Bone and joint": "1",
        "Skin and soft tissue": "1",
        "Head and neck": "1",
        "No initial EMD": "21",
    }
    cells = data["cells"].set_index(["before", "after"])
    assert cells.loc[("No initial EMD", "Nervous system"), ["k", "N"]].tolist() == [11, 21]
    assert cells.loc[("Skin and soft tissue", "Skin and soft tissue"), ["k", "N"]].tolist() == [1, 1]
    assert cells.loc[("Skin and soft tissue", "Skin and soft tissue"), "shade"] == 0
    assert int(data["cells"]["same"].sum()) == 3


def test_at_the_level_of_sites_no_cell_of_the_child_is_the_same() -> None:
    cells = initial_sites.frames(published(), initial_sites.Options(level="site"))["cells"]
    assert int(cells.loc[cells["same"], "k"].sum()) == 0
    assert set(cells["before"]) == {"Bone", "Muscle", "Nose and sinuses", "No initial EMD"}


def test_a_relapse_without_stated_site_has_a_column() -> None:
    cohort = make_cohort(initial_emd=["Yes", "No"], initial_emd_sites=["CSF", None], emr_sites=[None, "skin"])
    found = crossing(cohort, "site")
    assert found.both == {("CSF", "Site not stated"): 1, ("No initial EMD", "Skin"): 1}
    assert (found.before, found.after) == ({"CSF": 1, "No initial EMD": 1}, {"Skin": 1, "Site not stated": 1})
    made = initial_sites.figure(cohort, 2, LIGHT)
    assert list(made.table.columns) == ["At diagnosis", "Patients", "Skin and soft tissue", "Site not stated"]


@pytest.mark.parametrize("state", STATES)
def test_every_patient_is_one_of_the_relations(state: str) -> None:
    cohort = STATES[state]()
    overall = initial_relation.frames(cohort)["overall"]
    assert overall["relation"].tolist() == list(RELATIONS)
    assert int(overall["k"].sum()) == len(cohort)
    alone = sum(n for name, n in crossing(cohort, "system").before.items() if name in WITHOUT)
    assert alone + stated_before(cohort) == len(cohort)


def test_nobody_gives_empty_pictures() -> None:
    assert initial_sites.figure(nobody(), 22, LIGHT).alt == "Matrix of 0 rows at diagnosis."
    assert initial_relation.figure(nobody(), 22, LIGHT).reconciliation.startswith("0 patients = 0.")
