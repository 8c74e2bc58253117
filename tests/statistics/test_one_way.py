"""Coders who differ from case to case: an analysis worked by hand, published numbers, and what does not matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.statistics.estimate import Undefined
from annotator.statistics.ratings.icc import icc
from annotator.statistics.ratings.one_way import design_of, one_way
from tests.statistics.test_ratings import NAN, ratings, with_gaps


def test_an_unbalanced_one_way_analysis_by_hand():
    """Ratings 1 3 | 5 5 8 | 9 7: means 2, 6, 8; between 44 - 7/9 ... worked on paper.

    N = 7, sum k^2 / N = 17/7, k0 = (7 - 17/7) / 2 = 16/7. The grand mean is 38/7. Between: 2 (2 - 38/7)^2 +
    3 (6 - 38/7)^2 + 2 (8 - 38/7)^2 = (2 * 24^2 + 3 * 4^2 + 2 * 18^2) / 49 = 1848 / 49, mean square 924 / 49. Within:
    2 + 6 + 2 = 10, mean square 10 / 4. ICC = (924/49 - 5/2) / (924/49 + 9/7 * 5/2) = 1603 / 2163.
    """
    found = one_way([[1, 3, NAN], [5, 5, 8], [NAN, 9, 7], [4, NAN, NAN]])
    assert (found.cases, found.ratings, found.coders) == (3, 7, pytest.approx(16 / 7))
    assert found.single.value == pytest.approx(1603 / 2163)
    single, k0 = 1603 / 2163, 16 / 7
    assert found.mean.value == pytest.approx(k0 * single / (1 + (k0 - 1) * single))
    assert found.single.interval == Undefined("not estimable: fewer than 4 sessions")


@given(ratings)
def test_where_every_case_has_as_many_ratings_it_is_the_icc_of_case_one(table):
    found = one_way(table)
    for one, form in ((found.single, "1,1"), (found.mean, "1,k")):
        other = icc(table, form)
        assert isinstance(one.value, Undefined) == isinstance(other.value, Undefined)
        if not isinstance(one.value, Undefined):
            assert one.value == pytest.approx(other.value, abs=1e-9)


@given(with_gaps, st.randoms())
def test_it_does_not_matter_who_gave_which_rating(table, random):
    shuffled = np.array([random.sample(list(row), len(row)) for row in table])
    one, other = one_way(table).single.value, one_way(shuffled).single.value
    assert one == other if isinstance(one, Undefined) else one == pytest.approx(other, abs=1e-9)


def test_a_design_is_two_way_only_where_the_same_coders_judged_every_case():
    assert design_of(np.array([[1, 2, NAN], [NAN, NAN, 5], [3, 3, NAN]])) == "two-way"
    assert design_of(np.array([[1, 2, 3], [1, 2, NAN]])) == "one-way"
    assert design_of(np.array([[1, NAN], [NAN, 2]])) == "two-way"


def test_one_way_says_why_there_is_none():
    assert one_way([[1, 2], [3, NAN]]).single.value == Undefined(
        "not estimable: fewer than two cases were judged by two coders"
    )
    assert "do not vary" in str(one_way([[2, 2], [2, 2]]).single.value)
    assert "never differ" in str(one_way([[2, 2], [3, 3]]).mean.interval)
