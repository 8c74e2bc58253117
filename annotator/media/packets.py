"""One rising time axis for the packets of a video stream, whatever the file does."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.fields import Fields
from annotator.media.groups import in_groups
from annotator.media.recording import times_may_jump

_LONGEST_GAP_S = 10  # in files whose time may jump, a longer step forward is a jump too
_LARGEST_SLIP_S = 0.4  # back, where decoding times are made up
_MOST_SPOILT = 100  # errors in a row that can hardly be but the end
_VP8_SHOWN_BIT = 0x10
_VP9_SEVERAL = 0xC0  # how the last byte of a packet begins that holds several frames, the last of them shown
_IN_GROUPS = {"mpeg1video", "mpeg2video"}


def video_packets(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """The packets of a stream from here to the end of the file; spoilt stretches are passed over.

    Raises:
        MediaError: The disk or the network no longer gives the file.
    """
    packets = _packets(container, stream)
    name = stream.codec_context.name
    if name in _IN_GROUPS and times_may_jump(container):
        return in_groups(packets)
    return _unpacked(packets, stream) if name == "mpeg4" else packets


def _unpacked(packets: "Iterator[Packet[VideoStream]]", stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """Each frame in a packet of its own: DivX and XviD put B-frames into the packet of the frame before."""
    unpack = BitStreamFilterContext("mpeg4_unpack_bframes", stream)
    for packet in packets:
        for one in unpack.filter(packet):
            one.stream = stream
            yield one


def _packets(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    packets = container.demux(stream)
    spoilt = 0
    while spoilt < _MOST_SPOILT:
        try:
            packet = next(packets, None)
        except (av.InvalidDataError, av.MemoryError):  # the latter: a spoilt length asks for more than there is
            spoilt += 1
            packets = container.demux(stream)  # an error ends a demuxer's iterator, not the file
            continue
        except av.FFmpegError as error:
            name = Path(container.name).name
            raise MediaError(f"Reading {name} broke off.", "Check the disk or the network.") from error
        except IndexError:  # how PyAV ends where damage looked like one more stream
            return
        if packet is None:
            return
        if packet.size:
            spoilt = 0
            yield packet


class PacketTimes:
    """Gives each packet its stamp: the PTS of its frame in ticks, with jumps of time in the file taken out.

    Two recordings joined into one VOB begin their time anew in the middle. From a jump on, `shift` is added so
    that the next frame follows the last one. The same packets get the same stamps wherever reading began, if
    `shift` was set to what it is there.

    Args:
        tick: Seconds that one tick lasts.
        may_jump: Whether this kind of file may begin its time anew.
        by_dts: Stamp with the decoding time, in files that leave presentation times out.

    Attributes:
        is_second_field: Whether the last packet was the second field of the frame that the one before it began.
    """

    def __init__(self, tick: Fraction, *, may_jump: bool, by_dts: bool = False, shift: int = 0) -> None:
        self.shift = shift
        self.by_dts = by_dts
        self._may_jump = may_jump
        self._tick = tick
        self._last_dts: int | None = None
        self._last_pts: int | None = None
        self._fields: Fields | None = None
        self.is_second_field = False
        self._first_key_of_part: int | None = None

    def stamp(self, packet: "Packet[VideoStream]") -> int | None:
        """The stamp of a packet; None where its frame is not shown or not said when, and for a second field."""
        self._fields = self._fields or Fields(packet.stream.codec_context)
        self.is_second_field = self._fields.is_second(packet)
        if self._may_jump and self._jumped(packet):
            self._begin_part(packet)
        if packet.dts is not None:
            self._last_dts = packet.dts
        raw = packet.dts if self.by_dts else packet.pts
        if raw is None or self.is_second_field:
            return None
        stamp = raw + self.shift
        if self._first_key_of_part is not None and stamp < self._first_key_of_part:
            return None  # it leans on frames before the jump, which are another recording
        self._last_pts = stamp if self._last_pts is None else max(self._last_pts, stamp)
        return stamp if _is_shown(packet) else None

    def _jumped(self, packet: "Packet[VideoStream]") -> bool:
        if packet.dts is None or self._last_dts is None:
            return False
        if not -_LARGEST_SLIP_S <= (packet.dts - self._last_dts) * self._tick <= _LONGEST_GAP_S:
            return True
        raw = packet.dts if self.by_dts else packet.pts
        if not packet.is_keyframe or self.is_second_field or raw is None or self._last_pts is None:
            return False
        return raw + self.shift <= self._last_pts  # else a keyframe is shown after all that came before it

    def _begin_part(self, packet: "Packet[VideoStream]") -> None:
        raw = packet.dts if self.by_dts or packet.pts is None else packet.pts
        assert raw is not None  # a jump is seen by the decoding time
        self._first_key_of_part = (self._last_pts or 0) + max(1, packet.duration or 0)
        self.shift = self._first_key_of_part - raw


def _is_shown(packet: "Packet[VideoStream]") -> bool:
    if packet.is_discard:  # hidden by an edit list
        return False
    name = packet.stream.codec_context.name
    if name == "vp8":  # its golden frames are packets of their own
        return bool(memoryview(packet)[0] & _VP8_SHOWN_BIT)
    return name != "vp9" or _is_shown_vp9(memoryview(packet))


def _is_shown_vp9(data: memoryview) -> bool:
    """Whether there is a picture to see in a packet (VP9 bitstream, 6.2: uncompressed_header, and Annex B)."""
    if data[-1] & 0xE0 == _VP9_SEVERAL:
        return True
    has_profile_3 = data[0] & 0x30 == 0x30
    bits = data[0] << has_profile_3  # one more bit comes before the same ones
    return bool(bits & 0x08 or bits & 0x02)  # show_existing_frame, show_frame


class Decoder:
    """Decodes packet by packet, so that one that cannot be decoded is counted and passed over.

    Attributes:
        bad_packets: How many packets could not be decoded so far.
    """

    def __init__(self, stream: VideoStream) -> None:
        self.context = stream.codec_context
        self.bad_packets = 0

    def feed(self, packet: "Packet[VideoStream]", stamp: int | None) -> list[VideoFrame]:
        """Decode one packet; the frames that come out, maybe of earlier packets, carry their stamps as `pts`."""
        packet.pts = stamp
        return self._decode(packet)

    def drain(self) -> list[VideoFrame]:
        """The frames still held back, at the end of the file; only a seek makes the decoder usable again."""
        return self._decode(None)

    def _decode(self, packet: "Packet[VideoStream] | None") -> list[VideoFrame]:
        try:
            return self.context.decode(packet)
        except av.FFmpegError:
            self.bad_packets += 1
            return []
