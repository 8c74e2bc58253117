"""By how much one coder rates higher than the other, over the mean of both (Bland & Altman 1986)."""

from collections import Counter

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.report.figures.description import Axis, Dot, Level, Plot
from annotator.report.sheets.sheet import decimal_interval
from annotator.statistics.estimate import Undefined
from annotator.text import count, fixed, short_number

_MEAN, _POINTS = "mean of both", "points"


def differences(report: PairReport, found: ScaleResult | None) -> Plot:
    """Return by how much one rates higher than the other over the mean of both, with bias and limits of agreement."""
    a, b = report.coder_a, report.coder_b
    title = f"{a} × {b}{f', {found.name}' if found is not None else ''}: differences over means"
    label = f"{b} − {a}, points; above 0: {b} higher"
    two = found.agreement.two_coders if found is not None else None
    if found is None or two is None or isinstance(two.bias.value, Undefined):
        return Plot(title, Axis(_MEAN, 0, 1, unit=_POINTS), Axis(label, -1, 1), empty="No unit was rated by both.")
    both = [(one.a, one.b) for one in found.units if one.a is not None and one.b is not None]
    many = Counter(((one + other) / 2, other - one) for one, other in both)
    dots = tuple(_dot(x, y, n) for (x, y), n in sorted(many.items()))
    levels = _levels(found, two.bias.value)
    ends = [y for level in levels for y in (level.y, level.low, level.high) if y is not None]
    reach = max(1.0, *(abs(y) for y in (*(dot.y for dot in dots), *ends))) * 1.15
    across = [dot.x for dot in dots]
    notes = (
        f"{count(len(both), 'unit')} rated by both. The number in a dot says how many lie there. The band is the 95 % "
        "interval of the bias, where it has one; about 95 % of the differences lie between the limits (Bland & Altman "
        "1986).",
        f"Window: {report.window_name}.",
    )
    x = Axis(_MEAN, min(across) - 0.5, max(across) + 0.5, unit=_POINTS)
    return Plot(title, x, Axis(label, -reach, reach), dots=dots, levels=levels, notes=notes)


def _dot(x: float, y: float, many: int) -> Dot:
    tip = f"mean {short_number(x)}, difference {short_number(y, signed=True)}: {count(many, 'unit')}"
    return Dot(x, y, tip, many)


def _levels(found: ScaleResult, bias: float) -> tuple[Level, ...]:
    two = found.agreement.two_coders
    assert two is not None, "a table of two coders"
    around = two.bias.interval
    low, high = (None, None) if isinstance(around, Undefined) else (around.low, around.high)
    reach = "" if isinstance(around, Undefined) else f" {decimal_interval(around).text}"
    levels = [Level(f"bias {fixed(bias, signed=True)}{reach}", bias, low, high, is_main=True)]
    for name, limit in (("upper limit", two.limits.upper), ("lower limit", two.limits.lower)):
        if not isinstance(limit.value, Undefined):
            levels.append(Level(f"{name} {fixed(limit.value, signed=True)}", limit.value))
    return tuple(levels)
