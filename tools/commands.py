"""The commands of tools/setup.py, once the Python is known to be new enough."""

import argparse
import os
import subprocess
import sys

from tools import environment, server


def run(arguments: argparse.Namespace) -> int:
    """Install what is missing and start the application."""
    server.check_port(arguments.port)
    environment.install(environment.RUN)
    return server.serve(environment.PYTHON, environment.ROOT, arguments.port)


def dev(_arguments: argparse.Namespace) -> int:
    """Install the application and what tests and checks need."""
    environment.install(environment.DEV)
    return 0


def browser_path() -> str:
    """Return the browser for the tests, installed if need be; run with the Python that has Playwright."""
    environment.install(environment.DEV)
    command = [str(environment.PYTHON), "-m", "tools.chromium"]
    done = subprocess.run(command, cwd=environment.ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    path: str = done.stdout.strip().splitlines()[-1]
    return path


def browser(_arguments: argparse.Namespace) -> int:
    """Find or install a browser for the tests and print where it is."""
    print(browser_path())
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Install everything, find a browser and servers, and run pytest with the arguments that follow."""
    surroundings = {**os.environ, "EMR_BROWSER": browser_path()}
    for program in ("nginx", "postgresql"):
        subprocess.run([str(environment.PYTHON), "-m", f"tools.{program}"], cwd=environment.ROOT, check=False)
    # What is printed by a test, and a debugger, need a single process.
    alone = {"-s", "--pdb", "-n", "-x"} & set(arguments.rest)
    spread = [] if alone else ["-n", "auto", "--dist", "worksteal"]
    command = [str(environment.PYTHON), "-m", "pytest", *spread, *arguments.rest]
    return subprocess.run(command, cwd=environment.ROOT, env=surroundings, check=False).returncode


def lock(_arguments: argparse.Namespace) -> int:
    """Write requirements.lock from what is installed now, and deploy/requirements.lock with its digests."""
    environment.create()
    for module in (["tools.lock"], ["tools.wheels", "hashes"]):
        command = [str(environment.PYTHON), "-m", *module]
        if failed := subprocess.run(command, cwd=environment.ROOT, check=False).returncode:
            return failed
    return 0


COMMANDS = {command.__name__: command for command in (run, dev, browser, test, lock)}


def main(words: list[str]) -> int:
    """Carry out one command.

    Parameters
    ----------
    words
        The command line without the program's name.
    """
    parser = argparse.ArgumentParser(prog="tools/setup.py", description="Set the project up and start it.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
        if name == "run":
            command.add_argument("--port", type=int, default=8501, help="8501 unless given")
    arguments, rest = parser.parse_known_args(words)
    if rest and arguments.command != "test":
        parser.error(f"unknown words: {' '.join(rest)}")
    arguments.rest = rest
    try:
        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
