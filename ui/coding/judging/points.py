"""Points of a scale, as they are typed and written."""

from typing import Protocol


class Points(Protocol):
    """What a rating scale and the rating of disorganisation have in common."""

    @property
    def lowest(self) -> int:
        """The lowest point."""
        ...

    @property
    def highest(self) -> int:
        """The highest point."""
        ...

    @property
    def half_points(self) -> bool:
        """Whether halves are points too."""
        ...

    def allows(self, value: float) -> bool:
        """Whether value is a point."""
        ...


class PointTyping:
    """Follows the keys that set a point: digits, and a full stop for a half."""

    def __init__(self) -> None:
        self._typed = ""

    def forget(self) -> None:
        """Start over: another cell, or another key, came between."""
        self._typed = ""

    def press(self, key: str, points: Points, value: float | None) -> float | None:
        """Return the point that a digit or "." sets, None where it sets none.

        "4" "." "5" sets 4.5, and so does "4" "."; another "." takes the half away. Where two digits in a row are a
        point ("1" "0" on a scale to 10), they are one.
        """
        if key == ".":
            self._typed = "."
            return _half(points, value)
        if self._typed == ".":
            self._typed = ""
            if key == "5":
                return value
        for typed in (self._typed + key, key):
            if points.allows(float(typed)):
                self._typed = typed
                return float(typed)
        self._typed = ""
        return None


def _half(points: Points, value: float | None) -> float | None:
    if value is None:
        return None
    changed = (value + 0.5, value - 0.5) if value == int(value) else (value - 0.5,)
    return next((point for point in changed if points.allows(point)), None)


def point_text(value: float | None) -> str:
    """Write a point; None is "not ratable".

    >>> point_text(4.0), point_text(4.5), point_text(None)
    ('4', '4.5', 'n/r')
    """
    return "n/r" if value is None else f"{value:g}"


def all_points(points: Points) -> tuple[float, ...]:
    """Return every point, lowest first."""
    halves = range(points.lowest * 2, points.highest * 2 + 1)
    return tuple(half / 2 for half in halves if points.allows(half / 2))
