"""The events of each code as sorted arrays, kept up to date edit by edit, so that only what is visible is touched."""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from annotator.model.history import Edit
from annotator.model.items import Event, IntervalRecord, Segment

Timed = Event | Segment | IntervalRecord
Times = NDArray[np.int64]
RUNNING = np.iinfo(np.int64).max
"""The end of a state whose end is not marked yet."""


class Track:
    """The events of one code, or other items that have a time, in order of start.

    Attributes:
        keys: (start_ms, id) of each event.
        starts: when each starts, in ms.
        ends: when each ends, in ms; RUNNING while nobody has said.
        running: the places of what has no end yet.
    """

    def __init__(self, events: Iterable[Timed] = ()) -> None:
        ordered = sorted(events, key=_key)
        self.keys = [_key(event) for event in ordered]
        self.starts: Times = np.array([event.start_ms for event in ordered], np.int64)
        self.ends: Times = np.array([_end(event) for event in ordered], np.int64)
        self._reach()

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, event: Timed) -> None:
        """Put an event in its place."""
        place = self.place(event)
        self.keys.insert(place, _key(event))
        self.starts = np.insert(self.starts, place, event.start_ms)
        self.ends = np.insert(self.ends, place, _end(event))
        self._reach()

    def remove(self, event: Timed) -> None:
        """Take an event out, which must be there."""
        place = self.place(event)
        del self.keys[place]
        self.starts = np.delete(self.starts, place)
        self.ends = np.delete(self.ends, place)
        self._reach()

    def between(self, start_ms: float, end_ms: float) -> slice:
        """Return which events may be seen in [start_ms, end_ms], points and running states included."""
        first = int(np.searchsorted(self._reached, start_ms, side="left"))
        last = int(np.searchsorted(self.starts, end_ms, side="right"))
        return slice(first, max(first, last))

    def place(self, event: Timed) -> int:
        """Return where an event stands in the order."""
        return bisect_left(self.keys, _key(event))

    def id_at(self, place: int) -> str:
        """Return the id of the event at a place."""
        return self.keys[place][1]

    def _reach(self) -> None:
        self.running: list[int] = np.flatnonzero(self.ends == RUNNING).tolist()
        # Rising even where events overlap, which only imported codings do, so that bisecting finds the first.
        self._reached: Times = np.maximum.accumulate(self.ends) if len(self.ends) else self.ends


class Tracks:
    """The tracks of all codes."""

    def __init__(self, codes: Iterable[str], events: Iterable[Event]) -> None:
        by_code: dict[str, list[Event]] = {code: [] for code in codes}
        for event in events:
            by_code.setdefault(event.code, []).append(event)
        self._tracks = {code: Track(of_code) for code, of_code in by_code.items()}

    def __getitem__(self, code: str) -> Track:
        return self._tracks[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that have a track."""
        return tuple(self._tracks)

    def apply(self, edit: Edit) -> set[str]:
        """Follow an edit; return the codes whose tracks have changed."""
        changed = set()
        for change in edit.changes:
            if isinstance(change.before, Event):
                self._tracks[change.before.code].remove(change.before)
                changed.add(change.before.code)
            if isinstance(change.after, Event):
                self._tracks.setdefault(change.after.code, Track()).add(change.after)
                changed.add(change.after.code)
        return changed

    def running(self) -> list[str]:
        """Return the ids of the states whose end is not marked yet."""
        return [track.id_at(place) for track in self._tracks.values() for place in track.running]

    def edges(self, without: Iterable[Event] = ()) -> Times:
        """Return all starts and ends, in no order, except those of some events; for snapping."""
        left_out: dict[str, list[int]] = {}
        for event in without:
            left_out.setdefault(event.code, []).append(self._tracks[event.code].place(event))
        found = [np.empty(0, np.int64)]
        for code, track in self._tracks.items():
            gone = left_out.get(code, [])
            found += [np.delete(track.starts, gone), np.delete(track.ends, gone)]
        edges: Times = np.concatenate(found)
        known: Times = edges[edges != RUNNING]
        return known

    def within(self, codes: Iterable[str], start_ms: float, end_ms: float) -> list[str]:
        """Return the ids of the events of these codes that lie in [start_ms, end_ms], wholly or in part."""
        found = []
        for code in codes:
            track = self._tracks[code]
            seen = track.between(start_ms, end_ms)
            inside = np.flatnonzero(track.ends[seen] >= start_ms) + seen.start
            found += [track.id_at(int(place)) for place in inside]
        return found

    def used(self) -> frozenset[str]:
        """Return the codes that have events."""
        return frozenset(code for code, track in self._tracks.items() if len(track))


def _key(event: Timed) -> tuple[int, str]:
    return event.start_ms, event.id


def _end(event: Timed) -> int:
    return RUNNING if event.end_ms is None else event.end_ms
