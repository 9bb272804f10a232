"""Filters against the 22 published children, worked by hand, and what must hold for any choice."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emr_core.cohort import Cohort, Step
from emr_core.fields import UNKNOWN, Categorical, Continuous, Sites
from emr_core.filters import (
    FILTERS,
    FIRST,
    SITE_LOGIC,
    Choice,
    Levels,
    Range,
    SiteChoice,
    apply,
    emptied_by,
    filter_sentence,
    options,
    parse,
    sentence,
    site_options,
    without,
)
from emr_core.level_counts import counts
from emr_core.schema import BY_NAME, FIELDS
from tests.cohorts import all_unknown, make_cohort, minimal, nobody, published


def ids(cohort: Cohort) -> list[str]:
    return cohort.patients["patient_id"].tolist()


def left(*choices: Choice) -> list[str]:
    """Return the published children that pass, by number."""
    return [patient.removeprefix("P").lstrip("0") for patient in ids(apply(published(), choices))]


def numbers(text: str) -> list[str]:
    return text.split()


def test_all_with_csf_are_seven() -> None:
    chosen = left(Levels("leukemia_type", ("ALL",)), SiteChoice(("CSF",)))
    assert chosen == numbers("16 17 18 19 20 21 22")


def test_bone_is_in_six_children_all_with_aml() -> None:
    assert left(SiteChoice(("Bone",))) == numbers("1 2 4 5 7 8")
    assert left(Levels("leukemia_type", ("AML",)), SiteChoice(("Bone",))) == numbers("1 2 4 5 7 8")
    assert left(Levels("leukemia_type", ("ALL",)), SiteChoice(("Bone",))) == []


@pytest.mark.parametrize(
    ("chosen", "logic", "who"),
    [
        (("Bone", "Muscle"), "any", "1 2 4 5 7 8"),
        (("Bone", "Muscle"), "all", "2 5"),
        (("Bone", "Muscle"), "only", "5 8"),
        (("Bone", "Muscle"), "none", "3 6 9 10 11 12 13 14 15 16 17 18 19 20 21 22"),
        (("Bone", "Muscle"), "exactly", "5"),
        (("Bone",), "exactly", "8"),
        (("CSF",), "only", "16 17 18 19 20 21 22"),
        (("Kidney",), "any", "9 11 13 14"),
        (("Kidney",), "only", "13"),
        (("Kidney", "Liver", "Lymph node"), "all", "9 11"),
        (("Nervous system",), "any", "1 3 4 6 16 17 18 19 20 21 22"),
        (("Nervous system",), "only", "3 6 16 17 18 19 20 21 22"),
        (("Nervous system", "Bone"), "all", "1 4"),
        (("Nerve plexus",), "any", "3 4"),
        (("Brachial plexus",), "any", "3"),
        (("Ovary and uterus",), "any", "9"),
        (("Uterus",), "any", "9"),
        (("Peritoneum and omentum", "Pancreas"), "all", "14"),
        (("Testis", "Nervous system", "Bone"), "none", "9 11 13 14 15"),
    ],
)
def test_sites_by_any_all_only_none_at_every_level(chosen: tuple[str, ...], logic: str, who: str) -> None:
    assert left(SiteChoice(chosen, logic)) == numbers(who)  # type: ignore[arg-type]


def test_no_site_chosen_keeps_nobody_by_any_and_everybody_stated_by_none() -> None:
    assert [len(apply(published(), [SiteChoice((), logic)])) for logic in SITE_LOGIC] == [0, 22, 0, 0, 22]


def test_unknown_is_left_out_and_counted_unless_asked_for() -> None:
    strict = apply(published(), [Levels("karyotype", ("Normal",))])
    assert len(strict) == 4
    assert (strict.steps[0].before, strict.steps[0].after, strict.steps[0].unknown_left_out) == (22, 4, 6)
    kept = apply(published(), [Levels("karyotype", ("Normal", UNKNOWN))])
    assert len(kept) == 10
    assert (kept.steps[0].after, kept.steps[0].unknown_left_out) == (10, 0)
    assert len(apply(published(), [Levels("karyotype", (UNKNOWN,))])) == 6


def test_unknown_numbers_and_sites_are_kept_only_when_asked() -> None:
    assert left(Range("wbc_at_diagnosis", 0, 10)) == numbers("5 6 10 19")
    assert left(Range("wbc_at_diagnosis", 0, 10, keep_unknown=True)) == numbers("1 5 6 10 12 13 15 19 22")
    some = minimal()
    assert ids(apply(some, [SiteChoice(("CSF",))])) == ["P3"]
    assert ids(apply(some, [SiteChoice(("CSF",), "none")])) == ["P1", "P2"]
    with_unknown = apply(some, [SiteChoice(("CSF",), "none", keep_unknown=True)])
    assert ids(with_unknown) == ["P1", "P2", "P4"]
    assert apply(some, [SiteChoice(("CSF",))]).steps[0].unknown_left_out == 1


def test_a_field_the_cohort_lacks_is_unknown_for_everybody() -> None:
    assert len(apply(minimal(), [Levels("sex", ("Male",))])) == 0
    assert apply(minimal(), [Levels("sex", ("Male",))]).steps[0].unknown_left_out == 4
    assert len(apply(minimal(), [Levels("sex", ("Male", UNKNOWN))])) == 4
    assert len(apply(minimal(), [Range("emr_to_cr", 0, 9)])) == 0
    assert len(apply(minimal(), [Range("emr_to_cr", 0, 9, True)])) == 4


def test_limits_are_included_and_may_be_swapped() -> None:
    assert left(Range("emr_to_cr", 4, 5.4)) == numbers("4 9 15 17 20 22")
    assert left(Range("emr_to_cr", 5.4, 4)) == numbers("4 9 15 17 20 22")
    assert sentence(Range("emr_to_cr", 5.4, 4)) == "EMR to CR: 4–5.4 weeks"


def test_levels_of_several_at_once_are_found_one_by_one() -> None:
    assert left(Levels("treatment", ("Radiotherapy",))) == ["10"]
    assert len(left(Levels("treatment", ("Chemotherapy",)))) == 22
    assert len(left(Levels("treatment", ("Transplant",)))) == 0


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Levels("leukemia_type", ("AML", "ALL")), "Leukaemia type: AML or ALL"),
        (Levels("sex", ("Male", UNKNOWN)), "Sex: Male or Unknown"),
        (Range("age_at_diagnosis", 1, 9.5), "Age at diagnosis: 1–9.5 years"),
        (Range("age_at_diagnosis", 4, 4), "Age at diagnosis: 4 years"),
        (Range("wbc_at_diagnosis", 50, 500, True), "WBC at diagnosis: 50–500 10⁹/L, unknown kept"),
        (SiteChoice(("CSF", "Bone")), "Site: CSF or Bone"),
        (SiteChoice(("CSF", "Bone", "Skin"), "all"), "Site: CSF, Bone and Skin"),
        (SiteChoice(("CSF", "Bone"), "only"), "Site: only CSF or Bone"),
        (SiteChoice(("CSF", "Bone"), "exactly"), "Site: exactly CSF and Bone"),
        (SiteChoice(("CSF",), "none", True), "Site: not CSF, not stated kept"),
    ],
)
def test_a_filter_says_itself_in_a_sentence(choice: Choice, words: str) -> None:
    assert sentence(choice) == words


def test_the_sentence_of_a_cohort_joins_its_steps() -> None:
    chosen = apply(published(), [Levels("leukemia_type", ("ALL",)), SiteChoice(("CSF",))])
    assert filter_sentence(chosen) == "Leukaemia type: ALL · Site: CSF"
    assert filter_sentence(published()) == "all patients"


def test_attrition_adds_up_from_step_to_step() -> None:
    choices = (
        Levels("sex", ("Male",)),
        Range("wbc_at_diagnosis", 0, 100),
        SiteChoice(("Nervous system",)),
    )
    steps = apply(published(), choices).steps
    assert [step.field for step in steps] == ["sex", "wbc_at_diagnosis", "emr_sites"]
    assert [(step.before, step.after, step.unknown_left_out) for step in steps] == [
        (22, 14, 0),
        (14, 10, 4),
        (10, 5, 0),
    ]


def test_the_filter_that_left_nobody_is_found() -> None:
    empty = apply(
        published(), [Levels("leukemia_type", ("ALL",)), SiteChoice(("Bone",)), Levels("sex", ("Male",))]
    )
    step = emptied_by(empty)
    assert step is not None
    assert (step.sentence, step.before, step.after) == ("Site: Bone", 14, 0)
    assert emptied_by(published()) is None
    assert emptied_by(nobody()) == Step("age_at_diagnosis", "Age at diagnosis: 90–100 years", 22, 0)


def test_filters_open_with_the_four_of_the_design_and_hold_every_filter_field_once() -> None:
    names = [field.name for field in FILTERS]
    assert tuple(names[:4]) == FIRST == ("leukemia_type", "sex", "karyotype", "emr_sites")
    assert sorted(names) == sorted(field.name for field in FIELDS if field.filter)


@pytest.mark.parametrize("field", [f for f in FILTERS if isinstance(f, Categorical)], ids=lambda f: f.name)
def test_options_are_the_levels_of_the_schema_or_of_the_whole_cohort(field: Categorical) -> None:
    levels = ("Seoul St. Mary's Hospital",) if field.open else field.levels
    assert options(field, published()) == (*levels, UNKNOWN)
    assert options(field, nobody()) == options(field, published())
    assert options(field, minimal()) == ((UNKNOWN,) if field.open else (*levels, UNKNOWN))


def test_site_options_are_those_of_the_whole_cohort_sites_first_commonest_first() -> None:
    names = site_options(published())
    assert names[:4] == ("CSF", "Bone", "Kidney", "Brain")
    assert len(names) == len(set(names))
    assert {"Nervous system", "Brachial plexus", "Uterus"} <= set(names)
    assert site_options(all_unknown()) == ()


def test_counts_stand_beside_every_level_and_site() -> None:
    assert counts(published(), BY_NAME["leukemia_type"]) == {
        "AML": 8,
        "ALL": 14,
        "MPAL": 0,
        "Other": 0,
        UNKNOWN: 0,
    }
    assert counts(published(), BY_NAME["karyotype"])[UNKNOWN] == 6
    sites = counts(published(), BY_NAME["emr_sites"])
    assert (sites["Nervous system"], sites["CSF"], sites["Bone"], sites["Kidney"]) == (11, 7, 6, 4)
    assert (sites["Nerve plexus"], sites["Brachial plexus"], sites["Ovary and uterus"]) == (2, 1, 1)
    assert counts(minimal(), BY_NAME["sex"]) == {UNKNOWN: 4}
    assert counts(nobody(), BY_NAME["emr_sites"]) == {}


def test_without_takes_the_choices_of_a_field_away() -> None:
    sex, site = Levels("sex", ("Male",)), SiteChoice(("CSF",))
    assert without((sex, site), "emr_sites") == (sex,)
    assert without((sex, site), "emr_sites", "sex") == ()
    assert without((sex, site), "") == (sex, site)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("leukemia_type=ALL", Levels("leukemia_type", ("ALL",))),
        ("type=AML, ALL", Levels("leukemia_type", ("AML", "ALL"))),
        (" sex =Male,Unknown", Levels("sex", ("Male", UNKNOWN))),
        ("institution=Anywhere", Levels("institution", ("Anywhere",))),
        ("age_at_diagnosis=1..9", Range("age_at_diagnosis", 1, 9)),
        ("age_at_diagnosis_years=1.5", Range("age_at_diagnosis", 1.5, 1.5)),
        ("age=9..1", Range("age_at_diagnosis", 9, 1)),
        ("wbc=0..50,Unknown", Range("wbc_at_diagnosis", 0, 50, True)),
        ("emr_sites=CSF", SiteChoice(("CSF",))),
        ("emr_sites=CSF, Kidney", SiteChoice(("CSF", "Kidney"))),
        ("emr_sites=any:CSF,Kidney", SiteChoice(("CSF", "Kidney"), "any")),
        ("sites=all:Nervous system,Bone", SiteChoice(("Nervous system", "Bone"), "all")),
        ("emr_sites=only:Brachial plexus", SiteChoice(("Brachial plexus",), "only")),
        ("emr_sites=none:CSF,Unknown", SiteChoice(("CSF",), "none", True)),
    ],
)
def test_a_filter_is_read_as_it_is_written(text: str, choice: Choice) -> None:
    assert parse(text) == choice


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leukemia_type", "'leukemia_type' is not a filter. Write FIELD=VALUE, FIELD one of leukemia_type,"),
        ("shoe_size=3", "'shoe_size=3' is not a filter."),
        ("patient_id=P01", "'patient_id=P01' is not a filter."),
        ("leukemia_type=CML", "'CML' is not a level of leukemia_type; levels: AML, ALL, MPAL, Other."),
        ("leukemia_type=", "'' is not a level of leukemia_type"),
        ("leukemia_type=AML,", "'' is not a level of leukemia_type"),
        ("institution=", "'' is not a level of institution; levels: those of the file."),
        ("age=old", "'old' is not a range. Write age_at_diagnosis=LOW..HIGH."),
        ("age=1..", "'1..' is not a range."),
        ("age=nan", "'nan' is not a range."),
        ("age=0..inf", "'0..inf' is not a range."),
        ("age=Unknown", "'' is not a range."),
        ("emr_sites=Toe", "'Toe' is not a site. Write one of CSF, Brain,"),
        ("emr_sites=", "'' is not a site."),
        ("emr_sites=some:CSF", "'some' does not choose sites. Write one of any, all, only, exactly, none."),
    ],
)
def test_a_filter_that_cannot_be_read_says_what_could(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse(text)


LEVELLED = [f for f in FILTERS if isinstance(f, Categorical)]
SITE_NAMES_OF_22 = site_options(published())


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """Draw any filter on any field."""
    field = draw(st.sampled_from(FILTERS))
    if isinstance(field, Sites):
        chosen = draw(st.lists(st.sampled_from(SITE_NAMES_OF_22), min_size=1, max_size=4, unique=True))
        return SiteChoice(tuple(chosen), draw(st.sampled_from(SITE_LOGIC)), draw(st.booleans()))
    if isinstance(field, Continuous):
        limits = st.floats(0, 500)
        return Range(field.name, draw(limits), draw(limits), draw(st.booleans()))
    assert isinstance(field, Categorical)
    offered = options(field, published())
    return Levels(field.name, tuple(draw(st.lists(st.sampled_from(offered), min_size=1, unique=True))))


def stated_sites(patient: str) -> list[set[str]]:
    """Return the names that each of a child's sites has, at all three levels."""
    rows = published().sites
    mine = rows[rows["patient_id"] == patient]
    return [set(names) for names in mine[["system", "site", "subsite"]].to_numpy().tolist()]


def passes(choice: Choice, row: dict[str, object]) -> bool:
    """Tell by plain logic whether one child passes a filter."""
    if isinstance(choice, SiteChoice):
        sites, wanted = stated_sites(str(row["patient_id"])), set(choice.chosen)
        fits = {
            "any": any(names & wanted for names in sites),
            "all": all(any(name in names for names in sites) for name in wanted),
            "only": all(names & wanted for names in sites),
            "exactly": all(names & wanted for names in sites)
            and all(any(name in names for names in sites) for name in wanted),
            "none": not any(names & wanted for names in sites),
        }
        return fits[choice.logic] if sites else choice.keep_unknown
    value = row.get(choice.field)
    if pd.isna(value):  # type: ignore[call-overload]
        return UNKNOWN in choice.chosen if isinstance(choice, Levels) else choice.keep_unknown
    if isinstance(choice, Levels):
        return value in choice.chosen
    assert isinstance(value, float)
    return min(choice.low, choice.high) <= value <= max(choice.low, choice.high)


@given(st.lists(choices(), max_size=4))
def test_who_is_left_is_who_passes_every_filter(chosen: list[Choice]) -> None:
    rows = published().patients.astype(object).to_dict("records")
    expected = [row["patient_id"] for row in rows if all(passes(choice, row) for choice in chosen)]
    kept = apply(published(), chosen)
    assert ids(kept) == expected
    assert len(kept.steps) == len(chosen)
    sizes = [22, *(step.after for step in kept.steps)]
    assert [step.before for step in kept.steps] == sizes[:-1]
    assert sizes[-1] == len(kept)
    assert set(kept.sites["patient_id"]) <= set(expected)


@given(st.lists(choices(), max_size=4), st.randoms())
def test_the_order_of_filters_does_not_change_who_is_left(chosen: list[Choice], random: object) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ids(apply(published(), chosen)) == ids(apply(published(), shuffled))


@given(st.lists(st.sampled_from(SITE_NAMES_OF_22), min_size=1, max_size=5, unique=True))
def test_any_and_none_share_out_the_patients_with_a_stated_site(names: list[str]) -> None:
    with_gaps = make_cohort(
        emr_sites=["CSF", "Bone; skin", None, "Kidney; liver", None, "Testis"], sex="Male"
    )
    for cohort in (published(), with_gaps):
        stated = set(cohort.sites["patient_id"])
        one, other = (set(ids(apply(cohort, [SiteChoice(tuple(names), logic)]))) for logic in ("any", "none"))
        assert one | other == stated
        assert not one & other
        only, every = (set(ids(apply(cohort, [SiteChoice(tuple(names), how)]))) for how in ("only", "all"))
        assert only <= one
        assert every <= one


@given(st.sampled_from(LEVELLED), st.data())
def test_a_choice_of_levels_and_its_complement_share_out_everybody(
    field: Categorical, data: st.DataObject
) -> None:
    offered = options(field, published())
    chosen = data.draw(st.sets(st.sampled_from(offered), min_size=1, max_size=len(offered) - 1))
    rest = set(offered) - chosen
    sizes = [len(apply(published(), [Levels(field.name, tuple(part))])) for part in (chosen, rest)]
    assert sum(sizes) == 22
    assert sizes[0] == sum(counts(published(), field).get(level, 0) for level in chosen)


def test_masks_do_not_depend_on_missing_values() -> None:
    cohort = make_cohort(sex=[None, "Male", "Female"], emr_to_cr=[None, 3, 8])
    assert ids(apply(cohort, [Levels("sex", ("Male", "Female"))])) == ["P2", "P3"]
    assert ids(apply(cohort, [Range("emr_to_cr", -np.inf, np.inf)])) == ["P2", "P3"]


def test_a_karyotype_is_filtered_by_its_primary_class_or_on_request_by_any_class() -> None:
    cohort = make_cohort(
        leukemia_type="AML",
        karyotype=["47,XX,+8,t(15;17)(q24;q21)", "47,XX,+8[20]", "46,XX[20]", None],
    )
    primary = apply(cohort, [parse("karyotype=Trisomy 8")])
    assert primary.patients["patient_id"].tolist() == cohort.patients["patient_id"].tolist()[1:2]
    anywhere = apply(cohort, [parse("karyotype=any:Trisomy 8")])
    assert anywhere.patients["patient_id"].tolist() == cohort.patients["patient_id"].tolist()[:2]
    assert anywhere.steps[0].sentence == "Karyotype class (any class of the patient): Trisomy 8"
    assert anywhere.steps[0].unknown_left_out == 1
    assert len(apply(cohort, [parse("karyotype=any:Trisomy 8,Unknown")])) == 3
