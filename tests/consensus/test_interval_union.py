"""The rule of Ainsworth's two observers, interval by interval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.consensus.agreed import Sources
from annotator.consensus.interval_union import merge_observers, occurred, union_of_intervals
from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.history import History
from annotator.model.intervals import Interval
from annotator.model.items import Event, IntervalRecord

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
FIVE = [Interval("5", n + 1, n * 15_000, (n + 1) * 15_000) for n in range(5)]
seen = st.lists(
    st.frozensets(st.sampled_from(["crying", "fussing", "contact", "reach"]), max_size=3), min_size=5, max_size=5
)


def merged(a, b, intervals=FIVE):
    found = merge_observers([frozenset(one) for one in a], [frozenset(one) for one in b], intervals, CODEBOOK)
    return [set(one.codes) for one in found], [one.contradicted for one in found]


def test_what_one_observer_reported_is_assumed_to_have_occurred():
    codes, unclear = merged(
        [{"crying"}, set(), {"contact"}, set(), set()], [set(), set(), {"contact"}, set(), {"reach"}]
    )
    assert codes == [{"crying"}, set(), {"contact"}, set(), {"reach"}]
    assert unclear == [()] * 5


@pytest.mark.parametrize("swap", [False, True])
def test_adjacent_reports_count_once_where_it_was_first_reported(swap):
    a, b = [set(), {"reach"}, set(), set(), set()], [set(), set(), {"reach"}, set(), set()]
    codes, _ = merged(*((b, a) if swap else (a, b)))
    assert codes == [set(), {"reach"}, set(), set(), set()]


def test_a_third_report_in_a_row_is_one_of_its_own():
    a, b = [{"reach"}, set(), {"reach"}, set(), set()], [set(), {"reach"}, set(), set(), set()]
    assert merged(a, b)[0] == [{"reach"}, set(), {"reach"}, set(), set()]


def test_intervals_of_two_episodes_are_not_adjacent():
    intervals = [Interval("4", 1, 0, 15_000), Interval("5", 1, 15_000, 30_000)]
    assert merged([{"reach"}, set()], [set(), {"reach"}], intervals)[0] == [{"reach"}, {"reach"}]


def test_codes_of_one_channel_that_contradict_each_other_are_left_to_judgement():
    codes, unclear = merged([{"crying", "contact"}, *[set()] * 4], [{"fussing"}, *[set()] * 4])
    assert codes[0] == {"contact"}
    assert unclear[0] == ("distress",)


@settings(deadline=None)
@given(seen, seen)
def test_who_is_called_a_does_not_matter(a, b):
    assert merged(a, b) == merged(b, a)


@settings(deadline=None)
@given(seen)
def test_two_who_say_the_same_are_taken_at_their_word(a):
    assert merged(a, a)[0] == [set(one) for one in a]


def test_a_record_of_the_coder_goes_before_the_events():
    cry = Event(id="a", code="crying", start_ms=14_000, end_ms=16_000)
    point = Event(id="b", code="reach", start_ms=30_000, end_ms=30_000)
    record = IntervalRecord(id="r", episode="5", start_ms=15_000, end_ms=30_000, codes=("contact",))
    said = occurred(Coding("s1", "KM", [cry, point, record]), FIVE)
    assert [set(one) for one in said] == [{"crying"}, {"contact"}, {"reach"}, set(), set()]


def test_three_observers_are_refused():
    three = tuple(Coding("s1", name, []) for name in ("KM", "JT", "LS"))
    with pytest.raises(EditError, match="two observers"):
        union_of_intervals(Coding("s1", "consensus"), Sources(three, CODEBOOK, (Span("", 0, 75_000),)), FIVE)


def test_the_consensus_gets_a_record_an_interval_in_one_step():
    a = Coding("s1", "KM", [Event(id="a", code="crying", start_ms=1_000, end_ms=2_000)])
    b = Coding("s1", "JT", [Event(id="b", code="fussing", start_ms=1_000, end_ms=2_000)])
    sources = Sources((a, b), CODEBOOK, (Span("", 0, 75_000),))
    history = History(Coding("s1", "consensus"))
    history.do(union_of_intervals(history.coding, sources, FIVE))
    first, *rest = history.coding.intervals
    assert (first.codes, first.comment) == ((), "KM: crying; JT: fussing")
    assert [one.codes for one in rest] == [()] * 4
    assert {one.origin[0].decided for one in history.coding.intervals} == {"union"}
    history.do(union_of_intervals(history.coding, sources, FIVE))  # again: nothing to change
    history.undo()
    assert history.coding.intervals == ()
