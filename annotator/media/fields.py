"""Which packets of an H.264 stream are the second field of a frame (ITU-T H.264, 7.3.2.1, 7.3.2.2 and 7.3.3).

Interlaced camcorders (AVCHD) code a frame as two fields where there is movement, and MPEG-TS gives each field a packet
and a time of its own. A decoder joins both into one frame, at the time of the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from annotator.media.bits import Bits
from annotator.media.slices import PICTURES, SEQUENCE, SLICES, TYPE_OF_UNIT, Units, after_start_codes

_WITH_CHROMA_FORMAT = {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244}  # profile_idc
_HEADER_BYTES = 40
_PARAMETER_BYTES = 400
_FIRST_SLICE = 0x80  # first_mb_in_slice is 0: then its first bit is 1


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What the pictures of a sequence have in common."""

    has_fields: bool
    has_planes: bool  # separate_colour_plane_flag
    number_bits: int  # of frame_num


class Fields:
    """Pairs the fields of an H.264 stream; of other streams it knows nothing. For packets in the order of the file.

    Args:
        context: The decoder of the stream.
    """

    def __init__(self, context: VideoCodecContext) -> None:
        self._is_known = context.name == "h264"
        extra = context.extradata or b""
        self._units = Units(extra)
        self._sequences: dict[int, _Sequence] = {}
        self._sequence_of: dict[int, int] = {}  # by the number of the pictures' parameters
        self._first: tuple[int, int] | None = None  # parity and number of a first field that waits for its second
        if self._is_known:
            for place in _parameter_sets(extra):
                self._note_parameters(extra[place : place + _PARAMETER_BYTES])

    def is_second(self, packet: "Packet[VideoStream]") -> bool:
        """Whether a packet is the second field of the frame that the packet before it began."""
        if not self._is_known or not (packet.is_keyframe or self._has_fields):
            return False
        data = bytes(packet)
        found: list[bool] = []
        for place in self._units.places(data):
            kind = data[place] & TYPE_OF_UNIT
            if kind in (SEQUENCE, PICTURES):
                self._note_parameters(data[place : place + _PARAMETER_BYTES])
            elif kind in SLICES:
                if not self._has_fields:
                    return False
                if data[place + 1] & _FIRST_SLICE:
                    found.append(self._pairs(data[place : place + _HEADER_BYTES]))
        return bool(found) and found[0]

    @property
    def may_come_apart(self) -> bool:
        """Whether the fields of a frame may be packets of their own, as far as the beginning of the file tells.

        Decoded several frames at a time, healthy ones are then called corrupt (FFmpeg 5 to 8).
        """
        return self._has_fields and not self._units.are_counted

    @property
    def _has_fields(self) -> bool:
        return any(sequence.has_fields for sequence in self._sequences.values())

    def _note_parameters(self, unit: bytes) -> None:
        bits = Bits(_unguarded(unit))
        try:
            if unit[0] & TYPE_OF_UNIT == SEQUENCE:
                number, sequence = _sequence(bits)
                self._sequences[number] = sequence
            else:
                number = bits.coded()
                self._sequence_of[number] = bits.coded()
        except ValueError:  # cut off or spoilt; the decoder will say so
            return

    def _pairs(self, unit: bytes) -> bool:
        """Whether a picture, by the header of its first slice, completes the field before it."""
        try:
            field = self._field(Bits(_unguarded(unit)))
        except ValueError:
            field = None
        first, self._first = self._first, None
        if field is None:
            return False
        if first is not None and first[0] != field[0] and first[1] == field[1]:
            return True
        self._first = field
        return False

    def _field(self, bits: Bits) -> tuple[int, int] | None:
        """Parity and number of a field; None for a whole frame."""
        bits.coded()  # first_mb_in_slice
        bits.coded()  # slice_type
        sequence = self._sequences.get(self._sequence_of.get(bits.coded(), -1))
        if sequence is None or not sequence.has_fields:
            return None
        if sequence.has_planes:
            bits.read(2)
        number = bits.read(sequence.number_bits)
        return (bits.read(1), number) if bits.read(1) else None


def _sequence(bits: Bits) -> tuple[int, _Sequence]:
    """The number of a sequence's parameters, and what they say."""
    profile = bits.read(8)
    bits.read(16)
    number = bits.coded()
    has_planes = profile in _WITH_CHROMA_FORMAT and _skip_chroma_format(bits)
    number_bits = bits.coded() + 4
    _skip_order_of_show(bits)
    bits.coded()  # how many frames are kept
    bits.read(1)
    bits.coded()  # width
    bits.coded()  # height
    return number, _Sequence(not bits.read(1), has_planes, number_bits)


def _skip_chroma_format(bits: Bits) -> bool:
    """Whether the colours are coded as planes of their own."""
    chroma = bits.coded()
    has_planes = chroma == 3 and bool(bits.read(1))
    bits.coded()
    bits.coded()
    bits.read(1)
    if bits.read(1):
        for place in range(12 if chroma == 3 else 8):
            if bits.read(1):
                _skip_scaling_list(bits, 16 if place < 6 else 64)
    return has_planes


def _skip_scaling_list(bits: Bits, length: int) -> None:
    last = following = 8
    for _ in range(length):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order_of_show(bits: Bits) -> None:
    kind = bits.coded()  # pic_order_cnt_type
    if kind == 0:
        bits.coded()
    elif kind == 1:
        bits.read(1)
        bits.coded()
        bits.coded()
        for _ in range(min(bits.coded(), 255)):
            bits.coded()


def _parameter_sets(extra: bytes) -> Iterator[int]:
    """Where parameter sets begin in what a file keeps apart: counted in MP4 and MKV, after start codes elsewhere.

    Each has a byte at least.
    """
    if extra[:1] != b"\1":
        yield from after_start_codes(extra)
        return
    place = 5
    for mask in (0x1F, 0xFF):
        for _ in range(extra[place] & mask if place < len(extra) else 0):
            if place + 3 < len(extra):
                yield place + 3
            place += 2 + int.from_bytes(extra[place + 1 : place + 3], "big")
        place += 1


def _unguarded(unit: bytes) -> bytes:
    """What a unit says after its first byte."""
    return unit[1:].replace(b"\0\0\3", b"\0\0")  # the 3 keeps what follows from looking like a start code
