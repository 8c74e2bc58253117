"""What a table of events looks like: which column is what, how times are written, what a row stands for."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from annotator.errors import FormatError

Layout = Literal["events", "start-stop", "onsets", "sampled", "side by side"]
"""What a row of a table stands for.

events: one event, with its start and its end or how long it lasts.
start-stop: the start or the stop of an event, or a point; the status says which.
onsets: the start of an event, which the next row of the same set ends.
sampled: a moment; what is on in it stands in columns of their own. What is on in neighbouring rows is one event.
side by side: several tables beside each other, each with its own times; a shorter one ends early.
"""

TimeFormat = Literal["seconds", "ms", "frames", "clock", "clock frames", "ticks"]
"""How times are written.

seconds, ms: numbers.
frames: 0-based numbers of frames, of which fps are in a second.
clock: h:m:s or m:s, with a part of a second behind a point or comma, or three digits of ms behind a colon; a date may
    stand before it.
clock frames: h:m:s:f, the number of a frame within the second behind the last colon.
ticks: whole numbers, ten millions of them in a second.

A time with colons is read as a clock whatever is said here, for a spreadsheet may hold either.
"""

Points = Literal["same", "zero", "none"]
"""What makes an event a point: its end is its start, is zero (and the start is not), or is not there."""

Above = Literal["observation", "session", "coder", "media", "offset", "description", "variable", "passed over"]
"""What a line above the header says."""

SINGLE = (
    "code", "group", "set_column", "who", "start", "end", "duration", "start_part", "status", "session", "coder",
    "observation", "media", "media_length", "offset", "level", "level_name",
)  # fmt: skip
"""The attributes of a Shape that name one column."""

_ALTERNATIVE = " | "
_BETWEEN_WORDS = re.compile(r"[\s_]+")
_FPS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of several tables that stand side by side.

    Attributes:
        name: what its events are called where no column says it; where one does, their set, or "" for none.
        start: the column of starts.
        end: the column of ends, "" for none.
        code: the column that names the behaviour, "" where all are called as the block is.
        coder: who coded this block, as text; "" for nobody apart.
        answers: columns and the questions that they answer, "" for a question called as its column.
    """

    name: str
    start: str
    end: str = ""
    code: str = ""
    coder: str = ""
    answers: dict[str, str] = {}


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a table looks like. It can be saved and used for other tables, whose columns stand in another order.

    A column is named by its header, in whatever case and with blanks or underscores between its words. A second column
    with the same header is “Header (2)”; “column 3” is the third column, which is how columns without a header are
    named. Two names with " | " between them: the first of them that the table has. A name that ends in * stands for
    all columns that begin so, where several can be named, and * alone for all columns that are not named elsewhere.

    Attributes:
        preset: the preset that it was made from, "" for none.
        program: what wrote the table, such as “The Observer XT”; "" where nobody knows.
        delimiter: between the cells of a row of text; "" to look which it is.
        encoding: of the text; "" for that of its byte order mark, or UTF-8.
        decimal: the decimal mark of numbers; "" where both are read.
        header: find: the first row in which the needed columns are; row: that of header_row; none: there is no header.
        header_row: the row of the header, counted from 1, where header is “row”.
        skip_rows: how many rows are passed over behind the header, or at the top of a table without one.
        sheets: the names of the sheets of a workbook that are read; none: all that have the needed columns.
        sheet_is: what the name of a sheet says.
        layout: what a row stands for.
        code: the column that names the behaviour.
        code_columns: several columns instead, in each of which something can be on at the same time.
        columns_are: what the name of such a column says. sets: what its cells name excludes each other, and a code is
            called “column: cell”. codes: the code, and the cell whether it is on. people: who does what the cell names.
        group: the column with the group that a code belongs to; it only sorts codes.
        set_column: the column that names the set in which codes exclude each other, such as a tier; a code is called
            “set: code” then, or as its set where there is no code.
        who: the column with the person who does it.
        start: the column with the start, or with the moment that a row stands for.
        end: the column with the end.
        duration: the column with how long it lasts, used where there is no end.
        start_part: a column with ms that are to be added to the start.
        status: the column that says whether a row is a start, a stop or a point, or whether an event is state or point.
        start_words: what says start there; case does not count.
        stop_words: what says stop there.
        point_words: what says point there.
        state_words: what says state there.
        answers: columns and the questions that they answer, "" for a question called as its column, “*” for what the *
            in the name of the column stands for.
        answer_split: the sign between the answers to several questions in one cell; "" for none.
        comments: the columns with free text.
        session: the column with the session.
        coder: the column with the coder.
        observation: the column with the name of the observation.
        media: the column with the name of the recording.
        media_length: the column with how long the recording is.
        offset: the column with how much later the times are than those of the recording; it is taken off.
        above: what the lines above the header say whose first cell is such a name: observation, session, coder, media,
            offset, description, variable, or passed over; “*” for all others.
        variables: columns with what is said of the session or the child.
        passed_over: columns that are known and not needed, which nobody has to be told of.
        level: the column that says how deep a row stands: 1 a group (session), 2 a set (coder) in it, 3 an event.
        level_name: the column with the name of the group or the set.
        time: how times are written.
        fps: frames in a second, such as “25”, “29.97” or “30000/1001”; "" where no time is a frame.
        from_first: whether times count from the first of their observation, as with times of the day.
        step_s: seconds from row to row of a sampled table, such as “0.2”; "" for those between its times.
        ends: over: an end is the first moment at which it is over; last: the last frame that shows it, so that one
            frame is added.
        touch_ms: an end at most so many ms before the next start of its set may mean that start.
        points: what makes an event a point.
        blank_words: what a cell says in which nothing is said.
        off_words: what a cell says in which a code is not on, where columns are codes; blank_words say so too.
        words: what cells that name codes mean, such as the keys of a key table; a word that is not in it stays.
        blocks: the tables that stand side by side; none: start and end are the headers of all blocks with * for the
            name of the block, such as “*.onset”, and all other columns of a block are answers; where there is but one,
            a code is called “block: answer”.
        coders_in_names: whether “look_rel” beside “look” is a second coder's look (layout side by side).
    """

    preset: str = ""
    program: str = ""
    delimiter: str = ""
    encoding: str = ""
    decimal: Literal["", ".", ","] = ""
    header: Literal["find", "row", "none"] = "find"
    header_row: int = 1
    skip_rows: int = 0
    sheets: tuple[str, ...] = ()
    sheet_is: Literal["", "observation", "session", "coder"] = ""
    layout: Layout = "events"
    code: str = ""
    code_columns: tuple[str, ...] = ()
    columns_are: Literal["sets", "codes", "people"] = "sets"
    group: str = ""
    set_column: str = ""
    who: str = ""
    start: str = ""
    end: str = ""
    duration: str = ""
    start_part: str = ""
    status: str = ""
    start_words: tuple[str, ...] = ("start", "state start", "begin", "on", "onset")
    stop_words: tuple[str, ...] = ("stop", "state stop", "end", "off", "offset")
    point_words: tuple[str, ...] = ("point", "state point", "point event")
    state_words: tuple[str, ...] = ("state", "state event")
    answers: dict[str, str] = {}
    answer_split: str = ""
    comments: tuple[str, ...] = ()
    session: str = ""
    coder: str = ""
    observation: str = ""
    media: str = ""
    media_length: str = ""
    offset: str = ""
    above: dict[str, Above] = {}
    variables: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    level: str = ""
    level_name: str = ""
    time: TimeFormat = "seconds"
    fps: str = ""
    from_first: bool = False
    step_s: str = ""
    ends: Literal["over", "last"] = "over"
    touch_ms: int = 0
    points: tuple[Points, ...] = ("same",)
    blank_words: tuple[str, ...] = ()
    off_words: tuple[str, ...] = ("0", "no", "false", "off")
    words: dict[str, str] = {}
    blocks: tuple[Block, ...] = ()
    coders_in_names: bool = False

    @property
    def rate(self) -> Fraction | None:
        """Frames in a second, exactly; None where it is not said.

        Raises:
            FormatError: if it is said and no number between 0 and 1,000,000.

        >>> Shape(fps="29.97").rate, Shape(fps="30000/1001").rate, Shape().rate
        (Fraction(2997, 100), Fraction(30000, 1001), None)
        """
        if not self.fps.strip():
            return None
        written = self.fps.strip().replace(",", ".")
        rate = Fraction(written) if _FPS.fullmatch(written) else Fraction(0)
        if not 0 < rate <= 1_000_000:
            raise FormatError(f"“{self.fps[:40]}” is no number of frames in a second.", "Write it as 25 or 30000/1001.")
        return rate


class Columns:
    """The columns of a table, by the names that a Shape uses.

    >>> found = Columns(["Time", "Code", "Modifier 1", "Modifier_2", "code", ""])
    >>> found.names
    ('Time', 'Code', 'Modifier 1', 'Modifier_2', 'code (2)', 'column 6')
    >>> found.place("start | time"), found.place("Kode"), found.places("modifier*"), found.places("column 1")
    (0, None, (2, 3), (0,))
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.names = tuple(_told_apart(header))
        self._places: dict[str, int] = {}
        for at, name in enumerate(self.names):
            self._places.setdefault(_plainly(name), at)
        for at in range(len(self.names)):
            self._places.setdefault(_plainly(f"column {at + 1}"), at)

    def place(self, name: str) -> int | None:
        """Return where a column stands, counted from 0; None if there is none of this name."""
        if not name:
            return None
        whole = self._places.get(_plainly(name))
        if whole is not None:
            return whole
        return next(
            (at for one in name.split(_ALTERNATIVE) if (at := self._places.get(_plainly(one))) is not None), None
        )

    def places(self, name: str) -> tuple[int, ...]:
        """Return where all columns stand that a name means, which may end in *; not what * alone means."""
        found: dict[int, None] = {}
        for one in name.split(_ALTERNATIVE):
            begin = _plainly(one[:-1]) if one.endswith("*") else ""
            if begin:
                found.update((at, None) for at, name in enumerate(self.names) if _plainly(name).startswith(begin))
            elif (at := self.place(one)) is not None:
                found[at] = None
        return tuple(found)


def _plainly(name: str) -> str:
    return _BETWEEN_WORDS.sub("", name).casefold()


def _told_apart(header: Sequence[str]) -> Iterator[str]:
    """Yield a name for each column: one without a header is called by its number, a second one of a name (2)."""
    times: dict[str, int] = {}
    for at, written in enumerate(header):
        name = " ".join(written.split())
        times[_plainly(name)] = seen = times.get(_plainly(name), 0) + 1
        yield f"column {at + 1}" if not name else name if seen == 1 else f"{name} ({seen})"
