"""Sample sizes: the interval of that many cases is as wide as was asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.classes.kappa import case_kappa
from annotator.statistics.ratings.icc import icc
from annotator.statistics.sample_size import cases_for_icc, cases_for_kappa


@settings(deadline=None)
@given(st.floats(0.1, 0.9), st.floats(0.05, 0.5), st.floats(0.1, 0.4))
def test_two_classes_need_what_donner_and_eliasziw_say(kappa, share, width):
    """Their variance of kappa with equal totals of both coders (1992), two classes."""
    both = 2 * share * (1 - share)
    variance = (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / both)
    assert cases_for_kappa(kappa, [share, 1 - share], width) == pytest.approx(
        4 * 1.959964**2 * variance / width**2, abs=1.01
    )


def test_that_many_cases_give_an_interval_of_that_width():
    shares = np.array([0.2, 0.55, 0.1, 0.15])
    cases = cases_for_kappa(0.7, shares.tolist(), width=0.2)
    expected = 0.7 * np.diag(shares) + 0.3 * np.outer(shares, shares)
    found = case_kappa(np.rint(expected * cases * 1000).astype(np.int64))
    assert (found.interval.high - found.interval.low) * 1000**0.5 == pytest.approx(0.2, abs=0.002)


@pytest.mark.parametrize(("value", "plain", "corrected"), [(0.9, 15, 20), (0.85, 31, 35), (0.69, 107, 107)])
def test_two_coders_who_agree_well_need_five_times_the_value_more(value, plain, corrected):
    """Bonett (2002): without it .9 and a width of .2 gave 15 units, whose intervals are .257 wide in the mean."""
    assert cases_for_icc(value, coders=2, width=0.2) == corrected
    assert corrected - plain in {0, round(5 * value), round(5 * value) + 1}
    random = np.random.default_rng(6)
    widths = []
    for _ in range(300):
        truth = random.normal(size=(corrected, 1)) * value**0.5
        interval = icc(truth + random.normal(size=(corrected, 2)) * (1 - value) ** 0.5, "C,1").interval
        widths.append(interval.high - interval.low)
    assert np.mean(widths) == pytest.approx(0.2, abs=0.02)


def test_that_many_units_give_about_that_width_of_an_icc():
    random = np.random.default_rng(4)
    widths = []
    for _ in range(200):
        truth = random.normal(size=(cases_for_icc(0.85, coders=4, width=0.2), 1)) * 0.85**0.5
        interval = icc(truth + random.normal(size=(len(truth), 4)) * 0.15**0.5, "C,1").interval
        widths.append(interval.high - interval.low)
    assert np.mean(widths) == pytest.approx(0.2, abs=0.03)
