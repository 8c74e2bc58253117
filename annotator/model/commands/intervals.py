"""What occurred in an interval of an episode."""

from collections.abc import Iterable

from msgspec.structs import replace

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import given_code, known_code
from annotator.model.history import Change, Edit
from annotator.model.intervals import Interval, record_of
from annotator.model.items import (
    IntervalRecord,
    NewId,
    fresh_id,
)


def score_interval(
    coding: Coding, codebook: Codebook, interval: Interval, codes: Iterable[str], new_id: NewId = fresh_id
) -> Edit:
    """Say which codes occurred in an interval, none of them with no codes; it replaces what was said before.

    Raises:
        EditError: if the codebook has no such code.
    """
    said = {known_code(codebook, code).id for code in codes}
    ordered = tuple(code for code in codebook.code_by_id if code in said)
    old = record_of(coding, interval)
    new = (
        replace(old, codes=ordered)
        if old is not None
        else IntervalRecord(
            id=new_id(), episode=interval.episode, start_ms=interval.start_ms, end_ms=interval.end_ms, codes=ordered
        )
    )
    where = f" of episode {interval.episode}" if interval.episode else ""
    label = f"score interval {interval.number}{where}"
    return Edit(label=label, changes=(Change(old, new),))


def toggle_in_interval(
    coding: Coding, codebook: Codebook, interval: Interval, code_id: str, new_id: NewId = fresh_id
) -> Edit:
    """Say that a code occurred in an interval, or take that back.

    Raises:
        EditError: if the codebook has no such code, or gives it no longer; what was said before can be taken back.
    """
    record = record_of(coding, interval)
    codes = set(record.codes) if record is not None else set()
    code = known_code(codebook, code_id) if code_id in codes else given_code(codebook, code_id)
    return score_interval(coding, codebook, interval, codes ^ {code.id}, new_id)
