"""PostgreSQL for the tests of a warehouse: found on this computer; on a Debian machine of CI, installed.

Installing it on somebody's own computer would start a server there, so elsewhere the tests are skipped and
say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDERS = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")


def find() -> Path | None:
    """Return the newest folder with `initdb` and `postgres`, or None."""
    found = [path.parent for folder in FOLDERS for path in Path(folder).glob("*/bin/initdb")]
    beside = shutil.which("initdb")
    found = sorted(found) + ([Path(beside).parent] if beside else [])
    return next((folder for folder in reversed(found) if (folder / "postgres").exists()), None)


def get() -> Path | None:
    """Return the folder, installing Debian's package first where a machine is there for tests alone."""
    alone = bool(os.environ.get("CI")) and hasattr(os, "geteuid") and os.geteuid() == 0
    if find() is None and alone and shutil.which("apt-get"):
        settings = Path("/etc/postgresql-common")
        settings.mkdir(parents=True, exist_ok=True)
        # No cluster of its own: the tests make theirs, in a folder that goes with them.
        (settings / "createcluster.conf").write_text("create_main_cluster = false\n", encoding="utf-8")
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-q"], ["install", "-yq", "--no-install-recommends", "postgresql"]):
            subprocess.run(["apt-get", *words], env=surroundings, stdout=sys.stderr, check=False)
    return find()


if __name__ == "__main__":
    print(get() or "PostgreSQL was not found; its tests will be skipped")
