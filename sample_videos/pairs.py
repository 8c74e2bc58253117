"""Pairs of recordings of one made-up room by two cameras: known offset and drift, other loudness, noise and echo."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat

Floats = NDArray[np.float64]

_RATE = SOUND_RATE // 3
_EVENTS_A_SECOND = 0.8
_PICTURE = PictureFormat(32, 32, Fraction(1), codec="mpeg4", time_base=Fraction(1, 25))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two recordings, and the truth.

    Attributes:
        reference: The one.
        other: The other.
        offset_ms: Moment of the reference at which the other begins; none of the room is shared if it is None.
        drift: How much slower the other's clock goes: 0.0001 is 100 ppm.
    """

    reference: Path
    other: Path
    offset_ms: float | None
    drift: float

    def offset_at(self, ms: float) -> float:
        """What is to be added, at a moment of the reference, to a moment of the other."""
        assert self.offset_ms is not None
        own_ms = (ms - self.offset_ms) / (1 + self.drift)
        return ms - own_ms


def draw_pair(seed: int, folder: Path, seconds: int, largest_offset_s: int, *, related: bool = True) -> Pair:
    """Draw a pair of recordings of so many seconds into a folder; the same for the same seed."""
    chance = np.random.default_rng(seed)
    offset_s = float(chance.uniform(-largest_offset_s, largest_offset_s)) if related else 0.0
    drift = float(chance.uniform(-100e-6, 100e-6))
    length_s = seconds + 2 * largest_offset_s + 1
    room = _room(chance, length_s)
    begin = largest_offset_s * _RATE
    first = room[begin : begin + seconds * _RATE]
    source = room if related else _room(chance, length_s)
    places = begin + offset_s * _RATE + np.arange(seconds * _RATE) * (1 + drift)
    second = np.interp(places, np.arange(len(source)), source)
    paths = folder / f"{seed}_reference.mkv", folder / f"{seed}_other.mkv"
    for path, heard in zip(paths, (first, second), strict=True):
        _write(path, _as_recorded(chance, heard), seconds)
    return Pair(*paths, 1000 * offset_s if related else None, drift)


def _room(chance: np.random.Generator, seconds: int) -> Floats:
    """Steps, doors and voices at random moments, each as loud as it happens to be."""
    sound = 0.002 * chance.standard_normal(seconds * _RATE)
    for _ in range(chance.poisson(_EVENTS_A_SECOND * seconds)):
        event = _voice(chance) if chance.random() < 0.6 else _knock(chance)
        begin = int(chance.integers(0, len(sound) - len(event)))
        sound[begin : begin + len(event)] += event * 10 ** chance.uniform(-1.5, -0.3)
    return sound


def _knock(chance: np.random.Generator) -> Floats:
    length = int(_RATE * chance.uniform(0.05, 0.3))
    decay = np.exp(-np.arange(length) / (length * chance.uniform(0.1, 0.3)))
    return np.asarray(chance.standard_normal(length) * decay * 0.4)


def _voice(chance: np.random.Generator) -> Floats:
    """Some syllables of a voice of a child or a grown-up, the pitch gliding."""
    time_s = np.arange(int(_RATE * chance.uniform(0.4, 1.5))) / _RATE
    pitch = chance.uniform(180, 450) * (1 + chance.uniform(-0.2, 0.2) * time_s)
    phase = 2 * np.pi * np.cumsum(pitch) / _RATE
    tones = sum(np.sin(number * phase) * chance.uniform(0.1, 1) / number for number in range(1, 9))
    syllables = np.clip(np.sin(2 * np.pi * chance.uniform(2, 5) * time_s + chance.uniform(0, 6)), 0, 1)
    return np.asarray(tones * syllables * 0.5)


def _as_recorded(chance: np.random.Generator, heard: Floats) -> NDArray[np.float32]:
    """As one camera records it: with echo, noise up to 0 dB, gain up to clipping, half of them at 8 kHz only."""
    length = int(_RATE * chance.uniform(0.1, 0.4))
    echo = chance.standard_normal(length) * np.exp(-np.arange(length) / (0.25 * length)) * chance.uniform(0, 0.03)
    echo[0] = 1.0
    size = 1 << (len(heard) + length).bit_length()
    sound = np.fft.irfft(np.fft.rfft(heard, size) * np.fft.rfft(echo, size), size)[: len(heard)]
    sound += sound.std() * 10 ** (-chance.uniform(0, 30) / 20) * chance.standard_normal(len(sound))
    if chance.random() < 0.5:
        spectrum = np.fft.rfft(sound)
        spectrum[round(len(sound) * 3800 / _RATE) :] = 0
        sound = np.fft.irfft(spectrum, len(sound))
    return np.clip(sound * 10 ** chance.uniform(-1, 0.6), -1, 1).astype(np.float32)


def _write(path: Path, sound: NDArray[np.float32], seconds: int) -> None:
    with MovieFile(path) as movie:
        pictures, track = movie.add_pictures(_PICTURE), movie.add_sound("pcm_s16le")
        for second in range(seconds):
            heard = sound[second * _RATE : (second + 1) * _RATE]  # in one piece, every search would decode all of it
            track.write(np.repeat(heard, SOUND_RATE // _RATE), second * SOUND_RATE)
            pictures.write(np.full((32, 32, 3), second % 256, np.uint8), 25 * second)
