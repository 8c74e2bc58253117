"""What the charts of two coders show, in the window and in files, made from a report."""

from collections import Counter
from collections.abc import Sequence

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.pair.variables import VariableResult
from annotator.agreement.plot import Dot, Level, Line, Plot
from annotator.measures.variables import UNITS
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.points import PointAgreement
from annotator.statistics.ratings.concordance import Limits
from annotator.statistics.tolerance import TolerantAgreement


def curve_plot(report: PairReport, key: str) -> Plot:
    """Return how agreement on a channel, or F1 of a point code, depends on the tolerance."""
    channels, points = dict(report.curves), dict(report.point_curves)
    if key in channels:
        return _states(report, channels[key])
    return _points(report, points.get(key, ()))


def _states(report: PairReport, curve: Sequence[TolerantAgreement]) -> Plot:
    xs = tuple(one.tolerance_ms / 1000 for one in curve)
    a, b = report.coder_a, report.coder_b
    lines = tuple(
        Line(name, xs, tuple(map(_y, values)))
        for name, values in (
            ("κ, mean of both", [one.kappa for one in curve]),
            (f"κ, asked of {a}", [one.kappa_a for one in curve]),
            (f"κ, asked of {b}", [one.kappa_b for one in curve]),
            ("Po, mean", [_mean(one.agreement_a, one.agreement_b) for one in curve]),
        )
    )
    return _plot(lines, report.tolerances.states_ms / 1000, "κ, Po", _why(curve[0].kappa if curve else None))


def _points(report: PairReport, curve: Sequence[tuple[int, PointAgreement]]) -> Plot:
    xs = tuple(tolerance / 1000 for tolerance, _ in curve)
    line = Line("F1", xs, tuple(_y(found.f1) for _, found in curve))
    return _plot((line,), report.tolerances.points_ms / 1000, "F1", _why(curve[0][1].f1 if curve else None))


def _plot(lines: tuple[Line, ...], marker: float, y_label: str, empty: str) -> Plot:
    values = [y for line in lines for y in line.ys if y is not None]
    if not values:
        return Plot("tolerance in s", y_label, (0, 5), (0, 1), empty=empty)
    low = min(0.0, *values)
    return Plot("tolerance in s", y_label, (0, lines[0].xs[-1]), (low, 1.0), lines, marker_x=marker)


def bland_altman_plot(report: PairReport, found: ScaleResult | None) -> Plot:
    """Return the differences B − A of a scale over the means, with bias and limits of agreement."""
    two = found.agreement.two_coders if found is not None else None
    units = found.units if found is not None else ()
    both = [(unit.a, unit.b) for unit in units if unit.a is not None and unit.b is not None]
    return _differences(report, "points", both, None if two is None else two.limits, "unit", "rated")


def variable_plot(report: PairReport, found: VariableResult | None) -> Plot:
    """Return the same of a variable."""
    both = found.cases.values.tolist() if found is not None else []
    unit = "" if found is None else UNITS[found.variable]
    return _differences(report, unit, both, None if found is None else found.agreement.limits, "case", "measured")


def _differences(
    report: PairReport, unit: str, both: Sequence[Sequence[float]], limits: Limits | None, what: str, said: str
) -> Plot:
    label = f"{report.coder_b} − {report.coder_a}, {unit}"
    if limits is None or isinstance(limits.bias.value, Undefined):
        return Plot("mean of both", label, (0, 1), (-1, 1), empty=f"No {what} was {said} by both.")
    many = Counter(((a + b) / 2, round(b - a, 6)) for a, b in both)
    dots = tuple(
        Dot(x, y, f"mean {x:g}, difference {y:+g}: {n} {what}{'s' * (n > 1)}", n) for (x, y), n in many.items()
    )
    levels = _levels(limits, limits.bias.value)
    reach = max(1.0, *(abs(dot.y) for dot in dots), *(abs(level.y) for level in levels)) * 1.15
    across = [dot.x for dot in dots]
    margin = max(0.5, 0.03 * (max(across) - min(across)))
    return Plot("mean of both", label, (min(across) - margin, max(across) + margin), (-reach, reach), (), dots, levels)


def _levels(limits: Limits, bias: float) -> tuple[Level, ...]:
    around = limits.bias.interval
    low, high = (None, None) if isinstance(around, Undefined) else (around.low, around.high)
    levels = [Level(_signed("bias", bias), bias, low, high)]
    for name, limit in (("upper limit", limits.upper), ("lower limit", limits.lower)):
        if not isinstance(limit.value, Undefined):
            levels.append(Level(_signed(name, limit.value), limit.value))
    return tuple(levels)


def _signed(name: str, value: float) -> str:
    return f"{name} {value:+.2f}".replace("-", "−")


def _y(value: Statistic) -> float | None:
    return None if isinstance(value, Undefined) else value


def _mean(one: Statistic, other: Statistic) -> Statistic:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one if isinstance(one, Undefined) else other
    return (one + other) / 2


def _why(value: Statistic | None) -> str:
    return value.reason if isinstance(value, Undefined) else "Nothing to compare."
