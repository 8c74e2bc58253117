"""One rising time axis for the packets of a video stream, whatever the file does."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.groups import in_groups
from annotator.media.recording import times_may_jump

_LONGEST_GAP_S = 10  # in files whose time may jump, a longer step forward is a jump too
_LARGEST_SLIP_S = 0.4  # back, where decoding times are made up
_MOST_SPOILT = 100  # errors in a row that can hardly be but the end
_VP8_SHOWN_BIT = 0x10
_IN_GROUPS = {"mpeg1video", "mpeg2video"}


def video_packets(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """The packets of a stream from here to the end of the file; spoilt stretches are passed over.

    Raises:
        MediaError: The disk or the network no longer gives the file.
    """
    packets = _packets(container, stream)
    if stream.codec_context.name in _IN_GROUPS and times_may_jump(container):
        return in_groups(packets)
    return packets


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
            raise MediaError(f"Reading {name} broke off.", "Check the disk or the network it lies on.") from error
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
    """

    def __init__(self, tick: Fraction, *, may_jump: bool, by_dts: bool = False, shift: int = 0) -> None:
        self.shift = shift
        self.by_dts = by_dts
        self._may_jump = may_jump
        self._tick = tick
        self._last_dts: int | None = None
        self._last_pts = 0
        self._first_key_of_part: int | None = None

    def stamp(self, packet: "Packet[VideoStream]") -> int | None:
        """The stamp of a packet, or None where the file says that its frame is not shown or not when."""
        if self._may_jump and self._jumped(packet):
            self._begin_part(packet)
        if packet.dts is not None:
            self._last_dts = packet.dts
        raw = packet.dts if self.by_dts else packet.pts
        if raw is None:
            return None
        stamp = raw + self.shift
        if self._first_key_of_part is not None and stamp < self._first_key_of_part:
            return None  # it leans on frames before the jump, which are another recording
        self._last_pts = max(self._last_pts, stamp)
        return stamp if _is_shown(packet) else None

    def _jumped(self, packet: "Packet[VideoStream]") -> bool:
        if packet.dts is None or self._last_dts is None:
            return False
        return not -_LARGEST_SLIP_S <= (packet.dts - self._last_dts) * self._tick <= _LONGEST_GAP_S

    def _begin_part(self, packet: "Packet[VideoStream]") -> None:
        raw = packet.dts if self.by_dts or packet.pts is None else packet.pts
        assert raw is not None  # a jump is seen by the decoding time
        self._first_key_of_part = self._last_pts + max(1, packet.duration or 0)
        self.shift = self._first_key_of_part - raw


def _is_shown(packet: "Packet[VideoStream]") -> bool:
    if packet.is_discard:  # hidden by an edit list
        return False
    if packet.stream.codec_context.name == "vp8":  # its golden frames are packets of their own
        return bool(bytes(packet)[0] & _VP8_SHOWN_BIT)
    return True


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
