"""The loudness of a recording's sound over time, to be drawn as a waveform."""

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.media.frames import fingerprint, load_or_scan
from annotator.media.sound_decode import SOUND_RATE_HZ, Samples, SoundDecoder
from annotator.media.table import FrameTable

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
    path: Path,
    per_second: int = 100,
    *,
    cache_dir: Path | None = None,
    table: FrameTable | None = None,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PeakTable:
    """Decode the sound of a recording once; some seconds for half an hour, so do it in the background.

    Args:
        path: The recording. Without sound the result has no stretches.
        per_second: Stretches in a second.
        cache_dir: Where to keep the result; None keeps nothing.
        table: The frames of the picture, if they are known already.
        progress: Told the part done, 0 to 1.
        should_stop: Asked often; when it says True, what there is so far is returned, and not kept.

    Raises:
        MediaError: The recording cannot be opened.
    """
    kept = cache_dir / f"{fingerprint(path)}-{per_second}.peaks.npz" if cache_dir is not None else None
    found = _load(kept, per_second) if kept is not None else None
    if found is not None:
        return found
    frames = table if table is not None else load_or_scan(path, cache_dir, should_stop=should_stop)
    lows, highs, complete = _measure(path, per_second, frames, progress, should_stop)
    found = PeakTable(np.array(lows, np.int16), np.array(highs, np.int16), per_second)
    if kept is not None and complete:
        _try_to_keep(found, kept)
    return found


def _measure(
    path: Path,
    per_second: int,
    frames: FrameTable,
    progress: Callable[[float], None] | None,
    should_stop: Callable[[], bool] | None,
) -> tuple[list[int], list[int], bool]:
    length = SOUND_RATE_HZ // per_second
    lows: list[int] = []
    highs: list[int] = []
    rest = np.empty(0, np.int16)
    decoder = SoundDecoder(path)
    try:
        for samples in decoder.samples_from(0, frames):
            if should_stop is not None and should_stop():
                return lows, highs, False
            mono = np.concatenate([rest, _loudest(samples)])
            whole = len(mono) // length * length
            stretches, rest = mono[:whole].reshape(-1, length), mono[whole:]
            lows += np.minimum(stretches.min(axis=1), 0).tolist() if whole else []
            highs += np.maximum(stretches.max(axis=1), 0).tolist() if whole else []
            if progress is not None and frames.duration_ms:
                progress(min(1.0, len(lows) * 1000 / per_second / frames.duration_ms))
    finally:
        decoder.close()
    return lows, highs, True


def _loudest(samples: Samples) -> NDArray[np.int16]:
    """Of both channels the one that is farther from silence, sample by sample."""
    left, right = samples[:, 0], samples[:, 1]
    return np.where(np.abs(left.astype(np.int32)) >= np.abs(right.astype(np.int32)), left, right)


def _try_to_keep(found: PeakTable, path: Path) -> None:
    """A cache that cannot be written (a full disk) costs time only."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, version=np.array(_VERSION), low=found.low, high=found.high)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def _load(path: Path, per_second: int) -> PeakTable | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["version"]) == _VERSION:
                return PeakTable(file["low"], file["high"], per_second)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, EOFError):
        pass
    return None
