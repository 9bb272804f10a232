"""A registry as frame, CSV or Parquet, piece by piece."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt
import pandas as pd

from emr_core.fields import Continuous
from emr_core.schema import FIELDS
from emr_core.synthetic.columns import Columns, texts_of
from emr_core.synthetic.draws import Texts

HEADERS = {field.name: field.header for field in FIELDS}

PIECES_OF_A_GROUP = 20
"""Pieces that share one row group of a Parquet file."""


def frame_of(piece: Columns) -> pd.DataFrame:
    """Return one piece as a frame: numbers as floats, everything else as text, missing where empty."""
    columns: dict[str, pd.Series] = {}
    for name, values in piece.items():
        if values.dtype.kind == "f":
            columns[HEADERS[name]] = pd.Series(values)
        else:
            texts = texts_of(name, values)
            columns[HEADERS[name]] = pd.Series(texts).replace("", None).astype("str")
    return pd.DataFrame(columns)


def write_csv(file: TextIO, made: Iterator[Columns]) -> None:
    """Write pieces as CSV with one header."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADERS.values())
    for piece in made:
        cells = [_cells(name, values).tolist() for name, values in piece.items()]
        writer.writerows(zip(*cells, strict=True))


def write_parquet(path: Path, made: Iterator[Columns]) -> None:
    """Write pieces as Parquet, numbers as doubles and the rest as strings.

    Raises
    ------
    ValueError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ValueError("Parquet needs the package pyarrow. Install it, or write .csv.") from None
    schema = pa.schema(
        [(field.header, pa.float64() if isinstance(field, Continuous) else pa.string()) for field in FIELDS]
    )
    with parquet.ParquetWriter(path, schema) as writer:
        held: list[Any] = []
        for piece in made:
            held.append(pa.Table.from_pandas(frame_of(piece), schema=schema, preserve_index=False))
            if len(held) == PIECES_OF_A_GROUP:
                writer.write_table(pa.concat_tables(held))
                held = []
        if held:
            writer.write_table(pa.concat_tables(held))


def _cells(name: str, values: npt.NDArray[Any]) -> Texts:
    """Return one column as it is written in CSV."""
    if values.dtype.kind != "f":
        return texts_of(name, values)
    # Every number here has at most two decimals: looking it up is many times faster than formatting it.
    hundredths = np.where(np.isnan(values), -1, np.round(values * 100)).astype(np.int64)
    return _numbers()[hundredths]


@cache
def _numbers() -> Texts:
    """Return the hundredths from 0 on as text, without trailing zeros; the last one is empty."""
    return np.array([*(f"{i / 100:.10g}" for i in range(210_000)), ""], dtype=object)
