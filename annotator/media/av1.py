"""What an AV1 packet tells of its frames without being decoded (AV1 bitstream specification, 5.3, 5.5 and 5.9)."""

from dataclasses import dataclass
from typing import cast

from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from annotator.media.bits import Bits

DECODERS = frozenset({"libdav1d", "libaom-av1", "av1"})
_SEQUENCE, _FRAME_HEADER, _FRAME = 1, 3, 6  # obu_type
_KEY, _SWITCH = 0, 3  # frame_type
_SAID_BY_FRAME = 2  # of seq_force_screen_content_tools and seq_force_integer_mv
_FRAMES = {_FRAME_HEADER, _FRAME}
_BOX_BEGINS, _BOX_BYTES = b"\x81", 4  # av1C, before the units that MP4 and MKV keep apart from the packets
_HEADER_BYTES = 64
_UNUSUAL_BITS, _SAYS_SIZE = 0x85, 2  # forbidden, layers, reserved


class Av1Frames:
    """Reads the headers of the frames of an AV1 stream; of other streams it knows nothing.

    Its decoder, unlike others, cannot be told packet by packet what to pass over. For packets in the order of the file.

    Args:
        context: The decoder of the stream.
    """

    def __init__(self, context: VideoCodecContext) -> None:
        self._is_known = context.name in DECODERS
        extra = context.extradata or b""
        self._begins = b""
        self._sequence: _Sequence | None = None
        self._note_sequence(_units(extra[_BOX_BYTES if extra[:1] == _BOX_BEGINS else 0 :]))

    def leaned_on(self, packet: "Packet[VideoStream]") -> "Packet[VideoStream] | None":
        """What of a packet later frames may lean on: all of it, part of it, or nothing.

        A packet may hold hidden frames beside the one that it shows.
        """
        if not self._is_known:
            return packet
        data = bytes(packet)
        units = _units(data)
        self._note_sequence(units)
        if self._sequence is None or not self._has_leaf(units):
            return packet
        if sum(unit.kind in _FRAMES for unit in units) == 1 and _SEQUENCE not in {unit.kind for unit in units}:
            return None
        return _beginning(packet, data[: units[-1].begin])

    def _note_sequence(self, units: "list[_Unit]") -> None:
        for unit in units:
            if unit.kind == _SEQUENCE and unit.head != self._begins:
                self._begins, self._sequence = unit.head, _sequence(unit.head)

    def _has_leaf(self, units: "list[_Unit]") -> bool:
        """Whether a packet ends with a frame on which no other leans, whole in one unit."""
        assert self._sequence is not None
        return bool(units) and units[-1].kind == _FRAME and _keeps_nothing(units[-1].head, self._sequence)


def _beginning(packet: "Packet[VideoStream]", data: bytes) -> "Packet[VideoStream]":
    """A packet of its own with these first bytes of another.

    In memory of libav's: a packet of Python's bytes is given back under the lock of the interpreter, which a decoder's
    threads would wait for while whoever closes that decoder holds it and waits for them.
    """
    begun = cast("Packet[VideoStream]", Packet(len(data)))
    begun.update(data)
    begun.stream, begun.dts, begun.pts = packet.stream, packet.dts, packet.pts
    return begun


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What the headers of the frames of a sequence look like."""

    number_bits: int
    screen_tools: int
    whole_vectors: int
    order_bits: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit (OBU) of a packet: its kind, where it begins, and what it begins with after its own header."""

    kind: int
    begin: int
    head: bytes


def _units(data: bytes) -> list[_Unit]:
    """The units of a packet; none where one of them is for some layers only, or spoilt."""
    units: list[_Unit] = []
    begin = 0
    while begin < len(data):
        header = data[begin]
        if header & _UNUSUAL_BITS:
            return []
        place, size = begin + 1, len(data) - begin - 1
        if header & _SAYS_SIZE:
            place, size = _size(data, place)
        units.append(_Unit(header >> 3, begin, data[place : place + min(size, _HEADER_BYTES)]))
        begin = place + size
    return units


def _size(data: bytes, place: int) -> tuple[int, int]:
    """Where a size ends, and the size (leb128: seven bits a byte, the lowest first)."""
    size = 0
    for number, byte in enumerate(data[place : place + 8]):
        size |= (byte & 0x7F) << (7 * number)
        if byte < 0x80:
            return place + number + 1, size
    return len(data), 0


def _sequence(unit: bytes) -> _Sequence | None:
    """What is needed of a sequence header (5.5.1); None where frames say more than usual, as in broadcasts."""
    bits = Bits(unit)
    try:
        bits.read(4)  # profile, still_picture
        if bits.read(1) or (bits.read(1) and not _skip_times(bits)):
            return None
        _skip_operating_points(bits)
        width_bits, height_bits = bits.read(4) + 1, bits.read(4) + 1
        bits.read(width_bits + height_bits)
        number_bits = bits.read(4) + bits.read(3) + 3 if bits.read(1) else 0
        bits.read(3)  # sizes of blocks, filters
        bits.read(4)  # kinds of prediction
        order = bits.read(1)
        bits.read(2 * order)
        screen_tools = _SAID_BY_FRAME if bits.read(1) else bits.read(1)
        whole_vectors = _SAID_BY_FRAME if not screen_tools or bits.read(1) else bits.read(1)
        return _Sequence(number_bits, screen_tools, whole_vectors, bits.read(3) + 1 if order else 0)
    except ValueError:  # cut off, or there is none
        return None


def _skip_times(bits: Bits) -> bool:
    """Whether nothing but timing_info was there: no model of a decoder."""
    bits.read(64)
    if bits.read(1):
        bits.coded()
    return not bits.read(1)


def _skip_operating_points(bits: Bits) -> None:
    has_delays = bits.read(1)
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        if bits.read(5) > 7:  # seq_level_idx
            bits.read(1)
        if has_delays and bits.read(1):
            bits.read(4)


def _keeps_nothing(unit: bytes, sequence: _Sequence) -> bool:
    """Whether a frame takes no place among those that later ones lean on (5.9.2: refresh_frame_flags is 0)."""
    bits = Bits(unit)
    try:
        if bits.read(1):  # shows a frame that is there already; if that is a keyframe, it changes all
            return False
        kind, is_shown = bits.read(2), bits.read(1)
        if kind in (_KEY, _SWITCH) or not is_shown:
            return False
        resilient = bits.read(1)
        bits.read(1)
        is_intra = kind == 2
        tools = bits.read(1) if sequence.screen_tools == _SAID_BY_FRAME else sequence.screen_tools
        if tools and sequence.whole_vectors == _SAID_BY_FRAME:
            bits.read(1)
        bits.read(sequence.number_bits + 1 + sequence.order_bits)
        if not (is_intra or resilient):
            bits.read(3)
        return bits.read(8) == 0
    except ValueError:
        return False
