"""The results of R that the statistics are held against."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).parents[1] / "reference"

Reference = Callable[[str], dict[str, Any]]


def _numbers(value: Any) -> Any:
    """Turn R's infinities and missing numbers, which JSON writes as words, back into numbers."""
    if isinstance(value, dict):
        return {name: _numbers(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_numbers(entry) for entry in value]
    return float(value) if value in ("inf", "-inf", "nan") else value


@pytest.fixture(scope="session")
def reference() -> Reference:
    return lambda name: _numbers(json.loads((REFERENCE / f"{name}.json").read_text("utf-8")))
