"""How far the claps of a recording come from their frames when its sound is made slower or faster."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from annotator.media.frames import load_or_scan
from annotator.media.sound_decode import SOUND_RATE_HZ, SoundDecoder, Tempo
from annotator.media.table import FrameTable
from benchmarks.player_clips import Clip, drawn

RATES = (0.25, 0.5, 1.0, 2.0, 3.0)
SECONDS = 40
_CLAP_MIDDLE_MS = 5.0
_NEAR_S = 0.15
_LOUD = 6000


def claps(clip: Clip) -> str:
    """For each speed the largest distance of 39 claps from the beginning of their frames, in ms of the recording."""
    table = load_or_scan(drawn(clip), None)
    with closing(SoundDecoder(drawn(clip))) as decoder:
        sound = _beginning(decoder, table)
    return " / ".join(f"{max(abs(one) for one in _distances_ms(sound, rate)):.1f}" for rate in RATES)


def _beginning(decoder: SoundDecoder, table: FrameTable) -> NDArray[np.int16]:
    parts: list[NDArray[np.int16]] = []
    for samples in decoder.samples_from(0, table):
        parts.append(samples)
        if sum(map(len, parts)) >= SECONDS * SOUND_RATE_HZ:
            break
    return np.concatenate(parts)


def _distances_ms(sound: NDArray[np.int16], rate: float) -> Iterator[float]:
    tempo = Tempo(rate)
    heard = np.concatenate([tempo.stretch(sound), tempo.finish()])[:, 0].astype(float)
    energy = np.where(np.abs(heard) > _LOUD, heard**2, 0)
    for second in range(1, SECONDS):
        begin, end = (int((second + aside) * SOUND_RATE_HZ / rate) for aside in (-_NEAR_S, _NEAR_S))
        near = energy[begin:end]
        if near.any():  # the last ones may be held back
            middle = begin + np.average(np.arange(len(near)), weights=near)
            yield middle * 1000 / SOUND_RATE_HZ * rate + tempo.early_ms - second * 1000 - _CLAP_MIDDLE_MS
