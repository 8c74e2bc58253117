"""Where two coders disagree: what a pair goes through to settle it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.reliability.points import POINT_TOLERANCE_MS, match_points, points_in
from annotator.reliability.streams import Sweep, Times, stream_of, sweep
from annotator.reliability.window import window_edges

PRE_ROLL_MS = 2000
"""How much of what came before a pair wants to see."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One stretch of the window over which two coders differ in one channel.

    Attributes:
        channel: id of the channel; of the code itself, for a point.
        code_a: what coder A has; None where A has nothing.
        code_b: what coder B has; None where B has nothing.
        start_ms: its beginning.
        end_ms: its end, not part of it; equal to start_ms for a point that has no partner.
    """

    channel: str
    code_a: str | None
    code_b: str | None
    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """Its length in ms; 0 for a point."""
        return self.end_ms - self.start_ms

    @property
    def jump_ms(self) -> int:
        """Where to start playing so as to see what came before it."""
        return max(0, self.start_ms - PRE_ROLL_MS)


def disagreements(
    coding_a: Coding,
    coding_b: Coding,
    codebook: Codebook,
    window: Sequence[Span],
    tolerance_ms: int = POINT_TOLERANCE_MS,
) -> tuple[Disagreement, ...]:
    """Return every disagreement of two coders in the window: longest first, then in order of time.

    For states these are the longest stretches over which neither coder's code changes, so that together they are
    exactly the time off the diagonals of compare's tables. For points they are those without a partner within
    tolerance_ms.
    """
    edges = window_edges(window)
    found = list(
        chain(
            _between_states(coding_a, coding_b, codebook, edges),
            _between_points(coding_a, coding_b, codebook, edges, tolerance_ms),
        )
    )
    return tuple(sorted(found, key=lambda one: (-one.duration_ms, one.start_ms, one.channel)))


def _between_states(a: Coding, b: Coding, codebook: Codebook, window: Times) -> list[Disagreement]:
    found = []
    for channel, codes in codebook.state_channels.items():
        ids = [code.id for code in codes]
        names = (*ids, None)
        both = sweep(stream_of(a, ids, window), stream_of(b, ids, window), window)
        found += [Disagreement(channel, names[i], names[j], start, end) for i, j, start, end in _stretches(both)]
    return found


def _stretches(both: Sweep) -> list[tuple[int, int, int, int]]:
    """Return code of A, code of B, start and end wherever they differ, joined while the pair of codes stays."""
    differ = np.flatnonzero((both.a != both.b) & (both.widths_ms > 0))
    starts, a, b = both.starts_ms[differ], both.a[differ], both.b[differ]
    ends = starts + both.widths_ms[differ]
    begins = np.ones(len(differ), dtype=bool)
    begins[1:] = (starts[1:] != ends[:-1]) | (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    is_last = np.roll(begins, -1)
    columns = (a[begins], b[begins], starts[begins], ends[is_last])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _between_points(a: Coding, b: Coding, codebook: Codebook, window: Times, tolerance_ms: int) -> list[Disagreement]:
    found = []
    for code in (code.id for code in codebook.codes if code.is_point):
        matching = match_points(points_in(a, code, window), points_in(b, code, window), tolerance_ms)
        found += [Disagreement(code, code, None, at_ms, at_ms) for at_ms in matching.only_a]
        found += [Disagreement(code, None, code, at_ms, at_ms) for at_ms in matching.only_b]
    return found
