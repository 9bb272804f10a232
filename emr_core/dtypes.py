"""Columns of text as the types that the schema gives them: categories, floats, text."""

import numpy as np
import pandas as pd

from emr_core.fields import Categorical, Continuous, Several
from emr_core.schema import FIELDS


def dtype_of(column: Categorical, values: pd.Series) -> pd.CategoricalDtype:
    """Return the categories of a field: the schema's levels, or the file's own if they are open."""
    levels = sorted(values.dropna().unique()) if column.open else column.levels
    return pd.CategoricalDtype(list(levels))


def with_schema_dtypes(texts: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns have the schema's dtypes: categories, floats, text."""
    columns: dict[str, pd.Series] = {}
    for variable in FIELDS:
        if variable.name not in texts:
            continue
        values = texts[variable.name]
        if isinstance(variable, Several) or not isinstance(variable, Categorical | Continuous):
            columns[variable.name] = values.astype("str")
        elif isinstance(variable, Categorical):
            columns[variable.name] = _categories(values, variable)
        else:
            columns[variable.name] = values.astype("float64")
    others = {str(name): texts[name].astype("str") for name in texts.columns if name not in columns}
    return pd.DataFrame({**columns, **others})


def _categories(values: pd.Series, column: Categorical) -> pd.Series:
    """Return texts as categories, each distinct text looked up once."""
    codes, distinct = pd.factorize(values)
    dtype = dtype_of(column, pd.Series(distinct))
    # The place of a missing text is -1, which takes the last position.
    positions = np.append(dtype.categories.get_indexer(distinct), -1)[codes]
    return pd.Series(pd.Categorical.from_codes(positions, dtype=dtype), index=values.index)
