"""What a chart shows, as plain numbers and names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Values over x; None where there is none. Lines are told apart by colour and by dashes."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One measurement, and what the mouse over it says; weight is how many lie there."""

    x: float
    y: float
    tip: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    """A line across at y, with its name at the right; a band around it from low to high where there is one."""

    name: str
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart shows. marker_x is where the value stands that is chosen; empty says why there is nothing."""

    x_label: str
    y_label: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    levels: tuple[Level, ...] = ()
    marker_x: float | None = None
    empty: str = ""
