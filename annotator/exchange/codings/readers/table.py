"""Codings in any table: read as its shape says, or as one that is guessed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.codings.readers.rows import Sheet, sheets_of
from annotator.exchange.codings.readers.table_gathered import Gathered
from annotator.exchange.codings.readers.table_guess import guessed
from annotator.exchange.codings.readers.table_layouts import read_events, read_side_by_side, read_starts_and_stops
from annotator.exchange.codings.readers.table_reading import Reading, Rows
from annotator.exchange.codings.readers.table_runs import read_onsets, read_sampled
from annotator.exchange.codings.readers.table_scheme import scheme_of
from annotator.exchange.codings.readers.table_sheet import FoundTable, table_in
from annotator.exchange.codings.table_shape import Layout, Shape
from annotator.exchange.codings.times import seconds_text
from annotator.exchange.front_door import ForeignFile, in_words
from annotator.text import count, plain, some

_SAY_WHICH = "Say which column is what: in the window, or under [table] in a mapping."

_LAYOUTS: Mapping[Layout, Callable[[Rows], None]] = MappingProxyType({
    "events": read_events,
    "start-stop": read_starts_and_stops,
    "onsets": read_onsets,
    "sampled": read_sampled,
    "side by side": read_side_by_side,
})  # fmt: skip


def read(file: ForeignFile) -> ForeignCodings:
    """Return what a table says, read in the likeliest shape; that is a guess where no program is known that writes it.

    Raises:
        FormatError: if it is no table, or nothing tells which column is what.
    """
    sheets = sheets_of(file)
    shapes = guessed(sheets)
    if not shapes:
        raise FormatError(f"{file.name}: its headers do not tell which column is what.", _SAY_WHICH)
    codings = _read(file, shapes[0], sheets)
    if shapes[0].preset:
        return codings
    return replace(codings, guess=_guessed_text(shapes[0]), shape=shapes[0])


def read_table(file: ForeignFile, shape: Shape) -> ForeignCodings:
    """Return what a table says, read as its shape says.

    Rows and cells that cannot be read are told in left_out, with their row and column; what was worked out (ends that
    were moved by a frame, times that were counted from the first) in doubts.

    Raises:
        FormatError: if it is no table, has not the columns that the shape needs, or is beyond the bounds.
    """
    file = replace(file, encoding=shape.encoding or file.encoding)
    return _read(file, shape, sheets_of(file, shape.delimiter))


def guess_shape(file: ForeignFile, delimiter: str = "") -> tuple[Shape, ...]:
    """Return the shapes that a table may have, the likeliest first: those of presets, then what its cells look like.

    Raises:
        FormatError: if it is no table.
    """
    return guessed(sheets_of(file, delimiter))


def _read(file: ForeignFile, shape: Shape, sheets: tuple[Sheet, ...]) -> ForeignCodings:
    with in_words(file.name):
        reading = Reading(file, shape)
        tables = _tables(reading, sheets)
        for table in tables:
            _LAYOUTS[shape.layout](Rows(reading, table, in_many=len(tables) > 1))
            _tell_columns(reading, table)
        return _codings(reading)


def _guessed_text(shape: Shape) -> str:
    said = {"start": shape.start, "end": shape.end or shape.duration, "code": shape.code or some(shape.code_columns, 4)}
    columns = ", ".join(f"{what} “{plain(name)}”" for what, name in said.items() if name)
    return f"What each column means is a guess ({columns}; times in {shape.time})."


def _tables(reading: Reading, sheets: tuple[Sheet, ...]) -> list[FoundTable]:
    """Return the sheets that are read.

    Raises:
        FormatError: if none can be.
    """
    shape, wanted = reading.shape, {one.casefold() for one in reading.shape.sheets}
    tables: list[FoundTable] = []
    lacks: tuple[str, ...] = ()
    for sheet in sheets:
        if wanted and sheet.name.casefold() not in wanted:
            continue
        table, missing = table_in(sheet, shape)
        if table is not None:
            tables.append(table)
        elif sheet.rows:
            lacks = lacks or missing
            reading.left_out.say(f"The sheet {plain(sheet.name)}: it has no {_said(missing)}.", "sheets of this kind")
    if not tables:
        what = f"has no {_said(lacks)}" if lacks else "holds no rows" if not wanted else "has no sheet of that name"
        raise FormatError(f"{reading.file.name} {what}.", _SAY_WHICH)
    return tables


def _said(missing: tuple[str, ...]) -> str:
    return some((f"column “{one}”" if one[:4] not in {"the ", "a ro"} else one for one in missing), 4)


def _tell_columns(reading: Reading, table: FoundTable) -> None:
    columns = table.columns
    if columns.unused:
        reading.left_out.say(f"Columns that are not taken: {some(columns.unused)}.", "tables with such columns")
    if columns.missing and not reading.shape.preset:
        reading.left_out.say(f"Columns that are not there: {some(columns.missing)}.", "tables without columns")


def _codings(reading: Reading) -> ForeignCodings:
    shape, file = reading.shape, reading.file
    gathered = [one for one in reading.gathered.values() if one.made]
    if shape.ends == "last" and (rate := shape.rate) is not None:
        ends = count(sum(made.event.end_ms is not None for one in gathered for made in one.made), "end")
        frame = seconds_text(round(1000 / rate))
        reading.doubts.say(f"One frame ({frame} s) was added to {ends}: they are the last frames that show it.", "ends")
    for later in dict.fromkeys(reading.offsets.values()):
        reading.doubts.say(f"{seconds_text(later)} s were subtracted from all times, as the table says.", "offsets")
    if shape.time == "clock frames" and (rate := shape.rate) is not None and rate.denominator != 1:
        reading.doubts.say(
            "Times with frames behind a colon are read as those of a clock. Time code that counts every frame is 3.6 s "
            "behind it after an hour: compare a late event with the recording.",
            "times",
        )
    if shape.from_first:
        reading.doubts.say("Times are counted from the first of each session.", "times")
    scheme = scheme_of(file.title, shape.program or "a table", gathered, reading.groups)
    firsts = _firsts(gathered) if shape.from_first else {}
    observations = tuple(one.observation(shape, reading.left_out, firsts.get(_sitting(one), 0)) for one in gathered)
    file.progress(1.0)
    return ForeignCodings(
        shape.program or "a table",
        observations,
        scheme,
        reading.left_out.sentences(),
        (*reading.doubts.sentences(), *scheme.doubts),
    )


def _firsts(gathered: Iterable[Gathered]) -> dict[str, int]:
    """Return the first time of each session, whoever coded it: the clock is the same for all of its coders."""
    firsts: dict[str, int] = {}
    for one in gathered:
        firsts[_sitting(one)] = min(firsts.get(_sitting(one), one.first_ms), one.first_ms)
    return firsts


def _sitting(one: Gathered) -> str:
    return one.session or one.name
