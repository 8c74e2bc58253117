"""Figures of two coders for a paper: kappa with its intervals, curves over the tolerance, differences over means.

Each as PNG and SVG, black on white, told apart by dashes as well. Drawn without a window, so that any thread can.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from math import isnan

from matplotlib.figure import Figure

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.statistics.estimate import Estimate, Statistic, Undefined

_DASHES = ("-", "--", ":", "-.")
_INK = ("#111111", "#1f7a6d", "#b8431f", "#666666")
_NAN = float("nan")


def pair_figures(report: PairReport, progress: Callable[[float], None] = lambda _share: None) -> dict[str, bytes]:
    """Return the figures by file name; what has no values has no figure. progress may raise to stop."""
    figures = list(_figures(report))
    files: dict[str, bytes] = {}
    for number, (name, figure) in enumerate(figures):
        files |= {f"{name}.{kind}": _drawn(figure, kind) for kind in ("png", "svg")}
        progress((number + 1) / len(figures))
    return files


def _figures(report: PairReport) -> Iterator[tuple[str, Figure]]:
    kappas = [(name, found) for name, found in _kappas(report) if not isinstance(found.value, Undefined)]
    if kappas:
        yield "figure_kappa", _forest(kappas)
    for key, name, curves in _curves(report):
        if not all(isnan(y) for _, ys in curves for y in ys):
            yield f"figure_curve_{key}", _curve(name, _tolerances(report, key), curves)
    for scale in report.scales:
        if scale.agreement.scale.units:
            yield f"figure_differences_{scale.scale}", _differences(report, scale)


def _kappas(report: PairReport) -> Iterator[tuple[str, Estimate]]:
    for channel, found in report.time:
        yield report.codebook.channel_name(channel), found.kappa
        if len(found.per_code) > 1:
            for one in found.per_code:
                yield f"  {report.codebook.code_by_id[one.code].name}", one.kappa


def _forest(kappas: list[tuple[str, Estimate]]) -> Figure:
    figure = Figure(figsize=(6, 0.9 + 0.28 * len(kappas)), layout="constrained")
    axes = figure.add_subplot()
    for place, (_, found) in enumerate(reversed(kappas)):
        if not isinstance(found.interval, Undefined):
            axes.plot([found.interval.low, found.interval.high], [place, place], color=_INK[0], linewidth=1.2)
        axes.plot([_y(found.value)], [place], "o", color=_INK[0], markersize=4)
    axes.set_yticks(range(len(kappas)), [name for name, _ in reversed(kappas)], fontsize=8)
    axes.set_xlim(min(0.0, *axes.get_xlim()), 1.02)
    axes.set_xlabel("kappa with 95 % interval")
    axes.grid(axis="x", color="#dddddd")
    return figure


Curves = list[tuple[str, list[float]]]


def _curves(report: PairReport) -> Iterator[tuple[str, str, Curves]]:
    for channel, curve in report.curves:
        yield (
            channel,
            report.codebook.channel_name(channel),
            [
                ("kappa, mean of both", [_y(one.kappa) for one in curve]),
                (f"kappa, asked of {report.coder_a}", [_y(one.kappa_a) for one in curve]),
                (f"kappa, asked of {report.coder_b}", [_y(one.kappa_b) for one in curve]),
            ],
        )
    for code, points in report.point_curves:
        yield code, report.codebook.code_by_id[code].name, [("F1", [_y(found.f1) for _, found in points])]


def _tolerances(report: PairReport, key: str) -> list[float]:
    channels, points = dict(report.curves), dict(report.point_curves)
    times = [one.tolerance_ms for one in channels[key]] if key in channels else [ms for ms, _ in points[key]]
    return [ms / 1000 for ms in times]


def _curve(name: str, xs: list[float], curves: Curves) -> Figure:
    figure = Figure(figsize=(5, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for (title, ys), dash, ink in zip(curves, _DASHES, _INK, strict=False):
        axes.plot(xs, ys, dash, color=ink, label=title, linewidth=1.4)
    axes.set_title(name, fontsize=10)
    axes.set_xlabel("tolerance in s")
    axes.set_ylim(min(0.0, *axes.get_ylim()), 1.02)
    axes.legend(fontsize=8, frameon=False)
    axes.grid(color="#dddddd")
    return figure


def _differences(report: PairReport, scale: ScaleResult) -> Figure:
    figure = Figure(figsize=(5, 3.4), layout="constrained")
    axes = figure.add_subplot()
    both = [(unit.a, unit.b) for unit in scale.units if unit.a is not None and unit.b is not None]
    axes.plot([(a + b) / 2 for a, b in both], [b - a for a, b in both], "o", color=_INK[1], alpha=0.5, markersize=4)
    two = scale.agreement.two_coders
    if two is not None:
        for found, dash in ((two.bias, "-"), (two.limits.lower, "--"), (two.limits.upper, "--")):
            if not isinstance(found.value, Undefined):
                axes.axhline(found.value, linestyle=dash, color=_INK[2], linewidth=1)
    axes.set_title(scale.name, fontsize=10)
    axes.set_xlabel("mean of both")
    axes.set_ylabel(f"{report.coder_b} − {report.coder_a}")
    axes.grid(color="#dddddd")
    return figure


def _y(value: Statistic) -> float:
    return _NAN if isinstance(value, Undefined) else value


def _drawn(figure: Figure, kind: str) -> bytes:
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=200, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()
