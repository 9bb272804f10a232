"""What follows in the synthetic registry: rates, hazard ratios and curves are those of its parameters."""

import numpy as np
import pandas as pd
import pytest

from emr_core.fields import DAYS_PER_MONTH
from emr_core.synthetic import truth
from emr_core.synthetic.parameters import PARAMETERS
from tests.synthetic.registries import known, near

AFTER = PARAMETERS.after_relapse


def at_risk(
    start: pd.Series | float, end: pd.Series, event: pd.Series, shape: dict[float, float]
) -> pd.DataFrame:
    """Return months at risk and events, a row a patient and stretch of constant shape, from days."""
    parts = []
    limits = [*shape, np.inf]
    for (low, factor), high in zip(shape.items(), limits[1:], strict=True):
        since = np.maximum(start / DAYS_PER_MONTH, low)
        until = np.minimum(end / DAYS_PER_MONTH, high)
        here = event & (end / DAYS_PER_MONTH > low) & (end / DAYS_PER_MONTH <= high)
        part = pd.DataFrame({"months": factor * np.maximum(until - since, 0.0), "event": here})
        parts.append(part[(part["months"] > 0).to_numpy()])
    return pd.concat(parts)


def risks() -> dict[str, pd.DataFrame]:
    """Return time at risk of each event that is seen, weighted by the shape of its hazard."""
    frame = known()[known()["bmr"] != "Marrow not examined"]
    remission, end = frame["emr_to_cr"], frame["follow_up"]
    marrow = frame["emr_to_bmr"].where(~frame["concurrent"])
    relapse = np.fmin(marrow, frame["emr_to_second_relapse"])
    died = frame["last_status"].str.startswith("Died")
    before = np.fmin(np.fmin(remission, marrow), end)
    until = np.fmin(relapse, end)
    late = {AFTER.first_look: 1.0, AFTER.evaluation: AFTER.late_remission, AFTER.last_look: 0.0}
    refractory = {0.0: 1.0, AFTER.evaluation: AFTER.refractory}
    bands = {start: AFTER.in_remission * factor for start, factor in AFTER.bands.items()}
    well, isolated = remission.notna(), ~frame["concurrent"]
    elsewhere = frame["emr_to_second_relapse"].notna() & marrow.isna()
    from_first_look = {AFTER.first_look: 1.0, **{k: v for k, v in AFTER.bands.items() if k}}
    found = {
        "remission": at_risk(0, before, well & (before == remission), late),
        "death": pd.concat(
            [
                at_risk(0, before, died & ~well & relapse.isna(), refractory),
                at_risk(remission[well], until[well], (died & relapse.isna())[well], bands),
            ]
        ),
        "marrow": at_risk(0, until[isolated], marrow.notna()[isolated], from_first_look),
        "elsewhere": at_risk(remission[well], until[well], (elsewhere & isolated)[well], AFTER.bands).loc[
            lambda part: ~part.index.isin(frame.index[frame["concurrent"]])
        ],
        "after remission": at_risk(remission[well], until[well], relapse.notna()[well], AFTER.bands),
    }
    return {name: part.join(frame[["leukemia_type", *truth.FACTORS]]) for name, part in found.items()}


def rates_and_ratios(part: pd.DataFrame, factors: list[str]) -> dict[str, float]:
    """Return rate by type and hazard ratio by factor: events over months at risk, as a Poisson regression."""
    types = ["AML", "ALL"]
    here = part[part["leukemia_type"].isin(types)]
    sums = here.groupby(["leukemia_type", *factors], as_index=False)[["months", "event"]].sum()
    columns = [*(sums["leukemia_type"] == kind for kind in types), *(sums[name] for name in factors)]
    design = np.column_stack(columns).astype("float64")
    logs = np.zeros(len(columns))
    logs[:2] = np.log(sums["event"].sum() / sums["months"].sum())
    for _ in range(20):
        mean = sums["months"].to_numpy() * np.exp(design @ logs)
        logs = logs + np.linalg.solve(design.T @ (mean[:, None] * design), design.T @ (sums["event"] - mean))
    return dict(zip([*types, *factors], np.exp(logs), strict=True))


def expected(part: pd.DataFrame, *events: str) -> float:
    """Return how many events the hazards of the parameters expect in these months at risk."""
    groups = part.groupby(["leukemia_type", *truth.FACTORS])["months"].sum()
    return sum(
        months
        * truth.hazard(event, kind, [name for name, has in zip(truth.FACTORS, given, strict=True) if has])
        for (kind, *given), months in groups.items()
        for event in events
    )


@pytest.mark.parametrize("event", ["remission", "death", "marrow", "elsewhere"])
def test_rates_and_hazard_ratios_are_those_of_the_parameters_within_ten_per_cent(event):
    factors = [name for name in truth.FACTORS if event in ("remission", "death") or name != "concurrent"]
    wanted = {**getattr(AFTER, event), **AFTER.ratios[event]}
    found = rates_and_ratios(risks()[event], factors)
    assert {
        name: ratio for name, value in found.items() if not near(ratio := value / wanted[name], 1, 0.1)
    } == {}


def test_relapse_after_remission_and_death_after_marrow_relapse_are_as_often_as_expected():
    part = risks()["after remission"]
    for concurrent in (False, True):
        mine = part[part["concurrent"] == concurrent]
        assert near(mine["event"].sum() / expected(mine, "marrow", "elsewhere"), 1, 0.1)
    frame = known()[known()["bmr"] == "Subsequent"]
    died = frame["last_status"].str.startswith("Died")
    recovery = (frame["emr_to_bmr"] + frame["bmr_to_cr"]).fillna(np.inf)
    well = np.isfinite(recovery)
    until = np.minimum(recovery, frame["follow_up"])
    ill = at_risk(frame["emr_to_bmr"], until, died & ~well, {0.0: AFTER.relapsed})
    later = at_risk(recovery[well], frame.loc[well, "follow_up"], died[well], {0.0: AFTER.second_remission})
    for part in (ill, later):
        part = part.join(frame[["leukemia_type", *truth.FACTORS]])
        assert near(part["event"].sum() / expected(part, "death"), 1, 0.1)


def kaplan_meier(days: pd.Series, died: pd.Series, months: float) -> float:
    """Return the product-limit estimate of survival at so many months."""
    times = np.unique(days[died & (days <= months * DAYS_PER_MONTH)])
    risk = np.array([(days >= time).sum() for time in times])
    deaths = np.array([(died & (days == time)).sum() for time in times])
    return float(np.prod(1 - deaths / risk))


@pytest.mark.parametrize("kind", ["AML", "ALL"])
@pytest.mark.parametrize(
    "factors", [(), ("early",), ("early", "mrd"), ("concurrent",), ("concurrent", "early")]
)
def test_curves_are_those_that_the_hazards_make(kind, factors):
    frame = known()[known()["bmr"] != "Marrow not examined"]
    same = [frame[name] == (name in factors) for name in truth.FACTORS]
    mine = frame[np.logical_and.reduce([frame["leukemia_type"] == kind, *same])]
    n = len(mine)
    assert n > 150
    died = mine["last_status"].str.startswith("Died")
    for months in (6, 24, 60):
        wanted = truth.survival(kind, factors, months)
        error = np.sqrt(wanted * (1 - wanted) / n)
        assert near(kaplan_meier(mine["follow_up"], died, months), wanted, 4 * error), months
    # Hardly anybody leaves the registry within the first year, so shares come near to incidences.
    wanted = truth.incidence(truth.REMISSION, kind, factors, AFTER.evaluation)
    reached = (mine["emr_to_cr"] <= AFTER.evaluation * DAYS_PER_MONTH).mean()
    assert near(reached, wanted, 4 * np.sqrt(wanted * (1 - wanted) / n))
    if "concurrent" not in factors:
        wanted = truth.incidence(truth.MARROW, kind, factors, 12)
        reached = (mine["emr_to_bmr"] <= 12 * DAYS_PER_MONTH).mean()
        assert near(reached, wanted, 4 * np.sqrt(wanted * (1 - wanted) / n) + 0.01)


def test_the_occupancy_of_states_is_a_probability():
    chances = truth.occupancy("AML", ["early"], 36)
    assert np.isclose(sum(chances.values()), 1)
    assert truth.survival("ALL", [], 0) == 1
    with pytest.raises(ValueError, match="Unknown risk factors"):
        truth.survival("ALL", ["tall"], 12)


def test_transplantation_after_the_relapse_has_no_effect_once_its_wait_is_taken_into_account():
    frame = known()[(known()["response"] == "Complete remission") & (known()["leukemia_type"] == "ALL")]
    landmark = frame["emr_to_cr"] + AFTER.hsct_after_cr[1] * DAYS_PER_MONTH + 1
    frame = frame[(frame["follow_up"] > landmark) & ~(frame["emr_to_second_relapse"] <= landmark)]
    died = frame["last_status"].str.startswith("Died") & (frame["follow_up"] <= 36 * DAYS_PER_MONTH)
    by_transplant = died.groupby(frame["hsct_after_emr"]).mean()
    assert near(by_transplant["Yes"], by_transplant["No"], 0.03)
