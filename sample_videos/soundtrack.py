"""The sound of a story: room, cries, murmurs, door, toys, and the clap. All made of sines and noise."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sample_videos.encoding import SOUND_RATE
from sample_videos.story import FPS, Story

Wave = NDArray[np.float64]
# A bit of sound: the sample it starts at, how many samples it lasts, and how to make it.
Piece = tuple[int, int, Callable[[int], Wave]]

DOOR_SHUT_S = 0.5
_LONGEST_S = 4.0
_BREATH_S, _VOICED_S = 1.15, 0.85
_WHIMPER_S, _WHIMPER_VOICED_S = 0.9, 0.5


def speech(person: str, time_s: ArrayLike) -> NDArray[np.float64]:
    """How wide a speaking mouth is open (0 to 1) at times in seconds: syllables in phrases, with pauses."""
    time = np.asarray(time_s, float)
    syllable = 0.5 + 0.5 * np.sin(2 * np.pi * (4.1 + 0.4 * (len(person) % 3)) * time)
    phrase = np.clip(4 * (np.sin(2 * np.pi * 0.42 * time + len(person)) + 0.6), 0, 1)
    return np.asarray(syllable * phrase)


class Soundtrack:
    """The sound of a story, made piece by piece so that its length does not matter."""

    def __init__(self, story: Story) -> None:
        """Lay out the pieces; they are made when asked for."""
        self._pieces = sorted(_pieces(story), key=lambda piece: piece[0])
        self._starts = [piece[0] for piece in self._pieces]
        noise = np.random.default_rng(3).normal(0, 1, 8 * SOUND_RATE)
        tone = np.convolve(noise, np.hanning(180) / 90, "same")
        self._room = 0.006 * tone / tone.std()

    def samples(self, first: int, count: int) -> NDArray[np.float32]:
        """Mono sound between -1 and 1 of `count` samples from sample `first`."""
        sound = self._room[np.arange(first, first + count) % len(self._room)]
        begin = bisect_left(self._starts, first - round(_LONGEST_S * SOUND_RATE))
        for start, length, make in self._pieces[begin : bisect_left(self._starts, first + count)]:
            if start + length > first:
                piece = make(length)
                low, high = max(start, first), min(start + length, first + count)
                sound[low - first : high - first] += piece[low - start : high - start]
        return np.asarray(np.clip(sound, -1, 1), np.float32)


def _sample(frame: float) -> int:
    return round(frame * SOUND_RATE / FPS)


def _pieces(story: Story) -> Iterator[Piece]:
    for bout in story.bouts:
        if bout.code == "crying":
            yield from _breaths(bout.start_frame, bout.end_frame, _BREATH_S, partial(_cry, 0.34, _VOICED_S))
        elif bout.code == "fussing":
            yield from _breaths(bout.start_frame, bout.end_frame, _WHIMPER_S, partial(_cry, 0.1, _WHIMPER_VOICED_S))
        elif bout.code == "manipulation":
            yield from _breaths(bout.start_frame, bout.end_frame, 0.62, _clack)
    yield from _voices(story)
    for frame, is_open in story.door:
        start = _sample(frame if is_open else frame + DOOR_SHUT_S * FPS)
        yield start, SOUND_RATE // 2, partial(_thump, 0.25 if is_open else 0.6)
    yield _sample(story.clap_frame), SOUND_RATE // 4, _clap


def _breaths(start_frame: int, end_frame: int, every_s: float, make: Callable[[int, int], Wave]) -> Iterator[Piece]:
    """A sound made anew every `every_s` seconds, cut off at the end of the bout."""
    start, end = _sample(start_frame), _sample(end_frame)
    for place, at in enumerate(range(start, end, round(every_s * SOUND_RATE))):
        yield at, min(round(every_s * SOUND_RATE), end - at), partial(make, start_frame + place)


def _voices(story: Story) -> Iterator[Piece]:
    for person, steps in story.steps.items():
        ends = [step.frame for step in steps[1:]] + [story.frame_count]
        for step, end_frame in zip(steps, ends, strict=True):
            if step.do.talk:
                last = min(end_frame, step.frame + int(_LONGEST_S * FPS))
                yield _sample(step.frame), _sample(last) - _sample(step.frame), partial(_murmur, person, step.frame)


def _cry(loud: float, voiced_s: float, seed: int, length: int) -> Wave:
    """One breath of crying: a tone that rises and falls between 330 and 560 Hz with its harmonics, then a gasp."""
    chance = np.random.default_rng(seed)
    low, high = chance.uniform(330, 380), chance.uniform(470, 560)
    time = np.arange(length) / SOUND_RATE
    part = np.clip(time / voiced_s, 0, 1)
    phase = 2 * np.pi * (low * time + (high - low) * voiced_s / np.pi * (1 - np.cos(np.pi * part)))
    phase = phase + 0.9 * np.sin(2 * np.pi * 7 * time)
    swell = np.clip(time / 0.03, 0, 1) * np.clip((voiced_s - time) / 0.12, 0, 1)
    tone = sum(weight * np.sin(n * phase) for n, weight in enumerate((0.7, 0.8, 0.75, 0.4, 0.2, 0.26, 0.2, 0.1), 1))
    gasp = chance.normal(0, 0.05, length) * np.exp(-(((time - voiced_s - 0.14) / 0.06) ** 2))
    return np.asarray(loud * (0.45 * tone * swell * (0.85 + 0.15 * np.sin(2 * np.pi * 23 * time)) + gasp))


def _murmur(person: str, frame: int, length: int) -> Wave:
    """Soft speech without words: the pitch wanders, the mouth (`speech`) opens and closes."""
    time = frame / FPS + np.arange(length) / SOUND_RATE
    pitch = {"caregiver": 225.0, "stranger": 205.0}.get(person, 125.0)
    phase = 2 * np.pi * pitch * time + 5 * np.sin(2 * np.pi * 0.7 * time) + 1.5 * np.sin(2 * np.pi * 2.3 * time)
    tone = sum(weight * np.sin(n * phase) for n, weight in enumerate((0.6, 0.5, 0.35, 0.12, 0.08), 1))
    edge = np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.03 * SOUND_RATE)
    return np.asarray(0.055 * tone * speech(person, time) * np.clip(edge, 0, 1))


def _clack(seed: int, length: int) -> Wave:
    time = np.arange(length) / SOUND_RATE
    pitch = 700 + 160 * (seed % 7)
    return np.asarray(0.05 * np.sin(2 * np.pi * pitch * time) * np.exp(-time / 0.02))


def _thump(loud: float, length: int) -> Wave:
    time = np.arange(length) / SOUND_RATE
    rattle = np.random.default_rng(5).normal(0, 0.2, length) * np.exp(-time / 0.015)
    return np.asarray(loud * (np.sin(2 * np.pi * 78 * time) * np.exp(-time / 0.09) + rattle))


def _clap(length: int) -> Wave:
    time = np.arange(length) / SOUND_RATE
    return np.random.default_rng(6).uniform(-1, 1, length) * 0.95 * np.exp(-time / 0.012)
