"""The list of disagreements and what each is, with the codebook that ships."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.consensus.disagreement import Disagreement
from annotator.consensus.disagreements import disagreements
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Classification, EpisodeMark, Event, Rating
from tests.two_codings import compare

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
EPISODE = [Span("4", 0, 180_000)]

marked = st.tuples(
    st.sampled_from(["crying", "fussing", "contact", "reach"]), st.integers(0, 100), st.none() | st.integers(1, 40)
)
codings = st.lists(marked, max_size=10).map(lambda events: coding(*events))
other_codings = st.lists(marked, max_size=10).map(lambda events: coding(*events, coder="B"))
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), st.integers(0, 100), st.integers(0, 60)),
    max_size=4,
)


def coding(*events: tuple[str, int, int | None], coder: str = "A") -> Coding:
    """Code, start and length of each event; a length of None runs on, points have none."""
    items = []
    for n, (code, start_ms, length) in enumerate(events):
        end_ms = None if length is None else start_ms + length
        is_point = CODEBOOK.code_by_id[code].is_point
        items.append(Event(id=f"{coder}{n}", code=code, start_ms=start_ms, end_ms=start_ms if is_point else end_ms))
    return Coding("s1", coder, items)


def b_coding(*events):
    return coding(*events, coder="B")


def found(a, b, window=EPISODE, **options):
    """Kind, channel, codes, start and end of every disagreement, in the order in which they are listed."""
    return [
        (one.kind, one.channel, *one.said, one.start_ms, one.end_ms)
        for one in disagreements((a, b), CODEBOOK, window, **options)
    ]


def test_they_come_with_most_time_lost_first_then_in_order_of_time():
    a = coding(("crying", 30_000, 20_000), ("contact", 60_000, 5_000), ("reach", 5_000, 0))
    b = b_coding(("crying", 32_000, 20_000), ("reach", 90_000, 0))
    assert found(a, b) == [
        ("omission", "contact", "contact", None, 60_000, 65_000),
        ("onset shift", "distress", "crying", None, 30_000, 32_000),
        ("offset shift", "distress", None, "crying", 50_000, 52_000),
        ("omission", "reach", "reach", None, 5_000, 5_000),
        ("commission", "reach", None, "reach", 90_000, 90_000),
    ]


def test_what_only_coder_b_has_is_a_commission():
    assert found(coding(), b_coding(("crying", 10_000, 5_000))) == [
        ("commission", "distress", None, "crying", 10_000, 15_000)
    ]


def test_another_code_at_the_same_time_is_one_code_swap():
    a, b = coding(("crying", 10_000, 10_000)), b_coding(("fussing", 10_000, 10_000))
    assert found(a, b) == [("code swap", "distress", "crying", "fussing", 10_000, 20_000)]


def test_a_bout_under_two_names_is_one_code_swap_whatever_its_edges():
    a, b = coding(("crying", 10_000, 10_000)), b_coding(("fussing", 10_400, 10_000))
    assert found(a, b) == [("code swap", "distress", "crying", "fussing", 10_000, 20_400)]
    [one] = disagreements((a, b), CODEBOOK, EPISODE)
    assert one.pieces == ((10_000, 10_400), (10_400, 20_000), (20_000, 20_400))
    assert one.lost_ms == 10_400


def test_two_codes_that_hardly_meet_are_two_bouts_that_were_missed_and_a_swap():
    a, b = coding(("crying", 10_000, 10_000)), b_coding(("fussing", 18_000, 10_000))
    assert found(a, b) == [
        ("omission", "distress", "crying", None, 10_000, 18_000),
        ("commission", "distress", None, "fussing", 20_000, 28_000),
        ("code swap", "distress", "crying", "fussing", 18_000, 20_000),
    ]


def test_a_boundary_between_two_codes_is_one_onset_shift_of_the_later():
    a = coding(("crying", 10_000, 10_000), ("fussing", 20_000, 10_000))
    b = b_coding(("crying", 10_000, 12_000), ("fussing", 22_000, 8_000))
    assert found(a, b) == [("onset shift", "distress", "fussing", "crying", 20_000, 22_000)]
    [one] = disagreements((a, b), CODEBOOK, EPISODE)
    assert one.subject == "fussing"


def test_a_gap_that_only_one_coder_has_is_a_split_or_merge():
    a, b = coding(("crying", 10_000, 20_000)), b_coding(("crying", 10_000, 8_000), ("crying", 20_000, 10_000))
    assert found(a, b) == [("split or merge", "distress", "crying", None, 18_000, 20_000)]
    assert found(b, a) == [("split or merge", "distress", None, "crying", 18_000, 20_000)]


def test_a_short_code_inside_anothers_bout_is_a_code_swap():
    a = coding(("crying", 10_000, 20_000))
    b = b_coding(("crying", 10_000, 8_000), ("fussing", 18_000, 2_000), ("crying", 20_000, 10_000))
    assert found(a, b) == [("code swap", "distress", "crying", "fussing", 18_000, 20_000)]


def test_events_of_one_code_that_touch_are_one_bout():
    a, b = coding(("crying", 10_000, 5_000), ("crying", 15_000, 5_000)), b_coding(("crying", 10_000, 12_000))
    assert found(a, b) == [("offset shift", "distress", None, "crying", 20_000, 22_000)]


def test_a_stretch_goes_on_over_boundaries_at_which_neither_code_changes():
    a = coding(("crying", 10_000, 5_000), ("crying", 15_000, 5_000))
    touching = [Span("4", 0, 12_000), Span("5", 12_000, 60_000)]
    assert found(a, b_coding(), touching) == [("omission", "distress", "crying", None, 10_000, 20_000)]


def test_points_within_the_tolerance_are_one_point_that_is_shifted():
    a, b = coding(("reach", 10_000, 0)), b_coding(("reach", 11_000, 0))
    assert found(a, b) == [("onset shift", "reach", "reach", "reach", 10_000, 11_000)]
    assert [kind for kind, *_ in found(a, b, tolerance_ms=999)] == ["omission", "commission"]
    assert disagreements((a, b), CODEBOOK, EPISODE)[0].lost_ms == 0


def test_points_at_the_same_moment_are_no_disagreement():
    assert found(coding(("reach", 10_000, 0)), b_coding(("reach", 10_000, 0))) == []


def test_modifiers_that_differ_are_told_once_for_each_pair_of_events():
    def event(coder, target):
        return Event(id=coder, code="contact", start_ms=1_000, end_ms=5_000, modifiers={"target": target})

    a, b = Coding("s1", "A", [event("A", "caregiver")]), Coding("s1", "B", [event("B", "stranger")])
    assert found(a, b) == [("modifiers", "contact", "contact", "contact", 1_000, 5_000)]
    assert found(a, Coding("s1", "B", [event("B", "caregiver")])) == []


def test_episode_marks_count_unless_the_session_has_boundaries_of_its_own():
    a = Coding(
        "s1",
        "A",
        [EpisodeMark(id="a2", episode="2", start_ms=1_000), EpisodeMark(id="a3", episode="3", start_ms=5_000)],
    )
    b = Coding("s1", "B", [EpisodeMark(id="b2", episode="2", start_ms=1_400)])
    assert found(a, b) == [
        ("episode mark", "2", None, None, 1_000, 1_400),
        ("episode mark", "3", None, None, 5_000, 5_000),
    ]
    assert found(a, b, has_locked_episodes=True) == []


def test_ratings_and_classes_that_differ_are_told():
    def judged(coder, value, primary):
        rating = Rating(id=f"{coder}r", scale="proximity_seeking", episode="5", target="caregiver", value=value)
        return Coding("s1", coder, [rating, Classification(id=f"{coder}c", primary=primary)])

    assert [kind for kind, *_ in found(judged("A", 5, "B"), judged("B", 6, "C"))] == ["class", "rating"]
    assert found(judged("A", 5, "B"), judged("B", 5, "B")) == []
    assert [kind for kind, *_ in found(judged("A", 5, "B"), coding(coder="B"))] == ["class", "rating"]


def test_the_recording_starts_two_seconds_before_and_never_before_it_begins():
    early, late = (Disagreement("omission", "reach", ("reach", None), at, at) for at in (500, 9_000))
    assert (early.jump_ms, late.jump_ms) == (0, 7_000)


@settings(deadline=None)
@given(codings, other_codings, windows)
def test_every_ms_off_the_diagonals_belongs_to_exactly_one(a, b, window):
    claimed = Counter(
        (one.channel, at_ms)
        for one in disagreements((a, b), CODEBOOK, window)
        for start_ms, end_ms in one.pieces
        for at_ms in range(start_ms, end_ms)
    )
    assert set(claimed.values()) <= {1}
    listed = Counter(channel for channel, _ in claimed)
    for channel, one in compare(a, b, CODEBOOK, window).channels.items():
        assert listed[channel] == int(one.table_ms.sum() - one.table_ms.trace())


@settings(deadline=None)
@given(codings, other_codings, windows)
def test_they_lie_in_the_window_and_in_order_and_have_keys_of_their_own(a, b, window):
    found_ones = disagreements((a, b), CODEBOOK, window)
    inside = {at_ms for span in window for at_ms in range(span.start_ms, span.end_ms)}
    pieces = [piece for one in found_ones for piece in (one.pieces or ((one.start_ms, one.start_ms + 1),))]
    assert all(at_ms in inside for start_ms, end_ms in pieces for at_ms in range(start_ms, end_ms))
    assert all(one.lost_ms >= other.lost_ms for one, other in pairwise(found_ones))
    assert len({one.key for one in found_ones}) == len(found_ones)


@settings(deadline=None)
@given(codings, other_codings, windows)
def test_swapping_the_coders_makes_commissions_of_omissions_and_changes_nothing_else(a, b, window):
    mirror = {"omission": "commission", "commission": "omission"}
    straight = {
        (mirror.get(d.kind, d.kind), *d.said[::-1], d.pieces, d.key) for d in disagreements((a, b), CODEBOOK, window)
    }
    swapped = {(d.kind, *d.said, d.pieces, d.key) for d in disagreements((b, a), CODEBOOK, window)}
    assert straight == swapped


@settings(deadline=None)
@given(codings, windows)
def test_a_coding_agrees_with_itself(a, window):
    assert disagreements((a, a), CODEBOOK, window) == ()


@pytest.mark.parametrize("by_ms", [1_000, 86_400_000])
def test_a_shift_of_both_shifts_every_one(by_ms):
    a = (("crying", 10_000, 10_000), ("fussing", 20_000, 5_000), ("reach", 3_000, 0))
    b = (("crying", 10_400, 9_600), ("fussing", 21_000, 5_000), ("reach", 3_400, 0))
    moved = [[(code, start + by_ms, length) for code, start, length in events] for events in (a, b)]
    later = found(coding(*moved[0]), b_coding(*moved[1]), [Span("4", by_ms, by_ms + 180_000)])
    assert later == [(*head, start + by_ms, end + by_ms) for *head, start, end in found(coding(*a), b_coding(*b))]
