"""The bytes of a column, and those its cells begin and end with, which spare a look at cell after cell."""

from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from emr_core.cohort import Mask

Bytes = npt.NDArray[np.uint8]

FIRST, LAST = 0x21, 0x7F
"""The signs of ASCII without the blanks; Python's `strip` leaves the last, "delete", where it stands."""


def may_be_padded(texts: pd.Series) -> bool:
    """Tell whether a blank may stand around some text: it ends in a byte that is no plain sign of ASCII."""
    # Most columns have no such byte anywhere, which is seen in a tenth of the time.
    return any(bool(_beyond(signs).any()) for _, signs in _buffers(texts)) and any(
        bool(_beyond(ends).any()) for first, last in _ends(texts) for ends in (first, last)
    )


def may_begin_with(texts: pd.Series, sign: str) -> bool:
    """Tell whether some text begins with the first byte of a sign."""
    byte = sign.encode()[0]
    return any(bool((signs == byte).any()) for _, signs in _buffers(texts)) and any(
        bool((first == byte).any()) for first, _ in _ends(texts)
    )


def may_hold(texts: pd.Series, part: str) -> bool:
    """Tell whether the bytes of a part stand anywhere, in a text or where two of them meet."""
    return any(part.encode() in signs.tobytes() for _, signs in _buffers(texts))


def ends_in_digit(texts: pd.Series) -> Mask:
    """Tell of every text whether its last sign is a digit of ASCII."""
    found = [np.zeros(0, dtype=bool)]
    for offsets, signs in _buffers(texts):
        # A byte more, for texts that end where the first one begins: they are empty, and not counted.
        last = np.append(signs, np.uint8(0))[offsets[1:] - 1]
        found.append((last >= ord("0")) & (last <= ord("9")) & (offsets[1:] > offsets[:-1]))
    return np.concatenate(found)


def are_plain_codes(texts: pd.Series) -> bool:
    """Tell whether texts are digits of ASCII and its letters in one case, and none is empty."""
    held = np.zeros(256, dtype=bool)
    for offsets, signs in _buffers(texts):
        if (offsets[1:] == offsets[:-1]).any():
            return False
        held[signs[offsets[0] : offsets[-1]]] = True
    lower, upper = (held[list(letters.encode())].any() for letters in (ascii_lowercase, ascii_uppercase))
    held[list((ascii_letters + digits).encode())] = False
    return not (held.any() or (lower and upper))


def most_bytes(texts: pd.Series) -> int:
    """Return the length of the longest text in bytes, which no text of as many letters exceeds."""
    lengths = [np.diff(offsets) for offsets, _ in _buffers(texts)]
    return max((int(one.max()) for one in lengths if len(one)), default=0)


def each_once(texts: pd.Series) -> bool:
    """Tell whether no text, none missing, stands twice; equally long ones in rising order need no hashing."""
    buffers = _buffers(texts)
    if len(buffers) == 1:
        offsets, signs = buffers[0]
        lengths = np.diff(offsets)
        if lengths[0] and (lengths == lengths[0]).all():
            codes = signs[offsets[0] : offsets[-1]].view(f"S{lengths[0]}")
            if (codes[1:] > codes[:-1]).all():
                return True
    return bool(texts.is_unique)


def _beyond(signs: Bytes) -> Mask:
    """Tell of bytes whether they are no plain signs of ASCII."""
    return signs - np.uint8(FIRST) > np.uint8(LAST - FIRST)  # what is below the first becomes the largest


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
