"""Commands that say the same of several events in one step: their code, a modifier, a comment, a doubt."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import check_all_fit, events_with_ids, given_code, known_code
from annotator.model.commands.events import modify
from annotator.model.history import Change, Edit
from annotator.model.items import Event


def recode_many(coding: Coding, codebook: Codebook, event_ids: Iterable[str], code_id: str) -> Edit:
    """Say that several events were another behaviour of the same kind (see recode).

    Raises:
        EditError: if a state would become a point or a point a state, or events of one channel would overlap.
    """
    events, new = events_with_ids(coding, event_ids), given_code(codebook, code_id)
    other = next((old for old in (known_code(codebook, one.code) for one in events) if old.kind != new.kind), None)
    if other is not None:
        raise EditError(
            f"{other.name} is a {other.kind} and {new.name} a {new.kind}.", "Choose events of the same kind."
        )
    changed = [recoded(event, code_id, new.modifiers) for event in events]
    check_all_fit(coding, codebook, changed, ignore={event.id for event in events})
    return _edit(f"recode {_counted(len(events))} as {new.name}", events, changed)


def modify_many(coding: Coding, codebook: Codebook, event_ids: Iterable[str], modifier: str, value: str | None) -> Edit:
    """Set one modifier of several events, or take it away with None.

    Raises:
        EditError: if the codebook does not ask this of one of the codes, or has no such value.
    """
    steps = [modify(coding, codebook, event.id, modifier, value) for event in events_with_ids(coding, event_ids)]
    name = codebook.modifier_by_id[modifier].name if modifier in codebook.modifier_by_id else modifier
    return Edit(label=f"{name}: {_counted(len(steps))}", changes=tuple(c for step in steps for c in step.changes))


def comment_many(coding: Coding, event_ids: Iterable[str], text: str) -> Edit:
    """Give several events the same comment; it replaces what they had."""
    return _each(coding, event_ids, "comment", lambda event: replace(event, comment=text))


def flag_many(coding: Coding, event_ids: Iterable[str], *, unsure: bool) -> Edit:
    """Set or clear the mark that the coder is not sure of several events."""
    return _each(coding, event_ids, "unsure" if unsure else "sure", lambda event: replace(event, unsure=unsure))


def recoded(event: Event, code_id: str, asked: Sequence[str]) -> Event:
    """Return an event with another code, and of its answers those that are asked of that code too."""
    if event.code == code_id:
        return event
    return replace(event, code=code_id, modifiers={key: held for key, held in event.modifiers.items() if key in asked})


def _each(coding: Coding, event_ids: Iterable[str], what: str, change: Callable[[Event], Event]) -> Edit:
    events = events_with_ids(coding, event_ids)
    return _edit(f"{what}: {_counted(len(events))}", events, [change(event) for event in events])


def _edit(label: str, before: Sequence[Event], after: Sequence[Event]) -> Edit:
    pairs = zip(before, after, strict=True)
    return Edit(label=label, changes=tuple(Change(old, new) for old, new in pairs if old != new))


def _counted(number: int) -> str:
    return "1 event" if number == 1 else f"{number} events"
