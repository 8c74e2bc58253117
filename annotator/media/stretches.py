"""Stretches of a recording in which something is so without a break."""

from collections.abc import Iterable

Stretch = tuple[int, int]
"""First and last moment, half-open, in ms after the first shown frame."""


def stretches(moments: Iterable[tuple[int, bool]], end_ms: int, least_ms: int) -> tuple[Stretch, ...]:
    """Stretches in which something is so at every moment looked at, each up to the next one at which it is not.

    Args:
        moments: When it was looked at, rising, and whether it was so.
        end_ms: When the recording ends.
        least_ms: Shorter stretches are left out.
    """
    found: list[Stretch] = []
    begin: int | None = None
    for ms, is_so in moments:
        if is_so and begin is None:
            begin = ms
        elif not is_so and begin is not None:
            found.append((begin, ms))
            begin = None
    if begin is not None:
        found.append((begin, end_ms))
    return tuple(stretch for stretch in found if stretch[1] - stretch[0] >= least_ms)


def total_ms(found: Iterable[Stretch]) -> int:
    """How long stretches last together."""
    return sum(end - begin for begin, end in found)
