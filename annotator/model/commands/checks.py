"""What every command asks first: is this code known, is that event still there, does it fit among the others."""

from collections.abc import Iterable, Sequence

from annotator.errors import EditError
from annotator.model.codebook import Code, Codebook, RetiredCode
from annotator.model.coding import Coding
from annotator.model.items import (
    Event,
    Item,
)


class OverlapError(EditError):
    """Two events of one channel would be on at once; other is the one that a new one would overlap."""

    def __init__(self, what: str, hint: str, other: Event) -> None:
        super().__init__(what, hint)
        self.other = other


def known_code(codebook: Codebook, code_id: str) -> Code:
    """Return a code of the codebook, retired or not.

    Raises:
        EditError: if it has none of this id.
    """
    code = codebook.code_by_id.get(code_id)
    if code is None:
        raise EditError(f"The codebook has no code “{code_id}”.", "Use the codebook this coding was made with.")
    return code


def given_code(codebook: Codebook, code_id: str) -> Code:
    """Return a code that is still given: new events cannot be of a retired one.

    Raises:
        EditError: if the codebook has none of this id, or has retired it.
    """
    code = known_code(codebook, code_id)
    if isinstance(code, RetiredCode):
        hint = " or ".join(known_code(codebook, one).name for one in code.replaced_by if one in codebook.code_by_id)
        what = f"{code.name} was retired in version {code.since} of the codebook."
        raise EditError(what, f"Use {hint}." if hint else "Its events stay; new ones need another code.")
    return code


def is_exhaustive(codebook: Codebook, channel_id: str) -> bool:
    """Whether one of the codes of a channel is always on."""
    return any(channel.exhaustive for channel in codebook.channels if channel.id == channel_id)


def item_with_id(coding: Coding, item_id: str) -> Item:
    """Return an item.

    Raises:
        EditError: if it is no longer there.
    """
    item = coding.items.get(item_id)
    if item is None:
        raise EditError("This item no longer exists.", "Undo, or choose another.")
    return item


def event_with_id(coding: Coding, event_id: str) -> Event:
    """Return an event.

    Raises:
        EditError: if it is no longer there, or is no event.
    """
    event = item_with_id(coding, event_id)
    if not isinstance(event, Event):
        raise EditError("This item is not an event.", "Choose an event.")
    return event


def events_with_ids(coding: Coding, event_ids: Iterable[str]) -> list[Event]:
    """Return these events, each once, in the order of the ids.

    Raises:
        EditError: if one is no longer there.
    """
    found = [coding.event(event_id) for event_id in dict.fromkeys(event_ids)]
    events = [event for event in found if event is not None]
    if len(events) < len(found):
        raise EditError("An event no longer exists.", "Undo, or select others.")
    return events


def check_fits(coding: Coding, codebook: Codebook, event: Event, ignore: Iterable[str] = ()) -> None:
    """Check that an event may stand as it is among the others, apart from those to ignore.

    Raises:
        EditError: if it starts before 0, has no length, or overlaps another state of its channel.
    """
    code = known_code(codebook, event.code)
    if event.start_ms < 0:
        raise EditError(f"{code.name} would start before the recording.", "Choose a later start.")
    if code.is_point:
        return
    if event.end_ms is not None and event.end_ms <= event.start_ms:
        raise EditError(f"{code.name} would end before it starts.", "Choose a later end or an earlier start.")
    skipped = {event.id, *ignore}
    for other in coding.events_of(one.id for one in codebook.state_channels[code.channel_id]):
        if other.id not in skipped and _meet(event, other):
            raise _overlap(codebook, event, other)


def check_all_fit(
    coding: Coding, codebook: Codebook, events: Sequence[Event], ignore: Iterable[str] = frozenset()
) -> None:
    """Check that events may stand together among the others, apart from those to ignore, channel by channel.

    Raises:
        EditError: if one would start before 0, have no length, or overlap another of its channel.
    """
    ignored = frozenset(ignore)
    channels: dict[str, list[Event]] = {}
    for event in events:
        code = known_code(codebook, event.code)
        if event.start_ms < 0:
            raise EditError(f"{code.name} would start before the recording.", "Choose a later start.")
        if not code.is_point:
            if event.end_ms is not None and event.end_ms <= event.start_ms:
                raise EditError(f"{code.name} would have no length.", "Choose another moment.")
            channels.setdefault(code.channel_id, []).append(event)
    for channel_id, new in channels.items():
        standing = coding.events_of(code.id for code in codebook.state_channels[channel_id])
        _check_apart(codebook, new, [event for event in standing if event.id not in ignored])


def _check_apart(codebook: Codebook, new: Sequence[Event], standing: Sequence[Event]) -> None:
    ids = {event.id for event in new}
    furthest: Event | None = None
    for event in sorted((*new, *standing), key=lambda one: one.start_ms):
        if furthest is not None and (furthest.end_ms is None or furthest.end_ms > event.start_ms):
            if event.id in ids or furthest.id in ids:
                raise _overlap(codebook, *((event, furthest) if event.id in ids else (furthest, event)))
            if furthest.end_ms is None or (event.end_ms is not None and event.end_ms <= furthest.end_ms):
                continue
        furthest = event


def _meet(one: Event, other: Event) -> bool:
    one_before = one.end_ms is not None and one.end_ms <= other.start_ms
    other_before = other.end_ms is not None and other.end_ms <= one.start_ms
    return not (one_before or other_before)


def _overlap(codebook: Codebook, new: Event, other: Event) -> OverlapError:
    names = [known_code(codebook, one.code).name for one in (new, other)]
    until = "on" if other.end_ms is None else f"to {other.end_ms / 1000:.3f} s"
    where = f"from {other.start_ms / 1000:.3f} s {until}"
    what = f"{names[0]} would overlap {names[1]} {where}, which is in the same channel."
    return OverlapError(what, "Make room for it first.", other)
