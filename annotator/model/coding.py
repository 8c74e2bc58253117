"""All that one coder said of one session, as it stands now."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from annotator.model.items import Classification, EpisodeMark, Event, IntervalRecord, Item, Rating, Segment

_Timed = TypeVar("_Timed", Event, EpisodeMark, Segment, IntervalRecord)


def _by_time(item: Event | EpisodeMark | Segment | IntervalRecord) -> tuple[int, str]:
    return item.start_ms, item.id


class Coding:
    """Items by id, with those that have a time kept in its order.

    Only History changes a coding; everybody else reads.
    """

    def __init__(self, session: str, coder: str, items: Iterable[Item] = ()) -> None:
        self.session = session
        self.coder = coder
        self._items: dict[str, Item] = {}
        self._events: list[Event] = []
        self._of_code: dict[str, list[Event]] = {}
        self._marks: list[EpisodeMark] = []
        self._segments: list[Segment] = []
        self._intervals: list[IntervalRecord] = []
        self._ratings: dict[str, Rating] = {}
        self._classification: Classification | None = None
        for item in items:
            self.put(item)

    @property
    def items(self) -> Mapping[str, Item]:
        """All items by id."""
        return MappingProxyType(self._items)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events in order of start."""
        return tuple(self._events)

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
        return tuple(sorted((e for code in codes for e in self._of_code.get(code, ())), key=_by_time))

    def covering(self, code: str, at_ms: int) -> Event | None:
        """Return the event of a state code that is on at at_ms, the latest begun where several are."""
        events = self._of_code.get(code, [])
        before = bisect_left(events, at_ms + 1, key=lambda event: event.start_ms)
        return next((e for e in reversed(events[:before]) if e.covers(at_ms)), None)

    def put(self, item: Item) -> None:
        """Add the item, or replace the one with its id."""
        self.remove(item.id)
        self._items[item.id] = item
        if isinstance(item, Event):
            insort(self._events, item, key=_by_time)
            insort(self._of_code.setdefault(item.code, []), item, key=_by_time)
        elif isinstance(item, EpisodeMark):
            insort(self._marks, item, key=_by_time)
        elif isinstance(item, Segment):
            insort(self._segments, item, key=_by_time)
        elif isinstance(item, IntervalRecord):
            insort(self._intervals, item, key=_by_time)
        elif isinstance(item, Rating):
            self._ratings[item.id] = item
        elif isinstance(item, Classification):
            self._classification = item

    def remove(self, item_id: str) -> None:
        """Take the item away; nothing happens if it is not there."""
        item = self._items.pop(item_id, None)
        if isinstance(item, Event):
            _take_out(self._events, item)
            _take_out(self._of_code[item.code], item)
        elif isinstance(item, EpisodeMark):
            _take_out(self._marks, item)
        elif isinstance(item, Segment):
            _take_out(self._segments, item)
        elif isinstance(item, IntervalRecord):
            _take_out(self._intervals, item)
        elif isinstance(item, Rating):
            del self._ratings[item.id]
        elif item is self._classification:
            self._classification = None


def _take_out(ordered: list[_Timed], item: _Timed) -> None:
    del ordered[bisect_left(ordered, _by_time(item), key=_by_time)]
