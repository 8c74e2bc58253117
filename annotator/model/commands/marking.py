"""What a code's key does: mark a point, start a state, end it."""

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import check_fits, event_with_id, given_code, is_exhaustive, known_code
from annotator.model.history import Change, Edit
from annotator.model.items import (
    Event,
    NewId,
    fresh_id,
)


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
    event = event_with_id(coding, event_id)
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
        what = f"{code.name} continues: in {codebook.channel_name(code.channel_id)} one code is always on."
        raise EditError(what, "Press the key of what comes next, or Shift+Enter to end it anyway.")
    others = coding.events_of(other.id for other in codebook.state_channels[code.channel_id])
    before = next((event for event in others if event.end_ms == at_ms and event.start_ms < at_ms), None)
    goes_on = (Change(before, replace(before, end_ms=running.end_ms)),) if before is not None else ()
    return Edit(label=f"end {code.name}", changes=(Change(running, None), *goes_on))


def _ended(event: Event, at_ms: int) -> Change:
    if at_ms < event.start_ms:
        raise EditError("A state cannot end before it starts.", "Go to a later frame, or move its start first.")
    return Change(event, replace(event, end_ms=at_ms) if at_ms > event.start_ms else None)
