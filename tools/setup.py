"""Set the project up and start it: python tools/setup.py run | dev | browser | test | lock.

This file keeps to the grammar of old Pythons, so that one of them gets as far as saying what is missing.
What does the work is in the modules it imports after that.
"""

# ruff: noqa: PTH100, PTH120  # pathlib is younger than the Pythons this file has to talk to
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)

TOO_OLD = """Python %d.%d or newer is needed; this is Python %d.%d.
  Debian, Ubuntu:  apt install python3 python3-venv   (Debian 12, Ubuntu 24.04 or newer)
  macOS:           brew install python@3.13           (or the installer from python.org)
  Windows:         winget install Python.Python.3.13  (or the installer from python.org)"""


def main():
    """Check the interpreter, then hand over."""
    if tuple(sys.version_info[:2]) < OLDEST:
        sys.exit(TOO_OLD % (OLDEST + tuple(sys.version_info[:2])))
    sys.path.insert(0, ROOT)
    from tools.commands import main as run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
