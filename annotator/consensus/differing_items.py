"""Where coders differ in what is no stretch of a channel: points, modifiers, episode marks, ratings, the class."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

import numpy as np

from annotator.agreement.window import where_looked_for
from annotator.consensus.differing_states import overlapping, states_of
from annotator.consensus.disagreement import Disagreement, DisagreementKind
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.items import Classification, Event, Rating
from annotator.statistics.points import match_points
from annotator.statistics.streams import Times, inside

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Together = tuple[Event | None, ...]
"""What each coder has of one thing; None where a coder has nothing."""


def points_together(codings: Sequence[Coding], code: Code, whole: Times, tolerance_ms: int) -> tuple[Together, ...]:
    """Return the points of a code that belong together, one of each coder at most, in order of time.

    Of two coders they are matched one to one (see match_points); of more, each coder's in turn with the first of those
    that belong together already, so that all lie within the tolerance of that one.
    """
    window = where_looked_for(whole, codings, [code])
    found: list[list[Event | None]] = []
    for place, coding in enumerate(codings):
        own, firsts = _points(coding, code.id, window), [_first(group) for group in found]
        for at_ms, own_ms in match_points(firsts, [one.start_ms for one in own], tolerance_ms).pairs:
            group = next(one for one in found if len(one) == place and _first(one) == at_ms)
            group.append(_take(own, own_ms))
        for group in found:
            group.extend([None] * (place + 1 - len(group)))
        found += [[*([None] * place), one] for one in own]
        found.sort(key=_first)
    return tuple(map(tuple, found))


def _first(group: Sequence[Event | None]) -> int:
    return next(one.start_ms for one in group if one is not None)


def differing_points(
    codings: Sequence[Coding], codebook: Codebook, window: Times, tolerance_ms: int
) -> Iterator[Disagreement]:
    """Yield points that not all have, points that are not at the same moment, and those whose modifiers differ."""
    for point in (code for code in codebook.codes if code.is_point):
        code, same = point.id, []
        for group in points_together(codings, point, window, tolerance_ms):
            there = tuple(one for one in group if one is not None)
            times = sorted(one.start_ms for one in there)
            if len(there) == len(group) and times[0] == times[-1]:
                same.append(there)
                continue
            kind: DisagreementKind = "onset shift"
            if len(there) < len(group):
                kind = "commission" if len(group) == 2 and group[0] is None else "omission"
            said = tuple(code if one is not None else None for one in group)
            yield Disagreement(kind, code, said, times[0], times[-1], (), tuple(map(_of, group)), code)
        yield from _modifiers(code, same)


def differing_modifiers(codings: Sequence[Coding], codebook: Codebook, whole: Times) -> Iterator[Disagreement]:
    """Yield the states of the same code that overlap and of which the coders say different things."""
    for channel, codes in codebook.state_channels.items():
        ids, window = [code.id for code in codes], where_looked_for(whole, codings, codes)
        yield from _modifiers(channel, same_states([states_of(coding, ids, window) for coding in codings]))


def same_states(states: Sequence[Sequence[Event]]) -> Iterator[tuple[Event, ...]]:
    """Yield the states of all coders that overlap and have the same code, in order of time; each list likewise."""
    met: list[tuple[Event, ...]] = [(one,) for one in states[0]]
    for of_coder in states[1:]:
        met = [
            (*events, other)
            for events in met
            for other in overlapping(of_coder, *shared(events))
            if other.code == events[0].code
        ]
    yield from met


def shared(events: Sequence[Event]) -> tuple[int, int]:
    """Return the stretch over which all of these are on."""
    start_ms = max(event.start_ms for event in events)
    return start_ms, max(start_ms, min(_end_ms(event) for event in events))


def common_modifiers(events: Sequence[Event]) -> dict[str, str]:
    """Return the modifiers of which all coders say the same."""
    first, *others = events
    said = first.modifiers.items()
    return {name: value for name, value in said if all(one.modifiers.get(name) == value for one in others)}


def differing_marks(codings: Sequence[Coding]) -> Iterator[Disagreement]:
    """Yield the episodes that begin at another moment, or that not all coders have marked."""
    for episode, marks in said_by_each([one.episode_marks for one in codings], lambda mark: mark.episode):
        edges = sorted(mark.start_ms for mark in marks if mark is not None)
        if len(edges) < len(marks) or edges[0] != edges[-1]:
            yield Disagreement(
                "episode mark", episode, (None,) * len(marks), edges[0], edges[-1], (), tuple(map(_of, marks))
            )


def differing_judgements(codings: Sequence[Coding]) -> Iterator[Disagreement]:
    """Yield the ratings and the classification that differ or that not all coders have given."""
    for (scale, *_), rated in said_by_each([items_of(one, Rating) for one in codings], lambda one: one.cell):
        if len({None if one is None else (one.value,) for one in rated}) > 1:
            yield Disagreement("rating", scale, (None,) * len(rated), 0, 0, (), tuple(map(_of, rated)))
    for _, given in said_by_each([items_of(one, Classification) for one in codings], lambda _: ""):
        if len({None if one is None else judged(one) for one in given}) > 1:
            yield Disagreement("class", "", (None,) * len(given), 0, 0, (), tuple(map(_of, given)))


def items_of(coding: Coding, kind: type[T]) -> list[T]:
    """Return the items of one kind."""
    return [item for item in coding.items.values() if isinstance(item, kind)]


def judged(one: Classification) -> tuple[object, ...]:
    """Return what a classification says of the child; how sure the coder is and why are not part of it."""
    return one.primary, one.subgroup, one.forced, one.disorganisation


def _modifiers(channel: str, groups: Iterable[Sequence[Event]]) -> Iterator[Disagreement]:
    for events in groups:
        if any(one.modifiers != events[0].modifiers for one in events[1:]):
            code = events[0].code
            yield Disagreement(
                "modifiers", channel, (code,) * len(events), *shared(events), (), tuple((one,) for one in events), code
            )


def said_by_each(of_coders: Sequence[Iterable[T]], about: Callable[[T], K]) -> Iterator[tuple[K, tuple[T | None, ...]]]:
    """Yield what each coder has of everything that any has, in order of the first coder, then of the next."""
    found = [{about(one): one for one in items} for items in of_coders]
    for what in dict.fromkeys(key for items in found for key in items):
        yield what, tuple(items.get(what) for items in found)


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
