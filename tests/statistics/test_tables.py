"""Statistics of agreement tables: published and hand-computed values, and where there is no value."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.tables import (
    code_versus_rest,
    cohen_kappa,
    observed_agreement,
    positive_agreement,
    why_no_code_kappa,
    why_no_kappa,
)

cells = st.lists(st.integers(0, 10_000), min_size=9, max_size=9)
tables = cells.map(lambda values: np.array(values, dtype=np.int64).reshape(3, 3))


def test_kappa_of_the_illustration_in_cohen_1968():
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohen_kappa(table) == pytest.approx(0.492, abs=0.0005)
    assert observed_agreement(table) == pytest.approx(0.70)


@settings(deadline=None)
@given(tables.filter(lambda table: table.any()))
def test_kappa_follows_its_definition_in_proportions(table):
    shares = table / table.sum()
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    if table.any(axis=0).sum() < 2 or table.any(axis=1).sum() < 2:
        assert np.isnan(cohen_kappa(table))
    else:
        assert cohen_kappa(table) == pytest.approx((np.trace(shares) - expected) / (1 - expected), abs=1e-9)


@settings(deadline=None)
@given(tables)
def test_statistics_do_not_depend_on_who_is_coder_a(table):
    for statistic in (observed_agreement, cohen_kappa, positive_agreement):
        np.testing.assert_array_equal(statistic(table), statistic(table.T))


@settings(deadline=None)
@given(st.lists(tables, min_size=1, max_size=4))
def test_a_stack_of_tables_gives_what_each_gives_alone(stack):
    for statistic in (observed_agreement, cohen_kappa, positive_agreement, code_versus_rest):
        np.testing.assert_array_equal(statistic(np.array(stack)), np.array([statistic(one) for one in stack]))


@settings(deadline=None)
@given(tables)
def test_each_code_against_the_rest_keeps_its_totals(table):
    for code, two_by_two in enumerate(code_versus_rest(table)):
        assert two_by_two.sum() == table.sum()
        assert two_by_two[0].sum() == table[code].sum()
        assert two_by_two[:, 0].sum() == table[:, code].sum()
        assert two_by_two[0, 0] == table[code, code]


@pytest.mark.parametrize("table", [np.zeros((2, 2), dtype=int), np.array([[0, 0], [0, 500]])])
def test_there_is_no_kappa_where_both_used_only_one_code(table):
    assert np.isnan(cohen_kappa(table))


def test_there_is_no_kappa_where_one_coder_used_only_one_code_for_it_would_be_zero_whatever_the_other_did():
    for table in ([[0, 0], [40, 60]], [[0, 0], [1, 99]], [[40, 0], [60, 0]]):
        assert np.isnan(cohen_kappa(np.array(table)))
        assert why_no_kappa(np.array(table)) == "not estimable: one coder used only one code"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[0, 5], [0, 20]], "only one coder used this code"),
        ([[0, 0], [5, 20]], "only one coder used this code"),
        ([[0, 0], [0, 20]], "neither coder used this code"),
        ([[20, 0], [0, 0]], "both coders used this code throughout"),
        ([[20, 5], [0, 0]], "one coder used this code throughout"),
        ([[0, 0], [0, 0]], "nothing to compare"),
    ],
)
def test_a_code_without_kappa_says_why(table, reason):
    assert np.isnan(cohen_kappa(np.array(table)))
    assert why_no_code_kappa(np.array(table)) == f"not estimable: {reason}"


def test_kappa_of_ten_thousand_sessions_together_is_that_of_one():
    session = np.array([[400_000, 30_000], [20_000, 1_050_000]], dtype=np.int64)
    assert cohen_kappa(session * 10_000) == pytest.approx(float(cohen_kappa(session)), abs=1e-12)


def test_kappa_is_minus_one_at_exact_contradiction():
    assert cohen_kappa(np.array([[0, 50], [50, 0]])) == -1
