"""The script laid out on frames: who does what from which frame, and the truth that a coder should find."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sample_videos.script import EPISODES, LEAD_IN, TAIL, Beat, Do, Episode

FPS = 25
PERSONS = ("caregiver", "stranger", "experimenter", "infant")
POINT_CODES = frozenset({"reach"})


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does from `frame` until the next step; `end_frame` is the end of the beat that said it."""

    frame: int
    end_frame: int
    do: Do


@dataclass(frozen=True, slots=True)
class Bout:
    """One behaviour from `start_frame` to before `end_frame`; a point has both the same."""

    code: str
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Story:
    """A session on frames. `episode_frames` has the eight starts and the end of the last."""

    frame_count: int
    steps: dict[str, list[Step]]
    episode_frames: list[int]
    bouts: list[Bout]
    door: list[tuple[int, bool]]
    clap_frame: int


def lay_out(minutes: float) -> Story:
    """Fit the script to a length: spare time repeats the middles of the episodes, too little hastens all.

    Raises:
        ValueError: Less than one minute.
    """
    if minutes < 1:
        raise ValueError("a session of less than one minute has no room for eight episodes")
    frame_count = round(minutes * 60 * FPS)
    lengths = _episode_seconds(frame_count / FPS)
    haste = min(1.0, frame_count / FPS / _natural_seconds())
    timed = [(LEAD_IN, LEAD_IN.seconds * haste)]
    first_beats = []
    for episode, seconds in zip(EPISODES, lengths, strict=True):
        first_beats.append(len(timed))
        timed += _fit(episode, seconds)
    first_beats.append(len(timed))
    timed.append((TAIL, TAIL.seconds * haste))
    frames = [round(end * FPS) for end in accumulate((seconds for _, seconds in timed), initial=0.0)]
    beats = [(beat, start, end) for (beat, _), (start, end) in zip(timed, pairwise(frames), strict=True)]
    return Story(
        frames[-1],
        {person: list(_steps(beats, person)) for person in PERSONS},
        [frames[place] for place in first_beats],
        _bouts(beats),
        [(start, beat.door_open) for beat, start, _ in beats if beat.door_open is not None],
        next(start for beat, start, _ in beats if beat.clap),
    )


def _seconds(beats: tuple[Beat, ...]) -> float:
    return sum(beat.seconds for beat in beats)


def _once(episode: Episode) -> float:
    return _seconds(episode.opening + episode.middle + episode.closing)


def _natural_seconds() -> float:
    return LEAD_IN.seconds + TAIL.seconds + sum(_once(episode) for episode in EPISODES)


def _episode_seconds(total: float) -> list[float]:
    """Seconds of every episode: what each needs, and its share of the time to spare."""
    spare = total - _natural_seconds()
    if spare < 0:
        return [_once(episode) * total / _natural_seconds() for episode in EPISODES]
    weights = sum(episode.weight for episode in EPISODES)
    return [_once(episode) + spare * episode.weight / weights for episode in EPISODES]


def _fit(episode: Episode, seconds: float) -> list[tuple[Beat, float]]:
    """The beats of an episode with their seconds: the middle as often as fits best, stretched to fill exactly."""
    haste = min(1.0, seconds / _once(episode))
    fixed = _seconds(episode.opening + episode.closing) * haste
    times = max(1, round((seconds - fixed) / _seconds(episode.middle)))
    stretch = (seconds - fixed) / (_seconds(episode.middle) * times)
    return [
        *((beat, beat.seconds * haste) for beat in episode.opening),
        *((beat, beat.seconds * stretch) for beat in episode.middle * times),
        *((beat, beat.seconds * haste) for beat in episode.closing),
    ]


def _steps(beats: list[tuple[Beat, int, int]], person: str) -> Iterator[Step]:
    for beat, start, end in beats:
        do: Do | None = getattr(beat, person)
        if do is not None:
            yield Step(start, end, do)


def _bouts(beats: list[tuple[Beat, int, int]]) -> list[Bout]:
    """Codes of beats joined where a behaviour goes on from one beat to the next."""
    found: list[Bout] = []
    running: dict[str, int] = {}
    for beat, start, _ in beats:
        found += [Bout(code, start, start) for code in beat.codes if code in POINT_CODES]
        now = set(beat.codes) - POINT_CODES
        found += [Bout(code, running.pop(code), start) for code in sorted(running.keys() - now)]
        running |= dict.fromkeys(now - running.keys(), start)
    assert not running, "the tail of the script has no codes"
    return sorted(found, key=lambda bout: (bout.start_frame, bout.code))
