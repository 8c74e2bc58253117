"""Cells as text become values of their column's type; a cell without a value is missing, never 0 or ""."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from annotator.exchange.dictionary import Column


def typed(rows: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the rows under the names of the files, with texts as str or None, and numbers as Int64 or Float64."""
    made = {one.name: _typed(values, one) for (_, values), one in zip(rows.items(), columns, strict=True)}
    return pd.DataFrame(made, index=rows.index)


def _typed(values: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    known = [None if pd.isna(value) or value == "" else value for value in values]
    if column.type == "string":
        texts = [None if value is None else str(value) for value in known]
        return pd.Series(texts, index=values.index, dtype=object)
    if column.type == "integer":
        return pd.Series([None if value is None else int(value) for value in known], index=values.index, dtype="Int64")
    return pd.Series([None if value is None else float(value) for value in known], index=values.index, dtype="Float64")
