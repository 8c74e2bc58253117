"""Comparing two codings, with some codes of the codebook that ships."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.pair.counts import count_occurrences
from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.report import compare_channel_events
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.estimate import Undefined
from annotator.statistics.states import StateTime
from annotator.statistics.tables import NOBODY_USED
from tests.strategies import CODEBOOK, coding, event_lists
from tests.two_codings import compare, side_by_side

EPISODE = [Span("4", 0, 180_000)]


def distress(found: OverTime) -> StateTime:
    return found.channels["distress"]


def crying(a: tuple[int, int], b: tuple[int, int], window_s: int) -> StateTime:
    """Two coders who each mark one cry, from and to in seconds."""
    codings = (coding(name, ("crying", 1000 * on, 1000 * (off - on))) for name, (on, off) in (("A", a), ("B", b)))
    return distress(compare(*codings, CODEBOOK, [Span("", 0, 1000 * window_s)]))


@pytest.mark.parametrize(
    ("a", "b", "window_s", "agreement", "kappa", "ppos"),
    [
        ((30, 50), (32, 52), 180, 0.9778, 0.8875, 0.900),
        ((30, 33), (31, 34), 180, 0.9889, 0.661, 0.667),
        # Over the coded span alone, from the first onset to the last offset, this kappa would be -.182.
        ((600, 610), (602, 612), 1200, 1196 / 1200, 0.798, 0.800),
    ],
)
def test_one_cry_seen_a_little_later_by_the_second_coder(a, b, window_s, agreement, kappa, ppos):
    found = crying(a, b, window_s)
    assert found.agreement == pytest.approx(agreement, abs=5e-5)
    assert found.kappa.value == pytest.approx(kappa, abs=5e-4)
    assert found.per_code[0].ppos == pytest.approx(ppos, abs=5e-4)
    assert found.per_code[0].kappa.value == pytest.approx(found.kappa.value)


@pytest.mark.parametrize("targets", [("caregiver", "caregiver"), ("caregiver", "stranger")])
def test_events_of_one_code_that_touch_are_one_bout_whatever_their_modifiers(targets):
    """F1 was 0 where kappa was 1 and the workbench saw no disagreement."""
    split = [
        Event(id=f"{at}", code="crying", start_ms=at, end_ms=at + 5_000, modifiers={"target": target})
        for at, target in zip((10_000, 15_000), targets, strict=True)
    ]
    one, other = coding("A", ("crying", 10_000, 10_000)), Coding("s1", "B", split)
    data = side_by_side(one, other, CODEBOOK, [Span("", 0, 60_000)])
    channel = CODEBOOK.code_by_id["crying"].channel
    code = next(code for code in over_time(data).channels[channel].per_code if code.code == "crying")
    assert (code.bouts_a, code.bouts_b) == (1, 1)
    events = next(found.events for found in compare_channel_events(data) if found.channel == channel)
    assert (events.linked.events.f1, events.aligned.events.f1) == (1, 1)
    counted = next(found for found in count_occurrences(data) if found.code == "crying")
    assert (counted.count_a, counted.count_b, counted.mean_duration) == (1, 1, 1)


def test_the_table_is_in_ms_with_coder_a_in_rows_and_none_last():
    found = crying((30, 50), (32, 52), 180)
    assert [code.code for code in found.per_code] == ["crying", "fussing"]
    assert found.table_ms.tolist() == [[18_000, 0, 2_000], [0, 0, 0], [2_000, 0, 158_000]]
    cry = found.per_code[0]
    assert (cry.code, cry.a_ms, cry.b_ms, cry.both_ms, cry.bouts_a, cry.bouts_b) == (
        "crying", 20_000, 20_000, 18_000, 1, 1,
    )  # fmt: skip


@settings(deadline=None)
@given(event_lists, event_lists)
def test_swapping_the_coders_transposes_the_tables_and_changes_no_statistic(first, second):
    a, b = coding("A", *first), coding("B", *second)
    one, other = compare(a, b, CODEBOOK, EPISODE), compare(b, a, CODEBOOK, EPISODE)
    for straight, swapped in zip(one.channels.values(), other.channels.values(), strict=True):
        assert straight.table_ms.tolist() == swapped.table_ms.T.tolist()
        assert (straight.agreement, straight.kappa) == (swapped.agreement, swapped.kappa)
        for code, mirrored in zip(straight.per_code, swapped.per_code, strict=True):
            assert (code.a_ms, code.b_ms, code.bouts_a) == (mirrored.b_ms, mirrored.a_ms, mirrored.bouts_b)
            assert (code.ppos, code.kappa) == (mirrored.ppos, mirrored.kappa)
    assert [(p.matched, p.only_a, p.f1) for p in one.points] == [(p.matched, p.only_b, p.f1) for p in other.points]


@settings(deadline=None)
@given(event_lists, event_lists, st.integers(0, 10_000_000))
def test_moving_both_codings_and_the_window_changes_nothing(first, second, later_ms):
    here = compare(coding("A", *first), coding("B", *second), CODEBOOK, EPISODE)
    there = compare(
        coding("A", *first, later_ms=later_ms),
        coding("B", *second, later_ms=later_ms),
        CODEBOOK,
        [Span("4", later_ms, later_ms + 180_000)],
    )
    assert [one.table_ms.tolist() for one in here.channels.values()] == [
        one.table_ms.tolist() for one in there.channels.values()
    ]
    assert [one.per_code for one in here.channels.values()] == [one.per_code for one in there.channels.values()]
    assert here.points == there.points


@settings(deadline=None)
@given(event_lists)
def test_a_coder_agrees_perfectly_with_herself_wherever_agreement_can_be_estimated(events):
    found = compare(coding("A", *events), coding("B", *events), CODEBOOK, EPISODE)
    for channel in found.channels.values():
        used = sum(channel.table_ms.any(axis=1))
        if not channel.table_ms[:-1].any():
            assert channel.agreement == channel.kappa.value == Undefined(NOBODY_USED)
            continue
        assert channel.agreement == 1
        assert channel.kappa.value == (1 if used > 1 else Undefined("not estimable: both coders used only one code"))
        assert all(code.ppos == 1 or (isinstance(code.ppos, Undefined) and not code.a_ms) for code in channel.per_code)
    assert all(point.only_a == point.only_b == 0 for point in found.points)


@settings(deadline=None)
@given(event_lists, event_lists, st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 90_000)), max_size=4))
def test_every_table_sums_to_the_window(first, second, spans):
    window = [Span("", start, start + length) for start, length in spans]
    found = compare(coding("A", *first), coding("B", *second), CODEBOOK, window)
    assert {int(one.table_ms.sum()) for one in found.channels.values()} == {found.data.window_ms}


def test_a_code_that_only_one_coder_used_has_numbers_and_one_that_nobody_used_has_a_reason():
    found = distress(compare(coding("A", ("crying", 0, 5000)), coding("B"), CODEBOOK, EPISODE))
    cry, fuss = found.per_code
    assert cry.ppos == 0
    assert cry.kappa.value == Undefined("not estimable: only one coder used this code")
    assert found.kappa.value == Undefined("not estimable: one coder used only one code")
    assert fuss.ppos == fuss.kappa.value == Undefined("not estimable: neither coder used this code")


def test_nothing_coded_by_either_is_nothing_to_agree_on():
    found = distress(compare(coding("A"), coding("B"), CODEBOOK, EPISODE))
    assert found.agreement == found.kappa.value == Undefined(NOBODY_USED)


def test_a_code_on_throughout_for_both_says_so():
    throughout = ("crying", 0, 180_000)
    found = distress(compare(coding("A", throughout), coding("B", throughout), CODEBOOK, EPISODE))
    assert found.per_code[0].ppos == 1
    assert found.per_code[0].kappa.value == Undefined("not estimable: both coders used this code throughout")


def test_a_window_without_length_leaves_everything_undefined():
    found = compare(coding("A", ("crying", 0, 10)), coding("B"), CODEBOOK, [])
    reason = Undefined("not estimable: the window has no length")
    assert found.data.window_ms == 0
    assert all(channel.agreement == channel.kappa.value == reason for channel in found.channels.values())


def test_every_state_channel_and_every_point_code_of_the_codebook_is_compared():
    found = compare(coding("A", ("reach", 10_000, 0)), coding("B", ("reach", 10_900, 0)), CODEBOOK, EPISODE)
    assert list(found.channels) == list(CODEBOOK.state_channels)
    assert [(one.code, one.matched) for one in found.points] == [("reach", 1)]
    assert (found.data.coder_a, found.data.coder_b) == ("A", "B")


def test_the_table_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        crying((30, 50), (32, 52), 180).table_ms[0, 0] = 1
