"""What a coding says, as the numbers that statistics are made of."""

from collections.abc import Sequence

import numpy as np

from annotator.model.coding import Coding
from annotator.statistics.streams import Stream, Times, inside


def stream_of(coding: Coding, code_ids: Sequence[str], window: Times) -> Stream:
    """Return what a coding says of one channel.

    A running event reaches to the end of the window. Codes of a channel exclude each other, so an event ends at the
    latest where the next begins.

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
    ends[:-1] = np.minimum(ends[:-1], starts[1:])
    states = np.full(2 * len(events) + 1, len(code_ids), dtype=np.intp)
    states[1::2] = [index[event.code] for event in events]
    edges_ms = np.column_stack((starts, np.maximum(ends, starts))).ravel()
    return Stream((*code_ids, ""), edges_ms, states)


def points_in(coding: Coding, code: str, window: Times) -> tuple[int, ...]:
    """Return the times of a point code inside the window (starts belong to it, ends do not), in ms and in order."""
    times = np.array([event.start_ms for event in coding.events_of((code,))], dtype=np.int64)
    return tuple(times[inside(times, window)].tolist())
