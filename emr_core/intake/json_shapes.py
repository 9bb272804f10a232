"""What JSON must be made of where a profile expects texts; anything else is a TypeError."""

from typing import Any


def texts(plan: Any) -> dict[str, str]:
    """Return an object of texts."""
    if not isinstance(plan, dict) or not all(isinstance(text, str) for text in plan.values()):
        raise TypeError
    return plan


def names(plan: Any) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(plan, list) or not all(isinstance(text, str) for text in plan):
        raise TypeError
    return tuple(plan)


def column_parts(plan: Any) -> dict[str, Any]:
    """Return an object of texts that may also hold `words`, an object of texts, and `part`, 0 to 2."""
    words, part = plan.get("words", {}), plan.get("part", 0)
    if part not in (0, 1, 2):
        raise TypeError
    own = texts({key: text for key, text in plan.items() if key not in ("words", "part")})
    return {**own, "part": part, "words": texts(words)}
