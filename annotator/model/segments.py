"""Segment first, code later: stretches that a coder sets aside in one viewing and gives their codes afterwards."""

from collections.abc import Iterable

from annotator.model.coding import Coding
from annotator.model.items import Segment


def segment_at(coding: Coding, at_ms: int) -> Segment | None:
    """Return the segment that at_ms lies in."""
    return next((segment for segment in coding.segments if _covers(segment, at_ms)), None)


def segment_in_hand(segments: Iterable[Segment], at_ms: int) -> Segment | None:
    """Return the segment that a code would be given to: the one at_ms lies in, else the last that ended before."""
    begun = [segment for segment in segments if segment.start_ms <= at_ms]
    return begun[-1] if begun else None


def _covers(segment: Segment, at_ms: int) -> bool:
    return segment.start_ms <= at_ms and (segment.end_ms is None or at_ms < segment.end_ms)
