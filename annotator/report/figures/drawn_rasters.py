"""How rasters and stacked bars are drawn on paper."""

from collections.abc import Sequence
from itertools import groupby
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Paper
from matplotlib.patches import Patch

from annotator.report.figures.description import Field, Lane, Layer, Raster, Stacks
from annotator.report.figures.drawn_plots import GRID, ink_of, pale
from annotator.text import short_number

_WIDTH = 6.6
_NAME, _LETTER = 0.07, 0.062
"""How wide a letter of names, and of smaller text, is in inches."""
_LANE, _BETWEEN, _APART = 0.13, 0.05, 0.1
_STEPS, _MOST = (1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 36_000), 6
"""Seconds from tick to tick, and how many steps a part has at most."""
_BLANK: dict[str, Any] = {"facecolor": "#f2f2f2", "edgecolor": "#9a9a9a", "hatch": "//////", "linewidth": 0.0}
_UNDER: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 7, "linespacing": 1.1}
_DIM = "#666666"
_BAR_ROOM, _HEIGHT, _NARROWEST, _WIDEST = 0.75, 2.6, 0.16, 0.5
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "++++", "oooo", "----", "**", "||||")
"""As many as the largest channel that ships has codes, and one more; they repeat with other colours."""


def draw_raster(paper: Paper, found: Raster) -> None:
    """Draw lanes over time, episode beside episode on one scale."""
    codes = [(code, list(lanes)) for code, lanes in groupby(found.lanes, key=lambda lane: lane.code)]
    height = sum(len(lanes) * _LANE + _BETWEEN for _, lanes in codes)
    scale = (_WIDTH - _APART * (len(found.parts) - 1)) / sum(part.length for part in found.parts)
    paper.set_size_inches(_WIDTH, height)
    axes = paper.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    _draw_names(axes, codes)
    left = 0.0
    for place, part in enumerate(found.parts):
        width = part.length * scale
        top = 0.0
        for _, lanes in codes:
            axes.broken_barh([(left, width)], (top, len(lanes) * _LANE), facecolor="#fafafa", edgecolor=GRID, lw=0.4)
            for lane in lanes:
                _draw_field(axes, lane, lane.fields[place], (left, top, width), scale)
                top += _LANE
            top += _BETWEEN
        _draw_scale(axes, part.name, part.length, (left, height, width), scale)
        left += width + _APART
    axes.text(_WIDTH / 2, height + 0.26, "seconds from the start of each episode", ha="center", va="top")


def _draw_names(axes: Axes, codes: Sequence[tuple[str, Sequence[Lane]]]) -> None:
    coders = {lane.coder for _, lanes in codes for lane in lanes}
    aside = 0.08 + (max(map(len, coders)) * _LETTER + 0.08 if len(coders) > 1 else 0)
    top = 0.0
    for code, lanes in codes:
        middle = top + len(lanes) * _LANE / 2
        axes.text(-aside, middle, code, ha="right", va="center", fontsize=7.5, weight="bold")
        for place, lane in enumerate(lanes if len(coders) > 1 else ()):
            axes.text(-0.06, top + (place + 0.5) * _LANE, lane.coder, ha="right", va="center", fontsize=6)
        top += len(lanes) * _LANE + _BETWEEN


def _draw_field(axes: Axes, lane: Lane, field: Field | None, room: tuple[float, float, float], scale: float) -> None:
    left, top, width = room
    middle, inner = top + _LANE / 2, (top + 0.02, _LANE - 0.04)
    if field is None:
        axes.text(left + width / 2, middle, "not marked", ha="center", va="center", fontsize=5.5, color=_DIM)
        return
    beyond = width - field.length * scale
    blanks = [(left + start * scale, (end - start) * scale) for start, end in field.blanks]
    if blanks:
        axes.broken_barh(blanks, (top, _LANE), **_BLANK)
    if beyond > 0.5 * scale:  # others see it end later
        axes.broken_barh([(left + field.length * scale, beyond)], (top, _LANE), facecolor="white", linewidth=0)
    color = ink_of(lane.look)
    states = [bar for bar in field.bars if not bar.is_point]
    if states:
        where = [(left + bar.start * scale, (bar.end - bar.start) * scale) for bar in states]
        axes.broken_barh(where, inner, facecolor=color, edgecolor="black", linewidth=0.3)
    points = [left + bar.start * scale for bar in field.bars if bar.is_point]
    if points:
        axes.plot(points, [middle] * len(points), "D", color=color, markersize=3, mec="black", mew=0.3, clip_on=False)
    running = [left + bar.end * scale for bar in field.bars if bar.is_running]
    if running:
        axes.plot(running, [middle] * len(running), ">", color="black", markersize=3.5, mec="white", mew=0.3)


def _draw_scale(axes: Axes, name: str, length: float, room: tuple[float, float, float], scale: float) -> None:
    """Name a part above it, and write its seconds below, as many as there is room for."""
    left, height, width = room
    letters = max(2, int(width / _LETTER))
    lines = [name] if len(name) <= letters else name.split(" ", 1)
    axes.text(left, -0.06, "\n".join(lines), ha="left", va="baseline", fontsize=7, linespacing=1.1)
    step = next(step for step in _STEPS if length / step <= _MOST or step == _STEPS[-1])
    steps = [float(at) for at in range(0, int(length) + 1, step)]
    wide = (len(short_number(steps[-1])) + 1) * _LETTER
    kept = steps[:: max(1, ceil(wide / ((steps[1] - steps[0]) * scale)))] if len(steps) > 1 else steps
    for at in kept:
        x = left + at * scale
        axes.plot([x, x], [height - _BETWEEN, height], color=_DIM, linewidth=0.6, clip_on=False)
        axes.text(x, height + 0.06, short_number(at), ha="center", va="top", fontsize=6.5)


def draw_stacks(paper: Paper, found: Stacks) -> None:
    """Draw stacked bars in groups, with the legend beside them; each layer has a pattern besides its colour."""
    groups = [(name, list(stacks)) for name, stacks in groupby(found.stacks, key=lambda stack: stack.group)]
    room = len(found.stacks) + _BAR_ROOM * len(groups)
    wide = min(_WIDEST, max(_NARROWEST, _WIDTH / room))
    paper.set_size_inches(room * wide, _HEIGHT)
    axes = paper.add_axes((0, 0, 1, 1))
    longest = max(len(stack.name) for stack in found.stacks) * _LETTER
    is_upright = longest > wide
    below = 0.05 + (0.0 if not longest else longest + 0.05 if is_upright else 0.13)
    at = _BAR_ROOM / 2
    for name, stacks in groups:
        axes.text(at + len(stacks) / 2, -below / _HEIGHT, name.replace(" ", "\n", 1), **_UNDER, weight="bold")
        for stack in stacks:
            low = 0.0
            for layer, share in zip(found.layers, stack.shares, strict=True):
                axes.bar(at + 0.5, share, 0.86, low, **_fill(layer))
                low += share
            axes.text(at + 0.5, 1.01, stack.text, ha="center", va="bottom", fontsize=6.5)
            axes.text(at + 0.5, -0.05 / _HEIGHT, stack.name, **_UNDER, rotation=90 if is_upright else 0)
            at += 1
        at += _BAR_ROOM
    axes.set_xlim(0, room)
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks(*zip(*found.y.ticks, strict=True))
    axes.set_ylabel(found.y.title)
    axes.spines[["top", "right"]].set_visible(False)
    handles = [Patch(label=layer.name, **_fill(layer)) for layer in reversed(found.layers)]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.02), frameon=False, handleheight=1.2)


def _fill(layer: Layer) -> dict[str, Any]:
    if layer.kind == "blank":
        return _BLANK | {"linewidth": 0.5}
    if layer.kind == "none":
        return {"facecolor": "white", "edgecolor": "black", "linewidth": 0.5}
    pattern = _HATCHES[layer.look % len(_HATCHES)]
    return {"facecolor": pale(ink_of(layer.look + 1)), "edgecolor": "black", "linewidth": 0.5, "hatch": pattern}
