"""Risk groups: which list a change stands in, and for whom a system is made."""

import math

import pytest

from emr_core.vocabulary.karyotype import KARYOTYPE_CLASSES, read_karyotype
from emr_core.vocabulary.risk_groups import COG, ELN, NCI, SYSTEMS, cog_aaml1831, eln_2022, nci_rome
from emr_core.vocabulary.risk_lesions import (
    IS_APL,
    LESIONS,
    NO_PARTNER,
    NO_SUB_BAND,
    TWO_GROUPS,
    cytogenetic_group,
)

LISTS = [
    ("46,XY[20]", "Intermediate", "Neither list"),
    ("t(8, 21)", "Favourable", "Favourable"),
    ("45,X,-Y,t(8;21)(q22;q22)", "Favourable", "Favourable"),
    ("46,XX,inv(16)(p13.1q22)", "Favourable", "Favourable"),
    ("46,XX,inv(16)(p13.3q24.3)", "Intermediate", "Unfavourable"),
    ("46,XX,t(9;11)(p21.3;q23.3)", "Intermediate", "Neither list"),
    ("46,XX,t(9;11)(q34;q23)", "Adverse", "Neither list"),
    ("46,XX,t(6;11)(q27;q23)", "Adverse", "Unfavourable"),
    ("46,XX,t(4;11)(q21;q23)", "Adverse", "Unfavourable"),
    ("46,XX,t(10;11)(p12;q23)", "Adverse", "Unfavourable"),
    ("46,XX,t(11;19)(q23.3;p13.3)", "Adverse", "Unfavourable"),
    ("46,XX,t(11;19)(q23;p13.1)", "Adverse", "Neither list"),
    ("46,XX,t(10;11)(p12;q14)", "Intermediate", "Unfavourable"),
    ("46,XX,t(8;16)(p11;p13)", "Adverse", "Unfavourable from 90 days"),
    ("46,XX,t(16;21)(p11;q22)", "Intermediate", "Unfavourable"),
    ("46,XX,t(16;21)(q24;q22)", "Intermediate", "Neither list"),
    ("46,XX,t(3;21)(q26;q22)", "Adverse", "Unfavourable"),
    ("46,XX,t(3;5)(q25;q34)", "Intermediate", "Unfavourable"),
    ("46,XX,t(3;12)(q26;p13)", "Adverse", "Unfavourable"),
    ("46,XX,inv(3)(q21q26)", "Adverse", "Unfavourable"),
    ("46,XX,t(6;9)(p23;q34)", "Adverse", "Unfavourable"),
    ("46,XX,t(5;11)(q35;p15)", "Intermediate", "Unfavourable"),
    ("46,XX,del(12)(p13)", "Intermediate", "Unfavourable"),
    ("46,XX,t(9;22)(q34;q11)", "Adverse", "Neither list"),
    ("45,XX,-7[20]", "Adverse", "Unfavourable"),
    ("46,XX,del(7)(q22)", "Intermediate", "Neither list"),
    ("47,XX,+8", "Intermediate", "Neither list"),
    ("46,XX,del(5)(q13q33)", "Adverse", "Unfavourable"),
    ("46,XX,del(5)(q13q22)", "Adverse", "Neither list"),
    ("46,XX,del(17)(p12)", "Adverse", "Neither list"),
    ("45,XX,-20,add(1)(p36)", "Adverse", "Neither list"),
    ("44,XX,-3,-20", "Adverse", "Neither list"),
    ("45,XX,-20", "Intermediate", "Neither list"),
    ("48,XX,+6,+13,add(1)(p36)", "Adverse", "Neither list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "eln", "cog"), LISTS)
def test_a_karyotype_stands_where_the_published_lists_put_it(text, eln, cog):
    reading = read_karyotype(text)
    assert cytogenetic_group("ELN 2022", reading) == (eln, "")
    assert cytogenetic_group("COG AAML1831", reading) == (cog, "")


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        ("no metaphases", "the karyotype is not known"),
        ("46,XX,t(15;17)(q24;q21)", IS_APL),
        ("MLL rearranged", NO_PARTNER),
        ("t(v;11q23)", NO_PARTNER),
        ("45,XX,-7,t(8;21)(q22;q22)", TWO_GROUPS),
        ("45,XX,-7,t(9;11)(p21;q23)", TWO_GROUPS),
    ],
)
def test_what_the_list_does_not_decide_has_no_group_and_a_reason(text, why_not):
    assert cytogenetic_group("ELN 2022", read_karyotype(text)) == ("", why_not)


def test_the_sub_band_of_t_11_19_matters_to_children_only():
    reading = read_karyotype("46,XX,t(11;19)(q23;p13)")
    assert cytogenetic_group("ELN 2022", reading) == ("Adverse", "")
    assert cytogenetic_group("COG AAML1831", reading) == ("", NO_SUB_BAND)


def test_every_class_and_group_of_the_lists_exists():
    for line in LESIONS:
        levels = {"ELN 2022": ELN, "COG AAML1831": COG}[line.system].levels
        assert line.group.removesuffix(" from 90 days") in levels
        assert line.kind != "class" or line.pattern in KARYOTYPE_CLASSES
    assert all(system.citation and system.for_whom for system in SYSTEMS)


def test_eln_is_for_adults_with_aml_and_cog_for_children():
    adult, child = {"leukemia_type": "AML", "age": 18.0}, {"leukemia_type": "AML", "age": 17.9}
    assert eln_2022("Adverse", **adult).group == "Adverse"
    assert cog_aaml1831("Unfavourable", **child).group == "Unfavourable"
    for result in (eln_2022("Adverse", **child), cog_aaml1831("Unfavourable", **adult)):
        assert (result.group, result.applies) == (None, False)
    assert eln_2022("Adverse", **child).why_not == "for adults with AML: a child"
    assert not eln_2022("Adverse", leukemia_type="ALL", age=40.0).applies
    assert not eln_2022("Intermediate", leukemia_type="AML", age=40.0, fab="M3").applies
    assert not cog_aaml1831("Favourable", **child, down_syndrome="Yes").applies


def test_what_is_not_recorded_is_named_and_is_not_a_group():
    result = eln_2022("Adverse", leukemia_type="AML", age=math.nan)
    assert (result.group, result.applies) == (None, True)
    assert result.why_not == "the age at diagnosis is not recorded"
    assert eln_2022("Adverse", leukemia_type=None, age=40.0).why_not == ("the leukaemia type is not recorded")
    assert eln_2022(None, "", leukemia_type="AML", age=40.0).why_not == "the karyotype is not known"
    assert eln_2022(None, NO_PARTNER, leukemia_type="AML", age=40.0).why_not == NO_PARTNER


def test_t_8_16_counts_from_ninety_days_of_age():
    place = "Unfavourable from 90 days"
    assert cog_aaml1831(place, leukemia_type="AML", age=0.1).group == "Neither list"
    assert cog_aaml1831(place, leukemia_type="AML", age=0.25).group == "Unfavourable"


@pytest.mark.parametrize(
    ("age", "wbc", "group"),
    [
        (1.0, 49.9, "Standard"),
        (9.99, 10.0, "Standard"),
        (9.99, 50.0, "High"),
        (10.0, 10.0, "High"),
        (12.0, math.nan, "High"),
        (5.0, math.nan, None),
        (0.9, 10.0, None),
        (18.0, 10.0, None),
        (math.nan, 80.0, None),
    ],
)
def test_the_nci_group_follows_age_and_wbc(age, wbc, group):
    result = nci_rome(leukemia_type="ALL", immunophenotype="B-precursor", age=age, wbc=wbc)
    assert (result.system, result.group) == (NCI.label, group)
    assert bool(result.why_not) is (group is None)
    assert result.applies is not (age < 1 or age >= 18)


def test_nci_is_for_b_precursor_all_only():
    child = {"age": 5.0, "wbc": 10.0}
    assert not nci_rome(leukemia_type="AML", immunophenotype=None, **child).applies
    assert not nci_rome(leukemia_type="ALL", immunophenotype="T", **child).applies
    unknown = nci_rome(leukemia_type="ALL", immunophenotype=None, **child)
    assert (unknown.group, unknown.why_not) == (None, "the immunophenotype is not recorded")
    assert unknown.applies
