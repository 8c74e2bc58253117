"""Whether a file is as long as it says: one that lost its end while it was copied still has its beginning."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_UNKNOWN_32 = 0xFFFFFFFF
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_HEADER_BYTES = 65_536
_EBML, _SEGMENT = bytes.fromhex("1a45dfa3"), bytes.fromhex("18538067")
_MP4_BOXES = {
    b"ftyp",
    b"mdat",
    b"moov",
    b"moof",
    b"free",
    b"skip",
    b"wide",
    b"styp",
    b"sidx",
    b"uuid",
    b"mfra",
    b"udta",
}
_MOST_BOXES = 1_000_000
_MISCOUNTED = 16  # bytes: some cameras count a header too much


def missing_bytes(path: Path) -> int:
    """How many bytes are missing at the end of a file by what it says at its beginning.

    0 where none are, and where it does not say: MPEG-TS and VOB never do. Known are AVI (the sizes of its RIFF
    chunks), WMV (the file size of ASF), MKV and WebM (the segment's size), MP4 and MOV (the sizes of their boxes).
    """
    with path.open("rb") as file:
        length = path.stat().st_size
        begin = file.read(16)
        if begin[:4] == b"RIFF" and begin[8:12] == b"AVI ":
            end = _last(_riff_ends(file, length))
        elif begin == _ASF_HEADER:
            end = _asf_end(file)
        elif begin[:4] == _EBML:
            end = _segment_end(file)
        elif begin[4:8] in _MP4_BOXES:
            end = _last(_box_ends(file, length))
        else:
            end = 0
    return end - length if end - length > _MISCOUNTED else 0


def _last(ends: Iterator[int]) -> int:
    return max(ends, default=0)


def _riff_ends(file: BinaryIO, length: int) -> Iterator[int]:
    """Where each RIFF chunk ends: AVI files beyond 1 GB have several."""
    begin = 0
    while begin + 8 <= length:
        file.seek(begin)
        name, size = file.read(4), int.from_bytes(file.read(4), "little")
        if name != b"RIFF" or size in (0, _UNKNOWN_32):
            return
        yield begin + 8 + size
        begin += 8 + size + size % 2


def _asf_end(file: BinaryIO) -> int:
    file.seek(0)
    header = file.read(_ASF_HEADER_BYTES)
    place = header.find(_ASF_FILE_PROPERTIES)
    if place < 0 or len(header) < place + 92:
        return 0
    is_broadcast = header[place + 88] & 1  # then no size is given
    return 0 if is_broadcast else int.from_bytes(header[place + 40 : place + 48], "little")


def _segment_end(file: BinaryIO) -> int:
    file.seek(4)
    header = _variable_size(file)
    if header is None:
        return 0
    file.seek(file.tell() + header)
    if file.read(4) != _SEGMENT:
        return 0
    size = _variable_size(file)
    return 0 if size is None else file.tell() + size


def _variable_size(file: BinaryIO) -> int | None:
    """A size of EBML: the number of leading zero bits says how many bytes follow. None where it is left open."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    further = 8 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0x7F >> further)]) + file.read(further), "big")
    return None if value == (1 << 7 * (further + 1)) - 1 else value


def _box_ends(file: BinaryIO, length: int) -> Iterator[int]:
    """Where each box at the top of an MP4 ends, up to the first that is none."""
    begin = 0
    for _ in range(_MOST_BOXES):
        file.seek(begin)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1 and len(head) == 16:
            size = int.from_bytes(head[8:], "big")
        if head[4:8] not in _MP4_BOXES or size < 8:  # 0: to the end of the file
            return
        yield begin + size
        begin += size
        if begin >= length:
            return
