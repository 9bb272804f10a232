"""The first and the last byte of every cell, which spare a look at the cells themselves."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]


def may_be_padded(texts: pd.Series) -> bool:
    """Tell whether a blank may stand around some text: it ends in a byte that is no plain sign of ASCII."""
    return any(
        bool(((ends <= ord(" ")) | (ends >= 0x80)).any())
        for first, last in _ends(texts)
        for ends in (first, last)
    )


def may_begin_with(texts: pd.Series, sign: str) -> bool:
    """Tell whether some text begins with the first byte of a sign."""
    return any(bool((first == sign.encode()[0]).any()) for first, _ in _ends(texts))


def most_bytes(texts: pd.Series) -> int:
    """Return the length of the longest text in bytes, which no text of as many letters exceeds."""
    lengths = [np.diff(offsets) for offsets, _ in _buffers(texts)]
    return max((int(one.max()) for one in lengths if len(one)), default=0)


def _ends(texts: pd.Series) -> list[tuple[Bytes, Bytes]]:
    """Return the first and the last byte of the texts that have any, a pair for each stretch in memory."""
    found = []
    for offsets, signs in _buffers(texts):
        filled = offsets[1:] > offsets[:-1]
        found.append((signs[offsets[:-1][filled]], signs[offsets[1:][filled] - 1]))
    return found


def _buffers(texts: pd.Series) -> list[tuple[npt.NDArray[np.int64], Bytes]]:
    """Return where in their bytes the texts begin and end, and the bytes, for each stretch in memory."""
    held = pa.array(texts.array, type=pa.large_string())
    chunks = held.chunks if isinstance(held, pa.ChunkedArray) else [held]
    return [_buffer(chunk) for chunk in chunks if len(chunk)]


def _buffer(chunk: pa.LargeStringArray) -> tuple[npt.NDArray[np.int64], Bytes]:
    _, offsets, signs = chunk.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    return places, np.frombuffer(signs if signs is not None else b"", dtype=np.uint8)
