"""A stretch of a recording as a file of its own: encoded anew, so that it begins and ends at exactly these frames."""

from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.reader import FrameReader
from annotator.media.recording import Recording
from annotator.media.sound_decode import SOUND_RATE_HZ, Samples, SoundDecoder
from annotator.media.table import FrameTable
from annotator.progress import Progress

_MS = Fraction(1, 1000)
_QUALITY = {"crf": "18", "preset": "veryfast"}
"""No difference to the recording is seen."""
_RATE = 30
"""Only what players are told; every frame has its own time."""


def cut(
    recording: Recording, table: FrameTable, frames: range, sound_track: int, out: Path, progress: Progress
) -> None:
    """Write these frames with their sound as MP4; the recording is only read.

    Args:
        recording: what is cut.
        table: its frames.
        frames: the first up to, and without, the last; at least one.
        sound_track: which of its sound tracks, 0-based.
        out: the new file; after an error there is none.
        progress: told the share done, 0 to 1; it may raise to stop.

    Raises:
        MediaError: if the recording cannot be read, the file is there already, or it cannot be written.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        if out.exists():
            raise MediaError(f"{out.name} is there already.", "Choose another folder.")
        try:
            with av.open(str(part), "w", format="mp4") as container:
                _fill(container, recording, table, frames, sound_track, progress)
            part.rename(out)
        except (av.FFmpegError, OSError) as error:
            what = f"{out.name} could not be written: {error.strerror or error}."
            raise MediaError(what, "Choose a folder that you can write to, on a disk with free space.") from error
    finally:
        part.unlink(missing_ok=True)


def _fill(
    container: OutputContainer,
    recording: Recording,
    table: FrameTable,
    frames: range,
    sound_track: int,
    progress: Progress,
) -> None:
    start_ms = table.ms_at(frames.start)
    end_ms = _ends(table, frames[-1])
    with closing(SoundDecoder(recording, sound_track)) as sound:
        heard: AudioStream | None = None
        if sound.has_sound:
            heard = container.add_stream("aac", rate=SOUND_RATE_HZ, layout="stereo")
        if not table.sound_only:
            _write_pictures(container, recording, table, frames, progress)
        if heard is not None:
            for at, samples in _samples(sound, table, start_ms, end_ms):
                frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE_HZ, at, Fraction(1, SOUND_RATE_HZ)
                container.mux(heard.encode(frame))
            container.mux(heard.encode(None))
    progress(1.0)


def _ends(table: FrameTable, index: int) -> int:
    return table.duration_ms if index + 1 >= len(table) else table.ms_at(index + 1)


def _write_pictures(
    container: OutputContainer, recording: Recording, table: FrameTable, frames: range, progress: Progress
) -> None:
    stream: VideoStream | None = None
    start_ms = table.ms_at(frames.start)
    with closing(FrameReader(recording, table=table)) as reader:
        for index in frames:
            picture = reader.read(index)
            width, height = (side - side % 2 for side in picture.display_size)  # 4:2:0 has no half pixels
            if stream is None:
                stream = container.add_stream("libx264", rate=_RATE, options=_QUALITY)
                stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
                stream.codec_context.time_base = _MS
                stream.codec_context.flags |= Flags.frame_duration  # else the last frame lasts as long as _RATE says
            frame = VideoFrame.from_ndarray(picture.to_bgra(stream.width, stream.height), format="bgra")
            frame.pts, frame.time_base = table.ms_at(index) - start_ms, _MS
            frame.duration = _ends(table, index) - table.ms_at(index)
            container.mux(stream.encode(frame))
            progress((index - frames.start) / len(frames))
    if stream is not None:
        container.mux(stream.encode(None))


def _samples(sound: SoundDecoder, table: FrameTable, start_ms: int, end_ms: int) -> Iterator[tuple[int, Samples]]:
    """Yield the sound from start to end, with the number of the first sample of each piece."""
    at, until = 0, round((end_ms - start_ms) * SOUND_RATE_HZ / 1000)
    for samples in sound.samples_from(start_ms, table):
        kept = np.ascontiguousarray(samples[: until - at])
        if len(kept):
            yield at, kept
        at += len(kept)
        if at >= until:
            return
