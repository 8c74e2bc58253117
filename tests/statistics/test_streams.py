"""Streams against their definition, evaluated millisecond by millisecond."""

from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.reading import stream_of
from annotator.agreement.window import window_edges
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.streams import bouts
from annotator.statistics.tables import duration_table

CODES = ("crying", "fussing", "calm")
NONE = len(CODES)
END = 90

times = st.integers(0, 60)
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), times, st.integers(0, 30)), max_size=4
)
marked = st.tuples(st.sampled_from(CODES), times, st.none() | st.integers(1, 30))
codings = st.lists(marked, max_size=8).map(lambda events: coding(*events))


def coding(*events: tuple[str, int, int | None]) -> Coding:
    """Code, start and length of each event; a length of None runs on."""
    return Coding(
        "s1",
        "A",
        [
            Event(id=f"{n}", code=code, start_ms=start, end_ms=None if length is None else start + length)
            for n, (code, start, length) in enumerate(events)
        ],
    )


def code_at(one: Coding, at_ms: int) -> int:
    """The definition: the event begun last is on, unless it has ended."""
    begun = [event for event in one.events if event.start_ms <= at_ms]
    return CODES.index(begun[-1].code) if begun and (begun[-1].end_ms is None or at_ms < begun[-1].end_ms) else NONE


def covered(window: list[Span]) -> list[int]:
    return [at_ms for at_ms in range(END) if any(span.start_ms <= at_ms < span.end_ms for span in window)]


@settings(deadline=None)
@given(codings, windows)
def test_a_stream_says_at_every_moment_of_the_window_what_the_coding_says(one, window):
    inside = covered(window)
    stream = stream_of(one, CODES, window_edges(window))
    assert (np.diff(stream.edges_ms) >= 0).all()
    assert stream.at(np.array(inside, dtype=np.int64)).tolist() == [code_at(one, at_ms) for at_ms in inside]


@settings(deadline=None)
@given(codings, codings, windows)
def test_the_table_equals_a_scan_of_every_millisecond(a, b, window):
    edges = window_edges(window)
    scanned = np.zeros((NONE + 1, NONE + 1), dtype=np.int64)
    for at_ms in covered(window):
        scanned[code_at(a, at_ms), code_at(b, at_ms)] += 1
    table = duration_table(stream_of(a, CODES, edges), stream_of(b, CODES, edges), edges)
    assert table.tolist() == scanned.tolist()


@settings(deadline=None)
@given(codings, windows)
def test_a_bout_is_a_code_that_is_on_without_a_break_in_a_stretch_of_the_window(one, window):
    inside = covered(window)
    stretches = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1) if inside else []
    expected = [0] * (NONE + 1)
    for stretch in stretches:
        for code, _ in groupby(code_at(one, at_ms) for at_ms in stretch):
            expected[code] += code != NONE
    edges = window_edges(window)
    assert bouts(stream_of(one, CODES, edges), edges).tolist() == expected


def test_a_running_event_reaches_to_the_end_of_the_window():
    edges = window_edges([Span("", 0, 50)])
    stream = stream_of(coding(("crying", 20, None)), CODES, edges)
    assert duration_table(stream, stream, edges)[0, 0] == 30


def test_a_bout_carried_over_from_before_the_window_counts_and_one_that_only_touches_it_does_not():
    edges = window_edges([Span("5", 30, 60)])
    one = coding(("crying", 10, 25), ("crying", 40, 5), ("fussing", 60, 10), ("calm", 20, 10))
    assert bouts(stream_of(one, CODES, edges), edges).tolist() == [1, 0, 0, 0]
