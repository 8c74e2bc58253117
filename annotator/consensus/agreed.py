"""What all coders say: what their consensus begins with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from annotator.agreement.window import where_looked_for, window_edges
from annotator.consensus.differing_items import (
    common_modifiers,
    items_of,
    judged,
    points_together,
    said_by_each,
    same_states,
    shared,
)
from annotator.consensus.differing_states import cut_to, states_of
from annotator.consensus.disagreement import Disagreement, Stretch
from annotator.consensus.disagreements import disagreements
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Classification, Comparable, EpisodeMark, Event, Origin, Rating
from annotator.statistics.points import POINT_TOLERANCE_MS
from annotator.statistics.streams import Times

T = TypeVar("T", bound=Comparable)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a consensus is made of: codings of one session, two or more, and what of them is compared."""

    codings: tuple[Coding, ...]
    codebook: Codebook
    window: tuple[Span, ...]
    tolerance_ms: int = POINT_TOLERANCE_MS
    has_locked_episodes: bool = False

    @property
    def coders(self) -> tuple[str, ...]:
        """Whose codings they are."""
        return tuple(one.coder for one in self.codings)

    @property
    def edges(self) -> Times:
        """Where the window begins and ends, in turn."""
        return window_edges(self.window)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The window as stretches [start_ms, end_ms)."""
        return _stretches(self.edges)

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Return in what they differ: most time lost first."""
        return disagreements(
            self.codings,
            self.codebook,
            self.window,
            self.tolerance_ms,
            has_locked_episodes=self.has_locked_episodes,
        )

    def agreed(self, items: Sequence[T]) -> T:
        """Return what all say, as an item of the consensus: that of the first, stripped of the coder's own remarks."""
        named = (f"{coder}/{one.id}" for coder, one in zip(self.coders, items, strict=True))
        return bare(items[0], Origin("agreed", tuple(named)))


def _stretches(edges: Times) -> tuple[Stretch, ...]:
    return tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def bare(item: T, origin: Origin) -> T:
    """Return an item without comment, doubt and evidence, which are the coder's own, and with where it comes from."""
    own = {"comment": "", "unsure": False, "evidence": ()}
    return replace(item, origin=(origin,), **{name: value for name, value in own.items() if hasattr(item, name)})


def agreed_pieces(sources: Sources, channel: str) -> Iterator[Event]:
    """Yield the stretches of a channel over which all have the same code, in order of time, as parts of their states.

    Of two they are exactly the time on the diagonal of the channel's table, "none" left out.
    """
    codes = sources.codebook.state_channels[channel]
    edges = where_looked_for(sources.edges, sources.codings, codes)
    ids = [code.id for code in codes]
    for events in same_states([states_of(coding, ids, edges) for coding in sources.codings]):
        all_say = sources.agreed((replace(events[0], modifiers=common_modifiers(events)), *events[1:]))
        yield from cut_to(cut_to([all_say], [shared(events)]), _stretches(edges))


def agreed_others(sources: Sources) -> Iterator[Comparable]:
    """Yield the points, episode marks, ratings and the class that are the same for all."""
    for code in (code for code in sources.codebook.codes if code.is_point):
        for group in points_together(sources.codings, code, sources.edges, sources.tolerance_ms):
            there = [one for one in group if one is not None]
            if len(there) == len(group) and len({one.start_ms for one in there}) == 1:
                yield sources.agreed((replace(there[0], modifiers=common_modifiers(there)), *there[1:]))
    if not sources.has_locked_episodes:
        yield from _same(sources, EpisodeMark, lambda mark: (mark.episode, mark.start_ms))
    yield from _same(sources, Rating, lambda one: (*one.cell, one.value))
    yield from _same(sources, Classification, judged)


def _same(sources: Sources, kind: type[T], said: Callable[[T], tuple[object, ...]]) -> Iterator[T]:
    for _, found in said_by_each([items_of(one, kind) for one in sources.codings], said):
        there = [one for one in found if one is not None]
        if len(there) == len(found):
            yield sources.agreed(there)


def joined(pieces: Sequence[Event]) -> list[Event]:
    """Return the states that pieces of one channel make up, in order of time.

    Two that touch and have the same code are one if some coder has them as one, or if one of them was set by hand.
    """
    found: list[Event] = []
    for piece in sorted(pieces, key=lambda event: event.start_ms):
        if found and found[-1].end_ms == piece.start_ms and found[-1].code == piece.code and _belong(found[-1], piece):
            found[-1] = _join(found[-1], piece)
        else:
            found.append(piece)
    return found


def without(pieces: Sequence[Event], cleared: Sequence[Stretch]) -> list[Event]:
    """Return what is left of pieces outside the cleared stretches."""
    left = list(pieces)
    for start_ms, end_ms in cleared:
        left = [part for piece in left for part in _around(piece, start_ms, end_ms)]
    return left


def _around(piece: Event, start_ms: int, end_ms: int) -> tuple[Event, ...]:
    last_ms = piece.end_ms or 0
    if last_ms <= start_ms or end_ms <= piece.start_ms:
        return (piece,)
    parts = (replace(piece, end_ms=start_ms), replace(piece, start_ms=end_ms))
    return tuple(part for part in parts if part.start_ms < (part.end_ms or 0))


def _belong(one: Event, other: Event) -> bool:
    origins = (*one.origin, *other.origin)
    by_hand = any(origin.decided in ("edited", "middle") for origin in origins)
    return by_hand or bool(_items(one) & _items(other))


def _items(event: Event) -> set[str]:
    return {item for origin in event.origin for item in origin.items}


def _join(one: Event, other: Event) -> Event:
    """What both coders said leads: by a shifted end nobody has agreed to what the other coder said of the whole."""
    agreed = [piece for piece in (one, other) if any(origin.decided == "agreed" for origin in piece.origin)]
    modifiers = agreed[0].modifiers if agreed else {**other.modifiers, **one.modifiers}
    origin = tuple(dict.fromkeys((*one.origin, *other.origin)))
    return replace(one, end_ms=other.end_ms, modifiers=modifiers, origin=origin)
