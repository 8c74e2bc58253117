"""Where two coders differ in the states of a channel, and in what way.

The time off the diagonal falls into stretches over which neither coder's code changes. What a stretch is follows from
the bouts that it belongs to: a bout of one coder and one of the other with the same code are partners if they overlap.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from msgspec.structs import replace

from annotator.agreement.reading import stream_of
from annotator.agreement.window import where_looked_for
from annotator.consensus.disagreement import Disagreement, DisagreementKind, Stretch
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.events.linked import CRITERION
from annotator.statistics.streams import Stream, Sweep, Times, sweep

_Place = Literal["alone", "before", "after", "between"]
"""Where a stretch of a bout lies as seen from the bout's partners."""

_LEADS: dict[DisagreementKind, _Place] = {"onset shift": "before", "offset shift": "after", "split or merge": "between"}
"""Which of two bouts such a disagreement is about: the one that its stretch lies there in."""


class Bout(NamedTuple):
    """A code (its index) that is on over [start_ms, end_ms) of the window; events that touch are one bout."""

    code: int
    start_ms: int
    end_ms: int


def states_of(coding: Coding, codes: Sequence[str], window: Times) -> tuple[Event, ...]:
    """Return the states of a channel as streams.stream_of reads them, in order of time: each ends by itself.

    A running one reaches to the end of the window, and none beyond the start of the next.
    """
    events = coding.events_of(codes)
    last_ms = int(window[-1]) if window.size else 0
    limits = [event.start_ms for event in events[1:]]
    ends = [last_ms if event.end_ms is None else event.end_ms for event in events]
    ends = [*map(min, ends[:-1], limits), *ends[-1:]]
    pairs = zip(events, ends, strict=True)
    return tuple(replace(event, end_ms=end_ms) for event, end_ms in pairs if end_ms > event.start_ms)


def cut_to(states: Sequence[Event], pieces: Iterable[Stretch]) -> tuple[Event, ...]:
    """Return the parts of states that lie in the pieces, piece by piece; each keeps the id of its event."""
    return tuple(
        replace(one, start_ms=max(one.start_ms, start_ms), end_ms=min(one.end_ms or end_ms, end_ms))
        for start_ms, end_ms in pieces
        for one in overlapping(states, start_ms, end_ms)
    )


def overlapping(states: Sequence[Event], start_ms: int, end_ms: int) -> Sequence[Event]:
    """Return, of states in order of time that do not overlap each other, those that are on in [start_ms, end_ms)."""
    first = bisect_right(states, start_ms, key=lambda event: event.end_ms or 0)
    return states[first : bisect_left(states, end_ms, key=lambda event: event.start_ms)]


def differing_states(codings: Sequence[Coding], codebook: Codebook, whole: Times) -> Iterator[Disagreement]:
    """Yield the disagreements of two coders in every channel; together they are exactly the time off the diagonals."""
    a, b = codings
    for channel, codes in codebook.state_channels.items():
        ids, window = [code.id for code in codes], where_looked_for(whole, (a, b), codes)
        streams = stream_of(a, ids, window), stream_of(b, ids, window)
        states = states_of(a, ids, window), states_of(b, ids, window)
        names: list[str | None] = [*ids, None]
        for kind, subject, code_a, code_b, pieces in _typed(*streams, window):
            yield Disagreement(
                kind=kind,
                channel=channel,
                said=(names[code_a], names[code_b]),
                subject=names[subject],
                start_ms=pieces[0][0],
                end_ms=pieces[-1][1],
                pieces=pieces,
                items=(cut_to(states[0], pieces), cut_to(states[1], pieces)),
            )


def _typed(
    a: Stream, b: Stream, window: Times
) -> Iterator[tuple[DisagreementKind, int, int, int, tuple[Stretch, ...]]]:
    """Yield kind, subject, code of A, code of B and pieces of each disagreement of one channel."""
    sides = _Side.of(bouts_of(a, window), bouts_of(b, window)), _Side.of(bouts_of(b, window), bouts_of(a, window))
    same_bout: dict[tuple[Bout, Bout], list[Stretch]] = {}
    for start_ms, end_ms in _stretches(sweep(a, b, window)):
        bout_a, bout_b = sides[0].at(start_ms), sides[1].at(start_ms)
        pair = _two_names(sides, bout_a, bout_b)
        if pair is not None:
            same_bout.setdefault(pair, []).append((start_ms, end_ms))
            continue
        places = sides[0].place(bout_a, start_ms, end_ms), sides[1].place(bout_b, start_ms, end_ms)
        codes = [bout.code if bout else len(a.codes) - 1 for bout in (bout_a, bout_b)]
        kind = _kind(*places)
        leads = _LEADS.get(kind)
        subject = codes[places.index(leads)] if leads else min(codes)
        yield kind, subject, codes[0], codes[1], ((start_ms, end_ms),)
    for (first, second), pieces in same_bout.items():
        yield "code swap", first.code, first.code, second.code, tuple(pieces)


@dataclass(frozen=True, slots=True)
class _Side:
    """The bouts of one coder in order of time, and what the other coder has in their place.

    partners are the overlapping bouts of the same code; twin is the bout of another code that is the same one under
    another name: neither has a partner, and they share at least CRITERION of the longer (Holle & Rein 2015).
    """

    bouts: list[Bout]
    partners: dict[Bout, list[Bout]]
    twins: dict[Bout, Bout]

    @classmethod
    def of(cls, bouts: list[Bout], others: list[Bout]) -> "_Side":
        meets = {bout: _overlapping(others, bout) for bout in bouts}
        partners = {bout: [one for one in met if one.code == bout.code] for bout, met in meets.items()}
        partnered = {one for met in partners.values() for one in met}
        twins = {
            bout: one
            for bout, met in meets.items()
            for one in met
            if not partners[bout] and one not in partnered and _are_nearly_one(bout, one)
        }
        return cls(bouts, partners, twins)

    def at(self, at_ms: int) -> Bout | None:
        place = bisect_right(self.bouts, at_ms, key=lambda bout: bout.start_ms) - 1
        return self.bouts[place] if place >= 0 and at_ms < self.bouts[place].end_ms else None

    def place(self, bout: Bout | None, start_ms: int, end_ms: int) -> _Place | None:
        """Return where a stretch of a bout lies; None where there is no bout."""
        if bout is None:
            return None
        partners = self.partners[bout]
        if not partners:
            return "alone"
        if end_ms <= partners[0].start_ms:
            return "before"
        return "after" if start_ms >= partners[-1].end_ms else "between"


def _kind(a: _Place | None, b: _Place | None) -> DisagreementKind:
    """Return what a stretch is, from where it lies in the bout of each coder."""
    if a == "alone" and b is None:
        return "omission"
    if b == "alone" and a is None:
        return "commission"
    if "alone" in (a, b):
        return "code swap"
    # Where both have a bout, one code gives way to the other: the later one's onset is what they differ about.
    if "before" in (a, b):
        return "onset shift"
    return "offset shift" if "after" in (a, b) else "split or merge"


def _two_names(sides: tuple[_Side, _Side], a: Bout | None, b: Bout | None) -> tuple[Bout, Bout] | None:
    """Return the two bouts that are one under two names, where a stretch belongs to nothing else."""
    twin_of_a, twin_of_b = (side.twins.get(bout) if bout else None for side, bout in zip(sides, (a, b), strict=True))
    if a is not None and twin_of_a is not None and b in (None, twin_of_a):
        return a, twin_of_a
    if b is not None and twin_of_b is not None and a is None:
        return twin_of_b, b
    return None


def bouts_of(stream: Stream, window: Times) -> list[Bout]:
    """Return the bouts of a stream in the window."""
    inside = bouts_in(stream, window)
    return list(map(Bout, inside.codes.tolist(), inside.starts_ms.tolist(), inside.ends_ms.tolist()))


def _stretches(both: Sweep) -> list[Stretch]:
    """Return where the codes differ, joined while the pair of codes stays."""
    differ = np.flatnonzero((both.a != both.b) & (both.widths_ms > 0))
    starts, a, b = both.starts_ms[differ], both.a[differ], both.b[differ]
    ends = starts + both.widths_ms[differ]
    begins = np.ones(len(differ), dtype=bool)
    begins[1:] = (starts[1:] != ends[:-1]) | (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    return list(zip(starts[begins].tolist(), ends[np.roll(begins, -1)].tolist(), strict=True))


def _overlapping(bouts: list[Bout], one: Bout) -> list[Bout]:
    first = bisect_right(bouts, one.start_ms, key=lambda bout: bout.end_ms)
    return bouts[first : bisect_left(bouts, one.end_ms, key=lambda bout: bout.start_ms)]


def _are_nearly_one(one: Bout, other: Bout) -> bool:
    shared_ms = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    return shared_ms >= CRITERION * max(one.end_ms - one.start_ms, other.end_ms - other.start_ms)
