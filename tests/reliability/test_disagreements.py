"""The list of disagreements, with the codebook that ships."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.codebook_file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.reliability import Disagreement, compare, disagreements

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
EPISODE = [Span("4", 0, 180_000)]

marked = st.tuples(
    st.sampled_from(["crying", "fussing", "contact", "reach"]), st.integers(0, 100), st.none() | st.integers(1, 40)
)
codings = st.lists(marked, max_size=10).map(lambda events: coding(*events))
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), st.integers(0, 100), st.integers(0, 60)),
    max_size=4,
)


def coding(*events: tuple[str, int, int | None]) -> Coding:
    """Code, start and length of each event; a length of None runs on, points have none."""
    items = []
    for n, (code, start_ms, length) in enumerate(events):
        end_ms = None if length is None else start_ms + length
        is_point = CODEBOOK.code_by_id[code].is_point
        items.append(Event(id=f"{n}", code=code, start_ms=start_ms, end_ms=start_ms if is_point else end_ms))
    return Coding("s1", "A", items)


def test_they_come_longest_first_then_in_order_of_time():
    a = coding(("crying", 30_000, 20_000), ("contact", 60_000, 5_000), ("reach", 5_000, 0))
    b = coding(("crying", 32_000, 20_000), ("reach", 90_000, 0))
    assert disagreements(a, b, CODEBOOK, EPISODE) == (
        Disagreement("contact", "contact", None, 60_000, 65_000),
        Disagreement("distress", "crying", None, 30_000, 32_000),
        Disagreement("distress", None, "crying", 50_000, 52_000),
        Disagreement("reach", "reach", None, 5_000, 5_000),
        Disagreement("reach", None, "reach", 90_000, 90_000),
    )


def test_a_stretch_goes_on_over_boundaries_at_which_neither_code_changes():
    a = coding(("crying", 10_000, 5_000), ("crying", 15_000, 5_000))
    touching = [Span("4", 0, 12_000), Span("5", 12_000, 60_000)]
    assert disagreements(a, coding(), CODEBOOK, touching) == (Disagreement("distress", "crying", None, 10_000, 20_000),)


def test_a_stretch_ends_where_the_other_code_of_the_pair_changes():
    a = coding(("crying", 10_000, 10_000))
    b = coding(("fussing", 10_000, 4_000))
    assert disagreements(a, b, CODEBOOK, EPISODE) == (
        Disagreement("distress", "crying", None, 14_000, 20_000),
        Disagreement("distress", "crying", "fussing", 10_000, 14_000),
    )


def test_points_within_the_tolerance_are_no_disagreement():
    a, b = coding(("reach", 10_000, 0)), coding(("reach", 11_000, 0))
    assert disagreements(a, b, CODEBOOK, EPISODE) == ()
    assert len(disagreements(a, b, CODEBOOK, EPISODE, tolerance_ms=999)) == 2


def test_the_recording_starts_two_seconds_before_and_never_before_it_begins():
    early, late = Disagreement("reach", "reach", None, 500, 500), Disagreement("reach", "reach", None, 9_000, 9_000)
    assert (early.jump_ms, late.jump_ms) == (0, 7_000)


@given(codings, codings, windows)
def test_they_tile_exactly_the_time_off_the_diagonals(a, b, window):
    listed = Counter[tuple[str, str | None, str | None]]()
    for one in disagreements(a, b, CODEBOOK, window):
        listed[one.channel, one.code_a, one.code_b] += one.duration_ms
    tabled = {
        (channel.channel, code_a or None, code_b or None): int(channel.table_ms[i, j])
        for channel in compare(a, b, CODEBOOK, window).channels
        for i, code_a in enumerate(channel.codes)
        for j, code_b in enumerate(channel.codes)
        if i != j
    }
    assert +listed == +Counter(tabled)


@given(codings, codings, windows)
def test_they_lie_in_the_window_and_none_overlaps_or_goes_on_in_the_next(a, b, window):
    found = disagreements(a, b, CODEBOOK, window)
    inside = {at_ms for span in window for at_ms in range(span.start_ms, span.end_ms)}
    assert all(at_ms in inside for one in found for at_ms in range(one.start_ms, max(one.end_ms, one.start_ms + 1)))
    for channel in CODEBOOK.state_channels:
        stretches = sorted((one for one in found if one.channel == channel), key=lambda one: one.start_ms)
        for one, following in pairwise(stretches):
            same_pair = (one.code_a, one.code_b) == (following.code_a, following.code_b)
            assert one.end_ms < following.start_ms if same_pair else one.end_ms <= following.start_ms


@given(codings, codings, windows)
def test_swapping_the_coders_swaps_the_codes(a, b, window):
    straight = {(d.channel, d.code_a, d.code_b, d.start_ms, d.end_ms) for d in disagreements(a, b, CODEBOOK, window)}
    swapped = {(d.channel, d.code_b, d.code_a, d.start_ms, d.end_ms) for d in disagreements(b, a, CODEBOOK, window)}
    assert straight == swapped
