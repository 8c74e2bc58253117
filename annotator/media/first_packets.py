"""What decoding the first packets of a recording tells of all of it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.fields import Fields
from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.recording import (
    Recording,
    name_of,
    nothing_to_show,
    open_recording,
    picture_stream,
    times_may_jump,
)

_START_PACKETS, _LONGEST_START = 64, 2000

FirstFrame = Callable[[VideoFrame, Fraction], None]
"""Told frame 0 as decoded, and the width of its pixels divided by their height."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first frame shown, and how to find the others.

    Attributes:
        first_stamp: Stamp of the first frame that can be shown.
        by_dts: Whether presentation times are missing or made up.
        one_a_packet: Whether each packet holds one frame.
        by_decoding: Whether all of the file must be decoded to know its frames.
    """

    first_stamp: int
    by_dts: bool
    one_a_packet: bool
    by_decoding: bool


def try_start(path: Recording, stream: int, first: FirstFrame | None = None) -> Start:
    """Decode the first packets.

    Args:
        path: The recording, in one part.
        stream: Which of its video streams, 0-based.
        first: Told frame 0 as soon as it is decoded, unless it is spoilt.

    Raises:
        MediaError: The file cannot be opened, has no times in it, or no frame that can be shown.
    """
    with closing(open_recording(path)) as container:
        pictures = picture_stream(container, stream)
        packets = _Replayed(video_packets(container, pictures))
        by_dts = _leaves_times_out(packets, Fields(pictures.codec_context), path)
        first_frame = _FrameZero(pictures, first)
        stamps, one_a_packet = _first_stamps(packets, container, pictures, first_frame, by_dts=by_dts)
        if not by_dts and stamps != sorted(stamps):  # made-up times, which AVI has for H.264
            by_dts = True
            pictures.codec_context.flush_buffers()
            stamps, one_a_packet = _first_stamps(packets, container, pictures, first_frame, by_dts=by_dts)
    if not stamps:
        raise nothing_to_show(path)
    return Start(stamps[0], by_dts, one_a_packet, by_dts or not one_a_packet)


class _Replayed:
    """Packets that can be gone through again: what was read is kept, and more is read only when it is asked for.

    Decoding writes over presentation times; decoding times stay.
    """

    def __init__(self, packets: "Iterator[Packet[VideoStream]]") -> None:
        self._packets = packets
        self._read: list[Packet[VideoStream]] = []

    def __iter__(self) -> "Iterator[Packet[VideoStream]]":
        yield from self._read
        for packet in self._packets:
            self._read.append(packet)
            yield packet


class _FrameZero:
    """Waits for frame 0: the first that comes out; of several that share its time, the last, as the table has it."""

    def __init__(self, pictures: VideoStream, tell: FirstFrame | None) -> None:
        self._pictures, self._tell = pictures, tell
        self._frame: VideoFrame | None = None

    def follow(self, frames: list[VideoFrame]) -> None:
        for frame in frames:
            if self._tell is None or frame.pts is None:
                continue
            if self._frame is None or frame.pts == self._frame.pts:
                self._frame = frame
                continue
            tell, self._tell = self._tell, None
            if not self._frame.is_corrupt:
                tell(self._frame, self._pictures.sample_aspect_ratio or Fraction(1))


def _first_stamps(
    packets: _Replayed, container: InputContainer, pictures: VideoStream, first: _FrameZero, *, by_dts: bool
) -> tuple[list[int], bool]:
    """Stamps of the first frames as decoded, and whether each packet is a frame (one in halves may be two packets)."""
    stamps: list[int] = []
    count = 0
    decoder = Decoder(pictures)
    times = PacketTimes(tick_of(pictures), may_jump=times_may_jump(container), by_dts=by_dts)
    for read, packet in enumerate(packets):
        stamp = times.stamp(packet)
        count += stamp is not None
        frames = decoder.feed(packet, stamp)
        first.follow(frames)
        stamps += stamps_of(frames)
        if (read >= _START_PACKETS and stamps) or read >= _LONGEST_START:
            break
    frames = decoder.drain()
    first.follow(frames)
    stamps += stamps_of(frames)
    return stamps, decoder.bad_packets > 0 or len(stamps) > 0.75 * count


def _leaves_times_out(packets: _Replayed, fields: Fields, path: Recording) -> bool:
    """Whether a frame after the first keyframe has no presentation time of its own."""
    begun = False
    for packet in islice(packets, _START_PACKETS):
        begun = begun or packet.is_keyframe
        is_second = fields.is_second(packet)
        if begun and packet.pts is None and not is_second:
            if packet.dts is None:
                raise MediaError(f"{name_of(path)} contains no timestamps.", "Convert it to MP4.")
            return True
    return False


def stamps_of(frames: list[VideoFrame]) -> list[int]:
    """The stamps of decoded frames, without those that have none."""
    return [frame.pts for frame in frames if frame.pts is not None]


def tick_of(stream: VideoStream) -> Fraction:
    """Seconds that one tick of its times lasts."""
    assert stream.time_base is not None  # an opened stream has one
    return stream.time_base
