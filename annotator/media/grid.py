"""A recording without a picture: its moments are the steps of a grid, and its sound is all there is to see."""

from collections.abc import Callable, Iterator
from contextlib import closing
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.frame import VideoFrame

from annotator.errors import MediaError
from annotator.media.picture import Picture
from annotator.media.recording import Recording, files_of, name_of, open_recording, sound_stream
from annotator.media.table import FrameTable, Whole

GRID_MS = 40
"""A frame of 25 Hz."""

_TICK = Fraction(1, 1000)


def scan_sound(
    path: Recording,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> FrameTable:
    """Read through the sound of a recording and lay a grid of GRID_MS over it.

    Raises:
        MediaError: It cannot be opened, or there is no sound in it either.
    """
    size = sum(file.stat().st_size for file in files_of(path))
    with closing(open_recording(path)) as container:
        stream = sound_stream(container)
        if stream is None:
            raise _nothing_in(path)
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        first_s, end_s, complete = None, Fraction(0), True
        for packet in _packets(container, stream):
            if should_stop is not None and should_stop():
                complete = False
                break
            if first_s is None:
                first_s = _first_heard_s(stream, packet)
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is not None and packet.time_base is not None:
                end_s = max(end_s, (stamp + (packet.duration or 0)) * packet.time_base)
            if progress is not None and packet.pos is not None:
                progress(min(1.0, packet.pos / size))
    if first_s is None or end_s <= first_s:
        raise _nothing_in(path)
    return _on_grid([0], round((end_s - first_s) * 1000), round(first_s * 1000), GRID_MS, complete=complete)


def on_grid(table: FrameTable, grid_ms: int) -> FrameTable:
    """The table with steps of another length, where it is that of a sound; of a picture, the table as it is."""
    if not table.sound_only:
        return table
    begins_ms = table.pts_ms[table.keyframes].tolist()  # of each file
    return _on_grid(begins_ms, table.duration_ms, int(table.stamps[0]), grid_ms, complete=table.complete)


def blank_picture(index: int, table: FrameTable) -> Picture:
    """What is on the screen at a step of the grid: nothing."""
    return Picture(index, table.ms_at(index), _blank(), sound_only=True)


def _on_grid(begins_ms: list[int], duration_ms: int, first_ms: int, grid_ms: int, *, complete: bool) -> FrameTable:
    ends_ms = [*begins_ms[1:], max(duration_ms, 1)]
    parts: list[Whole] = [np.arange(*ends, grid_ms) for ends in zip(begins_ms, ends_ms, strict=True)]
    pts_ms = np.concatenate(parts).astype(np.int64)
    parts_begin = np.cumsum([0, *(len(part) for part in parts[:-1])]).astype(np.int64)
    ticks = np.full(len(parts), first_ms, np.int64)
    return FrameTable(
        stamps=pts_ms + first_ms,
        pts_ms=pts_ms,
        duration_ms=max(duration_ms, 1),
        tick=_TICK,
        keyframes=parts_begin,
        key_ticks=ticks,
        key_bytes=np.zeros(len(parts), np.int64),
        key_shifts=np.array(begins_ms, np.int64),
        key_parts=np.arange(len(parts), dtype=np.int64),
        shared=np.empty(0, np.int64),
        one_a_packet=True,
        by_dts=False,
        by_bytes=False,
        complete=complete,
        _order=np.arange(len(pts_ms)),
        sound_only=True,
    )


def _packets(container: InputContainer, stream: AudioStream) -> "Iterator[Packet[AudioStream]]":
    """The packets, as far as they can be read."""
    try:
        yield from (packet for packet in container.demux(stream) if packet.size)
    except (av.FFmpegError, IndexError):
        return


def _first_heard_s(stream: AudioStream, packet: "Packet[AudioStream]") -> Fraction | None:
    """When the first sample is heard, on the file's own time axis; None while none came out of the decoder."""
    try:
        frames = stream.codec_context.decode(packet)
    except av.FFmpegError:
        return None
    times = (frame.pts * frame.time_base for frame in frames if frame.pts is not None and frame.time_base is not None)
    return next(times, None)


@cache
def _blank() -> VideoFrame:
    """The smallest black frame."""
    planes = np.full((3, 2), 128, np.uint8)
    planes[:2] = 16
    return VideoFrame.from_ndarray(planes, format="yuv420p")


def _nothing_in(path: Path | tuple[Path, ...]) -> MediaError:
    what = f"{name_of(path)} has neither a picture nor a sound that can be played."
    return MediaError(what, "Play it elsewhere, or ask for another copy.")
