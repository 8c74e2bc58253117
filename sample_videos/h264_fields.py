"""A tiny writer of H.264 with field pictures, as AVCHD camcorders make them and no encoder at hand does.

Macroblocks are either raw samples (I_PCM) or skipped: copied from the field of the same side in the frame before. So
every picture is known to the bit, and a decoder that is given the wrong fields shows it. Frames come in groups of
GROUP: a keyframe, then pairs of a frame (P) and the one before it on which no other leans (b): I P b P b ...
(ITU-T H.264, 7.3; slices of P suffice also for those frames.) As cameras do, parameters are repeated within a group:
with a field on which no other leans, under a number that later frames then name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

GROUP = 13  # frames; odd, so that pairs fill it
_BLOCK = 16
_RAW_IN_INTRA, _RAW_IN_INTER = 25, 30  # mb_type of I_PCM
_REPEATED_AT, _NAMED_FROM = 3, 6  # places in a group
_COLOURLESS = bytes([128]) * 128
_TICKS_A_FRAME, _TICK = 3600, Fraction(1, 90_000)


def write_fields(
    path: Path, count: int, image: Callable[[int], Grey], start_tick: int, in_fields: Callable[[int], bool]
) -> None:
    """Write an MPEG-TS of 25 frames a second.

    Args:
        path: The file.
        count: How many frames.
        image: Draws a frame (its number): height x width, in multiples of 32 and 16 pixels.
        start_tick: Time of the first frame, in 1/90000 s.
        in_fields: Whether the frames of a group (its place) are coded as fields, else as whole frames.
    """
    coded = [(number, data) for group in _groups(count, image, in_fields) for number, data in group]
    stream_bytes = BytesIO(b"".join(data for _, data in coded))
    with av.open(stream_bytes, format="h264") as source, av.open(str(path), "w", format="mpegts") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for place, (number, data) in enumerate(coded):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, _TICK
            packet.dts = start_tick + (place - 1) * _TICKS_A_FRAME
            packet.pts = start_tick + number * _TICKS_A_FRAME
            packet.is_keyframe = number % GROUP == 0
            out.mux(packet)


def _groups(
    count: int, image: Callable[[int], Grey], in_fields: Callable[[int], bool]
) -> Iterator[list[tuple[int, bytes]]]:
    """Each group in the order of the file: the number of each frame, and its bytes."""
    for group in range(-(-count // GROUP)):
        first = group * GROUP
        shown = [image(number) for number in range(first, min(first + GROUP, count))]
        writer = _GroupWriter(shown, group, in_fields=in_fields(group))
        yield [(first + place, writer.frame(place)) for place in _coded_order(len(shown))]


def _coded_order(count: int) -> list[int]:
    """Places in the order of show, in the order of the file."""
    pairs = [place for later in range(2, count, 2) for place in (later, later - 1)]
    return [0, *pairs, *([count - 1] if count > 1 and count % 2 == 0 else [])]


@dataclass(slots=True)
class _GroupWriter:
    images: Sequence[Grey]
    group: int
    in_fields: bool
    number: int = 0  # frame_num
    copied: Grey | None = None  # the last frame on which others lean

    def frame(self, place: int) -> bytes:
        """One frame, with the parameters before a keyframe."""
        image, leaned_on = self.images[place], place % 2 == 0
        parameters = _parameters(*image.shape) if place == 0 else b""
        data = parameters + b"".join(self._pictures(image, place, leaned_on))
        if leaned_on:
            self.copied = image
            self.number += 1
        return data

    def _pictures(self, image: Grey, place: int, leaned_on: bool) -> Iterator[bytes]:
        for parity in (0, 1) if self.in_fields else (None,):
            rows = slice(None) if parity is None else slice(parity, None, 2)
            before = None if place == 0 or self.copied is None else self.copied[rows]
            is_key = place == 0 and not parity
            bits = self._header(place, parity, leaned_on, is_key, is_intra=before is None)
            _blocks(bits, image[rows], before)
            kind = 5 if is_key else 1
            repeated = _picture_parameters(1) if place == _REPEATED_AT and parity != 0 else b""
            yield _unit(9, 0, bytes([0xF0])) + repeated + _unit(kind, 3 if leaned_on else 0, bits.done())

    def _header(self, place: int, parity: int | None, leaned_on: bool, is_key: bool, *, is_intra: bool) -> "_Bits":
        bits = _Bits()
        bits.coded(0, 7 if is_intra else 5, int(place >= _NAMED_FROM))  # first_mb_in_slice, slice_type, parameters
        bits.write(self.number, 8)
        bits.write(int(parity is not None), 1)
        if parity is not None:
            bits.write(parity, 1)
        if is_key:
            bits.coded(self.group % 2)  # idr_pic_id
        bits.write(2 * place + (parity or 0), 8)  # pic_order_cnt_lsb
        if not is_intra:
            bits.write(0, 2)  # no other number of references, none reordered
        if leaned_on:
            bits.write(0, 2 if is_key else 1)
        bits.coded(0, 1)  # slice_qp_delta, disable_deblocking_filter_idc
        return bits


def _blocks(bits: "_Bits", image: Grey, before: Grey | None) -> None:
    """All macroblocks of a picture: skipped where they are as they were before, else raw."""
    skipped = 0
    for top in range(0, image.shape[0], _BLOCK):
        for left in range(0, image.shape[1], _BLOCK):
            place = slice(top, top + _BLOCK), slice(left, left + _BLOCK)
            if before is not None and np.array_equal(image[place], before[place]):
                skipped += 1
                continue
            if before is not None:
                bits.coded(skipped)
                skipped = 0
            bits.coded(_RAW_IN_INTRA if before is None else _RAW_IN_INTER)
            bits.align()
            bits.append(image[place].tobytes() + _COLOURLESS)
    if skipped:
        bits.coded(skipped)


def _parameters(height: int, width: int) -> bytes:
    sequence = _Bits()
    sequence.write(77, 8)  # main profile
    sequence.write(0, 8)
    sequence.write(30, 8)  # level 3
    # Number, bits of frame_num (8), order of show by number (8 bits), two frames kept.
    sequence.coded(0, 4, 0, 4, 2)
    sequence.write(0, 1)
    sequence.coded(width // _BLOCK - 1, height // (2 * _BLOCK) - 1)
    sequence.write(0b00101, 5)  # fields allowed, not by macroblock, direct_8x8, no cropping, more follows
    sequence.write(0b00001, 5)  # nothing on shape, scan, kind, place of colours; but on time
    sequence.write(1, 32)
    sequence.write(50, 32)
    sequence.write(0b100011, 6)  # fixed rate; no buffers, no picture structure; limits follow
    sequence.coded(0, 0, 10, 10, 1, 2)  # the last two: frames out of order, frames kept
    return _unit(7, 3, sequence.done()) + _picture_parameters(0)


def _picture_parameters(number: int) -> bytes:
    pictures = _Bits()
    pictures.coded(number, 0)
    pictures.write(0, 2)
    pictures.coded(0, 0, 0)
    pictures.write(0, 3)
    pictures.coded(0, 0, 0)  # quantisers
    pictures.write(0b100, 3)  # a slice may switch deblocking off
    return _unit(8, 3, pictures.done())


def _unit(kind: int, importance: int, data: bytes) -> bytes:
    guarded = re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", data, flags=re.DOTALL)
    return b"\0\0\0\1" + bytes([importance << 5 | kind]) + guarded


class _Bits:
    """Writes numbers bit by bit."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._bits = ""

    def write(self, value: int, count: int) -> None:
        """A whole number in so many bits."""
        self._bits += f"{value:0{count}b}"

    def coded(self, *values: int) -> None:
        """Whole numbers in Exp-Golomb code; zero is its own code with a sign, too."""
        for value in values:
            self.write(value + 1, 2 * (value + 1).bit_length() - 1)

    def align(self) -> None:
        """Fill up to a whole byte with zeros."""
        self._bits += "0" * (-len(self._bits) % 8)
        self._bytes += bytes(int(self._bits[place : place + 8], 2) for place in range(0, len(self._bits), 8))
        self._bits = ""

    def append(self, data: bytes) -> None:
        """Whole bytes, after `align`."""
        self._bytes += data

    def done(self) -> bytes:
        """All bytes, with the bit that ends a unit."""
        self.write(1, 1)
        self.align()
        return bytes(self._bytes)
