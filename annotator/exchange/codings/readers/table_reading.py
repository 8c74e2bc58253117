"""What the rows of a table share in every layout: which observation they belong to, what their cells say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import Answers
from annotator.exchange.codings.readers.table_gathered import Gathered, said_above
from annotator.exchange.codings.readers.table_sheet import FoundTable
from annotator.exchange.codings.readers.table_times import Times
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.told import Told
from annotator.text import plain

_MOST_OBSERVATIONS = 5000
_GROUP, _SET = {"1", "group", "datagroup", "data group"}, {"2", "set", "dataset", "data set"}


@dataclass(slots=True)
class Reading:
    """What is kept while the tables of a file are read.

    Attributes:
        file: the file.
        shape: of its tables.
        left_out, doubts: what is told of it.
        gathered: the observations, by what tells them apart.
        groups: what group each code belongs to, where the table says so.
        offsets: what was taken off the times of observations, in ms.
    """

    file: ForeignFile
    shape: Shape
    left_out: Told = field(default_factory=Told)
    doubts: Told = field(default_factory=Told)
    gathered: dict[tuple[str, ...], Gathered] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    times: Times = field(init=False)

    def __post_init__(self) -> None:
        self.times = Times(self.shape, self.file.name)


class Row:
    """A row of a table.

    Attributes:
        label: where it stands, as messages say it, such as “row 12”.
        of: the observation that it belongs to.
        later_ms: what is taken off its times.
    """

    __slots__ = ("_rows", "cells", "label", "later_ms", "number", "of")

    def __init__(self, rows: "Rows", number: int, cells: list[str], of: Gathered, later_ms: int) -> None:
        self._rows, self.number, self.cells, self.of, self.later_ms = rows, number, cells, of, later_ms
        self.label = rows.label(number)

    def text(self, place: int | None) -> str:
        """Return what a cell says, "" where it says nothing."""
        if place is None or place >= len(self.cells):
            return ""
        found = self._rows.known.get(self.cells[place])
        return self._rows.cleaned(self.cells[place]) if found is None else found

    def time_text(self, place: int | None) -> str:
        """Return what a cell says of a time: a word that says nothing elsewhere, such as 0, may be one."""
        said = self.text(place)
        if said or place is None or place >= len(self.cells):
            return said
        written = self.cells[place].strip()
        return written if written and self._rows.times.moment(written) is not None else ""

    def one(self, name: str) -> str:
        """Return what the column says that is this one in the shape."""
        return self.text(self._rows.at.get(name))


class Rows:
    """Reads the rows of one table.

    Args:
        reading: what is kept of the file.
        table: the table.
        in_many: whether the file has several of them.
    """

    def __init__(self, reading: Reading, table: FoundTable, *, in_many: bool) -> None:
        self.reading, self.table, self.shape, self.times = reading, table, reading.shape, reading.times
        self.at, self.columns = dict(table.columns.at), table.columns
        self._sheet = f"{plain(table.sheet.name)}, " if in_many else ""
        self._blank = {one.casefold() for one in self.shape.blank_words}
        self.known: dict[str, str] = {}
        self._above, self._variables = said_above(table, self.shape, reading.left_out)
        self._group = self._set = ""
        self._offsets: dict[str, int] = {}
        self._varying: set[int] = set()

    def label(self, number: int) -> str:
        """Return where a row stands, as messages say it."""
        return f"{self._sheet}row {number}"

    def text(self, cells: Sequence[str], place: int | None) -> str:
        """Return what a cell says, without blanks around it; "" where it says nothing."""
        if place is None or place >= len(cells):
            return ""
        found = self.known.get(cells[place])
        return self.cleaned(cells[place]) if found is None else found

    def cleaned(self, written: str) -> str:
        """Return what a cell says of how it is written, and keep it."""
        said = written.strip(" \t\r\n\ufeff\u00a0")
        said = self.known[written] = "" if said.casefold() in self._blank else said
        return said

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that may hold events."""
        header = self.table.sheet.rows[self.table.header_at] if self.table.header_at is not None else None
        width, total = len(self.columns.names), len(self.table.sheet.rows) or 1
        for number, cells in self.table.rows():
            if number % 1000 == 0:
                self.reading.file.progress(0.5 + 0.4 * number / total)
            if cells == header:
                self.tell(f"{self.label(number)} is the header once more.", "rows of this kind")
                continue
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > width and any(map(str.strip, cells[width:])):
                self.tell(f"{self.label(number)} has more cells than there are columns.", "rows with too many cells")
            if self.shape.level and self._is_above_events(number, cells):
                continue
            yield self._row(number, cells)

    def tell(self, sentence: str, kind: str) -> None:
        """Tell what is not taken."""
        self.reading.left_out.say(sentence[:1].upper() + sentence[1:], kind)

    def moment(self, row: Row, place: int | None) -> int | None:
        """Return a time in a cell; None where there is none, which is told if there is something else."""
        text = row.time_text(place)
        return self._time(row, place, text, self.times.moment(text))

    def end(self, row: Row, place: int | None) -> int | None:
        """Return an end in a cell, the first moment at which it is over; None likewise."""
        text = row.time_text(place)
        return self._time(row, place, text, self.times.end(text))

    def _time(self, row: Row, place: int | None, text: str, found: int | None) -> int | None:
        if not text:
            return None
        if found is None:
            where = f"{row.label}, {plain(self.columns.name(place))}"
            self.tell(f"{where}: “{plain(text, 40)}” is no time{self._as_written()}.", "cells that hold no time")
            return None
        return found - row.later_ms

    def _as_written(self) -> str:
        other = {".": "comma", ",": "point"}.get(self.shape.decimal)
        marked = f" without a {other}" if other else ""
        return {"seconds": f" in seconds{marked}", "ms": " in ms", "frames": " in frames"}.get(self.shape.time, "")

    def answers(self, row: Row) -> Answers:
        """Return what the row answers, without what it does not."""
        given = [(question, text) for place, question in self.columns.answers if (text := row.text(place))]
        sign = self.shape.answer_split
        if not sign or not any(sign in text for _, text in given):
            return tuple(given)
        parts = [
            (f"{question} {count}" if sign in text else question, part.strip())
            for question, text in given
            for count, part in enumerate(text.split(sign), 1)
        ]
        return tuple((question, part) for question, part in parts if part and part.casefold() not in self._blank)

    def comment(self, row: Row) -> str:
        """Return the free text of the row."""
        return "\n".join(filter(None, map(row.text, self.columns.comments)))

    def named(self, word: str) -> str:
        """Return what a word that names a code means."""
        return self.shape.words.get(word, word) if self.shape.words else word

    def _is_above_events(self, number: int, cells: list[str]) -> bool:
        """Whether a row is a group or a set; its name and times are kept for the events below it."""
        level = self.text(cells, self.at["level"]).casefold()
        name = self.text(cells, self.at.get("level_name"))
        if level in _GROUP:
            self._group, self._set = name, ""
        elif level in _SET:
            self._set = name
        else:
            return False
        row = self._row(number, cells)
        start, end = self.moment(row, self.at.get("start")), self.end(row, self.at.get("end"))
        row.of.start_ms, row.of.end_ms = (start, end) if end is None or start is None or start < end else (None, None)
        return True

    def _row(self, number: int, cells: list[str]) -> Row:
        session = self.text(cells, self.at.get("session")) or self._group or self._above.get("session", "")
        in_set = self._set if self._set != self._group else ""
        coder = self.text(cells, self.at.get("coder")) or in_set or self._above.get("coder", "")
        name = self.text(cells, self.at.get("observation")) or self._above.get("observation", "")
        says_so = self.shape.sheet_is or not (name or session or coder)
        key = (self.table.sheet.name if says_so else "", name, session, coder)
        of = self.reading.gathered.get(key) or self._begun(key)
        self._say_of(of, cells)
        offset = self.text(cells, self.at.get("offset")) or self._above.get("offset", "")
        row = Row(self, number, cells, of, self._later(offset) if offset else 0)
        if row.later_ms:
            self.reading.offsets[id(of)] = row.later_ms
        return row

    def coded_by(self, row: Row, coder: str) -> Gathered:
        """Return the observation of the same session by another coder."""
        key = (row.of.name, row.of.session, row.of.coder, coder)
        if key not in self.reading.gathered:
            of = replace(row.of, coder=coder, made=[], media=dict(row.of.media), variables=dict(row.of.variables))
            self.reading.gathered[key] = of
        return self.reading.gathered[key]

    def _later(self, text: str) -> int:
        if text not in self._offsets:
            self._offsets[text] = self.times.moment(text) or 0
        return self._offsets[text]

    def _begun(self, key: tuple[str, ...]) -> Gathered:
        sheet, name, session, coder = key
        said = self.shape.sheet_is
        session, coder = session or (sheet if said == "session" else ""), coder or (sheet if said == "coder" else "")
        name = name or (sheet if said in {"", "observation"} and (said or self._sheet) else "")
        of = Gathered(name or "_".join(filter(None, (session, coder))) or self.reading.file.path.stem, session, coder)
        of.description = self._above.get("description", "")
        of.variables.update(self._variables)
        if media := self._above.get("media"):
            of.media[media] = None
        self.reading.gathered[key] = of
        if len(self.reading.gathered) > _MOST_OBSERVATIONS:
            raise FormatError(
                f"{self.reading.file.name} has more than {_MOST_OBSERVATIONS:,} observations.",
                "Check which column is the observation, the session and the coder.",
            )
        return of

    def _say_of(self, of: Gathered, cells: list[str]) -> None:
        """Keep what the row says of its observation."""
        if (media := self.at.get("media")) is not None and (path := self.text(cells, media)) and path not in of.media:
            length = self.text(cells, self.at.get("media_length"))
            of.media[path] = (self.times.length(length) or None) if length else None
        for place in self.columns.variables:
            name, value = self.columns.names[place], self.text(cells, place)
            known = of.variables.get(name)
            if value and known is None:
                of.variables[name] = value
            elif value and known != value and place not in self._varying:
                self._varying.add(place)
                self.tell(f"{plain(name)} is not the same in all rows of {plain(of.name)}.", "columns of this kind")
