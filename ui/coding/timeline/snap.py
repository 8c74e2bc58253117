"""Where a dragged boundary comes to rest: always on a frame, and on what is near. Pure values, no window."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SNAP_PX = 6


@dataclass(frozen=True, slots=True)
class Snap:
    """A moment, and whether something else lies there too (which the timeline shows with a guide)."""

    ms: int
    is_met: bool


def snap(
    ms: float,
    targets: NDArray[np.int64],
    reach_ms: float,
    limits_ms: tuple[int, int],
    frame_ms: Callable[[float], int],
) -> Snap:
    """Return the moment to which a boundary dragged to ms goes.

    Args:
        ms: where the mouse is.
        targets: moments that attract: playhead, edges of other events, episode boundaries.
        reach_ms: from how far they do.
        limits_ms: the first and the last moment allowed.
        frame_ms: gives the start of the frame that is shown at a moment.
    """
    low, high = limits_ms
    allowed = targets[(targets >= low) & (targets <= high)]
    if len(allowed):
        nearest = int(allowed[np.argmin(np.abs(allowed - ms))])
        if abs(nearest - ms) <= reach_ms:
            return Snap(nearest, True)
    return Snap(min(max(frame_ms(ms), low), high), False)
