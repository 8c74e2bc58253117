"""By how much one coder has more than the other, over the mean of both (Bland & Altman 1986)."""

from collections import Counter
from collections.abc import Sequence

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.pair.variables import VariableResult
from annotator.measures.variables import NAMES, UNITS
from annotator.report.figures.description import Axis, Dot, Level, Plot
from annotator.report.sheets.sheet import decimal_interval
from annotator.statistics.estimate import Undefined
from annotator.statistics.ratings.concordance import Limits
from annotator.text import count, fixed, short_number


def differences(report: PairReport, found: ScaleResult | None) -> Plot:
    """Return by how much one rates higher than the other over the mean of both, with bias and limits of agreement."""
    two = found.agreement.two_coders if found is not None else None
    units = () if found is None else found.units
    both = [(one.a, one.b) for one in units if one.a is not None and one.b is not None]
    name = "" if found is None else found.name
    return _plot(report, name, both, None if two is None else two.limits, ("points", "higher", "unit", "rated"))


def variable_differences(report: PairReport, found: VariableResult | None) -> Plot:
    """Return the same of a variable of a code, in its cases."""
    if found is None:
        return _plot(report, "", (), None, ("", "more", "case", "measured"))
    name = f"{report.codebook.code_by_id[found.code].name}, {NAMES[found.variable].lower()}"
    words = (UNITS[found.variable], "more", "case", "measured")
    return _plot(report, name, found.cases.values.tolist(), found.agreement.limits, words)


def _plot(
    report: PairReport,
    name: str,
    both: Sequence[Sequence[float]],
    limits: Limits | None,
    words: tuple[str, str, str, str],
) -> Plot:
    """words: the unit, what a coder who has more of it does, what a case is called, and what was done to it."""
    unit, more, case, said = words
    a, b = report.coder_a, report.coder_b
    title = f"{a} × {b}{f', {name}' if name else ''}: differences over means"
    label = f"{b} − {a}, {unit}; above 0: {b} {more}"
    if limits is None or isinstance(limits.bias.value, Undefined):
        x = Axis("mean of both", 0, 1, unit=unit)
        return Plot(title, x, Axis(label, -1, 1), empty=f"No {case} was {said} by both.")
    many = Counter(((one + other) / 2, round(other - one, 6)) for one, other in both)
    dots = tuple(_dot(x, y, n, case) for (x, y), n in sorted(many.items()))
    levels = _levels(limits, limits.bias.value)
    ends = [y for level in levels for y in (level.y, level.low, level.high) if y is not None]
    reach = max(1.0, *(abs(y) for y in (*(dot.y for dot in dots), *ends))) * 1.15
    across = [dot.x for dot in dots]
    notes = (
        f"{count(len(both), case)} {said} by both. The number in a dot says how many lie there. The band is the 95 % "
        "interval of the bias, where it has one; about 95 % of the differences lie between the limits (Bland & Altman "
        "1986).",
        f"Window: {report.window_name}.",
    )
    margin = max(0.5, 0.03 * (max(across) - min(across)))
    x = Axis("mean of both", min(across) - margin, max(across) + margin, unit=unit)
    return Plot(title, x, Axis(label, -reach, reach), dots=dots, levels=levels, notes=notes)


def _dot(x: float, y: float, many: int, case: str) -> Dot:
    tip = f"mean {short_number(x)}, difference {short_number(y, signed=True)}: {count(many, case)}"
    return Dot(x, y, tip, many)


def _levels(limits: Limits, bias: float) -> tuple[Level, ...]:
    around = limits.bias.interval
    low, high = (None, None) if isinstance(around, Undefined) else (around.low, around.high)
    reach = "" if isinstance(around, Undefined) else f" {decimal_interval(around).text}"
    levels = [Level(f"bias {fixed(bias, signed=True)}{reach}", bias, low, high, is_main=True)]
    for name, limit in (("upper limit", limits.upper), ("lower limit", limits.lower)):
        if not isinstance(limit.value, Undefined):
            levels.append(Level(f"{name} {fixed(limit.value, signed=True)}", limit.value))
    return tuple(levels)
