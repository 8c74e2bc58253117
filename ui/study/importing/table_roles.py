"""What each column of a table is, and what a table becomes that is read so: for the page of its shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from annotator.errors import UserError
from annotator.exchange.codings import TABLE, known_format
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent
from annotator.exchange.codings.presets import PRESETS
from annotator.exchange.codings.readers.rows import Sheet, guessed_delimiter, sheets_of
from annotator.exchange.codings.readers.table import guess_shape, read_table
from annotator.exchange.codings.readers.table_sheet import FoundColumns, columns_of, header_rows, table_in
from annotator.exchange.codings.table_shape import SINGLE, Columns, Shape
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import ForeignFile, open_foreign
from annotator.progress import Progress
from annotator.study.unreadable import unless_broken
from annotator.text import clock, plain

_MOST_ROWS, _MOST_EVENTS, _MOST_COLUMNS = 40, 60, 200

NOT_TAKEN = "not taken"
ROLES: dict[str, str] = {
    NOT_TAKEN: "not taken",
    "code": "behaviour",
    "code columns": "behaviours, a column each",
    "start": "start, or the moment",
    "end": "end",
    "duration": "how long",
    "status": "start or stop, or the kind",
    "who": "who does it",
    "answer": "an answer to a question",
    "comment": "comment",
    "session": "session",
    "coder": "coder",
    "observation": "observation",
    "set_column": "set in which codes exclude each other",
    "media": "recording",
    "offset": "how much later it counts",
    "variable": "about the session",
}
"""What a column can be, and how that is said."""

_OTHER = {
    "group": "group of codes",
    "start_part": "ms of the start",
    "media_length": "length of the recording",
    "level": "level of the row",
    "level_name": "name of a group",
}
"""What only presets know."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a table, and what it becomes.

    Attributes:
        shapes: what it may look like, the likeliest first.
        shape: what it is read as; None where nothing fits.
        sheet: the name of the sheet, "" in a text.
        header: the names of its columns.
        header_at: where the header stands, counted from 0; None without one.
        roles: of each column, as in ROLES.
        rows: its first rows behind the header.
        events: observation, behaviour, who, start, end and what else is said, of the first events.
        problem: why it cannot be read so.
        told: what was not taken or worked out, a sentence each.
        total: how many events there are.
    """

    shapes: tuple[Shape, ...]
    shape: Shape | None
    sheet: str
    header: tuple[str, ...]
    header_at: int | None
    roles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    events: tuple[tuple[str, ...], ...]
    problem: UserError | None = None
    told: tuple[str, ...] = ()
    total: int = 0


def is_table(path: Path) -> bool:
    """Whether a file is a table, which may have to be told what its columns are."""
    known = unless_broken(known_format, ForeignFile(path, b""))
    return not isinstance(known, UserError) and known.module == TABLE


def preview(path: Path, shape: Shape | None, encoding: str, progress: Progress = lambda _share: None) -> Preview:
    """Return how a table begins and what it becomes.

    Args:
        path: the file.
        shape: what it looks like; None: the likeliest.
        encoding: of its text, "" for UTF-8.
        progress: told the share done; it may raise to stop.

    Raises:
        FormatError: if it is no table; an EncodingUnknownError where somebody must say the encoding.
    """
    file = open_foreign(path, (shape.encoding if shape else "") or encoding, progress)
    sheets = sheets_of(file, shape.delimiter if shape else "")
    shapes = unless_broken(guess_shape, file, shape.delimiter if shape else "")
    likely = () if isinstance(shapes, UserError) else shapes
    shape = shape or next(iter(likely), None) or Shape()
    found = next(((sheet, one) for sheet in sheets if (one := table_in(sheet, shape)[0]) is not None), None)
    sheet = found[0] if found else max(sheets, key=lambda one: len(one.rows), default=Sheet("", []))
    header_at = found[1].header_at if found else _header_at(sheet, shape)
    first = found[1].first_at if found else 0 if header_at is None else header_at + 1
    width = min(_MOST_COLUMNS, max((len(row) for row in sheet.rows[:_MOST_ROWS]), default=0))
    header = sheet.rows[header_at][:_MOST_COLUMNS] if header_at is not None else [""] * width
    read = unless_broken(read_table, file, shape)
    problem = read if isinstance(read, UserError) else None
    codings = None if isinstance(read, UserError) else read
    return Preview(
        likely,
        shape,
        sheet.name,
        Columns(header).names,
        header_at,
        roles_of(header, shape),
        tuple(tuple(plain(cell) for cell in row[:_MOST_COLUMNS]) for row in sheet.rows[first : first + _MOST_ROWS]),
        tuple(_events(codings)),
        problem,
        () if codings is None else (*codings.doubts, *codings.left_out),
        0 if codings is None else sum(len(one.events) for one in codings.observations),
    )


def delimiter_of(path: Path, encoding: str) -> str:
    """Return what stands between the cells of a text, as it looks."""
    file = open_foreign(path, encoding)
    return guessed_delimiter(text_of(file.data, file.name, encoding))


def _header_at(sheet: Sheet, shape: Shape) -> int | None:
    if shape.header == "none" or not sheet.rows:
        return None
    return shape.header_row - 1 if shape.header == "row" else next(header_rows(sheet.rows), 0)


def _events(codings: ForeignCodings | None) -> list[tuple[str, ...]]:
    if codings is None:
        return []
    pairs = ((one, event) for one in codings.observations for event in one.events)
    return [
        (
            plain(" · ".join(filter(None, (one.session or one.name, one.coder)))),
            plain(event.code),
            plain(event.who),
            _time(event.start_ms),
            "" if event.kind == "point" else _time(event.end_ms),
            _rest(event),
        )
        for one, event in islice(pairs, _MOST_EVENTS)
    ]


def _time(ms: int | None) -> str:
    return "?" if ms is None else clock(ms)


def _rest(event: ForeignEvent) -> str:
    said = [f"{plain(question)}: {plain(answer)}" if question else plain(answer) for question, answer in event.answers]
    return "; ".join([*said, *([plain(event.comment)] if event.comment else [])])


def roles_of(header: Sequence[str], shape: Shape) -> tuple[str, ...]:
    """Return what each column of a header is.

    >>> roles_of(["t", "what", "x"], Shape(start="t", code="what"))
    ('start', 'code', 'not taken')
    """
    found = columns_of(list(header), shape)
    roles = [NOT_TAKEN] * len(found.names)
    for role, places in _many(found).items():
        for place in places:
            roles[place] = role
    for role, place in found.at.items():
        roles[place] = role
    return tuple(roles)


def role_words(role: str) -> str:
    """Return how it is said what a column is."""
    return ROLES.get(role) or _OTHER.get(role, "part of a block")


def _many(found: FoundColumns) -> dict[str, tuple[int, ...]]:
    return {
        "variable": found.variables,
        "block": tuple(place for block in found.blocks for place in block.places),
        "code columns": found.code_columns,
        "answer": tuple(place for place, _ in found.answers),
        "comment": found.comments,
    }


def with_role(header: Sequence[str], shape: Shape, at: int, role: str) -> Shape:
    """Return a shape in which a column is something else; what it was before, and what was that before, is nothing.

    >>> with_role(["t", "what", "x"], Shape(start="t", code="what"), 2, "code").code
    'x'
    """
    names = Columns(list(header)).names
    roles = list(roles_of(header, shape))
    if role in SINGLE:
        roles = [NOT_TAKEN if one == role else one for one in roles]
    roles[at] = role

    def named(wanted: str) -> tuple[str, ...]:
        return tuple(name for name, one in zip(names, roles, strict=True) if one == wanted)

    questions = {**dict.fromkeys(named("answer"), "")}
    single = {one: next(iter(named(one)), "") for one in SINGLE}
    layout = shape.layout
    if role == "status" and layout == "events":
        layout = "start-stop"
    return replace(
        shape,
        **single,
        preset="",
        layout=layout,
        answers=questions,
        comments=named("comment"),
        code_columns=named("code columns"),
        variables=named("variable"),
        passed_over=named(NOT_TAKEN),
    )


def versions() -> dict[str, tuple[Shape, ...]]:
    """Return the shapes of all presets, by their names."""
    return {name: one.shapes(name) for name, one in PRESETS.items()}
