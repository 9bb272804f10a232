"""Who is in the synthetic registry and where it came back: what was put in is found again."""

import numpy as np
import pandas as pd

from emr_core.fields import DAYS_PER_MONTH
from emr_core.synthetic import karyotypes, places
from emr_core.synthetic.laws import LINEAGES
from emr_core.synthetic.parameters import PARAMETERS
from emr_core.vocabulary.karyotype import read_karyotype
from emr_core.vocabulary.sites import read_sites
from tests.synthetic.registries import assert_shares, known, near

AT_DIAGNOSIS, BEFORE = PARAMETERS.diagnosis, PARAMETERS.up_to_relapse


def mixture(groups: pd.Series, shares: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the shares of levels in patients of several groups."""
    parts = [
        (level, part * share)
        for group, part in groups.value_counts(normalize=True).items()
        for level, share in shares[group].items()
    ]
    return pd.DataFrame(parts).groupby(0)[1].sum().to_dict()


def test_types_sexes_and_classes_are_as_frequent_as_their_parameters():
    frame = known()
    assert_shares(frame["leukemia_type"], AT_DIAGNOSIS.leukemia_type)
    lymphoid = frame[frame["leukemia_type"] == "ALL"]
    assert_shares(lymphoid["immunophenotype"], AT_DIAGNOSIS.immunophenotype)
    assert_shares(frame.loc[frame["leukemia_type"] == "AML", "fab"], AT_DIAGNOSIS.fab["AML"])
    assert_shares(lymphoid["fab"], mixture(lymphoid["immunophenotype"], AT_DIAGNOSIS.fab))
    for kind in ("AML", "ALL"):
        mine = frame[frame["leukemia_type"] == kind]
        assert near((mine["sex"] == "Male").mean(), AT_DIAGNOSIS.male[kind], 0.02)
        assert near((mine["secondary_leukemia"] == "Yes").mean(), AT_DIAGNOSIS.secondary_leukemia[kind], 0.02)
        assert near(mine["concurrent"].mean(), 0.98 * BEFORE.concurrent[kind], 0.02)
        assert_shares(mine["remission_before_emr"], BEFORE.remission[kind])
        isolated = mine[mine["bmr"].isin(["No BMR", "Subsequent"])]
        assert near((isolated["marrow_mrd_at_emr"] == "Yes").mean(), BEFORE.mrd_if_isolated[kind], 0.02)
    for lineage in LINEAGES[:3]:
        mine = frame[frame["lineage"] == lineage]
        assert_shares(mine["cns_status_at_diagnosis"], AT_DIAGNOSIS.cns_status[lineage])


def test_every_karyotype_is_read_as_the_class_it_is_written_for():
    for group, shares in karyotypes.SHARES.items():
        assert np.isclose(sum(shares.values()), 1)
        for name in shares:
            for sex in ("XX", "XY"):
                for text in karyotypes.written(group, name, sex):
                    assert read_karyotype(text).primary == name, text
                    assert "{" not in text


def test_karyotypes_are_as_frequent_as_their_parameters():
    frame = known()
    read = {text: read_karyotype(text).primary for text in frame["karyotype"].unique()}
    names = frame["fab"].where(frame["fab"].isin(karyotypes.GROUPS), "AML, other")
    groups = names.where(
        frame["leukemia_type"] == "AML", frame["immunophenotype"].replace("Ambiguous", LINEAGES[3])
    )
    down = (frame["down_syndrome"] == "Yes") & (groups != "M3")
    is_all = frame["leukemia_type"] == "ALL"
    groups = groups.mask(down & is_all, "Down syndrome, ALL").mask(down & ~is_all, "Down syndrome, AML")
    for kind in ("AML", "ALL"):
        mine = frame["leukemia_type"] == kind
        assert_shares(frame.loc[mine, "karyotype"].map(read), mixture(groups[mine], karyotypes.SHARES))


def test_every_wording_of_a_site_is_read_as_that_site():
    for place, wordings in places.WORDS.items():
        for words in wordings:
            reading = read_sites(words)
            assert (reading.questions, reading.unread, reading.excluded) == ((), (), ()), words
            assert reading.not_stated == (place == places.NOT_STATED), words
            assert [mention.site.site for mention in reading.mentions] == [place] * (not reading.not_stated)
            side = next((side for side in ("left", "right", "bilateral") if f"({side})" in words), "")
            assert [mention.laterality for mention in reading.mentions] in ([side], [])


def test_sites_are_as_frequent_as_their_parameters_in_boys_and_girls():
    place_of = {words: place for place, wordings in places.WORDS.items() for words in wordings}
    frame = known()
    sites = frame["emr_sites"].str.split("; ").explode().map(place_of)
    assert sites.notna().all()
    for lineage in ("AML", "B-ALL"):
        pattern = places.AT_RELAPSE[lineage]
        for sex in ("Female", "Male"):
            mine = frame.index[(frame["lineage"] == lineage) & (frame["sex"] == sex)]
            found = sites.loc[mine].value_counts() / len(mine)
            first = pattern.shares(sex == "Male")
            for place in places.PLACES:
                one = first.get(place, 0.0)
                others = 1 - one - first.get(places.NOT_STATED, 0.0)
                wanted = one + others * pattern.disseminated * pattern.further.get(place, 0.0)
                wanted = one if place == places.NOT_STATED else wanted
                assert near(found.get(place, 0.0), wanted, 0.02), (lineage, sex, place)
    sexes = frame["sex"].loc[sites.index]
    only = {place: set(sexes[(sites == place).to_numpy()]) for place in ("Testis", "Ovary and uterus")}
    assert only == {"Testis": {"Male"}, "Ovary and uterus": {"Female"}}


def test_medians_are_those_of_the_parameters_within_five_per_cent():
    frame = known()
    in_cr1 = (frame["remission_before_emr"] == "CR1") & ~frame["hsct_before"]
    for lineage in LINEAGES[:3]:
        mine = frame["lineage"] == lineage
        found = {
            "age": frame.loc[mine, "age_at_diagnosis"].median() / AT_DIAGNOSIS.age_median[lineage],
            "wbc": frame.loc[mine, "wbc_at_diagnosis"].median() / AT_DIAGNOSIS.wbc_median[lineage],
            "remission": frame.loc[mine & in_cr1, "cr_to_emr"].median()
            / DAYS_PER_MONTH
            / BEFORE.cr_to_emr_median[lineage],
            "transplant": frame.loc[mine, "hsct_to_emr"].median()
            / DAYS_PER_MONTH
            / BEFORE.hsct_to_emr_median[lineage],
        }
        assert all(near(ratio, 1, 0.05) for ratio in found.values()), (lineage, found)
