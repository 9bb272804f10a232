"""The files of a deployment, read as a builder reads them: they agree with each other and the project."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.browser.process import ROOT, free_port
from tools import wheels

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNIT = (DEPLOY / "systemd" / "emr@.service").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / ".env.example").read_text(encoding="utf-8")


def steps(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile with their words, lines that go on joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    lines = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(line[0], line[1]) for line in lines]


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for step in steps(DOCKERFILE):
        if step[0] == "FROM":
            found.append([])
        if found:
            found[-1].append(step)
    return found


def test_the_image_begins_with_a_digest_that_is_given_and_nothing_else() -> None:
    assert steps(DOCKERFILE)[0] == ("ARG", "PYTHON_IMAGE")  # no default: a build without it stops
    assert [stage[0][1] for stage in stages()] == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]
    assert "FROM python" not in DOCKERFILE


def test_the_image_installs_by_digest_without_a_network_and_without_a_shell() -> None:
    install = next(words for name, words in stages()[0] if name == "RUN" and '"install"' in words)
    for word in ("--no-index", "--require-hashes", "--no-deps", "--only-binary=:all:"):
        assert f'"{word}"' in install
    instructions = [step for stage in stages() for step in stage]
    for name, words in instructions:
        assert name not in {"ADD", "SHELL", "ENTRYPOINT"}
        if name in {"RUN", "CMD", "HEALTHCHECK"}:
            assert re.search(r'(CMD )?\["/opt|^\["python"', words), f"{name} {words} needs a shell"
    assert not re.search(r"curl|wget|apt-get|sudo|chmod", DOCKERFILE)


def test_the_running_image_is_nobody_and_holds_only_what_runs() -> None:
    last = stages()[-1]
    assert ("USER", "10001:10001") in last
    assert [words for name, words in last if name == "COPY"] == ["--from=build /opt/emr/ /opt/emr/"]
    assert "RUN" not in {name for name, _words in last}
    copied = {word for name, words in stages()[0] if name == "COPY" for word in words.split()[:-1]}
    for word in copied - {"build/wheelhouse/"}:
        assert (ROOT / word).exists(), word
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert {word.rstrip("/") for word in copied} == allowed
    assert not any("secrets" in word or ".env" in word for word in allowed)


def test_everything_the_application_imports_of_its_own_is_in_the_image() -> None:
    ours = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} | {"pages", "data"}
    assert {"emr_core", "emr_ui", "pages", "data"} == ours - {"tests", "tools", "benchmarks"}


@pytest.mark.parametrize("name", ["emr-a", "emr-b", "nginx"])
def test_a_container_cannot_write_gain_or_dump_anything(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all("noexec" in mount and "nosuid" in mount for mount in service["tmpfs"])
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service


def test_the_replicas_differ_in_the_port_alone_and_reach_nobody() -> None:
    a, b = (COMPOSE["services"][name] for name in ("emr-a", "emr-b"))
    ports = [service["environment"].pop("STREAMLIT_SERVER_PORT") for service in (a, b)]
    assert ports == ["8501", "8502"]
    assert a == b
    assert "ports" not in a
    assert "volumes" not in a
    assert a["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert a["memswap_limit"] == a["mem_limit"]
    assert a["ulimits"] == {"core": 0}
    assert "COOKIE_SECRET:?" in a["environment"]["STREAMLIT_SERVER_COOKIE_SECRET"]


def test_every_file_and_variable_of_the_containers_exists() -> None:
    for mount in COMPOSE["services"]["nginx"]["volumes"]:
        source = mount.split(":")[0]
        assert source.startswith("${") or (DEPLOY / source).is_file(), source
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    told = set(re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE))
    assert asked - {"EMR_VERSION"} == told
    assert re.findall(r"^(?:\w*SECRET|\w*IMAGE)=(.+)$", EXAMPLE, re.MULTILINE) == []


def test_the_unit_names_nobody_and_closes_what_is_not_needed() -> None:
    settings = dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE))
    for name in ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert settings[name] == "yes", name
    assert settings["ProtectSystem"] == "strict"
    assert (settings["IPAddressDeny"], settings["IPAddressAllow"]) == ("any", "localhost")
    assert settings["CapabilityBoundingSet"] == ""
    assert (settings["MemorySwapMax"], settings["LimitCORE"], settings["OOMPolicy"]) == ("0", "0", "continue")
    assert "ReadWritePaths" not in settings
    assert "StateDirectory" not in settings


def test_the_health_check_says_no_where_nothing_answers() -> None:
    nowhere = {**os.environ, "STREAMLIT_SERVER_PORT": str(free_port())}
    done = subprocess.run([sys.executable, DEPLOY / "ready.py"], env=nowhere, check=False, timeout=60)
    assert done.returncode == 1


def test_the_python_of_the_image_is_one_that_the_lock_knows() -> None:
    minor = re.search(r"python:(3\.\d+)-slim", DOCKERFILE)[1]
    assert minor in wheels.PYTHONS
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert oldest == f">={wheels.PYTHONS[0]}"


def test_the_guide_names_files_that_exist() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (DEPLOY / target).resolve().exists(), target
    for name in ("make wheelhouse", "make sbom", "make validation"):
        assert name in text
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+)", text)) <= set(targets)


def test_the_settings_of_the_image_are_settings_that_streamlit_knows() -> None:
    from streamlit import config

    known = {name.replace(".", "_") for name in config.get_config_options()}
    text = DOCKERFILE + UNIT + (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    for name in set(re.findall(r"STREAMLIT_([A-Z_]+)", text)) - {""}:
        words = name.lower().split("_")
        camel = words[0] + "_" + words[1] + "".join(word.title() for word in words[2:])
        assert camel in known, name
