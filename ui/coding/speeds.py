"""How fast the recording runs: the speeds there are, and what the shuttle keys make of them."""

from math import copysign

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0)
_SHUTTLE = (1.0, 2.0, 4.0)


def faster(speed: float) -> float:
    """Return the next higher speed in the same direction, the highest at the end.

    >>> faster(1.0), faster(8.0), faster(-1.0)
    (1.5, 8.0, -1.5)
    """
    return copysign(next((one for one in SPEEDS if one > abs(speed)), SPEEDS[-1]), speed)


def slower(speed: float) -> float:
    """Return the next lower speed in the same direction, the lowest at the end.

    >>> slower(1.0), slower(0.1)
    (0.75, 0.1)
    """
    return copysign(next((one for one in reversed(SPEEDS) if one < abs(speed)), SPEEDS[0]), speed)


def shuttle(speed: float, direction: int, *, playing: bool) -> float:
    """Return the speed after a shuttle key: 1 in its direction, doubled each time it is pressed again.

    Args:
        speed: the speed now, negative backwards.
        direction: 1 forwards (L), -1 backwards (J).
        playing: whether the recording runs.

    >>> shuttle(1.0, 1, playing=True), shuttle(2.0, -1, playing=True), shuttle(2.0, 1, playing=False)
    (2.0, -1.0, 1.0)
    """
    if not playing or speed * direction < 0:
        return direction * _SHUTTLE[0]
    return direction * next((one for one in _SHUTTLE if one > abs(speed)), _SHUTTLE[-1])


def speed_text(speed: float) -> str:
    """Write a speed.

    >>> speed_text(0.25), speed_text(1.0), speed_text(-2.0)
    ('0.25×', '1×', '−2×')
    """
    return f"{speed:g}×".replace("-", "−")
