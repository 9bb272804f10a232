"""Write requirements.lock: the exact versions of everything that the requirements bring in.

Run with the Python of `.venv` (`make lock`), after installing new versions there.
"""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# The versions that were tested together: name==version of everything in requirements.txt and
# requirements-dev.txt and of what they need. Used as constraints (pip install -r ... -c requirements.lock).
# Written by `make lock`.
"""


def requirements(path: Path) -> Iterator[Requirement]:
    """Yield what a requirements file asks for, with the files it includes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            yield from requirements(path.parent / text.removeprefix("-r ").strip())
        elif text:
            yield Requirement(text)


def pins(wanted: list[Requirement]) -> dict[str, str]:
    """Return name and version of `wanted` and everything they need, as installed here."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        requirement = wanted.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"{name} is needed but not installed: run `make dev` first.") from None
        found[name] = package.version
        for text in package.requires or []:
            needed = Requirement(text)
            if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                wanted.append(needed)
    return dict(sorted(found.items()))


def main() -> None:
    """Write the file and say how long it is."""
    found = pins(list(requirements(ROOT / "requirements-dev.txt")))
    lines = [f"{name}=={version}\n" for name, version in found.items()]
    (ROOT / "requirements.lock").write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"requirements.lock: {len(lines)} packages")


if __name__ == "__main__":
    main()
