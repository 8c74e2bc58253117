"""What a figure shows, as plain numbers, names and words.

matplotlib writes it to files (files.py); the window paints the same where it must be clicked. A figure in a file stands
alone: its title names what and whom it is about, its notes say how many, over what, and what its marks mean.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Literal

from annotator.text import short_number, statistic

FEW_MARK = "●"
"""What stands at a number that says little about other recordings."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What is measured along one side, and from where to where.

    Attributes:
        label: what it is.
        low: where it begins.
        high: where it ends.
        names: what stands at 0, 1, 2 and so on, where these are not numbers.
        unit: in what it is measured.
        is_share: whether its numbers cannot exceed 1, and are written without the zero before the point.
    """

    label: str
    low: float
    high: float
    names: tuple[str, ...] = ()
    unit: str = ""
    is_share: bool = False

    @property
    def title(self) -> str:
        """What stands beside it."""
        return f"{self.label} in {self.unit}" if self.unit else self.label

    def place(self, x: float) -> str:
        """Return what a place on it is called."""
        return self.names[round(x)] if self.names else f"{short_number(x)} {self.unit}".rstrip()

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Where a value or name stands, and how it is written."""
        if self.names:
            return tuple((float(place), name) for place, name in enumerate(self.names))
        values = round_values(self.low, self.high)
        if not self.is_share:
            return tuple((value, short_number(value)) for value in values)
        decimals = max(len(f"{value:g}".partition(".")[2]) for value in values)
        return tuple((value, statistic(value, decimals) if value else "0") for value in values)


@dataclass(frozen=True, slots=True)
class Line:
    """Values over x; None where there is none.

    Attributes:
        name: what the legend calls it; "" for what is not in it.
        xs: where its values stand, in order.
        ys: its values.
        look: which colour, dashes and mark it has: the same number looks the same everywhere.
        has_dots: whether each value is a measurement of its own, marked by a dot.
        is_fit: whether it is a line laid through others.
        is_step: whether each value holds until the next.
        censored: where on it something was last seen that was still waited for.
        band: for each x, from where to where what it stands for reaches.
    """

    name: str
    xs: tuple[float, ...]
    ys: tuple[float | None, ...]
    look: int = 0
    has_dots: bool = False
    is_fit: bool = False
    is_step: bool = False
    censored: tuple[tuple[float, float], ...] = ()
    band: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """One measurement, and what the mouse over it says; weight is how many lie there.

    is_censored: whether it is at least so much, and nobody saw how much.
    """

    x: float
    y: float
    tip: str
    weight: int = 1
    is_censored: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """The middle half of the measurements at x, from the lower to the upper quartile, with the median."""

    x: float
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands under an axis: for each line by its name, a number at each of these places."""

    label: str
    xs: tuple[float, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A line across at y, with its name at the right; a band around it from low to high where there is one."""

    name: str
    y: float
    low: float | None = None
    high: float | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A line upright at x: a value that was chosen, and what it is."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines, dots, boxes and levels over two axes. empty says why there is nothing; notes say what stands below."""

    title: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    boxes: tuple[Box, ...] = ()
    counts: Counts | None = None
    levels: tuple[Level, ...] = ()
    marker: Marker | None = None
    notes: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Panels:
    """The same axes again and again, one plot beside the other, with one legend."""

    title: str
    plots: tuple[Plot, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a grid.

    Attributes:
        text: what it says.
        details: further lines, smaller; the first is the one to keep where there is little room.
        shade: how strong its colour is, 0 to 1; None where there is nothing to shade.
        tip: the same in sentences.
        is_few: whether it says little about other recordings.
        kind: which colour: of a scale, of agreement or of disagreement.
    """

    text: str
    details: tuple[str, ...] = ()
    shade: float | None = None
    tip: str = ""
    is_few: bool = False
    kind: Literal["scale", "same", "different"] = "scale"

    @property
    def sign(self) -> str:
        """What says agreement or disagreement without a colour."""
        return "" if not self.text else {"scale": "", "same": "=", "different": "≠" if self.shade else ""}[self.kind]


@dataclass(frozen=True, slots=True)
class Scale:
    """What the shades of a grid mean, from 0 to 1; asked is the value that the lab asks for."""

    label: str
    asked: float | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Fields in rows and columns; None where two names do not meet.

    Attributes:
        paths: ways from field to field, each without a break: row and column of each stay.
        empty: why there is nothing.
    """

    title: str
    row_label: str
    column_label: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    scale: Scale | None = None
    notes: tuple[str, ...] = ()
    paths: tuple[tuple[tuple[int, int], ...], ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """One value with its interval: low and high are None where there is none."""

    name: str
    value: float
    low: float | None
    high: float | None
    text: str
    is_indented: bool = False
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Reaches:
    """Values with their intervals, one below the other; what stands beside each is named by text_label."""

    title: str
    x: Axis
    rows: tuple[Reach, ...]
    text_label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """What is on over [start, end), in seconds of its part; a point has no length.

    Attributes:
        event: the id of the event.
        tip: the same in words.
        is_running: whether nobody has said yet when it ends.
    """

    start: float
    end: float
    event: str
    tip: str
    is_running: bool = False

    @property
    def is_point(self) -> bool:
        """Whether it happens at one moment."""
        return self.end == self.start


@dataclass(frozen=True, slots=True)
class Field:
    """One lane of one part: how many seconds the coder gives it, what is on, and where it was not looked for."""

    length: float
    bars: tuple[Bar, ...] = ()
    blanks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """What one coder saw of one code, part by part; None where the coder has no such part.

    look is the coder's, in every lane of theirs.
    """

    code: str
    coder: str
    look: int
    fields: tuple[Field | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the axis that begins at 0 again: an episode and its length in seconds, the longest of all coders."""

    name: str
    length: float


@dataclass(frozen=True, slots=True)
class Raster:
    """What was on when, for each code and coder, episode beside episode."""

    title: str
    parts: tuple[Part, ...] = ()
    lanes: tuple[Lane, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of part of a stack: a code with its look, the time without any, out of view, or not looked for."""

    name: str
    look: int = 0
    kind: Literal["code", "none", "unseen", "blank"] = "code"


@dataclass(frozen=True, slots=True)
class Stack:
    """Shares that make up 1, one for each layer; group is what neighbours have in common, text stands above it."""

    group: str
    name: str
    shares: tuple[float, ...]
    text: str
    tip: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Stacked bars, group beside group."""

    title: str
    y: Axis
    layers: tuple[Layer, ...] = ()
    stacks: tuple[Stack, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""


Figure = Plot | Panels | Grid | Reaches | Raster | Stacks


def share_axis(label: str, values: Iterable[float]) -> Axis:
    """Return an axis for numbers up to 1 that shows all of these, from the highest round value with room below them.

    >>> share_axis("κ", [0.71, 0.95]).low, share_axis("κ", [0.1, 0.9]).low, share_axis("κ", [-0.12]).low
    (0.6, 0.0, -0.2)
    """
    lowest = min(values, default=0.0)
    low = floor((lowest - 0.03) / 0.2) * 0.2
    return Axis(label, round(max(0.0, low) if lowest > -0.03 else low, 1), 1.0, is_share=True)


def begins_at(axis: Axis) -> str:
    """Return the sentence that says where an axis begins that does not begin at 0; else ""."""
    return "" if axis.low == 0 else f"The axis begins at {statistic(axis.low, 1)}, not at 0."


def round_values(low: float, high: float) -> tuple[float, ...]:
    """Return about five round values from low to high.

    >>> round_values(0, 5), round_values(-0.25, 1)
    ((0.0, 1.0, 2.0, 3.0, 4.0, 5.0), (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    """
    span = (high - low) or 1
    power = 10.0 ** floor(log10(span / 5))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 7.5)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(round(place * step, 10) + 0.0 for place in range(first, last + 1))
