"""Statistics: curves and tests at 1,000 to a million patients, against lifelines, scikit-survival and R.

Seeded exponential times with two causes and random censoring, rounded so that there are ties; two groups.
Every reader gets the same file, and is timed inside its own process after one run to warm up. Results are
compared: survival and incidence at one time, and the statistics of the tests. R is taken where `Rscript` is
found with survival and cmprsk; its Gray test is too slow beyond 10,000 patients, its Aalen-Johansen beyond
100,000.
"""

import argparse
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cohorts import FOLDER, cohort
from benchmarks.intake import PEERS
from benchmarks.server import ROOT
from emr_core.cohort import Cohort
from emr_core.factors import factor, relapsed, tied
from emr_core.stats.competing_risks import aalen_johansen
from emr_core.stats.gray import gray
from emr_core.stats.logrank import logrank
from emr_core.stats.survival import kaplan_meier
from emr_core.tables import table_one
from emr_core.tables.variables import variables

SIZES = (1_000, 10_000, 100_000, 1_000_000)
AT = 24.0
"""Months at which survival and incidence are compared."""

RUNS = 5
R_LARGEST = 1_000_000
GOAL = "the fastest, or within 1.2 x of the fastest, at equal results"

R = """
suppressMessages({library(survival); library(cmprsk)})
d <- read.csv(commandArgs(TRUE)[1]); n <- nrow(d); runs <- as.integer(commandArgs(TRUE)[2])
timed <- function(f) { f(); min(sapply(seq_len(runs), function(i) system.time(f())[["elapsed"]])) }
line <- '{"what": "%s", "seconds": %.6f, "value": %.12g}\\n'
say <- function(name, seconds, value) cat(sprintf(line, name, seconds, value))
km <- function() survfit(Surv(time, event > 0) ~ 1, d, conf.type = "log-log")
say("kaplan_meier", timed(km), summary(km(), times = 24)$surv)
lr <- function() survdiff(Surv(time, event > 0) ~ group, d)
say("logrank", timed(lr), lr()$chisq)
d$cause <- factor(d$event, 0:2)
aj <- function() survfit(Surv(time, cause) ~ 1, d)
if (n <= 100000) say("aalen_johansen", timed(aj), summary(aj(), times = 24)$pstate[2])
if (n <= 10000) {
  gr <- function() cuminc(d$time, d$event, d$group)$Tests[1, 1]
  say("gray", timed(gr), gr())
}
"""


def times(patients: int) -> Path:
    """Return the file of seeded times, written once."""
    path = FOLDER / f"times-{patients}.csv"
    if not path.is_file():
        FOLDER.mkdir(parents=True, exist_ok=True)
        draw = np.random.default_rng(patients)
        group = draw.integers(0, 2, patients)
        first, second = draw.exponential(40 - 8 * group), draw.exponential(90, patients)
        seen = draw.uniform(1, 120, patients)
        time_ = np.minimum(np.minimum(first, second), seen)
        event = np.where(seen <= np.minimum(first, second), 0, np.where(first <= second, 1, 2))
        frame = pd.DataFrame({"time": time_.round(2), "event": event, "group": group})
        frame.to_csv(path, index=False)
    return path


def ours(path: Path, runs: int) -> list[dict[str, Any]]:
    """Return what each of our functions takes and gives."""
    frame = pd.read_csv(path)
    time_, event, group = (frame[name].to_numpy() for name in ("time", "event", "group"))
    died = (event > 0).astype(np.int64)
    asked: dict[str, tuple[Callable[[], Any], Callable[[Any], float]]] = {
        "kaplan_meier": (
            lambda: kaplan_meier(time_, died),
            lambda made: float(made.survival[np.searchsorted(made.time, AT, "right") - 1]),
        ),
        "logrank": (lambda: logrank(time_, died, group), lambda made: float(made.statistic)),
        "aalen_johansen": (
            lambda: aalen_johansen(time_, event),
            lambda made: float(made.causes[0].incidence[np.searchsorted(made.time, AT, "right") - 1]),
        ),
        "gray": (lambda: gray(time_, event, group), lambda made: float(made.statistic)),
    }
    lines = []
    for name, (make, value) in asked.items():
        found = value(make())
        lines.append({"what": name, "seconds": best(make, runs), "value": found})
    return lines


def best(make: Callable[[], Any], runs: int) -> float:
    """Return the least seconds of some runs: what is not the machine's other work."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        make()
        taken.append(time.perf_counter() - started)
    return min(taken)


def spoken(command: list[str]) -> list[dict[str, Any]]:
    """Return the lines of JSON that a reader in a process of its own prints."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure(sizes: tuple[int, ...], runs: int) -> list[dict[str, Any]]:
    """Return a line a size, function and reader."""
    script = FOLDER / "curves.R"
    lines = []
    for size in sizes:
        path = times(size)
        script.write_text(R)
        found = {"ours": ours(path, runs)}
        if shutil.which("Rscript") and size <= R_LARGEST:
            found["R"] = spoken(["Rscript", str(script), str(path), str(runs)])
        if PEERS.is_file():
            for peer in ("lifelines", "sksurv", "statsmodels"):
                found[peer] = spoken(
                    [str(PEERS), "-m", "benchmarks.peers_curves", peer, str(path), str(runs)]
                )
        for reader, results in found.items():
            for result in results:
                lines.append({"patients": size, "reader": reader, **result})
                seconds, value = result["seconds"] * 1000, result["value"]
                print(
                    f"{size:>10,}  {result['what']:15}{reader:12}{seconds:10.2f} ms  {value:.8g}", flush=True
                )
    return lines


def described(whole: Cohort) -> pd.DataFrame:
    """Return the variables of Table 1 as columns, ready made: what has several levels a column a level."""
    patients = relapsed(whole)
    types = factor(patients, "leukemia_type").groups.astype(str)
    made: dict[str, Any] = {"type": types}
    for one in variables(patients):
        tests = "untested " if one.known_from == "later" or tied(one.name, "leukemia_type") else ""
        if one.numbers is not None:
            made[tests + one.name] = one.numbers
        elif one.several:
            known = np.logical_or.reduce(list(one.known.values()))
            for level, mask in one.known.items():
                made[f"{tests}{one.name}: {level}"] = np.where(known, np.where(mask, "yes", "no"), None)
        else:
            texts = np.full(len(patients), None, dtype=object)
            for level, mask in one.known.items():
                texts[mask] = level
            made[tests + one.name] = texts
    return pd.DataFrame(made)


def table_one_at(patients: int) -> dict[str, Any]:
    """Return what Table 1 takes, ours and `tableone`'s of the same variables, and where p values agree.

    Ours is made from the cohort, with what is derived from it; theirs of columns that are ready.
    """
    whole = cohort(patients)
    started = time.process_time()
    made = table_one.table(replace(whole), len(whole)).data["table1"]
    line = {"patients": patients, "ours": time.process_time() - started}
    if PEERS.is_file():
        path = FOLDER / f"table-one-{patients}.csv"
        described(whole).to_csv(path, index=False)
        ours_ = made[made["p_value"].notna()].drop_duplicates(["variable", "test_of_level"])
        for told in spoken([str(PEERS), "-m", "benchmarks.peers_curves", "tableone", str(path), "1"]):
            line[f"tableone, {told['what']}"] = told["seconds"]
            named = [(": ".join(filter(None, key)), p, test) for *key, p, test in _p_values(ours_)]
            exact = [(told["p"][name], p) for name, p, test in named if "Kruskal" in test]
            drawn = [(told["p"][name], p) for name, p, test in named if "Kruskal" not in test]
            line[f"{told['what']}: largest difference of p"] = {
                "numbers": max((abs(one - other) for one, other in exact), default=None),
                "levels": max((abs(one - other) for one, other in drawn), default=None),
            }
    print(f"Table 1 of {patients:,}: {line}", flush=True)
    return line


def _p_values(tests: pd.DataFrame) -> list[tuple[str, str, float, str]]:
    """Return variable, level, p and test of every test of our Table 1."""
    return list(tests[["variable", "test_of_level", "p_value", "test"]].itertuples(index=False, name=None))


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--table-one", type=int, default=100_000, help="patients of Table 1; 0 leaves it out")
    given = parser.parse_args(arguments)
    lines = measure(tuple(given.sizes), given.runs)
    return {
        "lines": lines,
        "table_one": table_one_at(given.table_one) if given.table_one else None,
        "goal": GOAL,
    }


if __name__ == "__main__":
    main()
