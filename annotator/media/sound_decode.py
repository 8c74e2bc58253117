"""The sound of a recording as an unbroken row of samples, from any moment on, at any speed."""

import math
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from numpy.typing import NDArray

from annotator.media.recording import Recording, open_recording, parts_of, sound_stream
from annotator.media.table import FrameTable

SOUND_RATE_HZ = 48_000
CHANNELS = 2
Samples = NDArray[np.int16]  # n x CHANNELS

_EARLIER_MS = 150  # decoders need a run-up
_EARLIER_BY_BYTES_MS = 1500  # sound lies up to a second away from its picture in VOB and MPEG-TS
_TEMPO_BLOCK = 1024
_FASTEST_IN_ONE_STEP = 2.0
_EARLY_SLOWED_MS, _EARLY_QUICKENED_MS = 5.5, 2.5
_LARGEST_SLIP_MS = 20
_UNLIKELY_GAP_MS = 2000
_LONGEST_SILENCE_MS = 500  # a longer one is given in parts


class SoundDecoder:
    """Decodes one sound track. For one thread only.

    Args:
        recording: The recording.
        track: Which of its sound tracks, 0-based.

    Raises:
        MediaError: The recording cannot be opened.
    """

    def __init__(self, recording: Recording, track: int = 0) -> None:
        self._parts, self._track = parts_of(recording), track
        self._part = 0
        self._container: InputContainer = open_recording(self._parts[0])
        self._stream: AudioStream | None = sound_stream(self._container, track)

    @property
    def has_sound(self) -> bool:
        """Whether there is an audio stream."""
        return self._stream is not None

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def samples_from(self, ms: float, table: FrameTable) -> Iterator[Samples]:
        """Samples from a moment on (ms after the first shown frame), without gaps, until the sound ends.

        Where the file has no sound (it begins later than the picture, or breaks off) there is silence.
        """
        self._turn_to(table.part_at(table.index_at(round(ms))))
        self._seek(ms, table)
        resampler = _Resampler()
        due_ms, slip_ms, unlikely_ms = ms, 0.0, 0.0
        for at_ms, frame in self._frames(table):
            samples = resampler.resample(frame)
            gap_ms = at_ms - due_ms
            if slip_ms and abs(gap_ms) > _UNLIKELY_GAP_MS and abs(gap_ms - unlikely_ms) > _UNLIKELY_GAP_MS:
                unlikely_ms, gap_ms = gap_ms, 0.0  # a spoilt time; believed when the next one agrees
            if gap_ms > slip_ms:
                for silence in _silence(gap_ms):
                    due_ms += 1000 * len(silence) / SOUND_RATE_HZ
                    yield silence
            elif gap_ms < -slip_ms:
                samples = samples[round(-gap_ms * SOUND_RATE_HZ / 1000) :]
            if len(samples):
                due_ms += 1000 * len(samples) / SOUND_RATE_HZ
                slip_ms = _LARGEST_SLIP_MS
                yield samples

    def frames_from_start(self, table: FrameTable) -> Iterator[tuple[float, AudioFrame]]:
        """All decoded frames of sound, and when each begins in ms after the first shown frame."""
        self._turn_to(0)
        return self._frames(table)

    def _seek(self, ms: float, table: FrameTable) -> None:
        if self._stream is None or self._stream.time_base is None:
            return
        first = table.part_begins(self._part)
        try:
            if table.by_bytes:
                place = max(first, table.keyframe_before(table.index_at(round(ms) - _EARLIER_BY_BYTES_MS)))
                self._container.seek(int(table.key_bytes[place]), unsupported_byte_offset=True)
            else:
                at_s = table.zero_s + (ms - _EARLIER_MS) / 1000 - int(table.key_shifts[first]) * table.tick
                self._container.seek(math.floor(at_s / self._stream.time_base), stream=self._stream)
        except av.FFmpegError:  # before the first sample, or not seekable: from the beginning then
            self._open(self._part)

    def _open(self, part: int) -> None:
        self.close()
        self._part = part
        self._container = open_recording(self._parts[part])
        self._stream = sound_stream(self._container, self._track)

    def _turn_to(self, part: int) -> None:
        if part != self._part:
            self._open(part)

    def _frames(self, table: FrameTable) -> Iterator[tuple[float, AudioFrame]]:
        """The decoded frames of this part and those after it."""
        while True:
            if self._stream is not None:
                yield from self._frames_of_part(table)
            if self._part + 1 >= len(self._parts):
                return
            self._open(self._part + 1)

    def _frames_of_part(self, table: FrameTable) -> Iterator[tuple[float, AudioFrame]]:
        """Decoded frames and when they begin, in ms after the first shown picture."""
        assert self._stream is not None
        packets = self._container.demux(self._stream)
        byte = 0
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, IndexError):  # IndexError: how PyAV ends where damage looked like one more stream
                return
            if packet is None:
                return
            if packet.pos is not None and packet.pos >= 0:  # else it begins within the last known place
                byte = packet.pos
            shift = _shift_at(byte, self._part, table)
            try:
                frames = self._stream.codec_context.decode(packet if packet.size else None)
            except av.FFmpegError:
                continue
            for frame in frames:
                if frame.pts is not None and frame.time_base is not None:
                    at_s = frame.pts * frame.time_base + shift * table.tick
                    yield float(at_s) * 1000 - table.zero_s * 1000, frame


class _Resampler:
    """Makes every frame of sound alike, also where its kind changes in the middle of the file."""

    def __init__(self) -> None:
        self._kind: tuple[str, str, int] | None = None

    def resample(self, frame: AudioFrame) -> Samples:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            self._resampler = AudioResampler(format="s16", layout="stereo", rate=SOUND_RATE_HZ)
            self._kind = kind
        frame.pts = None  # it would stretch over small steps of time
        try:
            return _joined(self._resampler.resample(frame))
        except av.FFmpegError:  # spoilt: there is no such kind of sound
            self._kind = None
            return _joined([])


class Tempo:
    """Makes sound faster or slower without changing its pitch.

    Args:
        rate: 2 plays twice as fast; 0.25 to 4.

    Attributes:
        early_ms: How much too early the sound comes out on the average, in ms of the recording (measured with 120
            claps a speed; the filter lays windows of sound over each other where they fit best, so a clap lies at most
            11 ms from there).
    """

    def __init__(self, rate: float) -> None:
        steps = _tempo_steps(rate)
        # The filter's windows last a 24th of a second. Told of a lower rate it takes shorter ones, and claps stay
        # nearer to their moments: half as long for voices, a quarter where it goes so fast that moments matter more.
        self._told_rate_hz = SOUND_RATE_HZ // (2 if rate <= _FASTEST_IN_ONE_STEP else 4)
        self._graph = _tempo_graph(steps, self._told_rate_hz) if steps else None
        self.early_ms = 0.0 if rate == 1 else _EARLY_SLOWED_MS if rate < 1 else _EARLY_QUICKENED_MS

    def stretch(self, samples: Samples) -> Samples:
        """The next samples at the new speed; some are held back until more come."""
        if self._graph is None:
            return samples
        stretched = []
        for first in range(0, len(samples), _TEMPO_BLOCK):  # larger blocks stay in the filter for longer
            block = np.ascontiguousarray(samples[first : first + _TEMPO_BLOCK])
            frame = AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate = self._told_rate_hz
            self._graph.push(frame)
            stretched += self._pulled()
        return _joined(stretched)

    def finish(self) -> Samples:
        """The samples held back, at the end."""
        if self._graph is None:
            return _joined([])
        self._graph.push(None)
        return _joined(self._pulled())

    def _pulled(self) -> list[AudioFrame]:
        assert self._graph is not None  # there is something to stretch
        frames: list[AudioFrame] = []
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return frames
            assert isinstance(frame, AudioFrame)
            frames.append(frame)


def track_suffix(track: int) -> str:
    """What tells apart in the names of cache files what is known of one sound track from what is known of another."""
    return f"-track{track}" if track else ""


def _tempo_steps(rate: float) -> list[float]:
    """One step does 0.5 to 2: it goes no lower, and above leaves samples out."""
    if rate == 1:
        return []
    return [rate] if 0.5 <= rate <= _FASTEST_IN_ONE_STEP else [math.sqrt(rate)] * 2


def _tempo_graph(steps: list[float], rate_hz: int) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(format="s16", sample_rate=rate_hz, layout="stereo", time_base=Fraction(1, rate_hz))
    filters = [graph.add("atempo", f"{step:.9f}") for step in steps]
    graph.link_nodes(source, *filters, graph.add("abuffersink"))
    graph.configure()
    return graph


def _joined(frames: list[AudioFrame]) -> Samples:
    parts = [np.asarray(frame.to_ndarray(), np.int16).reshape(-1, CHANNELS) for frame in frames]
    return np.concatenate(parts) if parts else np.empty((0, CHANNELS), np.int16)


def _silence(ms: float) -> Iterator[Samples]:
    while ms > 0:
        part_ms = min(ms, _LONGEST_SILENCE_MS)
        yield np.zeros((round(part_ms * SOUND_RATE_HZ / 1000), CHANNELS), np.int16)
        ms -= part_ms


def _shift_at(byte: int, part: int, table: FrameTable) -> int:
    """What jumps of time in the file up to this place add, in ticks of the picture."""
    first, end = table.part_begins(part), table.part_begins(part + 1)
    if not table.by_bytes or first == end:
        return int(table.key_shifts[min(first, len(table.key_shifts) - 1)])
    place = first + int(np.searchsorted(table.key_bytes[first:end], byte, side="right")) - 1
    return int(table.key_shifts[max(first, place)])
