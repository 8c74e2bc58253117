"""The rule by which Ainsworth's two observers were merged, for interval records.

Ainsworth, Blehar, Waters & Wall (1978), Appendix II: what one observer reported and the other did not is assumed to
have occurred; what they put in adjacent intervals goes to the one in which it was first reported; contradictions are
left to the coder's judgement.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from annotator.consensus.agreed import Sources
from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.intervals import Interval, record_of
from annotator.model.items import IntervalRecord, Origin


class Merged(Struct, frozen=True):
    """What two observers together say of one interval.

    codes occurred. contradicted are channels of which each said something and nothing in common: no code of theirs is
    among codes, somebody has to look.
    """

    interval: Interval
    codes: frozenset[str]
    contradicted: tuple[str, ...]


def merge_observers(
    a: Sequence[frozenset[str]], b: Sequence[frozenset[str]], intervals: Sequence[Interval], codebook: Codebook
) -> tuple[Merged, ...]:
    """Merge what two observers saw, interval by interval; it does not matter which is called A.

    Args:
        a: the codes that observer A has in each interval.
        b: those that observer B has.
        intervals: in order of time; adjacent ones of one episode touch.
        codebook: which codes exclude each other.
    """
    contradicted = [_contradicted(one, other, codebook) for one, other in zip(a, b, strict=True)]
    codes = [one | other for one, other in zip(a, b, strict=True)]
    moved: set[tuple[int, str]] = set()
    for place, (interval, following) in enumerate(pairwise(intervals)):
        if interval.episode == following.episode and interval.end_ms == following.start_ms:
            once = (a[place] ^ b[place]) & (a[place + 1] ^ b[place + 1])  # each time by one observer only
            said_by_both = {code for code in once if (code in a[place]) != (code in a[place + 1])}
            moved |= {(place + 1, code) for code in said_by_both if (place, code) not in moved}
    return tuple(
        Merged(
            interval,
            frozenset(code for code in said if (place, code) not in moved and _channel(codebook, code) not in unclear),
            tuple(unclear),
        )
        for place, (interval, said, unclear) in enumerate(zip(intervals, codes, contradicted, strict=True))
    )


def occurred(coding: Coding, intervals: Sequence[Interval]) -> list[frozenset[str]]:
    """Return which codes a coder has in each interval: as recorded interval by interval, else from the events.

    A state counts in every interval that it overlaps by more than nothing, a point in the one it lies in.
    """
    records = [record_of(coding, interval) for interval in intervals]
    return [
        frozenset(_seen(coding, interval) if record is None else record.codes)
        for interval, record in zip(intervals, records, strict=True)
    ]


def union_of_intervals(consensus: Coding, sources: Sources, intervals: Sequence[Interval]) -> Edit:
    """Put what two observers together say of every interval into the consensus, in one step.

    A contradiction stands in the comment of its record.

    Raises:
        EditError: if there are more than two.
    """
    if len(sources.codings) > 2:
        raise EditError("The rule is one of two observers.", "Compare two coders to merge their intervals.")
    of_a, of_b = (occurred(one, intervals) for one in sources.codings)
    merged = merge_observers(of_a, of_b, intervals, sources.codebook)
    changes = []
    for one, said_a, said_b in zip(merged, of_a, of_b, strict=True):
        old = record_of(consensus, one.interval)
        new = _record(consensus, one, sources, (said_a, said_b), old.id if old is not None else "")
        changes.append(Change(old, new))
    return Edit(label="union of both observers, by interval", changes=tuple(changes))


def _record(
    consensus: Coding, one: Merged, sources: Sources, said: tuple[frozenset[str], frozenset[str]], known_id: str
) -> IntervalRecord:
    interval = one.interval
    pairs = zip(sources.coders, said, strict=True)
    disputed = {code.id for channel in one.contradicted for code in sources.codebook.state_channels[channel]}
    words = [f"{coder}: {', '.join(sorted(codes & disputed))}" for coder, codes in pairs]
    return IntervalRecord(
        id=known_id or f"{consensus.session}:interval {interval.episode}/{interval.number}",
        episode=interval.episode,
        start_ms=interval.start_ms,
        end_ms=interval.end_ms,
        codes=tuple(code for code in sources.codebook.code_by_id if code in one.codes),
        comment="; ".join(words) if one.contradicted else "",
        origin=(Origin("union", sources.coders),),
    )


def _contradicted(a: frozenset[str], b: frozenset[str], codebook: Codebook) -> list[str]:
    found = []
    for channel, codes in codebook.state_channels.items():
        ids = {code.id for code in codes}
        if a & ids and b & ids and not a & b & ids:
            found.append(channel)
    return found


def _channel(codebook: Codebook, code: str) -> str:
    known = codebook.code_by_id.get(code)
    return known.channel_id if known is not None and not known.is_point else code


def _seen(coding: Coding, interval: Interval) -> Iterator[str]:
    for event in coding.events:
        is_point = event.end_ms == event.start_ms
        ends_later = (
            event.end_ms is None
            or event.end_ms > interval.start_ms
            or (is_point and event.start_ms >= interval.start_ms)
        )
        if event.start_ms < interval.end_ms and ends_later:
            yield event.code
