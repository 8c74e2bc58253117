"""Codings of other programs, in and out. Readers and writers know files only; what words mean is settled between."""

from importlib import import_module
from typing import NamedTuple

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.front_door import ForeignFile, in_words


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
}
"""The formats that are read as they are, by name; a table needs a mapping of its columns besides."""


class Written(NamedTuple):
    """A format that is written: what people call it, what for, and the module of writers, with its function."""

    name: str
    text: str
    made_in: str


WRITE = {
    "boris": Written("BORIS project", "One project of all codings, an observation each", "boris"),
    "elan": Written("ELAN", "A file for each coding, a tier a code, with keys and colours beside it", "elan"),
    "datavyu": Written("Datavyu", "A spreadsheet for each coding", "datavyu"),
    "textgrid": Written("Praat TextGrid", "A file for each coding, a tier a code", "textgrid"),
    "sdis": Written("SDIS for GSEQ", "Timed event sequences, a file for each coder", "sdis"),
    "gridware": Written("GridWare", "Trajectories of a state-space grid, one for each coding", "gridware"),
    "vtt": Written("WebVTT", "Subtitles for each coding, to be seen beside the recording", "subtitles:write_vtt"),
    "srt": Written("SRT", "The same for players that do not know WebVTT", "subtitles:write_srt"),
}
"""The formats of other programs that codings are written in, by name."""


def known_format(file: ForeignFile, format_name: str = "") -> Known:
    """Return the format of a file: the one that is named, or the one that its name or what it says tells.

    Raises:
        FormatError: if it is none that is read.
    """
    if format_name:
        if format_name not in READ:
            raise FormatError(f"There is no format {format_name}.", f"Choose one of: {', '.join(READ)}.")
        return READ[format_name]
    ending = file.name.lower()
    for known in READ.values():
        if ending.endswith(known.suffixes):
            return known
    suffixes = ", ".join(dict.fromkeys(one for known in READ.values() for one in known.suffixes))
    raise FormatError(f"{file.name} is of no format that is read here.", f"Choose one of: {suffixes}.")


def read_codings(file: ForeignFile, known: Known) -> ForeignCodings:
    """Return what a file of another program says.

    Raises:
        FormatError: if it is not of this format, or damaged, or beyond the bounds.
    """
    reader = import_module(f"annotator.exchange.codings.readers.{known.module}")
    with in_words(file.name):
        codings: ForeignCodings = reader.read(file)
    if not any(one.events for one in codings.observations):
        raise FormatError(f"{file.name} holds no events.", "Choose a file that something was coded in.")
    return codings
