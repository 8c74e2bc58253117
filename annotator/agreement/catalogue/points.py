"""Statistics of point codes."""

from annotator.agreement.described import APART, COUNT, LATER, SHARE, Described, inside
from annotator.agreement.pair.counts import PointResult
from annotator.statistics.points import PointAgreement

_MATCHED: tuple[Described[PointAgreement], ...] = (
    Described(
        "matched", "matched", "Pairs at most {within} apart: as many as possible, then the nearest", COUNT,
        get=lambda one: one.matched,
    ),
    Described("only_a", "only {a}", "Points of {a} without partner", COUNT, "0 is best.", get=lambda one: one.only_a),
    Described("only_b", "only {b}", "Points of {b} without partner", COUNT, "0 is best.", get=lambda one: one.only_b),
    Described(
        "f1", "F1", "2 × matched ÷ (points of A + B), matched one to one within {within}; equals Ppos", SHARE,
        "1 is best; not corrected for chance. The one to report of points, with the tolerance.", get=lambda one: one.f1,
    ),
)  # fmt: skip

CURVE_POINT = _MATCHED
"""Of a point code at one tolerance."""

_POINTS: tuple[Described[PointResult], ...] = inside("agreement", lambda one: one.agreement, _MATCHED)

POINTS: tuple[Described[PointResult], ...] = (
    *_POINTS,
    Described("differences.count", "pairs", "Matched pairs", COUNT, get=lambda one: one.differences.count),
    Described(
        "differences.mean_s", "mean", "Mean by which {b} is later, in s", LATER, "0 is best.",
        get=lambda one: one.differences.mean_ms,
    ),
    Described(
        "differences.sd_s", "SD", "Standard deviation of the differences, in s", APART, "0 is best.",
        get=lambda one: one.differences.sd_ms,
    ),
)  # fmt: skip
