"""What can be changed about one event: its times, its code, its modifiers, its comment."""

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import (
    check_fits,
    event_with_id,
    given_code,
    item_with_id,
    known_code,
)
from annotator.model.history import Change, Edit
from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    LookedFor,
    NewId,
    Rating,
    Segment,
    Settlement,
    Submission,
    fresh_id,
)


def trim(
    coding: Coding,
    codebook: Codebook,
    event_id: str,
    *,
    start_ms: int | None = None,
    end_ms: int | None = None,
) -> Edit:
    """Set the start or the end of an event, or both; a point moves as a whole.

    Raises:
        EditError: if it would end before it starts, or overlap another event of its channel.
    """
    event = event_with_id(coding, event_id)
    code = known_code(codebook, event.code)
    if code.is_point:
        moved_to = end_ms if start_ms is None else start_ms
        return move(coding, codebook, event_id, event.start_ms if moved_to is None else moved_to)
    changed = replace(
        event,
        start_ms=event.start_ms if start_ms is None else start_ms,
        end_ms=event.end_ms if end_ms is None else end_ms,
    )
    check_fits(coding, codebook, changed)
    return Edit(label=f"trim {code.name}", changes=(Change(event, changed),))


def move(coding: Coding, codebook: Codebook, event_id: str, start_ms: int) -> Edit:
    """Move an event so that it starts at start_ms; it keeps its length.

    Raises:
        EditError: if it would overlap another event of its channel.
    """
    event = event_with_id(coding, event_id)
    by_ms = start_ms - event.start_ms
    changed = replace(event, start_ms=start_ms, end_ms=None if event.end_ms is None else event.end_ms + by_ms)
    check_fits(coding, codebook, changed)
    return Edit(label=f"move {known_code(codebook, event.code).name}", changes=(Change(event, changed),))


def split(coding: Coding, codebook: Codebook, event_id: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Split a state in two that meet at at_ms.

    Raises:
        EditError: if at_ms is not inside it.
    """
    event = event_with_id(coding, event_id)
    if not event.covers(at_ms) or event.start_ms == at_ms:
        raise EditError("There is nothing to split here.", "Go to a frame inside the event.")
    later = replace(event, id=new_id(), start_ms=at_ms)
    label = f"split {known_code(codebook, event.code).name}"
    return Edit(label=label, changes=(Change(event, replace(event, end_ms=at_ms)), Change(None, later)))


def merge(coding: Coding, codebook: Codebook, event_ids: Iterable[str]) -> Edit:
    """Make one state of several of the same code, from the first start to the last end.

    Raises:
        EditError: if they are not two or more states of one code, or another code of the channel lies between.
    """
    events = sorted(
        (event_with_id(coding, event_id) for event_id in dict.fromkeys(event_ids)), key=lambda e: e.start_ms
    )
    if len(events) < 2 or len({event.code for event in events}) > 1 or known_code(codebook, events[0].code).is_point:
        raise EditError("Only two or more states of one code can be merged.", "Select such events.")
    ends = [event.end_ms for event in events]
    known = [end_ms for end_ms in ends if end_ms is not None]
    merged = replace(events[0], end_ms=max(known) if len(known) == len(ends) else None)
    check_fits(coding, codebook, merged, ignore={event.id for event in events})
    gone = tuple(Change(event, None) for event in events[1:])
    label = f"merge {known_code(codebook, merged.code).name}"
    return Edit(label=label, changes=(*gone, Change(events[0], merged)))


def delete(coding: Coding, item_ids: Iterable[str]) -> Edit:
    """Delete items; undo brings them back."""
    changes = tuple(Change(item_with_id(coding, item_id), None) for item_id in dict.fromkeys(item_ids))
    return Edit(label="delete" if len(changes) == 1 else f"delete {len(changes)} items", changes=changes)


def comment(coding: Coding, item_id: str, text: str) -> Edit:
    """Set the comment of an item.

    Raises:
        EditError: if this kind of item has none.
    """
    item = item_with_id(coding, item_id)
    match item:
        case Event() | EpisodeMark() | Rating() | Classification() | Segment() | IntervalRecord() | Settlement():
            return Edit(label="comment", changes=(Change(item, replace(item, comment=text)),))
        case LookedFor() | Submission() | Basis():
            raise EditError("This item has no comment.")
        case _:
            assert_never(item)


def modify(coding: Coding, codebook: Codebook, event_id: str, modifier: str, value: str | None) -> Edit:
    """Set one modifier of an event, or take it away with None.

    Raises:
        EditError: if the codebook does not ask this of the code, or has no such value.
    """
    event = event_with_id(coding, event_id)
    asked = codebook.modifier_by_id.get(modifier) if modifier in known_code(codebook, event.code).modifiers else None
    if asked is None or (value is not None and value not in {one.id for one in asked.values}):
        raise EditError(f"“{value}” is not a value of {modifier} for this code.", "Choose one of its values.")
    kept = {key: held for key, held in event.modifiers.items() if key != modifier}
    modifiers = kept if value is None else {**kept, modifier: value}
    return Edit(label=f"set {asked.name}", changes=(Change(event, replace(event, modifiers=modifiers)),))


def recode(coding: Coding, codebook: Codebook, event_id: str, code_id: str) -> Edit:
    """Say that an event was another behaviour of the same kind; it keeps its times and what both codes are asked.

    Raises:
        EditError: if one is a state and the other a point, the codebook gives the new one no longer, or it would
            overlap another event of its new channel.
    """
    event = event_with_id(coding, event_id)
    return place(coding, codebook, replace(event, code=code_id))


def place(coding: Coding, codebook: Codebook, placed: Event) -> Edit:
    """Say that the event with the id of placed had its code, start and end; what both codes are asked is kept.

    Raises:
        EditError: as recode.
    """
    event, code_id = event_with_id(coding, placed.id), placed.code
    old, new = known_code(codebook, event.code), given_code(codebook, code_id)
    if old.kind != new.kind:
        raise EditError(f"{old.name} is a {old.kind} and {new.name} a {new.kind}.", "Choose a code of the same kind.")
    if event == placed:
        return Edit(label=f"recode {old.name}", changes=())
    modifiers = {key: value for key, value in event.modifiers.items() if key in new.modifiers}
    changed = replace(event, code=new.id, start_ms=placed.start_ms, end_ms=placed.end_ms, modifiers=modifiers)
    check_fits(coding, codebook, changed)
    return Edit(label=f"recode {old.name} as {new.name}", changes=(Change(event, changed),))


def flag_unsure(coding: Coding, event_id: str, *, unsure: bool) -> Edit:
    """Set or clear the mark that the coder is not sure of an event."""
    event = event_with_id(coding, event_id)
    return Edit(label="unsure" if unsure else "sure", changes=(Change(event, replace(event, unsure=unsure)),))
