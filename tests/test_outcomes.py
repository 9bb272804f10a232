"""What happened then: counts, shares and comparisons of the published children, and of every odd cohort."""

from typing import Any

import pandas as pd
import pytest

from emr_core import outcome_groups, outcomes
from emr_core.charts import outcome_bars, outcome_shares
from emr_core.filters import Levels, apply
from emr_core.look import LOOKS, contrast
from emr_core.tables import outcome_comparison
from emr_ui.clicks import outcome_filters
from tests.cohorts import STATES, make_cohort, published

CONCURRENT, ISOLATED = "With concurrent BMR", "Isolated"
BY = ("at_emr", "leukemia_type", "sex", "karyotype", "number_of_sites", "site", "initial_emd")
STATE = pytest.mark.parametrize("state", STATES)


def k_of_n(frame: pd.DataFrame, panel: str, group: str, outcome: str = "Died") -> tuple[int, int]:
    """Return k and n of one row of a picture's numbers."""
    fits = (frame["panel"] == panel) & (frame["group"] == group) & (frame["outcome"] == outcome)
    (row,) = frame[fits].to_dict("records")
    return row["k"], row["n"]


def compared(window: int = 7, **options: Any) -> dict[str, dict[str, Any]]:
    """Return the lines of the comparison by what they compare."""
    wanted = outcome_comparison.Options(window=window, **options)
    lines = outcome_comparison.frames(published(), wanted)["comparisons"].to_dict("records")
    return {str(line["stratum"] if line["kind"] == "within type" else line["kind"]): line for line in lines}


def test_three_of_seven_with_concurrent_bmr_died_and_two_of_fifteen_others():
    shares = outcome_shares.frames(published(), outcome_shares.Options())["shares"]
    assert k_of_n(shares, "All types", CONCURRENT) == (3, 7)
    assert k_of_n(shares, "All types", ISOLATED) == (2, 15)
    line = compared()["pools AML and ALL"]
    assert line["p_value"] == pytest.approx(0.274, abs=5e-4)
    assert line["odds_ratio"] == pytest.approx(4.47, abs=0.005)
    assert (line["lower"], line["upper"]) == pytest.approx((0.374, 72.5), rel=1e-3)


def test_a_window_of_28_days_makes_it_four_of_eight_and_one_of_fourteen():
    line = compared(28)["pools AML and ALL"]
    assert (line["k1"], line["n1"], line["k2"], line["n2"]) == (4, 8, 1, 14)
    assert line["p_value"] == pytest.approx(0.039, abs=5e-4)
    assert not compared(28)["stratified by leukaemia type"]["opposite"]
    assert outcomes.who_moves(published(), 28) == "At 28 days P13 becomes concurrent (BMR at 4 weeks)"


def test_within_aml_and_all_the_deaths_point_in_opposite_directions():
    lines = compared()
    assert [lines["AML"][name] for name in ("k1", "n1", "k2", "n2")] == [3, 4, 0, 4]
    assert [lines["ALL"][name] for name in ("k1", "n1", "k2", "n2")] == [0, 3, 2, 11]
    common = lines["stratified by leukaemia type"]
    assert common["opposite"]
    assert common["odds_ratio"] == pytest.approx(3.3, abs=0.05)
    assert (common["lower"], common["upper"]) == pytest.approx((0.25, 52.5), rel=0.02)
    assert common["p_value"] == pytest.approx(0.30, abs=0.005)


def test_what_points_in_opposite_directions_is_neither_pooled_nor_drawn():
    data = outcome_shares.frames(published(), outcome_shares.Options())
    assert set(data["dots"]["panel"]) == {"AML", "ALL"}
    assert set(data["shares"]["panel"]) == {"AML", "ALL", "All types"}
    body = outcome_comparison.table(published(), 22).body.astype("str")
    told = " ".join(body.to_numpy().ravel()).replace("\u00a0", " ")
    assert "not pooled: AML and ALL point in opposite directions" in told
    assert "3.29" not in told
    assert "4.47" not in told
    assert "p = 0.27, Fisher exact, of the recorded counts" in told
    drawn = outcome_shares.frames(published(), outcome_shares.Options(window=28))
    assert "All types" in set(drawn["dots"]["panel"])


@pytest.mark.parametrize(
    ("outcome", "sizes"),
    [
        ("outcome_as_published", {"CR": 15, "Expire": 5, "FU loss": 2}),
        ("response", {"Complete remission": 15, "Unknown": 7}),
        ("last_status", {"Died (cause not stated)": 5, "Lost to follow-up": 2, "Unknown": 15}),
    ],
)
def test_every_patient_has_one_outcome_and_unknown_is_one_of_them(outcome, sizes):
    segments = outcome_bars.frames(published(), outcome_bars.Options(outcome=outcome))["segments"]
    pooled = segments[segments["panel"] == "All types"]
    assert pooled.groupby("outcome", sort=False)["k"].sum().to_dict() == sizes
    assert sum(sizes.values()) == 22


def test_a_segment_says_k_of_n_with_its_interval():
    counts = outcome_bars.frames(published(), outcome_bars.Options(outcome="last_status"))["outcomes"]
    pooled = counts[(counts["panel"] == "All types") & (counts["group"] == CONCURRENT)]
    assert "Died (cause not stated) 3/7 (43 %), 95 % interval 16–75 %" in set(pooled["words"])


def test_a_bar_has_no_gap_and_ends_at_100_percent_or_at_its_n():
    for length in ("shares", "patients"):
        options = outcome_bars.Options(by="karyotype", length=length)
        for _, bar in outcome_bars.frames(published(), options)["segments"].groupby("row"):
            assert bar["start"].tolist() == pytest.approx([0, *bar["end"].tolist()[:-1]])
            assert bar["end"].iloc[-1] == pytest.approx(100 if length == "shares" else bar["n"].iloc[0])


def test_the_share_of_those_with_a_known_outcome_stands_beside_that_of_all():
    shares = outcome_shares.frames(published(), outcome_shares.Options(by="leukemia_type", finding="CR"))
    (everyone,) = shares["shares"].query("group == 'All patients'").to_dict("records")
    assert (everyone["k"], everyone["n"]) == (15, 22)
    assert (everyone["known_k"], everyone["known_n"]) == (15, 20)


def test_deaths_are_one_finding_whatever_their_cause_or_the_source_s_word():
    assert outcomes.finding(published(), "outcome_as_published", "Died").levels == ("Expire",)
    assert len(outcomes.finding(published(), "last_status", "Died").levels) == 3
    assert outcomes.findings(published(), "response")[0].name == "Complete remission"


def test_deaths_without_times_are_no_risk_and_the_caption_says_so():
    figure = outcome_shares.figure(published(), 22, LOOKS["light"])
    assert "Recorded deaths; times of death are not published, so no risk at a stated time" in figure.caption


def test_aml_and_all_stand_before_all_types():
    for by in BY:
        lines = outcome_bars.frames(published(), outcome_bars.Options(by=by))["lines"]
        headings = [heading for heading in lines["heading"] if heading]
        own = ["By leukaemia type"] if by == "leukemia_type" else ["AML", "ALL"]
        assert headings == [*own, "All types"]


def test_patients_count_in_each_of_their_sites_and_sites_are_never_tested():
    options = outcome_comparison.Options(by="site")
    data = outcome_comparison.frames(published(), options)
    assert data["comparisons"].empty
    assert data["shares"].query("panel == 'All types'")["n"].sum() == 38
    notes = outcome_comparison.table(published(), 22, options).notes
    assert "Patients count in each of their sites: overlapping groups are never tested." in notes


def test_what_is_known_only_later_is_not_offered_and_the_reason_is_given():
    offered = outcome_groups.offered(published())
    assert list(offered)[:2] == ["at_emr", "leukemia_type"]
    assert not {"bmr", "response", "last_status", "outcome_as_published"} & set(offered)
    assert outcome_groups.refused(published()).startswith("Not offered: Bone-marrow relapse, Response")


def test_a_group_under_three_patients_is_described_and_named():
    wanted = outcome_comparison.Options(by="initial_emd", outcome="response", finding="Complete remission")
    table = outcome_comparison.table(published(), 22, wanted)
    assert set(table.body["Test"]) == {"not tested"}
    assert "ALL: Yes: 1 patient, fewer than 3; described, not tested." in table.notes


def test_a_filter_on_what_came_later_is_pointed_out():
    cohort = apply(published(), [Levels("response", ("Complete remission",))])
    notes = outcome_comparison.table(cohort, 22).notes
    assert notes[-1] == "Filtered by Response, known only after the relapse: the groups are selected."


def test_patients_without_a_relapse_are_no_part_of_any_group():
    cohort = make_cohort(
        emr=["Yes", "Yes", "No"],
        emr_sites=["CSF", "Bone", None],
        last_status=["Alive in CR", "Died of disease", "Alive in CR"],
    )
    figure = outcome_bars.figure(cohort, 3, LOOKS["light"], outcome_bars.Options(outcome="last_status"))
    assert "2 patients = 2 ALL; 1 patient without EMR left out" in figure.reconciliation


@STATE
@pytest.mark.parametrize("by", BY)
def test_every_state_of_a_cohort_has_its_pictures_and_its_table(state, by):
    cohort = STATES[state]()
    for outcome in outcomes.OUTCOMES:
        bars = outcome_bars.frames(cohort, outcome_bars.Options(by=by, outcome=outcome))
        shares = outcome_shares.frames(cohort, outcome_shares.Options(by=by, outcome=outcome))
        table = outcome_comparison.table(
            cohort, len(cohort), outcome_comparison.Options(by=by, outcome=outcome)
        )
        assert (bars["segments"]["k"] > 0).all()
        assert (shares["dots"]["n"] > 0).all()
        assert set(shares["shares"].query("n == 0")["share"]) <= {"0/0"}
        assert "nan" not in " ".join(table.body.astype("str").to_numpy().ravel())
        assert "inf" not in " ".join(table.body.astype("str").to_numpy().ravel()).split()


def test_the_number_in_a_segment_reads_on_its_colour():
    levels = ["Alive in CR", "Alive with disease", "Died of disease", "Died (cause not stated)", "Unknown"]
    for look in LOOKS.values():
        fill, _, ink = outcome_bars._colours(levels, look)
        assert all(contrast(*pair) >= 4.5 for pair in zip(fill, ink, strict=True))
        assert fill[-2:] == [look.surface, look.surface]


def test_a_segment_stands_for_its_type_group_and_outcome():
    hit = {"panel": "ALL", "group": CONCURRENT, "outcome": "Complete remission"}
    assert outcome_filters(hit, "at_emr", "bmr", "response") == {
        "leukemia_type": ["ALL"],
        "bmr": ["Concurrent"],
        "response": ["Complete remission"],
    }


def test_a_segment_of_all_types_leaves_the_type_alone():
    hit = {"panel": "All types", "group": "Female", "outcome": "CR"}
    assert outcome_filters(hit, "sex", "sex", "") == {"sex": ["Female"]}
    everyone = {"panel": "All types", "group": "All patients", "outcome": "CR"}
    assert outcome_filters(everyone, "leukemia_type", "leukemia_type", "") == {}


def test_isolated_is_a_filter_in_the_published_window_only():
    assert outcome_groups.filter_field(published(), "at_emr", 7) == "bmr"
    assert outcome_groups.filter_field(published(), "at_emr", 28) == ""
    chosen = apply(published(), [Levels("bmr", tuple(outcome_groups.filter_levels("at_emr", ISOLATED)))])
    assert len(chosen) == 15
    assert outcome_groups.filtered_groups("at_emr", ("No BMR", "Subsequent")) == (ISOLATED,)


def test_a_site_s_row_filters_by_the_site_and_no_stated_site_by_nothing():
    assert outcome_filters({"panel": "AML", "group": "Bone"}, "site", "emr_sites", "") == {
        "leukemia_type": ["AML"],
        "emr_sites": ["Bone"],
        "emr_sites_logic": "any",
    }
    nowhere = {"panel": "All types", "group": "Site not stated"}
    assert outcome_filters(nowhere, "site", "emr_sites", "") == {}


def test_own_filters_are_outlined_where_they_choose():
    options = outcome_bars.Options(marked_types=("AML",), marked_groups=(CONCURRENT,))
    segments = outcome_bars.frames(published(), options)["segments"]
    chosen = segments[segments["chosen"]]
    assert set(zip(chosen["panel"], chosen["group"], strict=True)) == {("AML", CONCURRENT)}
    assert not outcome_bars.frames(published(), outcome_bars.Options())["segments"]["chosen"].any()


def test_two_factors_are_crossed_within_the_types_and_never_tested() -> None:
    cohort = published()
    groups = outcome_groups.outcome_groups(cohort, "sex*number_of_sites", 7)
    sizes = {(g.panel, g.name): int(g.members.sum()) for g in groups}
    assert sum(n for (panel, _), n in sizes.items() if panel == "AML") == 8
    assert sum(n for (panel, _), n in sizes.items() if panel == "All types") == 22
    assert sizes["AML", "Male · Several sites"] + sizes["AML", "Male · Single site"] == 6
    assert outcome_groups.pair(cohort, "sex*number_of_sites", 7) is None
    assert outcome_groups.label(cohort, "sex*number_of_sites") == "Sex and number of sites"


def test_what_is_crossed_is_neither_type_nor_site_nor_the_factor_itself() -> None:
    offered = outcome_groups.offered(published())
    assert outcome_groups.second(offered, "site") == {}
    assert not {"site", "leukemia_type", "sex"} & set(outcome_groups.second(offered, "sex"))


def test_a_published_cohort_begins_with_what_it_printed_and_any_other_with_the_last_status() -> None:
    assert next(iter(outcomes.recorded(published()))) == "outcome_as_published"
    ours = make_cohort(last_status="Alive in CR", response="Complete remission", outcome_as_published="CR")
    assert list(outcomes.recorded(ours)) == ["last_status", "response", "outcome_as_published"]
