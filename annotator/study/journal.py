"""The journal: one coding as an append-only file of JSON lines, each tied to the line before it by its hash."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec

from annotator.errors import EditError, JournalError
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.study.files import reason

FORMAT = "strange-situation-coding"
VERSION = 1
_START = f'{{"format":"{FORMAT}"'.encode()


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line: whose coding of which session this is, and the hash of the codebook it was begun with."""

    format: str = FORMAT
    version: int = VERSION
    session: str
    coder: str
    codebook: str


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """Every further line: an edit, its number (the first is 1), when it was made, the hash of the line before."""

    number: int
    at: datetime
    label: str
    kind: Literal["do", "undo", "redo"]
    changes: tuple[Change, ...]
    previous: str


@dataclass(frozen=True, slots=True)
class JournalContents:
    """What a journal holds.

    Attributes:
        header: The first line; None while the file holds nothing.
        lines: The good lines as they are in the file, header included, with their line ends.
        history: The coding with all edits done.
        edits: The edits in the order in which they were made.
        times: When each of them was made, in UTC.
        rest: What follows the good lines: a last line that was never written to its end.
    """

    header: Header | None
    lines: tuple[bytes, ...]
    history: History
    edits: tuple[Edit, ...]
    times: tuple[datetime, ...] = ()
    rest: bytes = b""

    @property
    def torn(self) -> bool:
        """Whether a last line was never written to its end."""
        return bool(self.rest)

    @property
    def good_bytes(self) -> int:
        """How many bytes of the file are good lines."""
        return sum(map(len, self.lines))


_read_header = msgspec.json.Decoder(Header).decode
_read_line = msgspec.json.Decoder(JournalLine).decode
_is_json = msgspec.json.Decoder(msgspec.Raw).decode


def _plain(number: Any) -> Any:
    # Tables of other programs are read with numpy, whose numbers may come to stand in an item.
    return number.item()


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


def header_line(header: Header) -> bytes:
    """Return the first line of a journal."""
    return _encode(header) + b"\n"


def edit_line(edit: Edit, number: int, at: datetime, line_before: bytes) -> bytes:
    """Return the line of an edit. at is in UTC; line_before is the raw line before it."""
    line = JournalLine(
        number=number, at=at, label=edit.label, kind=edit.kind, changes=edit.changes, previous=line_hash(line_before)
    )
    try:
        return _encode(line) + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, as a text field may cut it
        text = json.dumps(msgspec.to_builtins(line, enc_hook=_plain), ensure_ascii=False)
        return text.encode(errors="replace") + b"\n"


def line_hash(line: bytes) -> str:
    """Return the SHA-256 of a raw line without its line end, in hexadecimal."""
    # A share or a version control may turn \n into \r\n; the words of the coder are still the same.
    return sha256(line.rstrip(b"\r\n")).hexdigest()


def empty_journal(session: str, coder: str) -> JournalContents:
    """Return what the journal of a coding that was not begun would hold."""
    return JournalContents(header=None, lines=(), history=History(Coding(session, coder)), edits=())


def read_journal(path: Path) -> JournalContents:
    """Read a journal and do its edits again. The file stays as it is.

    A last line that was never written to its end is left out and reported as torn.

    Raises:
        JournalError: naming the line, if the file cannot be read, or a line is bad or does not fit those before it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalError(f"{_name(path)}: {reason(error)}.", "Check that the file can be read.") from error
    lines, rest = _split(data)
    if not lines and not _may_become_header(rest):
        raise _bad(path, 1, "this is not a coding")
    if not lines:
        return JournalContents(header=None, lines=(), history=_nothing(path), edits=(), rest=rest)
    header = _header(path, lines[0])
    history = History(Coding(header.session, header.coder))
    replayed = tuple(_replay(path, lines, history))
    edits, times = tuple(edit for edit, _ in replayed), tuple(at for _, at in replayed)
    return JournalContents(header=header, lines=lines, history=history, edits=edits, times=times, rest=rest)


def _split(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    *lines, rest = data.split(b"\n")
    whole = [line + b"\n" for line in lines]
    if len(whole) > 1 and not rest and not _decodes(whole[-1]):
        rest = whole.pop()
    return tuple(whole), rest


def _decodes(line: bytes) -> bool:
    try:
        _is_json(line)
    except msgspec.DecodeError:
        return False
    return True


def _may_become_header(rest: bytes) -> bool:
    return _START.startswith(rest[: len(_START)]) or not rest.strip(b"\0")


def _nothing(path: Path) -> History:
    return History(Coding(path.parent.name, path.stem))


def _header(path: Path, line: bytes) -> Header:
    try:
        header = _read_header(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad(path, 1, "this is not a coding") from error
    if header.format != FORMAT:
        raise _bad(path, 1, "this is not a coding")
    if header.version > VERSION:
        raise JournalError(f"{_name(path)} was written by a newer version of the program.", "Install that version.")
    return header


def _replay(path: Path, lines: tuple[bytes, ...], history: History) -> Iterator[tuple[Edit, datetime]]:
    previous = line_hash(lines[0])
    for number, raw in enumerate(lines[1:], start=1):
        edit, at = _edit(path, raw, number, previous)
        try:
            history.replay((edit,))
        except EditError as error:
            raise _bad(path, number + 1, f"the edit does not fit the ones before it ({error.what})") from error
        previous = line_hash(raw)
        yield edit, at


def _edit(path: Path, raw: bytes, number: int, previous: str) -> tuple[Edit, datetime]:
    try:
        line = _read_line(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad(path, number + 1, f"it cannot be read ({error})") from error
    if line.number != number:
        raise _bad(path, number + 1, f"edit {number} was expected, but edit {line.number} was found")
    if line.previous != previous:
        raise _bad(path, number + 1, "it does not follow the line before it, one of the two was changed")
    return Edit(label=line.label, changes=line.changes, kind=line.kind), line.at


def _bad(path: Path, line: int, why: str) -> JournalError:
    hint = "Restore this file from a backup; the lines above are good, so a copy cut before this line can be used too."
    return JournalError(f"{_name(path)}, line {line}: {why}.", hint if line > 1 else "Restore this file from a backup.")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
