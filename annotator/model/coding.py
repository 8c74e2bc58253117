"""All that one coder said of one session, as it stands now."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import sha256
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar, assert_never

import msgspec

from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
    Settlement,
    Submission,
)

_T = TypeVar("_T")
_Timed = TypeVar("_Timed", Event, EpisodeMark, Segment, IntervalRecord, LookedFor)


def _by_time(item: Event | EpisodeMark | Segment | IntervalRecord | LookedFor) -> tuple[int, str]:
    return item.start_ms, item.id


def _start(event: Event) -> int:
    return event.start_ms


class _OfCode:
    """The events of one code in order of start; finds the one that is on without looking at all of them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._running: list[Event] = []
        self._all: tuple[Event, ...] | None = None  # the same, until the next change
        self._longest_ms = 0  # that any ended event has had: further back none can still be on

    @property
    def all(self) -> tuple[Event, ...]:
        """The events, as they will not change."""
        if self._all is None:
            self._all = tuple(self.events)
        return self._all

    def put(self, event: Event) -> None:
        self._all = None
        _put_in(self.events, event)
        if event.end_ms is None:
            _put_in(self._running, event)
        else:
            self._longest_ms = max(self._longest_ms, event.end_ms - event.start_ms)

    def take_out(self, event: Event) -> None:
        self._all = None
        _take_out(self.events, event)
        if event.end_ms is None:
            _take_out(self._running, event)

    def covering(self, at_ms: int) -> Event | None:
        """Return the event that is on at at_ms, the latest begun where several are."""
        running = next((event for event in reversed(self._running) if event.start_ms <= at_ms), None)
        before = bisect_left(self.events, at_ms + 1, key=_start)
        for place in range(before - 1, -1, -1):
            event = self.events[place]
            if event is running or event.covers(at_ms):
                return event
            if event.start_ms < at_ms - self._longest_ms:
                break
        return running


class Coding:
    """Items by id, with those that have a time kept in its order.

    Only History changes a coding; everybody else reads.
    """

    def __init__(self, session: str, coder: str, items: Iterable[Item] = ()) -> None:
        self.session = session
        self.coder = coder
        self._items: dict[str, Item] = {}
        self._events: list[Event] = []
        self._all_events: tuple[Event, ...] | None = None  # the same, until the next change
        self._of_code: dict[str, _OfCode] = defaultdict(_OfCode)
        self._marks: list[EpisodeMark] = []
        self._segments: list[Segment] = []
        self._intervals: list[IntervalRecord] = []
        self._looked_for: list[LookedFor] = []
        self._ratings: dict[str, Rating] = {}
        self._classification: Classification | None = None
        self._followed: dict[Hashable, Any] = {}
        for item in items:
            self.put(item)

    @property
    def items(self) -> Mapping[str, Item]:
        """All items by id."""
        return MappingProxyType(self._items)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events in order of start."""
        if self._all_events is None:
            self._all_events = tuple(self._events)
        return self._all_events

    @property
    def episode_marks(self) -> tuple[EpisodeMark, ...]:
        """All episode marks in order of start."""
        return tuple(self._marks)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments that have no code yet, in order of start."""
        return tuple(self._segments)

    @property
    def intervals(self) -> tuple[IntervalRecord, ...]:
        """All interval records in order of start."""
        return tuple(self._intervals)

    @property
    def looked_for(self) -> tuple[LookedFor, ...]:
        """What was said of finished passes, in order of start."""
        return tuple(self._looked_for)

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """All ratings, in the order in which they were given."""
        return tuple(self._ratings.values())

    @property
    def classification(self) -> Classification | None:
        """The classification, None while there is none."""
        return self._classification

    @property
    def is_submitted(self) -> bool:
        """Whether the coder has said that the coding is finished."""
        return "submission" in self._items

    def event(self, event_id: str) -> Event | None:
        """Return the event with this id, if it is there."""
        item = self._items.get(event_id)
        return item if isinstance(item, Event) else None

    def events_of(self, codes: Iterable[str]) -> tuple[Event, ...]:
        """Return the events of these codes in order of start."""
        found = [self._of_code[code].all for code in codes if code in self._of_code]
        return found[0] if len(found) == 1 else tuple(sorted(chain.from_iterable(found), key=_by_time))

    def covering(self, code: str, at_ms: int) -> Event | None:
        """Return the event of a state code that is on at at_ms, the latest begun where several are."""
        return self._of_code[code].covering(at_ms) if code in self._of_code else None

    def follows(self, key: Hashable, work: Callable[[], _T]) -> _T:
        """Return what work makes of this coding, which is done once until the next change.

        Args:
            key: says what is made, of what else beside the coding.
            work: makes it; it must not be changed afterwards.
        """
        known = self._followed  # a change begins another: what is worked out meanwhile is not of the coding as changed
        if key not in known:
            known[key] = work()
        found: _T = known[key]
        return found

    def put(self, item: Item) -> None:
        """Add the item, or replace the one with its id."""
        if item.id in self._items:
            self.remove(item.id)
        self._followed = {}
        self._items[item.id] = item
        self._put_in_order(item)

    def _put_in_order(self, item: Item) -> None:
        match item:
            case Event():
                self._all_events = None
                _put_in(self._events, item)
                self._of_code[item.code].put(item)
            case EpisodeMark():
                _put_in(self._marks, item)
            case Segment():
                _put_in(self._segments, item)
            case IntervalRecord():
                _put_in(self._intervals, item)
            case LookedFor():
                _put_in(self._looked_for, item)
            case Rating():
                self._ratings[item.id] = item
            case Classification():
                self._classification = item
            case Submission() | Basis() | Settlement():
                pass  # looked up by id, or among all items
            case _:
                assert_never(item)

    def remove(self, item_id: str) -> None:
        """Take the item away; nothing happens if it is not there."""
        self._followed = {}
        item = self._items.pop(item_id, None)
        match item:
            case Event():
                self._all_events = None
                _take_out(self._events, item)
                self._of_code[item.code].take_out(item)
            case EpisodeMark():
                _take_out(self._marks, item)
            case Segment():
                _take_out(self._segments, item)
            case IntervalRecord():
                _take_out(self._intervals, item)
            case LookedFor():
                _take_out(self._looked_for, item)
            case Rating():
                del self._ratings[item.id]
            case Classification():
                if item is self._classification:
                    self._classification = None
            case Submission() | Basis() | Settlement() | None:
                pass
            case _:
                assert_never(item)


def _put_in(ordered: list[_Timed], item: _Timed) -> None:
    if not ordered or ordered[-1].start_ms < item.start_ms:
        ordered.append(item)  # nearly always: what is marked is marked in its order
    else:
        insort(ordered, item, key=_by_time)


def _take_out(ordered: list[_Timed], item: _Timed) -> None:
    del ordered[bisect_left(ordered, _by_time(item), key=_by_time)]


def coding_fingerprint(coding: Coding) -> str:
    """Return a short text that changes with anything a coding says; submitting it changes nothing."""
    items = sorted((item for item in coding.items.values() if not isinstance(item, Submission)), key=lambda one: one.id)
    return sha256(msgspec.json.encode(items)).hexdigest()[:16]
