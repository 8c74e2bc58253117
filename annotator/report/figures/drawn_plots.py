"""How lines, dots, levels and intervals are drawn on paper."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Paper
from matplotlib.lines import Line2D

from annotator.report.figures.description import Axis, Box, Counts, Dot, Level, Line, Panels, Plot, Reach, Reaches

_INKS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")
"""Black, grey, and colours of Okabe & Ito (2008), told apart with every common colour blindness."""
_DASHES: Sequence[Any] = (
    "-",
    (0, (5, 1.5)),
    (0, (1, 1)),
    (0, (4, 1, 1, 1)),
    (0, (8, 2)),
    (0, (4, 1, 1, 1, 1, 1)),
    (0, (1, 3)),
)
_MARKS = "os^Dv*PX"
"""Colours, dashes and marks repeat after different numbers, so that fifty looks are told apart without colours."""
GRID, _DIM, _LEVEL = "#dddddd", "#666666", "#b8431f"
_WIDTH, _HEIGHT = 4.8, 2.9
_PART_WIDTH, _PART_HEIGHT, _APART = 2.9, 1.55, 0.34
_HALF_BOX = 0.36
_ROW, _LONG = 0.21, 3.0
_LETTER = 0.07
_LINE = 0.14
_SAMPLE = 0.55
"""How wide the sample of a line is in the legend, with what stands beside it."""
_UNDER = 0.5
"""How far below the axis further numbers begin, under its own and its title."""


def draw_plot(paper: Paper, plot: Plot) -> None:
    """Draw one plot with its legend above it."""
    paper.set_size_inches(_WIDTH, _HEIGHT)
    axes = paper.add_axes((0, 0, 1, 1))
    _draw(axes, plot, _WIDTH)
    _name_levels(axes, plot.levels, _HEIGHT)
    named = [line for line in plot.lines if line.name]
    if len(named) > 1 or any(line.band for line in named):
        handles = [_handle(line) for line in named]
        each = max(len(line.name) for line in named) * _LETTER + _SAMPLE
        columns = max(1, min(len(named), int(_WIDTH / each)))
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=columns, frameon=False)
    if plot.counts is not None:
        _write_counts(axes, plot.counts, _HEIGHT)


def draw_panels(paper: Paper, panels: Panels) -> None:
    """Draw plots of the same axes side by side, with one legend below them all."""
    columns = 2 if len(panels.plots) <= 8 else 3
    lines = ceil(len(panels.plots) / columns)
    across, down = columns * (_PART_WIDTH + _APART) - _APART, lines * (_PART_HEIGHT + _APART) - _APART
    paper.set_size_inches(across, down)
    for number, plot in enumerate(panels.plots):
        row, column = divmod(number, columns)
        left, top = column * (_PART_WIDTH + _APART), row * (_PART_HEIGHT + _APART)
        place = (left / across, 1 - (top + _PART_HEIGHT) / down, _PART_WIDTH / across, _PART_HEIGHT / down)
        axes = paper.add_axes(place)
        _draw(axes, plot, _PART_WIDTH)
        axes.set_title(plot.title, loc="left", weight="bold", pad=3)
        is_lowest = number + columns >= len(panels.plots)
        axes.tick_params(labelbottom=is_lowest, labelleft=column == 0)
        if not is_lowest:
            axes.set_xlabel("")
        if column:
            axes.set_ylabel("")
    looks = {line.look: line for plot in panels.plots for line in plot.lines if line.name}
    handles = [_handle(looks[look]) for look in sorted(looks)]
    if any(plot.levels for plot in panels.plots):
        level = panels.plots[0].levels[0]
        handles.append(Line2D([], [], color=_LEVEL, linestyle="--", linewidth=1, label=level.name))
    box = paper.get_tightbbox()
    paper.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, (box.y0 - 0.06) / down), ncols=min(5, len(handles)),
        frameon=False, borderaxespad=0, handlelength=3,
    )  # fmt: skip


def draw_reaches(paper: Paper, found: Reaches) -> None:
    """Draw values with their intervals, one below the other."""
    height = _ROW * len(found.rows)
    paper.set_size_inches(_LONG, height)
    axes = paper.add_axes((0, 0, 1, 1))
    for place, row in enumerate(found.rows):
        _draw_reach(axes, place, row)
    axes.set_ylim(len(found.rows) - 0.4, -0.6)
    axes.set_yticks(range(len(found.rows)), [f"{'    ' * row.is_indented}{row.name}" for row in found.rows])
    for text, row in zip(axes.get_yticklabels(), found.rows, strict=True):
        text.set(ha="left", weight="normal" if row.is_indented else "bold")
    longest = max(len(row.name) + 4 * row.is_indented for row in found.rows)
    axes.tick_params(axis="y", length=0, pad=longest * _LETTER * 72)
    axes.text(1.03, 1 + 0.05 / height, found.text_label, fontsize=7, color=_DIM, va="bottom", transform=axes.transAxes)
    _scale_x(axes, found.x, _LONG)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    _open(axes)


def _draw_reach(axes: Axes, place: int, row: Reach) -> None:
    if row.low is not None and row.high is not None:
        axes.plot([row.low, row.high], [place, place], color="black", linewidth=1.2, solid_capstyle="butt", zorder=2)
    inside = "white" if row.is_few else "black"
    axes.plot([row.value], [place], "o", color="black", markerfacecolor=inside, markersize=4.5, zorder=3, clip_on=False)
    axes.text(1.03, place, row.text, fontsize=7, va="center", transform=axes.get_yaxis_transform())


def _draw(axes: Axes, plot: Plot, width: float) -> None:
    for level in plot.levels:
        _draw_level(axes, level)
    for box in plot.boxes:
        _draw_box(axes, box)
    for line in plot.lines:
        _draw_line(axes, line)
    for dot in plot.dots:
        _draw_dot(axes, dot)
    if plot.marker is not None:
        axes.axvline(plot.marker.x, linestyle=":", color=_DIM, linewidth=1)
        axes.annotate(
            plot.marker.name, (plot.marker.x, 0), (3, 4), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", fontsize=6.5, color=_DIM,
        )  # fmt: skip
    _scale_x(axes, plot.x, width)
    axes.set_yticks(*zip(*plot.y.ticks, strict=True))
    axes.set_ylabel(plot.y.title)
    above = 0.02 * (plot.y.high - plot.y.low)
    axes.set_ylim(plot.y.low - above, plot.y.high + above)
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    _open(axes)


def _draw_line(axes: Axes, line: Line) -> None:
    ys = [float("nan") if y is None else y for y in line.ys]
    if line.is_fit:
        axes.plot(line.xs, ys, linestyle=":", color=_DIM, linewidth=1.2)
        return
    if line.band:
        lows, highs = ([float("nan") if one is None else one[end] for one in line.band] for end in (0, 1))
        axes.fill_between(line.xs, lows, highs, color=ink_of(line.look), alpha=0.2, linewidth=0)
    drawn = _in_its_look(line, line.xs, ys)
    drawn.set_drawstyle("steps-post" if line.is_step else "default")
    axes.add_line(drawn)
    if line.censored:
        axes.plot(*zip(*line.censored, strict=True), "|", color=ink_of(line.look), markersize=9, mew=1.2, clip_on=False)


def _draw_box(axes: Axes, box: Box) -> None:
    across = (box.x - _HALF_BOX, box.x + _HALF_BOX)
    axes.fill_between(across, box.lower, box.upper, facecolor="#eeeeee", edgecolor=_DIM, linewidth=0.8, zorder=1)
    axes.plot(across, (box.median, box.median), color="black", linewidth=1.6, solid_capstyle="butt", zorder=1)


def _write_counts(axes: Axes, counts: Counts, height: float) -> None:
    """Write a row a line of the plot below the axis, each number under its place."""
    under = axes.get_xaxis_transform()
    axes.text(-0.04, -_UNDER / height, counts.label, transform=axes.transAxes, ha="right", fontsize=7, color=_DIM)
    for row, (name, numbers) in enumerate(counts.rows, start=1):
        y = -(_UNDER + row * _LINE) / height
        axes.text(-0.04, y, name, transform=axes.transAxes, ha="right", fontsize=7)
        for x, number in zip(counts.xs, numbers, strict=True):
            axes.text(x, y, f"{number}", transform=under, ha="center", fontsize=7)


def _draw_level(axes: Axes, level: Level) -> None:
    if level.low is not None and level.high is not None:
        axes.axhspan(level.low, level.high, color=_LEVEL, alpha=0.12, linewidth=0)
    axes.axhline(level.y, linestyle="-" if level.is_main else "--", color=_LEVEL, linewidth=1)


def _draw_dot(axes: Axes, dot: Dot) -> None:
    size = 5 if dot.weight == 1 else 8 + min(dot.weight, 60) ** 0.5
    if dot.is_censored:
        axes.plot([dot.x], [dot.y], "^", color=_INKS[1], markersize=size, markerfacecolor="white", markeredgewidth=1)
        return
    axes.plot([dot.x], [dot.y], "o", color=_INKS[1], markersize=size, markeredgecolor="white", markeredgewidth=0.5)
    if dot.weight > 1:
        axes.text(dot.x, dot.y, f"{dot.weight}", ha="center", va="center_baseline", color="white", fontsize=6)


def _name_levels(axes: Axes, levels: Sequence[Level], height: float) -> None:
    """Name levels at the right, one below the other where they lie close."""
    low, high = axes.get_ylim()
    apart = _LINE / height * (high - low)
    at = float("inf")
    for level in sorted(levels, key=lambda one: one.y, reverse=True):
        at = min(level.y, at - apart)
        beside = axes.get_yaxis_transform()
        axes.text(1.015, at, level.name, va="center", fontsize=7, color=_LEVEL, transform=beside)


def _scale_x(axes: Axes, x: Axis, width: float) -> None:
    ticks = x.ticks
    if x.names:
        wide = max(len(name) for name in x.names) * _LETTER
        is_upright = wide * len(x.names) > width
        room = width / (_LINE if is_upright else wide + 0.05)
        ticks = ticks[:: ceil(len(ticks) / room)]
        axes.tick_params(axis="x", rotation=90 if is_upright else 0)
        axes.set_xlim(x.low - 0.3, x.high + 0.3)
    else:
        aside = 0.02 * (x.high - x.low) if x.is_share else 0
        axes.set_xlim(x.low - aside, x.high + aside)
    axes.set_xticks(*zip(*ticks, strict=True))
    axes.set_xlabel(x.title)


def _handle(line: Line) -> Line2D:
    return _in_its_look(line, (), ())


def _in_its_look(line: Line, xs: Sequence[float], ys: Sequence[float]) -> Line2D:
    mark = _MARKS[line.look % len(_MARKS)] if line.has_dots else "none"
    dash, ink = _DASHES[line.look % len(_DASHES)], ink_of(line.look)
    return Line2D(xs, ys, label=line.name, color=ink, linestyle=dash, linewidth=1.2, marker=mark, markersize=3.6)


def ink_of(look: int) -> str:
    """Return the colour of a look."""
    return _INKS[look % len(_INKS)]


def _open(axes: Axes) -> None:
    """Leave the frame open above and at the right."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=2.5, width=0.6)


def pale(color: str) -> tuple[float, float, float]:
    """Return a colour for grounds, on which a pattern is seen."""
    red, green, blue = ((1 + part) / 2 for part in to_rgb(color))
    return red, green, blue
