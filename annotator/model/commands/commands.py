"""Commands: pure functions from a coding to the Edit that a step of the user makes. They change nothing themselves."""

from collections.abc import Iterable

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Code, Codebook, RetiredCode
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Basis,
    Cell,
    Classification,
    EpisodeMark,
    Event,
    Item,
    NewId,
    Rating,
    Submission,
    fresh_id,
)
from annotator.model.judging import cell_name, check_classification, check_rating, class_label, rating_label, rating_of


def mark(coding: Coding, codebook: Codebook, code_id: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Do what the key of a code does: mark a point, end the state that is on at at_ms, or start it there.

    Raises:
        EditError: if the codebook has no such code or gives it no longer, or its channel may not be left empty.
    """
    code = given_code(codebook, code_id)
    if code.is_point:
        event = Event(id=new_id(), code=code.id, start_ms=at_ms, end_ms=at_ms)
        return Edit(label=f"mark {code.name}", changes=(Change(None, event),))
    running = coding.covering(code.id, at_ms)
    if running is not None:
        return toggle_off(coding, codebook, running, at_ms)
    return start_state(coding, codebook, code.id, at_ms, new_id)


def start_state(coding: Coding, codebook: Codebook, code_id: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Start a state at at_ms and end, at the same moment, the one of its channel that is on.

    It runs until it is ended; where something of its channel is already marked later, until that begins; where it
    cuts into a state whose end is marked, until that end.

    Raises:
        EditError: if the codebook has no such state or gives it no longer.
    """
    code = given_code(codebook, code_id)
    if code.is_point:
        raise EditError(f"{code.name} is a point: it has no start and no end.", "Mark it where it happens.")
    others = coding.events_of(other.id for other in codebook.state_channels[code.channel_id])
    cut = next((event for event in others if event.covers(at_ms)), None)
    next_start = min((event.start_ms for event in others if event.start_ms > at_ms), default=None)
    end_ms = cut.end_ms if cut is not None and cut.end_ms is not None else next_start
    started = Event(id=new_id(), code=code.id, start_ms=at_ms, end_ms=end_ms)
    cuts = (_ended(cut, at_ms),) if cut is not None else ()
    return Edit(label=f"start {code.name}", changes=(*cuts, Change(None, started)))


def end_state(coding: Coding, codebook: Codebook, event_id: str, at_ms: int) -> Edit:
    """End a state at at_ms, the first frame that no longer shows it; at its very start it is taken away.

    Raises:
        EditError: if at_ms lies before its start or inside another event of its channel, or it is a point.
    """
    event = _event(coding, event_id)
    code = known_code(codebook, event.code)
    if code.is_point:
        raise EditError(f"{code.name} is a point: it has no end.", "Move it instead.")
    change = _ended(event, at_ms)
    if isinstance(change.after, Event):
        check_fits(coding, codebook, change.after)
    return Edit(label=f"end {code.name}", changes=(change,))


def hold(coding: Coding, codebook: Codebook, code_id: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Start a state that lasts until its key is let go; where it is on already, this changes nothing.

    Raises:
        EditError: if the codebook has no such state.
    """
    if coding.covering(code_id, at_ms) is not None:
        return Edit(label=f"hold {known_code(codebook, code_id).name}", changes=())
    return start_state(coding, codebook, code_id, at_ms, new_id)


def let_go(coding: Coding, codebook: Codebook, event_id: str, at_ms: int) -> Edit:
    """End a held state at at_ms. Whatever ended it before then, or took it away, stays as it is.

    Raises:
        EditError: if at_ms lies before its start.
    """
    event = coding.event(event_id)
    if event is None or (event.end_ms is not None and event.end_ms <= at_ms):
        return Edit(label="let go", changes=())
    return end_state(coding, codebook, event_id, at_ms)


def toggle_off(coding: Coding, codebook: Codebook, running: Event, at_ms: int) -> Edit:
    """End a state that is on, as its own key does; in an exhaustive channel only at its very start.

    There, what it had cut off goes on, so that the channel has no hole.

    Raises:
        EditError: if its channel is exhaustive: the key of what comes next ends it.
    """
    code = known_code(codebook, running.code)
    if not is_exhaustive(codebook, code.channel_id):
        return end_state(coding, codebook, running.id, at_ms)
    if at_ms > running.start_ms:
        what = f"{code.name} goes on: in {codebook.channel_name(code.channel_id)} something is always on."
        raise EditError(what, "Press the key of what comes next, or Shift+Enter to end it all the same.")
    others = coding.events_of(other.id for other in codebook.state_channels[code.channel_id])
    before = next((event for event in others if event.end_ms == at_ms and event.start_ms < at_ms), None)
    goes_on = (Change(before, replace(before, end_ms=running.end_ms)),) if before is not None else ()
    return Edit(label=f"end {code.name}", changes=(Change(running, None), *goes_on))


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
    event = _event(coding, event_id)
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
    event = _event(coding, event_id)
    by_ms = start_ms - event.start_ms
    changed = replace(event, start_ms=start_ms, end_ms=None if event.end_ms is None else event.end_ms + by_ms)
    check_fits(coding, codebook, changed)
    return Edit(label=f"move {known_code(codebook, event.code).name}", changes=(Change(event, changed),))


def split(coding: Coding, codebook: Codebook, event_id: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Split a state in two that meet at at_ms.

    Raises:
        EditError: if at_ms is not inside it.
    """
    event = _event(coding, event_id)
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
    events = sorted((_event(coding, event_id) for event_id in dict.fromkeys(event_ids)), key=lambda e: e.start_ms)
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
    changes = tuple(Change(_item(coding, item_id), None) for item_id in dict.fromkeys(item_ids))
    return Edit(label="delete" if len(changes) == 1 else f"delete {len(changes)} items", changes=changes)


def comment(coding: Coding, item_id: str, text: str) -> Edit:
    """Set the comment of an item.

    Raises:
        EditError: if this kind of item has none.
    """
    item = _item(coding, item_id)
    if isinstance(item, Submission | Basis):
        raise EditError("This item has no comment.")
    return Edit(label="comment", changes=(Change(item, replace(item, comment=text)),))


def modify(coding: Coding, codebook: Codebook, event_id: str, modifier: str, value: str | None) -> Edit:
    """Set one modifier of an event, or take it away with None.

    Raises:
        EditError: if the codebook does not ask this of the code, or has no such value.
    """
    event = _event(coding, event_id)
    asked = codebook.modifier_by_id.get(modifier) if modifier in known_code(codebook, event.code).modifiers else None
    if asked is None or (value is not None and value not in {one.id for one in asked.values}):
        raise EditError(f"The codebook knows no {modifier} “{value}” here.", "Choose one of its values.")
    kept = {key: held for key, held in event.modifiers.items() if key != modifier}
    modifiers = kept if value is None else {**kept, modifier: value}
    return Edit(label=f"set {asked.name}", changes=(Change(event, replace(event, modifiers=modifiers)),))


def recode(coding: Coding, codebook: Codebook, event_id: str, code_id: str) -> Edit:
    """Say that an event was another behaviour of the same kind; it keeps its times and what both codes are asked.

    Raises:
        EditError: if one is a state and the other a point, the codebook gives the new one no longer, or it would
            overlap another event of its new channel.
    """
    event = _event(coding, event_id)
    old, new = known_code(codebook, event.code), given_code(codebook, code_id)
    if old.kind != new.kind:
        raise EditError(f"{old.name} is a {old.kind} and {new.name} a {new.kind}.", "Choose a code of the same kind.")
    if old.id == new.id:
        return Edit(label=f"recode {old.name}", changes=())
    modifiers = {key: value for key, value in event.modifiers.items() if key in new.modifiers}
    changed = replace(event, code=new.id, modifiers=modifiers)
    check_fits(coding, codebook, changed)
    return Edit(label=f"recode {old.name} as {new.name}", changes=(Change(event, changed),))


def flag_unsure(coding: Coding, event_id: str, *, unsure: bool) -> Edit:
    """Set or clear the mark that the coder is not sure of an event."""
    event = _event(coding, event_id)
    return Edit(label="unsure" if unsure else "sure", changes=(Change(event, replace(event, unsure=unsure)),))


def mark_episode(coding: Coding, codebook: Codebook, episode: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Mark where an episode begins, or END_OF_LAST_EPISODE where the last one ends; a second mark moves the first.

    Raises:
        EditError: if the protocol has no such episode, or another one begins at this very moment.
    """
    if episode != END_OF_LAST_EPISODE and episode not in codebook.episode_by_id:
        raise EditError(f"The protocol has no episode {episode}.", "Mark one of the codebook's episodes.")
    there = next((mark for mark in coding.episode_marks if mark.start_ms == at_ms and mark.episode != episode), None)
    if there is not None:
        raise EditError(f"{_boundary(there.episode)} is marked at this very frame.", "Go to the frame of this one.")
    old = next((mark for mark in coding.episode_marks if mark.episode == episode), None)
    new = EpisodeMark(id=new_id(), episode=episode, start_ms=at_ms) if old is None else replace(old, start_ms=at_ms)
    name = "end of the last episode" if episode == END_OF_LAST_EPISODE else f"episode {episode}"
    return Edit(label=f"mark {name}", changes=(Change(old, new),) if old != new else ())


def _boundary(episode: str) -> str:
    return "The end of the last episode" if episode == END_OF_LAST_EPISODE else f"The start of episode {episode}"


def rate(coding: Coding, codebook: Codebook, rating: Rating) -> Edit:
    """Give a rating, replacing the one for the same scale, episode and target; value None says "not ratable".

    Raises:
        EditError: if the codebook has no such scale, does not rate it there, or the value is none of its points.
    """
    check_rating(codebook, rating)
    old = rating_of(coding, rating.cell)
    new = rating if old is None else replace(rating, id=old.id)
    return Edit(label=rating_label(codebook, old, new), changes=(Change(old, new),))


def unrate(coding: Coding, codebook: Codebook, cell: Cell) -> Edit:
    """Take a rating back, so that its cell is unset again; nothing happens if it is unset."""
    old = rating_of(coding, cell)
    return Edit(label=f"unset {cell_name(codebook, cell)}", changes=() if old is None else (Change(old, None),))


def classify(coding: Coding, codebook: Codebook, classification: Classification) -> Edit:
    """Classify the child, replacing the classification there was.

    primary "" says that no class is given yet, though something else is: the rating of disorganisation, evidence.

    Raises:
        EditError: if something in it is none of the codebook's, or its class asks for a best-fitting alternative and
            it has none.
    """
    check_classification(codebook, classification)
    old = coding.classification
    new = classification if old is None else replace(classification, id=old.id)
    return Edit(label=class_label(old, new), changes=(Change(old, new),))


def declassify(coding: Coding) -> Edit:
    """Take the classification back, with all that goes with it; nothing happens if there is none."""
    old = coding.classification
    return Edit(label="take the classification back", changes=() if old is None else (Change(old, None),))


def submit(coding: Coding) -> Edit:
    """Say that the coding is finished, which locks it."""
    return Edit(label="submit", changes=() if coding.is_submitted else (Change(None, Submission()),))


def reopen(coding: Coding) -> Edit:
    """Take a submission back; the journal keeps that there was one."""
    return Edit(label="reopen", changes=(Change(Submission(), None),) if coding.is_submitted else ())


def _ended(event: Event, at_ms: int) -> Change:
    if at_ms < event.start_ms:
        raise EditError("A state cannot end before it starts.", "Go to a later frame, or move its start first.")
    return Change(event, replace(event, end_ms=at_ms) if at_ms > event.start_ms else None)


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
        if other.id not in skipped and _overlap(event, other):
            name = known_code(codebook, other.code).name
            raise EditError(f"{code.name} would overlap {name} of the same channel.", f"Trim {name} first.")


def _overlap(one: Event, other: Event) -> bool:
    one_before = one.end_ms is not None and one.end_ms <= other.start_ms
    other_before = other.end_ms is not None and other.end_ms <= one.start_ms
    return not (one_before or other_before)


def is_exhaustive(codebook: Codebook, channel_id: str) -> bool:
    """Whether one of the codes of a channel is always on."""
    return any(channel.exhaustive for channel in codebook.channels if channel.id == channel_id)


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
        what = f"{code.name} is retired since version {code.since} of the codebook."
        raise EditError(what, f"Use {hint}." if hint else "Old events of it stay; new ones need another code.")
    return code


def _item(coding: Coding, item_id: str) -> Item:
    item = coding.items.get(item_id)
    if item is None:
        raise EditError("This item is no longer there.", "Undo, or choose another.")
    return item


def _event(coding: Coding, event_id: str) -> Event:
    event = _item(coding, event_id)
    if not isinstance(event, Event):
        raise EditError("This item is not an event.", "Choose an event.")
    return event
