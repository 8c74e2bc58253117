"""Two codings that no study holds, side by side and compared."""

from collections.abc import Sequence

from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.study.settings import Tolerances


def side_by_side(
    a: Coding, b: Coding, codebook: Codebook, window: Sequence[Span], episodes: Sequence[Span] = ()
) -> PairData:
    """Two codings of one session over a window; the episodes that the window names are the chosen ones."""
    pair = SessionPair(a.session, a, b, tuple(window), tuple(episodes))
    chosen = tuple(span.episode for span in window if span.episode)
    return PairData(a.coder, b.coder, codebook, Tolerances(), IntervalRule(), chosen, (pair,))


def compare(a: Coding, b: Coding, codebook: Codebook, window: Sequence[Span]) -> OverTime:
    """How two codings agree over time and on points."""
    return over_time(side_by_side(a, b, codebook, window))
