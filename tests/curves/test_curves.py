"""Curves: the same numbers as the statistics give, honest groups, and pictures that do not grow."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from emr_core.charts import event_curves, event_dots
from emr_core.curves.compare import OPPOSITE, comparisons
from emr_core.curves.drawn import numbers_below
from emr_core.curves.groups import Options, grouped, offered, refused
from emr_core.curves.steps import RESOLUTION, axis_times, curves, steps
from emr_core.endpoints.declared import ALL_ENDPOINTS
from emr_core.endpoints.times import endpoint_times
from emr_core.factors import factor
from emr_core.filters import Levels, apply
from emr_core.look import LOOKS
from emr_core.policy import POLICY
from emr_core.stats.competing_risks import aalen_johansen
from emr_core.stats.gray import gray
from emr_core.stats.horizons import restricted_mean, survival_at
from emr_core.stats.logrank import logrank
from emr_core.stats.multiplicity import benjamini_hochberg
from emr_core.stats.stratified_curves import stratified_test
from emr_core.stats.survival import kaplan_meier
from emr_core.tables import curve_summary
from tests.cohorts import make_cohort, published

LIGHT = LOOKS["light"]


def twelve():
    """Return six patients with AML who die early and six with ALL who mostly live."""
    return make_cohort(
        leukemia_type=["AML"] * 6 + ["ALL"] * 6,
        last_status=["Died of disease"] * 5 + ["Alive in CR"] + ["Died of disease"] + ["Alive in CR"] * 5,
        follow_up=[1, 2, 3, 4, 5, 6, 6, 12, 24, 24, 36, 48],
    )


def test_a_survival_curve_is_that_of_kaplan_and_meier(synthetic):
    times = endpoint_times(synthetic, ALL_ENDPOINTS["overall_survival"])
    km = kaplan_meier(times.time, times.event)
    drawn = event_curves.frames(synthetic, Options())["steps"]
    assert drawn["time"].tolist() == [0.0, *km.time.tolist()]
    assert drawn["percent"].tolist() == pytest.approx([100.0, *(100 * km.survival)])
    assert drawn["n_at_risk"].tolist() == [km.n, *km.n_at_risk.tolist()]
    assert drawn["lower"].to_numpy()[1:] == pytest.approx(100 * km.lower, nan_ok=True)


def test_incidences_and_the_share_without_any_event_add_up_at_every_step(synthetic):
    times = endpoint_times(synthetic, ALL_ENDPOINTS["later_bmr"])
    aj = aalen_johansen(times.time, times.event, n_causes=2)
    drawn = event_curves.frames(synthetic, Options("later_bmr"))["steps"]
    marrow, death = (
        drawn[drawn["curve"] == name]["percent"].to_numpy()[1:] for name in ALL_ENDPOINTS["later_bmr"].events
    )
    assert marrow + death + 100 * aj.event_free == pytest.approx(np.full(len(aj.time), 100.0))


@pytest.mark.parametrize("name", ["overall_survival", "event_free_survival", "later_bmr", "cr_of_emr"])
def test_the_rows_under_the_axis_always_add_up_to_the_patients_of_the_group(synthetic, name):
    options = Options(name, "sex")
    parts = grouped(synthetic, options)
    numbers = numbers_below(parts, options, [0.0, 6.0, 24.0, 400.0])
    for place, mask in enumerate(parts.groups.values()):
        own = numbers[numbers["row"] % (len(parts.groups) + 1) == place + 1]
        sums = own.assign(n=own["patients"].astype("int64")).groupby("time")["n"].sum()
        assert (sums == mask.sum()).all()


def test_the_numbers_under_the_axis_of_twelve_patients():
    frames = event_curves.frames(twelve(), Options(by="leukemia_type"))
    assert list(frames["hover"]["time"]) == [0, 12, 24, 36, 48]
    rows = frames["numbers"].groupby("row")["patients"].agg(list).tolist()
    assert rows == [
        ["6", "0", "0", "0", "0"],
        ["6", "5", "4", "2", "1"],
        ["0", "5", "5", "5", "5"],
        ["0", "1", "1", "1", "1"],
        ["0", "1", "1", "1", "1"],
        ["0", "0", "1", "3", "4"],
    ]
    assert frames["medians"][["line", "median"]].to_numpy().tolist() == [["AML", 3.5]]


def test_types_are_compared_by_the_log_rank_test_with_q_over_every_grouping():
    options = Options(by="leukemia_type")
    (one,) = comparisons(twelve(), options)
    direct = logrank(
        [1, 2, 3, 4, 5, 6, 6, 12, 24, 24, 36, 48], [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0], ["a"] * 6 + ["b"] * 6
    )
    assert one.p_value == pytest.approx(direct.p_value)
    assert (one.tests, one.q_value) == (1, one.p_value)
    assert one.remark == "Small groups, AML (6), ALL (6): p is approximate, read it with caution."


def test_the_incidence_of_groups_is_compared_by_grays_test(synthetic):
    options = Options("later_bmr", "leukemia_type")
    parts = grouped(synthetic, options)
    used = parts.groups["AML"] | parts.groups["ALL"]
    label = np.where(parts.groups["AML"], "AML", "ALL")[used]
    (one,) = comparisons(synthetic, options)
    assert one.p_value == pytest.approx(gray(parts.time[used], parts.event[used], label).p_value)
    assert one.method == "Gray"


def test_q_is_taken_over_all_groupings_that_are_offered(synthetic):
    options = Options(by="sex")
    names = [name for name in offered(synthetic, options.of) if name]
    p_values = [logrank_of(synthetic, name) for name in names]
    within_aml, within_all, pooled = comparisons(synthetic, options)
    assert pooled.q_value == pytest.approx(benjamini_hochberg(p_values)[names.index("sex")])
    assert pooled.tests == np.isfinite(p_values).sum()
    assert math.isnan(within_aml.q_value)
    assert math.isnan(within_all.q_value)
    assert "stratified by leukaemia type" in pooled.remark


def logrank_of(cohort, name):
    """Return p of a grouping by the statistics alone."""
    times = endpoint_times(cohort, ALL_ENDPOINTS["overall_survival"])
    groups = factor(cohort, name).groups[times.kept].astype("object").to_numpy()
    sizes = {level: (groups == level).sum() for level in set(groups)}
    kept = sorted(
        (level for level in sizes if level != "Unknown" and sizes[level] >= 5), key=lambda x: -sizes[x]
    )[:6]
    used = np.isin(groups, kept)
    if len(kept) < 2:
        return math.nan
    arguments = times.time[used], times.event[used], groups[used].astype("str")
    if name == "leukemia_type":
        return logrank(*arguments).p_value
    types = cohort.patients["leukemia_type"].to_numpy()[times.kept][used]
    return stratified_test(*arguments, types, competing=False)[1]


def test_types_that_point_in_opposite_directions_get_no_common_p():
    died, alive = "Died of disease", "Alive in CR"
    cohort = make_cohort(
        leukemia_type=["AML"] * 12 + ["ALL"] * 12,
        sex=(["Female"] * 6 + ["Male"] * 6) * 2,
        last_status=[died] * 6 + [alive] * 12 + [died] * 6,
        follow_up=[1, 2, 3, 4, 5, 6, 24, 24, 24, 24, 24, 24] + [24] * 6 + [1, 2, 3, 4, 5, 6],
    )
    aml, all_, pooled = comparisons(cohort, Options(by="sex"))
    assert aml.p_value == pytest.approx(all_.p_value)
    assert aml.p_value < 0.01
    assert (math.isnan(pooled.p_value), pooled.remark) == (True, OPPOSITE)


def test_what_is_known_only_later_may_not_group_a_curve_from_the_relapse(synthetic):
    reasons = dict(refused(synthetic, ALL_ENDPOINTS["overall_survival"]))
    later = next(labels for labels, reason in reasons.items() if reason.startswith("known only later"))
    assert {"Response", "HSCT after EMR", "Bone-marrow relapse"} <= set(later.split(", "))
    overlap = next(labels for labels, reason in reasons.items() if "overlap" in reason)
    assert "Site of relapse" in overlap
    with pytest.raises(ValueError, match="may not group"):
        grouped(synthetic, Options(by="response"))


def test_from_diagnosis_nothing_known_at_the_relapse_may_group(synthetic):
    names = offered(synthetic, ALL_ENDPOINTS["diagnosis_to_emr"])
    assert "sex" in names
    assert not {"at_emr", "number_of_sites", "remission_before_emr"} & set(names)


def test_a_landmark_restarts_the_clock_and_groups_by_what_was_known_by_then():
    cohort = make_cohort(
        hsct_after_emr=["Yes", "Yes", "No", "No", None, "Yes"],
        emr_to_hsct=[2, 8, None, None, None, None],
        last_status=[
            "Died of disease",
            "Alive in CR",
            "Died of disease",
            "Died of disease",
            "Alive in CR",
            "Alive in CR",
        ],
        follow_up=[10, 20, 12, 3, 9, 9],
    )
    options = Options(by="hsct_by_landmark", landmark=4.0, policy=replace(POLICY, curve_from=1))
    parts = grouped(cohort, options)
    assert {name: mask.tolist() for name, mask in parts.groups.items()} == {
        "No HSCT after EMR by then": [False, True, True, False, False],
        "HSCT after EMR by then": [True, False, False, False, False],
    }
    assert parts.time.tolist() == [6, 16, 8, 5, 5]
    assert "5 patients under observation after 4 months; by then 1 had had an event" in parts.reconciliation
    assert parts.left == ("No curve, not recorded: Unknown (n = 2).",)


def test_small_groups_are_counted_and_named_with_the_reason():
    parts = grouped(twelve(), Options(by="leukemia_type", policy=replace(POLICY, curve_from=7)))
    assert parts.groups == {}
    assert parts.left == ("No curve, fewer than 7: AML (n = 6), ALL (n = 6).",)


def test_the_end_of_a_curve_is_grey_where_fewer_than_the_floor_are_left():
    frames = event_curves.frames(twelve(), Options())
    drawn = frames["steps"]
    # Twelve less five deaths, P6 and P7 at 6 months leave five; after 12 months four are left.
    assert drawn[drawn["tail"]]["time"].min() == 12
    assert frames["tail"]["time"].min() == 12
    assert frames["solid"]["time"].max() == 12


def test_a_changed_threshold_is_printed_on_the_figure_and_its_table(synthetic):
    options = Options(by="sex", policy=replace(POLICY, test_from=2))
    remark = "Thresholds changed by the reader: a p value from a group size of 2 (usually 3)"
    assert remark in event_curves.figure(synthetic, 240, LIGHT, options).caption
    assert remark in curve_summary.table(synthetic, 240, options).caption
    assert "Thresholds" not in event_curves.figure(synthetic, 240, LIGHT, Options()).caption


def test_a_test_after_a_filter_says_so(synthetic):
    girls = apply(synthetic, [Levels("sex", ("Female",))])
    assert "Filtered before testing" in event_curves.figure(girls, 240, LIGHT, Options(by="at_emr")).caption
    assert "Filtered before testing" not in event_curves.figure(girls, 240, LIGHT, Options()).caption


def test_the_mean_within_a_common_time_is_the_area_under_the_curve(synthetic):
    options = Options(by="leukemia_type", horizon=60.0)
    rows = curve_summary.frames(synthetic, options)["curves"].set_index("group")
    parts = grouped(synthetic, options)
    aml = parts.groups["AML"]
    direct = restricted_mean(parts.time[aml], parts.event[aml], 60.0)
    assert rows.loc["AML", "restricted_mean"] == pytest.approx(direct.mean)
    assert set(rows["at"]) == {60.0}


def test_the_year_after_the_relapse_is_read_beside_the_common_time(synthetic):
    table = curve_summary.table(synthetic, 240, Options())
    parts = grouped(synthetic, Options())
    direct = survival_at(kaplan_meier(parts.time, parts.event > 0), [12.0])
    row = table.data["curves"].iloc[0]
    assert (row["year_percent"], row["year_n_at_risk"]) == (100 * direct.survival[0], direct.n_at_risk[0])
    assert list(table.body.columns)[3:] == [
        "Median, months (95 %)",
        "Alive at 1 year (95 %)",
        "Alive at 192 months (95 %)",
        "Mean within 192 months (95 %)",
    ]
    weeks = curve_summary.table(synthetic, 240, Options(unit="weeks"))
    assert list(weeks.body["Alive at 1 year (95 %)"]) == list(table.body["Alive at 1 year (95 %)"])
    for horizon in (6.0, 12.0):
        ending = curve_summary.table(synthetic, 240, Options(horizon=horizon)).body
        assert "Alive at 1 year (95 %)" not in ending.columns
    later = curve_summary.table(synthetic, 240, Options(endpoint="later_bmr")).body
    assert list(later.columns)[:5] == ["Group", "n", "Event", "Events", "At 1 year (95 %)"]


def test_the_axis_of_survival_says_alive(synthetic):
    assert event_curves.frames(synthetic, Options())["axis"]["y"].item() == "% alive"
    free = event_curves.frames(synthetic, Options(endpoint="event_free_survival"))
    assert free["axis"]["y"].item() == "% without the event"


def test_a_curve_of_many_patients_is_no_larger_than_the_screen_can_show():
    rng = np.random.default_rng(1)
    parts = replace(grouped(twelve(), Options()))
    n = 20_000
    many = replace(
        parts,
        time=rng.exponential(20, n),
        event=rng.integers(0, 2, n),
        groups={"All patients": np.ones(n, dtype=bool)},
    )
    (curve,) = curves(many, Options())
    end = float(curve.time[-1])
    drawn = steps(curve, end, 5)
    assert len(drawn) <= RESOLUTION + 1
    assert (drawn["n_events"].sum(), drawn["n_censored"].sum()) == (many.event.sum(), n - many.event.sum())
    last = drawn.iloc[-2]
    exact = curve.percent[np.searchsorted(curve.time, last["time"], side="right") - 1]
    assert last["percent"] == exact


def test_times_of_the_axis_are_round_and_few():
    assert axis_times(230.0, "months") == [0, 48, 96, 144, 192]
    assert axis_times(26.0, "weeks") == [0, 8, 16, 24]
    assert axis_times(1.3, "years") == [0, 0.25, 0.5, 0.75, 1, 1.25]


def test_dots_of_the_published_children_carry_the_reason_why_there_is_no_curve():
    figure = event_dots.figure(published(), 22, LIGHT, Options("cr_of_emr", "leukemia_type", unit="weeks"))
    assert "22 patients = 15 with a dated event + 7 without one" in figure.reconciliation
    assert "not recorded by patient: Follow-up from EMR" in figure.reconciliation
    assert figure.table.to_numpy().tolist() == [["AML", 4, "9.15 (4–56)"], ["ALL", 11, "5.4 (2.6–42)"]]


def test_relapse_times_of_a_cohort_in_which_all_relapsed_are_never_called_incidence(synthetic):
    figure = event_curves.figure(synthetic, 240, LIGHT, Options("cr_to_emr", "sex"))
    assert figure.title == "EMR from CR: when it came, among the relapsed by sex"
    assert "not how often" in figure.methods
    assert "p =" not in figure.caption
    assert json.dumps(figure.chart.to_dict()).count("% of these relapses") > 0
