"""Kappa max, PABAK, prevalence, bias, AC1 and Scott's pi: definitions written out, and where there is no value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.classes.many_coders import fleiss_kappa
from annotator.statistics.estimate import Undefined
from annotator.statistics.indices import (
    ac1,
    bias_index,
    code_indices,
    indices,
    kappa_max,
    pabak,
    prevalence_index,
    scott_pi,
)
from annotator.statistics.tables import cohen_kappa, observed_agreement

cells = st.lists(st.integers(0, 10_000), min_size=9, max_size=9)
tables = cells.map(lambda values: np.array(values, dtype=np.int64).reshape(3, 3))
two_by_two = st.lists(st.integers(1, 10_000), min_size=4, max_size=4).map(
    lambda values: np.array(values, dtype=np.int64).reshape(2, 2)
)


@settings(deadline=None)
@given(two_by_two)
def test_kappa_follows_from_pabak_prevalence_and_bias(table):
    """Equation 1 of Byrt, Bishop & Carlin (1993)."""
    squares = float(bias_index(table)) ** 2 - float(prevalence_index(table)) ** 2
    assert cohen_kappa(table) == pytest.approx((float(pabak(table)) + squares) / (1 + squares), abs=1e-9)


@settings(deadline=None)
@given(tables.filter(lambda table: table.any()))
def test_ac1_follows_its_definition(table):
    shares = table / table.sum()
    mean = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    chance = sum(share * (1 - share) for share in mean) / 2
    assert ac1(table) == pytest.approx((np.trace(shares) - chance) / (1 - chance), abs=1e-9)


@settings(deadline=None)
@given(tables)
def test_no_arrangement_of_the_same_totals_has_a_larger_kappa_than_kappa_max(table):
    a, b = table.sum(axis=1), table.sum(axis=0)
    best = np.diag(np.minimum(a, b))
    rest_a, rest_b = a - best.diagonal(), b - best.diagonal()
    if rest_a.sum():
        best = best + np.outer(rest_a, rest_b) / rest_a.sum()
    if np.isnan(kappa_max(table)):
        assert np.isnan(cohen_kappa(table))
    else:
        assert kappa_max(table) == pytest.approx(float(cohen_kappa(best)), abs=1e-9)
        assert cohen_kappa(table) <= kappa_max(table) + 1e-9


@settings(deadline=None)
@given(tables)
def test_swapping_the_coders_changes_only_the_sign_of_the_bias(table):
    for straight, swapped in zip(code_indices(table), code_indices(table.T), strict=True):
        assert isinstance(straight.bias, Undefined) or straight.bias == -swapped.bias
        assert (straight.kappa_max, straight.pabak, straight.prevalence, straight.ac1, straight.scott_pi) == (
            swapped.kappa_max, swapped.pabak, swapped.prevalence, swapped.ac1, swapped.scott_pi,
        )  # fmt: skip
    assert indices(table) == indices(table.T)


@settings(deadline=None)
@given(st.lists(tables, min_size=1, max_size=3))
def test_a_stack_of_tables_gives_what_each_gives_alone(stack):
    for statistic in (kappa_max, pabak, ac1, scott_pi):
        np.testing.assert_array_equal(statistic(np.array(stack)), np.array([statistic(one) for one in stack]))


def test_pabak_of_two_codes_is_twice_the_agreement_less_one():
    table = np.array([[40, 9], [6, 45]])
    assert pabak(table) == pytest.approx(2 * float(observed_agreement(table)) - 1)


def test_nothing_to_compare_and_one_code_throughout_have_reasons():
    nothing, one_code = indices(np.zeros((2, 2), dtype=int)), indices(np.array([[0, 0], [0, 900]]))
    assert nothing.kappa_max == nothing.pabak == nothing.ac1 == Undefined("not estimable: nothing to compare")
    assert one_code.kappa_max == Undefined("not estimable: both coders used only one code")
    assert (one_code.pabak, one_code.ac1) == (1, 1)


def test_negative_agreement_is_the_positive_agreement_of_the_absence():
    crying, silence = code_indices(np.array([[18, 2], [2, 158]]))
    assert crying.negative_agreement == pytest.approx(2 * 158 / 320)
    assert silence.negative_agreement == pytest.approx(2 * 18 / 40)


@given(tables)
def test_scott_pi_is_the_kappa_of_fleiss_for_two_coders_and_never_above_cohens(table):
    cases = [(row, column) for (row, column), n in np.ndenumerate(table) for _ in range(n % 50)]
    found, expected = indices(confusion_of(cases, len(table))).scott_pi, fleiss_kappa(cases)
    assert isinstance(found, Undefined) == isinstance(expected, Undefined)
    if not isinstance(found, Undefined):
        assert found == pytest.approx(expected)
        kappa = float(cohen_kappa(confusion_of(cases, len(table))))
        assert np.isnan(kappa) or found <= kappa + 1e-12


def confusion_of(cases, codes):
    table = np.zeros((codes, codes), dtype=np.int64)
    for row, column in cases:
        table[row, column] += 1
    return table
