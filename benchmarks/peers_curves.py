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
    """Describe the variables of our Table 1 by leukaemia type: with its own tests, and with ours.

    Its own of levels is the chi-squared test. Ours is Fisher's, from 20,000 drawn tables where it is large:
    scipy has that one too. What we describe without a test is not tested in the second run.
    """
    from scipy import stats
    from tableone import TableOne

    columns = [name.removeprefix("untested ") for name in frame if name != "type"]
    untested = {name.removeprefix("untested ") for name in frame if name.startswith("untested ")}
    frame = frame.rename(columns=lambda name: name.removeprefix("untested "))
    numbers = [name for name in columns if frame[name].dtype.kind == "f"]
    texts = [name for name in columns if name not in numbers]

    def fisher(*rows: Any) -> float:
        drawn = stats.MonteCarloMethod(n_resamples=20_000, rng=np.random.default_rng(1))
        return float(stats.fisher_exact(np.array(rows), method=drawn).pvalue)

    def nothing(*_: Any) -> float:
        return float("nan")

    about = {"columns": columns, "categorical": texts, "nonnormal": numbers, "min_max": numbers}
    same = {name: nothing if name in untested else fisher for name in texts}
    same |= {name: nothing for name in numbers if name in untested}
    for what, tests in (("its own tests", None), ("the same tests", same)):
        started = time.process_time()
        made = TableOne(frame, **about, groupby="type", pval=True, htest=tests, include_null=False)
        taken = time.process_time() - started
        found = {name: float(made.htest_table["P-Value"].get(name, np.nan)) for name in columns}
        print(json.dumps({"what": what, "seconds": taken, "p": found}), flush=True)


def main() -> None:
    """Run the peer that is named."""
    peer, path, runs = sys.argv[1:]
    readers = {"lifelines": lifelines, "sksurv": sksurv, "statsmodels": statsmodels, "tableone": tableone}
    readers[peer](pd.read_csv(path), int(runs))


if __name__ == "__main__":
    main()
