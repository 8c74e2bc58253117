"""Codings as one project of BORIS, format 7.0, which BORIS 8, 9 and 10 open: an observation for each coding."""

import json
import re
from collections.abc import Iterable, Iterator, Sized
from math import inf
from typing import Any, NamedTuple

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.codings.times import seconds_text
from annotator.exchange.codings.writers.boris_ethogram import Ethogram
from annotator.exchange.codings.writers.free_names import free_name
from annotator.progress import Progress

LOSES = (
    "An observation of BORIS has no coder: each coding is an observation of its own, called session__coder.",
    "A state that is still running has a start and no stop there: BORIS asks to add the stop before it counts.",
    "BORIS tells a state from another only by person, code and answers. Where two that it cannot tell apart are on at "
    "once, the later one is written for a subject of its own, such as “infant (2)”.",
    "In names of answers ( | ) , ` ~ become other signs, in other names |, and a comma in a code that excludes others.",
    "Keys that are not a single sign are not written, nor more than eight recordings of a session.",
)
"""What a project of BORIS does not hold, or holds otherwise."""

_FILE = "codings.boris"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?")
_PLAYERS = 8
_BLOCK = 1000


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the project, piece by piece; what its observations have in common stands behind them.

    Args:
        codings: read once, in order; every event has a start, and ends where it starts or later, or is running.
        progress: told the share done where it is known how many observations there are; it may raise to stop.
    """
    ethogram, names = Ethogram(codings.scheme), set[str]()
    of = len(codings.observations) if isinstance(codings.observations, Sized) else 0
    head = {"time_format": "hh:mm:ss", "project_date": "", "project_name": codings.scheme.name}
    head |= {"project_description": "", "project_format_version": "7.0"}
    yield _FILE, f'{_json(head)[:-1]}, "observations": {{'.encode()
    for number, observation in enumerate(codings.observations):
        name = _name(observation, names)
        yield _FILE, f"{',' if number else ''}\n{_json(name)}: ".encode()
        for piece in _observation(observation, ethogram):
            yield _FILE, piece.encode("ascii")
        progress((number + 1) / of if of else 0.0)
    yield _FILE, f"}},\n{_json(ethogram.declared())[1:]}\n".encode()


def _name(observation: Observation, taken: set[str]) -> str:
    name = free_name(f"{observation.session}__{observation.coder}", taken, "{} ({})")
    taken.add(name)
    return name


def _observation(observation: Observation, ethogram: Ethogram) -> Iterator[str]:
    variables = dict(observation.variables)
    date = variables.pop("date") if _DATE.fullmatch(variables.get("date", "")) else ""
    about: dict[str, Any] = {
        "file": {str(player): [] for player in range(1, _PLAYERS + 1)} if observation.media else {},
        "type": "MEDIA" if observation.media else "LIVE",
        "date": date,
        "description": observation.description,
        "time offset": 0.0,
        "observation time interval": _interval(observation),
        "independent_variables": {ethogram.variable(name): value for name, value in variables.items()},
        "visualize_spectrogram": False,
        "visualize_waveform": False,
        "media_creation_date_as_offset": False,
        "media_scan_sampling_duration": 0,
        "image_display_duration": 1,
        "close_behaviors_between_videos": False,
    }
    if observation.media:
        about |= _media(observation.media)
    else:
        about |= {"scan_sampling_time": 0, "start_from_current_time": False, "start_from_current_epoch_time": False}
    yield f'{_json(about)[:-1]}, "events": ['
    rows = _rows(observation.events, ethogram, '"NA"' if observation.media else "")
    for begin in range(0, len(rows), _BLOCK):
        yield (",\n" if begin else "\n") + ",\n".join(rows[begin : begin + _BLOCK])
    yield "]}"


def _interval(observation: Observation) -> list[float]:
    if observation.end_ms is None:
        return [0, 0]
    return [(observation.start_ms or 0) / 1000, observation.end_ms / 1000]


def _media(media: Iterable[ForeignMedia]) -> dict[str, Any]:
    """Return players and what is known of their files; one that begins where another ends follows it in its player."""
    files: dict[str, list[str]] = {str(player): [] for player in range(1, _PLAYERS + 1)}
    offsets: dict[str, float] = {}
    ends: dict[str, int | None] = {}
    taken = []
    for one in media:
        player = next((name for name, end in ends.items() if end == one.offset_ms), str(len(ends) + 1))
        if player not in files:
            continue
        offsets.setdefault(player, one.offset_ms / 1000)
        files[player].append(one.name)
        ends[player] = one.offset_ms + one.length_ms if one.length_ms else None
        taken.append(one)
    return {
        "file": files,
        "media_info": {
            "length": {one.name: one.length_ms / 1000 for one in taken if one.length_ms is not None},
            "fps": {one.name: one.fps for one in taken if one.fps is not None},
            # What BORIS refuses where this says no: pictures and the drawing of sound. It looks for itself otherwise.
            "hasVideo": {one.name: True for one in taken},
            "hasAudio": {one.name: True for one in taken},
            "offset": offsets,
            "display": {one.name: "Nothing" for one in taken},
        },
    }


class _Row(NamedTuple):
    """A row of an event, in the order of the file: stops, then what begins and ends at one moment, then starts."""

    at_ms: int
    phase: int
    place: int
    text: str


_STOP, _MOMENT, _START = range(3)


def _rows(events: Iterable[ForeignEvent], ethogram: Ethogram, frame: str) -> list[str]:
    """Return the rows of an observation by time, so that each state ends at the next row that looks like its start."""
    rows: list[_Row] = []
    apart = _Apart()
    for place, event in enumerate(sorted(events, key=_by_start)):
        start = event.start_ms
        assert start is not None  # what this program writes has begun
        is_point, modifiers = ethogram.is_point(event), ethogram.modifiers(event)
        who = event.who if is_point else apart.who(event, start, modifiers)
        said = [ethogram.subject(who), ethogram.behavior(event.code), modifiers]
        lasts = event.end_ms != start and not is_point
        rows.append(_Row(start, _START if lasts else _MOMENT, place, _text(start, [*said, event.comment], frame)))
        if not is_point and event.end_ms is not None:
            stop = _text(event.end_ms, [*said, ""], frame)
            rows.append(_Row(event.end_ms, _STOP if lasts else _MOMENT, place, stop))
    rows.sort(key=lambda row: row[:3])
    return [row.text for row in rows]


def _by_start(event: ForeignEvent) -> tuple[int, bool]:
    """Return what puts events in order of start, those that last no time before those that do."""
    return event.start_ms or 0, event.end_ms != event.start_ms


class _Apart:
    """Keeps states of one observation apart that are on at once and look alike: they are given to other subjects."""

    def __init__(self) -> None:
        self._free_from: dict[tuple[str, str, str], float] = {}
        self._running: set[tuple[str, str]] = set()

    def who(self, event: ForeignEvent, start_ms: int, modifiers: str) -> str:
        """Return for whom the state is written; states come in order of start."""
        number = 1
        while True:
            who = event.who if number == 1 else f"{event.who} ({number})".strip()
            like = (who, event.code, modifiers)
            runs_twice = event.end_ms is None and like[:2] in self._running
            if not runs_twice and self._free_from.get(like, start_ms) <= start_ms:
                break
            number += 1
        if event.end_ms is None:
            self._running.add((who, event.code))
        self._free_from[like] = inf if event.end_ms is None else event.end_ms
        return who


def _text(at_ms: int, said: list[str], frame: str) -> str:
    cells = [seconds_text(at_ms), *map(_json, said), *([frame] if frame else ())]
    return f"[{', '.join(cells)}]"


def _json(value: Any) -> str:
    return json.dumps(value)
