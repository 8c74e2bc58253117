"""How many cells an old XLS workbook asks for, found before the library that reads it makes room for them.

Sources: Microsoft's open specifications MS-CFB (the container: sectors of a file system within a file) and MS-XLS (the
stream of records: a type and a length of two bytes each).
"""

import struct
from collections import Counter
from collections.abc import Iterator

from annotator.exchange.codings.readers.workbook_bounds import Room
from annotator.exchange.front_door import ForeignFile, in_words

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NO_SECTOR = 0xFFFFFFFA
"""From here on a number says something else than which sector follows."""

_LISTED_IN_HEADER = 109
_ENTRY = 128
_SMALL = 4096
_SMALL_SECTOR = 64

_BEGIN = {0x0009, 0x0209, 0x0409, 0x0809}
_DIMENSIONS = {0x0000, 0x0200}
_CELL = {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x00D6, 0x00FD, 0x027E}
_SEVERAL_CELLS = {0x00BD, 0x00BE}
_TEXTS, _CONTINUE, _SHARED_TEXT = 0x00FC, 0x003C, 0x00FD
_HAS_FORMATS, _HAS_SOUNDS = 8, 4


def xls_room(file: ForeignFile) -> Room:
    """Return what an XLS workbook asks for.

    Raises:
        FormatError: if it is no such workbook.
    """
    total = height = width = 0
    texts, used = _SharedTexts(), Counter[int]()
    with in_words(file.name):
        for kind, data in _records(_Container(file.data).workbook()):
            if kind in _BEGIN:
                total, height, width = total + height * width, 0, 0
            rows, columns = _reach(kind, data)
            height, width = max(height, rows), max(width, columns)
            texts.add(kind, data)
            if kind == _SHARED_TEXT and len(data) >= 10:
                used[struct.unpack_from("<I", data, 6)[0]] += 1
        letters = texts.letters(used)
    return Room(total + height * width, letters)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _reach(kind: int, data: bytes) -> tuple[int, int]:
    """Return how many rows and columns a record asks for."""
    if kind in _DIMENSIONS and len(data) >= 8:
        how = "<IIHH" if len(data) >= 14 else "<HHHH"
        first_row, rows, first_column, columns = struct.unpack_from(how, data)
        if first_row > rows or first_column > columns:
            raise ValueError("an area that ends before it begins")
        return rows, columns
    if kind in _CELL | _SEVERAL_CELLS and len(data) >= 6:
        row, column = struct.unpack_from("<HH", data)
        last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind in _SEVERAL_CELLS else column
        return row + 1, max(column, last) + 1
    return 0, 0


class _SharedTexts:
    """The texts that cells share: one record, which goes on in others behind it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._goes_on = False

    def add(self, kind: int, data: bytes) -> None:
        """Take a record, if it is a part of the texts."""
        self._goes_on = kind == _TEXTS or (kind == _CONTINUE and self._goes_on)
        if self._goes_on:
            self._parts.append(data[8:] if kind == _TEXTS else data)

    def letters(self, used: Counter[int]) -> int:
        """Return how many letters those have together that are used so often."""
        lengths = list(self._lengths())
        return sum(times * (lengths[at] if at < len(lengths) else 0) for at, times in used.items())

    def _lengths(self) -> Iterator[int]:
        """Yield how many letters each text has. One may go on in the next record, where it says anew how wide it is."""
        part = at = 0
        while part < len(self._parts):
            if at + 3 > len(self._parts[part]):
                part, at = part + 1, 0
                continue
            letters, flags = struct.unpack_from("<HB", self._parts[part], at)
            yield letters
            at += 3
            behind = 0
            if flags & _HAS_FORMATS:
                behind, at = 4 * _number(self._parts[part], at, "<H"), at + 2
            if flags & _HAS_SOUNDS:
                behind, at = behind + _number(self._parts[part], at, "<I"), at + 4
            part, at = self._behind_letters(part, at, letters, flags)
            while behind and part < len(self._parts):
                step = min(behind, len(self._parts[part]) - at)
                behind, at = behind - step, at + step
                if behind:
                    part, at = part + 1, 0

    def _behind_letters(self, part: int, at: int, letters: int, flags: int) -> tuple[int, int]:
        while True:
            width = 1 + (flags & 1)
            here = min(letters, max(0, len(self._parts[part]) - at) // width)
            letters, at = letters - here, at + here * width
            if not letters or part + 1 >= len(self._parts):
                return (part, at) if not letters else (len(self._parts), 0)
            part, at = part + 1, 1
            flags = self._parts[part][0] if self._parts[part] else 0


def _number(data: bytes, at: int, how: str) -> int:
    return int(struct.unpack_from(how, data, at)[0])


class _Container:
    """The streams of a compound file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in {9, 12}:
            raise ValueError("no such size of sectors")
        self._size = 1 << shift
        self._most = len(data) // self._size + 1
        self._next = self._numbers(self._table_sectors())

    def workbook(self) -> bytes:
        """Return the stream of the workbook."""
        entries = self._bytes(self._chain(struct.unpack_from("<I", self._data, 48)[0], self._next))
        found: dict[str, tuple[int, int]] = {}
        root = 0
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == 5:
                root = start
            elif name in found:
                raise ValueError("two streams of one name")
            elif kind == 2:
                found[name] = start, size
        start, size = found["Workbook"] if "Workbook" in found else found["Book"]
        return self._stream(start, size, root)

    def _stream(self, start: int, size: int, root: int) -> bytes:
        if size >= _SMALL:
            return self._bytes(self._chain(start, self._next))[:size]
        small = self._bytes(self._chain(root, self._next))
        first = struct.unpack_from("<I", self._data, 60)[0]
        follows = self._numbers(self._chain(first, self._next))
        parts = [small[one * _SMALL_SECTOR : (one + 1) * _SMALL_SECTOR] for one in self._chain(start, follows)]
        return b"".join(parts)[:size]

    def _table_sectors(self) -> list[int]:
        """Return the sectors that say which sector follows which."""
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", self._data, 76))
        further = struct.unpack_from("<I", self._data, 68)[0]
        for _ in range(self._most):
            if further >= _NO_SECTOR:
                break
            *more, further = self._numbers([further])
            listed += more
        return [one for one in listed if one < _NO_SECTOR]

    def _chain(self, start: int, follows: list[int]) -> list[int]:
        chain: list[int] = []
        while start < _NO_SECTOR:
            chain.append(start)
            if len(chain) > len(follows):
                raise ValueError("a chain without an end")
            start = follows[start]
        return chain

    def _bytes(self, sectors: list[int]) -> bytes:
        return b"".join(self._data[(one + 1) * self._size : (one + 2) * self._size] for one in sectors)

    def _numbers(self, sectors: list[int]) -> list[int]:
        data = self._bytes(sectors)
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
