"""How agreement of two coders depends on what is tolerated."""

from collections.abc import Sequence

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.description import Axis, Line, Marker, Plot, begins_at, share_axis
from annotator.report.wording import pair_sentence
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.points import PointAgreement
from annotator.statistics.tolerance import TolerantAgreement

_TOLERANCE = "tolerance"


def curve(report: PairReport, key: str) -> Plot:
    """Return how agreement on a channel, or F1 of a point code, depends on the tolerance."""
    channels, points = dict(report.curves), dict(report.point_curves)
    if key in channels:
        return _states(report, key, channels[key])
    return _points(report, key, points.get(key, ()))


def _states(report: PairReport, channel: str, found: Sequence[TolerantAgreement]) -> Plot:
    xs = tuple(one.tolerance_ms / 1000 for one in found)
    a, b = report.coder_a, report.coder_b
    band = tuple(_span(one.kappa_a, one.kappa_b) for one in found)
    kappa = Line("κ", xs, tuple(_y(one.kappa) for one in found), 0, band=band)
    po = Line("Po", xs, tuple(_y(_mean(one.agreement_a, one.agreement_b)) for one in found), 1)
    notes = (
        "A moment counts as agreed if the other coder has the same code within the tolerance of it. Each line is the "
        f"mean of two ways: every moment of {a} looked up in {b}'s coding, and every moment of {b} in {a}'s; the band "
        "reaches from the one κ to the other.",
    )
    marker = Marker(report.tolerances.states_ms / 1000, "the study's tolerance")
    why = _why(found[0].kappa if found else None)
    return _curve(report, report.codebook.channel_name(channel), (kappa, po), marker, notes, why)


def _points(report: PairReport, code: str, found: Sequence[tuple[int, PointAgreement]]) -> Plot:
    xs = tuple(tolerance / 1000 for tolerance, _ in found)
    line = Line("F1", xs, tuple(_y(one.f1) for _, one in found))
    marker = Marker(report.tolerances.points_ms / 1000, "the study's tolerance")
    known = report.codebook.code_by_id.get(code)
    matched = [one for tolerance, one in found if tolerance <= report.tolerances.points_ms]
    notes: tuple[str, ...] = ()
    if matched:
        last = matched[-1]
        notes = (
            f"Points: {last.matched + last.only_a} of {report.coder_a}, {last.matched + last.only_b} of "
            f"{report.coder_b}, matched one to one.",
        )
    why = _why(found[0][1].f1 if found else None)
    return _curve(report, known.name if known is not None else code, (line,), marker, notes, why)


def _curve(
    report: PairReport, name: str, lines: tuple[Line, ...], marker: Marker, notes: tuple[str, ...], why: str
) -> Plot:
    symbols = " and ".join(line.name for line in lines)
    title = f"{report.coder_a} × {report.coder_b}, {name}: {symbols} at each tolerance"
    ends = [end for line in lines for reach in line.band if reach is not None for end in reach]
    values = [*ends, *(y for line in lines for y in line.ys if y is not None)]
    y = share_axis(f"{symbols}; 1 is best", values)
    if not values:
        return Plot(title, Axis(_TOLERANCE, 0, 5, unit="s"), y, empty=why)
    x = Axis(_TOLERANCE, 0, lines[0].xs[-1], unit="s")
    said = (*notes, begins_at(y), f"{pair_sentence(report)}.")
    return Plot(title, x, y, lines, marker=marker, notes=tuple(filter(None, said)))


def _span(one: Statistic, other: Statistic) -> tuple[float, float] | None:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return None
    return min(one, other), max(one, other)


def _y(value: Statistic) -> float | None:
    return None if isinstance(value, Undefined) else value


def _mean(one: Statistic, other: Statistic) -> Statistic:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one if isinstance(one, Undefined) else other
    return (one + other) / 2


def _why(value: Statistic | None) -> str:
    return value.reason if isinstance(value, Undefined) else "Nothing to compare."
