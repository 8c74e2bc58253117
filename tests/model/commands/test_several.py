"""Commands on several events: what they do, and that nothing they do makes a channel overlap."""

from contextlib import suppress
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.commands import several as s
from annotator.model.history import Edit, History
from annotator.model.items import Event

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
FRAME_MS = 40


def state(name: str, start_ms: int, end_ms: int | None, code: str = "crying") -> Event:
    return Event(id=name, code=code, start_ms=start_ms, end_ms=end_ms)


def history_of(*events: Event) -> History:
    return History(Coding("s1", "A", events))


def spans(history: History) -> list[tuple[str, int, int | None]]:
    return [(event.code, event.start_ms, event.end_ms) for event in history.coding.events]


def do(history: History, edit: Edit) -> None:
    """Do a step, and see that undo takes exactly it back."""
    before = dict(history.coding.items)
    history.do(edit)
    after = dict(history.coding.items)
    if after == before:
        return
    history.undo()
    assert dict(history.coding.items) == before
    history.redo()
    assert dict(history.coding.items) == after


def test_copies_keep_their_distances_and_all_but_their_ids() -> None:
    copied = [state("b", 400, 600, "fussing"), Event(id="a", code="crying", start_ms=200, end_ms=400, comment="loud")]
    history = history_of(*copied)
    do(history, s.paste(history.coding, CODEBOOK, copied, 1_000))
    assert spans(history)[2:] == [("crying", 1_000, 1_200), ("fussing", 1_200, 1_400)]
    assert history.coding.events[2].comment == "loud"
    assert len({event.id for event in history.coding.events}) == 4


def test_copies_come_to_lie_on_frames() -> None:
    history = history_of()
    copied = [state("a", 10, 95)]
    do(history, s.paste(history.coding, CODEBOOK, copied, 80, on_frame=lambda ms: round(ms / FRAME_MS) * FRAME_MS))
    assert spans(history) == [("crying", 80, 160)]


@pytest.mark.parametrize(
    ("events", "at_ms"),
    [([], 0), ([state("x", 0, 100)], 150), ([state("x", 0, 100)], -20), ([state("x", 0, None, "fussing")], 0)],
    ids=["nothing", "onto another", "before the recording", "a running one before another"],
)
def test_what_cannot_be_pasted_is_refused(events: list[Event], at_ms: int) -> None:
    history = history_of(state("a", 200, 400))
    with pytest.raises(EditError):
        s.paste(history.coding, CODEBOOK, events, at_ms)


def test_copies_that_would_overlap_each_other_are_refused() -> None:
    with pytest.raises(EditError, match="overlap"):
        s.paste(Coding("s1", "A"), CODEBOOK, [state("a", 0, 100), state("b", 50, 70, "fussing")], 0)


def test_neighbours_move_together_over_where_they_were() -> None:
    history = history_of(state("a", 200, 400), state("b", 400, 600, "fussing"), state("c", 900, 1_000))
    do(history, s.move_many(history.coding, CODEBOOK, ["a", "b"], 100))
    assert spans(history) == [("crying", 300, 500), ("fussing", 500, 700), ("crying", 900, 1_000)]
    with pytest.raises(EditError, match="overlap"):
        s.move_many(history.coding, CODEBOOK, ["a", "b"], 240)
    with pytest.raises(EditError, match="no longer exists"):
        s.move_many(history.coding, CODEBOOK, ["a", "gone"], 40)


def test_a_shared_boundary_moves_as_one() -> None:
    history = history_of(state("a", 200, 400), state("b", 400, 600, "fussing"))
    do(history, s.move_boundary(history.coding, CODEBOOK, "a", "b", 480))
    assert spans(history) == [("crying", 200, 480), ("fussing", 480, 600)]


@pytest.mark.parametrize("at_ms", [200, 100, 600, 700])
def test_a_shared_boundary_stays_between_its_events(at_ms: int) -> None:
    coding = history_of(state("a", 200, 400), state("b", 400, 600, "fussing")).coding
    with pytest.raises(EditError, match="no length"):
        s.move_boundary(coding, CODEBOOK, "a", "b", at_ms)


def test_only_events_that_touch_in_one_channel_share_a_boundary() -> None:
    coding = history_of(state("a", 200, 400), state("b", 440, 600), state("c", 400, 600, "contact")).coding
    for later in ("b", "c"):
        with pytest.raises(EditError, match="share no boundary"):
            s.move_boundary(coding, CODEBOOK, "a", later, 420)


def test_an_event_is_drawn_where_there_is_room() -> None:
    history = history_of(state("a", 200, 400))
    do(history, s.draw(history.coding, CODEBOOK, "fussing", 400, 480))
    do(history, s.draw(history.coding, CODEBOOK, "reach", 320, 480))
    assert spans(history) == [("crying", 200, 400), ("reach", 320, 320), ("fussing", 400, 480)]
    for span in ((360, 480), (600, 600)):
        with pytest.raises(EditError):
            s.draw(history.coding, CODEBOOK, "fussing", *span)


def test_all_selected_states_under_the_playhead_are_split() -> None:
    history = history_of(state("a", 200, 400), state("b", 300, None, "contact"), state("c", 500, 600))
    do(history, s.split_many(history.coding, CODEBOOK, ["a", "b", "c"], 360))
    assert set(spans(history)) == {
        ("crying", 200, 360),
        ("crying", 360, 400),
        ("contact", 300, 360),
        ("contact", 360, None),
        ("crying", 500, 600),
    }
    with pytest.raises(EditError, match="nothing to split"):
        s.split_many(history.coding, CODEBOOK, ["c"], 500)


def test_neighbours_are_those_that_touch() -> None:
    coding = history_of(state("a", 200, 400), state("b", 400, None, "fussing")).coding
    first, last = coding.events
    assert s.neighbour(coding, CODEBOOK, first, after=True) == last
    assert s.neighbour(coding, CODEBOOK, last, after=False) == first
    assert s.neighbour(coding, CODEBOOK, first, after=False) is None
    assert s.neighbour(coding, CODEBOOK, last, after=True) is None


moments = st.integers(-2, 30).map(lambda frame: frame * FRAME_MS)
codes = st.sampled_from(["crying", "fussing", "contact", "reach"])
some_ids = st.lists(st.integers(0, 12), min_size=1, max_size=4)
steps = st.one_of(
    st.tuples(st.just("draw"), codes, moments, moments),
    st.tuples(st.just("paste"), some_ids, moments),
    st.tuples(st.just("move"), some_ids, moments),
    st.tuples(st.just("boundary"), st.integers(0, 12), moments),
    st.tuples(st.just("split"), some_ids, moments),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(steps, max_size=25))
def test_whatever_is_done_channels_never_overlap(taken) -> None:
    history, ids = history_of(), count()
    for step in taken:
        with suppress(EditError):
            take(history, step, lambda: f"e{next(ids):03}")
        check_channels(history.coding)
    while history.redo():
        check_channels(history.coding)
    done = dict(history.coding.items)
    while history.undo():
        check_channels(history.coding)
    assert not history.coding.items
    while history.redo():
        pass
    assert dict(history.coding.items) == done


def take(history, step, new_id) -> None:
    coding, events = history.coding, history.coding.events
    kind, *rest = step
    if kind in ("undo", "redo"):
        getattr(history, kind)()
        return
    if kind == "draw":
        do(history, s.draw(coding, CODEBOOK, *rest, new_id))
        return
    if not events:
        return
    if kind == "boundary":
        earlier = events[rest[0] % len(events)]
        later = s.neighbour(coding, CODEBOOK, earlier, after=True)
        if later is not None:
            do(history, s.move_boundary(coding, CODEBOOK, earlier.id, later.id, rest[1]))
        return
    chosen = list({events[place % len(events)].id for place in rest[0]})
    if kind == "paste":
        do(history, s.paste(coding, CODEBOOK, [coding.event(one) for one in chosen], rest[1], new_id=new_id))
    elif kind == "move":
        do(history, s.move_many(coding, CODEBOOK, chosen, rest[1] - 10 * FRAME_MS))
    else:
        do(history, s.split_many(coding, CODEBOOK, chosen, rest[1], new_id))


def check_channels(coding: Coding) -> None:
    for channel in CODEBOOK.state_channels.values():
        for one, later in pairwise(coding.events_of(code.id for code in channel)):
            assert one.end_ms is not None
            assert one.start_ms < one.end_ms <= later.start_ms
