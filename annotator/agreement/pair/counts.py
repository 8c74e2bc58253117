"""Points matched one to one, and occurrences counted as behaviour analysts do, in all sessions of a pair together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.pair.read import PairData
from annotator.agreement.pair.stated import with_reason
from annotator.agreement.reading import points_in
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.events.bouts import Bouts, bouts_in
from annotator.statistics.ioa import (
    IntervalAgreement,
    count_in,
    cut_window,
    interval_agreement,
    mean_duration_agreement,
    occurs_in,
    total_agreement,
)
from annotator.statistics.points import (
    Matching,
    PointAgreement,
    PointDifferences,
    match_points,
    point_agreement,
    point_differences,
)
from annotator.statistics.streams import Times
from annotator.statistics.tolerance import CURVE_MS

POINTS_HAVE_NO_LENGTH = "not estimable: a point has no duration"


@dataclass(frozen=True, slots=True)
class PointResult:
    """How two coders agree on a point code.

    Attributes:
        agreement: counts and F1.
        differences: by how much coder B is later in matched pairs.
    """

    agreement: PointAgreement
    differences: PointDifferences


@dataclass(frozen=True, slots=True)
class CountResult:
    """Interobserver agreement on one code (Cooper, Heron & Heward 2007), not corrected for chance.

    Attributes:
        code: its id.
        count_a: occurrences by coder A: points, or bouts of a state.
        count_b: by coder B.
        total_count: the smaller count by the larger.
        total_duration: the smaller total duration by the larger; a point has none.
        mean_duration: mean over occurrences of the shorter by the longer; a point has none.
        intervals: agreement interval by interval; for a state whether it is on in an interval, for a point how often.
    """

    code: str
    count_a: int
    count_b: int
    total_count: Statistic
    total_duration: Statistic
    mean_duration: Statistic
    intervals: IntervalAgreement


def compare_points(data: PairData) -> tuple[PointResult, ...]:
    """Compare every point code, in the order of the codebook, within the tolerance of the study."""
    within, known = data.tolerances.points_ms, data.codebook.code_by_id
    return tuple(
        with_reason(data, _point(code, matched(data, code, within)), [known[code]]) for code in point_codes(data)
    )


def points_curve(
    data: PairData, code: str, tolerances_ms: Sequence[int] = CURVE_MS
) -> tuple[tuple[int, PointAgreement], ...]:
    """Return each tolerance in ms with the agreement on one point code at it, in all sessions together."""
    codes = [data.codebook.code_by_id[code]]
    return tuple(
        (at_most, with_reason(data, point_agreement(code, matched(data, code, at_most)), codes))
        for at_most in tolerances_ms
    )


def point_codes(data: PairData) -> list[str]:
    """Return the ids of the point codes of the codebook."""
    return [code.id for code in data.codebook.codes if code.is_point]


def matched(data: PairData, code: str, tolerance_ms: int) -> Matching:
    """Match the points of a code in each session and put the sessions one after the other."""
    found = [
        match_points(points_in(one.a, code, edges), points_in(one.b, code, edges), tolerance_ms)
        for one in data.sessions
        for edges in (one.edges_of([data.codebook.code_by_id[code]]),)
    ]
    return Matching(
        pairs=tuple(pair for one in found for pair in one.pairs),
        only_a=tuple(at for one in found for at in one.only_a),
        only_b=tuple(at for one in found for at in one.only_b),
    )


def count_occurrences(data: PairData) -> tuple[CountResult, ...]:
    """Compare the occurrences of every code, in the order of the codebook: states, then points."""
    states = (found for channel in data.codebook.state_channels for found in _states(data, channel))
    known = data.codebook.code_by_id
    return tuple(
        with_reason(data, one, [known[one.code]])
        for one in (*states, *(_points(data, code) for code in point_codes(data)))
    )


def _point(code: str, matching: Matching) -> PointResult:
    return PointResult(point_agreement(code, matching), point_differences(matching))


def _points(data: PairData, code: str) -> CountResult:
    counts, totals = [], np.zeros(2, dtype=np.int64)
    for one in data.sessions:
        edges = one.edges_of([data.codebook.code_by_id[code]])
        times = [np.array(points_in(coding, code, edges), dtype=np.int64) for coding in (one.a, one.b)]
        cuts = cut_window(edges, data.tolerances.counts_ms)
        counts.append(np.array([count_in(at, *cuts) for at in times]))
        totals += [len(at) for at in times]
    none = Undefined(POINTS_HAVE_NO_LENGTH)
    return _result(code, totals, (none, none), counts)


def _states(data: PairData, channel: str) -> list[CountResult]:
    pairs = data.streams(channel)
    ids = pairs[0][0].codes[:-1] if pairs else ()
    sessions = [(bouts_in(a, window), bouts_in(b, window), window) for a, b, window in pairs]
    coders = [a for a, _, _ in sessions], [b for _, b, _ in sessions]
    results = []
    for index, code in enumerate(ids):
        seen = [_seen((a, b), index, cut_window(window, data.tolerances.counts_ms)) for a, b, window in sessions]
        lengths = [np.concatenate([one.lengths_ms[one.codes == index] for one in of_one]).tolist() for of_one in coders]
        durations = total_agreement(sum(lengths[0]), sum(lengths[1])), mean_duration_agreement(*lengths)
        results.append(_result(code, np.array([len(one) for one in lengths]), durations, seen))
    return results


def _seen(of_both: Sequence[Bouts], code: int, cuts: tuple[Times, Times]) -> Times:
    """Return for both coders whether a code is on in each interval, shape (2, intervals)."""
    on = [(one, one.codes == code) for one in of_both]
    return np.array([occurs_in(one.starts_ms[those], one.ends_ms[those], *cuts) for one, those in on])


def _result(
    code: str, totals: Times, durations: tuple[Statistic, Statistic], per_interval: Sequence[Times]
) -> CountResult:
    a, b = np.concatenate(per_interval, axis=1) if per_interval else np.zeros((2, 0), dtype=np.int64)
    return CountResult(
        code, int(totals[0]), int(totals[1]), total_agreement(*totals.tolist()), *durations, interval_agreement(a, b)
    )
