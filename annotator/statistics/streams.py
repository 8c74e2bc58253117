"""Streams: what a coder said of one channel as a step function of time, and two of them side by side.

Everything is exact: the steps are the boundaries that the coders marked, there are no time bins.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Which code of a channel is on, at every moment of the session.

    Attributes:
        codes: ids of the channel's codes, then "" for none.
        edges_ms: start and end of every event in turn, never falling, shape (2n,).
        states: index into codes before the first edge and from each edge on, shape (2n + 1,).
    """

    codes: tuple[str, ...]
    edges_ms: Times
    states: Positions

    def at(self, times_ms: Times) -> Positions:
        """Return the index of the code that is on at each of these times."""
        return self.states[self.edges_ms.searchsorted(times_ms, side="right")]


Pair = tuple[Stream, Stream, Times]
"""Coder A's stream of a channel, coder B's, and where the window of their session begins and ends, in turn."""


def bouts(stream: Stream, window: Times) -> Positions:
    """Return the number of bouts of each code, shape (codes,); none has no bouts.

    A bout is an event, or the part of one, inside one stretch of the window: an onset in it, or a state carried over
    its beginning. An event that is on in two separate stretches is a bout in each. A stream that is read from a coding
    has no two of one code that touch (see agreement.reading.stream_of).
    """
    starts, ends = stream.edges_ms[::2, None], stream.edges_ms[1::2, None]
    is_in = (starts < window[1::2]) & (ends > window[::2]) & (starts < ends)
    return np.bincount(np.repeat(stream.states[1::2], is_in.sum(axis=1)), minlength=len(stream.codes))


def inside(times_ms: Times, window: Times) -> NDArray[np.bool_]:
    """Return whether each time lies in the window: where it begins belongs to it, where it ends does not."""
    return np.asarray(window.searchsorted(times_ms, side="right") % 2 == 1)


def cut(window: Times, *edges_ms: Times) -> tuple[Times, Times]:
    """Cut time at every edge of the window and of whatever else is given; nothing changes within a piece.

    Returns:
        Where each piece begins, never falling, and its length inside the window: 0 outside, and where edges coincide.

    >>> starts, widths = cut(np.array([0, 60]), np.array([20, 40]), np.array([40, 90]))
    >>> starts.tolist(), widths.tolist()
    ([0, 20, 40, 40, 60], [20, 20, 0, 20, 0])
    """
    edges = np.concatenate((window, *edges_ms))
    edges.sort()
    starts = edges[:-1]
    return starts, (edges[1:] - starts) * inside(starts, window)


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Two streams cut at every boundary of either and of the window, so that nothing changes within a piece.

    Attributes:
        starts_ms: where each piece begins (see cut).
        widths_ms: its length inside the window.
        a: index of the code that is on for coder A.
        b: the same for coder B.
    """

    starts_ms: Times
    widths_ms: Times
    a: Positions
    b: Positions


def sweep(a: Stream, b: Stream, window: Times) -> Sweep:
    """Lay two streams of one channel side by side over the window."""
    starts, widths = cut(window, a.edges_ms, b.edges_ms)
    return Sweep(starts, widths, a.at(starts), b.at(starts))
