"""What decoding the first packets of a recording tells of all of it."""

from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.recording import Recording, name_of, open_recording, picture_stream, times_may_jump

_START_PACKETS, _LONGEST_START = 64, 2000


@dataclass(frozen=True, slots=True)
class Start:
    """The first frame shown, and how to find the others.

    Attributes:
        first_stamp: Stamp of the first frame that can be shown.
        by_dts: Whether presentation times are missing or made up.
        by_decoding: Whether all of the file must be decoded to know its frames.
    """

    first_stamp: int
    by_dts: bool
    by_decoding: bool


def try_start(path: Recording, stream: int) -> Start:
    """Decode the first packets.

    Raises:
        MediaError: The file cannot be opened, has no times in it, or no frame that can be shown.
    """
    by_dts = _leaves_times_out(path, stream)
    stamps, one_a_packet = _first_stamps(path, stream, by_dts=by_dts)
    if not by_dts and stamps != sorted(stamps):  # made-up times, which AVI has for H.264
        by_dts = True
        stamps, one_a_packet = _first_stamps(path, stream, by_dts=by_dts)
    if not stamps:
        raise nothing_to_show(path)
    return Start(stamps[0], by_dts, by_dts or not one_a_packet)


def _first_stamps(path: Recording, stream: int, *, by_dts: bool) -> tuple[list[int], bool]:
    """Stamps of the first frames as decoded, and whether each packet is a frame (a frame in halves is two packets)."""
    stamps: list[int] = []
    packets = 0
    with closing(open_recording(path)) as container:
        pictures = picture_stream(container, stream)
        decoder = Decoder(pictures)
        times = PacketTimes(tick_of(pictures), may_jump=times_may_jump(container), by_dts=by_dts)
        for read, packet in enumerate(video_packets(container, pictures)):
            stamp = times.stamp(packet)
            packets += stamp is not None
            stamps += stamps_of(decoder.feed(packet, stamp))
            if (read >= _START_PACKETS and stamps) or read >= _LONGEST_START:
                break
        stamps += stamps_of(decoder.drain())
    return stamps, decoder.bad_packets > 0 or len(stamps) > 0.75 * packets


def _leaves_times_out(path: Recording, stream: int) -> bool:
    """Whether a frame after the first keyframe has no presentation time of its own."""
    with closing(open_recording(path)) as container:
        begun = False
        for read, packet in enumerate(video_packets(container, picture_stream(container, stream))):
            begun = begun or packet.is_keyframe
            if begun and packet.pts is None:
                if packet.dts is None:
                    raise MediaError(f"{name_of(path)} has no times in it.", "Convert it to MP4.")
                return True
            if read >= _START_PACKETS:
                break
    return False


def stamps_of(frames: list[VideoFrame]) -> list[int]:
    """The stamps of decoded frames, without those that have none."""
    return [frame.pts for frame in frames if frame.pts is not None]


def nothing_to_show(path: Recording) -> MediaError:
    """The refusal of a file without a picture that can be decoded."""
    return MediaError(f"No picture of {name_of(path)} can be shown.", "Play it elsewhere, or ask for another copy.")


def tick_of(stream: VideoStream) -> Fraction:
    """Seconds that one tick of its times lasts."""
    assert stream.time_base is not None  # an opened stream has one
    return stream.time_base
