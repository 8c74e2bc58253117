"""Codings that were read before, kept in memory within bounds: a large study must not fill it."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

import msgspec

from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.model.items import Item
from annotator.study.journal import JournalContents

LIVE_ITEMS = 200_000
PACKED_BYTES = 256 << 20
"""So many items are kept ready, so many bytes packed (about 150 an event); what is beyond is read anew each time."""

LastLine = Literal["whole", "torn", "damaged", "none"]
"""Whether the last line of a journal is whole, was never finished, is damaged, or there is no line at all."""

_Stamp = tuple[int, int]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Item, ...]).decode


class CodingRead(NamedTuple):
    """A coding as it was read, and what its last line is."""

    coding: Coding
    last_line: LastLine


class _Packed(NamedTuple):
    session: str
    coder: str
    items: bytes
    last_line: LastLine


_Kept = CodingRead | _Packed | UserError


class CodingCache:
    """Keeps what was read of a journal, or why it cannot be read, until the file changes."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[_Stamp, _Kept]] = {}
        self._live_items = self._packed_bytes = 0
        self._changing = Lock()  # several threads of the window read at the same time

    def read(self, path: Path, read: Callable[[], JournalContents], *, keep: bool = True) -> CodingRead:
        """Return the coding in a journal; read is asked only where the file has changed, or it was not kept.

        Args:
            path: the journal.
            read: reads it.
            keep: whether to keep what is read, as far as there is room.

        Raises:
            UserError: as read does.
        """
        stamp = _stamp(path)
        found = self._kept.get(path)
        if found is not None and found[0] == stamp:
            return _given(found[1])
        try:
            contents = read()
        except UserError as error:
            if keep:
                self._keep(path, stamp, error)
            raise
        coding = CodingRead(contents.history.coding, _last_line_of(contents))
        if keep:
            self._keep(path, stamp, coding)
        return coding

    def _keep(self, path: Path, stamp: _Stamp, new: CodingRead | UserError) -> None:
        with self._changing:
            _, old = self._kept.pop(path, (None, None))
            self._live_items -= _live(old)
            self._packed_bytes -= _packed(old)
            kept: _Kept = new
            if isinstance(new, CodingRead) and self._live_items + _live(new) > LIVE_ITEMS:
                items = _pack(tuple(new.coding.items.values()))
                kept = _Packed(new.coding.session, new.coding.coder, items, new.last_line)
            if self._packed_bytes + _packed(kept) <= PACKED_BYTES:
                self._kept[path] = stamp, kept
                self._live_items += _live(kept)
                self._packed_bytes += _packed(kept)


def _given(kept: _Kept) -> CodingRead:
    if isinstance(kept, UserError):
        raise kept
    if isinstance(kept, _Packed):
        return CodingRead(Coding(kept.session, kept.coder, _unpack(kept.items)), kept.last_line)
    return kept


def _live(kept: _Kept | None) -> int:
    return len(kept.coding.items) if isinstance(kept, CodingRead) else 0


def _packed(kept: _Kept | None) -> int:
    return len(kept.items) if isinstance(kept, _Packed) else 0


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _last_line_of(contents: JournalContents) -> LastLine:
    if contents.torn:
        return "damaged" if contents.damaged_end else "torn"
    return "whole" if contents.header is not None else "none"
