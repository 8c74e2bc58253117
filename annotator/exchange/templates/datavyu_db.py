"""The db of a Datavyu file (.opf): columns, and in each of them cells with an onset, an offset and values.

Read are versions #4, #3, #2 and those without a number, with the line ends of every system.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from annotator.errors import FormatError
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import ForeignFile, members_of
from annotator.exchange.templates.scheme import check_count
from annotator.exchange.told import Told

FREE_TEXT = frozenset({"TEXT", "QUOTE_STRING"})
"""Types of columns that hold what somebody wrote, not values."""

_COLUMN = re.compile(r"(?P<name>.+?) \((?P<kind>[A-Z_]+)(?:,[^)]*)?\)(?:-(?P<args>.*))?$", re.DOTALL)
_PREDICATE = re.compile(r"\d+:(?P<name>[^-]+)-(?P<args>.*)$")
_CELL = re.compile(r"(\d+):(\d\d):(\d\d):(\d{3}),(\d+):(\d\d):(\d\d):(\d{3}),(.*)$", re.DOTALL)
_PART = re.compile(r"((?:\\.|[^\\,])*)(?:,|\\?$)", re.DOTALL)
_ACTOR = "actor"
_REMARKS = {"comment", "comments", "note", "notes"}
_LONGEST_NAME = 500
_MOST_ARGUMENTS = 100
_MOST_COLUMNS = 2000
_MOST_LINES = 1_000_000
_LONGEST_LINE = 20_000
_FURTHEST_MS = 7 * 86_400_000


@dataclass(slots=True)
class Column:
    """A column and its cells.

    Attributes:
        name: without the signs that escape others.
        kind: TEXT, NOMINAL, MATRIX, or one of the older types.
        arguments: their names; none where the type has none.
        starts: onsets of the cells in ms, in the order of the file.
        ends: offsets in ms, 0 where none was ever set.
        values: those of each cell; one that was left empty at the end may be missing.
    """

    name: str
    kind: str
    arguments: list[str]
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))
    values: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_point(self) -> bool:
        """A point where no cell lasts; Datavyu itself does not tell points from states."""
        return bool(self.starts) and all(end <= start for start, end in zip(self.starts, self.ends, strict=True))

    @property
    def overlaps(self) -> bool:
        """Whether a cell begins before the one before it has ended."""
        order = sorted(range(len(self.starts)), key=self.starts.__getitem__)
        return any(self.ends[one] > self.starts[after] for one, after in pairwise(order))

    @property
    def is_remark(self) -> bool:
        """Whether all of it is free text, as its name or its type says."""
        return self.kind in FREE_TEXT or self.name.lower() in _REMARKS

    @property
    def actor_place(self) -> int | None:
        """Which argument says who does it: the one named “actor”; None where there is none."""
        return next((place for place, name in enumerate(self.arguments) if name.lower() == _ACTOR), None)

    @property
    def remark_places(self) -> list[int]:
        """Which arguments hold comments, as their names say."""
        return [place for place, name in enumerate(self.arguments) if name.lower() in _REMARKS]

    @property
    def questions(self) -> list[tuple[int, str]]:
        """The arguments that are answered, each with its place: neither the actor nor a comment.

        A type without arguments asks one question, which has the name of the column.
        """
        if not self.arguments:
            return [(0, self.name)]
        others = {self.actor_place, *self.remark_places}
        return [(place, name) for place, name in enumerate(self.arguments) if place not in others]

    def held(self, place: int) -> list[str]:
        """Return the values of an argument that say something, each once, in order."""
        written = dict.fromkeys(self.values)
        held = dict.fromkeys(in_one_line(values[place]) for values in written if place < len(values))
        return [value for value in held if is_coded(value)]


@dataclass(frozen=True, slots=True)
class Db:
    """What a db holds.

    Attributes:
        columns: in the order of the file.
        predicates: names of the arguments of what old files call predicates.
        unread: lines that are neither column nor cell, or lie beyond all bounds.
    """

    columns: list[Column]
    predicates: dict[str, list[str]]
    unread: Told


def read_db(file: ForeignFile) -> Db:
    """Return the db of a Datavyu file, wherever in the archive it lies.

    Raises:
        FormatError: if it is no Datavyu file, or beyond the bounds.
    """
    members = members_of(file, {"db"})
    if "db" not in members:
        raise FormatError(
            f"{file.name} is no Datavyu file: it holds no db.", "Choose an .opf file that Datavyu has saved."
        )
    text = text_of(members["db"], file.name, file.encoding)
    check_count(file.name, text.count("\n") + text.count("\r"), "lines", _MOST_LINES)
    db = Db([], {}, Told())
    _Lines(db, file).read(text)
    return db


def is_coded(value: str) -> bool:
    """Whether a value says something: a dot and the name of the argument in < > stand for nothing coded."""
    return value not in {"", "."} and not (value.startswith("<") and value.endswith(">"))


def in_one_line(value: str) -> str:
    r"""Return a value as a name: in one line, without blanks around it.

    >>> in_one_line(" left\nhand ")
    'left hand'
    """
    return value.replace("\n", " ").strip()


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines; one that ends in an odd number of backslashes goes on in the next, unless that is a cell."""
    parts: list[str] = []
    began = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if parts and _CELL.match(line):
            yield began, "\n".join(parts)
            parts = []
        if not parts:
            began = number
        goes_on = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        parts.append(line[:-1] if goes_on else line)
        if not goes_on:
            yield began, "\n".join(parts)
            parts = []
    if parts:
        yield began, "\n".join(parts)


class _Lines:
    """Sorts the lines of a db into columns and cells."""

    def __init__(self, db: Db, file: ForeignFile) -> None:
        self._db, self._file = db, file
        self._known: dict[str, tuple[str, ...]] = {}
        """Values by how they are written: most occur again and again."""

    def read(self, text: str) -> None:
        for count, (number, line) in enumerate(_whole_lines(text)):
            if count % 5000 == 0:
                self._file.progress(0.5)
            if cell := _CELL.match(line):
                self._cell(number, cell)
            elif len(line) < _LONGEST_LINE and (found := _COLUMN.match(line)):
                self._column(found)
            else:
                self._other(number, line)

    def _column(self, found: re.Match[str]) -> None:
        written = _split(found["args"] or "")
        arguments = [_plain(one.rpartition("|")[0] or one)[:_LONGEST_NAME] for one in written if one]
        self._known = {}
        self._db.columns.append(Column(_plain(found["name"])[:_LONGEST_NAME].strip(), found["kind"], arguments))
        check_count(self._file.name, len(self._db.columns), "columns", _MOST_COLUMNS)

    def _cell(self, number: int, cell: re.Match[str]) -> None:
        start, end = _ms(*cell.group(1, 2, 3, 4)), _ms(*cell.group(5, 6, 7, 8))
        if not self._db.columns:
            self._unread(number, "is a cell before any column")
        elif start is None or end is None:
            self._unread(number, "is a cell that lies beyond a week")
        else:
            column = self._db.columns[-1]
            column.starts.append(start)
            column.ends.append(end)
            column.values.append(self._values(number, cell[9], column.kind))

    def _values(self, number: int, written: str, kind: str) -> tuple[str, ...]:
        if len(written) > _LONGEST_LINE:
            self._unread(number, f"is a cell of more than {_LONGEST_LINE:,} letters; those after them were not read")
            written = written[:_LONGEST_LINE]
        values = self._known.get(written)
        if values is None:
            values = self._known[written] = tuple(_values(written, kind))
        return values

    def _other(self, number: int, line: str) -> None:
        if found := _PREDICATE.match(line[:_LONGEST_LINE]):
            self._db.predicates[found["name"]] = [one.partition("|")[0] for one in _split(found["args"])]
        elif line.strip() and not (number == 1 and line.startswith("#")):
            self._unread(number, "is neither a column nor a cell")

    def _unread(self, number: int, why: str) -> None:
        self._db.unread.say(f"Line {number} of its db {why}.", "lines")


def _values(written: str, kind: str) -> Iterator[str]:
    if kind in FREE_TEXT:
        yield _plain(written)
        return
    if kind == "PREDICATE":  # name(argument, ...)
        name, _, inner = written.partition("(")
        yield _plain(name)
        written = inner.removesuffix(")")
    elif written.startswith("(") and written.endswith(")"):
        written = written[1:-1]
    yield from map(_plain, _split(written))


def _ms(hours: str, minutes: str, seconds: str, thousandths: str) -> int | None:
    if len(hours) > 6:
        return None
    ms = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)
    return ms if ms <= _FURTHEST_MS else None


def _split(written: str) -> list[str]:
    """Split at commas that no backslash stands before; an empty part at the end is none."""
    if "\\" not in written:
        return written.removesuffix(",").split(",", _MOST_ARGUMENTS)[:_MOST_ARGUMENTS]
    parts = [one[1] for one in islice(_PART.finditer(written), _MOST_ARGUMENTS)]
    return parts[:-1] if len(parts) > 1 and not parts[-1] else parts


def _plain(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL) if "\\" in written else written
