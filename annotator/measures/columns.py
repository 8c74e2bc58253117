"""The columns of the tables of measures: name, type, meaning and unit, said once for frames and data dictionary."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum, isnan
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, object]
Cell = str | int | float | None
_PLAIN: Mapping[str, set[type]] = {"string": {str, NoneType}, "Int64": {int, NoneType}, "Float64": {float, NoneType}}
"""What a column may hold so that its values are what they would be in a frame."""


class Column(NamedTuple):
    """One column: its name, the type it has in a frame, what it means and what stands in it."""

    name: str
    dtype: str
    meaning: str
    values: str


SECONDS, COUNT, YES, TEXT = "seconds", "count", "0 or 1", "text"

SESSION = Column("session", "string", "id of the session (one visit of one dyad)", TEXT)
CODER = Column("coder", "string", "id of the coder", TEXT)
RULE = Column("rule", "string", "id of the rule in study.toml, [analysis.measures]", TEXT)
EPISODE = Column("episode", "string", "episode of the protocol", TEXT)
OBSERVED = Column("observed_s", "Float64", "seconds over which all the codes of the row were looked for", SECONDS)
SEEN = Column(
    "seen_s",
    "Float64",
    "seconds of observed_s in which nobody whom these codes are about was marked as out of view; what is coded by ear "
    "is observed out of view too. All other numbers are about this time",
    SECONDS,
)
WHY_EMPTY = Column(
    "why_empty",
    "string",
    "why there is no number: episode not held, not looked for, somebody absent, or what is missing; empty: there is",
    TEXT,
)


def count(name: str, meaning: str) -> Column:
    """Return a column of counts."""
    return Column(name, "Int64", meaning, COUNT)


def in_seconds(name: str, meaning: str) -> Column:
    """Return a column of seconds, exact to the ms."""
    return Column(name, "Float64", meaning, SECONDS)


def yes_or_no(name: str, meaning: str) -> Column:
    """Return a column of 0 and 1."""
    return Column(name, "Int64", meaning, YES)


def number(name: str, meaning: str, values: str) -> Column:
    """Return a column of numbers."""
    return Column(name, "Float64", meaning, values)


def text(name: str, meaning: str, values: str = TEXT) -> Column:
    """Return a column of text."""
    return Column(name, "string", meaning, values)


BEHAVIOUR_COLUMNS = (
    OBSERVED,
    SEEN,
    in_seconds("total_s", "seconds of it; bouts are split at the boundaries of episodes; empty: it is a point"),
    number("share", "total_s / seen_s", "0 to 1"),
    count("onsets", "times it began; a bout carried over does not count"),
    number("onsets_per_min", "onsets a minute of seen_s", "1/min"),
    number("mean_bout_s", "mean length of what was seen of its bouts in the episode; empty: none", "seconds"),
    in_seconds("longest_bout_s", "the longest of them"),
    in_seconds(
        "latency_s", "from the start of the episode to the first onset; 0 if already on; empty if it never came"
    ),
    yes_or_no("censored", "1: it had not come when the episode, the looking for it, or the time in view ended"),
    in_seconds("waited_s", "latency_s; if it is censored, how long was waited"),
    yes_or_no("ongoing_at_start", "1: a bout that began in an earlier episode reaches into this one"),
)
"""What a code, or some events of it, did in an episode: see bouts.EpisodeMeasures."""


def frame(rows: Iterable[Row], columns: Sequence[Column]) -> "pd.DataFrame":
    """Return rows as a table with these columns, also where there is no row; what a row does not have is missing."""
    import pandas as pd  # noqa: PLC0415 - long to import, and what codes are measured by is asked without tables too

    rows = list(rows)
    return pd.DataFrame({one.name: pd.Series([row.get(one.name) for row in rows], dtype=one.dtype) for one in columns})


def cells(rows: Sequence[Row], columns: Sequence[Column]) -> dict[str, list[Cell]]:
    """Return the columns of that table as Python's own values, None for what is missing, without making a table."""
    return {one.name: _cells([row.get(one.name) for row in rows], one.dtype) for one in columns}


def _cells(values: list[Any], dtype: str) -> list[Cell]:
    if {*map(type, values)} <= _PLAIN[dtype] and not (dtype == "Float64" and isnan(fsum(filter(None, values)))):
        return values
    import pandas as pd  # noqa: PLC0415 - as in frame

    return [None if pd.isna(value) else value for value in pd.Series(values, dtype=dtype).tolist()]


def seconds(ms: int | None) -> float | None:
    """Return ms in seconds; unknown stays unknown."""
    return None if ms is None else ms / 1000
