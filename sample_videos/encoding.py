"""Pictures and sound into a video file, with PyAV."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.filter import Graph
from av.video.stream import VideoStream
from numpy.typing import NDArray

SOUND_RATE = 48_000


@contextmanager
def as_urgent_as_before() -> Iterator[None]:
    """Encode in here: SVT-AV1 makes the thread that calls it a real-time one where it may (as root), and leaves it so.

    All threads begun afterwards would be, and other programs would hardly get a turn.
    """
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, urgency = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, urgency)


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """How pictures are encoded. `rate` is in frames a second; `time_base` (seconds) defaults to 1 / rate."""

    width: int
    height: int
    rate: Fraction = Fraction(25)
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)
    time_base: Fraction | None = None
    pixel_shape: Fraction | None = None
    rotation: int = 0
    interlaced: bool = False

    @property
    def tick(self) -> Fraction:
        """Seconds that one step of a picture's PTS lasts."""
        return self.time_base or 1 / self.rate


class MovieFile:
    """A video file being written; use it as a context manager. A wrong option raises av.FFmpegError."""

    def __init__(self, path: Path, *, muxer: str | None = None, options: Mapping[str, str] | None = None) -> None:
        """Open the file for writing; `muxer` overrules the file name's suffix."""
        every_time_the_same = {"fflags": "+bitexact"}
        self._container = av.open(
            str(path), "w", format=muxer, container_options={**every_time_the_same, **(options or {})}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for stream in self._container.streams:
                assert isinstance(stream, VideoStream | AudioStream)
                self._container.mux(stream.encode(None))
        self._container.close()

    def add_pictures(self, form: PictureFormat) -> "PictureTrack":
        """Add a video stream."""
        stream = self._container.add_stream(form.codec, rate=form.rate, options=dict(form.options))
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = form.width, form.height, form.pix_fmt
        stream.codec_context.time_base = form.tick
        stream.codec_context.thread_type = "FRAME"
        if form.pixel_shape is not None:
            stream.codec_context.sample_aspect_ratio = form.pixel_shape
        if form.rotation:
            stream.set_display_rotation(form.rotation)
        return PictureTrack(self._container, stream, form)

    def add_sound(self, codec: str = "aac", *, bit_rate: int = 48_000, layout: str = "mono") -> "SoundTrack":
        """Add an audio stream of SOUND_RATE samples a second."""
        stream = self._container.add_stream(codec, rate=SOUND_RATE)
        assert isinstance(stream, AudioStream)
        stream.codec_context.layout = layout
        stream.codec_context.bit_rate = bit_rate
        return SoundTrack(self._container, stream)


class PictureTrack:
    """The video stream of a MovieFile."""

    def __init__(self, container: av.container.OutputContainer, stream: VideoStream, form: PictureFormat) -> None:
        self._container, self._stream, self._form = container, stream, form
        self._fields = _field_marker(form) if form.interlaced else None

    def write(self, image_bgr: NDArray[np.uint8], pts: int) -> None:
        """Write one picture (height x width x 3) at `pts` ticks."""
        frame = av.VideoFrame.from_numpy_buffer(image_bgr, format="bgr24").reformat(format=self._form.pix_fmt)
        frame.pts, frame.time_base = pts, self._form.tick
        if self._fields is not None:
            self._fields.push(frame)
            frame = self._fields.vpull()
            frame.pts, frame.time_base = pts, self._form.tick
        self._container.mux(self._stream.encode(frame))


class SoundTrack:
    """The audio stream of a MovieFile."""

    def __init__(self, container: av.container.OutputContainer, stream: AudioStream) -> None:
        self._container, self._stream = container, stream

    def write(self, samples: NDArray[np.float32], first_sample: int) -> None:
        """Write mono samples between -1 and 1 that begin `first_sample` samples after time 0."""
        whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, first_sample, Fraction(1, SOUND_RATE)
        self._container.mux(self._stream.encode(frame))


def _field_marker(form: PictureFormat) -> Graph:
    """A filter that marks pictures as two fields, the top one first."""
    graph = Graph()
    ends = (
        graph.add_buffer(
            width=form.width, height=form.height, format=av.VideoFormat(form.pix_fmt), time_base=form.tick
        ),
        graph.add("setfield", "tff"),
        graph.add("buffersink"),
    )
    graph.link_nodes(*ends).configure()
    return graph
