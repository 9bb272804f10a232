"""What a list of tests may be worded as: only what holds after adjustment for all of them."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from emr_core.policy import POLICY, Policy
from emr_core.wording import counted, p_value

NAMED = 6
"""What holds and is named, the lowest q first; more are counted."""

Row = dict[Hashable, Any]


def holds(row: Row, policy: Policy = POLICY) -> bool:
    """Tell whether a test of a list may be worded as an association; without a q it may not."""
    return bool(row["q_value"] < policy.finding_below)


def sentence(found: dict[str, float], p_values: pd.Series, policy: Policy = POLICY) -> tuple[str, ...]:
    """Return what a list of tests comes to: how many there are, and which hold; nothing without a test.

    Parameters
    ----------
    found
        What holds, with its q.
    p_values
        One p a test of the list, shown or not; missing where nothing was tested.
    policy
        Which q is low enough.
    """
    tests = int(p_values.notna().sum())
    if not tests:
        return ()
    tested = f"Of {counted(tests, 'test')}"
    after = f"after adjustment for their number (q < {policy.finding_below:g})"
    if not found:
        return (f"{tested} none holds {after}.",)
    lowest = sorted(found, key=lambda name: found[name])[:NAMED]  # equal ones stay in the list's order
    named = [f"{name} ({p_value(found[name]).replace('p', 'q')})" for name in lowest]
    if len(found) > NAMED:
        named.append(f"{len(found) - NAMED} more")
    verb = "holds" if len(found) == 1 else "hold"
    return (f"{tested} {len(found)} {verb} {after}: {'; '.join(named)}.",)
