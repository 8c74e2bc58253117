"""Statistics of classifications: against the oracles, against their definitions, and where they do not exist."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from annotator.agreement.two_coders import classification_agreement
from annotator.model.codebook.classes import ClassificationScheme, Collapse, PatternClass
from annotator.model.items import Classification
from annotator.statistics.classes.accuracy import expected_kappa, observer_accuracy, true_shares
from annotator.statistics.classes.kappa import (
    case_kappa,
    confusion,
    disagreement_weights,
    kappa_error,
    weighted_kappa,
)
from annotator.statistics.classes.many_coders import conger_kappa, fleiss_kappa, light_kappa, pairwise_kappas
from annotator.statistics.estimate import LEVEL, Undefined
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.tables import cohen_kappa
from tests import oracles

FEW = LEVEL

tables = st.lists(st.integers(0, 40), min_size=16, max_size=16).map(lambda cells: np.array(cells).reshape(4, 4))
many = st.integers(2, 5).flatmap(
    lambda coders: st.lists(st.lists(st.integers(0, 3), min_size=coders, max_size=coders), min_size=2, max_size=15)
)


ABC = {one: (one,) for one in "ABC"}
SCHEME = ClassificationScheme(
    name="pattern",
    source="",
    forced=("A", "B", "C"),
    classes=tuple(PatternClass(id=one, name=one, definition="", source="") for one in ("A", "B", "C", "D", "CC")),
    collapses=(
        Collapse(id="abcd", name="ABCD", groups={**ABC, "D": ("D",)}),
        Collapse(id="abc", name="ABC", groups=ABC, by_forced=("D",)),
        Collapse(id="security", name="B / non-B", groups={"B": ("B",), "non-B": ("A", "C", "D")}),
    ),
)


def judged(primary: str, forced: str = "") -> Classification:
    return Classification(id=primary + forced, primary=primary, forced=forced)


# Kappa of cases


@settings(deadline=None)
@given(tables.filter(lambda table: np.count_nonzero(table) > 1), st.sampled_from(["none", "linear", "quadratic"]))
def test_weighted_kappa_is_that_of_scikit_learn(table, weighting):
    value = weighted_kappa(table, disagreement_weights(4, weighting))
    a, b = (np.repeat(which.ravel(), table.ravel()) for which in np.indices(table.shape))
    assume(not np.isnan(value))
    oracle = oracles.cohen_kappa_score(a, b, labels=range(4), weights=None if weighting == "none" else weighting)
    assert value == pytest.approx(oracle, abs=1e-9)


@settings(deadline=None)
@given(tables.filter(lambda table: table.sum() >= 30), st.sampled_from(["none", "linear", "quadratic"]))
def test_the_error_of_kappa_is_that_of_statsmodels(table, weighting):
    weights = disagreement_weights(4, weighting)
    assume(table.any(axis=0).sum() > 1 and table.any(axis=1).sum() > 1)
    with np.errstate(all="ignore"):
        oracle = oracles.cohens_kappa(table, wt=None if weighting == "none" else weighting)
    assume(not np.isnan(oracle.std_kappa))
    assert weighted_kappa(table, weights) == pytest.approx(oracle.kappa, abs=1e-9)
    assert kappa_error(table, weights, int(table.sum())) == pytest.approx(oracle.std_kappa, abs=1e-9)


@settings(deadline=None)
@given(tables)
def test_without_weights_it_is_cohens_kappa_and_transposing_changes_nothing(table):
    plain = weighted_kappa(table, disagreement_weights(4, "none"))
    assert plain == pytest.approx(float(cohen_kappa(table)), abs=1e-9, nan_ok=True)
    quadratic = disagreement_weights(4, "quadratic")
    assert weighted_kappa(table, quadratic) == pytest.approx(
        float(weighted_kappa(table.T, quadratic)), abs=1e-9, nan_ok=True
    )


def test_for_many_cases_the_interval_is_kappa_and_its_error():
    table = np.array([[9000, 1000], [2000, 8000]])
    found, error = case_kappa(table), kappa_error(table, disagreement_weights(2, "none"), 20_000)
    assert found.interval.low == pytest.approx(found.value - 1.96 * error, abs=0.001)
    assert found.interval.high == pytest.approx(found.value + 1.96 * error, abs=0.001)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9).map(lambda cells: np.array(cells).reshape(3, 3)))
@example(np.array([[0, 0, 0], [0, 0, 1], [0, 2, 0]]))
def test_no_interval_of_kappa_reaches_beyond_one_or_is_without_width(table):
    """31 cases of which one differs had an upper bound of 1.070, and 11 that all agree the interval [1, 1]."""
    found = case_kappa(table)
    if table.sum() < 4:
        assert isinstance(found.interval, Undefined)
    elif not isinstance(found.value, Undefined):
        assert -1 <= found.interval.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.interval.high <= 1
        assert found.interval.low < found.interval.high


def test_where_all_cases_agree_the_bound_is_that_of_the_share():
    """Wilson (1927): of 20 cases none differs, so that at most z^2 / (20 + z^2) would."""
    found = case_kappa(np.array([[10, 0], [0, 10]]))
    assert (found.value, found.interval.high) == (1, 1)
    assert found.interval.low == pytest.approx(1 - 1.959964**2 / (20 + 1.959964**2) / 0.5)


def test_one_coder_with_one_class_has_no_kappa_and_no_interval():
    found = case_kappa(np.array([[20, 20], [0, 0]]))
    assert found.value == found.interval == Undefined("not estimable: one coder used only one class")


def test_no_cases_and_one_class_have_reasons():
    assert case_kappa(np.zeros((2, 2), dtype=int)).value == Undefined(
        "not estimable: no case was classified by both coders"
    )
    assert case_kappa(np.array([[7, 0], [0, 0]])).value == Undefined("not estimable: both coders used only one class")


# Two coders


def test_two_coders_are_compared_by_every_reading_of_the_codebook():
    pairs = [(judged("B"), judged("B"))] * 12 + [(judged("A"), judged("B"))] * 2
    pairs += [(judged("D", "A"), judged("A"))] * 3 + [(judged("CC"), judged("C"))]
    found = {one.id: classification_agreement(pairs, SCHEME, one, FEW) for one in SCHEME.collapses}
    assert found["abcd"].table.tolist() == [[0, 2, 0, 0], [0, 12, 0, 0], [0, 0, 0, 0], [3, 0, 0, 0]]
    assert found["abc"].table.tolist() == [[3, 2, 0], [0, 12, 0], [0, 0, 0]]
    assert found["security"].table.tolist() == [[12, 0], [2, 3]]
    assert {one.left_out for one in found.values()} == {1}
    assert found["security"].agreement == pytest.approx(15 / 17)
    assert found["abcd"].per_class[2].ppos == Undefined("not estimable: neither coder used this class")
    assert (found["abc"].per_class[0].by_a, found["abc"].per_class[0].by_b, found["abc"].per_class[0].both) == (5, 3, 3)
    assert found["abc"].accuracy > found["abcd"].accuracy


def test_nobody_classified_anything():
    found = classification_agreement([], SCHEME, SCHEME.collapses[0])
    assert isinstance(found.agreement, Undefined)
    assert found.kappa.value == found.accuracy
    with pytest.raises(ValueError, match="not among the classes: E"):
        confusion([("E", "A")], ("A", "B"))


# Many coders


@settings(deadline=None)
@given(many)
def test_fleiss_kappa_is_that_of_statsmodels(given_classes):
    value = fleiss_kappa(given_classes)
    if isinstance(value, Undefined):
        assert len(np.unique(given_classes)) == 1
    else:
        assert value == pytest.approx(oracles.fleiss_kappa(oracles.aggregate_raters(given_classes)[0]), abs=1e-9)


@settings(deadline=None)
@given(many)
def test_conger_and_light_follow_their_definitions_and_are_cohens_kappa_for_two(given_classes):
    """The oracles are its definition and, for two coders, scikit-learn; a printed number stands in the doctests."""
    columns = np.array(given_classes).T
    both = list(combinations(columns, 2))
    agreed = np.mean([(one == other).mean() for one, other in both])
    chance = np.mean([sum((one == c).mean() * (other == c).mean() for c in range(4)) for one, other in both])
    varied = [len(np.unique(column)) > 1 for column in columns]
    if sum(varied) > 1:
        assert conger_kappa(given_classes) == pytest.approx((agreed - chance) / (1 - chance), abs=1e-9)
    else:
        assert isinstance(conger_kappa(given_classes), Undefined)
    if all(varied):
        mean = np.mean([oracles.cohen_kappa_score(one, other) for one, other in both])
        assert light_kappa(given_classes) == pytest.approx(mean, abs=1e-9)
    two = columns[:2].T
    if all(varied[:2]):
        assert conger_kappa(two) == pytest.approx(light_kappa(two), abs=1e-9)


@settings(deadline=None)
@given(many)
def test_nominal_alpha_of_classes_is_that_of_the_package_krippendorff(given_classes):
    table = np.array(given_classes, dtype=float)
    assume(len(np.unique(table)) > 1)
    oracle = oracles.alpha(reliability_data=table.T, level_of_measurement="nominal")
    assert krippendorff_alpha(table, "nominal", FEW).value == pytest.approx(oracle, abs=1e-9)


def test_the_matrix_of_every_two_coders_is_symmetric_and_empty_on_the_diagonal():
    matrix = pairwise_kappas([[0, 0, 1], [1, 1, 1], [2, 1, 2], [0, 0, 0]])
    assert [matrix[i][i] for i in range(3)] == [None] * 3
    assert matrix[0][2] == matrix[2][0]
    assert matrix[0][1] == pytest.approx(oracles.cohen_kappa_score([0, 1, 2, 0], [0, 1, 1, 0]))


def test_many_coders_have_reasons():
    one_class = Undefined("not estimable: all coders used only one class")
    assert fleiss_kappa([[1, 1, 1], [1, 1, 1]]) == conger_kappa([[1, 1, 1], [1, 1, 1]]) == one_class
    assert light_kappa([[1, 1], [1, 1]]) == Undefined("not estimable: both coders used only one class")
    for statistic in (fleiss_kappa, conger_kappa, light_kappa):
        assert statistic([]) == statistic([[1], [2]]) == Undefined("not estimable: fewer than two coders, or no case")


# Accuracy


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.floats(0.02, 0.99))
def test_the_accuracy_found_is_the_one_that_gives_the_kappa(frequencies, kappa):
    seen = [one / sum(frequencies) for one in frequencies]
    accuracy = observer_accuracy(kappa, seen)
    assert 1 / len(seen) <= accuracy <= 1
    assert expected_kappa(accuracy, true_shares(accuracy, seen)) == pytest.approx(kappa, abs=1e-6)


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.floats(0.6, 0.99))
def test_accuracy_and_true_shares_are_found_together(frequencies, accuracy):
    """Two coders of 90 %, a code that truly is there 5 % of the time: .82 was said, from the shares seen."""
    true = np.array(frequencies) / sum(frequencies)
    seen = true * accuracy + (1 - true) * (1 - accuracy) / (true.size - 1)
    kappa = expected_kappa(accuracy, true)
    assert observer_accuracy(kappa, seen.tolist()) == pytest.approx(accuracy, abs=1e-6)
    assert observer_accuracy(kappa, [*seen.tolist(), 0.0]) == pytest.approx(accuracy, abs=1e-6)
    assert true_shares(accuracy, seen) == pytest.approx(true, abs=1e-6)


@settings(deadline=None)
@given(st.floats(0.5, 1))
def test_two_equally_frequent_codes_have_a_closed_form(accuracy):
    assert expected_kappa(accuracy, [0.5, 0.5]) == pytest.approx((2 * accuracy - 1) ** 2, abs=1e-9)


def test_the_expected_kappa_is_what_simulated_coders_reach():
    random = np.random.default_rng(2)
    truth = random.choice(3, 200_000, p=[0.7, 0.2, 0.1])
    coders = [
        np.where(random.random(truth.size) < 0.9, truth, (truth + random.integers(1, 3, truth.size)) % 3) for _ in "AB"
    ]
    assert oracles.cohen_kappa_score(*coders) == pytest.approx(expected_kappa(0.9, [0.7, 0.2, 0.1]), abs=0.01)


def test_no_accuracy_explains_a_kappa_below_zero_or_one_code():
    assert isinstance(observer_accuracy(-0.1, [0.5, 0.5]), Undefined)
    assert observer_accuracy(0.5, [1.0, 0.0]) == Undefined("not estimable: only one code used")
