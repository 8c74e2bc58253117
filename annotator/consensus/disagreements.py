"""Where coders disagree, and in what way: what they go through to settle it."""

from collections.abc import Sequence
from itertools import chain

from annotator.agreement.window import window_edges
from annotator.consensus.differing_items import (
    differing_judgements,
    differing_marks,
    differing_modifiers,
    differing_points,
)
from annotator.consensus.differing_many import differing_states_of_many
from annotator.consensus.differing_states import differing_states
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.statistics.points import POINT_TOLERANCE_MS


def disagreements(
    codings: Sequence[Coding],
    codebook: Codebook,
    window: Sequence[Span],
    tolerance_ms: int = POINT_TOLERANCE_MS,
    *,
    has_locked_episodes: bool = False,
) -> tuple[Disagreement, ...]:
    """Return every disagreement of two coders or more: most time lost first, then in order of time.

    Every ms in which not all say the same belongs to exactly one of them. Swapping two coders makes commissions of
    omissions, and changes nothing else; of three and more there are no commissions.

    Args:
        codings: one of each coder, two or more.
        codebook: the codebook of all.
        window: the spans to compare over (see declared_window). Episode marks, ratings and the classification are
            about the session as a whole and are compared whatever the window.
        tolerance_ms: points further apart than this are two; nearer ones are the same, shifted.
        has_locked_episodes: whether the session has boundaries of its own, so that the coders' marks do not count.
    """
    edges = window_edges(window)
    differ = differing_states if len(codings) == 2 else differing_states_of_many
    found = chain(
        differ(codings, codebook, edges),
        differing_points(codings, codebook, edges, tolerance_ms),
        differing_modifiers(codings, codebook, edges),
        () if has_locked_episodes else differing_marks(codings),
        differing_judgements(codings),
    )
    return tuple(sorted(found, key=lambda one: (-one.lost_ms, one.start_ms, one.channel, one.key)))
