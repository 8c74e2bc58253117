"""Matching of points: against exhaustive search, and on the case that scanning cannot do (BORIS issue 228)."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from annotator.agreement.reading import points_in
from annotator.agreement.window import window_edges
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.estimate import Undefined
from annotator.statistics.points import Matching, match_points, point_agreement, point_differences

FIRST, SECOND = (155_105, 169_855, 264_855), (156_405, 170_852, 264_606)


def points(limit: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, limit), max_size=most).map(sorted)


def value(matching: Matching) -> tuple[int, int]:
    """Pairs, then minus the sum of differences: more is better."""
    return len(matching.pairs), -sum(abs(a - b) for a, b in matching.pairs)


def best_by_search(a: list[int], b: list[int], tolerance_ms: int) -> tuple[int, int]:
    candidates = [
        tuple(zip(chosen, order, strict=True))
        for size in range(min(len(a), len(b)) + 1)
        for chosen in combinations(a, size)
        for order in permutations(b, size)
    ]
    allowed = [pairs for pairs in candidates if all(abs(one - other) <= tolerance_ms for one, other in pairs)]
    return max((len(pairs), -sum(abs(one - other) for one, other in pairs)) for pairs in allowed)


@pytest.mark.parametrize(("tolerance_ms", "matched"), [(2000, 3), (1000, 2), (3000, 3), (500, 1), (0, 0)])
def test_points_that_a_scan_scores_below_chance_are_matched_and_more_so_the_wider_the_tolerance(tolerance_ms, matched):
    assert len(match_points(FIRST, SECOND, tolerance_ms).pairs) == matched


def test_two_pairs_are_better_than_one_that_coincides():
    assert match_points([0, 10], [10, 20], 10) == Matching(((0, 10), (10, 20)), (), ())


def test_a_point_between_two_of_the_other_coder_goes_to_the_later_whoever_marked_it():
    assert match_points([0, 10], [5], 10) == Matching(((10, 5),), (0,), ())
    assert match_points([5], [0, 10], 10) == Matching(((5, 10),), (), (0,))


@settings(deadline=None)
@given(points(30, 4), points(30, 4), st.integers(0, 12))
def test_no_other_matching_has_more_pairs_or_as_many_that_lie_nearer(a, b, tolerance_ms):
    assert value(match_points(a, b, tolerance_ms)) == best_by_search(a, b, tolerance_ms)


@settings(deadline=None)
@given(points(400, 25), points(400, 25), st.integers(0, 60))
def test_it_equals_the_assignment_problem_on_larger_cases(a, b, tolerance_ms):
    apart = np.abs(np.subtract.outer(a, b)).reshape(len(a), len(b))
    gain = np.where(apart <= tolerance_ms, 10_000 - apart, 0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    pairs, difference = value(match_points(a, b, tolerance_ms))
    assert pairs * 10_000 + difference == gain[rows, columns].sum()


@settings(deadline=None)
@given(points(60, 10), points(60, 10), st.integers(0, 15))
@example([0, 2, 2], [1, 3, 4], 1)
def test_it_does_not_depend_on_who_is_coder_a(a, b, tolerance_ms):
    one, other = match_points(a, b, tolerance_ms), match_points(b, a, tolerance_ms)
    assert other == Matching(tuple((first, second) for second, first in one.pairs), one.only_b, one.only_a)


@settings(deadline=None)
@given(points(60, 10), points(60, 10), st.integers(0, 15))
def test_every_point_is_in_one_pair_or_alone(a, b, tolerance_ms):
    matching = match_points(a, b, tolerance_ms)
    assert sorted([*(first for first, _ in matching.pairs), *matching.only_a]) == a
    assert sorted([*(second for _, second in matching.pairs), *matching.only_b]) == b


def test_points_count_from_the_start_of_the_window_up_to_but_not_at_its_end():
    events = [Event(id=f"{at}", code="reach", start_ms=at, end_ms=at) for at in (99, 100, 150, 200, 300)]
    coding = Coding("s1", "A", events)
    assert points_in(coding, "reach", window_edges([Span("5", 100, 200), Span("8", 300, 400)])) == (100, 150, 300)
    assert points_in(coding, "reach", window_edges([])) == ()


def test_f1_is_twice_the_pairs_over_all_points_and_undefined_without_any():
    found = point_agreement("reach", match_points(FIRST, SECOND, 1000))
    assert (found.matched, found.only_a, found.only_b, found.f1) == (2, 1, 1, pytest.approx(4 / 6))
    assert point_agreement("reach", match_points(FIRST, ())).f1 == 0
    assert isinstance(point_agreement("reach", match_points((), ())).f1, Undefined)


@settings(deadline=None)
@given(points(20_000, 8), points(20_000, 8))
def test_a_wider_tolerance_never_lowers_f1(a, b):
    f1s = [point_agreement("reach", match_points(a, b, tolerance)).f1 for tolerance in range(0, 5001, 250)]
    if a or b:
        assert f1s == sorted(f1s)
    else:
        assert all(isinstance(f1, Undefined) for f1 in f1s)


@settings(deadline=None)
@given(points(20_000, 8), points(20_000, 8))
def test_swapping_the_coders_negates_the_mean_and_keeps_the_spread(a, b):
    one, other = (point_differences(match_points(*pair, 3000)) for pair in ((a, b), (b, a)))
    assert one.count == other.count
    if one.count:
        assert one.mean_ms == pytest.approx(-other.mean_ms)
    assert one.sd_ms == other.sd_ms or one.sd_ms == pytest.approx(other.sd_ms)


def test_no_pair_and_one_pair_have_reasons():
    none = point_differences(Matching((), (1,), (2,)))
    assert none.mean_ms == Undefined("not estimable: no points are matched")
    one = point_differences(Matching(((10, 30),), (), ()))
    assert (one.mean_ms, one.sd_ms) == (20, Undefined("not estimable: fewer than two pairs"))
