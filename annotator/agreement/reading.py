"""What a coding says, as the numbers that statistics are made of."""

from collections.abc import Sequence

import numpy as np

from annotator.model.coding import Coding
from annotator.statistics.streams import Stream, Times, inside


def stream_of(coding: Coding, code_ids: Sequence[str], window: Times) -> Stream:
    """Return what a coding says of one channel.

    A running event reaches to the end of the window. Codes of a channel exclude each other, so an event ends at the
    latest where the next begins. Events of one code that touch are one bout, whatever their modifiers (decision 0011).

    Args:
        coding: the coding.
        code_ids: the channel's state codes.
        window: where the window begins and ends, in turn (see window_edges).
    """
    events = coding.events_of(code_ids)
    index = {code: position for position, code in enumerate(code_ids)}
    window_end = int(window[-1]) if window.size else 0
    starts = np.array([event.start_ms for event in events], dtype=np.int64)
    ends = np.array([window_end if event.end_ms is None else event.end_ms for event in events], dtype=np.int64)
    codes = np.array([index[event.code] for event in events], dtype=np.intp)
    ends[:-1] = np.minimum(ends[:-1], starts[1:])
    lasts = ends > starts
    starts, ends, codes = starts[lasts], ends[lasts], codes[lasts]
    begins = np.ones(len(codes), dtype=bool)
    begins[1:] = (starts[1:] != ends[:-1]) | (codes[1:] != codes[:-1])
    edges_ms = np.column_stack((starts[begins], ends[np.roll(begins, -1)])).ravel()
    states = np.full(len(edges_ms) + 1, len(code_ids), dtype=np.intp)
    states[1::2] = codes[begins]
    return Stream((*code_ids, ""), edges_ms, states)


def points_in(coding: Coding, code: str, window: Times) -> tuple[int, ...]:
    """Return the times of a point code inside the window (starts belong to it, ends do not), in ms and in order."""
    times = np.array([event.start_ms for event in coding.events_of((code,))], dtype=np.int64)
    return tuple(times[inside(times, window)].tolist())
