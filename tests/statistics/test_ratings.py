"""Statistics of ratings: against the oracles, against their definitions, and where they do not exist."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import fdtr, stdtrit

from annotator.statistics.estimate import LEVEL, Undefined
from annotator.statistics.ratings.agreement import compare_ratings, rating_kappa
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.ratings.concordance import concordance, limits_of_agreement
from annotator.statistics.ratings.icc import FORMS, all_iccs, icc
from annotator.statistics.ratings.scales import bias, restricted_range, scale_agreement
from tests import oracles

NAN = float("nan")
FEW = LEVEL

points = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])


def tables(point: st.SearchStrategy[float], least: int = 3, coders: int = 4) -> st.SearchStrategy[np.ndarray]:
    return st.integers(2, coders).flatmap(
        lambda width: st.lists(st.lists(point, min_size=width, max_size=width), min_size=least, max_size=12).map(
            lambda rows: np.array(rows, dtype=np.float64)
        )
    )


ratings = tables(points)
with_gaps = tables(points | st.just(NAN), least=1)
pairs = st.lists(st.tuples(points, points), min_size=3, max_size=20).map(lambda rows: np.array(rows).T)


def from_pseudo_values(value: float, rest: list[float]) -> tuple[float, float]:
    """The 95 % interval of a correlation, from what it is without each session."""
    count, middle = len(rest), np.arctanh(value)
    pseudo = count * middle - (count - 1) * np.arctanh(rest)
    apart = pseudo - pseudo.mean()
    degrees = min(count - 1, 2 * (apart**2).sum() ** 2 / (apart**4).sum())
    reach = stdtrit(degrees, 0.975) * pseudo.std(ddof=1) / count**0.5
    return float(np.tanh(min(middle, pseudo.mean()) - reach)), float(np.tanh(max(middle, pseudo.mean()) + reach))


# Intraclass correlations


def by_pingouin(table: np.ndarray) -> pd.DataFrame:
    units, coders = np.indices(table.shape)
    long = pd.DataFrame({"unit": units.ravel(), "coder": coders.ravel(), "rating": table.ravel()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, at what pingouin does
        return oracles.intraclass_corr(long, targets="unit", raters="coder", ratings="rating")


@settings(max_examples=settings().max_examples // 2)
@given(tables(points, least=5))
def test_all_six_iccs_are_those_of_pingouin(table):
    assume((table.std(axis=0) > 0).all() and (table - table.mean(axis=1, keepdims=True)).std() > 0.3)
    assume((table - table.mean(axis=0) - table.mean(axis=1, keepdims=True)).std() > 0.3)
    found, oracle = all_iccs(table), by_pingouin(table)
    for form, (_, row) in zip(FORMS, oracle.iterrows(), strict=True):
        if isinstance(found[form].value, float):
            assert found[form].value == pytest.approx(row["ICC"], abs=1e-9)
        if not isinstance(found[form].interval, Undefined):
            low, high = row[next(name for name in oracle.columns if name.startswith("CI95"))]
            if -1 < low < 1:  # else the mean of coders has a bound there that no correlation has: 7.77, -24.9
                assert found[form].interval.low == pytest.approx(low, abs=0.00501)
            assert found[form].interval.low >= -1
            assert found[form].interval.high == pytest.approx(high, abs=0.00501)


@settings(deadline=None)
@given(ratings)
def test_the_bounds_of_the_consistency_icc_are_where_f_is_at_its_quantiles(table):
    found = icc(table, "C,1")
    n, k = table.shape
    assume(not isinstance(found.value, Undefined) and 0.001 - 1 / (k - 1) < found.value < 0.999)
    if n < 4:
        assert found.interval == Undefined("not estimable: fewer than 4 sessions")
        return
    ratio = (1 + (k - 1) * found.value) / (1 - found.value)
    at_low, at_high = (
        ratio / ((1 + (k - 1) * bound) / (1 - bound)) for bound in (found.interval.low, found.interval.high)
    )
    degrees = n - 1, (n - 1) * (k - 1)
    assert fdtr(*degrees, at_low) == pytest.approx(0.975, abs=1e-6)
    assert fdtr(*degrees, at_high) == pytest.approx(0.025, abs=1e-6)


@settings(deadline=None)
@given(ratings, st.integers(-5, 5), st.permutations(range(4)))
def test_a_shift_of_all_ratings_and_the_order_of_coders_change_no_icc(table, shift, order):
    columns = [column for column in order if column < table.shape[1]]
    one, other = all_iccs(table), all_iccs(table[:, columns] + shift)
    for form in FORMS:
        if isinstance(one[form].value, float) and isinstance(other[form].value, float):
            assert one[form].value == pytest.approx(other[form].value, abs=1e-9)


@pytest.mark.parametrize("shift", [0, 2])
def test_where_two_coders_disagree_as_much_as_can_be_the_mean_of_both_has_no_icc(shift):
    """The single one is -1 but for rounding: stepped up it would be -6,004,799,503,160,659 or any other number."""
    table = np.array([[3, 7], [5, 1], [5, 5]]) + shift
    assert icc(table, "A,1").value == pytest.approx(-1)
    assert isinstance(icc(table, "A,k").value, Undefined)


def test_a_coder_who_is_always_higher_is_consistent_but_does_not_agree():
    table = np.array([[1, 3], [2, 4], [5, 7], [4, 6]])
    assert icc(table, "C,1").value == pytest.approx(1)
    assert icc(table, "A,1").value < 0.7


def test_identical_ratings_have_an_icc_of_one_and_nothing_that_shows_how_sure_it_is():
    for sessions in (None, [0, 0, 1]):
        for found in all_iccs([[1, 1, 1], [4, 4, 4], [6, 6, 6]], sessions=sessions).values():
            assert found.value == 1
            assert "never differ" in str(found.interval)


@settings(deadline=None)
@given(tables(points, least=8), st.integers(2, 5))
def test_where_sessions_hold_several_units_sessions_are_left_out(table, of_one):
    labels = np.arange(len(table)) // of_one
    for form, found in all_iccs(table, sessions=labels).items():
        assert found.value == icc(table, form).value
        if isinstance(found.interval, Undefined):
            continue
        single = icc(table, f"{form[0]},1", sessions=labels)
        rest = [icc(table[labels != one], f"{form[0]},1").value for one in np.unique(labels)]
        bounds = from_pseudo_values(single.value, rest)
        assert (single.interval.low, single.interval.high) == pytest.approx(bounds, abs=1e-6)


def test_values_that_are_not_normal_leave_out_sessions_where_each_is_a_unit_too():
    table = np.array([[1, 3], [2, 4], [5, 7], [9, 6], [0, 0]])
    assert icc(table, is_normal=False).interval.method == "jackknife of 5 sessions"
    assert icc(table).interval.method == "F distribution (McGraw & Wong 1996)"
    assert limits_of_agreement(*table.T, is_normal=False).lower.interval.method == "jackknife of 5 sessions"


# Missing ratings, and where there is nothing


def test_units_that_one_coder_did_not_rate_are_left_out_and_too_few_have_a_reason():
    table = [[1, 2], [3, 3], [NAN, 5], [6, 5]]
    assert icc(table) == icc([[1, 2], [3, 3], [6, 5]])
    few = icc([[1, 2], [NAN, 3]])
    assert few.value == few.interval == Undefined("not estimable: fewer than two units were rated by all coders")
    assert icc([[3, 3], [3, 3]]).value == Undefined("not estimable: the ratings do not vary from unit to unit")
    assert isinstance(icc([]).value, Undefined)


def test_coders_who_each_give_one_rating_throughout_say_nothing_about_units():
    for form in ("A,1", "C,1"):
        assert isinstance(icc([[1, 2], [1, 2], [1, 2]], form).value, Undefined)


def test_a_mean_of_coders_who_vary_more_within_units_than_between_has_no_reliability():
    found = icc([[1, 7], [7, 1]], "C,k")
    assert isinstance(found.value, Undefined)


# Krippendorff's alpha


@settings(deadline=None)
@given(with_gaps, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_is_that_of_the_package_krippendorff(table, level):
    found = krippendorff_alpha(table, level, FEW)
    pairable = table[(~np.isnan(table)).sum(axis=1) >= 2]
    if np.unique(pairable[~np.isnan(pairable)]).size < 2 or len(pairable) < 2:
        assert isinstance(found.value, Undefined)
    else:
        oracle = oracles.alpha(reliability_data=pairable.T, level_of_measurement=level)
        assert found.value == pytest.approx(oracle, abs=1e-9)


@settings(deadline=None)
@given(ratings)
def test_the_order_of_units_and_coders_does_not_change_alpha(table):
    one = krippendorff_alpha(table, "ordinal", FEW).value
    other = krippendorff_alpha(table[::-1, ::-1], "ordinal", FEW).value
    assert one == other or one == pytest.approx(other, abs=1e-9)


def test_the_interval_of_alpha_is_what_leaving_out_sessions_one_by_one_gives():
    table = np.array([[1, 1, 2], [3, 3, 3], [2, 2, NAN], [4, 3, 4], [1, 2, 1], [5, 5, 4], [2, 3, 3], [4, 4, 4]] * 3)
    sessions = np.arange(24) % 6
    found = krippendorff_alpha(table, "ordinal", sessions=sessions)
    rest = [oracles.alpha(table[sessions != one].T, level_of_measurement="ordinal") for one in range(6)]
    assert (found.interval.low, found.interval.high) == pytest.approx(from_pseudo_values(found.value, rest), abs=1e-9)
    assert found.interval.method == "jackknife of 6 sessions"


def test_alpha_has_reasons():
    assert krippendorff_alpha([[1, NAN], [NAN, 2]]).value == Undefined("not estimable: no unit was rated by two coders")
    assert krippendorff_alpha([[2, 2], [2, 2]]).value == Undefined("not estimable: the ratings do not vary")
    assert isinstance(krippendorff_alpha([[-1, 2], [2, 2]], "ratio").value, Undefined)
    assert isinstance(krippendorff_alpha([]).value, Undefined)


# Scales, concordance, limits


@settings(deadline=None)
@given(pairs)
def test_bias_is_the_mean_difference_with_the_interval_of_the_t_test(both):
    found = bias(*both)
    oracle = oracles.t_interval(both[1] - both[0]) if np.ptp(both[1] - both[0]) else None
    assert found.value == pytest.approx(float((both[1] - both[0]).mean()), abs=1e-9)
    if oracle and both.shape[1] > 3:
        assert (found.interval.low, found.interval.high) == pytest.approx(oracle, abs=1e-9)


@settings(deadline=None)
@given(pairs)
def test_concordance_is_pearson_times_what_bias_and_scale_take_away(both):
    a, b = both
    found = concordance(a, b)
    assume(a.std() > 0 and b.std() > 0)
    r = np.corrcoef(a, b)[0, 1]
    shift = (a.mean() - b.mean()) / np.sqrt(a.std() * b.std())
    accuracy = 2 / (a.std() / b.std() + b.std() / a.std() + shift**2)
    assert found.value == pytest.approx(r * accuracy, abs=1e-9)
    assert found.value == pytest.approx(concordance(b, a).value, abs=1e-9)
    if not isinstance(found.interval, Undefined):
        assert -1 <= found.interval.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.interval.high <= 1


@settings(deadline=None)
@given(pairs)
def test_concordance_of_scale_points_is_quadratic_kappa_as_scikit_learn_has_it(both):
    """For whole points the two are one number, which has an oracle; a printed example is in test_published."""
    assume(all(np.unique(one).size > 1 for one in both))
    oracle = oracles.cohen_kappa_score(*both, labels=range(1, 8), weights="quadratic")
    assert concordance(*both).value == pytest.approx(oracle, abs=1e-9)


def test_there_is_no_concordance_where_one_coder_gave_every_unit_the_same():
    assert concordance([2, 2, 2], [1, 2, 4]).value == Undefined("not estimable: one coder gave every unit the same")


def test_the_interval_of_concordance_shrinks_with_the_root_of_the_units():
    a, b = np.array([1, 2, 3, 4, 5, 6, 7, 3, 5, 2.0]), np.array([2, 2, 3, 5, 5, 6, 6, 3, 4, 1.0])
    few, many = concordance(a, b), concordance(np.tile(a, 100), np.tile(b, 100))
    widths = [np.arctanh(one.interval.high) - np.arctanh(one.interval.low) for one in (few, many)]
    ratio = stdtrit(8, 0.975) / stdtrit(998, 0.975) * np.sqrt(1000 / 10)
    assert widths[0] / widths[1] == pytest.approx(ratio, rel=0.2)


def test_concordance_has_reasons():
    assert concordance([1, 2, 3], [1, 2, 3]).value == 1
    assert isinstance(concordance([1, NAN], [1, 2]).value, Undefined)
    assert concordance([2, 2], [2, 2]).value == Undefined("not estimable: the measurements do not vary")
    assert isinstance(concordance([1, 2], [1, 3]).interval, Undefined)


@settings(deadline=None)
@given(pairs)
def test_limits_lie_on_both_sides_of_the_bias_and_mirror_when_the_coders_are_swapped(both):
    one, other = limits_of_agreement(*both), limits_of_agreement(*both[::-1])
    assert one.upper.value - one.bias.value == pytest.approx(1.96 * one.sd)
    assert one.lower.value == pytest.approx(-other.upper.value)
    if not isinstance(one.lower.interval, Undefined):
        assert one.lower.interval.low == pytest.approx(-other.upper.interval.high)


def test_limits_and_bias_of_one_pair_have_reasons():
    found = limits_of_agreement([3, NAN], [4, 2])
    assert found.bias.value == 1
    assert isinstance(found.bias.interval, Undefined)
    assert isinstance(found.sd, Undefined)
    assert isinstance(limits_of_agreement([], []).lower.value, Undefined)


def test_limits_have_no_interval_where_the_differences_do_not_spread():
    alike = limits_of_agreement([1, 2, 3, 4], [2, 3, 4, 5])
    assert (alike.bias.value, alike.upper.value) == (1, 1)
    assert alike.upper.interval == Undefined("not estimable: all differences are the same")
    # Without any one of these sessions the differences spread as much as without any other.
    mirrored = limits_of_agreement([3] * 8, [2, 2, 4, 4, 2, 2, 4, 4], sessions=[0, 0, 1, 1, 2, 2, 3, 3])
    assert not isinstance(mirrored.bias.interval, Undefined)
    assert mirrored.upper.interval == Undefined("not estimable: every session gives the same")


@settings(deadline=None)
@given(ratings)
def test_exact_agreement_is_never_more_than_agreement_within_one(table):
    found = scale_agreement(table)
    assert found.units == len(table)
    assert 0 <= found.exact <= found.within_one <= 1
    assert scale_agreement(table[:, :1].repeat(2, axis=1)).exact == 1
    assert isinstance(scale_agreement([[NAN, 1]]).exact, Undefined)


def test_less_than_half_of_the_scale_warns():
    assert restricted_range([[1, 3], [3, NAN]], 1, 7) == (
        "Only 1 to 3 of the scale from 1 to 7 was used: correlations and alpha are low here even where coders agree."
    )
    assert restricted_range([[1, 4]], 1, 7) is None
    assert restricted_range([[NAN, NAN]], 1, 7) is None


# All of a scale at once


@settings(deadline=None)
@given(pairs, st.sampled_from([(1, "linear"), (2, "quadratic")]))
def test_kappa_of_ratings_weighs_by_scale_points_also_across_points_that_nobody_gave(both, weighting):
    power, name = weighting
    found = rating_kappa(*both, power, FEW)
    if any(np.unique(one).size == 1 for one in both):
        assert isinstance(found.value, Undefined)
    else:
        assert found.value == pytest.approx(
            oracles.cohen_kappa_score(*both, labels=range(1, 8), weights=name), abs=1e-9
        )


def test_two_coders_of_a_scale_get_everything_and_three_what_exists_for_them():
    a, b = [1, 2, 4, 6, 7, 3, 5, NAN], [1, 3, 4, 6, 6, 3, 4, 2]
    found = compare_ratings(np.column_stack((a, b)), 1, 7, FEW)
    assert (found.scale.units, found.few_units, found.warning) == (7, True, None)
    assert found.iccs["A,1"] == icc(np.column_stack((a, b)), "A,1")
    assert found.two_coders.bias.value == pytest.approx(-1 / 7)
    assert found.two_coders.quadratic_kappa.value > found.two_coders.linear_kappa.value
    assert found.two_coders.concordance.value == pytest.approx(found.two_coders.quadratic_kappa.value)
    three = compare_ratings(np.column_stack((a, b, b)), 1, 7, FEW)
    assert three.two_coders is None
    assert three.ordinal_alpha.value > found.ordinal_alpha.value
    assert three.scale.units == 7


def test_a_scale_that_nobody_used_leaves_reasons_everywhere():
    found = compare_ratings(np.empty((0, 2)), 1, 7, FEW)
    two = found.two_coders
    values = (
        *(one.value for one in found.iccs.values()), found.ordinal_alpha.value, found.scale.exact,
        two.bias.value, two.linear_kappa.value, two.concordance.value, two.limits.sd,
    )  # fmt: skip
    assert all(isinstance(value, Undefined) for value in values)
    assert found.warning is None


def test_ratings_that_mirror_each_other_have_an_icc_whose_interval_does_not_exist():
    """All units have the same mean and both coders as well: Satterthwaite's degrees of freedom are 0 / 0."""
    found = icc([[3, 5], [3, 5], [3, 5], [7, 1]], "A,1")
    assert found.value == pytest.approx(-2)
    assert found.interval == Undefined("not estimable: coders and errors leave no degrees of freedom")


def test_one_unit_has_no_alpha_for_it_would_be_zero_whatever_was_rated():
    for one in ([1, 2], [1, 7]):
        assert krippendorff_alpha([one]).value == Undefined("not estimable: only one unit was rated by two coders")
