"""Fisher's exact test of 100 real tables with more than two rows or columns, against R's `fisher.test`.

The tables cross two groupings of the published cohort, of the synthetic registry, and of seeded subsets of it
(one leukaemia type, or so many patients); the unknown is left out. R is given room in steps, and 20 seconds a
table; both are measured in processor time. Where ours draws, its p is compared with R's exact one, or
with one that R simulates too.
"""

import argparse
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cohorts import FOLDER
from benchmarks.server import ROOT
from emr_core.cohort import Cohort
from emr_core.factors import factor, groupings, is_held
from emr_core.fields import UNKNOWN
from emr_core.intake.load import load
from emr_core.stats.association import DRAWS, fisher_exact

TABLES = 100
SIZES = (30, 60, 120, 250)
"""Patients of the seeded subsets of the synthetic registry."""

SEED = 1
SECONDS = 0.1
"""Every test is repeated until so much processor time has passed; the mean is kept."""

AGREED = 1e-7
GOAL = "within 1.2 x of R at equal p"

R = """
a <- commandArgs(TRUE); told <- '{"p": %.17g, "seconds": %.9f, "kind": "%s", "drawn": %.9g}\\n'
now <- function() sum(proc.time()[1:2])
timed <- function(f, seconds) {
  times <- 0; started <- now()
  while ({ f(); times <- times + 1; (passed <- now() - started) < seconds }) {}
  passed / times
}
for (line in readLines(a[1])) {
  v <- as.integer(strsplit(line, " ")[[1]]); x <- matrix(v[-(1:2)], v[1], v[2], byrow = TRUE)
  for (room in c(2e5, 2e7, 2e8, 0)) {
    if (room == 0) { set.seed(1); f <- function() fisher.test(x, simulate.p.value = TRUE, B = 20000)$p.value }
    else f <- function() fisher.test(x, workspace = room)$p.value
    started <- now()
    p <- tryCatch({ setTimeLimit(elapsed = 20, transient = TRUE); f() }, error = function(e) NA)
    setTimeLimit(); passed <- now() - started
    if (!is.na(p)) break
  }
  set.seed(2); drawn <- fisher.test(x, simulate.p.value = TRUE, B = 20000)$p.value
  seconds <- if (passed > 1) passed else timed(f, as.numeric(a[2]))
  cat(sprintf(told, p, seconds, if (room == 0) "simulated" else "exact", drawn))
}
"""


@dataclass(frozen=True, eq=False)
class Crossed:
    """A table of patients, and whose it is of what."""

    of: str
    first: str
    second: str
    counts: np.ndarray[Any, np.dtype[np.int64]]


def cohorts() -> Iterator[tuple[str, Cohort]]:
    """Yield the published cohort, the synthetic registry, its types, and seeded subsets of it."""
    for file in ("sample_cohort.csv", "synthetic_registry.csv"):
        path = ROOT / "data" / file
        whole = load(path.read_bytes(), file).cohort
        assert whole is not None
        yield file, whole
    types = factor(whole, "leukemia_type").groups
    for name in ("AML", "ALL"):
        yield f"{file}, {name}", whole.where((types == name).to_numpy(dtype=bool))
    draw = np.random.default_rng(SEED)
    for size in SIZES:
        kept = np.zeros(len(whole), dtype=bool)
        kept[draw.choice(len(whole), min(size, len(whole)), replace=False)] = True
        yield f"{file}, {size} drawn", whole.where(kept)


def crossings(name: str, cohort: Cohort) -> list[Crossed]:
    """Return every table of two groupings of a cohort that is larger than 2 x 2."""
    held = [factor(cohort, one) for one in groupings() if is_held(cohort, one)]
    found = []
    for first, second in itertools.combinations(held, 2):
        both = ((first.groups != UNKNOWN) & (second.groups != UNKNOWN)).to_numpy(dtype=bool)
        counts = pd.crosstab(first.groups[both].astype(str), second.groups[both].astype(str)).to_numpy()
        if min(counts.shape, default=0) > 1 and max(counts.shape) > 2:
            found.append(Crossed(name, first.name, second.name, counts.astype(np.int64)))
    return found


def tables(wanted: int) -> list[Crossed]:
    """Return so many different tables, as many of each cohort as there are."""
    draw = np.random.default_rng(SEED)
    heaps = []
    for name, cohort in cohorts():
        heap = crossings(name, cohort)
        heaps.append([heap[place] for place in draw.permutation(len(heap))])
    dealt = [one for round_ in itertools.zip_longest(*heaps) for one in round_ if one is not None]
    different = {(one.counts.shape, one.counts.tobytes()): one for one in reversed(dealt)}
    return list(reversed(different.values()))[:wanted]


def ours(asked: list[Crossed]) -> list[dict[str, Any]]:
    """Return p of every table, its standard error if drawn, and the seconds one test takes."""
    lines = []
    for one in asked:
        found, times, started = fisher_exact(one.counts), 0, time.process_time()
        while (passed := time.process_time() - started) < SECONDS:
            fisher_exact(one.counts)
            times += 1
        lines.append({"p": found.p_value, "error": found.standard_error, "seconds": passed / times})
    return lines


def theirs(asked: list[Crossed]) -> list[dict[str, Any]]:
    """Return the same of R, in one process; nothing if it is not installed."""
    if not shutil.which("Rscript"):
        print("R is not installed: only ours is measured.", flush=True)
        return []
    FOLDER.mkdir(parents=True, exist_ok=True)
    script, given = FOLDER / "fisher.R", FOLDER / "fisher.txt"
    script.write_text(R)
    given.write_text(
        "".join(" ".join(map(str, (*one.counts.shape, *one.counts.ravel().tolist()))) + "\n" for one in asked)
    )
    done = subprocess.run(
        ["Rscript", str(script), str(given), str(SECONDS)], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def kind(our: dict[str, Any], their: dict[str, Any]) -> str:
    """Return how both came to their p: exact or drawn."""
    return f"ours {'drawn' if our['error'] else 'exact'}, R {their['kind']}"


def agree(our: dict[str, Any], their: dict[str, Any]) -> bool:
    """Tell whether two p agree: to seven digits where both are exact, else within four standard errors."""
    if not our["error"] and their["kind"] == "exact":
        return bool(abs(our["p"] - their["p"]) <= AGREED * max(their["p"], AGREED))
    return near(our, their["p"], drawn=their["kind"] == "simulated")


def near(our: dict[str, Any], p: float, *, drawn: bool) -> bool:
    """Tell whether our p lies within four standard errors of another, which may be drawn too."""
    error = np.sqrt(p * (1 - p) / DRAWS) if drawn else 0.0
    return bool(abs(our["p"] - p) <= 4 * np.hypot(our["error"], error) + 1 / DRAWS)


def say(name: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Print how tables of one kind agree, and what they take."""
    ms = 1000 * np.array([[our["seconds"], their["seconds"]] for our, their in pairs])
    apart = [(our, their) for our, their in pairs if not agree(our, their)]
    as_drawn = sum(near(our, their["drawn"], drawn=True) for our, their in apart)
    told = f", {len(apart)} do not ({as_drawn} of them as R's own draws)" if apart else ""
    print(f"{name}: {len(pairs)} tables, {len(pairs) - len(apart)} agree{told}", flush=True)
    total, middle = ms.sum(axis=0), np.median(ms, axis=0)
    within = int((ms[:, 0] <= 1.2 * ms[:, 1]).sum())
    print(
        f"  ms: in all {total[0]:.1f} v R {total[1]:.1f}, median {middle[0]:.3f} v R {middle[1]:.3f}; "
        f"{within} within 1.2 x",
        flush=True,
    )


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=TABLES)
    parser.add_argument("--each", action="store_true", help="print every table too")
    given = parser.parse_args(arguments)
    asked = tables(given.tables)
    found, peer = ours(asked), theirs(asked)
    lines = [
        {
            "of": one.of,
            "table": f"{one.first} x {one.second}",
            "shape": one.counts.shape,
            "patients": int(one.counts.sum()),
            "ours": our,
            "R": their,
        }
        for one, our, their in itertools.zip_longest(asked, found, peer)
    ]
    for line in lines if given.each else []:
        print(line, flush=True)
    if not peer:
        total = 1000 * sum(our["seconds"] for our in found)
        print(f"{len(asked)} tables: ours {total:.1f} ms", flush=True)
    for name in sorted({kind(*pair) for pair in zip(found, peer, strict=False)}):
        say(name, [pair for pair in zip(found, peer, strict=True) if kind(*pair) == name])
    return {"lines": lines, "goal": GOAL}


if __name__ == "__main__":
    main()
