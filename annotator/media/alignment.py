"""Finds by their sound how two recordings of one session lie to each other in time.

First coarsely: how much the sound of both grows from moment to moment (onsets: steps, doors, voices) is laid over each
other at every offset. Then finely: short stretches of the sound itself, all along the recordings. From these also
follows how much the clocks of both drift apart. Nothing is claimed unless one offset stands out by far.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from annotator.media.recording import Recording
from annotator.media.sound_decode import SOUND_RATE_HZ, Samples, SoundDecoder
from annotator.media.table import FrameTable
from annotator.media.yield_to_playback import giving_way

Floats = NDArray[np.float64]

_RATE_HZ = 8000  # what old recorders have, too
_FOLD = SOUND_RATE_HZ // _RATE_HZ
_HOP, _WINDOW = 80, 256  # samples; an onset value each 10 ms
_HOP_MS = 1000 * _HOP / _RATE_HZ
_BANDS_HZ = (150, 300, 500, 800, 1200, 1800, 2600, 3700)
_QUIETEST = 1e-7  # of full power
_LOCAL = 100  # hops over which the mean is taken away
_LOUDEST_ONSET = 4.0  # deviations; one slammed door must not decide alone
_LEAST_SHARED_MS = 20_000
_LEAST_RATIO, _LEAST_DEVIATIONS = 2.0, 8.0
_AROUND_PEAK = 30  # hops that belong to a peak
_STRETCH_MS, _MOST_STRETCHES = 12_000, 24
_REACH_MS = 150.0  # what drift and the coarse step leave open
_LEAST_STRETCHES = 4
_SAME_MS = 12.0  # stretches agree that lie so close to one line
_LEAST_AGREEING = 0.5


@dataclass(frozen=True, slots=True)
class SoundOf:
    """A recording whose sound is compared.

    Attributes:
        recording: The recording.
        table: Its frames.
        track: Which of its sound tracks, 0-based.
    """

    recording: Recording
    table: FrameTable
    track: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a recording lies in time to the reference.

    Attributes:
        offset_ms: What to add to a moment of the recording to have that of the reference, in the middle of what both
            share.
        at_start_ms: The same where what both share begins.
        at_end_ms: The same where it ends.
        ratio: How many times higher the best offset stands than the next best one elsewhere.
        deviations: How many standard deviations it stands above all offsets.
        agreeing: How many of the stretches that were compared finely agree.
        compared: How many were compared finely.
    """

    offset_ms: float
    at_start_ms: float
    at_end_ms: float
    ratio: float
    deviations: float
    agreeing: int
    compared: int

    @property
    def drift_ms(self) -> float:
        """How much the clocks drift apart over what both share."""
        return self.at_end_ms - self.at_start_ms


def align(
    reference: SoundOf,
    other: SoundOf,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Alignment | None:
    """How a recording lies to the reference by their sound; None where that cannot be told for certain.

    Decodes the sound of both once, and some stretches again: some seconds for half an hour, in the background.

    Args:
        reference: What is aligned to.
        other: What is aligned.
        progress: Told the part done, 0 to 1.
        should_stop: Asked often; when it says True, the answer is None.

    Raises:
        MediaError: A recording cannot be opened.
    """
    tell = progress if progress is not None else _tell_nobody
    onsets: list[Floats] = []
    for number, sound in enumerate((reference, other)):
        found = _onsets(sound, partial(_tell_share, tell, number), should_stop)
        if found is None or len(found) * _HOP_MS < _LEAST_SHARED_MS:
            return None
        onsets.append(found)
    coarse = _coarse(*onsets)
    if coarse is None:
        return None
    return _refined(reference, other, coarse, [len(one) * _HOP_MS for one in onsets], tell)


@dataclass(frozen=True, slots=True)
class _Coarse:
    offset_ms: float
    ratio: float
    deviations: float


def _onsets(sound: SoundOf, progress: Callable[[float], None], should_stop: Callable[[], bool] | None) -> Floats | None:
    """How much louder the sound becomes, a value for each hop; None where there is none, or it was stopped."""
    parts: list[Floats] = []
    rest = np.empty(0)
    edges = np.searchsorted(np.fft.rfftfreq(_WINDOW, 1 / _RATE_HZ), _BANDS_HZ)
    with closing(SoundDecoder(sound.recording, sound.track)) as decoder:
        for block in _blocks(giving_way(decoder.samples_from(0, sound.table))):
            if should_stop is not None and should_stop():
                return None
            waiting = np.concatenate([rest, block])
            count = (len(waiting) - _WINDOW) // _HOP + 1
            if count < 1:
                rest = waiting
                continue
            windows = np.lib.stride_tricks.sliding_window_view(waiting, _WINDOW)[: count * _HOP : _HOP]
            power = np.abs(np.fft.rfft(windows * np.hanning(_WINDOW), axis=1)) ** 2 / _WINDOW**2
            parts.append(np.log(np.add.reduceat(power, edges, axis=1)[:, :-1] + _QUIETEST))
            rest = waiting[count * _HOP :]
            progress(min(1.0, sum(map(len, parts)) * _HOP_MS / max(1, sound.table.duration_ms)))
    if not parts:
        return None
    levels = np.concatenate(parts)
    return _levelled(np.maximum(np.diff(levels, axis=0, prepend=levels[:1]), 0).sum(axis=1))


def _levelled(onsets: Floats) -> Floats:
    """Onsets without their local mean, none louder than some deviations."""
    mean = np.convolve(onsets, np.full(_LOCAL, 1 / _LOCAL), mode="same") if len(onsets) >= _LOCAL else onsets.mean()
    centred = onsets - mean
    deviation = centred.std()
    return np.clip(centred / deviation, -_LOUDEST_ONSET, _LOUDEST_ONSET) if deviation else centred


def _coarse(first: Floats, second: Floats) -> _Coarse | None:
    """The offset at which both fit by far best, of those at which they share enough."""
    size = 1 << (len(first) + len(second) - 1).bit_length()
    products = np.fft.irfft(np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size)), size)
    lags = np.arange(-len(second) + 1, len(first))
    shared = np.minimum(len(first), lags + len(second)) - np.maximum(0, lags)
    enough = shared * _HOP_MS >= _LEAST_SHARED_MS
    if not enough.any():
        return None
    fits = np.where(enough, products[lags] / np.sqrt(np.maximum(shared, 1)), 0.0)
    best = int(fits.argmax())
    elsewhere = np.abs(np.arange(len(fits)) - best) > _AROUND_PEAK
    others = fits[enough & elsewhere]
    if not len(others) or fits[best] <= 0:
        return None
    ratio = float(fits[best] / max(others.max(), 1e-9))
    deviations = float((fits[best] - others.mean()) / max(others.std(), 1e-9))
    if ratio < _LEAST_RATIO or deviations < _LEAST_DEVIATIONS:
        return None
    return _Coarse(float(lags[best]) * _HOP_MS, ratio, deviations)


def _refined(
    reference: SoundOf, other: SoundOf, coarse: _Coarse, lengths_ms: list[float], tell: Callable[[float], None]
) -> Alignment | None:
    """The offset by stretches of the sound itself, if they agree on one line."""
    begin_ms = max(0.0, coarse.offset_ms)
    end_ms = min(lengths_ms[0], coarse.offset_ms + lengths_ms[1])
    count = max(1, min(_MOST_STRETCHES, int((end_ms - begin_ms) / _STRETCH_MS)))
    moments = np.linspace(begin_ms, end_ms - _STRETCH_MS, count)
    offsets: list[tuple[float, float]] = []
    with (
        closing(SoundDecoder(reference.recording, reference.track)) as first,
        closing(SoundDecoder(other.recording, other.track)) as second,
    ):
        for number, moment in enumerate(moments):
            ours = _stretch(first, reference.table, float(moment))
            theirs = _stretch(second, other.table, float(moment) - coarse.offset_ms)
            rest_ms = _delay_ms(ours, theirs)
            if rest_ms is not None:
                offsets.append((float(moment) + _STRETCH_MS / 2, coarse.offset_ms + rest_ms))
            tell(0.8 + 0.2 * (number + 1) / count)
    return _line(np.array(offsets).reshape(-1, 2), coarse, begin_ms, end_ms, count)


def _stretch(decoder: SoundDecoder, table: FrameTable, ms: float) -> Floats:
    wanted = round(_STRETCH_MS * _RATE_HZ / 1000)
    parts: list[Floats] = [np.zeros(max(0, round(-ms * _RATE_HZ / 1000)))]
    for block in _blocks(decoder.samples_from(max(0.0, ms), table)):
        parts.append(block)
        if sum(map(len, parts)) >= wanted:
            break
    found = np.concatenate(parts)[:wanted]
    return np.pad(found, (0, wanted - len(found)))


def _delay_ms(ours: Floats, theirs: Floats) -> float | None:
    """By how much ours comes later, by the phases of both alone, so that neither room nor loudness counts."""
    size = 1 << (2 * len(ours) - 1).bit_length()
    cross = np.fft.rfft(ours, size) * np.conj(np.fft.rfft(theirs, size))
    hertz = np.fft.rfftfreq(size, 1 / _RATE_HZ)
    cross[(hertz < _BANDS_HZ[0]) | (hertz > _BANDS_HZ[-1])] = 0
    strength = np.abs(cross)
    if not strength.any():
        return None
    fits = np.fft.irfft(cross / np.sqrt(np.maximum(strength, strength.max() * 1e-9)), size)
    reach = round(_REACH_MS * _RATE_HZ / 1000)
    near = np.concatenate([fits[-reach:], fits[: reach + 1]])
    return float((int(near.argmax()) - reach) * 1000 / _RATE_HZ)


def _line(offsets: Floats, coarse: _Coarse, begin_ms: float, end_ms: float, count: int) -> Alignment | None:
    """The line on which most stretches lie: its middle is the offset, its slope the drift."""
    if len(offsets) < min(_LEAST_STRETCHES, count):
        return None
    moments, found = offsets[:, 0], offsets[:, 1]
    best: tuple[int, float, float] = (0, 0.0, 0.0)
    for slope in np.linspace(-200e-6, 200e-6, 81):
        levels = found - slope * (moments - moments.mean())
        for level in levels:
            agreeing = int((np.abs(levels - level) <= _SAME_MS / 2).sum())
            if (agreeing, -abs(slope)) > (best[0], -abs(best[1])):
                best = (agreeing, float(slope), float(level))
    agreeing, slope, level = best
    if agreeing < _LEAST_AGREEING * len(found) or agreeing < min(_LEAST_STRETCHES, count):
        return None
    near = np.abs(found - slope * (moments - moments.mean()) - level) <= _SAME_MS / 2
    fitted = np.polynomial.Polynomial.fit(moments[near], found[near], 1 if near.sum() > 2 else 0)
    at_start, at_end = float(fitted(begin_ms)), float(fitted(end_ms))
    middle = (at_start + at_end) / 2
    return Alignment(middle, at_start, at_end, coarse.ratio, coarse.deviations, agreeing, len(found))


def _blocks(samples: Iterator[Samples]) -> Iterator[Floats]:
    """One channel at the rate that is compared, about a second at a time."""
    waiting: list[Samples] = []
    size = 0
    for part in samples:
        waiting.append(part)
        size += len(part)
        if size >= SOUND_RATE_HZ:
            whole = np.concatenate(waiting)
            used = len(whole) // _FOLD * _FOLD
            yield whole[:used].reshape(-1, _FOLD * 2).mean(axis=1) / 32768
            waiting, size = [whole[used:]], len(whole) - used
    if size >= _FOLD:
        whole = np.concatenate(waiting)
        yield whole[: len(whole) // _FOLD * _FOLD].reshape(-1, _FOLD * 2).mean(axis=1) / 32768


def _tell_share(tell: Callable[[float], None], number: int, done: float) -> None:
    tell(0.4 * (number + done))


def _tell_nobody(_done: float) -> None:
    pass
