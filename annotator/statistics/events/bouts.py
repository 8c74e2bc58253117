"""The bouts of one coder as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.statistics.streams import Positions, Stream, Times


@dataclass(frozen=True, slots=True, eq=False)
class Bouts:
    """Events of one channel, or the parts of them inside each stretch of the window, in order of time.

    Attributes:
        codes: index of the code of each.
        starts_ms: where it begins.
        ends_ms: where it ends, not part of it; always later.
        onset_seen: whether it begins inside the window, rather than before it.
        offset_seen: whether it ends inside the window, rather than after it.
    """

    codes: Positions
    starts_ms: Times
    ends_ms: Times
    onset_seen: NDArray[np.bool_]
    offset_seen: NDArray[np.bool_]

    @property
    def lengths_ms(self) -> Times:
        """How long each is inside the window."""
        return self.ends_ms - self.starts_ms

    def __len__(self) -> int:
        return len(self.codes)


def bouts_in(stream: Stream, window: Times) -> Bouts:
    """Return the bouts of a stream; as many of each code as streams.bouts counts."""
    starts, ends = stream.edges_ms[::2, None], stream.edges_ms[1::2, None]
    begin, finish = np.maximum(starts, window[::2]), np.minimum(ends, window[1::2])
    event, stretch = np.nonzero((begin < finish) & (starts < ends))
    return Bouts(
        codes=stream.states[1::2][event],
        starts_ms=begin[event, stretch],
        ends_ms=finish[event, stretch],
        onset_seen=stream.edges_ms[::2][event] >= window[::2][stretch],
        offset_seen=stream.edges_ms[1::2][event] <= window[1::2][stretch],
    )
