"""The field's rules for bouts that cross an episode boundary, and for latencies."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.measures import bouts
from annotator.measures.observed import Watched
from annotator.model.episodes import Span
from annotator.model.items import Event

SPAN = Span("4", 60_000, 120_000)


def measure(events, span):
    """Measure events in an episode all of which was seen."""
    whole = ((span.start_ms, span.end_ms),)
    return bouts.measure(events, span, Watched(whole, whole))


def cry(start_ms, end_ms):
    return Event(id=f"{start_ms}", code="crying", start_ms=start_ms, end_ms=end_ms)


def test_a_bout_inside_counts_whole():
    found = measure([cry(70_000, 80_000), cry(90_000, 92_000)], SPAN)
    assert (found.total_ms, found.onsets, found.longest_ms, found.mean_ms) == (12_000, 2, 10_000, 6_000)
    assert (found.latency_ms, found.censored, found.ongoing_at_start) == (10_000, False, False)


def test_a_bout_that_began_earlier_gives_time_but_no_onset():
    found = measure([cry(50_000, 65_000)], SPAN)
    assert (found.total_ms, found.onsets) == (5_000, 0)
    assert (found.latency_ms, found.censored, found.ongoing_at_start) == (0, False, True)


def test_a_bout_that_goes_on_is_cut_at_the_end():
    found = measure([cry(110_000, 150_000)], SPAN)
    assert (found.total_ms, found.onsets, found.ongoing_at_start) == (10_000, 1, False)


def test_what_never_comes_is_censored_and_never_zero():
    found = measure([cry(130_000, 150_000)], SPAN)
    assert found.latency_ms is None
    assert found.censored
    assert found.episode_ms == 60_000


def test_a_bout_that_ends_where_the_episode_begins_is_outside():
    assert measure([cry(50_000, 60_000)], SPAN).censored


def test_a_bout_that_begins_with_the_episode_is_an_onset_of_it():
    found = measure([cry(60_000, 61_000)], SPAN)
    assert (found.onsets, found.latency_ms, found.ongoing_at_start) == (1, 0, False)


def test_a_point_belongs_to_the_episode_it_happens_in():
    at_start, at_end = (Event(id="p", code="reach", start_ms=ms, end_ms=ms) for ms in (60_000, 120_000))
    found = measure([at_start], SPAN)
    assert (found.onsets, found.total_ms, found.latency_ms, found.ongoing_at_start) == (1, 0, 0, False)
    assert measure([at_end], SPAN).onsets == 0


def test_a_running_state_counts_to_the_end_of_the_episode_and_says_so():
    found = measure([cry(100_000, None)], SPAN)
    assert (found.total_ms, found.still_running) == (20_000, True)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=8), st.integers(1, 199))
def test_two_episodes_share_out_exactly_what_there_is(gaps_and_lengths, cut):
    events, end = [], 0
    for gap, length in gaps_and_lengths:
        events.append(cry(end + gap, end + gap + length))
        end += gap + length
    whole = measure(events, Span("x", 0, 1_000))
    parts = [measure(events, span) for span in (Span("a", 0, cut), Span("b", cut, 1_000))]
    assert sum(part.total_ms for part in parts) == whole.total_ms
    assert sum(part.onsets for part in parts) == whole.onsets
