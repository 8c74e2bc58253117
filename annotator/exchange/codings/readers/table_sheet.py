"""One sheet of a table with its columns found: what each of them is, and the rows behind the header."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.exchange.codings.readers.rows import Sheet
from annotator.exchange.codings.table_shape import SINGLE, Block, Columns, Shape

_LOOKED_FOR_HEADER = 200
_MOST_LOOKED_AT = 100_000

Questions = tuple[tuple[int, str], ...]
"""Places of columns, counted from 0, and the questions that they answer."""


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block with the places of its columns."""

    name: str
    coder: str
    start: int
    end: int | None
    code: int | None
    answers: Questions
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundColumns:
    """Where the columns stand that a shape names, counted from 0.

    Attributes:
        names: of all columns.
        at: the places of what is one column, by its name in the shape; without those that the table does not have.
        unused: the names of columns that mean nothing.
        missing: the names in the shape of columns that the table does not have.
        needed: those of them without which it cannot be read.
    """

    names: tuple[str, ...]
    at: Mapping[str, int]
    code_columns: tuple[int, ...] = ()
    answers: Questions = ()
    comments: tuple[int, ...] = ()
    variables: tuple[int, ...] = ()
    blocks: tuple[FoundBlock, ...] = ()
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def name(self, place: int | None) -> str:
        """Return what a column is called."""
        return self.names[place] if place is not None and place < len(self.names) else "a column that is not there"


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A sheet of which the columns are known.

    Attributes:
        sheet: the sheet.
        columns: its columns.
        header_at: where the header stands, counted from 0; None without one.
        first_at: where the first row behind it stands.
    """

    sheet: Sheet
    columns: FoundColumns
    header_at: int | None
    first_at: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of each row, counted from 1, and its cells."""
        rows = self.sheet.rows
        return ((at + 1, rows[at]) for at in range(self.first_at, len(rows)))

    def above(self) -> list[list[str]]:
        """Return the rows above the header."""
        return self.sheet.rows[: self.header_at or 0]


def table_in(sheet: Sheet, shape: Shape) -> tuple[FoundTable | None, tuple[str, ...]]:
    """Return a sheet with the columns that a shape names; None, and those it lacks, where it cannot be read so."""
    rows = sheet.rows
    if shape.header == "none":
        width = max((len(row) for row in rows[:_LOOKED_FOR_HEADER]), default=0)
        columns = columns_of([""] * width, shape)
        return (None, columns.needed) if columns.needed else (FoundTable(sheet, columns, None, shape.skip_rows), ())
    lacks: tuple[str, ...] = ("a row with a header",)
    for at in [shape.header_row - 1] if shape.header == "row" else header_rows(rows):
        if not 0 <= at < len(rows):
            break
        columns = columns_of(rows[at], shape)
        if not columns.needed:
            return FoundTable(sheet, columns, at, at + 1 + shape.skip_rows), ()
        lacks = min(lacks, columns.needed, key=len) if lacks[0] != "a row with a header" else columns.needed
    return None, lacks


def header_rows(rows: Sequence[Sequence[str]]) -> Iterator[int]:
    """Yield where rows stand that may be the header, counted from 0."""
    cells = 0
    for at, row in enumerate(rows[:_LOOKED_FOR_HEADER]):
        cells += len(row)
        if cells > _MOST_LOOKED_AT and at:
            return
        if sum(bool(cell.strip()) for cell in row) > 1:
            yield at


def columns_of(header: Sequence[str], shape: Shape) -> FoundColumns:
    """Return where the columns of a header are that a shape names."""
    columns = Columns(header)
    at = {one: place for one in SINGLE if (place := columns.place(getattr(shape, one))) is not None}
    blocks = tuple(_blocks(columns, shape)) if shape.layout == "side by side" else ()
    comments = tuple(place for name in shape.comments for place in columns.places(name))
    answers = tuple(_questions(columns, shape.answers))
    sets = tuple(place for name in shape.code_columns for place in columns.places(name))
    taken = {*at.values(), *comments, *sets, *(place for place, _ in answers)}
    taken.update(place for name in shape.passed_over for place in columns.places(name))
    taken.update(place for block in blocks for place in block.places)
    variables = tuple(place for name in shape.variables for place in columns.places(name) if place not in taken)
    taken.update(variables)
    free = tuple(place for place in range(len(header)) if place not in taken)
    named = tuple(place for place in free if header[place].strip())
    if "*" in shape.code_columns:
        sets, named = sets + (free if shape.header == "none" else named), ()
    elif "*" in shape.answers:
        answers, named = answers + tuple((place, columns.names[place]) for place in named), ()
    elif "*" in shape.variables:
        variables, named = variables + named, ()
    return FoundColumns(
        columns.names,
        at,
        sets,
        answers,
        comments,
        variables,
        blocks,
        tuple(columns.names[place] for place in named),
        tuple(_missing(columns, shape, at)),
        tuple(_needed(shape, at, has_codes=bool(sets), has_blocks=bool(blocks))),
    )


def _missing(columns: Columns, shape: Shape, at: Mapping[str, int]) -> Iterator[str]:
    if shape.layout != "side by side":
        yield from (name for one in SINGLE if one not in at and (name := getattr(shape, one)))
    several = (*shape.comments, *shape.answers, *shape.code_columns, *shape.variables)
    yield from (name for name in several if not name.endswith("*") and not columns.places(name))


def _needed(shape: Shape, at: Mapping[str, int], *, has_codes: bool, has_blocks: bool) -> Iterator[str]:
    """Yield the columns without which a table cannot be read so."""
    if shape.layout == "side by side":
        if not has_blocks:
            yield shape.start or "the start of a block"
        return
    if "start" not in at and (shape.start or shape.layout != "sampled"):
        yield shape.start or "the start"
    if not has_codes and "set_column" not in at and "code" not in at:
        yield shape.code or " | ".join(shape.code_columns) or "the code"
    elif shape.code and "code" not in at:
        yield shape.code
    if shape.layout == "start-stop" and "status" not in at:
        yield shape.status or "the status"
    if shape.layout == "events" and not {"end", "duration"} & at.keys() and (shape.end or shape.duration):
        yield " | ".join(filter(None, (shape.end, shape.duration)))
    if shape.level and "level" not in at:
        yield shape.level


def _questions(columns: Columns, answers: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for name, question in answers.items():
        for place in columns.places(name):
            whole = columns.names[place]
            starred = _starred(name, whole) if question == "*" else question
            yield place, starred or whole


def _starred(pattern: str, name: str) -> str:
    """Return what the * at the end of a pattern stands for.

    >>> _starred("modifier_*", "modifier_intensity")
    'intensity'
    """
    return name[len(pattern) - 1 :].strip(" _")


def _blocks(columns: Columns, shape: Shape) -> Iterator[FoundBlock]:
    for block in shape.blocks or _discovered(columns, shape):
        start, end, code = (columns.place(one) for one in (block.start, block.end, block.code))
        if start is not None and (code is not None or not block.code):
            answers = tuple(_questions(columns, block.answers))
            places = [start, end, code, *(place for place, _ in answers)]
            places += [columns.place(_in_block(one, block.name)) for one in shape.passed_over]
            known = tuple(sorted({place for place in places if place is not None}))
            yield FoundBlock(block.name, block.coder, start, end, code, answers, known)


def _in_block(pattern: str, name: str) -> str:
    return pattern.replace("*", name) if pattern.startswith("*") else ""


def _discovered(columns: Columns, shape: Shape) -> Iterator[Block]:
    """Yield the blocks that headers such as “look.onset” tell."""
    before, _, behind = shape.start.partition("*")
    pattern = re.compile(f"{re.escape(before)}(.+){re.escape(behind)}", re.IGNORECASE | re.DOTALL)
    blocks = {found[1]: dict[str, str]() for name in columns.names if behind and (found := pattern.fullmatch(name))}
    folded = {name.casefold(): name for name in blocks}
    mark = behind[:1]
    for column in columns.names:
        name, _, rest = column.removeprefix(before).rpartition(mark)
        while name and name.casefold() not in folded:
            name, _, more = name.rpartition(mark)
            rest = f"{more}{mark}{rest}"
        if name:
            blocks[folded[name.casefold()]][column] = rest
    for name, answers in blocks.items():
        start, end = (one.replace("*", name) for one in (shape.start, shape.end))
        passed = {start.casefold(), end.casefold(), *(_in_block(one, name).casefold() for one in shape.passed_over)}
        asked = {column: question for column, question in answers.items() if column.casefold() not in passed}
        yield Block(name=name, start=start, end=end, answers=asked)
