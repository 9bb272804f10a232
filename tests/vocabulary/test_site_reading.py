"""Free text of one cell, read as sites."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.vocabulary.sites import BY_SUBSITE, SITE_NAMES, SITES, SYNONYMS, read_sites, sites_asked_about

# The children's sites of Kim et al. 2016, Table 3, in the order of the cases.
AML = ("Bone, brain", "Pleura, bone, muscle", "Brachial plexus", "Bone, sacral plexus", "Muscles, bone",
       "Brain", "Lung, bone", "Bone")  # fmt: skip
ALL = ("Skin, LN, ovary, uterus, breast, liver, kidney", "Testis", "Parotid gland, LN, liver, kidney",
       "Testis", "Kidney", "Pancreas, kidney, peritoneum, omentum", "Intestine", *["CSF"] * 7)  # fmt: skip
TABLE_2 = {
    "Brain": (2, 0), "Nerve plexus": (2, 0), "CSF": (0, 7), "Bone": (6, 0), "Kidney": (0, 4),
    "Muscle": (2, 0), "Liver": (0, 2), "Lung": (1, 0), "Pleura": (1, 0), "Pancreas": (0, 1),
    "Intestine": (0, 1),
    "Peritoneum and omentum": (0, 1), "Parotid gland": (0, 1), "Lymph node": (0, 2), "Breast": (0, 1),
    "Ovary and uterus": (0, 1), "Testis": (0, 2), "Skin": (0, 1),
}  # fmt: skip


def subsites(text):
    return [mention.site.subsite for mention in read_sites(text).mentions]


def sides(text):
    return {mention.site.subsite: mention.laterality for mention in read_sites(text).mentions}


def patients_by(level, cells):
    return Counter(
        name for cell in cells for name in {getattr(m.site, level) for m in read_sites(cell).mentions}
    )


@pytest.mark.parametrize("site", TABLE_2)
def test_a_row_of_the_papers_table_2_is_recomputed_from_the_childrens_sites(site):
    assert (patients_by("site", AML)[site], patients_by("site", ALL)[site]) == TABLE_2[site]


def test_the_children_have_38_patient_site_pairs_and_eleven_with_the_nervous_system():
    aml, leukaemia_all = patients_by("site", AML), patients_by("site", ALL)
    assert (len(AML), len(ALL)) == (8, 14)
    assert set(aml) | set(leukaemia_all) == set(TABLE_2)
    assert (aml.total(), leukaemia_all.total()) == (14, 24)
    assert (patients_by("system", AML)["Nervous system"], patients_by("system", ALL)["Nervous system"]) == (
        4,
        7,
    )


def test_nothing_of_the_childrens_sites_is_left_unread_or_asked():
    for cell in (*AML, *ALL):
        reading = read_sites(cell)
        assert (reading.unread, reading.questions, reading.excluded, reading.marrow) == ((), (), (), False)


@pytest.mark.parametrize("text", ["skin, bone", "skin; bone", "skin/bone", "skin + bone", "skin and bone",
                                  "skin & bone", "skin\nbone", "Skin with bone", "SKIN   bones"])  # fmt: skip
def test_several_sites_of_one_cell_are_read_with_any_separator(text):
    assert subsites(text) == ["Skin", "Bone (unspecified)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bilateral orbits and left breast", {"Orbit": "bilateral", "Breast": "left"}),
        ("L testis, R kidney", {"Testis": "left", "Kidney": "right"}),
        ("Testis (left), kidney (right)", {"Testis": "left", "Kidney": "right"}),
        ("testis, left; kidney, right", {"Testis": "left", "Kidney": "right"}),
        ("left, right testis", {"Testis": "bilateral"}),
        ("left testis and right testis", {"Testis": "bilateral"}),
        ("testis bil.", {"Testis": "bilateral"}),
        ("unilateral ovary", {"Ovary": "unilateral"}),
        ("optic nerve (OD), eye OS", {"Optic nerve": "right", "Eye (intraocular)": "left"}),
        ("orbit OU", {"Orbit": "bilateral"}),
        ("kidney", {"Kidney": ""}),
    ],
)
def test_the_side_stays_with_its_site(text, expected):
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lumbosacral plexus", ["Sacral plexus"]),
        ("cervical, axillary and inguinal lymph nodes", ["Lymph node"]),
        ("pelvic lymph nodes", ["Lymph node"]),
        ("CNS (meninges)", ["Meninges"]),
        ("bone: femur", ["Femur"]),
        ("T4-T6 and skin", ["Vertebra/spine", "Skin"]),
        ("paravertebral (T8-T10)", ["Paraspinal soft tissue"]),
        ("CNS relapse (CNS3)", ["CSF"]),
        ("CNS 3", ["CSF"]),
        ("multiple skin nodules", ["Skin"]),
        ("ileum and ilium", ["Small intestine", "Sacrum/pelvic bone"]),
    ],
)
def test_the_most_specific_reading_of_a_phrase_wins(text, expected):
    assert subsites(text) == expected


def test_words_of_one_site_are_merged_and_kept_as_written():
    (mention,) = read_sites("Bone, periosteum and bones").mentions
    assert (mention.site.subsite, mention.as_written) == ("Bone (unspecified)", "Bone, periosteum, bones")


@pytest.mark.parametrize("text", ["LAD", "hepatomegaly", "H", "CNS2", "cervical", "pleural effusion", "CNS?",
                                  "possible CNS", "ascites", "HSM"])  # fmt: skip
def test_words_that_a_person_has_to_decide_on_are_asked_and_not_counted(text):
    reading = read_sites(text)
    assert reading.mentions == ()
    assert len(reading.questions) == 1
    assert not reading.unread


def test_a_question_names_the_sites_it_asks_about():
    assert sites_asked_about("LAD") == (BY_SUBSITE["Lymph node"],)
    assert [site.subsite for site in sites_asked_about("HSM")] == ["Liver", "Spleen"]
    assert sites_asked_about("cervical") == ()
    assert sites_asked_about("no such words") == ()


@pytest.mark.parametrize("text", ["BM", "Bone marrow", "medullary relapse"])
def test_bone_marrow_is_recognised_and_is_never_a_site(text):
    reading = read_sites(text)
    assert (reading.marrow, reading.mentions, reading.unread) == (True, (), ())


@pytest.mark.parametrize("text", ["multiple", "disseminated disease", "other sites", "Not reported", "?"])
def test_disease_without_its_site_is_site_not_stated(text):
    reading = read_sites(text)
    assert (reading.not_stated, reading.mentions, reading.unread) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "counted", "excluded"),
    [
        ("CNS, except for the CSF", ["CNS (unspecified)"], ("CSF",)),
        ("no CNS or skin involvement, testis", ["Testis"], ("CNS", "skin")),
        ("CSF negative, BM (-), breast", ["Breast"], ("CSF", "BM")),
        ("not involved: bone; orbit", ["Orbit"], ("bone",)),
        ("CSF-", [], ("CSF",)),
        ("CNS1", [], ("CNS1",)),
    ],
)
def test_what_the_text_denies_is_excluded_and_said(text, counted, excluded):
    reading = read_sites(text)
    assert ([mention.site.subsite for mention in reading.mentions], reading.excluded) == (counted, excluded)
    assert not reading.marrow


@pytest.mark.parametrize("text", ["", "  ", "-", "No", "none"])
def test_blank_and_no_say_nothing(text):
    assert read_sites(text) == read_sites("")


def test_words_outside_the_vocabulary_are_kept_as_unread():
    reading = read_sites("xyz skin foo bar; chloroma")
    assert ([m.site.subsite for m in reading.mentions], reading.unread) == (["Skin"], ("xyz", "foo bar"))
    assert read_sites("chloroma").unread == ("chloroma",)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.subsite)
def test_every_name_and_synonym_is_read_as_its_own_site_in_any_case(site):
    for words in (site.subsite, *SYNONYMS[site]):
        for text in (words, words.upper(), f"  {words.lower()} "):
            reading = read_sites(text)
            assert [mention.site for mention in reading.mentions] == [site], text
            assert (reading.unread, reading.questions) == ((), ()), text


@pytest.mark.parametrize("name", SITE_NAMES)
def test_the_name_of_a_site_is_read_as_that_site(name):
    assert {mention.site.site for mention in read_sites(name).mentions} == {name}


WORDS = st.sampled_from([words for site in SITES for words in (site.subsite, *SYNONYMS[site])])


@given(st.text())
def test_any_text_is_read_without_an_error_and_none_is_lost(text):
    reading = read_sites(text)
    if any(letter.isalpha() for letter in text) and not (reading.mentions or reading.questions):
        said = reading.unread or reading.excluded or reading.marrow or reading.not_stated
        assert said or read_sites(text.strip()) == read_sites("none")


@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["; ", "\n", ";"]))
def test_a_list_of_sites_is_read_as_exactly_these_sites(words, separator):
    assert set(subsites(separator.join(words))) == {subsite for word in words for subsite in subsites(word)}


@given(WORDS, st.text(alphabet="qxzw", min_size=4, max_size=9))
def test_an_unknown_word_beside_a_site_is_reported(words, unknown):
    reading = read_sites(f"{words}, {unknown}")
    assert reading.unread == (unknown,)
    assert len(reading.mentions) == 1


@pytest.mark.shared
def test_sites_as_clinicians_write_them_are_read_as_labelled():
    table = Path(__file__).resolve().parents[3] / "shared" / "samples" / "site_strings.tsv"
    if not table.is_file():
        pytest.skip("the labelled site strings are not part of the repository")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    right = [row for row in rows if _labels(row["string"]) == _merged(row["expected"])]
    print(f"sites read as labelled: {len(right)} of {len(rows)}")
    assert len(right) / len(rows) >= 0.98


def _labels(text):
    reading = read_sites(text)
    labels = {mention.site.subsite for mention in reading.mentions}
    return (
        labels
        | ({"Bone marrow"} if reading.marrow else set())
        | ({"not stated"} if reading.not_stated else set())
    )


def _merged(expected):
    names = {"Multiple/disseminated": "not stated", "Other/unknown": "not stated"}
    return {names.get(name, name) for name in expected.split("|") if name}


@pytest.mark.parametrize(
    ("text", "side"), [("Hoden li.", "left"), ("Niere re", "right"), ("Hoden bds.", "bilateral")]
)
def test_german_sides_are_read_when_they_are_shortened(text: str, side: str) -> None:
    reading = read_sites(text)
    assert [mention.laterality for mention in reading.mentions] == [side]
    assert reading.unread == ()
