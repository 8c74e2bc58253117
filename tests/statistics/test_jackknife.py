"""Intervals from leaving out sessions: what is known of some, and why there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from annotator.statistics.estimate import Undefined
from annotator.statistics.jackknife import Without, by_session, interval_around, jackknifed, never
from annotator.statistics.ratings.agreement import compare_ratings
from tests import oracles

numbers = st.lists(st.floats(-50, 50), min_size=4, max_size=20).filter(lambda some: np.ptp(some) > 0.1)


def mean(sums: np.ndarray) -> np.ndarray:
    return sums[..., 1] / sums[..., 0]


@given(numbers)
def test_of_a_mean_it_is_the_interval_of_the_t_test(some):
    found = jackknifed(np.column_stack((np.ones(len(some)), some)), mean, "plain")
    assert (found.low, found.high) == pytest.approx(oracles.t_interval(some), abs=1e-6)


@given(st.floats(0.02, 0.98), st.lists(st.floats(-0.02, 0.02), min_size=4, max_size=9))
def test_no_bound_leaves_what_the_statistic_can_be(value, apart):
    for scale, least, most in (("share", 0, 1), ("correlation", -1, 1)):
        found = interval_around(value, Without(value + np.array(apart), one_bout=0.3), scale)
        if not isinstance(found, Undefined):
            assert least <= found.low <= value <= found.high <= most


def spread(sums: np.ndarray) -> np.ndarray:
    return np.sqrt(sums[..., 2] / sums[..., 0] - mean(sums) ** 2)


@given(numbers.filter(lambda some: min(np.ptp(np.delete(some, one)) for one in range(len(some))) > 0.5))
def test_of_a_spread_it_is_made_of_pseudo_values_of_its_logarithm(some):
    """By hand: Tukey's pseudo-values, Quenouille's correction, and Satterthwaite's degrees of freedom."""
    count, table = len(some), np.column_stack((np.ones(len(some)), some, np.square(some)))
    found = jackknifed(table, spread, "size")
    with np.errstate(all="ignore"):
        rest = [np.log(np.std(np.delete(some, one))) for one in range(count)]
    if isinstance(found, Undefined):
        assert "is in one session" in found.reason or np.ptp(rest) < 1e-9
        return
    pseudo = count * np.log(np.std(some)) - (count - 1) * np.array(rest)
    apart = pseudo - pseudo.mean()
    degrees = min(count - 1, 2 * (apart**2).sum() ** 2 / (apart**4).sum())
    reach = stdtrit(degrees, 0.975) * pseudo.std(ddof=1) / count**0.5
    ends = np.log(np.std(some)), pseudo.mean()
    bounds = np.exp(min(ends) - reach), np.exp(max(ends) + reach)
    assert (found.low, found.high) == pytest.approx(bounds, rel=1e-4)


def test_what_differs_in_one_session_alone_has_no_interval():
    found = jackknifed(np.array([[1, 3, 9], [1, 3, 9], [1, 3, 9], [1, 5, 25], [1, 3, 9]]) * 1.0, spread, "size")
    assert found == Undefined("not estimable: nearly all that shows how much the coders differ is in one session")


def test_shares_and_correlations_are_symmetric_on_their_own_scales():
    rest = Without(np.array([0.78, 0.8, 0.82, 0.81, 0.79]))
    share, correlation = (interval_around(0.8, rest, scale) for scale in ("share", "correlation"))
    logit = [np.log(one / (1 - one)) for one in (share.low, 0.8, share.high)]
    z = np.arctanh([correlation.low, 0.8, correlation.high])
    assert logit[2] - logit[1] == pytest.approx(logit[1] - logit[0])
    assert z[2] - z[1] == pytest.approx(z[1] - z[0])


def test_every_reason_why_there_is_none():
    rest = np.array([0.78, 0.8, 0.82, 0.81])
    reasons = {
        "marked in fewer than 4 sessions": interval_around(0.8, Without(rest, held=np.array([3, 0, 1, 2])), "share"),
        ": fewer than 4 sessions": interval_around(0.8, Without(rest[:3]), "share"),
        "never differ": interval_around(1.0, Without(rest), "correlation"),
        "never agree": interval_around(0.0, Without(rest), "share"),
        "fewer than 20 times": interval_around(0.8, Without(rest, marks=19), "share"),
        "without one of the sessions": interval_around(0.8, Without(np.array([0.8, np.nan, 0.7, 0.9])), "share"),
        "every session gives the same": interval_around(0.8, Without(np.full(4, 0.8)), "share"),
    }
    for part, found in reasons.items():
        assert isinstance(found, Undefined)
        assert part in found.reason


def test_a_share_without_a_fault_has_an_exact_bound_from_the_sessions():
    """Clopper & Pearson (1934): of 10 sessions without a fault, at least .692 of all are without."""
    found = interval_around(1.0, Without(np.ones(10), marks=12), "share")
    assert found == never(10)
    assert (round(found.low, 3), found.high) == (0.692, 1)
    assert "exact lower bound" in found.method
    alone = interval_around(1.0, Without(np.ones(12), unit="parts of this recording"), "share")
    assert isinstance(alone, Undefined)


def test_units_are_summed_by_session_in_any_order():
    units = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert by_session(units, [7, 2, 7]).tolist() == [[3, 4], [6, 8]]
    assert by_session(units, None) is units
    assert by_session(units[:0], []).shape == (0, 2)


def test_three_that_are_alike_to_the_last_digit_beside_one_that_is_not_have_no_interval():
    """Without the one there is nothing but the rounding of sums, whose logarithm would reach to the stars."""
    later = np.repeat([6, 0.006, 0.006, 0.006], 2)
    table = np.column_stack((np.arange(later.size) * 1.0, np.arange(later.size) + later))
    found = compare_ratings(table, 0, 30, sessions=np.repeat(range(4), 2)).two_coders
    assert isinstance(found.limits.lower.interval, Undefined)
    assert "is in one session" in found.limits.lower.interval.reason
