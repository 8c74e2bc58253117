"""What the sound of a recording is like: when it begins and ends, where it is silent, whether it is too loud."""

from contextlib import closing
from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from annotator.media.recording import Recording
from annotator.media.sound_decode import SOUND_RATE_HZ, SoundDecoder
from annotator.media.stretches import Stretch, stretches
from annotator.media.table import FrameTable

_SILENT = 10 ** (-70 / 20)  # of full scale; the noise of any microphone is above that
_FULL = 0.999
_IN_A_ROW = 3  # samples at full scale: a single one may be a peak that just fits
_LEAST_MS = 10_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sound track is like. Times in ms after the first shown frame.

    Attributes:
        begin_ms: When it begins.
        end_ms: When it ends.
        silent: Where nothing at all is to be heard for long.
        is_silent: Whether it is so from beginning to end.
        clipped: Part of the time that is not silent in which the sound is cut off at full scale, 0 to 1.
    """

    begin_ms: int
    end_ms: int
    silent: tuple[Stretch, ...]
    is_silent: bool
    clipped: float


def listen(recording: Recording, table: FrameTable, track: int = 0) -> Heard | None:
    """Decode a sound track; None where there is no such track, or nothing in it.

    Raises:
        MediaError: The recording cannot be opened.
    """
    moments: list[tuple[int, bool]] = []
    clipped = 0
    end_ms = 0.0
    with closing(SoundDecoder(recording, track)) as decoder:
        for at_ms, frame in decoder.frames_from_start(table):
            samples = _levels(frame)
            moments.append((round(at_ms), bool(samples.max(initial=0) < _SILENT)))
            clipped += _is_clipped(samples)
            end_ms = at_ms + frame.samples * 1000 / (frame.sample_rate or SOUND_RATE_HZ)
    if not moments:
        return None
    loud = sum(not is_silent for _, is_silent in moments)
    return Heard(
        begin_ms=moments[0][0],
        end_ms=round(end_ms),
        silent=stretches(moments, round(end_ms), _LEAST_MS),
        is_silent=not loud,
        clipped=clipped / loud if loud else 0.0,
    )


def _levels(frame: AudioFrame) -> NDArray[np.float32]:
    """How far each sample is from silence, channels x samples; 1 is full scale."""
    samples = frame.to_ndarray()
    rows = samples if frame.format.is_planar else samples.reshape(-1, len(frame.layout.channels)).T
    levels = rows.astype(np.float32)
    if samples.dtype.kind == "u":
        levels -= 2 ** (8 * samples.itemsize - 1)
    if samples.dtype.kind != "f":
        levels /= 2 ** (8 * samples.itemsize - 1)
    return np.abs(levels)


def _is_clipped(levels: NDArray[np.float32]) -> bool:
    """Whether some samples in a row are at full scale in one channel."""
    full = levels >= _FULL
    if not full.any() or full.shape[1] < _IN_A_ROW:
        return False
    in_a_row = full[:, :-2] & full[:, 1:-1] & full[:, 2:]
    return bool(in_a_row.any())
