"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share done, 0 to 1; it may raise to stop the work, as it does once the user has cancelled."""


def part_of(progress: Progress, begin: float, end: float) -> Progress:
    """Return how a part of the work tells how far it is: from begin to end of the whole, both shares 0 to 1."""
    return lambda share: progress(begin + (end - begin) * share)
