"""Which events are selected, what becomes of that with an edit, and which event is next: rules that need no window."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.model.items import Event

_NEAR_MS = 1000
"""So far from the selected event one is still at it: a few frames before its start, to see it begin."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Ids of the events that are selected.

    ids: all of them.
    last: the one that was selected last, "" where none is; the panels speak of it.
    """

    ids: frozenset[str] = frozenset()
    last: str = ""

    def event(self, coding: Coding) -> Event | None:
        """Return the event that was selected last."""
        return coding.event(self.last)

    def events(self, coding: Coding) -> tuple[Event, ...]:
        """Return all that are selected and there, in order of start."""
        found = (coding.event(event_id) for event_id in self.ids)
        return tuple(sorted((event for event in found if event is not None), key=_by_time))

    def after(self, edit: Edit, coding: Coding) -> "Selection":
        """Return what is selected after an edit: what is new, or what it has touched of what is selected already.

        Args:
            edit: What was done.
            coding: What it has led to.
        """
        touched = [change.after.id for change in edit.changes if isinstance(change.after, Event)]
        added = [change.item_id for change in edit.changes if change.before is None and change.item_id in touched]
        kept = [event_id for event_id in self.ids if coding.event(event_id) is not None]
        if not touched:
            return selection_of([*kept, *({self.last} & set(kept))])
        if touched[-1] not in kept and added:
            return selection_of(added)
        # Where two events share a boundary, the one that was selected stays it, whichever of the two comes last.
        still = [one for one in touched if one in kept]
        return selection_of([*kept, self.last if self.last in still else still[-1]] if still else touched[-1:])

    def is_at(self, coding: Coding, at_ms: int) -> bool:
        """Whether at_ms lies in the event selected last, or close by; False where none is selected."""
        event = self.event(coding)
        if event is None:
            return False
        last_ms = max(event.start_ms, event.start_ms if event.end_ms is None else event.end_ms)
        return event.start_ms - _NEAR_MS <= at_ms <= last_ms + _NEAR_MS

    def next(self, coding: Coding, at_ms: int) -> Event | None:
        """Return the event after the one selected last or, where none is, the first that starts after at_ms."""
        anchor = self.event(coding)
        if anchor is not None:
            place = bisect_right(coding.events, _by_time(anchor), key=_by_time)
        else:
            place = bisect_right(coding.events, at_ms, key=lambda event: event.start_ms)
        return coding.events[place] if place < len(coding.events) else None

    def previous(self, coding: Coding, at_ms: int) -> Event | None:
        """Return the event before the one selected last or, where none is, the last that starts before at_ms."""
        anchor = self.event(coding)
        if anchor is not None:
            place = bisect_left(coding.events, _by_time(anchor), key=_by_time)
        else:
            place = bisect_left(coding.events, at_ms, key=lambda event: event.start_ms)
        return coding.events[place - 1] if place > 0 else None


def selection_of(event_ids: Iterable[str]) -> Selection:
    """Return the selection of several events; the last is the one that was selected last."""
    ids = list(event_ids)
    return Selection(frozenset(ids), ids[-1] if ids else "")


def _by_time(event: Event) -> tuple[int, str]:
    return event.start_ms, event.id
