"""nginx and openssl for the tests of the deployment: found on this computer, or unpacked into build/.

On Debian and Ubuntu the packages are fetched and unpacked, not installed: installing nginx would start a
server. Elsewhere, and without a network, the tests that need them are skipped and say so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / "build" / "programs"
PROGRAMS = ("nginx", "openssl")  # each in the package of its name


def starts(path: Path) -> bool:
    """Say whether the program at `path` can be run."""
    word = "-v" if path.name == "nginx" else "version"
    try:
        done = subprocess.run([path, word], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find(program: str) -> Path | None:
    """Return a program of this computer or of build/, or None."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"]
    unpacked = [str(UNPACKED / "usr" / folder) for folder in ("sbin", "bin")]
    found = shutil.which(program, path=os.pathsep.join([*folders, *unpacked]))
    return Path(found) if found and starts(Path(found)) else None


def unpack(package: str) -> bool:
    """Fetch a Debian package and unpack it into build/programs."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            ["apt-get", "download", "-q", package], cwd=folder, stdout=sys.stderr, check=False
        )
        files = list(Path(folder).glob("*.deb"))
        if fetched.returncode or not files:
            return False
        UNPACKED.mkdir(parents=True, exist_ok=True)
        return subprocess.run(["dpkg", "-x", files[0], UNPACKED], check=False).returncode == 0


def get() -> list[Path | None]:
    """Return the programs, fetching what is missing where that can be done."""
    missing = [program for program in PROGRAMS if find(program) is None]
    if missing and shutil.which("apt-get") and shutil.which("dpkg"):
        fetched = [unpack(program) for program in missing]
        if not all(fetched) and os.geteuid() == 0:  # a new machine has no list of packages yet
            subprocess.run(["apt-get", "update", "-q"], stdout=sys.stderr, check=False)
            fetched = [unpack(program) for program in missing]
    return [find(program) for program in PROGRAMS]


if __name__ == "__main__":
    for name, path in zip(PROGRAMS, get(), strict=True):
        print(path or f"{name} was not found; its tests will be skipped")
