"""Where two coders disagree, and in what way: what a pair goes through to settle it."""

from collections.abc import Sequence
from itertools import chain

from annotator.agreement.window import window_edges
from annotator.consensus.differing_items import (
    differing_judgements,
    differing_marks,
    differing_modifiers,
    differing_points,
)
from annotator.consensus.differing_states import differing_states
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.statistics.points import POINT_TOLERANCE_MS


def disagreements(
    coding_a: Coding,
    coding_b: Coding,
    codebook: Codebook,
    window: Sequence[Span],
    tolerance_ms: int = POINT_TOLERANCE_MS,
    *,
    has_locked_episodes: bool = False,
) -> tuple[Disagreement, ...]:
    """Return every disagreement of two coders: most time lost first, then in order of time.

    Every ms off the diagonals of compare's tables belongs to exactly one of them. Swapping the coders makes commissions
    of omissions, and changes nothing else.

    Args:
        coding_a: the coding of coder A.
        coding_b: the coding of coder B.
        codebook: the codebook of both.
        window: the spans to compare over (see declared_window). Episode marks, ratings and the classification are
            about the session as a whole and are compared whatever the window.
        tolerance_ms: points further apart than this are two; nearer ones are the same, shifted.
        has_locked_episodes: whether the session has boundaries of its own, so that the coders' marks do not count.
    """
    edges = window_edges(window)
    found = chain(
        differing_states(coding_a, coding_b, codebook, edges),
        differing_points(coding_a, coding_b, codebook, edges, tolerance_ms),
        differing_modifiers(coding_a, coding_b, codebook, edges),
        () if has_locked_episodes else differing_marks(coding_a, coding_b),
        differing_judgements(coding_a, coding_b),
    )
    return tuple(sorted(found, key=lambda one: (-one.lost_ms, one.start_ms, one.channel, one.key)))
