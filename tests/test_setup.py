"""Setting the project up: each thing that can go wrong ends in one sentence, and the files agree."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.browser.process import ROOT, free_port
from tools import chromium, lock, wheels

SETUP = ROOT / "tools" / "setup.py"


def run(*words: str | Path, cwd: Path = ROOT, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a newcomer's shell would, without settings of ours for make or pip."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "MAKE", "EMR_"))}
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={**inherited, **surroundings},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=300,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the sentence of a command that must have refused."""
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr


def pretending(statement: str) -> str:
    """Return a program that changes the interpreter and then is tools/setup.py."""
    return f"import runpy, sys; {statement}; runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of the project that sets it up, without an environment."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-dev.txt", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_what_to_install(version):
    change = f"sys.version_info = {version}; sys.argv = [{str(SETUP)!r}, 'run']"
    told = refusal(run("-c", pretending(change)))
    assert f"Python 3.11 or newer is needed; this is Python {version[0]}.{version[1]}." in told
    assert "apt install python3 python3-venv" in told


def test_an_old_python_can_read_the_file():
    ast.parse(SETUP.read_text(encoding="utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_without_venv_is_told_what_to_install(tmp_path, copy, module):
    folder = shutil.copytree(copy, tmp_path / "new", ignore=shutil.ignore_patterns(".venv"))
    change = f"sys.modules[{module!r}] = None; sys.argv = ['tools/setup.py', 'dev']"
    told = refusal(run("-c", pretending(change), cwd=folder))
    assert module in told
    assert "apt install python3-venv" in told


@pytest.mark.parametrize(
    ("surroundings", "command"),
    [({}, "python tools/setup.py run --port "), ({"MAKELEVEL": "1"}, "make run PORT=")],
)
def test_a_taken_port_is_named_with_a_free_one(surroundings, command):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        told = refusal(run(SETUP, "run", "--port", str(port), **surroundings))
    found = re.fullmatch(rf"Port {port} is in use\. Start with: {command}(\d+)\n", told)
    assert found, told
    assert int(found[1]) > port


def test_a_port_that_is_none_is_refused():
    assert "70000 is not a port" in refusal(run(SETUP, "run", "--port", "70000"))


def test_no_network_is_said(copy):
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    told = refusal(run("tools/setup.py", "dev", cwd=copy, PIP_INDEX_URL=nowhere, PIP_CONFIG_FILE=os.devnull))
    assert told.startswith("The packages could not be fetched: the Python package index could not be reached")
    assert not list((copy / ".venv").glob("*.installed"))


def test_another_failure_shows_the_end_of_what_pip_said(copy):
    told = refusal(run("tools/setup.py", "dev", cwd=copy, PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull))
    assert told.startswith("The packages could not be installed. The last lines of pip:")
    assert "\n  ERROR: Cannot install " in told or "\n  ERROR: No matching distribution" in told


def test_a_browser_that_does_not_run_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("EMR_BROWSER", str(tmp_path / "absent"))
    with pytest.raises(SystemExit, match="not a browser that runs here"):
        chromium.find()


def test_the_lock_pins_every_requirement_to_a_version_that_it_allows():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", f"{name}=={pins[name]}") for name in pins)
    wanted = list(lock.requirements(ROOT / "requirements-dev.txt"))
    for requirement in wanted:
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier
    assert set(lock.pins(wanted)) <= set(pins)


def test_the_lock_of_a_server_pins_what_runs_and_nothing_of_the_tests():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    tested = dict(line.split("==") for line in lines if not line.startswith("#"))
    served = re.findall(
        r"^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=.*\n)+)", wheels.LOCK.read_text(), re.MULTILINE
    )
    runs = lock.pins(list(lock.requirements(ROOT / "requirements.txt")))
    assert {name: version for name, version, _hashes in served} == {name: tested[name] for name in runs}
    assert "streamlit" in runs
    assert not {"pytest", "ruff", "playwright"} & set(runs)
    for name, _version, hashes in served:
        assert re.fullmatch(r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", hashes), name


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in set(targets) - {"python"}:
        assert re.search(rf"^  make {target} +\w", told, re.MULTILINE), target
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_says_that_python_is_missing():
    done = subprocess.run(["make", "run", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Python 3.11 or newer was not found." in refusal(done)


def test_no_file_names_this_machine_or_a_registry():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    # Written so that this file does not name them either.
    private = re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e])/\w|pypi[.]org|files[.]pythonhosted")
    found = [
        f"{name}: {line.strip()[:100]}"
        for name in filter(None, listed.stdout.split("\0"))
        if (ROOT / name).is_file()
        for line in (ROOT / name).read_text(encoding="utf-8", errors="ignore").splitlines()
        if private.search(line)
    ]
    assert found == []
