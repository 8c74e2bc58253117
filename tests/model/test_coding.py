"""What is on at a moment, found without looking at every event."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.coding import Coding
from annotator.model.items import Event

spans = st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 30)))


@given(st.lists(spans, max_size=25), st.lists(st.integers(0, 24), max_size=6), st.integers(-1, 95))
def test_what_is_on_is_the_latest_begun_also_where_events_overlap_run_or_were_taken_away(made, gone, at_ms):
    coding = Coding("S1", "KM")
    for number, (start_ms, length_ms) in enumerate(made):
        end_ms = None if length_ms is None else start_ms + length_ms
        coding.put(Event(id=f"e{number:02}", code="crying", start_ms=start_ms, end_ms=end_ms))
    for number in gone:
        coding.remove(f"e{number:02}")
    on = [event for event in coding.events if event.covers(at_ms)]
    assert coding.covering("crying", at_ms) == (on[-1] if on else None)
    assert coding.events == tuple(sorted(coding.items.values(), key=lambda event: (event.start_ms, event.id)))
    assert coding.events_of(["crying", "fussing"]) == coding.events == coding.events_of(["crying"])


def test_what_follows_from_a_coding_is_worked_out_once_until_it_changes():
    coding, asked = Coding("S1", "KM"), []

    def count():
        asked.append(len(coding.events))
        return asked[-1]

    cry = Event(id="a", code="crying", start_ms=0, end_ms=5)
    assert [coding.follows("n", count), coding.follows("n", count), coding.follows("m", count)] == [0, 0, 0]
    coding.put(cry)
    assert [coding.follows("n", count), coding.follows("n", count)] == [1, 1]
    coding.remove(cry.id)
    assert coding.follows("n", count) == 0
    assert asked == [0, 0, 1, 0]
