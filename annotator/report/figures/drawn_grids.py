"""How a grid is drawn on paper: fields with numbers, darker for more, and what the shades mean."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Paper

from annotator.report.figures.description import FEW_MARK, Cell, Grid, Scale
from annotator.text import statistic

Color = tuple[float, float, float]

_SIDE, _LOW, _NARROW, _WIDE = 0.82, 0.42, 0.95, 1.5
_LETTER = 0.075
_GAP = 0.015
_DEEPEST: dict[str, Color] = {"scale": (0.03, 0.19, 0.42), "same": (0.12, 0.62, 0.56), "different": (0.82, 0.33, 0.18)}
"""One hue each that only grows darker: told apart in grey and with every common colour blindness."""
_NOTHING: Color = (0.93, 0.93, 0.93)
_WHITE: Color = (1.0, 1.0, 1.0)
_ASKED = "#d55e00"
_GOLDEN = 0.6180339887
"""Multiples of it, without what stands before the point, spread evenly however many they are."""
_WAY = "#7a2a10"
_STEPS = 60
_MARKS = (0, 0.2, 0.4, 0.6, 0.8, 1)


class _Room(NamedTuple):
    """Where a field lies, in inches from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


def draw_grid(paper: Paper, grid: Grid) -> None:
    """Draw a grid with its names, and the scale of its shades where it has one."""
    longest = max(len(name) for name in grid.columns)
    width, height = (_SIDE, _SIDE) if grid.scale or grid.paths else (max(_NARROW, min(_WIDE, longest * _LETTER)), _LOW)
    across, down = width * len(grid.columns), height * len(grid.rows)
    paper.set_size_inches(across, down)
    axes = paper.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    for row, line in enumerate(grid.cells):
        for column, cell in enumerate(line):
            if cell is not None or grid.rows[row] != grid.columns[column]:
                _draw_cell(axes, cell, _Room(column * width, row * height, width, height), is_low=bool(grid.paths))
    for path in grid.paths:
        _draw_path(axes, path, width, height)
    _name(axes, grid, width, height)
    if grid.scale is not None:
        _draw_scale(paper, grid.scale, across, down)


def _draw_cell(axes: Axes, cell: Cell | None, room: _Room, *, is_low: bool) -> None:
    """Draw one field; where a way goes through its lower half, the words stand in the upper."""
    ground = _ground(cell, 0.5 if is_low else 1.0)
    right, bottom = room.left + room.width, room.top + room.height
    across, down = (room.left + _GAP, right - _GAP), (room.top + _GAP, bottom - _GAP)
    axes.fill([across[0], across[1], across[1], across[0]], [down[0], down[0], down[1], down[1]], color=ground, lw=0)
    if cell is None:
        return
    ink = "white" if _light(ground) < 0.5 else "#111111"
    details = [one for one in cell.details if one]
    middle, first = room.left + room.width / 2, room.top + room.height / 2 - 0.075 * len(details)
    size = 11 if room.height == _SIDE and not is_low else 8
    first -= 0.16 if is_low else 0
    axes.text(middle, first, cell.text, ha="center", va="center", color=ink, fontsize=size)
    for number, detail in enumerate(details):
        axes.text(middle, first + 0.17 + 0.13 * number, detail, ha="center", va="center", color=ink, fontsize=6.5)
    if cell.sign:
        axes.text(room.left + 0.08, room.top + 0.13, cell.sign, ha="left", va="center", color=ink, fontsize=8)
    if cell.is_few:
        axes.text(right - 0.07, room.top + 0.1, FEW_MARK, ha="right", va="center", color=ink, fontsize=6)


def _draw_path(axes: Axes, path: Sequence[tuple[int, int]], width: float, height: float) -> None:
    """Draw a way from field to field; stays in one field are spread over it, evenly and always alike."""
    xs, ys = [], []
    for turn, (row, column) in enumerate(path):
        xs.append((column + 0.12 + 0.76 * (turn * _GOLDEN % 1)) * width)
        ys.append((row + 0.62 + 0.3 * (turn * _GOLDEN * _GOLDEN % 1)) * height)
    axes.plot(xs, ys, color=_WAY, linewidth=0.7, marker="o", markersize=2.6, mec="white", mew=0.4, zorder=2)
    axes.plot(xs[:1], ys[:1], "o", color="white", markersize=4.5, mec=_WAY, mew=1, zorder=2)


def _name(axes: Axes, grid: Grid, width: float, height: float) -> None:
    axes.set_yticks([(place + 0.5) * height for place in range(len(grid.rows))], grid.rows)
    axes.set_xticks([(place + 0.5) * width for place in range(len(grid.columns))], grid.columns)
    axes.tick_params(length=0, labeltop=True, labelbottom=False, pad=4)
    if max(len(name) for name in grid.columns) * _LETTER > width:
        for text in axes.get_xticklabels():
            text.set(rotation=35, ha="left", rotation_mode="anchor")
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(grid.column_label, weight="bold")
    axes.set_ylabel(grid.row_label, weight="bold")
    for side in axes.spines.values():
        side.set_visible(False)


def _draw_scale(paper: Paper, scale: Scale, across: float, down: float) -> None:
    """Draw what the shades mean, at the right."""
    length = min(down, 2.4)
    axes = paper.add_axes((1 + 0.25 / across, 1 - length / down, 0.14 / across, length / down))
    for step in range(_STEPS):
        color = _of_scale((step + 0.5) / _STEPS)
        axes.axhspan(step / _STEPS, (step + 1) / _STEPS, color=color, linewidth=0)
    axes.set_ylim(0, 1)
    axes.set_xticks([])
    axes.set_yticks(_MARKS, [statistic(value, 1) if value else "0" for value in _MARKS])
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_ylabel(scale.label)
    if scale.asked is not None:
        axes.axhline(scale.asked, color=_ASKED, linewidth=2)
        axes.plot([-0.35], [scale.asked], ">", color="black", markersize=4, clip_on=False)  # seen without colour, too
        axes.set_xlim(0, 1)


def _ground(cell: Cell | None, strength: float) -> Color:
    if cell is None or cell.shade is None:
        return _NOTHING
    if cell.kind == "scale":
        return _of_scale(cell.shade * strength)
    return _mixed(cell.kind, 0.1 + 0.75 * cell.shade) if cell.shade else _NOTHING


def _of_scale(share: float) -> Color:
    """Return the colour of a value: 0 is seen, too."""
    return _mixed("scale", 0.06 + 0.94 * share)


def _mixed(kind: str, share: float) -> Color:
    """Return white with this share of the deepest colour of a kind."""
    red, green, blue = (white + (deep - white) * share for white, deep in zip(_WHITE, _DEEPEST[kind], strict=True))
    return red, green, blue


def _light(color: Color) -> float:
    """Return how light a colour is to the eye, 0 to 1."""
    red, green, blue = color
    return 0.3 * red + 0.59 * green + 0.11 * blue
