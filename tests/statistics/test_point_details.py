"""The curve of F1 and the signed differences of points."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.point_details import point_curve, point_differences
from annotator.statistics.points import Matching, match_points
from annotator.statistics.tolerance import CURVE_MS
from annotator.statistics.undefined import Undefined

points = st.lists(st.integers(0, 20_000), max_size=8).map(sorted)


@settings(deadline=None)
@given(points, points)
def test_a_wider_tolerance_never_lowers_f1(a, b):
    curve = point_curve("reach", a, b)
    assert [tolerance for tolerance, _ in curve] == list(CURVE_MS)
    if a or b:
        f1s = [found.f1 for _, found in curve]
        assert f1s == sorted(f1s)
    else:
        assert all(isinstance(found.f1, Undefined) for _, found in curve)


@settings(deadline=None)
@given(points, points)
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
