"""The one way in for files of other programs: bounded in size, depth and time, and refused in words.

Whatever such a file holds, it is read within the bounds stated here or becomes a FormatError. Nothing it names is
fetched; another file is only read where it lies beside it.
"""

import csv
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.exchange.bounded_xml import Taken, parse_xml, too_much
from annotator.exchange.encodings import text_of
from annotator.model.regular_file import read_regular
from annotator.progress import Progress
from annotator.text import plain

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_TEXT = 16 * 1024 * 1024
"""Bytes, once unpacked and of all members of an archive together."""

LARGEST_JSON = 48 * 1024 * 1024
"""Bytes, once unpacked: 100,000 states of BORIS are 12 MB, and 42 MB where each value has a line of its own."""

LARGEST_WORKBOOK = 256 * 1024 * 1024
"""Bytes of a workbook, once unpacked: 100,000 rows of XLSX are ten times as long as the same rows of CSV."""

_MOST_VALUES = 2_000_000
_MOST_MEMBERS = 10_000
_MOST_GZIP_PARTS = 8
_LOCKED = 1

_SAVE_AGAIN = "Save it again with the program it comes from."
_COPY_AGAIN = "Copy it again from where it was made, or save it again with the program it comes from."


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A file of another program, read but not yet understood.

    Attributes:
        path: where it is; what lies beside it can be asked for.
        data: the bytes.
        encoding: the encoding of its text, where somebody has said it; "" for none.
        progress: told the share of the work done; it may raise to stop.
    """

    path: Path
    data: bytes
    encoding: str = ""
    progress: Progress = lambda _share: None

    @property
    def name(self) -> str:
        """What messages call it: its name, which may hold anything, as it can be shown."""
        return plain(self.path.name)

    @property
    def title(self) -> str:
        """Its name without what tells its kind."""
        return self.name.partition(".")[0] or self.name

    def beside(self, name: str) -> "ForeignFile | None":
        """Return the file of this name in the same folder, None if there is none.

        Raises:
            FormatError: if it cannot be read.
        """
        path = self.path.with_name(name)
        return open_foreign(path) if path.is_file() else None


def open_foreign(path: Path, encoding: str = "", progress: Progress = lambda _share: None) -> ForeignFile:
    """Read a file of another program.

    Raises:
        FormatError: if it cannot be read, is no ordinary file, or larger than LARGEST_FILE.
    """
    try:
        return ForeignFile(path, read_regular(path, LARGEST_FILE, progress), encoding, progress)
    except OSError as error:
        what = f"{plain(path.name)}: {error.strerror or 'it cannot be read'}."
        raise FormatError(what, "Check that the file is there and may be read.") from error


def json_of(file: ForeignFile) -> Any:
    """Return what a JSON file says, also where it is packed with gzip.

    Raises:
        FormatError: if it is no JSON, or beyond the bounds.
    """
    data = _gunzip(file) if file.data[:2] == b"\x1f\x8b" else _bounded(file, file.data, LARGEST_JSON)
    if sum(map(data.count, (b",", b":", b"[", b"{"))) > _MOST_VALUES:
        raise too_much(file.name, f"more than {_MOST_VALUES:,} names and values")
    text = text_of(data, file.name, file.encoding)
    with in_words(file.name):
        return json.loads(text)


def xml_of(
    file: ForeignFile, empty: Collection[str] = (), each: Mapping[str, Taken] = MappingProxyType({})
) -> ET.Element:
    """Return the root of an XML file. One with a DOCTYPE is refused: no program whose files are read writes any.

    Args:
        file: the file.
        empty: names of elements of which only is kept that they are there, not what they say.
        each: names of elements that are taken one by one and not kept; a file may then be as long as LARGEST_FILE.

    Raises:
        FormatError: if it is no XML, or beyond the bounds.
    """
    data = file.data if each else _bounded(file, file.data)
    declared = re.match(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']", data)
    text = text_of(data, file.name, file.encoding, declared[1].decode("ascii") if declared else "")
    with in_words(file.name):
        return parse_xml(text, file.name, empty, file.progress, each)


def members_of(file: ForeignFile, names: Collection[str]) -> dict[str, bytes]:
    """Return the members of a ZIP archive with these names, in whatever folder of it they are; the first of each.

    Raises:
        FormatError: if it is no such archive or damaged, or holds more than LARGEST_TEXT.
    """
    found: dict[str, bytes] = {}
    with in_words(file.name), _archive(file) as archive:
        for entry in archive.infolist():
            base = PurePosixPath(entry.filename).name
            if base in names and base not in found and "__MACOSX" not in entry.filename:
                found[base] = _member(file, archive, entry, LARGEST_TEXT - sum(map(len, found.values())))
    return found


def unpacked(file: ForeignFile, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the whole name and the bytes of each member of a ZIP archive whose name ends so; the first of each name.

    Raises:
        FormatError: if it is no such archive or damaged, or holds more than LARGEST_WORKBOOK.
    """
    room, seen = LARGEST_WORKBOOK, set()
    with in_words(file.name), _archive(file) as archive:
        for entry in archive.infolist():
            if entry.filename.lower().endswith(suffixes) and entry.filename not in seen:
                seen.add(entry.filename)
                data = _member(file, archive, entry, room, LARGEST_WORKBOOK)
                room -= len(data)
                yield entry.filename, data


@contextmanager
def in_words(name: str, where: str = "") -> Iterator[None]:
    """Turn whatever goes wrong while a file is understood into a FormatError that names the file, and the place.

    Args:
        name: of the file.
        where: the part of it that is looked at, such as “behaviour 3”.
    """
    at = f"{name}, {where}" if where else name
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise FormatError(f"{at} is damaged: part of it is missing or changed.", _COPY_AGAIN) from error
    except RecursionError as error:
        raise FormatError(f"{at}: its parts stand too deep in each other.", _SAVE_AGAIN) from error
    except NotImplementedError as error:  # of zipfile
        raise FormatError(f"{at} is locked, or packed in a way that is not read here.", _SAVE_AGAIN) from error
    except MemoryError as error:
        raise FormatError(f"{at} is too large for the memory of this computer.", _SAVE_AGAIN) from error
    except (json.JSONDecodeError, ET.ParseError) as error:
        raise FormatError(
            f"{at}, {_place(error)}: it is not written as files of this kind are.", _COPY_AGAIN
        ) from error
    except (csv.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A file of another program may hold anything anywhere.
        raise FormatError(f"{at} is not written as files of this kind are.", _SAVE_AGAIN) from error


def _gunzip(file: ForeignFile) -> bytes:
    packed, text = file.data, bytearray()
    for _ in range(_MOST_GZIP_PARTS):
        with in_words(file.name):
            part = zlib.decompressobj(wbits=31)
            text += part.decompress(packed, LARGEST_JSON + 1 - len(text))
            _bounded(file, text, LARGEST_JSON)
            if not part.eof:
                raise EOFError
        packed = part.unused_data.lstrip(b"\0")
        if not packed:
            return bytes(text)
    raise too_much(file.name, f"more than {_MOST_GZIP_PARTS} packed parts")


def _archive(file: ForeignFile) -> zipfile.ZipFile:
    if not file.data.startswith(b"PK"):
        raise FormatError(f"{file.name} is not packed as files of this kind are.", _SAVE_AGAIN)
    if file.data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        raise too_much(file.name, f"more than {_MOST_MEMBERS:,} files")
    return zipfile.ZipFile(BytesIO(file.data))


def _member(
    file: ForeignFile, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, most: int = LARGEST_TEXT
) -> bytes:
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or entry.flag_bits & _LOCKED:
        raise NotImplementedError
    with archive.open(entry) as member:
        data = member.read(room + 1)  # what the archive says of its size may be wrong
    if len(data) > room:
        raise too_much(file.name, f"more than {most >> 20} MB once it is unpacked")
    return data


def _bounded(file: ForeignFile, data: bytes | bytearray, most: int = LARGEST_TEXT) -> bytes | bytearray:
    if len(data) > most:
        raise too_much(file.name, f"more than {most >> 20} MB of text")
    return data


def _place(error: json.JSONDecodeError | ET.ParseError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    line, column = error.position
    return f"line {line}, column {column + 1}"
