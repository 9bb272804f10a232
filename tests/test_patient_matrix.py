"""Every child of the paper in its column, hand-sorted; and larger registries page by page."""

import pytest

from emr_core.charts.patient_matrix import Options, figure, frames
from emr_core.look import LOOKS
from emr_core.patient_patterns import letters, pages
from tests.cohorts import make_cohort, minimal, nobody, published

LIGHT = LOOKS["light"]


def test_columns_stand_by_type_and_then_by_pattern() -> None:
    patients = frames(published(), Options())["patients"]
    aml = ["P01", "P06", "P04", "P03", "P07", "P02", "P05", "P08"]
    csf = ["P16", "P17", "P18", "P19", "P20", "P21", "P22"]
    assert patients["patient_id"].tolist() == [*aml, *csf, "P09", "P11", "P14", "P13", "P10", "P12", "P15"]
    assert patients["place"].tolist() == list(range(1, 23))
    assert patients["number"].tolist() == [2, 1, 2, 1, 2, 3, 2, 1, *[1] * 7, 6, 4, 3, 1, 1, 1, 1]
    assert patients.set_index("patient_id").loc["P02", "sites"] == "Bone, Pleura and Muscle"


def test_without_grouping_the_commonest_site_comes_first() -> None:
    patients = frames(published(), Options(order="frequency", group="none"))["patients"]
    ids = patients["patient_id"].tolist()
    assert ids[:8] == ["P16", "P17", "P18", "P19", "P20", "P21", "P22", "P01"]
    assert set(ids[7:13]) == {"P01", "P02", "P04", "P05", "P07", "P08"}
    assert set(patients["group"]) == {""}


def test_38_cells_are_filled_and_every_row_says_k_of_n() -> None:
    data = frames(published(), Options())
    assert len(data["involved"]) == 38
    words = dict(zip(data["rows"]["row"], data["rows"]["words"], strict=True))
    assert (words["CSF"], words["Bone"], words["Testis"]) == ("7/22", "6/22", "2/14")
    assert words["Ovary and uterus"] == "1/8"
    assert data["not stated"].empty


def test_tracks_say_the_level_by_letter_and_dash_the_unknown() -> None:
    strips = frames(published(), Options())["tracks"]
    found = strips[strips["patient_id"] == "P01"][["track", "level", "code", "known"]].to_numpy().tolist()
    assert found == [
        ["Leukaemia type", "AML", "A", True],
        ["Sex", "Male", "M", True],
        ["Karyotype", "Normal", "N", True],
        ["Bone-marrow relapse", "Concurrent", "C", True],
        ["Response", "Unknown", "–", False],
    ]
    unknown = strips[~strips["known"]].groupby("track").size()
    assert unknown.to_dict() == {"Karyotype": 6, "Response": 7}


def test_the_key_names_the_levels_that_are_there() -> None:
    keys = frames(published(), Options())["keys"]
    levels = keys.groupby("track", sort=False)["level"].agg(list).to_dict()
    assert levels["Leukaemia type"] == ["AML", "ALL"]
    assert levels["Bone-marrow relapse"] == ["No BMR", "Concurrent", "Subsequent"]
    assert levels["Karyotype"] == ["t(8;21)", "t(9;22)", "t(17;19)", "Other abnormality", "Normal", "Unknown"]
    assert keys["name"].tolist().count("Sex") == 1
    assert not keys.duplicated(["x", "pixels"]).any()


def test_letters_differ_within_a_track() -> None:
    assert letters(("AML", "ALL", "MPAL", "Other")) == {"AML": "A", "ALL": "L", "MPAL": "M", "Other": "O"}
    assert letters(("t(8;21)", "t(12;21)", "t(1;19)")) == {"t(8;21)": "8", "t(12;21)": "1", "t(1;19)": "9"}
    many = tuple(f"AA{'B' * n}" for n in range(26))
    assert len(set(letters(many).values())) == 26


def test_a_patient_without_stated_site_is_hatched_and_stands_last() -> None:
    made = figure(minimal(), 4, LIGHT, Options(group="none"))
    assert made.data["patients"]["sites"].tolist() == [
        "Bone and Skin",
        "Bone",
        "CSF",
        "site not stated",
    ]
    assert made.data["not stated"]["patient_id"].tolist() == ["P4"]
    assert "Hatched: site not stated" in made.caption
    assert made.reconciliation == "4 patients = 3 with 4 filled cells + 1 with site not stated."
    assert made.data["track names"]["track"].tolist() == ["Leukaemia type"]


def test_above_150_patients_it_pages_evenly() -> None:
    assert [pages(n) for n in (0, 1, 150, 151, 200, 240, 301)] == [1, 1, 1, 3, 4, 4, 6]
    cohort = make_cohort(leukemia_type=["AML"] * 151, emr_sites=["CSF"] * 151)
    first, last = (figure(cohort, 151, LIGHT, Options(page=page)) for page in (1, 9))
    assert (len(first.data["patients"]), len(last.data["patients"])) == (51, 49)
    assert "Patients 1–51 of 151" in first.caption
    assert "Patients 103–151 of 151" in last.caption
    assert first.reconciliation == "51 patients on this page = 51 with 51 filled cells."
    assert first.data["rows"]["words"].tolist() == ["151/151"]
    assert not set(first.data["patients"]["patient_id"]) & set(last.data["patients"]["patient_id"])


def test_a_page_beyond_the_last_is_the_last() -> None:
    only, beyond = (frames(published(), Options(page=page))["patients"] for page in (1, 5))
    assert beyond["patient_id"].tolist() == only["patient_id"].tolist()


@pytest.mark.parametrize("level", ["system", "subsite"])
def test_a_coarser_or_finer_row_keeps_every_patient(level: str) -> None:
    data = frames(published(), Options(level=level))  # type: ignore[arg-type]
    assert len(data["patients"]) == 22
    assert len(data["involved"]) == {"system": 36, "subsite": 40}[level]


def test_the_words_name_the_commonest_patterns() -> None:
    made = figure(published(), 22, LIGHT)
    assert made.alt == (
        "Matrix of 22 patients by 18 sites. "
        "Commonest patterns shown: CSF: 7 patients; Testis: 2 patients; Brain and Bone: 1 patient."
    )
    assert list(made.table.columns)[:3] == ["Patient", "Sites", "Leukaemia type"]
    assert made.click == ("patient_id",)


def test_patients_without_relapse_have_no_column() -> None:
    cohort = make_cohort(emr=["Yes", "No"], emr_sites=["CSF", None])
    made = figure(cohort, 2, LIGHT)
    assert made.data["patients"]["patient_id"].tolist() == ["P1"]
    assert "1 patient without EMR not shown" in made.caption


def test_nobody_gives_an_empty_matrix() -> None:
    made = figure(nobody(), 22, LIGHT)
    assert made.data["patients"].empty
    assert made.alt == "Matrix of 0 patients by 0 sites."


def test_the_patient_clicked_is_outlined_where_on_the_page() -> None:
    assert frames(published(), Options(chosen="P09"))["chosen"]["patient_id"].tolist() == ["P09"]
    assert frames(published(), Options(chosen="P99"))["chosen"].empty
