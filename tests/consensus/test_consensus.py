"""Settling: the consensus follows from two codings and from how their disagreements were settled."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.consensus.agreed import Sources
from annotator.consensus.basis import why_stale
from annotator.consensus.consensus import begin, comment, consensus_items, settle, settlement_of
from annotator.consensus.differing_states import states_of
from annotator.consensus.disagreements import disagreements
from annotator.consensus.settlements import accept, accept_edited, accept_middle, accept_neither
from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.history import Change, Edit, History
from annotator.model.items import Classification, EpisodeMark, Event, Item, Origin, Rating, Submission

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
WHOLE = (Span("", 0, 180_000),)

marked = st.tuples(st.sampled_from(["crying", "fussing", "contact", "reach"]), st.integers(0, 90), st.integers(1, 40))
events = st.lists(marked, max_size=8)


def coding(coder, *said):
    """Code, start and length of each event."""
    items = [
        Event(
            id=f"{coder}{n}",
            code=code,
            start_ms=start_ms,
            end_ms=start_ms + (0 if CODEBOOK.code_by_id[code].is_point else length),
        )
        for n, (code, start_ms, length) in enumerate(said)
    ]
    return Coding("s1", coder, items)


def sources_of(a, b, window=WHOLE):
    return Sources((a, b), CODEBOOK, window)


class Table:
    """Two coders and their consensus."""

    def __init__(self, a, b, window=WHOLE):
        self.sources = sources_of(a, b, window)
        self.history = History(Coding("s1", "consensus"))
        self.history.do(begin(self.history.coding, self.sources))

    @property
    def found(self):
        return disagreements(self.sources.codings, CODEBOOK, self.sources.window)

    @property
    def why_stale(self):
        return why_stale(self.history.coding, self.sources.codings, self.sources.window)

    def settle(self, *settlements):
        self.history.do(settle(self.history.coding, self.sources, settlements))

    @property
    def events(self):
        return [(one.code, one.start_ms, one.end_ms) for one in self.history.coding.events]


def states(a, b):
    return Table(coding("KM", *a), coding("JT", *b))


def said_by(a_coding, window=WHOLE):
    """What a coder says of the window, state by state, and the points in it."""
    edges = sources_of(a_coding, a_coding, window)
    return sorted(
        (one.code, one.start_ms, one.end_ms) for one in consensus_items(edges, ()).values() if isinstance(one, Event)
    )


def test_it_begins_with_what_both_say_and_says_so():
    table = states([("crying", 10_000, 10_000), ("reach", 5_000, 0)], [("crying", 12_000, 10_000), ("reach", 5_000, 0)])
    assert table.events == [("reach", 5_000, 5_000), ("crying", 12_000, 20_000)]
    assert table.history.coding.events[1].origin == (Origin("agreed", ("KM/KM0", "JT/JT0")),)


def test_an_accepted_shift_moves_the_boundary_of_what_was_agreed():
    table = states([("crying", 10_000, 10_000)], [("crying", 12_000, 10_000)])
    onset, offset = sorted(table.found, key=lambda one: one.start_ms)
    table.settle(accept(onset, table.sources, "a"))
    table.settle(accept(offset, table.sources, "b"))
    assert table.events == [("crying", 10_000, 22_000)]
    [event] = table.history.coding.events
    assert [origin.decided for origin in event.origin] == ["accepted", "agreed", "accepted"]
    assert [origin.items for origin in event.origin] == [("KM/KM0",), ("KM/KM0", "JT/JT0"), ("JT/JT0",)]


def test_neither_where_one_coder_has_nothing_is_the_version_of_that_coder():
    """Whoever counts whose reading won must find it: it is exactly what that coder said."""
    for a, b, right in (([("crying", 10_000, 10_000)], [], "JT"), ([], [("reach", 10_000, 0)], "KM")):
        table = states(a, b)
        table.settle(accept_neither(table.found[0], table.sources))
        settled = settlement_of(table.history.coding, table.found[0])
        assert (settled.decided, settled.coder) == ("accepted", right)
        assert table.events == []


def test_neither_leaves_a_record_and_nothing_else():
    table = states([("crying", 10_000, 10_000)], [("fussing", 10_000, 10_000)])
    table.settle(accept_neither(table.found[0], table.sources))
    assert table.events == []
    assert settlement_of(table.history.coding, table.found[0]).decided == "neither"


def test_settling_again_takes_the_place_of_what_was_settled():
    table = states([("crying", 10_000, 10_000)], [("crying", 10_000, 12_000)])
    [one] = table.found
    table.settle(accept(one, table.sources, "b"))
    assert table.events == [("crying", 10_000, 22_000)]
    table.settle(accept(one, table.sources, "a"))
    assert table.events == [("crying", 10_000, 20_000)]
    assert [origin.decided for origin in table.history.coding.events[0].origin] == ["agreed"]


@pytest.mark.parametrize(
    ("start_ms", "expected"),
    [(9_000, 9_000), (10_000, 10_000), (11_000, 11_000), (12_000, 12_000), (13_000, 13_000)],
)
def test_an_onset_is_set_by_hand_also_outside_of_what_the_coders_say(start_ms, expected):
    table = states([("crying", 10_000, 10_000)], [("crying", 12_000, 8_000)])
    [one] = table.found
    table.settle(accept_edited(one, table.sources, "crying", start_ms, one.end_ms))
    assert table.events == [("crying", expected, 20_000)]


@pytest.mark.parametrize("end_ms", [19_000, 20_000, 21_000, 22_000, 23_000])
def test_an_offset_is_set_by_hand_also_outside_of_what_the_coders_say(end_ms):
    table = states([("crying", 10_000, 10_000)], [("crying", 10_000, 12_000)])
    [one] = table.found
    table.settle(accept_edited(one, table.sources, "crying", one.start_ms, end_ms))
    assert table.events == [("crying", 10_000, end_ms)]


@pytest.mark.parametrize("at_ms", [19_000, 21_000, 23_000])
def test_a_boundary_between_two_codes_is_set_by_hand_without_a_hole(at_ms):
    table = states(
        [("crying", 10_000, 10_000), ("fussing", 20_000, 10_000)],
        [("crying", 10_000, 12_000), ("fussing", 22_000, 8_000)],
    )
    [one] = table.found
    table.settle(accept_edited(one, table.sources, "fussing", at_ms, one.end_ms))
    assert table.events == [("crying", 10_000, at_ms), ("fussing", at_ms, 30_000)]


def test_an_omission_is_set_by_hand_with_another_code():
    table = states([("crying", 10_000, 10_000)], [])
    table.settle(accept_edited(table.found[0], table.sources, "fussing", 11_000, 21_000))
    assert table.events == [("fussing", 11_000, 21_000)]


def test_a_gap_is_set_by_hand():
    table = states([("crying", 10_000, 20_000)], [("crying", 10_000, 8_000), ("crying", 20_000, 10_000)])
    table.settle(accept_edited(table.found[0], table.sources, None, 17_000, 19_000))
    assert table.events == [("crying", 10_000, 17_000), ("crying", 19_000, 30_000)]


def test_a_state_without_length_is_refused():
    table = states([("crying", 10_000, 10_000)], [])
    with pytest.raises(EditError, match="end before it starts"):
        accept_edited(table.found[0], table.sources, "crying", 12_000, 12_000)


def test_the_middle_of_a_shift_lies_on_a_frame():
    table = states([("crying", 10_000, 10_000), ("reach", 1_000, 0)], [("crying", 10_100, 9_900), ("reach", 1_090, 0)])
    table.settle(*(accept_middle(one, table.sources, lambda ms: ms // 40 * 40) for one in table.found))
    assert table.events == [("reach", 1_040, 1_040), ("crying", 10_040, 20_000)]
    assert {one.decided for event in table.history.coding.events for one in event.origin} == {"middle", "agreed"}


def test_a_point_is_accepted_moved_or_left_out():
    table = states([("reach", 1_000, 0), ("reach", 9_000, 0)], [("reach", 1_200, 0)])
    shift, alone = sorted(table.found, key=lambda one: one.start_ms)
    table.settle(accept_edited(shift, table.sources, "reach", 1_080, 1_080))
    table.settle(accept(alone, table.sources, "a"))
    assert table.events == [("reach", 1_080, 1_080), ("reach", 9_000, 9_000)]
    table.settle(accept(alone, table.sources, "b"))
    assert table.events == [("reach", 1_080, 1_080)]


def test_modifiers_are_taken_from_the_coder_who_is_accepted():
    def one(coder, target):
        event = Event(id=coder, code="contact", start_ms=1_000, end_ms=5_000, modifiers={"target": target, "x": "1"})
        return Coding("s1", coder, [event])

    table = Table(one("KM", "caregiver"), one("JT", "stranger"))
    assert table.history.coding.events[0].modifiers == {"x": "1"}
    table.settle(accept(table.found[0], table.sources, "b"))
    assert table.history.coding.events[0].modifiers == {"target": "stranger", "x": "1"}
    table.settle(accept_neither(table.found[0], table.sources))
    assert table.history.coding.events[0].modifiers == {"x": "1"}


def test_marks_ratings_and_the_class_are_settled_too():
    def said(coder, start_ms, value, primary):
        rating = Rating(id=f"{coder}r", scale="proximity_seeking", episode="5", target="caregiver", value=value)
        mark = EpisodeMark(id=f"{coder}m", episode="5", start_ms=start_ms)
        return Coding("s1", coder, [mark, rating, Classification(id=f"{coder}c", primary=primary)])

    table = Table(said("KM", 1_000, 5, "B"), said("JT", 1_200, 6, "C"))
    assert not any(isinstance(item, Rating | EpisodeMark) for item in table.history.coding.items.values())
    for one in table.found:
        table.settle(accept(one, table.sources, "b"))
    held = [
        item for item in table.history.coding.items.values() if isinstance(item, Rating | EpisodeMark | Classification)
    ]
    assert {getattr(item, "value", None) for item in held} == {6, None}
    assert {getattr(item, "primary", None) for item in held} == {"C", None}
    mark = next(one for one in table.found if one.kind == "episode mark")
    table.settle(accept_edited(mark, table.sources, None, 1_120, 1_120))
    assert [one.start_ms for one in table.history.coding.episode_marks] == [1_120]
    with pytest.raises(EditError, match="cannot be edited here"):
        accept_edited(next(one for one in table.found if one.kind == "rating"), table.sources, None, 0, 0)


def test_undo_and_redo_go_through_every_step():
    table = states([("crying", 10_000, 10_000)], [("crying", 12_000, 10_000)])
    seen = [dict(table.history.coding.items)]
    for one in table.found:
        table.settle(accept(one, table.sources, "a"))
        seen.append(dict(table.history.coding.items))
    for expected in reversed(seen[:-1]):
        table.history.undo()
        assert dict(table.history.coding.items) == expected
    for expected in seen[1:]:
        table.history.redo()
        assert dict(table.history.coding.items) == expected


def test_what_was_edited_by_hand_stays_when_something_else_is_settled():
    table = states([("crying", 10_000, 10_000), ("contact", 50_000, 5_000)], [("crying", 10_000, 10_000)])
    [event] = table.history.coding.events
    mended = msgspec.structs.replace(event, comment="looked twice", end_ms=19_000)
    table.history.do(Edit(label="trim", changes=(Change(event, mended),)))
    table.settle(accept(table.found[0], table.sources, "a"))
    assert table.events == [("crying", 10_000, 19_000), ("contact", 50_000, 55_000)]


def test_a_coding_that_has_changed_since_is_told_and_beginning_again_keeps_what_fits():
    table = states([("crying", 10_000, 10_000), ("contact", 50_000, 5_000)], [("crying", 12_000, 8_000)])
    for one in table.found:
        table.settle(accept(one, table.sources, "a"))
    changed = coding("JT", ("crying", 12_000, 9_000))
    table.sources = sources_of(table.sources.codings[0], changed)
    assert table.why_stale == "The coding of JT has changed since the consensus was begun."
    with pytest.raises(EditError, match="JT has changed"):
        table.settle(accept(table.found[0], table.sources, "a"))
    table.history.do(begin(table.history.coding, table.sources, table.found))
    assert table.events == [("crying", 10_000, 20_000), ("contact", 50_000, 55_000)]
    assert [one.kind for one in table.found if settlement_of(table.history.coding, one) is None] == ["offset shift"]


def test_a_consensus_begun_over_another_window_is_told_and_nothing_can_be_settled_in_it():
    table = states([("crying", 10_000, 10_000)], [])
    [one] = table.found
    table.sources = sources_of(table.sources.codings[0], table.sources.codings[1], (Span("5", 0, 60_000),))
    assert table.why_stale == "The consensus was begun over another window."
    with pytest.raises(EditError, match="another window"):
        table.settle(accept(one, table.sources, "a"))
    table.history.do(begin(table.history.coding, table.sources, table.found))
    assert table.why_stale is None


def test_submitting_a_coding_changes_nothing_that_a_consensus_was_begun_from():
    table = states([("crying", 10_000, 10_000)], [])
    submitted = Coding("s1", "KM", [*table.sources.codings[0].items.values(), Submission()])
    table.sources = sources_of(submitted, table.sources.codings[1])
    assert submitted.is_submitted
    assert table.why_stale is None


@pytest.mark.parametrize("side", ["a", "b"])
def test_beginning_again_takes_an_accepted_version_as_it_is_now(side):
    """A point that its coder has since given a modifier is still the same disagreement."""

    def with_target(coding, target):
        return Coding("s1", coding.coder, [msgspec.structs.replace(one, modifiers=target) for one in coding.events])

    table = Table(
        coding("KM", *[("reach", 5_000, 0)] * (side == "a")), coding("JT", *[("reach", 5_000, 0)] * (side == "b"))
    )
    table.settle(accept(table.found[0], table.sources, side))
    target = {"target": "stranger"}
    table.sources = sources_of(
        with_target(table.sources.codings[0], target), with_target(table.sources.codings[1], target)
    )
    table.history.do(begin(table.history.coding, table.sources, table.found))
    [event] = table.history.coding.events
    assert event.modifiers == target


def test_what_was_set_by_hand_is_not_set_anew_when_the_consensus_is_begun_again():
    table = states([("reach", 5_000, 0)], [])
    table.settle(accept_edited(table.found[0], table.sources, "reach", 5_200, 5_200))
    table.history.do(begin(table.history.coding, table.sources, table.found))
    assert table.events == [("reach", 5_200, 5_200)]


def test_two_states_that_were_set_by_hand_and_touch_become_one():
    table = states([("crying", 10_000, 10_000), ("crying", 30_000, 10_000)], [])
    first, second = sorted(table.found, key=lambda one: one.start_ms)
    table.settle(accept_edited(first, table.sources, "crying", 10_000, 25_000))
    table.settle(accept_edited(second, table.sources, "crying", 25_000, 40_000))
    assert table.events == [("crying", 10_000, 40_000)]


def test_two_accepted_states_that_touch_stay_two_as_their_coder_has_them():
    table = states([("crying", 10_000, 10_000), ("crying", 20_000, 10_000)], [])
    table.settle(*(accept(one, table.sources, "a") for one in table.found))
    assert table.events == [("crying", 10_000, 20_000), ("crying", 20_000, 30_000)]


def test_who_is_called_a_does_not_matter_to_a_consensus():
    table = states([("crying", 10_000, 10_000)], [])
    table.settle(accept(table.found[0], table.sources, "a"))
    table.sources = sources_of(table.sources.codings[1], table.sources.codings[0])
    assert table.why_stale is None
    assert settlement_of(table.history.coding, table.found[0]).coder == "KM"
    table.settle(accept(table.found[0], table.sources, "a"))  # JT, who has nothing there
    assert table.events == []


def test_every_item_survives_the_journal():
    table = states([("crying", 10_000, 10_000), ("reach", 1_000, 0)], [("crying", 12_000, 8_000)])
    for one in table.found:
        table.settle(accept(one, table.sources, "a"))
    for item in table.history.coding.items.values():
        assert msgspec.json.decode(msgspec.json.encode(item), type=Item) == item


@settings(deadline=None)
@given(events, events, st.integers(0, 60), st.integers(1, 60))
def test_accepting_everything_of_one_coder_gives_that_coders_coding(a, b, start, length):
    window = (Span("", start, start + length), Span("", 100, 120))
    table = Table(coding("KM", *a), coding("JT", *b), window)
    for side, coder in (("a", table.sources.codings[0]), ("b", table.sources.codings[1])):
        made = consensus_items(table.sources, [accept(one, table.sources, side) for one in table.found])
        result = Coding("s1", "consensus", made.values())
        for codes in CODEBOOK.state_channels.values():
            ids = [code.id for code in codes]
            expected = said_of(coder, ids, table.sources)
            assert said_of(result, ids, table.sources) == expected
        points = [one.start_ms for one in coder.events_of(["reach"]) if is_inside(one.start_ms, table.sources)]
        assert [one.start_ms for one in result.events_of(["reach"])] == points


@settings(deadline=None)
@given(events, events)
def test_settling_in_any_order_or_all_at_once_comes_to_the_same(a, b):
    one_by_one, at_once = states(a, b), states(a, b)
    settlements = [
        accept(one, at_once.sources, "ab"[n % 2]) if n % 3 else accept_neither(one, at_once.sources)
        for n, one in enumerate(at_once.found)
    ]
    for settled in reversed(settlements):
        one_by_one.settle(settled)
    if settlements:
        at_once.settle(*settlements)
    assert one_by_one.events == at_once.events


def said_of(a_coding, ids, sources):
    """What is on at every ms of the window."""
    on = {}
    for event in states_of(a_coding, ids, sources.edges):
        on |= {ms: event.code for ms in range(event.start_ms, event.end_ms) if is_inside(ms, sources)}
    return on


def is_inside(ms, sources):
    return any(start <= ms < end for start, end in sources.stretches)


def test_a_comment_on_a_settlement_is_kept_changed_taken_back_and_survives_settling_and_beginning_again():
    table = states([("crying", 10_000, 10_000)], [("crying", 12_000, 8_000)])
    [one] = table.found
    with pytest.raises(EditError, match="how a disagreement was settled"):
        table.history.do(comment(table.history.coding, one, "too soon"))
    table.settle(accept(one, table.sources, "a"))
    for said in ("first sob at 10 s", "seen twice"):
        table.history.do(comment(table.history.coding, one, f"  {said} "))
        assert settlement_of(table.history.coding, one).comment == said
    table.history.undo()
    assert settlement_of(table.history.coding, one).comment == "first sob at 10 s"
    table.history.redo()
    with pytest.raises(EditError, match="already"):
        table.history.do(comment(table.history.coding, one, "seen twice"))
    table.settle(accept(one, table.sources, "b"))
    table.history.do(begin(table.history.coding, table.sources, table.found))
    known = settlement_of(table.history.coding, one)
    assert (known.coder, known.comment) == ("JT", "seen twice")
    table.history.do(comment(table.history.coding, one, ""))
    assert settlement_of(table.history.coding, one).comment == ""
    assert table.events == [("crying", 12_000, 20_000)]
