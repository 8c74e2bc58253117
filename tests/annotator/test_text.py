import pytest

from annotator import text


@pytest.mark.parametrize("ms", [0, 1, 999, 59_999, 60_000, 3_599_999, 3_600_000])
def test_a_clock_can_be_read_back_to_the_millisecond(ms):
    *hours, minutes, below = text.clock(ms).split(":")
    seconds, thousandths = below.split(".")
    assert ((int(hours[0]) if hours else 0) * 60 + int(minutes)) * 60_000 + int(seconds) * 1000 + int(thousandths) == ms


def test_fewer_decimals_are_cut_so_that_a_clock_never_runs_ahead():
    assert [text.clock(59_999, decimals) for decimals in (3, 2, 1, 0)] == ["0:59.999", "0:59.99", "0:59.9", "0:59"]


@pytest.mark.parametrize("write", [text.clock, text.seconds, text.duration, text.statistic, text.percent])
def test_what_is_unknown_is_a_dash(write):
    assert write(None) == text.DASH


def test_a_statistic_that_rounds_to_zero_has_no_sign():
    assert text.statistic(-0.001) == ".00"
