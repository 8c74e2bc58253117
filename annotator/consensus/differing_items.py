"""Where two coders differ in what is no stretch of a channel: points, modifiers, episode marks, ratings, the class."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

import numpy as np

from annotator.agreement.window import where_looked_for
from annotator.consensus.differing_states import overlapping, states_of
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.items import Classification, Event, Rating
from annotator.statistics.points import match_points
from annotator.statistics.streams import Times, inside

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
EventPair = tuple[Event, Event]


def matched_points(
    a: Coding, b: Coding, code: Code, whole: Times, tolerance_ms: int
) -> tuple[list[EventPair], list[Event], list[Event]]:
    """Return the points of a code that belong together, those of A alone and those of B alone (see match_points)."""
    window = where_looked_for(whole, (a, b), [code])
    of_a, of_b = _points(a, code.id, window), _points(b, code.id, window)
    matching = match_points([one.start_ms for one in of_a], [one.start_ms for one in of_b], tolerance_ms)
    pairs = [(_take(of_a, first), _take(of_b, second)) for first, second in matching.pairs]
    return pairs, of_a, of_b


def differing_points(
    a: Coding, b: Coding, codebook: Codebook, window: Times, tolerance_ms: int
) -> Iterator[Disagreement]:
    """Yield points without a partner, partners that are not at the same moment, and partners whose modifiers differ."""
    for point in (code for code in codebook.codes if code.is_point):
        code = point.id
        pairs, only_a, only_b = matched_points(a, b, point, window, tolerance_ms)
        for one in only_a:
            yield Disagreement("omission", code, code, None, one.start_ms, one.start_ms, (), (one,), (), code)
        for one in only_b:
            yield Disagreement("commission", code, None, code, one.start_ms, one.start_ms, (), (), (one,), code)
        for one, other in pairs:
            start_ms, end_ms = sorted((one.start_ms, other.start_ms))
            if start_ms != end_ms:
                yield Disagreement("onset shift", code, code, code, start_ms, end_ms, (), (one,), (other,), code)
        yield from _modifiers(code, (pair for pair in pairs if pair[0].start_ms == pair[1].start_ms))


def differing_modifiers(a: Coding, b: Coding, codebook: Codebook, whole: Times) -> Iterator[Disagreement]:
    """Yield the states of the same code that overlap and of which the coders say different things."""
    for channel, codes in codebook.state_channels.items():
        ids, window = [code.id for code in codes], where_looked_for(whole, (a, b), codes)
        yield from _modifiers(channel, same_states(states_of(a, ids, window), states_of(b, ids, window)))


def same_states(a: Sequence[Event], b: Sequence[Event]) -> Iterator[EventPair]:
    """Yield the states of a channel that overlap and have the same code, in order of time; each list likewise."""
    for one in a:
        met = overlapping(b, one.start_ms, _end_ms(one))
        yield from ((one, other) for other in met if other.code == one.code)


def common_modifiers(first: Event, second: Event) -> dict[str, str]:
    """Return the modifiers of which both coders say the same."""
    return {name: value for name, value in first.modifiers.items() if second.modifiers.get(name) == value}


def differing_marks(a: Coding, b: Coding) -> Iterator[Disagreement]:
    """Yield the episodes that begin at another moment, or that only one coder has marked."""
    for episode, first, second in side_by_side(a.episode_marks, b.episode_marks, lambda mark: mark.episode):
        edges = sorted(mark.start_ms for mark in (first, second) if mark is not None)
        if first is None or second is None or first.start_ms != second.start_ms:
            items = _of(first), _of(second)
            yield Disagreement("episode mark", episode, None, None, edges[0], edges[-1], (), *items)


def differing_judgements(a: Coding, b: Coding) -> Iterator[Disagreement]:
    """Yield the ratings and the classification that differ or that only one coder has given."""
    of_a, of_b = items_of(a, Rating), items_of(b, Rating)
    for (scale, *_), one, other in side_by_side(of_a, of_b, lambda one: one.cell):
        if one is None or other is None or one.value != other.value:
            yield Disagreement("rating", scale, None, None, 0, 0, (), _of(one), _of(other))
    for _, first, second in side_by_side(items_of(a, Classification), items_of(b, Classification), lambda _: ""):
        if first is None or second is None or judged(first) != judged(second):
            yield Disagreement("class", "", None, None, 0, 0, (), _of(first), _of(second))


def items_of(coding: Coding, kind: type[T]) -> list[T]:
    """Return the items of one kind."""
    return [item for item in coding.items.values() if isinstance(item, kind)]


def judged(one: Classification) -> tuple[object, ...]:
    """Return what a classification says of the child; how sure the coder is and why are not part of it."""
    return one.primary, one.subgroup, one.forced, one.disorganisation


def _modifiers(channel: str, pairs: Iterable[EventPair]) -> Iterator[Disagreement]:
    for first, second in pairs:
        if first.modifiers != second.modifiers:
            start_ms = max(first.start_ms, second.start_ms)
            end_ms = max(start_ms, min(_end_ms(first), _end_ms(second)))
            code = first.code
            yield Disagreement("modifiers", channel, code, code, start_ms, end_ms, (), (first,), (second,), code)


def side_by_side(a: Iterable[T], b: Iterable[T], about: Callable[[T], K]) -> Iterator[tuple[K, T | None, T | None]]:
    """Yield what each coder has of everything that either has, in order of A, then of B."""
    of_a, of_b = {about(one): one for one in a}, {about(one): one for one in b}
    for what in dict.fromkeys((*of_a, *of_b)):
        yield what, of_a.get(what), of_b.get(what)


def _of(item: T | None) -> tuple[T, ...]:
    return () if item is None else (item,)


def _points(coding: Coding, code: str, window: Times) -> list[Event]:
    events = coding.events_of((code,))
    times = np.array([event.start_ms for event in events], dtype=np.int64)
    return list(compress(events, inside(times, window)))


def _take(events: list[Event], at_ms: int) -> Event:
    return events.pop(next(place for place, event in enumerate(events) if event.start_ms == at_ms))


def _end_ms(event: Event) -> int:
    return event.start_ms if event.end_ms is None else event.end_ms
