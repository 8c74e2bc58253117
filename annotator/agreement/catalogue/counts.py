"""Statistics of occurrences, and of what was seen interval by interval."""

from annotator.agreement.catalogue.indices import CODE_INDICES
from annotator.agreement.catalogue.words import CHANCE, CICCHETTI, COHEN
from annotator.agreement.described import COEFFICIENT, COUNT, SHARE, Described, inside
from annotator.agreement.pair.counts import CountResult
from annotator.agreement.pair.parts import IntervalCode, IntervalResult
from annotator.statistics.ioa import IntervalAgreement

_BY_INTERVAL: tuple[Described[IntervalAgreement], ...] = (
    Described("intervals", "intervals", "How many {cut} intervals there are", COUNT, get=lambda one: one.intervals),
    Described(
        "exact_count", "exact", "Share of intervals with the same count; of a state, on or not", SHARE, "1 is best.",
        get=lambda one: one.exact_count,
    ),
    Described(
        "mean_count", "mean", "Mean over intervals of the smaller count by the larger", SHARE, "1 is best.",
        get=lambda one: one.mean_count,
    ),
    Described(
        "interval_by_interval", "interval",
        "Interval by interval: share of {cut} intervals in which both saw it or both did not", SHARE,
        "1 is best; near 1 for everything rare, which scored intervals are not.",
        get=lambda one: one.interval_by_interval,
    ),
    Described(
        "scored", "scored", "Of the intervals in which at least one saw it, the share in which both did", SHARE,
        "1 is best; the one to read where the behaviour is rare.", get=lambda one: one.scored,
    ),
    Described(
        "unscored", "unscored", "Of the intervals in which at least one did not see it, the share in which neither did",
        SHARE, "1 is best; the one to read where the behaviour is frequent.", get=lambda one: one.unscored,
    ),
)  # fmt: skip

_COUNTED: tuple[Described[CountResult], ...] = inside("intervals", lambda one: one.intervals, _BY_INTERVAL)
_COOPER = "Cooper, Heron & Heward 2007"

COUNTS: tuple[Described[CountResult], ...] = (
    Described("count_a", "{a} n", "Occurrences by {a}: points, or bouts", COUNT, get=lambda one: one.count_a),
    Described("count_b", "{b} n", "Occurrences by {b}: points, or bouts", COUNT, get=lambda one: one.count_b),
    Described(
        "total_count", "count", "Total count: the smaller by the larger", SHARE,
        "1 is best, even if the two saw it at different times.", _COOPER, get=lambda one: one.total_count,
    ),
    Described(
        "total_duration", "duration", "Total duration: the smaller by the larger", SHARE,
        "1 is best, even if the two saw it at different times.", _COOPER, get=lambda one: one.total_duration,
    ),
    Described(
        "mean_duration", "per bout", "Mean over bouts of the shorter by the longer, first with first and so on", SHARE,
        "1 is best.", _COOPER, get=lambda one: one.mean_duration,
    ),
    *_COUNTED,
)  # fmt: skip
"""Of the occurrences of a code, as behaviour analysts count them."""

_INTERVAL_INDICES: tuple[Described[IntervalCode], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)

INTERVALS: tuple[Described[IntervalResult], ...] = (
    Described("intervals", "intervals", "How many intervals were compared", COUNT, get=lambda one: one.intervals),
)

_SCORED: tuple[Described[IntervalCode], ...] = inside("counted", lambda one: one.counted, _BY_INTERVAL)

INTERVAL_CODE: tuple[Described[IntervalCode], ...] = (
    Described("in_a", "{a} n", "Intervals in which {a} saw it", COUNT, get=lambda one: one.in_a),
    Described("in_b", "{b} n", "Intervals in which {b} saw it", COUNT, get=lambda one: one.in_b),
    Described("in_both", "both", "Intervals in which both saw it", COUNT, get=lambda one: one.in_both),
    Described(
        "agreement", "Po", "Share of intervals in which both say the same", SHARE,
        "1 is best; near 1 for everything rare.", get=lambda one: one.agreement,
    ),
    Described("ppos", "Ppos", "2 × both ÷ (A + B)", SHARE, "1 is best.", CICCHETTI, get=lambda one: one.ppos),
    Described(
        "kappa", "κ", "Cohen's kappa over intervals: occurs or not", COEFFICIENT,
        f"{CHANCE} The one to report of intervals, beside Ppos.", COHEN, get=lambda one: one.kappa,
    ),
    *_INTERVAL_INDICES,
    *_SCORED,
)  # fmt: skip
"""Of one code, interval by interval."""
