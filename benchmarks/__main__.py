"""Run the benchmarks: all, or those named. Tables are printed, and kept as JSON in build/benchmarks/.

python -m benchmarks [growth clicks intake curves fisher start export visitors]
"""

import importlib
import json
import os
import platform
import sys
from importlib.metadata import version

from benchmarks.cohorts import FOLDER

CASES = ("growth", "clicks", "intake", "curves", "fisher", "start", "export", "visitors")


def main() -> None:
    """Run the cases named, or all of them."""
    named = sys.argv[1:] or list(CASES)
    if unknown := set(named) - set(CASES):
        raise SystemExit(f"There is no benchmark {sorted(unknown)[0]!r}. There are: {', '.join(CASES)}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    machine = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("streamlit", "pandas", "altair", "scipy")},
    }
    for case in named:
        module = importlib.import_module(f"benchmarks.{case}")
        print(f"\n{module.__doc__.splitlines()[0]}\n", flush=True)
        result = {"case": case, "machine": machine, **module.main([])}
        (FOLDER / f"{case}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
