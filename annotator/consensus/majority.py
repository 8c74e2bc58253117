"""What most coders say where three or more differ: told to whoever settles, taken only when asked for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from annotator.consensus.agreed import Sources, bare
from annotator.consensus.differing_items import common_modifiers, judged
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.settlements import inside, settlement
from annotator.errors import EditError
from annotator.model.items import Classification, Comparable, EpisodeMark, Event, Origin, Rating, Settlement

Version = tuple[int, Comparable | None]
"""The place of a coder, and what this coder has at one moment; None for nothing."""


def accept_majority(one: Disagreement, sources: Sources) -> Settlement:
    """Settle what more than half of the coders say, at every moment of the disagreement.

    Raises:
        EditError: if anywhere no more than half say the same.
    """
    result = []
    for start_ms, end_ms, agreeing in _largest(one):
        if 2 * len(agreeing) <= len(one.items):
            what = "No more than half of the coders say the same there."
            raise EditError(what, "Accept one of them, or edit it.")
        there = [(place, item) for place, item in agreeing if item is not None]
        if there:
            named = tuple(f"{sources.coders[place]}/{item.id}" for place, item in there)
            result.append(bare(_taken(one, [item for _, item in there], start_ms, end_ms), Origin("majority", named)))
    return settlement(one, "majority", clears=one.pieces, result=tuple(result))


def majority(one: Disagreement) -> tuple[int, ...] | None:
    """Return the places of the coders who say throughout what more than half say; None if anywhere nobody is in one.

    There may be fewer than half of them, or none: who is among the most can change from moment to moment.
    """
    agreeing = [{place for place, _ in versions} for *_, versions in _largest(one)]
    if any(2 * len(places) <= len(one.items) for places in agreeing):
        return None
    return tuple(sorted(set.intersection(*agreeing)))


def _largest(one: Disagreement) -> Iterator[tuple[int, int, list[Version]]]:
    """Yield each stretch in which nobody changes, with the versions of the most who say the same."""
    for start_ms, end_ms in _stretches(one):
        alike: dict[object, list[Version]] = {}
        for place, items in enumerate(one.items):
            item = _at(one, items, start_ms)
            alike.setdefault(_says(one, item), []).append((place, item))
        yield start_ms, end_ms, _longest(alike.values())


def _longest(groups: Iterable[list[Version]]) -> list[Version]:
    return max(groups, key=len)


def _stretches(one: Disagreement) -> Iterator[tuple[int, int]]:
    states = [item for item in one.every_item if isinstance(item, Event)]
    edges = {at for state in states for at in (state.start_ms, state.end_ms or 0)}
    for start_ms, end_ms in one.pieces:
        yield from pairwise(sorted({start_ms, end_ms, *(at for at in edges if start_ms < at < end_ms)}))
    if not one.pieces:
        yield one.start_ms, one.end_ms


def _at(one: Disagreement, items: Sequence[Comparable], at_ms: int) -> Comparable | None:
    """Return what a coder has at a moment; of what is no stretch there is one thing at most."""
    return next((item for item in items if not (one.pieces and isinstance(item, Event)) or item.covers(at_ms)), None)


def _says(one: Disagreement, item: Comparable | None) -> object:
    """Return what two coders have alike if they say the same."""
    match item:
        case Event() if one.pieces:
            return item.code
        case Event() if one.kind == "modifiers":
            return tuple(sorted(item.modifiers.items()))
        case Event() | EpisodeMark():
            return item.start_ms
        case Rating():
            return item.value, "a rating"
        case Classification():
            return judged(item)
        case _:
            return None


def _taken(one: Disagreement, items: Sequence[Comparable], start_ms: int, end_ms: int) -> Comparable:
    """Return what these coders say alike over a stretch, with the modifiers of which all of them say the same."""
    events = [item for item in items if isinstance(item, Event)]
    if not events:
        return items[0]
    alike = replace(events[0], modifiers=common_modifiers(events))
    return replace(alike, start_ms=start_ms, end_ms=end_ms) if one.pieces else inside(one, alike)
