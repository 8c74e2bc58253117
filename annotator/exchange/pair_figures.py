"""Figures of two coders for a paper: kappa with its intervals, curves over the tolerance, differences over means.

Each as PNG and SVG, black on white, told apart by dashes as well. Curves and differences are the plots that the window
shows. Drawn without a window, so that any thread can.
"""

from collections.abc import Callable, Iterator
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from annotator.agreement.pair.plots import bland_altman_plot, curve_plot
from annotator.agreement.pair.report import PairReport
from annotator.agreement.plot import Level, Plot
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
    for key, name in _curves(report):
        plot = curve_plot(report, key)
        if plot.lines and any(y is not None for y in plot.lines[0].ys):
            yield f"figure_curve_{key}", _plotted(name, plot)
    for scale in report.scales:
        plot = bland_altman_plot(report, scale)
        if plot.dots:
            yield f"figure_differences_{scale.scale}", _plotted(scale.name, plot)


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


def _curves(report: PairReport) -> Iterator[tuple[str, str]]:
    """Yield the channels and point codes that have a curve, with their names."""
    yield from ((channel, report.codebook.channel_name(channel)) for channel, _ in report.curves)
    yield from ((code, report.codebook.code_by_id[code].name) for code, _ in report.point_curves)


def _plotted(title: str, plot: Plot) -> Figure:
    figure = Figure(figsize=(5, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for line, dash, ink in zip(plot.lines, _DASHES, _INK, strict=False):
        ys = [_NAN if y is None else y for y in line.ys]
        axes.plot(line.xs, ys, dash, color=ink, label=line.name, linewidth=1.4)
    for dot in plot.dots:
        axes.plot([dot.x], [dot.y], "o", color=_INK[1], alpha=0.6, markersize=4 + min(dot.weight, 12) ** 0.5)
    for level, dash in zip(plot.levels, ("-", "--", "--"), strict=False):
        _across(axes, level, dash)
    if plot.marker_x is not None and plot.lines:
        axes.axvline(plot.marker_x, linestyle=":", color="#999999", linewidth=1)
    if plot.lines:
        axes.legend(fontsize=8, frameon=False)
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(plot.x_label)
    axes.set_ylabel(plot.y_label)
    axes.set_xlim(*plot.x_range)
    low, high = plot.y_range
    axes.set_ylim(low, high + 0.02 * (high - low))
    axes.grid(color="#dddddd")
    return figure


def _across(axes: Axes, level: Level, dash: str) -> None:
    """Draw a line across with its name at the right, and the band around it."""
    axes.axhline(level.y, linestyle=dash, color=_INK[2], linewidth=1)
    if level.low is not None and level.high is not None:
        axes.axhspan(level.low, level.high, color=_INK[2], alpha=0.12, linewidth=0)
    right = axes.get_yaxis_transform()
    axes.text(0.99, level.y, level.name, ha="right", va="bottom", fontsize=7, color=_INK[2], transform=right)


def _y(value: Statistic) -> float:
    return _NAN if isinstance(value, Undefined) else value


def _drawn(figure: Figure, kind: str) -> bytes:
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=200, metadata={"Date": None} if kind == "svg" else None)
    return file.getvalue()
