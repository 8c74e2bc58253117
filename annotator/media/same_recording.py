"""Whether two files hold the same recording, and how far one lies from the other: by pictures and sound at moments."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.media.frames import load_or_scan
from annotator.media.peaks import peaks
from annotator.media.reader import FrameReader
from annotator.media.recording import Recording
from annotator.media.table import FrameTable

MOMENTS = 10

_SMALL_PX = 32
_SAME_LEVELS = 12.0  # of 255, on the average: what another codec and size do
_SEARCHED_FRAMES = 60  # to both sides
_SEARCHED_MS = 30_000  # by the sound
_PEAKS_PER_SECOND = 100
_SOUND_MS = 2_000  # to both sides of a moment
_SAME_SOUND = 0.5
_SILENT = 0.005  # of the loudest possible sample

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sameness:
    """What two recordings have in common.

    Attributes:
        shift_ms: How much later the same moment lies in the new recording than in the old one.
        pictures: At how many moments the pictures are the same, and how many were compared; (0, 0) without pictures.
        sounds: The same of the sound.
    """

    shift_ms: int
    pictures: tuple[int, int]
    sounds: tuple[int, int]

    @property
    def is_same(self) -> bool:
        """Whether at least eight of ten moments agree, in pictures, or in sound where there are none."""
        agreed, compared = self.pictures if self.pictures[1] else self.sounds
        return compared > 0 and agreed >= 0.8 * compared


def compare(
    old: Recording, new: Recording, cache_dir: Path | None, progress: Callable[[float], None] | None = None
) -> Sameness:
    """Compare two recordings at ten moments; takes some seconds, and the reading of both sounds.

    Raises:
        MediaError: One of them is missing or cannot be played.
    """
    tell = progress if progress is not None else _tell_nobody
    tables = [load_or_scan(one, cache_dir) for one in (old, new)]
    tell(0.2)
    sounds = _loudness(old, tables[0], cache_dir), _loudness(new, tables[1], cache_dir)
    tell(0.6)
    by_sound_ms = _shift_of_sounds(*sounds)
    duration_ms = min(table.duration_ms for table in tables)
    moments = [round(duration_ms * (place + 0.5) / MOMENTS) for place in range(MOMENTS)]
    if any(table.sound_only for table in tables):
        return Sameness(by_sound_ms, (0, 0), _same_sounds(*sounds, moments, by_sound_ms))
    shift_ms, agreed = _compare_pictures((old, new), tables, moments, by_sound_ms)
    tell(1.0)
    return Sameness(shift_ms, agreed, _same_sounds(*sounds, moments, shift_ms))


def _compare_pictures(
    recordings: tuple[Recording, Recording], tables: list[FrameTable], moments: list[int], by_sound_ms: int
) -> tuple[int, tuple[int, int]]:
    """The shift of frames at which most moments look the same, and how many do: near that of the sound, or near 0."""
    readers = [FrameReader(one, table=table) for one, table in zip(recordings, tables, strict=True)]
    try:
        tried = [_Tried.at(readers, tables, moments, around_ms) for around_ms in {by_sound_ms, 0}]
    finally:
        for reader in readers:
            reader.close()
    best = min(tried, key=lambda one: (round(one.apart, 2), abs(one.shift_ms)))
    return best.shift_ms, best.agreed


@dataclass(frozen=True, slots=True)
class _Tried:
    """The best shift of those tried: how unlike the pictures are there on the average, and at how many they agree."""

    shift_ms: int
    apart: float
    agreed: tuple[int, int]

    @classmethod
    def at(cls, readers: list[FrameReader], tables: list[FrameTable], moments: list[int], around_ms: int) -> "_Tried":
        """Try every frame near a shift; where a moment would lie outside the new recording, it does not count."""
        steps = np.arange(-_SEARCHED_FRAMES, _SEARCHED_FRAMES + 1)
        apart, shifts = np.full((2, len(moments), len(steps)), np.nan)
        old, new = tables
        for place, moment_ms in enumerate(moments):
            index = old.index_at(moment_ms)
            wanted, middle = _small(readers[0], index), new.index_at(old.ms_at(index) + around_ms)
            for column in np.flatnonzero((middle + steps >= 0) & (middle + steps < len(new))):
                near = middle + int(steps[column])
                apart[place, column] = np.abs(_small(readers[1], near) - wanted).mean()
                shifts[place, column] = new.ms_at(near) - old.ms_at(index)
        counted = np.isfinite(apart).sum(axis=0)
        mean = np.nansum(apart, axis=0) / np.maximum(counted, 1)
        mean[counted < len(moments) // 2] = np.inf
        best = int(np.argmin(np.round(mean, 2) + np.abs(steps) * 1e-3))  # of those that look alike, the nearest
        agreed = int((apart[:, best] <= _SAME_LEVELS).sum())
        return cls(round(float(np.nanmedian(shifts[:, best]))), float(mean[best]), (agreed, int(counted[best])))


def _small(reader: FrameReader, index: int) -> Floats:
    image = reader.read(index).to_bgra(_SMALL_PX, _SMALL_PX)
    return np.asarray(image[:, :, :3].mean(axis=2), np.float64)


def _loudness(recording: Recording, table: FrameTable, cache_dir: Path | None) -> Floats:
    """How loud each hundredth of a second is, 0 to 1; empty without sound."""
    found = peaks(recording, _PEAKS_PER_SECOND, cache_dir=cache_dir, table=table)
    return (found.high.astype(np.float64) - found.low) / 65_536


def _shift_of_sounds(old: Floats, new: Floats) -> int:
    """How much later the new sound lies, in ms, to 10 ms; 0 where one is silent."""
    if not len(old) or not len(new) or max(old.max(), new.max()) < _SILENT:
        return 0
    size = 1 << (len(old) + len(new)).bit_length()
    spectra = [np.fft.rfft(one - one.mean(), size) for one in (old, new)]
    likeness = np.fft.irfft(np.conj(spectra[0]) * spectra[1], size)
    reach = min(_SEARCHED_MS * _PEAKS_PER_SECOND // 1000, min(len(old), len(new)) // 2)
    places = np.r_[0 : reach + 1, -reach:0]
    return int(places[int(np.argmax(likeness[places]))]) * 1000 // _PEAKS_PER_SECOND


def _same_sounds(old: Floats, new: Floats, moments: list[int], shift_ms: int) -> tuple[int, int]:
    """At how many moments the two are loud and quiet together, and at how many there was something to compare."""
    agreed = compared = 0
    reach, shift = _SOUND_MS * _PEAKS_PER_SECOND // 1000, shift_ms * _PEAKS_PER_SECOND // 1000
    for moment_ms in moments:
        first = max(0, moment_ms * _PEAKS_PER_SECOND // 1000 - reach, -shift)
        one, other = old[first : first + 2 * reach], new[first + shift : first + shift + 2 * reach]
        length = min(len(one), len(other))
        if length < reach or max(one.max(), other.max()) < _SILENT:
            continue
        compared += 1
        spread = one[:length].std() * other[:length].std()
        covariance = float(((one[:length] - one[:length].mean()) * (other[:length] - other[:length].mean())).mean())
        agreed += bool(spread > 0 and covariance / spread >= _SAME_SOUND)
    return agreed, compared


def _tell_nobody(_done: float) -> None:
    pass
