"""What runs on a server: its licences, its list, and no unsafe call or secret in it."""

import subprocess
import sys

import pytest

from tests.browser.process import ROOT
from tools import lock, sbom

SERVED = ("app.py", "emr_core", "emr_ui", "pages", "deploy")
KEPT = {".py", ".conf", ".yaml", ".service", ".example", ".toml", ".md"}


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[str, str]]:
    return sbom.licences()


def test_every_package_that_runs_says_its_licence_and_version(found: dict[str, tuple[str, str]]) -> None:
    assert {name: version for name, (version, _licence) in found.items()} == sbom.runs()
    assert all(licence and licence != "UNKNOWN" for _version, licence in found.values())


def test_no_licence_asks_for_more_than_is_stated(found: dict[str, tuple[str, str]]) -> None:
    assert sbom.unstated(found) == []
    asked = {
        name for name, (_version, licence) in found.items() if "GPL" in licence or "General Pub" in licence
    }
    assert asked == {"python-stdnum", "psycopg", "psycopg-binary"}
    assert "| python-stdnum | " in sbom.table(found)


def test_a_licence_that_nobody_has_looked_at_is_found() -> None:
    new = {"a": ("1", "MIT"), "b": ("1", "GNU Affero General Public License v3"), "c": ("2", "GPL-2.0-only")}
    assert sbom.unstated(new) == ["b: GNU Affero General Public License v3", "c: GPL-2.0-only"]


def test_the_list_holds_what_runs_and_how_it_hangs_together() -> None:
    document = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [
            {"bom-ref": ref, "name": ref.title()} for ref in ("streamlit", "typing_extensions", "pytest")
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["streamlit", "pytest"]},
            {"ref": "streamlit", "dependsOn": ["typing_extensions"]},
            {"ref": "pytest", "dependsOn": ["streamlit"]},
            {"ref": "typing_extensions"},
        ],
    }
    kept = sbom.only(document, {"streamlit", "typing-extensions"})
    assert [part["bom-ref"] for part in kept["components"]] == ["streamlit", "typing_extensions"]
    assert kept["dependencies"] == [
        {"ref": "root", "dependsOn": ["streamlit"]},
        {"ref": "streamlit", "dependsOn": ["typing_extensions"]},
        {"ref": "typing_extensions", "dependsOn": []},
    ]


def test_no_unsafe_call_is_in_what_is_served() -> None:
    words = ["bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", *SERVED]
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_secret_is_where_a_server_is_set_up() -> None:
    # All other files are looked through by `make check`, which takes longer.
    folders = [ROOT / "deploy", ROOT / "emr_ui", ROOT / ".streamlit"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    text = [path for path in files if path.suffix in KEPT and not path.name.startswith("secrets.toml")]
    words = ["detect_secrets.pre_commit_hook", ROOT / "app.py", *text]
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_makefile_looks_at_the_same_places() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"SERVED := {' '.join(SERVED)}\n" in text
    assert lock.ROOT == ROOT
