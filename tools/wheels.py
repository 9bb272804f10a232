"""The packages of a deployment: which files they are, by digest, and a folder that holds them.

Run with the Python of `.venv`. `hashes` (part of `make lock`) writes deploy/requirements.lock: what the
running application needs and nothing of the tests, each file named by its sha256, so that
`pip install --require-hashes` takes these files and no others. `wheelhouse` (`make wheelhouse`) fetches them
into build/wheelhouse, for a server that has no network.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import lock

ROOT = lock.ROOT
LOCK = ROOT / "deploy" / "requirements.lock"
WHEELHOUSE = ROOT / "build" / "wheelhouse"

PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64", "aarch64")
# Linux as old as glibc 2.28: Debian 12, Ubuntu 24.04, RHEL 8 and what is newer.
GLIBC = (
    "manylinux_2_28",
    "manylinux_2_27",
    "manylinux_2_17",
    "manylinux2014",
    "manylinux_2_12",
    "manylinux_2_5",
)

HEADER = """\
# What a server installs: every package that runs there, at the version that was tested, by sha256.
#   pip install --require-hashes --no-deps --only-binary=:all: -r deploy/requirements.lock
# Linux, {machines}, Python {pythons}. Written by `make lock`.
"""
UNREACHED = (
    "deploy/requirements.lock was left as it was: the package index could not be asked for the digests."
)


def target(python: str, machine: str) -> list[str]:
    """Return the words that make pip choose files for another Python and machine than this one."""
    platforms = [f"--platform={tag}_{machine}" for tag in GLIBC]
    return ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", *platforms]


def pip(*words: str | Path) -> bool:
    """Run pip and say whether it succeeded."""
    command = [sys.executable, "-m", "pip", *map(str, words), "--disable-pip-version-check", "--quiet"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0


def chosen(pins: dict[str, str], python: str, machine: str) -> dict[str, set[str]] | None:
    """Return the sha256 of the files pip would install, or None if the index does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, report = Path(folder, "wanted.txt"), Path(folder, "report.json")
        wanted.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()))
        words = ["--dry-run", "--no-deps", "--target", folder, "--report", report, "-r", wanted]
        if not pip("install", *words, *target(python, machine)):
            return None
        files = json.loads(report.read_text())["install"]
    return {
        lock.canonicalize_name(file["metadata"]["name"]): {
            file["download_info"]["archive_info"]["hashes"]["sha256"]
        }
        for file in files
    }


def hashes() -> None:
    """Write deploy/requirements.lock."""
    pins = lock.pins(list(lock.requirements(ROOT / "requirements.txt")))
    found: dict[str, set[str]] = {name: set() for name in pins}
    for python in PYTHONS:
        for machine in MACHINES:
            files = chosen(pins, python, machine)
            if files is None:
                raise SystemExit(UNREACHED)
            for name, digests in files.items():
                found[name] |= digests
    lines = [
        " \\\n".join(
            [f"{name}=={pins[name]}", *(f"    --hash=sha256:{digest}" for digest in sorted(found[name]))]
        )
        for name in pins
    ]
    header = HEADER.format(machines=" and ".join(MACHINES), pythons=", ".join(PYTHONS))
    LOCK.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"deploy/requirements.lock: {len(pins)} packages, {sum(map(len, found.values()))} files")


def wheelhouse(python: str, machine: str) -> None:
    """Fetch the files of deploy/requirements.lock for one Python and machine into build/wheelhouse."""
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    WHEELHOUSE.mkdir(parents=True)
    words = ["--require-hashes", "--no-deps", "--dest", WHEELHOUSE, "-r", LOCK]
    if not pip("download", *words, *target(python, machine)):
        raise SystemExit("The wheelhouse is not complete; pip says above what is missing.")
    files = list(WHEELHOUSE.glob("*.whl"))
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"build/wheelhouse: {len(files)} files, {size:.0f} MB, for Python {python} on Linux {machine}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tools.wheels", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["hashes", "wheelhouse"])
    parser.add_argument("--python", default=PYTHONS[0], choices=PYTHONS)
    parser.add_argument("--machine", default=MACHINES[0], choices=MACHINES)
    words = parser.parse_args()
    if words.what == "hashes":
        hashes()
    else:
        wheelhouse(words.python, words.machine)


if __name__ == "__main__":
    main()
