"""Intake: a file until it is a checked cohort, against frictionless and pandera with equal rules.

Fifteen columns of the seeded registry. Peers run in `.venv-bench`, for they need an older pandas; each
reader has a process of its own, whose processor time (and that of its children) and largest memory are
taken, without imports. All check types, levels, limits and known sites; pandera and "frictionless-rules"
also what holds across columns, pandera also whether patients are named. `benchmarks.rules` writes the rules
for them, from the schema.
"""

import argparse
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.cohorts import FOLDER, file
from benchmarks.columns import COLUMNS, most_memory
from benchmarks.rules import written
from benchmarks.server import ROOT
from emr_core.intake.load import load

SIZES = (100_000, 1_000_000)
SLOWEST = 100_000
"""Largest file given to frictionless and written as a workbook: minutes for more."""
REPEATED = {"pandera": True, "frictionless": True, "frictionless-rules": False}
"""The peers, and whether they are run as often as ours."""
PEERS = ROOT / ".venv-bench" / "bin" / "python"
GOALS = "10 x frictionless, 2 x pandera; 1e6 rows within 20 s and 3 GB, progress at least every second"


def cut(patients: int, kind: str) -> Path:
    """Return the registry's fifteen columns as a file of that kind, written once."""
    path = FOLDER / f"intake-{patients}.{kind}"
    if not path.is_file():
        frame = pd.read_csv(file(patients), dtype=str)
        renamed = frame.rename(columns={"wbc_at_diagnosis_10e9_per_l": "wbc_at_diagnosis"})[list(COLUMNS)]
        if kind == "csv":
            renamed.to_csv(path, index=False)
        else:
            renamed.to_excel(path, index=False, engine="xlsxwriter")
    return path


def ours(path: Path) -> dict[str, Any]:
    """Take a file in, in this process, and say what it took."""
    data, told = path.read_bytes(), [time.perf_counter()]
    started, processor = time.perf_counter(), _processor()
    intake = load(data, path.name, progress=lambda _share, _what: told.append(time.perf_counter()))
    told.append(time.perf_counter())
    return {
        "seconds": time.perf_counter() - started,
        "processor": _processor() - processor,
        "gigabytes": most_memory(),
        "longest_silence": max(later - before for before, later in itertools.pairwise(told)),
        "rows": len(intake.cohort) if intake.cohort is not None else 0,
    }


def _processor() -> float:
    """Return the processor time of this process and of its children, which open workbooks."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def in_a_process(python: Path | str, arguments: list[str], runs: int) -> dict[str, Any]:
    """Run a reader some times and return the medians of what it says."""
    found = []
    for _ in range(runs):
        done = subprocess.run(
            [str(python), "-m", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def measure(sizes: tuple[int, ...], runs: int) -> list[dict[str, Any]]:
    """Return a line a file and reader."""
    lines = []
    for size in sizes:
        for kind in ("csv", "xlsx") if size <= SLOWEST else ("csv",):
            path, repeats = str(cut(size, kind)), runs if size <= SLOWEST else 1
            written(cut(size, "csv"))
            found = {"ours": in_a_process(sys.executable, ["benchmarks.intake", "--file", path], repeats)}
            for peer in REPEATED if PEERS.is_file() else ():
                if size <= SLOWEST or peer == "pandera":
                    arguments = ["benchmarks.peers_intake", peer, path]
                    found[peer] = in_a_process(PEERS, arguments, repeats if REPEATED[peer] else 1)
            for reader, taken in found.items():
                if taken["rows"] != size:
                    raise ValueError(f"{reader} read {taken['rows']:,.0f} of {size:,} rows of {path}.")
                lines.append({"file": f"{kind} {size}", "reader": reader, **taken})
                more = "".join(f"  {name} {value:.2f}" for name, value in taken.items())
                print(f"{kind:5}{size:>10,}  {reader:13}{more}", flush=True)
    return lines


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure and print; with --file take that one in, in this process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args(arguments)
    if given.file:
        print(json.dumps(ours(given.file)))
        return {}
    return {"lines": measure(tuple(given.sizes), given.runs), "goal": GOALS}


if __name__ == "__main__":
    main()
