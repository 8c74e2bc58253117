"""The consensus of two coders or more: what all say, and how each of their disagreements was settled.

It is a coding like any other, by a coder called CONSENSUS; the codings it comes from are never changed. What it holds
follows from them and from its settlements (consensus_items). A step puts a settlement there, and changes what follows
from it; what somebody has edited in it by hand stays, unless the step is about that very item.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from msgspec.structs import replace

from annotator.consensus.agreed import Sources, agreed_others, agreed_pieces, joined, without
from annotator.consensus.basis import basis_of, why_stale
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.settlements import accept_coder
from annotator.errors import EditError
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import (
    Classification,
    Comparable,
    EpisodeMark,
    Event,
    Item,
    Rating,
    Settlement,
    Submission,
)


def begin(consensus: Coding, sources: Sources, found: Iterable[Disagreement] = ()) -> Edit:
    """Begin a consensus, or begin it again: it then holds what all coders say, and what was settled and still fits.

    Args:
        consensus: the coding of CONSENSUS; all it holds is replaced, and undo brings it back.
        sources: the codings.
        found: their disagreements, to see which settlements still fit.
    """
    kept = [_again(known, one, sources) for one in found if (known := settlement_of(consensus, one)) is not None]
    wanted: dict[str, Item] = {"basis": basis_of(sources.codings, sources.window)}
    wanted |= {one.id: one for one in kept}
    wanted |= consensus_items(sources, kept)
    held = {key: item for key, item in consensus.items.items() if not isinstance(item, Submission)}
    return Edit(label="begin the consensus", changes=_changes(consensus, held, wanted))


def settle(consensus: Coding, sources: Sources, settlements: Sequence[Settlement]) -> Edit:
    """Settle disagreements in one step; one that was settled before is settled again.

    Raises:
        EditError: if the consensus was not begun from these codings as they are now, or there is nothing to settle.
    """
    if not settlements:
        raise EditError("There is nothing to settle.", "Choose a disagreement first.")
    if (problem := why_stale(consensus, sources.codings, sources.window)) is not None:
        raise EditError(problem, "Begin the consensus again: what was settled and still fits is kept.")
    before = settlements_in(consensus)
    comments = {one.id: one.comment for one in before}
    new = {one.id: replace(one, comment=one.comment or comments.get(one.id, "")) for one in settlements}
    after = [*(one for one in before if one.id not in new), *new.values()]
    changed = tuple(Change(consensus.items.get(one.id), one) for one in new.values())
    items = _changes(consensus, consensus_items(sources, before), consensus_items(sources, after))
    first = settlements[0]
    how = f"{first.decided} {first.coder}".strip()
    label = f"settle {first.kind}: {how}" if len(new) == 1 else f"settle {len(new)} disagreements: {how}"
    return Edit(label=label, changes=(*changed, *items))


def comment(consensus: Coding, one: Disagreement, text: str) -> Edit:
    """Say something of how a disagreement was settled, or say it anew; "" takes it back.

    Raises:
        EditError: if it is not settled, or that is what is said already.
    """
    known, said = settlement_of(consensus, one), text.strip()
    if known is None:
        raise EditError("A comment is kept with how a disagreement was settled.", "Settle this one first.")
    if known.comment == said:
        raise EditError("That is its comment already.", "Type another one, or leave it with Esc.")
    return Edit(label=f"comment on {known.kind}", changes=(Change(known, replace(known, comment=said)),))


def consensus_items(sources: Sources, settlements: Sequence[Settlement]) -> dict[str, Comparable]:
    """Return what a consensus holds by id: what all coders say, changed by the settlements in their order."""
    found: list[Comparable] = []
    for channel in sources.codebook.state_channels:
        pieces = list(agreed_pieces(sources, channel))
        for settled in (one for one in settlements if one.channel == channel and one.clears):
            pieces = [*without(pieces, settled.clears), *(one for one in settled.result if isinstance(one, Event))]
        found += joined(pieces)
    found += agreed_others(sources)
    found += (item for one in settlements if not one.clears and one.kind != "modifiers" for item in one.result)
    for settled in (one for one in settlements if one.kind == "modifiers"):
        found = [_with_modifiers(item, settled) for item in found]
    return _by_id(sources.codings[0].session, found)


def settlements_in(consensus: Coding) -> list[Settlement]:
    """Return how disagreements were settled, in the order in which they were."""
    return [item for item in consensus.items.values() if isinstance(item, Settlement)]


def settlement_of(consensus: Coding, one: Disagreement) -> Settlement | None:
    """Return how a disagreement was settled; None while it is not."""
    item = consensus.items.get(one.key)
    return item if isinstance(item, Settlement) else None


def _again(known: Settlement, one: Disagreement, sources: Sources) -> Settlement:
    """A version that was accepted is accepted as it is now."""
    if known.decided != "accepted" or known.coder not in sources.coders:
        return known
    return replace(accept_coder(one, sources, known.coder), comment=known.comment)


def _changes(consensus: Coding, before: Mapping[str, Item], after: Mapping[str, Item]) -> tuple[Change, ...]:
    """Return the changes that lead from before to after, starting from what the consensus really holds."""
    touched = (key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key))
    steps = (Change(consensus.items.get(key), after.get(key)) for key in touched)
    return tuple(step for step in steps if step.before != step.after)


def _with_modifiers(item: Comparable, settled: Settlement) -> Comparable:
    said = settled.result[0]
    if not (isinstance(item, Event) and isinstance(said, Event) and item.code == said.code):
        return item
    if not item.covers(said.start_ms):
        return item
    return replace(item, modifiers=said.modifiers, origin=(*item.origin, *said.origin))


def _by_id(session: str, items: Iterable[Comparable]) -> dict[str, Comparable]:
    """Name the items after what they are, so that the same consensus always has the same ids."""
    found: dict[str, Comparable] = {}
    for item in items:
        name = f"{session}:{_name(item)}"
        while name in found:  # a point that is marked twice on one frame
            name += "+"
        found[name] = replace(item, id=name)
    return found


def _name(item: Comparable) -> str:
    match item:
        case Event():
            return f"{item.code}@{item.start_ms}"
        case EpisodeMark():
            return f"episode {item.episode}"
        case Rating():
            return f"{item.scale}/{item.episode}/{item.target}"
        case Classification():
            return "class"
        case _:
            assert_never(item)
