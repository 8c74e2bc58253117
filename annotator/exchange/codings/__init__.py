"""Codings of other programs, in and out. Readers and writers know files only; what words mean is settled between."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.front_door import ForeignFile, in_words

TABLE = "table"
"""The format of any table; what its columns are may have to be said (see table_shape.py)."""


class Known(NamedTuple):
    """A format that is read.

    Attributes:
        name: what people call it.
        suffixes: how the names of its files end, in small letters.
        module: of annotator.exchange.codings.readers; it has read(file).
    """

    name: str
    suffixes: tuple[str, ...]
    module: str


READ = {
    "boris": Known("BORIS project", (".boris", ".boris.gz"), "boris"),
    "elan": Known("ELAN", (".eaf",), "elan"),
    "datavyu": Known("Datavyu", (".opf",), "datavyu"),
    "textgrid": Known("Praat TextGrid", (".textgrid",), "textgrid"),
    "subtitles": Known("Subtitles (WebVTT, SRT)", (".vtt", ".srt"), "subtitles"),
    "jwatcher": Known("JWatcher", (".dat",), "jwatcher"),
    "gridware": Known("GridWare", (".gwf", ".trj"), "gridware"),
    "bids": Known("BIDS events", ("_events.tsv",), "bids"),
    TABLE: Known("Table", (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".xiact"), "table"),
}
"""The formats that are read, by name; of those that fit the name of a file, the first."""


class Written(NamedTuple):
    """A format that is written: what people call it, what for, and the module of annotator.exchange.codings.writers."""

    name: str
    text: str
    module: str


WRITE = {
    "boris": Written("BORIS project", "One project of all codings, an observation each", "boris"),
    "elan": Written("ELAN", "A file for each coding, a tier a code, with keys and colours beside it", "elan"),
    "datavyu": Written("Datavyu", "A spreadsheet for each coding", "datavyu"),
    "textgrid": Written("Praat TextGrid", "A file for each coding, a tier a code", "textgrid"),
    "sdis": Written("SDIS for GSEQ", "Timed event sequences, a file for each coder", "sdis"),
    "gridware": Written("GridWare", "Trajectories of a state-space grid, one for each coding", "gridware"),
    "vtt": Written("WebVTT", "Subtitles for each coding, to be seen beside the recording", "vtt"),
    "srt": Written("SRT", "The same for players that do not know WebVTT", "srt"),
}
"""The formats of other programs that codings are written in, by name."""


def may_be_codings(name: str) -> bool:
    """Whether files with such a name are read as codings.

    >>> may_be_codings("pilot.BORIS"), may_be_codings("pilot.mp4")
    (True, False)
    """
    return any(name.lower().endswith(known.suffixes) for known in READ.values())


def files_to_bring_in(paths: Iterable[Path]) -> list[Path]:
    """Return files, and in place of folders the files below them that are read as codings, by name; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        below = (one for one in path.rglob("*") if may_be_codings(one.name) and one.is_file()) if path.is_dir() else ()
        found |= dict.fromkeys(sorted(below) if path.is_dir() else [path])
    return list(found)


def known_format(file: ForeignFile, format_name: str = "") -> Known:
    """Return the format of a file: the one that is named, or the one that its name or what it says tells.

    Raises:
        FormatError: if it is none that is read.
    """
    if format_name:
        if format_name not in READ:
            raise FormatError(f"There is no format {format_name}.", f"Choose one of: {', '.join(READ)}.")
        return READ[format_name]
    ending = file.path.name.lower()
    for known in READ.values():
        if ending.endswith(known.suffixes):
            return known
    suffixes = ", ".join(dict.fromkeys(one for known in READ.values() for one in known.suffixes))
    raise FormatError(f"{file.name} is not in a format that this program reads.", f"Choose one of: {suffixes}.")


def read_codings(file: ForeignFile, known: Known, shape: Shape | None = None) -> ForeignCodings:
    """Return what a file of another program says.

    Args:
        file: the file.
        known: its format.
        shape: what a table looks like; None: the program looks itself.

    Raises:
        FormatError: if it is not of this format, or damaged, or beyond the bounds.
    """
    reader = import_module(f"annotator.exchange.codings.readers.{known.module}")
    with in_words(file.name):
        codings: ForeignCodings = (
            reader.read_table(file, shape) if known == READ[TABLE] and shape else reader.read(file)
        )
    if not any(one.events for one in codings.observations):
        raise FormatError(f"{file.name} holds no events.", "Choose a file that holds codings.")
    return codings
