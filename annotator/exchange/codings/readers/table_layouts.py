"""The events of a table, by what a row stands for: an event, its start or its stop, or several events side by side."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from annotator.exchange.codings.foreign import Answers, ForeignEvent, Kind, Oddity
from annotator.exchange.codings.readers.starts_and_stops import Mark, Pair, put_together
from annotator.exchange.codings.readers.table_gathered import Gathered, Made
from annotator.exchange.codings.readers.table_reading import Row, Rows
from annotator.exchange.codings.readers.table_sheet import FoundBlock
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.templates.scheme import LONGEST_ANSWER, MOST_VALUES, column_of_second_coder
from annotator.text import count, plain

_INITIALS = re.compile(r"(.*?[^\W\d])(?:_?2|[_.]?coder_?[A-Za-z0-9]+|_[A-Z]{2,3})")

Status = Literal["start", "stop", "state", "point"]


class Coded(NamedTuple):
    """What a row says that something is.

    Attributes:
        code: what it is called.
        in_set: the set that it stands in, "" for none.
        who: who does it.
        place: the column that says it; None for the row as a whole.
        answers: what its column answers besides.
    """

    code: str
    in_set: str
    who: str
    place: int | None
    answers: Answers = ()


def coded_in(rows: Rows, row: Row) -> Iterator[Coded]:
    """Yield what a row says that something is, with code "" for a column in which nothing is on."""
    shape, who = rows.shape, row.one("who")
    if "code" in rows.at or "set_column" in rows.at:
        code, in_set = rows.named(row.one("code")), row.one("set_column")
        yield Coded(f"{in_set}: {code}" if code and in_set else code or in_set, in_set, who, None)
    for place in rows.columns.code_columns:
        yield _in_column(rows, place, row.text(place), who, shape)


def _in_column(rows: Rows, place: int, text: str, who: str, shape: Shape) -> Coded:
    name = rows.columns.names[place]
    if shape.columns_are == "people":
        return Coded(rows.named(text), name, name, place)
    if shape.columns_are == "sets":
        return Coded(f"{name}: {rows.named(text)}" if text else "", name, who, place)
    if not text or text.casefold() in {one.casefold() for one in shape.off_words}:
        return Coded("", name, who, place)
    answers = () if text.casefold() in _ON else ((name, text),)
    return Coded(name, name, who, place, answers)


_ON = {"1", "1.0", "x", "yes", "true", "on"}


def read_events(rows: Rows) -> None:
    """Read a table in which a row is an event; codes in columns of their own are an event each."""
    shape, at = rows.shape, rows.at
    start_place = at.get("start")
    words: dict[str, Kind] = {one.casefold(): "state" for one in shape.state_words}
    words |= {one.casefold(): "point" for one in shape.point_words}
    for row in rows:
        coded = [one for one in coded_in(rows, row) if one.code]
        if not coded:
            rows.tell(f"{row.label} names no code.", "rows that name no code")
            continue
        start = rows.moment(row, start_place)
        if start is None:
            if not row.time_text(start_place):
                rows.tell(f"{row.label} has no start.", "rows that have no start")
            continue
        start += _part(rows, row)
        end = _end(rows, row)
        kind = words.get(row.one("status").casefold(), "")
        end, kind = _as_point(shape, start, end, kind, has_end=bool({"end", "duration"} & at.keys()))
        answers, comment = rows.answers(row), rows.comment(row)
        for one in coded:
            alone = one.place is None or len(coded) == 1
            label = row.label if alone else f"{row.label}, {plain(rows.columns.name(one.place))}"
            event = ForeignEvent(one.code, start, end, kind, one.who, answers + one.answers, comment, label)
            row.of.made.append(Made(event, one.in_set))
            _note_group(rows, row, one.code)


def _end(rows: Rows, row: Row) -> int | None:
    end = rows.end(row, rows.at.get("end"))
    length = row.time_text(rows.at.get("duration"))
    if end is not None or row.time_text(rows.at.get("end")) or not length:
        return end
    found = rows.times.end_after(row.time_text(rows.at.get("start")), length)
    if found is None:
        where = f"{row.label}, {plain(rows.columns.name(rows.at['duration']))}"
        rows.tell(f"{where}: “{plain(length, 40)}” is no length.", "cells that hold no time")
        return None
    return found - row.later_ms + _part(rows, row)


def _part(rows: Rows, row: Row) -> int:
    """Return the ms that are to be added to the start."""
    text = row.one("start_part")
    if not text:
        return 0
    if text.isdecimal() and len(text) < 7:
        return int(text)
    where = f"{row.label}, {plain(rows.columns.name(rows.at['start_part']))}"
    rows.tell(f"{where}: “{plain(text, 40)}” is no part of a second in ms.", "cells that hold no time")
    return 0


def _as_point(shape: Shape, start: int, end: int | None, kind: Kind, *, has_end: bool) -> tuple[int | None, Kind]:
    """Return the end and the kind of an event: a point ends where it starts."""
    if kind == "point":
        return (start if end is None else end), kind
    if kind == "state":
        return end, kind
    is_point = (
        ("same" in shape.points and end == start)
        or ("zero" in shape.points and end == 0 < start)
        or ("none" in shape.points and end is None)
        or not has_end
    )
    return (start, "point") if is_point else (end, "")


def _status_words(shape: Shape) -> dict[str, Kind | str]:
    words = {
        "start": shape.start_words,
        "stop": shape.stop_words,
        "state": shape.state_words,
        "point": shape.point_words,
    }
    return {word.casefold(): what for what, several in words.items() for word in several}


def _note_group(rows: Rows, row: Row, code: str) -> None:
    if group := row.one("group"):
        rows.reading.groups.setdefault(code, group)


def read_starts_and_stops(rows: Rows) -> None:
    """Read a table in which a row is the start or the stop of an event, or a point."""
    words = _status_words(rows.shape)
    marks: dict[int, tuple[Gathered, list[Mark]]] = {}
    for row in rows:
        at_ms, status = rows.moment(row, rows.at.get("start")), words.get(row.one("status").casefold())
        coded = next((one for one in coded_in(rows, row) if one.code), None)
        if coded is None or at_ms is None or status is None:
            _tell_why(rows, row, has_code=coded is not None, has_time=at_ms is not None)
            continue
        at_ms += _part(rows, row)
        _note_group(rows, row, coded.code)
        answers, comment = rows.answers(row) + coded.answers, rows.comment(row)
        if status == "point":
            event = ForeignEvent(coded.code, at_ms, at_ms, "point", coded.who, answers, comment, row.label)
            row.of.made.append(Made(event, coded.in_set))
            continue
        _, of_it = marks.setdefault(id(row.of), (row.of, []))
        what = coded.code, coded.who, coded.in_set
        of_it.append(Mark(row.number, at_ms, status in {"start", "state"}, what, answers, row.label, comment))
    for of, of_it in marks.values():
        of.made += map(_paired_up, put_together(of_it))
        of.made.sort(key=_when)


def _tell_why(rows: Rows, row: Row, *, has_code: bool, has_time: bool) -> None:
    """Tell why a row is no start or stop; a time that is none has been told."""
    if not has_code:
        rows.tell(f"{row.label} names no code.", "rows that name no code")
    elif has_time:
        where, status = f"{row.label}, {plain(rows.columns.name(rows.at.get('status')))}", plain(row.one("status"), 40)
        rows.tell(f"{where}: “{status}” is neither start nor stop nor point.", "rows with such a status")
    elif not row.time_text(rows.at.get("start")):
        rows.tell(f"{row.label} has no time.", "rows that have no time")


def _when(made: Made) -> int:
    return min(one for one in (made.event.start_ms, made.event.end_ms) if one is not None)


def _paired_up(pair: Pair) -> Made:
    code, who, in_set = pair.what
    start, stop = (one.at_ms if one else None for one in (pair.start, pair.stop))
    oddities: tuple[Oddity, ...] = ("answers differ",) if pair.differ else ()
    return Made(ForeignEvent(code, start, stop, "state", who, pair.answers, pair.comment, pair.rows, oddities), in_set)


def read_side_by_side(rows: Rows) -> None:
    """Read tables that stand side by side in one; a shorter one ends early."""
    blocks = _Blocks(rows)
    before: dict[int, list[str]] = {}
    repeated = 0
    for row in rows:
        for at, block in enumerate(rows.columns.blocks):
            cells = [row.text(place) for place in block.places]
            if not row.time_text(block.start):
                if any(cells):
                    rows.tell(f"{row.label}, {blocks.titles[at]} has no start.", "rows that have no start")
                continue
            if cells == before.get(at):
                repeated += 1  # a table by frames repeats what is on
                continue
            before[at] = cells
            start, end = rows.moment(row, block.start), rows.end(row, block.end)
            if start is None:
                continue
            end, kind = _as_point(rows.shape, start, end, "", has_end=block.end is not None)
            made = blocks.said(row, at)
            if not made.code:
                rows.tell(f"{row.label}, {blocks.titles[at]} names no code.", "rows that name no code")
                continue
            event = ForeignEvent(
                made.code,
                start,
                end,
                kind,
                row.one("who"),
                made.answers,
                made.comment,
                f"{row.label}, {blocks.titles[at]}",
            )
            of = rows.coded_by(row, made.coder) if made.coder else row.of
            of.made.append(Made(event, made.in_set))
    if repeated:
        text = "was taken once: it repeats what stands above it"
        rows.reading.doubts.say(f"What stands in {count(repeated, 'row')} {text}.", "tables like it")


class _Said(NamedTuple):
    code: str
    in_set: str
    coder: str
    answers: Answers
    comment: str


class _Blocks:
    """What the blocks of a table say besides times; titles are what messages call them.

    A block with one answer is a set of codes, “block: answer”, unless it is free text, which is a comment.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows, self._blocks = rows, rows.columns.blocks
        names = [one.name for one in self._blocks]
        self._first: list[tuple[FoundBlock, str]] = []
        for block in self._blocks:
            first, coder = second_coder(block.name, names) if rows.shape.coders_in_names else ("", "")
            found = next((one for one in self._blocks if first and one.name == first), block)
            self._first.append((found, block.coder or coder))
        self.titles = [plain(one.name) or plain(rows.columns.names[one.start]) for one in self._blocks]
        self._free = {
            one.name for one in self._blocks if len(one.answers) == 1 and self._is_free_text(one.answers[0][0])
        }

    def said(self, row: Row, at: int) -> _Said:
        """Return what the block at this place says in a row."""
        block, (first, coder) = self._blocks[at], self._first[at]
        code, in_set = first.name, first.name
        answers = [(question, text) for place, question in block.answers if (text := row.text(place))]
        if len(first.answers) == len(block.answers) > 1:
            names = dict(zip((question for _, question in block.answers), first.answers, strict=True))
            answers = [(names[question][1], text) for question, text in answers]
        if block.code is not None:
            said = self._rows.named(row.text(block.code))
            code = f"{block.name}: {said}" if block.name and said else said or block.name
            return _Said(code, in_set, coder, tuple(answers), "")
        if len(block.answers) != 1 or not answers:
            return _Said(code, in_set, coder, tuple(answers), "")
        if first.name in self._free:
            return _Said(code, in_set, coder, (), answers[0][1])
        return _Said(f"{first.name}: {self._rows.named(answers[0][1])}", in_set, coder, (), "")

    def _is_free_text(self, place: int) -> bool:
        values = {self._rows.text(cells, place) for _, cells in self._rows.table.rows()}
        return len(values) > MOST_VALUES or any(len(one) > LONGEST_ANSWER for one in values)


def second_coder(name: str, names: Sequence[str]) -> tuple[str, str]:
    """Return of which other name this one is a second coder's, and what the coder is called there; "" for neither.

    >>> second_coder("look_rel", ["look", "look_rel"]), second_coder("Code2", ["Code2", "code"])
    (('look', 'rel'), ('code', '2'))
    >>> second_coder("look_JX", ["look", "look_JX"]), second_coder("look2", ["look2"])
    (('look', 'JX'), ('', ''))
    """
    first = column_of_second_coder(name, names)
    found = _INITIALS.fullmatch(name)
    if not first and found:
        first = next((one for one in names if one.casefold() == found[1].casefold() and one != name), "")
    return (first, name[len(first) :].strip("._- ")) if first else ("", "")
