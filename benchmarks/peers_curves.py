"""Curves and tests by a peer, in `.venv-bench`: `python -m benchmarks.peers_curves lifelines FILE RUNS`."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

AT = 24.0


def say(what: str, make: Callable[[], Any], value: Callable[[Any], float], runs: int) -> None:
    """Print what a function takes at best, and what it gives."""
    found, taken = value(make()), []
    for _ in range(runs):
        started = time.perf_counter()
        make()
        taken.append(time.perf_counter() - started)
    print(json.dumps({"what": what, "seconds": min(taken), "value": float(found)}), flush=True)


def lifelines(frame: pd.DataFrame, runs: int) -> None:
    from lifelines import AalenJohansenFitter, KaplanMeierFitter
    from lifelines.statistics import logrank_test

    at, event, group = (frame[name].to_numpy() for name in ("time", "event", "group"))
    say(
        "kaplan_meier",
        lambda: KaplanMeierFitter().fit(at, event > 0),
        lambda made: made.survival_function_at_times(AT).iloc[0],
        runs,
    )
    one = group == 0
    say(
        "logrank",
        lambda: logrank_test(at[one], at[~one], event[one] > 0, event[~one] > 0),
        lambda made: made.test_statistic,
        runs,
    )
    if len(frame) <= 10_000:  # it shifts tied times at random, one by one
        say(
            "aalen_johansen",
            lambda: AalenJohansenFitter(calculate_variance=True, seed=1).fit(at, event, 1),
            lambda made: made.cumulative_density_.loc[:AT].iloc[-1, 0],
            1,
        )


def sksurv(frame: pd.DataFrame, runs: int) -> None:
    from sksurv.compare import compare_survival
    from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator
    from sksurv.util import Surv

    at, event, group = (frame[name].to_numpy() for name in ("time", "event", "group"))

    def last(made: Any) -> float:
        return made[1][np.searchsorted(made[0], AT, "right") - 1]

    say("kaplan_meier", lambda: kaplan_meier_estimator(event > 0, at, conf_type="log-log"), last, runs)
    outcome = Surv.from_arrays(event > 0, at)
    say("logrank", lambda: compare_survival(outcome, group), lambda made: made[0], runs)
    say(
        "aalen_johansen",
        lambda: cumulative_incidence_competing_risks(event, at),
        lambda made: made[1][1][np.searchsorted(made[0], AT, "right") - 1],
        runs,
    )


def statsmodels(frame: pd.DataFrame, runs: int) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff

    at, event, group = (frame[name].to_numpy() for name in ("time", "event", "group"))

    def curve() -> Any:
        made = SurvfuncRight(at, (event > 0).astype(int))
        made.quantile_ci(0.5)  # the others, and we, give limits too
        return made

    def survival(made: Any) -> float:
        return made.surv_prob[np.searchsorted(made.surv_times, AT, "right") - 1]

    say("kaplan_meier", curve, survival, runs)
    say("logrank", lambda: survdiff(at, (event > 0).astype(int), group), lambda made: made[0], runs)


def tableone(frame: pd.DataFrame, _runs: int) -> None:
    """Describe the registry by leukaemia type, texts as categories, with tests."""
    from tableone import TableOne

    left_out = {"patient_id", "leukemia_type", "karyotype", "outcome_as_published"}
    columns = [name for name in frame if name not in left_out and len(frame[name].unique()) > 1]
    texts = [name for name in columns if frame[name].dtype == object]
    started = time.process_time()
    TableOne(frame, columns=columns, categorical=texts, groupby="leukemia_type", pval=True)
    print(json.dumps({"what": "table_one", "seconds": time.process_time() - started, "value": len(columns)}))


def main() -> None:
    """Run the peer that is named."""
    peer, path, runs = sys.argv[1:]
    readers = {"lifelines": lifelines, "sksurv": sksurv, "statsmodels": statsmodels, "tableone": tableone}
    readers[peer](pd.read_csv(path), int(runs))


if __name__ == "__main__":
    main()
