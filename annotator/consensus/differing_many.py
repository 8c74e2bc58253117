"""Where three coders or more differ in the states of a channel.

Each stretch over which not all say the same belongs to one disagreement. Neighbouring stretches are one, until a coder
would begin a second bout in it: a bout that one coder has missed and that the others begin and end at moments of their
own is one question, not five (docs/decisions/0027).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.agreement.window import where_looked_for
from annotator.consensus.differing_states import cut_to, overlapping, states_of
from annotator.consensus.disagreement import Disagreement, DisagreementKind
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.statistics.streams import Times


class _Stretch(NamedTuple):
    """A stretch over which no coder's state changes, and what each of them has there."""

    start_ms: int
    end_ms: int
    states: tuple[Event | None, ...]

    @property
    def codes(self) -> tuple[str | None, ...]:
        return tuple(state.code if state is not None else None for state in self.states)

    @property
    def is_agreed(self) -> bool:
        return len(set(self.codes)) == 1


def differing_states_of_many(codings: Sequence[Coding], codebook: Codebook, whole: Times) -> Iterator[Disagreement]:
    """Yield the disagreements of every channel; together they are exactly the time in which not all say the same."""
    for channel, codes in codebook.state_channels.items():
        ids, window = [code.id for code in codes], where_looked_for(whole, codings, codes)
        states = [states_of(coding, ids, window) for coding in codings]
        every = list(_stretches(states, window))
        for first, last in _runs(every):
            run = every[first : last + 1]
            before = every[first - 1] if first and every[first - 1].end_ms == run[0].start_ms else None
            after = every[last + 1] if last + 1 < len(every) and every[last + 1].start_ms == run[-1].end_ms else None
            kind, subject = _kind(run, before, after)
            piece = (run[0].start_ms, run[-1].end_ms)
            yield Disagreement(
                kind=kind,
                channel=channel,
                said=tuple(_said(run, place) for place in range(len(codings))),
                subject=subject,
                start_ms=piece[0],
                end_ms=piece[1],
                pieces=(piece,),
                items=tuple(cut_to(of_coder, [piece]) for of_coder in states),
            )


def _stretches(states: Sequence[Sequence[Event]], window: Times) -> Iterator[_Stretch]:
    """Yield the window in stretches over which nothing changes, in order of time."""
    edges = sorted({at for of_coder in states for state in of_coder for at in (state.start_ms, state.end_ms or 0)})
    for start_ms, end_ms in zip(window[::2].tolist(), window[1::2].tolist(), strict=True):
        cuts = [start_ms, *(at for at in edges if start_ms < at < end_ms), end_ms]
        for first, last in pairwise(cuts):
            there = (overlapping(of_coder, first, last) for of_coder in states)
            yield _Stretch(first, last, tuple(found[0] if found else None for found in there))


def _runs(every: Sequence[_Stretch]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last stretch of each disagreement."""
    first: int | None = None
    begun: set[int] = set()
    for place, one in enumerate(every):
        touches = place > 0 and every[place - 1].end_ms == one.start_ms
        begins = {
            coder
            for coder, code in enumerate(one.codes)
            if code is not None and not (touches and every[place - 1].codes[coder] == code)
        }
        if first is not None and (one.is_agreed or not touches or begins & begun):
            yield first, place - 1
            first = None
        if not one.is_agreed:
            begun = begins if first is None else begun | begins
            first = place if first is None else first
    if first is not None:
        yield first, len(every) - 1


def _said(run: Sequence[_Stretch], place: int) -> str | None:
    """Return the code that a coder has in a disagreement: the one begun last, if one gives way to another."""
    return next((code for one in reversed(run) if (code := one.codes[place]) is not None), None)


def _kind(
    run: Sequence[_Stretch], before: _Stretch | None, after: _Stretch | None
) -> tuple[DisagreementKind, str | None]:
    """Return in what way they differ, and the code that this is about."""
    first, last = (one.codes[0] if one is not None and one.is_agreed else None for one in (before, after))
    there = [code for one in run for code in one.codes]
    subject = next(code for code in there if code is not None)
    if first is not None and first == last:
        return "split or merge", first
    if last is not None and last in there:
        return "onset shift", last
    if first is not None and first in there:
        return "offset shift", first
    nothing = any(all(one.codes[place] is None for one in run) for place in range(len(run[0].codes)))
    return ("omission" if nothing else "code swap"), subject
