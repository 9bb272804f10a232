"""What runs on a server, for those who must know: `make sbom`.

Writes into build/sbom: `bom.json` (CycloneDX) and `licences.md`, a line a package. Both hold what the running
application needs, at the versions of the lock, and nothing of the tests. Ends with an error if a licence asks
for more than those that are stated here.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tools import lock

ROOT = lock.ROOT
FOLDER = ROOT / "build" / "sbom"
LISTER = ROOT / "build" / "sbom-lister"
CYCLONEDX = "cyclonedx-bom>=7.5"

STATED = {
    "python-stdnum": "LGPL: used as it comes, as a package of its own that can be exchanged.",
    "psycopg": "LGPL 3: as python-stdnum.",
    "psycopg-binary": "LGPL 3: as python-stdnum.",
    "certifi": "MPL 2.0: used as it comes.",
}
"""Packages whose licence asks something of those who pass them on, and why that is met."""

BUNDLED = """\
The wheels of numpy and scipy carry OpenBLAS (BSD) and the run-time libraries of GCC (GPL 3 with the GCC
Runtime Library Exception, which asks nothing of what is linked with them; libquadmath: LGPL); that of
psycopg-binary carries libpq (PostgreSQL licence) and OpenSSL (Apache 2.0). The code of the application is
under the MIT licence; `data/sample_cohort.csv` is not: see LICENSE.
"""
ASKING = ("GPL", "General Public", "MPL", "Mozilla", "EPL", "EUPL", "CDDL", "SSPL", "UNKNOWN", "Proprietary")


def runs() -> dict[str, str]:
    """Return name and version of every package that the running application needs."""
    return lock.pins(list(lock.requirements(ROOT / "requirements.txt")))


def licences() -> dict[str, tuple[str, str]]:
    """Return version and licence of every package that runs, as the package itself says."""
    words = ["--from=mixed", "--format=json", "--with-system", "--packages", *runs()]
    done = subprocess.run(
        [sys.executable, "-m", "piplicenses", *words], capture_output=True, text=True, check=True
    )
    return {
        canonicalize_name(row["Name"]): (row["Version"], row["License"]) for row in json.loads(done.stdout)
    }


def unstated(found: dict[str, tuple[str, str]]) -> list[str]:
    """Return the packages whose licence asks for something that nobody has stated to be met."""
    return [
        f"{name}: {licence}"
        for name, (_version, licence) in found.items()
        if any(word in licence for word in ASKING) and name not in STATED
    ]


def table(found: dict[str, tuple[str, str]]) -> str:
    """Return the licences as Markdown."""
    lines = ["# Licences of what runs", "", "| Package | Version | Licence |", "|---|---|---|"]
    lines += [f"| {name} | {version} | {licence} |" for name, (version, licence) in sorted(found.items())]
    said = [f"- {name}: {reason}" for name, reason in STATED.items() if name in found]
    return "\n".join([*lines, "", *said, "", BUNDLED])


def only(bom: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return a CycloneDX document with the components named, and the dependencies between them."""
    kept = [part for part in bom["components"] if canonicalize_name(part["name"]) in names]
    known = {part["bom-ref"] for part in kept} | {bom["metadata"]["component"]["bom-ref"]}
    links = [link for link in bom["dependencies"] if link["ref"] in known]
    for link in links:
        link["dependsOn"] = [ref for ref in link.get("dependsOn", []) if ref in known]
    return {**bom, "components": kept, "dependencies": links}


def lister() -> Path:
    """Return a Python that has `cyclonedx-bom`, in an environment of its own below build/.

    One of the packages it brings along makes the check of JSON schemas heavier, and with it every import of
    Altair: 3.4 s instead of 0.7.
    """
    python = LISTER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.EnvBuilder(with_pip=True).create(LISTER)
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", CYCLONEDX]
        if subprocess.run(pip, check=False).returncode:
            shutil.rmtree(LISTER)
            raise SystemExit(f"{CYCLONEDX} could not be installed: see above.")
    return python


def bom() -> dict[str, Any]:
    """Return what runs as a CycloneDX document."""
    words = ["environment", "--output-reproducible", f"--pyproject={ROOT / 'pyproject.toml'}", sys.executable]
    done = subprocess.run(
        [lister(), "-m", "cyclonedx_py", *words], capture_output=True, text=True, check=True
    )
    return only(json.loads(done.stdout), set(runs()))


def write(folder: Path) -> int:
    """Write both files and return the number of packages."""
    folder.mkdir(parents=True, exist_ok=True)
    found, document = licences(), bom()
    (folder / "licences.md").write_text(table(found), encoding="utf-8")
    (folder / "bom.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if left := unstated(found):
        raise SystemExit("Licences that nobody has looked at yet:\n  " + "\n  ".join(left))
    return len(document["components"])


if __name__ == "__main__":
    print(f"build/sbom: {write(FOLDER)} packages; no licence asks for more than is stated")
