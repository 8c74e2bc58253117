"""What the charts of the page on two coders show."""

import pytest

from annotator.agreement.pair.plots import bland_altman_plot, curve_plot
from annotator.agreement.pair.report import report_pair
from annotator.statistics.estimate import LEVEL

from .conftest import data_of, items


def test_the_curve_of_a_channel_has_both_directions_and_marks_the_tolerance_of_the_study(report):
    plot = curve_plot(report, "distress")
    assert [one.name for one in plot.lines] == ["κ, mean of both", "κ, asked of KM", "κ, asked of JT", "Po, mean"]
    assert (plot.x_range, plot.marker_x, plot.y_label) == ((0, 5), 1.0, "κ, Po")
    kappa, from_km, from_jt, po = plot.lines
    curve = dict(report.curves)["distress"]
    assert [from_km.ys, from_jt.ys] == [tuple(getattr(one, name) for one in curve) for name in ("kappa_a", "kappa_b")]
    assert from_km.ys != from_jt.ys
    assert kappa.ys[0] == pytest.approx(dict(report.time)["distress"].kappa.value)
    assert po.ys[0] == pytest.approx(109.6 / 120)
    assert po.ys[2] == pytest.approx(110 / 120)  # from 0.5 s on, the 0.4 s of the first onset are forgiven
    assert plot.empty == ""


def test_the_curve_of_a_point_steps_up_where_its_pair_comes_within_the_tolerance(report):
    (line,) = curve_plot(report, "reach").lines
    assert dict(zip(line.xs, line.ys, strict=True))[0.25] == 0
    assert dict(zip(line.xs, line.ys, strict=True))[0.5] == pytest.approx(2 / 3)


def test_where_nobody_used_a_code_the_chart_says_so(report):
    assert curve_plot(report, "search").empty == ""  # Po is 1 at every tolerance
    assert curve_plot(report, "smile").empty == "not estimable: neither coder used this code"
    assert curve_plot(report, "no such key").empty == "Nothing to compare."


def test_differences_lie_over_the_means_and_the_same_ones_on_one_dot():
    def rated(*points):
        return items([], [], [(str(n), float(value)) for n, value in zip("58", points, strict=True)])

    sessions = [(rated(3, 5), rated(4, 5)), (rated(3, 5), rated(4, 7))]
    found = report_pair(data_of(*sessions), LEVEL)
    plot = bland_altman_plot(found, found.scales[0])
    dots = {(dot.x, dot.y): (dot.weight, dot.tip) for dot in plot.dots}
    assert dots == {
        (3.5, 1.0): (2, "mean 3.5, difference +1: 2 units"),
        (5.0, 0.0): (1, "mean 5, difference +0: 1 unit"),
        (6.0, 2.0): (1, "mean 6, difference +2: 1 unit"),
    }
    bias, upper, lower = plot.levels
    assert (bias.name, bias.y) == ("bias +1.00", 1.0)
    assert (bias.low, bias.high) == (None, None)  # two sessions say too little about how sessions differ
    assert lower.y < 0 < upper.y == pytest.approx(2 - lower.y)
    assert plot.x_range == (3.0, 6.5)
    assert plot.y_range[0] == -plot.y_range[1] < lower.y


def test_without_a_unit_that_both_rated_there_is_nothing_to_show(report):
    plot = bland_altman_plot(report, None)
    assert (plot.dots, plot.empty) == ((), "No unit was rated by both.")
