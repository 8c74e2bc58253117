"""The loudness of a recording's sound over time, to be drawn as a waveform."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.media.frames import fingerprint, load_or_scan
from annotator.media.npz_cache import keep, kept
from annotator.media.recording import Recording
from annotator.media.sound_decode import SOUND_RATE_HZ, Samples, SoundDecoder, track_suffix
from annotator.media.table import FrameTable
from annotator.media.yield_to_playback import giving_way

_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class PeakTable:
    """The lowest and the highest sample of each short stretch of sound, from the first shown frame on.

    Attributes:
        low: One value for each stretch, -32768 to 0.
        high: One value for each stretch, 0 to 32767.
        per_second: Stretches in a second.
    """

    low: NDArray[np.int16]
    high: NDArray[np.int16]
    per_second: int

    def between(self, start_ms: float, end_ms: float, columns: int) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """Low and high for each of some columns of a drawing of [start_ms, end_ms); 0 where there is no sound."""
        edges = np.linspace(start_ms, end_ms, columns + 1) * self.per_second / 1000
        first = np.floor(edges[:-1]).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:]).astype(np.int64), first + 1)
        low, high = np.zeros(columns, np.int16), np.zeros(columns, np.int16)
        for column in range(columns):
            begin, end = max(0, first[column]), max(0, last[column])
            if begin < min(end, len(self.low)):
                low[column], high[column] = self.low[begin:end].min(), self.high[begin:end].max()
        return low, high


def peaks(
    path: Recording,
    per_second: int = 100,
    *,
    cache_dir: Path | None = None,
    table: FrameTable | None = None,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    sound_track: int = 0,
) -> PeakTable:
    """Decode the sound of a recording once; some seconds for half an hour, so do it in the background.

    Args:
        path: The recording. Without sound the result has no stretches.
        per_second: Stretches in a second.
        cache_dir: Where to keep the result; None keeps nothing.
        table: The frames of the picture, if they are known already.
        progress: Told the part done, 0 to 1.
        should_stop: Asked often; when it says True, what there is so far is returned, and not kept.
        sound_track: Which of its sound tracks, 0-based.

    Raises:
        MediaError: The recording cannot be opened.
    """
    if cache_dir is None:
        with closing(SoundDecoder(path, sound_track)) as decoder:
            return _measure(decoder, per_second, table or load_or_scan(path, None), progress, should_stop)[0]
    place = cache_dir / f"{fingerprint(path)}{track_suffix(sound_track)}-{per_second}.peaks.npz"
    known = kept(place, _VERSION, {"low", "high"})
    if known is not None:
        return PeakTable(known["low"].astype(np.int16), known["high"].astype(np.int16), per_second)
    frames = table or load_or_scan(path, cache_dir)
    with closing(SoundDecoder(path, sound_track)) as decoder:
        found, complete = _measure(decoder, per_second, frames, progress, should_stop)
    if complete:
        keep(place, _VERSION, {"low": found.low, "high": found.high})
    return found


def _measure(
    decoder: SoundDecoder,
    per_second: int,
    frames: FrameTable,
    progress: Callable[[float], None] | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[PeakTable, bool]:
    """The peaks, and whether they go to the end."""
    length = SOUND_RATE_HZ // per_second
    low: list[int] = []
    high: list[int] = []
    rest = np.empty(0, np.int16)
    complete = True
    for samples in giving_way(decoder.samples_from(0, frames)):
        if should_stop is not None and should_stop():
            complete = False
            break
        mono = np.concatenate([rest, _loudest(samples)])
        whole = len(mono) // length * length
        stretches, rest = mono[:whole].reshape(-1, length), mono[whole:]
        low += stretches.min(axis=1, initial=0).tolist()
        high += stretches.max(axis=1, initial=0).tolist()
        if progress is not None and frames.duration_ms:
            progress(min(1.0, len(low) * 1000 / per_second / frames.duration_ms))
    return PeakTable(np.array(low, np.int16), np.array(high, np.int16), per_second), complete


def _loudest(samples: Samples) -> NDArray[np.int16]:
    """Of both channels the one that is farther from silence, sample by sample."""
    left, right = samples[:, 0], samples[:, 1]
    return np.where(np.abs(left.astype(np.int32)) >= np.abs(right.astype(np.int32)), left, right)
