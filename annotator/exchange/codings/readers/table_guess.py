"""What shape a table may have, by its headers and by what its cells look like."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from msgspec.structs import replace

from annotator.exchange.codings.presets import A_ROW_A_CELL, GRIDWARE, JWATCHER, PRESETS
from annotator.exchange.codings.readers.rows import Sheet
from annotator.exchange.codings.readers.table_sheet import header_rows, table_in
from annotator.exchange.codings.readers.table_times import as_decimal
from annotator.exchange.codings.table_shape import Columns, Shape, TimeFormat
from annotator.exchange.codings.times import ms_of_clock

_LOOKED_AT = 400
_MOST_SHEETS = 20
_MOST_COLUMNS = 400
_CLOCK = re.compile(r"-?\d{1,3}:\d{1,2}(?::\d{1,2}(?:[:;.,]\d{1,9})?|[.,]\d{1,9})?")
_FRAMES_BEHIND = re.compile(r"\d{1,3}:\d\d:\d\d[:;]\d\d")
_HAS_DIGIT = re.compile(r"\d")
_RATES = ("25", "30000/1001", "30", "50", "60000/1001", "60", "24", "24000/1001", "15", "10")
_ENOUGH = 0.95
_MOMENTS_TO_TELL = 5
_TOO_LONG_S = 10_000
"""Whole numbers above it are hardly seconds: no recording lasts three hours."""

_WORDS: dict[str, str] = {
    "start": "start onset begin beginn anfang von from début debut inicio inizio aanvang",
    "end": "end offset stop ende bis to fin final fine einde",
    "duration": "duration dauer length durée duree duración durata duur",
    "code": "code codes behavior behaviors behaviour behaviours verhalten event label category kategorie annotation"
    " comportement comportamiento gedrag",
    "who": "subject who actor person participant speaker proband wer sujet",
    "session": "session sitting dyad sitzung dyade séance sesión sessie",
    "coder": "coder rater observer annotator kodierer codierer beurteiler codeur codificador codeur",
    "observation": "observation beobachtung",
    "comments": "comment comments note notes remark remarks kommentar bemerkung commentaire comentario opmerking",
    "media": "media file video recording datei aufnahme",
}
_NO_CODE = {"id", "log", "number", "type", "nr", "index"}
_ONE_MOMENT = {"time", "zeit", "zeitpunkt", "temps", "tiempo", "tijd", "timestamp", "frame", "t"}
_UNITS: dict[TimeFormat, set[str]] = {
    "ms": {"ms", "msec", "millisecond", "milliseconds", "millisekunden"},
    "seconds": {"s", "sec", "secs", "second", "seconds", "sek", "sekunden", "sf"},
    "frames": {"frame", "frames", "nframe", "bild", "bilder"},
}
_START_STOP = ({"start", "state start", "begin", "on", "onset"}, {"stop", "state stop", "end", "off", "offset"})
_KIND = {"state", "point", "state event", "point event", "state point"}
_ON_OFF = {"0", "1", "", "x", "yes", "no", "true", "false", "0.0", "1.0", "on", "off"}


def guessed(sheets: Sequence[Sheet]) -> tuple[Shape, ...]:
    """Return the shapes that a table may have, the likeliest first: those of presets, then what its cells look like."""
    found = [_as_set(_with_rate(shape, sheets), sheets) for shape in _recognized(sheets)]
    largest = max(sheets, key=lambda sheet: len(sheet.rows), default=None)
    if largest is not None:
        found += [shape for shape in _by_looks(largest) if table_in(largest, shape)[0]]
    found = [_with_decimal(shape, sheets) for shape in found]
    return tuple(shape for at, shape in enumerate(found) if shape not in found[:at])


def _recognized(sheets: Sequence[Sheet]) -> Iterator[Shape]:
    """Yield the shapes of presets whose signs stand in a row that may be the header."""
    headers = [
        Columns(rows[at]) for rows in (sheet.rows for sheet in sheets[:_MOST_SHEETS]) for at in header_rows(rows)
    ]
    names = {name.casefold() for columns in headers for name in columns.names}
    for name, preset in PRESETS.items():
        for shape in preset.shapes(name):
            if preset.signs:
                is_it = any(all(map(columns.places, preset.signs)) for columns in headers)
            else:
                behind = shape.start.removeprefix("*").casefold()
                is_it = shape.layout == "side by side" and any(one.endswith(behind) for one in names)
            if is_it and any(table_in(sheet, shape)[0] for sheet in sheets):
                yield shape
                break


def _with_rate(shape: Shape, sheets: Sequence[Sheet]) -> Shape:
    """Return a shape that needs frames in a second with how many its times tell."""
    if shape.fps or shape.ends == "over":
        return shape
    for sheet in sheets:
        table, _ = table_in(sheet, shape)
        if table is not None:
            places = [table.columns.at[one] for one in ("start", "end") if one in table.columns.at]
            rows = sheet.rows[table.first_at : table.first_at + _LOOKED_AT]
            rate = guessed_rate([row[at].strip() for row in rows for at in places if at < len(row)], shape.time)
            return replace(shape, fps=rate)
    return shape


def _as_set(shape: Shape, sheets: Sequence[Sheet]) -> Shape:
    """Return a shape of cells with one answer as one of a set of codes, as other tables of Datavyu have them."""
    if shape.preset != A_ROW_A_CELL:
        return shape
    asked = [table.columns for sheet in sheets if (table := table_in(sheet, shape)[0])]
    if any(len(columns.answers) != 1 for columns in asked):
        return shape
    return replace(shape, set_column=shape.code, code=asked[0].name(asked[0].answers[0][0]), answers={})


def _with_decimal(shape: Shape, sheets: Sequence[Sheet]) -> Shape:
    """Return a shape with the decimal mark of its times where both marks are in them: the other groups thousands."""
    if shape.decimal:
        return shape
    for sheet in sheets:
        table, _ = table_in(sheet, shape)
        if table is not None:
            places = [table.columns.at[one] for one in ("start", "end", "duration") if one in table.columns.at]
            rows = sheet.rows[table.first_at : table.first_at + _LOOKED_AT]
            times = [row[at].strip() for row in rows for at in places if at < len(row) and ":" not in row[at]]
            return replace(shape, decimal=_decimal_mark(times))
    return shape


def _decimal_mark(times: Sequence[str]) -> Literal["", ".", ","]:
    """Return the decimal mark of numbers in which both marks occur; "" where one of them does not.

    >>> _decimal_mark(["999.5", "1,100"]), _decimal_mark(["1.000,5"]), _decimal_mark(["11,480", "2,040"])
    ('.', ',', '')
    """
    behind: dict[Literal[".", ","], list[str]] = {".": [], ",": []}
    for mark, found in behind.items():
        found += [one.rpartition(mark)[2] for one in times if mark in one]
    if not (behind["."] and behind[","]):
        return ""
    fits = {mark: sum(one.isdecimal() and len(one) != 3 for one in found) for mark, found in behind.items()}
    return "," if fits[","] > fits["."] else "."


def guessed_rate(times: Sequence[str], written: TimeFormat) -> str:
    """Return how many frames are in a second if all these times are those of frames; "" if they do not tell.

    >>> guessed_rate(["2325.28", "2325.32", "2334.92", "2335", "2339.48", "2339.52"], "seconds")
    '25'
    >>> guessed_rate(["0.5", "1.25"], "seconds")
    ''
    """
    unit = {"ms": 1000, "ticks": 10_000_000}.get(written, 1)
    moments = {Fraction(one) / unit for text in times if (one := as_decimal(text)) is not None}
    places = max((len(text.partition(".")[2]) for text in times), default=0)
    exactness = Fraction(1, 2 * unit * 10 ** min(places, 4)) if places else Fraction(1, 2 * unit)
    if len(moments) < _MOMENTS_TO_TELL or all(one.denominator == 1 for one in moments):
        return ""
    for rate in _RATES:
        frame = 1 / Fraction(rate)
        if exactness * 4 < frame and all(abs(one - round(one / frame) * frame) <= exactness for one in moments):
            return rate
    return ""


class _Column:
    """A column with what its cells look like.

    Attributes:
        name: of the column.
        cells: without blanks around them, empty ones among them.
        numbers: the cells as numbers, clock times as seconds; None where one is neither.
        words: those of its name, in small letters.
        is_clock: whether nearly all its cells are clock times.
        is_time: whether they are clock times or numbers.
    """

    def __init__(self, name: str, cells: Sequence[str]) -> None:
        self.name, self.cells = name, cells
        self.filled = [one for one in cells if one]
        self.numbers = [_seconds(one) for one in cells]
        apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", name)
        self.words = set(re.findall(r"[^\W\d_]+", apart.casefold()))
        enough = max(1.0, _ENOUGH * len(self.filled))
        self.is_clock = sum(bool(_CLOCK.fullmatch(one)) for one in self.filled) >= enough
        self.is_time = self.is_clock or sum(one is not None for one in self.numbers) >= enough


def _seconds(text: str) -> Decimal | None:
    if ":" not in text:
        return as_decimal(text)
    ms = ms_of_clock(text)
    return None if ms is None else Decimal(ms) / 1000


def _by_looks(sheet: Sheet) -> tuple[Shape, ...]:
    """Return the shapes that the cells of a sheet may have."""
    rows = sheet.rows[:_LOOKED_AT]
    first = next((at for at, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), None)
    if first is None:
        return ()
    has_header = not any(_CLOCK.fullmatch(cell) or as_decimal(cell) is not None for cell in map(str.strip, rows[first]))
    body = [row for row in rows[first + has_header :] if any(map(str.strip, row))]
    width = min(_MOST_COLUMNS, max(map(len, rows), default=0))
    names = Columns([*rows[first], *[""] * width][:width] if has_header else [""] * width).names
    columns = [
        _Column(name, tuple(row[at].strip() if at < len(row) else "" for row in body)) for at, name in enumerate(names)
    ]
    columns = [one for one in columns if one.filled]
    if len(columns) > 1 and (known := _by_marks(columns, first, has_header=has_header)):
        return known
    base = Shape(header="find", delimiter="") if has_header else Shape(header="none", skip_rows=first)
    return tuple(_alternatives(_filled_in(base, columns), columns))


def _by_marks(columns: Sequence[_Column], first: int, *, has_header: bool) -> tuple[Shape, ...]:
    """Return the shapes of programs that are told by what their cells say where nothing is coded, or at the end."""
    said = {one for column in columns[1:] for one in column.cells}
    if "--" in said and columns[0].is_time:
        shape = PRESETS[GRIDWARE].shapes(GRIDWARE)[0 if has_header else 1]
        shape = replace(
            shape, start=columns[0].name if has_header else shape.start, skip_rows=0 if has_header else first
        )
        return tuple(replace(shape, time=written) for written in _written(columns[0]))
    if not has_header and len(columns) == 2 and columns[1].filled[-1] == "EOF":
        return tuple(replace(one, skip_rows=first) for one in PRESETS[JWATCHER].shapes(JWATCHER))
    return ()


def _filled_in(shape: Shape, columns: Sequence[_Column]) -> Shape:
    """Return a shape with the columns that names and cells tell."""
    left = list(columns)
    status = _take(left, lambda one: _is_status(one, both=True)) or _take(left, lambda one: _is_status(one, both=False))
    start = _take_named(left, "start") or _take(left, lambda one: one.is_time and bool(one.words & _ONE_MOMENT))
    end, duration = _take_named(left, "end"), _take_named(left, "duration")
    if start is None:
        start, end = _by_values(left)
    named = {role: _take_named(left, role) for role in ("session", "coder", "observation", "who", "comments", "media")}
    if end is not None and duration is None and start is not None:
        duration = _take(left, lambda one: _is_difference(one, start, end))
    found = {"start": start, "end": end, "duration": duration, "status": status, **named}
    if found["who"] is not None and found["session"] is None and any(map(_HAS_DIGIT.search, found["who"].filled)):
        found["session"], found["who"] = found["who"], None  # people who are numbered are those of whom sessions are
    said = {role: one.name for role, one in found.items() if one is not None and role != "comments"}
    comments = (found["comments"].name,) if found["comments"] else ()
    shape = replace(shape, comments=comments, **said)
    if status is not None and _is_status(status, both=True):
        shape = replace(shape, layout="start-stop", end="", duration="")
    return _with_codes(shape, start, left)


def _with_codes(shape: Shape, start: _Column | None, left: list[_Column]) -> Shape:
    """Return a shape with the columns of codes: one, or all that are left of a table that is sampled."""
    has_end = shape.end or shape.duration or shape.layout == "start-stop"
    if not has_end and start is not None and _is_even(start.numbers) and left:
        names = tuple(one.name for one in left)
        is_on_off = all(one.casefold() in _ON_OFF for column in left for one in column.cells)
        return replace(
            shape, layout="sampled", code_columns=names, columns_are="codes" if is_on_off else "sets", points=()
        )
    code = (
        _take_named(left, "code") or _take(left, lambda one: not one.is_time and _repeats(one)) or _take(left, _repeats)
    )
    code = code or _take(left, lambda one: not one.is_time)
    answers = {one.name: "" for one in left if not one.is_time and _repeats(one)}
    return replace(shape, code=code.name if code else "", answers=answers, layout=shape.layout if has_end else "onsets")


def _alternatives(shape: Shape, columns: Sequence[_Column]) -> Iterator[Shape]:
    """Yield a shape with each way in which its times may be written, and whether ends of other rows end its events."""
    by_name = {one.name: one for one in columns}
    if not shape.start and shape.layout != "sampled":
        return
    start = by_name.get(shape.start)
    for written in _written(start):
        timed = replace(
            shape, time=written, points=("same", "zero") if written == "ms" and shape.points else shape.points
        )
        yield timed
        if shape.layout == "onsets":
            yield replace(timed, layout="events", points=("none",))


def _written(start: _Column | None) -> tuple[TimeFormat, ...]:
    if start is None:
        return ("seconds",)
    if start.is_clock:
        return ("clock frames", "clock") if all(_FRAMES_BEHIND.fullmatch(one) for one in start.filled) else ("clock",)
    for written, words in _UNITS.items():
        if start.words & words:
            return (written,)
    numbers = [one for one in start.numbers if one is not None]
    if any(one != one.to_integral_value() for one in numbers):
        return ("seconds",)
    return (
        ("ms", "frames", "seconds") if max(numbers, default=Decimal(0)) >= _TOO_LONG_S else ("seconds", "frames", "ms")
    )


def _take(left: list[_Column], fits: Callable[[_Column], bool]) -> _Column | None:
    """Take the first column that fits out of those that are left."""
    found = next((one for one in left if fits(one)), None)
    if found is not None:
        left.remove(found)
    return found


def _take_named(left: list[_Column], role: str) -> _Column | None:
    is_time = role in {"start", "end", "duration"}
    fits = [one for one in left if (one.is_time if is_time else not one.words & _NO_CODE)]
    for word in _WORDS[role].split():
        for one in fits:
            if word in one.words:
                left.remove(one)
                return one
    return None


def _is_status(column: _Column, *, both: bool) -> bool:
    said = {one.casefold() for one in column.filled}
    if both:
        return (
            bool(said & _START_STOP[0])
            and bool(said & _START_STOP[1])
            and said <= _START_STOP[0] | _START_STOP[1] | _KIND
        )
    return bool(said) and said <= _KIND


def _by_values(left: list[_Column]) -> tuple[_Column | None, _Column | None]:
    """Take the first column of times that mostly grow, and the next that is not before it, if there is one."""
    start = _take(left, lambda one: one.is_time and _grows(one.numbers))
    if start is None:
        return None, None
    return start, _take(left, lambda one: one.is_time and one.is_clock == start.is_clock and _is_behind(one, start))


def _grows(numbers: Sequence[Decimal | None]) -> bool:
    known = [one for one in numbers if one is not None]
    steps = list(pairwise(known))
    return len(set(known)) > len(known) // 2 and sum(after >= before for before, after in steps) >= 0.9 * len(steps)


def _is_behind(end: _Column, start: _Column) -> bool:
    pairs = [
        (first, last)
        for first, last in zip(start.numbers, end.numbers, strict=True)
        if first is not None and last is not None
    ]
    fits = sum(last >= first or last == 0 for first, last in pairs)
    return bool(pairs) and fits >= _ENOUGH * len(pairs) and any(last > first for first, last in pairs)


def _is_difference(column: _Column, start: _Column, end: _Column) -> bool:
    rows = zip(column.numbers, start.numbers, end.numbers, strict=True)
    fits = [
        abs(last - first - one) <= Decimal("0.1")
        for one, first, last in rows
        if one is not None and first is not None and last is not None
    ]
    return bool(fits) and sum(fits) >= _ENOUGH * len(fits)


def _repeats(column: _Column) -> bool:
    filled = column.filled
    return len(set(filled)) <= max(2, len(filled) // 2)


def _is_even(numbers: Sequence[Decimal | None]) -> bool:
    """Whether times go on in equal steps."""
    known = [one for one in numbers if one is not None]
    steps = Counter(after - before for before, after in pairwise(known))
    usual = steps.most_common(1)
    return len(known) > 3 and usual[0][0] > 0 and usual[0][1] >= 0.6 * (len(known) - 1)
