"""A table of results: a row a coding, a foot that says how many numbers there are, and why others are missing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from statistics import fmean, median, stdev
from typing import Literal, NamedTuple

from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.estimate import Undefined
from annotator.statistics.survival import kaplan_meier
from annotator.study.tables import CodedSession
from annotator.text import DASH, count, fixed, short_number, statistic

Form = Literal["seconds", "share", "signed share", "count", "decimal", "points", "words"]
"""How the numbers of a column are written; words are no numbers."""

_LOOKED_AT = 200
"""So many rows are looked at for the longest texts of a column; all of them would take long, and differ little."""
_LONGEST = 3
"""Digits are equally wide: only the longest few texts can be the widest."""

Coded = tuple[str, str]
"""Session and coder of a coding."""


class Value(NamedTuple):
    """What stands in a cell.

    Attributes:
        number: the number; None where there is none.
        text: what stands there where it is no number.
        why: why there is no number.
        waited_s: how long was waited for what never came: the number is censored there.
        of: the codings it counts, where the row is not that of one coding.
    """

    number: float | None = None
    text: str = ""
    why: str = ""
    waited_s: float | None = None
    of: tuple[Coded, ...] = ()


EventsOf = Callable[[CodedSession], Sequence[Event]]
SpansOf = Callable[[CodedSession], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of numbers.

    Attributes:
        key: what tells it from the others of its table.
        head: what it is, with its unit.
        below: of what: a code, a rule, an episode.
        meaning: what it means.
        form: how its numbers are written.
        is_wait: whether it is a latency: its median is that of Kaplan and Meier.
        has_foot: whether its numbers are of one kind, so that a mean of them says something.
        events: the events behind a number of it; None where none lead to it.
        episode: the episode that its numbers are about; "": several, or the session.
        spans: where the events behind a number lie; None: in its episode, or anywhere where it has none.
    """

    key: tuple[str, ...]
    head: str
    below: str
    meaning: str
    form: Form
    is_wait: bool = False
    has_foot: bool = True
    events: EventsOf | None = None
    episode: str = ""
    spans: SpansOf | None = None

    @property
    def title(self) -> str:
        """Its head in one line."""
        return f"{self.head}: {self.below}" if self.below else self.head

    def written(self, value: Value) -> str:
        """Return what stands in a cell."""
        if value.number is not None:
            return _written(self.form, value.number)
        if value.waited_s is not None:
            return f"> {_written(self.form, value.waited_s)}"
        return value.text or (DASH if value.why or self.form != "words" else "")

    def tip(self, value: Value) -> str:
        """Return what a cell says in a sentence, where its text does not say it all."""
        if value.waited_s is not None and value.number is None:
            return f"It had not come by then: waited {fixed(value.waited_s, 3)} s (censored)."
        return value.why


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row: its name, the coding it is of (None: of several), and a value for each column."""

    name: str
    coded: Coded | None
    values: tuple[Value, ...]


class FootLine(NamedTuple):
    """One line of the foot: its name, and for each column what stands there and what the mouse says of it."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A page: its columns, rows and foot; notes say how it was made, empty why there are no numbers.

    longest: the longest texts of the names of rows, then of each column, by which columns are laid out.
    """

    title: str
    columns: tuple[ResultColumn, ...] = ()
    rows: tuple[ResultRow, ...] = ()
    foot: tuple[FootLine, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    longest: tuple[tuple[str, ...], ...] = ()

    def lines(self, order: Sequence[int]) -> list[list[str]]:
        """Return the whole table as text, its head first and its foot last; order: which rows, one after the other."""
        head = ["", *(column.title for column in self.columns)]
        body = [[self.rows[place].name, *map(_cell, self.columns, self.rows[place].values)] for place in order]
        return [head, *body, *([line.name, *(text for text, _ in line.cells)] for line in self.foot)]


def table_of(
    title: str,
    columns: Sequence[ResultColumn],
    rows: Sequence[ResultRow],
    notes: Sequence[str] = (),
    empty: str = "",
) -> ResultTable:
    """Return a table with its foot."""
    foot = foot_of(columns, rows)
    names = [*(row.name for row in rows), *(line.name for line in foot)]
    cells = [
        [column.head, column.below, *(column.written(row.values[place]) for row in rows[:_LOOKED_AT])]
        + [line.cells[place][0] for line in foot]
        for place, column in enumerate(columns)
    ]
    longest = tuple(tuple(nlargest(_LONGEST, texts, len)) for texts in (names, *cells))
    return ResultTable(title, tuple(columns), tuple(rows), foot, tuple(notes), empty, longest)


def foot_of(columns: Sequence[ResultColumn], rows: Sequence[ResultRow]) -> tuple[FootLine, ...]:
    """Return how many numbers each column has, how many are missing or censored, and their middle."""
    told = [_Told(column, [row.values[place] for row in rows]) for place, column in enumerate(columns)]
    lines: list[tuple[str, Callable[[_Told], tuple[str, str]]]] = [
        ("n", _Told.n),
        ("Missing", _Told.missing),
        ("Censored", _Told.censored),
        ("Median", _Told.median),
        ("Mean (SD)", _Told.mean),
    ]
    if not any(column.is_wait for column in columns):
        del lines[2]
    has_foot = rows and any(one.has_foot for one in told)
    return tuple(FootLine(name, tuple(line(one) for one in told)) for name, line in lines) if has_foot else ()


class _Told:
    """One column, for its foot."""

    def __init__(self, column: ResultColumn, values: Sequence[Value]) -> None:
        self._column, self._values = column, values
        self._numbers = [one.number for one in values if one.number is not None]
        self._waited = [one.waited_s for one in values if one.number is None and one.waited_s is not None]
        self.has_foot = column.has_foot and column.form != "words"

    def n(self) -> tuple[str, str]:
        if not self.has_foot:
            return "", ""
        found = len(self._numbers) + len(self._waited)
        return str(found), f"{count(found, 'row')} with a number, censored ones among them"

    def missing(self) -> tuple[str, str]:
        if not self.has_foot:
            return "", ""
        reasons = Counter(one.why or "not given" for one in self._values if one.number is None and one.waited_s is None)
        return str(reasons.total()), "\n".join(f"{number}: {why}" for why, number in reasons.most_common())

    def censored(self) -> tuple[str, str]:
        if not self.has_foot:
            return "", ""
        if not self._column.is_wait:
            return DASH, "Nothing is waited for here."
        return str(len(self._waited)), "It had not come when the episode, or the looking for it, ended"

    def median(self) -> tuple[str, str]:
        if not self.has_foot:
            return "", ""
        if self._column.is_wait:
            return self._median_wait()
        if not self._numbers:
            return DASH, "there is no number"
        return _written("points" if self._column.form == "count" else self._column.form, median(self._numbers)), ""

    def _median_wait(self) -> tuple[str, str]:
        waits = [round(one * 1000) for one in (*self._numbers, *self._waited)]
        found = kaplan_meier(waits, [True] * len(self._numbers) + [False] * len(self._waited)).median_ms
        if isinstance(found, Undefined):
            return DASH, found.reason
        return fixed(found / 1000, 3), "Kaplan–Meier median: what is censored counts as waiting as long as it was seen"

    def mean(self) -> tuple[str, str]:
        if not self.has_foot:
            return "", ""
        if self._column.is_wait and self._waited:
            return DASH, "There is no mean where some waits are censored: see the median."
        if not self._numbers:
            return DASH, "there is no number"
        form: Form = "decimal" if self._column.form in ("count", "points") else self._column.form
        return mean_sd(self._numbers, form), "Mean, and standard deviation (n − 1)"


def mean_sd(numbers: Sequence[float], form: Form = "decimal") -> str:
    """Return the mean of one number or more and, after it, their standard deviation (n − 1); one number has none."""
    spread = _written(form, stdev(numbers)) if len(numbers) > 1 else DASH
    return f"{_written(form, fmean(numbers))} ({spread})"


def _cell(column: ResultColumn, value: Value) -> str:
    """Return what leaves the program: why a number is missing stands in its place."""
    return value.why if value.why and value.number is None and value.waited_s is None else column.written(value)


def _written(form: Form, number: float) -> str:
    if form == "seconds":
        return fixed(number, 3)
    if form in ("share", "signed share"):
        return statistic(number, 3)
    if form == "count":
        return fixed(number, 0)
    return short_number(number) if form == "points" else fixed(number)
