"""How one disagreement is settled: a version accepted, neither, the middle of the two, or what was set by hand."""

from collections.abc import Callable
from typing import Literal, get_args

from msgspec.structs import replace

from annotator.consensus.agreed import Sources, bare
from annotator.consensus.differing_items import common_modifiers
from annotator.consensus.disagreement import Disagreement, Stretch
from annotator.errors import EditError
from annotator.model.items import Comparable, Decided, EpisodeMark, Event, Origin, Rating, Settlement

Side = Literal["a", "b", "c", "d", "e", "f"]
SIDES: tuple[Side, ...] = get_args(Side)
"""Which coder is meant: the first, the second and so on."""
OnFrame = Callable[[int], int]
"""Gives the moment of a frame that lies nearest to a moment."""

SHIFTS = ("onset shift", "offset shift")


def accept(one: Disagreement, sources: Sources, side: Side) -> Settlement:
    """Settle that the first coder, the second or a further one is right (see accept_coder)."""
    return accept_coder(one, sources, sources.coders[SIDES.index(side)])


def accept_coder(one: Disagreement, sources: Sources, coder: str) -> Settlement:
    """Settle that a coder is right: what that coder has there holds, be it nothing."""
    items = one.items[sources.coders.index(coder)]
    result = tuple(bare(inside(one, item), Origin("accepted", (f"{coder}/{item.id}",))) for item in items)
    return settlement(one, "accepted", coder=coder, clears=one.pieces, result=result)


def accept_neither(one: Disagreement, sources: Sources) -> Settlement:
    """Settle that none is right: there is nothing there; of modifiers, only what all say.

    Where a coder has nothing there, that is right: this coder's version is accepted.
    """
    silent = next((coder for coder, items in zip(sources.coders, one.items, strict=True) if not items), None)
    if silent is not None:
        return accept_coder(one, sources, silent)
    result: tuple[Comparable, ...] = ()
    if one.kind == "modifiers":
        result = (_shared(one, Origin("neither", _named(one, sources))),)
    return settlement(one, "neither", clears=one.pieces, result=result)


def accept_middle(one: Disagreement, sources: Sources, on_frame: OnFrame) -> Settlement:
    """Settle a shift at the frame nearest to the middle of the two moments.

    Raises:
        EditError: if it is no shift.
    """
    middle_ms = on_frame((one.start_ms + one.end_ms) // 2)
    if one.kind == "onset shift":
        return accept_edited(one, sources, one.subject, middle_ms, one.end_ms, "middle")
    if one.kind == "offset shift":
        return accept_edited(one, sources, one.subject, one.start_ms, middle_ms, "middle")
    raise EditError("Only shifts have a middle.", "Accept one of the two, or edit it.")


def accept_edited(
    one: Disagreement, sources: Sources, code: str | None, start_ms: int, end_ms: int, decided: Decided = "edited"
) -> Settlement:
    """Settle what was set by hand: the code is on over [start_ms, end_ms).

    In what is left of the disputed stretch stands what stands beside it: in a shift the other code of the two, in a
    gap the code that goes on, otherwise nothing. The start of an onset, and the end of an offset, may lie outside the
    stretch; what both coders have is moved along. A point, or an episode, is set to start_ms.

    Args:
        one: the disagreement.
        sources: the codings.
        code: id of the code, None for none.
        start_ms: the first frame that shows it.
        end_ms: the first frame that no longer does.
        decided: how it came about.

    Raises:
        EditError: if it would have no length, or is a rating, a class or modifiers, which are accepted or set in Code.
    """
    origin = Origin(decided, _named(one, sources))
    if one.pieces:
        return _edited_state(one, code, (start_ms, end_ms), origin)
    items = next(of_coder for of_coder in one.items if of_coder)
    if one.kind in ("rating", "class", "modifiers") or not isinstance(items[0], Event | EpisodeMark):
        raise EditError(f"This {one.kind} cannot be edited here.", "Accept one of the two, or set it in Code.")
    moved = replace(items[0], start_ms=start_ms)
    if isinstance(moved, Event):
        moved = replace(moved, code=code or moved.code, end_ms=start_ms)
    return settlement(one, decided, result=(bare(moved, origin),))


def _edited_state(one: Disagreement, code: str | None, wanted: Stretch, origin: Origin) -> Settlement:
    start_ms, end_ms = wanted
    if start_ms >= end_ms and one.kind not in SHIFTS:
        raise EditError("It would end before it starts.", "Set an earlier start or a later end.")
    whole = min(one.start_ms, *wanted), max(one.end_ms, *wanted)
    parts = [(_beside(one), whole[0], min(start_ms, whole[1])), (_beside(one), max(end_ms, whole[0]), whole[1])]
    parts = [(code, start_ms, end_ms), *parts] if start_ms < end_ms else [(_beside(one), *whole)]
    result = tuple(
        Event(id="", code=name, start_ms=first, end_ms=last, modifiers=_modifiers(one, name), origin=(origin,))
        for name, first, last in parts
        if name is not None and first < last
    )
    return settlement(one, origin.decided, clears=(whole,), result=result)


def _beside(one: Disagreement) -> str | None:
    """Return what stands beside the code in question."""
    if one.kind == "split or merge":
        return one.subject
    return next((code for code in one.codes if code != one.subject), None) if one.kind in SHIFTS else None


def _modifiers(one: Disagreement, code: str) -> dict[str, str]:
    items = (item for item in one.every_item if isinstance(item, Event) and item.code == code)
    return next((item.modifiers for item in items), {})


def inside(one: Disagreement, item: Comparable) -> Comparable:
    """Return an item as it enters the consensus.

    Modifiers are about the time that both have the code; so that it is found again, their event is cut to that.
    """
    if one.kind == "modifiers" and isinstance(item, Event):
        return replace(item, start_ms=one.start_ms, end_ms=one.end_ms)
    return item


def _shared(one: Disagreement, origin: Origin) -> Event:
    events = [item for item in one.every_item if isinstance(item, Event)]
    event = replace(events[0], modifiers=common_modifiers(events), start_ms=one.start_ms, end_ms=one.end_ms)
    return bare(event, origin)


def _named(one: Disagreement, sources: Sources) -> tuple[str, ...]:
    both = zip(sources.coders, one.items, strict=True)
    return tuple(f"{coder}/{item.id}" for coder, items in both for item in items)


def settlement(
    one: Disagreement,
    decided: Decided,
    *,
    coder: str = "",
    clears: tuple[Stretch, ...] = (),
    result: tuple[Comparable, ...] = (),
) -> Settlement:
    """Return how a disagreement was settled; of a rating with its episode and target."""
    about = next((item for item in one.every_item if isinstance(item, Rating)), None)
    return Settlement(
        episode=about.episode if about is not None else "",
        target=about.target if about is not None else "",
        id=one.key,
        kind=one.kind,
        channel=one.channel,
        start_ms=one.start_ms,
        end_ms=one.end_ms,
        decided=decided,
        coder=coder,
        clears=clears,
        result=result,
    )
