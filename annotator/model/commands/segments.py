"""Segment first, code later: stretches set aside in one viewing and given their codes afterwards."""

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import check_fits, given_code
from annotator.model.history import Change, Edit
from annotator.model.items import (
    Event,
    NewId,
    Segment,
    fresh_id,
)
from annotator.model.segments import segment_at


def mark_segment(coding: Coding, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """End the segment that at_ms lies in, or start one there; a started one lasts until the next begins.

    At the very frame where a segment began, it is taken away.
    """
    inside = segment_at(coding, at_ms)
    if inside is not None:
        after = replace(inside, end_ms=at_ms) if at_ms > inside.start_ms else None
        return Edit(label="end segment", changes=(Change(inside, after),))
    later = (segment.start_ms for segment in coding.segments if segment.start_ms > at_ms)
    started = Segment(id=new_id(), start_ms=at_ms, end_ms=min(later, default=None))
    return Edit(label="start segment", changes=(Change(None, started),))


def name_segment(coding: Coding, codebook: Codebook, segment_id: str, code_id: str) -> Edit:
    """Make the event of a code out of a segment: the same id, the same moments.

    Raises:
        EditError: if there is no such segment, it still runs, the code is a point, or its channel is taken there.
    """
    segment, code = coding.items.get(segment_id), given_code(codebook, code_id)
    if not isinstance(segment, Segment):
        raise EditError("There is no segment here.", "Go to one with the Up and Down keys.")
    if segment.end_ms is None:
        raise EditError("This segment has no end yet.", "End it first, then name it.")
    if code.is_point:
        raise EditError(f"{code.name} has no duration, so it cannot name a segment.", "Choose a state code.")
    event = Event(
        id=segment.id, code=code.id, start_ms=segment.start_ms, end_ms=segment.end_ms, comment=segment.comment
    )
    check_fits(coding, codebook, event)
    return Edit(label=f"name segment {code.name}", changes=(Change(segment, event),))


def retime_segment(coding: Coding, segment_id: str, start_ms: int, end_ms: int | None) -> Edit:
    """Let a segment last over [start_ms, end_ms), or run from start_ms on with None.

    Raises:
        EditError: if there is no such segment, it would have no length, or it would overlap another.
    """
    segment = coding.items.get(segment_id)
    if not isinstance(segment, Segment):
        raise EditError("There is no segment here.", "Go to one with the Up and Down keys.")
    if end_ms is not None and end_ms <= start_ms:
        raise EditError("The segment would have no length.", "Delete it, or choose another moment.")
    others = (one for one in coding.segments if one.id != segment_id)
    if any(
        (end_ms is None or one.start_ms < end_ms) and (one.end_ms is None or start_ms < one.end_ms) for one in others
    ):
        raise EditError("Two segments would overlap.", "Make room for it first.")
    after = replace(segment, start_ms=start_ms, end_ms=end_ms)
    return Edit(label="move segment", changes=(Change(segment, after),))
