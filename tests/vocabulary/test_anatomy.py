"""The table of sites: three levels, one path a name, one site a word."""

from itertools import combinations

import pytest

from emr_core.vocabulary.site_tokens import singular
from emr_core.vocabulary.sites import BY_SUBSITE, SITE_NAMES, SITES, SYNONYMS, SYSTEMS

TABLE_2 = (
    "CSF", "Brain", "Nerve plexus", "Bone", "Kidney", "Muscle", "Liver", "Lung", "Pleura", "Pancreas",
    "Intestine", "Peritoneum and omentum", "Parotid gland", "Lymph node", "Breast", "Ovary and uterus",
    "Testis", "Skin",
)  # fmt: skip


@pytest.mark.parametrize("name", TABLE_2)
def test_every_row_of_the_papers_table_2_is_a_name_of_the_site_level(name):
    assert name in SITE_NAMES


def test_a_name_used_at_two_levels_or_twice_at_one_lies_on_one_path():
    for one, other in combinations(SITES, 2):
        assert one.subsite != other.subsite
        if one.site == other.site:
            assert one.system == other.system
        assert one.subsite != other.site or one.site == other.site
        assert other.subsite != one.site or one.site == other.site
        assert one.system not in {other.site, other.subsite} or one.system == other.system
        assert other.system not in {one.site, one.subsite} or one.system == other.system


def test_no_synonym_stands_for_two_sites_or_repeats_a_name():
    words = [word.casefold() for site in SITES for word in (site.subsite, *SYNONYMS[site])]
    assert len(words) == len(set(words))


def test_there_are_ten_systems_and_the_nervous_system_keeps_csf_brain_and_plexus_apart():
    assert len(SYSTEMS) == 10
    nervous = {site.site for site in SITES if site.system == "Nervous system"}
    assert {"CSF", "Brain", "Nerve plexus", "Meninges", "CNS (unspecified)"} <= nervous


@pytest.mark.parametrize(
    ("subsite", "site"),
    [
        ("Brachial plexus", "Nerve plexus"),
        ("Sacral plexus", "Nerve plexus"),
        ("Colon", "Intestine"),
        ("Intestine (unspecified)", "Intestine"),
        ("Omentum", "Peritoneum and omentum"),
        ("Uterus", "Ovary and uterus"),
        ("Scrotum/epididymis", "Testis"),
        ("Femur", "Bone"),
    ],
)
def test_a_subsite_belongs_to_its_site(subsite, site):
    assert BY_SUBSITE[subsite].site == site


@pytest.mark.parametrize(
    ("subsite", "sex"), [("Testis", "Male"), ("Prostate", "Male"), ("Penis", "Male"), ("Ovary", "Female"),
                         ("Vulva", "Female"), ("Urethra", ""), ("Breast", "")]
)  # fmt: skip
def test_only_organs_of_one_sex_carry_a_sex(subsite, sex):
    assert BY_SUBSITE[subsite].sex == sex


def test_marrow_and_unstated_sites_are_no_sites():
    names = {name.casefold() for site in SITES for name in (site.system, site.site, site.subsite)}
    assert not any(
        word in name for name in names for word in ("marrow", "multiple", "unknown", "disseminated")
    )


def test_identifiers_are_whole_or_absent():
    assert all(site.uberon == "" or len(site.uberon.removeprefix("UBERON:")) == 7 for site in SITES)
    assert all(site.icd_o_3.startswith("C") and site.icd_o_3[3] == "." for site in SITES)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("kidneys", "kidney"),
        ("ovaries", "ovary"),
        ("plexuses", "plexus"),
        ("testis", "testis"),
        ("mass", "mass"),
    ],
)
def test_a_plural_is_read_as_its_singular(plural, one):
    assert singular(plural) == one
