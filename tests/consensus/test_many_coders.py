"""Three coders and more: where not all say the same, what most of them say, and the consensus that follows."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.consensus.agreed import Sources
from annotator.consensus.basis import basis_in, why_stale
from annotator.consensus.consensus import begin, consensus_items, settle
from annotator.consensus.majority import accept_majority, majority
from annotator.consensus.settlements import accept, accept_edited, accept_neither
from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.history import History
from annotator.model.items import Classification, EpisodeMark, Event, Item, Rating

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
END = 130
WHOLE = (Span("", 0, END),)
WHO = ("AB", "KM", "LS", "MT")


def coding(place, *said):
    """Code, start and end of each event; other items as they are."""
    items = [
        Event(id=f"e{n}", code=one[0], start_ms=one[1], end_ms=one[2]) if isinstance(one, tuple) else one
        for n, one in enumerate(said)
    ]
    return Coding("s1", WHO[place], items)


def sources_of(*said, window=WHOLE):
    return Sources(tuple(coding(place, *one) for place, one in enumerate(said)), CODEBOOK, window)


def questions(sources):
    return [(one.kind, one.said, one.start_ms, one.end_ms) for one in sources.disagreements()]


def settled(sources, *settlements):
    history = History(Coding("s1", "consensus"))
    history.do(begin(history.coding, sources))
    history.do(settle(history.coding, sources, settlements))
    return [(one.code, one.start_ms, one.end_ms) for one in history.coding.events]


spans = st.lists(st.integers(0, END - 10), unique=True, max_size=6).map(sorted)


def drawn(edges, seed):
    codes = np.random.default_rng(seed).choice(["crying", "fussing"], len(edges)).tolist()
    return [(code, a, b) for code, a, b in zip(codes[::2], edges[::2], edges[1::2], strict=False)]


said = st.builds(drawn, spans, st.integers(0, 99))


def at_every_ms(coded):
    """The code of each ms, "" for none, as the table of seconds has it."""
    found = [""] * END
    for event in coded.events:
        for ms in range(event.start_ms, event.end_ms):
            found[ms] = event.code
    return found


@settings(deadline=None)
@given(st.lists(said, min_size=3, max_size=4))
def test_every_ms_in_which_not_all_say_the_same_belongs_to_one_disagreement(several):
    sources = sources_of(*several)
    columns = [at_every_ms(one) for one in sources.codings]
    differ = {ms for ms in range(END) if len({column[ms] for column in columns}) > 1}
    covered = [ms for one in sources.disagreements() for start, end in one.pieces for ms in range(start, end)]
    assert sorted(covered) == sorted(differ)
    assert len({one.key for one in sources.disagreements()}) == len(sources.disagreements())


@settings(deadline=None)
@given(st.lists(said, min_size=3, max_size=4), st.integers(0, 3))
def test_a_consensus_of_one_coders_versions_is_what_that_coder_says(several, place):
    sources, place = sources_of(*several), place % len(several)
    settlements = [accept(one, sources, "abcd"[place]) for one in sources.disagreements()]
    found = Coding("s1", "consensus", list(consensus_items(sources, settlements).values()))
    assert at_every_ms(found) == at_every_ms(sources.codings[place])


@settings(deadline=None)
@given(st.lists(said, min_size=3, max_size=4))
def test_the_majority_is_what_more_than_half_say_at_every_ms(several):
    sources = sources_of(*several)
    columns = [at_every_ms(one) for one in sources.codings]
    for one in sources.disagreements():
        [(start, end)] = one.pieces
        counts = [[column[ms] for column in columns] for ms in range(start, end)]
        most = [max(set(codes), key=codes.count) for codes in counts]
        is_clear = all(2 * codes.count(code) > len(codes) for codes, code in zip(counts, most, strict=True))
        if not is_clear:
            assert majority(one) is None
            with pytest.raises(EditError, match="No more than half"):
                accept_majority(one, sources)
            continue
        result = Coding("s1", "consensus", list(consensus_items(sources, [accept_majority(one, sources)]).values()))
        assert at_every_ms(result)[start:end] == most
        throughout = [n for n, column in enumerate(columns) if column[start:end] == most]
        assert majority(one) == tuple(throughout)


@settings(deadline=None)
@given(st.lists(said, min_size=3, max_size=3), st.permutations([0, 1, 2]))
def test_the_order_of_the_coders_changes_no_question_and_no_name(several, order):
    one, other = (sources_of(*several), Sources(tuple(sources_of(*several).codings[n] for n in order), CODEBOOK, WHOLE))
    names = [{(found.key, found.kind, found.pieces) for found in each.disagreements()} for each in (one, other)]
    assert names[0] == names[1]


def test_three_onsets_of_one_bout_are_one_question_and_the_middle_one_is_what_most_say():
    sources = sources_of([("crying", 10, 50)], [("crying", 14, 50)], [("crying", 12, 50)])
    [one] = sources.disagreements()
    assert questions(sources) == [("onset shift", ("crying",) * 3, 10, 14)] or one.said == ("crying", None, "crying")
    assert settled(sources, accept_majority(one, sources)) == [("crying", 12, 50)]
    assert settled(sources, accept(one, sources, "c")) == [("crying", 12, 50)]
    assert settled(sources, accept_edited(one, sources, "crying", 11, 14)) == [("crying", 11, 50)]


def test_a_bout_that_one_has_missed_is_one_question_although_the_others_differ_in_its_edges():
    sources = sources_of([("crying", 10, 50)], [("crying", 14, 48)], [])
    assert questions(sources) == [("omission", ("crying", "crying", None), 10, 50)]
    [one] = sources.disagreements()
    assert majority(one) == (1,)  # before 14 and from 48 on most have nothing
    assert settled(sources, accept_majority(one, sources)) == [("crying", 14, 48)]
    assert settled(sources, accept(one, sources, "a")) == [("crying", 10, 50)]
    assert settled(sources, accept_neither(one, sources)) == []
    with pytest.raises(EditError, match="No more than half"):
        accept_majority(sources_of([("crying", 0, 9)], [("fussing", 0, 9)], []).disagreements()[0], sources)


def test_a_coder_who_names_nothing_asks_bout_by_bout():
    a, b = [("crying", 10, 30), ("fussing", 30, 50)], [("crying", 10, 32), ("fussing", 32, 50)]
    assert questions(sources_of(a, b, [])) == [
        ("omission", ("crying", "crying", None), 10, 30),
        ("omission", ("fussing", "fussing", None), 30, 50),
    ]


def test_a_gap_and_an_end_are_told_apart():
    gap = sources_of([("crying", 10, 50)], [("crying", 10, 20), ("crying", 25, 50)], [("crying", 10, 50)])
    assert [kind for kind, *_ in questions(gap)] == ["split or merge"]
    assert majority(gap.disagreements()[0]) == (0, 2)
    end = sources_of([("crying", 10, 50)], [("crying", 10, 45)], [("crying", 10, 50)])
    assert [kind for kind, *_ in questions(end)] == ["offset shift"]


def test_points_ratings_marks_and_classes_of_three():
    def of(reach, value, start, primary):
        return (
            *((("reach", reach, reach),) if reach is not None else ()),
            Rating(id="r", scale="resistance", episode="5", target="caregiver", value=value),
            EpisodeMark(id="m", episode="4", start_ms=start),
            Classification(id="c", primary=primary),
        )

    sources = sources_of(of(100, 3.0, 5, "B"), of(110, 4, 5, "B"), of(None, 4.0, 6, "C"))
    found = {one.kind: one for one in sources.disagreements()}
    assert {kind: majority(one) for kind, one in found.items()} == {
        "omission": None, "rating": (1, 2), "episode mark": (0, 1), "class": (0, 1),
    }  # fmt: skip
    taken = accept_majority(found["rating"], sources)
    assert (taken.decided, taken.result[0].value, taken.result[0].origin[0].items) == ("majority", 4, ("KM/r", "LS/r"))
    assert accept_majority(found["class"], sources).result[0].primary == "B"
    same = sources_of(of(100, 3.0, 5, "B"), of(100, 3.0, 5, "B"), of(110, 3.0, 5, "B"))
    [shift] = same.disagreements()
    assert (shift.kind, shift.start_ms, shift.end_ms, majority(shift)) == ("onset shift", 100, 110, (0, 1))
    assert settled(same, accept_majority(shift, same)) == [("reach", 100, 100)]


def test_modifiers_that_one_of_three_says_otherwise():
    def towards(place, who):
        event = Event(id="e", code="proximity_seeking", start_ms=10, end_ms=40, modifiers={"target": who})
        return Coding("s1", WHO[place], [event])

    whom = ("caregiver", "stranger", "caregiver")
    sources = Sources(tuple(towards(*one) for one in enumerate(whom)), CODEBOOK, WHOLE)
    [one] = sources.disagreements()
    assert (one.kind, majority(one)) == ("modifiers", (0, 2))
    [event] = consensus_items(sources, [accept_majority(one, sources)]).values()
    assert event.modifiers == {"target": "caregiver"}


def test_what_it_was_begun_from_names_all_and_is_told_when_one_changes():
    sources = sources_of([("crying", 10, 50)], [("crying", 14, 50)], [("crying", 12, 50)])
    history = History(Coding("s1", "consensus"))
    history.do(begin(history.coding, sources))
    assert basis_in(history.coding).coders == ("AB", "KM", "LS")
    [crying] = history.coding.events
    assert crying.origin[0].items == ("AB/e0", "KM/e0", "LS/e0")
    changed = sources_of([("crying", 10, 50)], [("crying", 14, 50)], [("crying", 12, 51)])
    assert why_stale(history.coding, changed.codings, WHOLE) == (
        "The coding of LS has changed since the consensus was begun."
    )
    pair = sources.codings[:2]
    assert why_stale(history.coding, pair, WHOLE) == "The consensus of this session was begun from AB, KM and LS."


def test_what_was_stored_of_two_coders_before_reads_as_before():
    basis = b'{"type":"basis","id":"basis","coders":["KM","JT"],"states":["0f","1e"],"window":[[0,5005]]}'
    settlement = (
        b'{"type":"settlement","id":"distress@10-12:+crying","kind":"onset shift","channel":"distress","start_ms":10,'
        b'"end_ms":12,"decided":"accepted","coder":"KM","clears":[[10,12]]}'
    )
    for line in (basis, settlement):
        assert msgspec.json.encode(msgspec.json.decode(line, type=Item)) == line
    sources = sources_of([("crying", 10, 50)], [("crying", 12, 50)])
    assert [one.key for one in sources.disagreements()] == ["distress@10-12:+crying"]
