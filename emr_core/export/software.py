"""The programs behind the numbers, for a methods paragraph."""

import platform
from functools import cache
from importlib.metadata import version

from emr_core import __version__

PACKAGES = ("scipy", "pandas", "altair")


@cache
def software() -> str:
    """Return the programs behind the numbers, with their versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Extramedullary Relapse Explorer {__version__} on Python {platform.python_version()}, {packages}."
