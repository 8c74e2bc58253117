"""What a consensus was begun from, and whether that is still as it was."""

from collections.abc import Sequence

from annotator.agreement.window import window_edges
from annotator.model.coding import Coding, coding_fingerprint
from annotator.model.episodes import Span
from annotator.model.items import Basis
from annotator.text import listed


def basis_in(consensus: Coding) -> Basis | None:
    """Return what a consensus was begun from; None while it is not begun."""
    item = consensus.items.get("basis")
    return item if isinstance(item, Basis) else None


def basis_of(codings: Sequence[Coding], window: Sequence[Span]) -> Basis:
    """Return what a consensus of these codings as they are now says that it was begun from."""
    edges = window_edges(window).tolist()
    return Basis(
        coders=tuple(coding.coder for coding in codings),
        states=tuple(coding_fingerprint(coding) for coding in codings),
        window=tuple(zip(edges[::2], edges[1::2], strict=True)),
    )


def why_stale(consensus: Coding, codings: Sequence[Coding], window: Sequence[Span]) -> str | None:
    """Return why a consensus does not fit these codings as they are now, in a sentence; None where it does."""
    basis, now = basis_in(consensus), basis_of(codings, window)
    if basis is None:
        return "The consensus was not begun."
    states = dict(zip(basis.coders, basis.states, strict=True))
    if set(basis.coders) != set(now.coders):
        return f"The consensus of this session was begun from {listed(basis.coders)}."
    changed = [coder for coder, state in zip(now.coders, now.states, strict=True) if states[coder] != state]
    if changed:
        return f"The coding of {listed(changed)} has changed since the consensus was begun."
    return None if basis.window == now.window else "The consensus was begun over another window."
