"""A frame as CSV that a spreadsheet opens as text: no cell of it can become a formula."""

import pandas as pd

ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet compute a cell (OWASP: CSV injection; ASVS 5.0, 1.2.10)."""


def csv_bytes(frame: pd.DataFrame, mark: str = "") -> bytes:
    """Return a frame as UTF-8 CSV with a byte-order mark; active text cells get a leading apostrophe.

    A `mark`, such as SYNTHETIC, stands in a first column of every row.
    """
    safe = frame.copy()
    if mark:
        safe.insert(0, "data", mark)
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].astype("str").map(inactive, na_action="ignore")
    safe.columns = [inactive(str(name)) for name in safe.columns]
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def inactive(text: str) -> str:
    """Return a text that no spreadsheet computes."""
    return f"'{text}" if text.startswith(ACTIVE) else text
