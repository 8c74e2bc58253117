"""The journal: one coding as an append-only file of JSON lines.

Each line carries its own checksum and the hash of the line before it. Journals of version 1 have no checksums; they
stay readable, and each line that is added to them has one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from annotator.errors import EditError, JournalError
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.study.files import read_bytes, reason

FORMAT = "strange-situation-coding"
VERSION = 2
MOST_BYTES = 512 << 20
MOST_EDITS = 250_000
MOST_CHANGES = 500_000
MOST_MARKS = 1000
"""No coding by hand comes near: what has more is no journal, and would fill the memory of whoever opens it."""

_START = f'{{"format":"{FORMAT}"'.encode()
_BOM = b"\xef\xbb\xbf"
_SEAL = b',"check":"'
_SEAL_LENGTH = 16
_FIRST_WITH_SEALS = 2


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
    at: Annotated[datetime, msgspec.Meta(tz=True)]
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
        rest: What follows the good lines: a last line that was never written to its end, or is damaged.
        bad: What follows a bad line that is not the last, with that line; empty where read_journal reads the file.
        problem: What is wrong with the first of them; None where nothing is.
    """

    header: Header | None
    lines: tuple[bytes, ...]
    history: History
    edits: tuple[Edit, ...]
    times: tuple[datetime, ...] = ()
    rest: bytes = b""
    bad: tuple[bytes, ...] = ()
    problem: JournalError | None = None

    @property
    def torn(self) -> bool:
        """Whether a last line is left out."""
        return bool(self.rest)

    @property
    def damaged_end(self) -> bool:
        """Whether that line is more than the beginning of one: it had been saved, and was changed since."""
        begun = self.rest.rstrip(b"\0")
        return b"\n" in begun or b"\r" in begun or not (begun.startswith(b"{"[: len(begun)]))

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
    return _sealed(_encode(header))


def edit_line(edit: Edit, number: int, at: datetime, line_before: bytes) -> bytes:
    """Return the line of an edit. at is in UTC; line_before is the raw line before it."""
    line = JournalLine(
        number=number, at=at, label=edit.label, kind=edit.kind, changes=edit.changes, previous=line_hash(line_before)
    )
    try:
        return _sealed(_encode(line))
    except UnicodeEncodeError:  # half of a surrogate pair, as a text field may cut it
        text = json.dumps(msgspec.to_builtins(line, enc_hook=_plain), ensure_ascii=False)
        return _sealed(text.encode(errors="replace"))


def _sealed(line: bytes) -> bytes:
    body = line.removesuffix(b"}")
    return b'%s%s%s"}\n' % (body, _SEAL, _checksum(body))


def _checksum(body: bytes) -> bytes:
    return sha256(body).hexdigest()[:_SEAL_LENGTH].encode()


def _seal_of(line: bytes) -> tuple[bytes, bytes] | None:
    """Return what of a line its checksum is of, and the checksum; None where it has none."""
    body, mark, end = _words(line).rpartition(_SEAL)
    return (body, end[:_SEAL_LENGTH]) if mark and len(end) == _SEAL_LENGTH + 2 and end.endswith(b'"}') else None


def _words(line: bytes) -> bytes:
    # An editor, a share or a version control may put a byte order mark first, or turn \n into \r\n; the words of the
    # coder are still the same.
    return line.removeprefix(_BOM).rstrip(b"\r\n")


def line_hash(line: bytes) -> str:
    """Return the SHA-256 of a raw line without its line end, in hexadecimal."""
    return sha256(_words(line)).hexdigest()


def empty_journal(session: str, coder: str) -> JournalContents:
    """Return what the journal of a coding that was not begun would hold."""
    return JournalContents(header=None, lines=(), history=History(Coding(session, coder)), edits=())


def read_journal(path: Path) -> JournalContents:
    """Read a journal and do its edits again. The file stays as it is.

    A last line that was never written to its end, or is damaged, is left out and reported as torn.

    Raises:
        JournalError: naming the line, if the file cannot be read, or a line is bad or does not fit those before it.
    """
    contents = read_good_part(path)
    if contents.problem is not None:
        raise contents.problem
    return contents


def read_good_part(path: Path) -> JournalContents:
    """Read a journal as far as it is good, and say what is wrong after that. The file stays as it is.

    Raises:
        JournalError: if the file cannot be read at all.
    """
    try:
        data = read_bytes(path, MOST_BYTES)
    except OSError as error:
        raise JournalError(f"{_name(path)}: {reason(error)}.", "Check that the file may be read.") from error
    return parse_journal(data, path)


def parse_journal(data: bytes, path: Path) -> JournalContents:
    """Read the bytes of a journal as far as they are good, and say what is wrong after that; path names it only."""
    lines, rest = _split(data)
    replay = _Replay(path)
    try:
        for raw in lines:
            replay.take(raw)
        if not lines and not _may_become_header(rest):
            raise _bad(path, 1, "this is not a coding")
    except JournalError as error:
        return replay.contents(rest, lines[len(replay.lines) :] or (rest,), error)
    return replay.contents(rest)


def _split(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    lines = data.splitlines(keepends=True)  # JSON has no line ends of its own inside a line
    rest = lines.pop() if lines and not lines[-1].endswith((b"\n", b"\r")) else b""
    if len(lines) > 1 and not rest and not _is_whole(lines[-1], needs_seal=_seal_of(lines[-2]) is not None):
        rest = lines.pop()
    return tuple(lines), rest


def _is_whole(line: bytes, *, needs_seal: bool) -> bool:
    sealed = _seal_of(line)
    if sealed is not None:
        return _checksum(sealed[0]) == sealed[1]
    try:
        _is_json(_words(line))
    except (msgspec.DecodeError, RecursionError):
        return False
    return not needs_seal


def _may_become_header(rest: bytes) -> bool:
    begun = rest.removeprefix(_BOM)
    return _START.startswith(begun[: len(_START)]) or _BOM.startswith(rest) or not rest.strip(b"\0")


@dataclass(slots=True)
class _Replay:
    """Reads the lines of a journal one after the other and does their edits again."""

    path: Path
    lines: list[bytes] = field(default_factory=list)
    header: Header | None = None
    history: History | None = None
    edits: list[Edit] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    needs_seal: bool = False
    changes: int = 0
    last_hash: str = ""

    def take(self, raw: bytes) -> None:
        """Read the next line.

        Raises:
            JournalError: if it is bad, or does not fit those before it.
        """
        if self.header is None:
            self._begin(raw)
        else:
            self._go_on(raw)
        self.lines.append(raw)

    def contents(
        self, rest: bytes, bad: tuple[bytes, ...] = (), problem: JournalError | None = None
    ) -> JournalContents:
        """Return what was read, and what was not."""
        return JournalContents(
            header=self.header,
            lines=tuple(self.lines),
            history=self.history or History(Coding(self.path.parent.name, self.path.stem)),
            edits=tuple(self.edits),
            times=tuple(self.times),
            rest=rest,
            bad=bad,
            problem=problem,
        )

    def _begin(self, raw: bytes) -> None:
        try:
            header = _read_header(_words(raw))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _bad(self.path, 1, "this is not a coding") from error
        if header.format != FORMAT:
            raise _bad(self.path, 1, "this is not a coding")
        if header.version > VERSION:
            what = f"{_name(self.path)} was written by a newer version of the program."
            raise JournalError(what, "Install that version.")
        self.needs_seal = header.version >= _FIRST_WITH_SEALS
        self.last_hash = self._checked_hash(raw, 1)
        self.header, self.history = header, History(Coding(header.session, header.coder))

    def _go_on(self, raw: bytes) -> None:
        number = len(self.lines)
        assert self.history is not None
        if number > MOST_EDITS:
            raise _bad(self.path, number + 1, f"it has more than {MOST_EDITS:,} edits, which no coding has")
        edit, at = self._edit(raw, number)
        try:
            self.history.replay((edit,))
        except EditError as error:
            raise _bad(self.path, number + 1, f"the edit does not fit the ones before it ({error.what})") from error
        if len(self.history.coding.episode_marks) > MOST_MARKS:
            raise _bad(self.path, number + 1, f"it has more than {MOST_MARKS:,} episode marks, which no session has")
        self.edits.append(edit)
        self.times.append(at)

    def _edit(self, raw: bytes, number: int) -> tuple[Edit, datetime]:
        try:
            line = _read_line(_words(raw))
        except RecursionError as error:
            raise _bad(self.path, number + 1, "it is nested too deeply") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _bad(self.path, number + 1, f"it cannot be read ({error})") from error
        if line.number != number:
            raise _bad(self.path, number + 1, f"edit {number} was expected and edit {line.number} is there")
        before, self.last_hash = self.last_hash, self._checked_hash(raw, number + 1)
        if line.previous != before:
            raise _bad(self.path, number + 1, "it does not follow the line before it, one of the two was changed")
        self.changes += len(line.changes)
        if self.changes > MOST_CHANGES:
            raise _bad(self.path, number + 1, f"it has more than {MOST_CHANGES:,} changes, which no coding has")
        return Edit(label=line.label, changes=line.changes, kind=line.kind), line.at

    def _checked_hash(self, raw: bytes, line: int) -> str:
        """Return the hash of a line that its own checksum fits; it is worked through once for both."""
        words = _words(raw)
        sealed = _seal_of(raw)
        body = words if sealed is None else sealed[0]
        hashed = sha256(body)
        if sealed is None:
            if self.needs_seal:
                raise _bad(self.path, line, "its checksum is missing, so it was changed")
        elif hashed.hexdigest()[:_SEAL_LENGTH].encode() != sealed[1]:
            raise _bad(self.path, line, "its checksum does not fit, so it was changed or is damaged")
        else:
            self.needs_seal = True
        hashed.update(words[len(body) :])
        return hashed.hexdigest()


def contents_of(lines: Sequence[bytes], header: Header) -> JournalContents:
    """Return what good lines say; header is whose coding it is where there are none."""
    replay = _Replay(Path(header.session, f"{header.coder}.jsonl"))
    for line in lines:
        replay.take(line)
    return replay.contents(b"")


def check_continues(path: Path, contents: JournalContents, line: bytes) -> None:
    """Refuse a line that cannot be the next of this journal, whose contents were read from path.

    Raises:
        JournalError: saying why.
    """
    last = line_hash(contents.lines[-1]) if contents.lines else ""
    replay = _Replay(path, list(contents.lines), contents.header, contents.history, needs_seal=True, last_hash=last)
    if not line.endswith(b"\n") or len(line.splitlines()) != 1:
        raise _bad(path, len(contents.lines) + 1, "what should become this line is not one line")
    replay.take(line)


@dataclass(frozen=True, slots=True)
class SoundLine:
    """A line after a bad one that is as it was written: its place among those lines, from 0, and what it says."""

    place: int
    edit: Edit
    at: datetime
    previous: str

    def follows(self, contents: JournalContents) -> bool:
        """Whether it was written behind the last of these lines."""
        return bool(contents.lines) and self.previous == line_hash(contents.lines[-1])


def sound_lines(lines: Sequence[bytes]) -> list[SoundLine]:
    """Return those of the lines after a bad one that are as they were written.

    Its own checksum says so of a line; where it has none, the next line that has its hash, and of the last one, that it
    has the hash of the line before it.
    """
    found = []
    for place, (raw, following) in enumerate(pairwise((*lines, b""))):
        line, after = _decoded(raw), _decoded(following)
        if line is None:
            continue
        sealed = _seal_of(raw)
        if place == len(lines) - 1 and place > 0:
            vouched = line.previous == line_hash(lines[place - 1])
        else:
            vouched = after is not None and after.previous == line_hash(raw)
        if vouched if sealed is None else _checksum(sealed[0]) == sealed[1]:
            edit = Edit(label=line.label, changes=line.changes, kind=line.kind)
            found.append(SoundLine(place, edit, line.at, line.previous))
    return found


def has_checksum(line: bytes) -> bool:
    """Whether a line carries a checksum of its own."""
    return _seal_of(line) is not None


def _decoded(raw: bytes) -> JournalLine | None:
    try:
        return _read_line(_words(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _bad(path: Path, line: int, why: str) -> JournalError:
    hint = "What is undamaged can be looked at and repaired: Repair or restore… in Study, or annotator repair."
    return JournalError(f"{_name(path)}, line {line}: {why}.", hint)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
