"""Tables of sequences: by hand, against the formulas of 2 x 2 tables, and against R where it is installed."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.statistics.estimate import Undefined
from annotator.statistics.sequential import adjusted_residuals, against_the_rest, contingency, expected_counts
from tests.asking_r import ask_r, needs_r


def table(*rows):
    return np.array(rows, dtype=np.int64)


counts = st.integers(2, 5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 30), min_size=size, max_size=size), min_size=size, max_size=size)
)


def test_the_worked_table():
    found = contingency(table([12, 8], [30, 130]))
    assert found.expected == pytest.approx(4.667, abs=0.0005)
    assert found.yules_q == pytest.approx(0.733, abs=0.0005)
    assert found.odds_ratio == pytest.approx(6.5)
    assert found.residual == pytest.approx(4.11, abs=0.005)
    assert (found.zero_cell, found.few) == (False, True)  # expected under 5


def test_a_zero_cell_is_said_and_nothing_is_added_to_it():
    found = contingency(table([12, 0], [30, 130]))
    assert found.zero_cell
    assert found.odds_ratio == Undefined("not estimable: a cell of the table is 0")
    assert found.yules_q == 1
    assert isinstance(found.residual, float)
    assert contingency(table([0, 20], [30, 130])).yules_q == -1


def test_without_the_given_or_the_target_there_is_nothing_to_read():
    for empty in (table([0, 0], [30, 130]), table([0, 20], [0, 130])):
        found = contingency(empty)
        assert {found.residual, found.yules_q} == {Undefined("not estimable: a row or a column of the table is empty")}
    found = contingency(table([0, 0], [0, 0]))
    assert {found.residual, found.yules_q, found.expected} == {Undefined("not estimable: nothing to count")}
    assert found.few


def test_few_where_the_given_was_rare_or_little_is_expected():
    assert contingency(table([2, 2], [500, 1])).few
    assert not contingency(table([50, 50], [50, 50])).few


@given(counts)
def test_without_structural_zeros_the_residuals_are_those_of_allison_and_liker(rows):
    observed = table(*rows)
    total = observed.sum()
    assume(total)
    row, column = observed.sum(axis=1) / total, observed.sum(axis=0) / total
    expected = total * np.outer(row, column)
    variance = expected * np.outer(1 - row, 1 - column)
    assert np.allclose(expected_counts(observed), expected)
    found = adjusted_residuals(observed)
    free = variance > 1e-6
    assert np.allclose(found[free], ((observed - expected)[free] / np.sqrt(variance[free])), atol=1e-6)
    assert np.isnan(found[variance < 1e-12]).all()


@given(counts)
def test_codes_that_cannot_repeat_keep_their_totals_and_their_zeros(rows):
    observed = table(*rows)
    np.fill_diagonal(observed, 0)
    allowed = ~np.eye(len(observed), dtype=bool)
    expected = expected_counts(observed, allowed)
    assume(not np.isnan(expected).any())
    assert (expected[~allowed] == 0).all()
    assert np.allclose(expected.sum(axis=0), observed.sum(axis=0), atol=1e-6)
    assert np.allclose(expected.sum(axis=1), observed.sum(axis=1), atol=1e-6)
    assert np.isnan(adjusted_residuals(observed, allowed)[~allowed]).all()


def test_where_the_totals_fix_every_cell_there_is_no_residual():
    two_codes = table([0, 5], [4, 0])
    assert np.isnan(adjusted_residuals(two_codes, ~np.eye(2, dtype=bool))).all()
    assert expected_counts(two_codes, ~np.eye(2, dtype=bool)).round(9).tolist() == [[0, 5], [4, 0]]


def test_the_rest_is_everything_that_is_not_this_pair():
    observed = table([1, 2, 3], [4, 5, 6], [7, 8, 9])
    assert against_the_rest(observed, 2, 0).tolist() == [[7, 17], [5, 16]]


@needs_r
def test_residuals_with_structural_zeros_are_those_of_r():
    observed = table([0, 7, 2, 4], [5, 0, 9, 1], [3, 6, 0, 8], [4, 2, 10, 0])
    script = """
        n <- matrix(given, 4, byrow = TRUE)
        cells <- data.frame(n = as.vector(n), row = factor(row(n)), column = factor(col(n)))
        fit <- glm(n ~ row + column, poisson, cells, subset = row != column, epsilon = 1e-14)
        cat(rstandard(fit, type = "pearson"))
    """
    allowed = ~np.eye(4, dtype=bool)
    found = adjusted_residuals(observed, allowed).T[allowed.T]  # R goes down the columns
    assert found == pytest.approx(ask_r(script, *observed.ravel()), abs=1e-6)


@needs_r
def test_expected_count_residual_odds_ratio_and_yules_q_are_those_of_r():
    tables = [[12, 8, 30, 130], [5, 7, 11, 3], [1, 90, 40, 2], [20, 20, 20, 20]]
    script = """
        for (place in seq(1, length(given), 4)) {
            n <- matrix(given[place + 0:3], 2, byrow = TRUE)
            test <- suppressWarnings(chisq.test(n, correct = FALSE))
            log_odds <- coef(glm(as.vector(n) ~ factor(row(n)) * factor(col(n)), poisson, epsilon = 1e-14))[4]
            cat(test$expected[1, 1], test$stdres[1, 1], exp(log_odds), tanh(log_odds / 2), "")
        }
    """
    found = [contingency(table(one[:2], one[2:])) for one in tables]
    told = [value for one in found for value in (one.expected, one.residual, one.odds_ratio, one.yules_q)]
    assert told == pytest.approx(ask_r(script, *(count for one in tables for count in one)), abs=1e-6)


def test_a_cell_that_the_totals_force_to_be_empty_is_expected_0_times_and_has_no_residual():
    # The third code never follows: the second is always followed by the first, which nothing else can come before.
    observed, allowed = table([0, 5, 0], [4, 0, 0], [0, 1, 0]), ~np.eye(3, dtype=bool)
    expected = expected_counts(observed, allowed)
    assert expected.round(6).tolist() == observed.tolist()
    assert np.isnan(adjusted_residuals(observed, allowed)).all()
