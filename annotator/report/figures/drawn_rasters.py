"""How rasters and stacked bars are drawn on paper."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Paper
from matplotlib.patches import Patch

from annotator.report.figures.description import Field, Lane, Layer, Part, Raster, Stacks
from annotator.report.figures.drawn_plots import GRID, ink_of, pale

_WIDTH = 6.6
_LETTER = 0.062
"""How wide a letter is in inches."""
_LANE, _LOW_LANE, _FEW = 0.13, 0.1, 4
"""How high a lane is, with so many coders and with more."""
_BETWEEN, _APART, _TICK = 0.05, 0.12, 0.02
_STEPS, _NEXT = (1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 36_000), 0.26
"""Seconds from tick to tick, and how far apart they are at least."""
_BLANK: dict[str, Any] = {"facecolor": "#f2f2f2", "edgecolor": "#9a9a9a", "hatch": "//////", "linewidth": 0.0}
_UNDER: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": 7, "linespacing": 1.1}
_DIM = "#666666"
_BAR_ROOM, _HEIGHT, _NARROWEST, _NARROW, _WIDEST = 0.75, 2.6, 0.1, 0.16, 0.5
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "++++", "oooo", "----", "**", "||||")
"""As many as the largest channel that ships has codes, and one more; they repeat with other colours."""


class _Room(NamedTuple):
    """Where a field lies, in inches from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


def draw_raster(paper: Paper, found: Raster) -> None:
    """Draw lanes over time, episode beside episode on one scale."""
    codes = [(code, list(lanes)) for code, lanes in groupby(found.lanes, key=lambda lane: lane.code)]
    lane_height = _LANE if len(codes[0][1]) <= _FEW else _LOW_LANE
    height = sum(len(lanes) * lane_height + _BETWEEN for _, lanes in codes)
    scale = (_WIDTH - _APART * (len(found.parts) - 1)) / sum(part.length for part in found.parts)
    paper.set_size_inches(_WIDTH, height)
    axes = paper.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    _draw_names(axes, codes, lane_height)
    left = 0.0
    for place, part in enumerate(found.parts):
        width, top = part.length * scale, 0.0
        for _, lanes in codes:
            ground = len(lanes) * lane_height
            axes.broken_barh([(left, width)], (top, ground), facecolor="#fafafa", edgecolor=GRID, linewidth=0.4)
            for lane in lanes:
                _draw_field(axes, lane, lane.fields[place], _Room(left, top, width, lane_height), scale)
                top += lane_height
            top += _BETWEEN
        _draw_scale(axes, part, _Room(left, height, width, 0.0), scale)
        left += width + _APART
    axes.text(_WIDTH / 2, height + 0.26, "seconds from the start of each episode", ha="center", va="top")


def _draw_names(axes: Axes, codes: Sequence[tuple[str, Sequence[Lane]]], lane_height: float) -> None:
    coders = {lane.coder for _, lanes in codes for lane in lanes}
    aside = 0.08 + (max(map(len, coders)) * _LETTER + 0.08 if len(coders) > 1 else 0)
    top = 0.0
    for code, lanes in codes:
        height = len(lanes) * lane_height
        axes.text(-aside, top + height / 2, code, ha="right", va="center", fontsize=7.5, weight="bold")
        for place, lane in enumerate(lanes if len(coders) > 1 else ()):
            axes.text(-0.06, top + (place + 0.5) * lane_height, lane.coder, ha="right", va="center", fontsize=6)
        top += height + _BETWEEN


def _draw_field(axes: Axes, lane: Lane, field: Field | None, room: _Room, scale: float) -> None:
    left, middle, inside = room.left, room.top + room.height / 2, (room.top + 0.015, room.height - 0.03)
    if field is None:
        axes.text(left + room.width / 2, middle, "not marked", ha="center", va="center", fontsize=5.5, color=_DIM)
        return
    blanks = [(left + start * scale, (end - start) * scale) for start, end in field.blanks]
    if blanks:
        axes.broken_barh(blanks, (room.top, room.height), **_BLANK)
    end = left + field.length * scale
    if end < left + room.width - _TICK:  # another coder sees it end later
        axes.plot([end, end], [room.top, room.top + room.height], color=_DIM, linewidth=0.8)
    color = ink_of(lane.look)
    states = [(left + bar.start * scale, (bar.end - bar.start) * scale) for bar in field.bars if not bar.is_point]
    if states:
        axes.broken_barh(states, inside, facecolor=color, edgecolor="black", linewidth=0.3)
    points = [left + bar.start * scale for bar in field.bars if bar.is_point]
    axes.plot(points, [middle] * len(points), "D", color=color, markersize=3, mec="black", mew=0.3, clip_on=False)
    running = [left + bar.end * scale for bar in field.bars if bar.is_running]
    axes.plot(running, [middle] * len(running), ">", color="black", markersize=4, mec="white", mew=0.4, clip_on=False)


def _draw_scale(axes: Axes, part: Part, room: _Room, scale: float) -> None:
    """Name a part above it, and write its seconds below, as many as there is room for."""
    name = part.name if len(part.name) * _LETTER <= room.width else part.name.replace(" ", "\n", 1)
    axes.text(room.left, -0.06, name, ha="left", va="baseline", fontsize=7, linespacing=1.1)
    step = next(one for one in _STEPS if one * scale >= _NEXT or one == _STEPS[-1])
    after = float("-inf")
    for at in range(0, int(part.length) + 1, step):
        x, half = room.left + at * scale, len(str(at)) * _LETTER / 2
        axes.plot([x, x], [room.top - _BETWEEN, room.top], color=_DIM, linewidth=0.6, clip_on=False)
        if x - half > after and x + half < room.left + room.width + _APART / 3:
            axes.text(x, room.top + 0.06, str(at), ha="center", va="top", fontsize=6.5)
            after = x + half


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
    turn, at = 0 if wide > _NARROW else 90, _BAR_ROOM / 2
    places: list[float] = []
    for name, stacks in groups:
        axes.text(at + len(stacks) / 2, -below / _HEIGHT, name.replace(" ", "\n", 1), **_UNDER, weight="bold")
        for stack in stacks:
            places.append(at + 0.5)
            axes.text(at + 0.5, 1.01, stack.text, ha="center", va="bottom", fontsize=6.5, rotation=turn)
            axes.text(at + 0.5, -0.05 / _HEIGHT, stack.name, **_UNDER, rotation=90 if is_upright else 0)
            at += 1
        at += _BAR_ROOM
    lows = [0.0] * len(places)
    for layer, of_layer in zip(found.layers, zip(*(one.shares for one in found.stacks), strict=True), strict=True):
        axes.bar(places, of_layer, 0.86, lows, **_fill(layer))
        lows = [low + share for low, share in zip(lows, of_layer, strict=True)]
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
    if layer.kind == "unseen":
        return _BLANK | {"hatch": "....", "linewidth": 0.5}
    if layer.kind == "none":
        return {"facecolor": "white", "edgecolor": "black", "linewidth": 0.5}
    pattern = _HATCHES[layer.look % len(_HATCHES)]
    return {"facecolor": pale(ink_of(layer.look + 1)), "edgecolor": "black", "linewidth": 0.5, "hatch": pattern}
