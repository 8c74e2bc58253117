"""Commands on several events at once: paste, move, split, and move the boundary that two of a channel share."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import check_all_fit, check_fits, events_with_ids, given_code, known_code
from annotator.model.commands.events import split
from annotator.model.history import Change, Edit
from annotator.model.items import Event, NewId, fresh_id

OnFrame = Callable[[int], int]
"""Gives the moment of a frame that lies nearest to a moment; rising, as frames are."""


def any_moment(ms: int) -> int:
    """Return ms: every moment counts as that of a frame."""
    return ms


def paste(
    coding: Coding,
    codebook: Codebook,
    events: Iterable[Event],
    at_ms: int,
    *,
    on_frame: OnFrame = any_moment,
    new_id: NewId = fresh_id,
) -> Edit:
    """Add copies of events: the first starts at at_ms, the others as long after it as they did.

    Raises:
        EditError: if there are none, the codebook lacks a code, or one would overlap another of its channel.
    """
    copied = sorted(events, key=lambda event: event.start_ms)
    if not copied:
        raise EditError("There is nothing to paste.", "Select events and copy them first.")
    by_ms = at_ms - copied[0].start_ms
    added = [replace(shifted(event, by_ms, on_frame), id=new_id()) for event in copied]
    check_all_fit(coding, codebook, added)
    return Edit(label=f"paste {_named(codebook, added)}", changes=tuple(Change(None, event) for event in added))


def move_many(
    coding: Coding,
    codebook: Codebook,
    event_ids: Iterable[str],
    by_ms: int,
    *,
    on_frame: OnFrame = any_moment,
) -> Edit:
    """Move events by by_ms, to earlier times below 0; every edge comes to lie on a frame.

    Raises:
        EditError: if one is no longer there, or would overlap another of its channel that does not move along.
    """
    events = events_with_ids(coding, event_ids)
    moved = [shifted(event, by_ms, on_frame) for event in events]
    check_all_fit(coding, codebook, moved, ignore={event.id for event in events})
    changes = tuple(Change(before, after) for before, after in zip(events, moved, strict=True))
    return Edit(label=f"move {_named(codebook, moved)}", changes=changes)


def move_boundary(coding: Coding, codebook: Codebook, earlier_id: str, later_id: str, at_ms: int) -> Edit:
    """Move the moment at which one state ends and the next of its channel starts, so that they go on touching.

    Raises:
        EditError: if they do not touch, are not of one channel, or one of them would have no length.
    """
    earlier, later = events_with_ids(coding, (earlier_id, later_id))
    codes = known_code(codebook, earlier.code), known_code(codebook, later.code)
    if earlier.end_ms != later.start_ms or codes[0].is_point or codes[0].channel_id != codes[1].channel_id:
        raise EditError("These two events share no boundary.", "Move the start or the end of one of them.")
    if at_ms <= earlier.start_ms or (later.end_ms is not None and at_ms >= later.end_ms):
        raise EditError("One of the two events would have no length.", "Delete it, or choose a moment between them.")
    changes = (Change(earlier, replace(earlier, end_ms=at_ms)), Change(later, replace(later, start_ms=at_ms)))
    return Edit(label=f"move boundary of {codes[0].name} and {codes[1].name}", changes=changes)


def draw(
    coding: Coding, codebook: Codebook, code_id: str, start_ms: int, end_ms: int, new_id: NewId = fresh_id
) -> Edit:
    """Add an event over [start_ms, end_ms); a point at start_ms.

    Raises:
        EditError: if the codebook has no such code, or it would overlap another of its channel or have no length.
    """
    code = given_code(codebook, code_id)
    event = Event(id=new_id(), code=code.id, start_ms=start_ms, end_ms=start_ms if code.is_point else end_ms)
    check_fits(coding, codebook, event)
    return Edit(label=f"draw {code.name}", changes=(Change(None, event),))


def split_many(
    coding: Coding, codebook: Codebook, event_ids: Iterable[str], at_ms: int, new_id: NewId = fresh_id
) -> Edit:
    """Split, of these events, every state that at_ms lies inside of.

    Raises:
        EditError: if it lies inside none.
    """
    events = [event for event in events_with_ids(coding, event_ids) if event.start_ms < at_ms and event.covers(at_ms)]
    if not events:
        raise EditError("There is nothing to split here.", "Go to a frame inside a selected event.")
    steps = [split(coding, codebook, event.id, at_ms, new_id) for event in events]
    return Edit(label=f"split {_named(codebook, events)}", changes=tuple(c for step in steps for c in step.changes))


def neighbour(coding: Coding, codebook: Codebook, event: Event, *, after: bool) -> Event | None:
    """Return the state of the same channel that touches a state at its end (after) or at its start."""
    code = codebook.code_by_id.get(event.code)
    if code is None or code.is_point or (after and event.end_ms is None):
        return None
    others = coding.events_of(one.id for one in codebook.state_channels[code.channel_id])
    if after:
        return next((one for one in others if one.id != event.id and one.start_ms == event.end_ms), None)
    return next((one for one in others if one.id != event.id and one.end_ms == event.start_ms), None)


def shifted(event: Event, by_ms: int, on_frame: OnFrame = any_moment) -> Event:
    """Return an event moved by by_ms, each of its edges on a frame."""
    end_ms = None if event.end_ms is None else on_frame(event.end_ms + by_ms)
    return replace(event, start_ms=on_frame(event.start_ms + by_ms), end_ms=end_ms)


def _named(codebook: Codebook, events: Sequence[Event]) -> str:
    return known_code(codebook, events[0].code).name if len(events) == 1 else f"{len(events)} events"
