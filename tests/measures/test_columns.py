"""Rows as columns of plain values say what the same rows say as a table."""

import numpy as np
import pandas as pd

from annotator.measures.columns import cells, count, frame, number, text

COLUMNS = (text("who", "who"), count("n", "how many"), number("share", "share", "0 to 1"))


def test_plain_columns_hold_what_a_table_holds():
    rows = [
        {"who": "infant", "n": 2, "share": 0.5},
        {"who": None, "n": np.int64(3), "share": 1},
        {"share": float("nan")},
        {"n": True, "share": np.float64(0.25)},
    ]
    plain = cells(rows, COLUMNS)
    assert plain == {
        "who": ["infant", None, None, None],
        "n": [2, 3, None, 1],
        "share": [0.5, 1.0, None, 0.25],
    }
    table = frame(rows, COLUMNS)
    for name, values in plain.items():
        assert [None if pd.isna(value) else value for value in table[name].tolist()] == values
        assert {type(value) for value in values} <= {str, int, float, type(None)}
    assert cells([], COLUMNS) == {"who": [], "n": [], "share": []}
