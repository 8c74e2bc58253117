"""Which pitches a recording's sound has over time, to be drawn: a cry has bands that speech and toys do not."""

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

COLUMNS_PER_SECOND = 50
BANDS = 48

_VERSION = 1
_FOLD = 3  # neighbouring samples are averaged: 16 kHz carry what is drawn
_RATE_HZ = SOUND_RATE_HZ // _FOLD
_HOP = _RATE_HZ // COLUMNS_PER_SECOND
_WINDOW = 512
_LOWEST_HZ = 60
_FLOOR_DB, _TOP_DB = -85.0, -10.0  # against a full sine
_COLUMNS_AT_ONCE = 500

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Spectrogram:
    """How loud each band is in each short stretch, from the first shown frame on.

    Attributes:
        levels: Stretches x BANDS, the lowest band first: 0 is -85 dB or less, 255 -10 dB or more. The bands are of
            equal width on the mel scale, from 60 Hz to 8 kHz. COLUMNS_PER_SECOND stretches in a second; none where the
            recording has no sound.
    """

    levels: NDArray[np.uint8]


def spectrogram(
    path: Recording,
    *,
    cache_dir: Path | None = None,
    progress: Callable[[float], None] | None = None,
    sound_track: int = 0,
) -> Spectrogram:
    """Decode the sound of a recording once; some seconds for half an hour, so do it in the background.

    Args:
        path: The recording.
        cache_dir: Where to keep the result; None keeps nothing.
        progress: Told the part done, 0 to 1.
        sound_track: Which of its sound tracks, 0-based.

    Raises:
        MediaError: The recording cannot be opened.
    """
    if cache_dir is None:
        return _measure(path, sound_track, load_or_scan(path, None), progress)
    place = cache_dir / f"{fingerprint(path)}{track_suffix(sound_track)}.spectrogram.npz"
    known = kept(place, _VERSION, {"levels"})
    if known is not None:
        return Spectrogram(known["levels"].astype(np.uint8))
    found = _measure(path, sound_track, load_or_scan(path, cache_dir), progress)
    keep(place, _VERSION, {"levels": found.levels})
    return found


def _measure(
    path: Recording, sound_track: int, frames: FrameTable, progress: Callable[[float], None] | None
) -> Spectrogram:
    weights, shape = _bands(), np.hanning(_WINDOW).astype(np.float32)
    parts: list[NDArray[np.uint8]] = []
    folded_rest = np.empty(0, np.float32)
    waiting = np.zeros((_WINDOW - _HOP) // 2, np.float32)  # the middle of a window is the middle of its stretch
    done = 0
    with closing(SoundDecoder(path, sound_track)) as decoder:
        for samples in giving_way(decoder.samples_from(0, frames)):
            folded, folded_rest = _folded(np.concatenate([folded_rest, _mono(samples)]))
            waiting = np.concatenate([waiting, folded])
            count = (len(waiting) - _WINDOW) // _HOP + 1
            if count < _COLUMNS_AT_ONCE:
                continue
            parts.append(_levels(waiting, count, shape, weights))
            waiting, done = waiting[count * _HOP :], done + count
            if progress is not None and frames.duration_ms:
                progress(min(1.0, done * 1000 / COLUMNS_PER_SECOND / frames.duration_ms))
    waiting = np.concatenate([waiting, np.zeros(_WINDOW, np.float32)])
    if done or len(waiting) > _WINDOW + (_WINDOW - _HOP) // 2:
        parts.append(_levels(waiting, (len(waiting) - _WINDOW) // _HOP, shape, weights))
    return Spectrogram(np.concatenate(parts) if parts else np.empty((0, BANDS), np.uint8))


def _levels(samples: Floats, count: int, shape: Floats, weights: Floats) -> NDArray[np.uint8]:
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[: count * _HOP : _HOP]
    power = np.abs(np.fft.rfft(windows * shape, axis=1)) ** 2 / (_WINDOW / 4) ** 2
    with np.errstate(divide="ignore"):
        db = 10 * np.log10(power @ weights)
    return np.asarray(np.clip((db - _FLOOR_DB) / (_TOP_DB - _FLOOR_DB), 0, 1) * 255, np.uint8)


def _mono(samples: Samples) -> Floats:
    return np.asarray(samples.mean(axis=1) / 32768, np.float32)


def _folded(samples: Floats) -> tuple[Floats, Floats]:
    """At a third of the rate, and the samples that are left over."""
    whole = len(samples) // _FOLD * _FOLD
    return samples[:whole].reshape(-1, _FOLD).mean(axis=1, dtype=np.float32), samples[whole:]


def _bands() -> Floats:
    """How much of each bin of the transform goes into each band: bins x BANDS."""
    bins_hz = np.fft.rfftfreq(_WINDOW, 1 / _RATE_HZ)
    edges_mel = np.linspace(_mel(_LOWEST_HZ), _mel(_RATE_HZ / 2), BANDS + 1)
    place = np.searchsorted(edges_mel, [_mel(hz) for hz in bins_hz], side="right") - 1
    weights = np.zeros((len(bins_hz), BANDS), np.float32)
    for band in range(BANDS):
        inside = np.flatnonzero(place == band)
        middle_mel = (edges_mel[band] + edges_mel[band + 1]) / 2
        nearest = int(np.abs([_mel(hz) - middle_mel for hz in bins_hz]).argmin())
        weights[inside if len(inside) else [nearest], band] = 1  # low bands are narrower than a bin
    return weights


def _mel(hz: float) -> float:
    """The mel scale (O'Shaughnessy 1987).

    >>> round(_mel(1000))
    1000
    """
    return float(2595 * np.log10(1 + hz / 700))
