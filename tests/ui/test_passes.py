"""Segment first, code later; and interval coding: in the whole window with real key presses."""

import pytest
from PySide6.QtCore import Qt

from annotator.model import commands
from annotator.model.intervals import IntervalRule
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.study import CoderSettings

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 20_000


def mark_segments(segmenting, *starts):
    """Set a segment of ten frames aside at each of these frames."""
    for start in starts:
        segmenting.go(start)
        segmenting.press(Qt.Key.Key_Space)
        segmenting.go(start + 10)
        segmenting.press(Qt.Key.Key_Space)


class TestSegmentPass:
    @pytest.fixture
    def segmenting(self, coder):
        coder.sit_down().press(Qt.Key.Key_F3)
        return coder

    def bounds(self, coder):
        return [(one.start_ms, one.end_ms) for one in coder.session.coding.segments]

    def test_space_starts_and_ends_a_segment_instead_of_playing(self, segmenting):
        for index in (10, 40, 50, 90):
            segmenting.go(index)
            segmenting.press(Qt.Key.Key_Space)
        at = segmenting.at
        assert self.bounds(segmenting) == [(at(10), at(40)), (at(50), at(90))]
        assert segmenting.events == []
        assert not segmenting.session.is_playing
        assert "2 segments without a code" in segmenting.side.banner.text()

    def test_space_while_it_plays(self, segmenting, qtbot):
        segmenting.press(Qt.Key.Key_L)
        for index in (10, 30):
            qtbot.waitUntil(lambda index=index: segmenting.session.player.frame_index > index)
            segmenting.press(Qt.Key.Key_Space)
            assert segmenting.session.is_playing
        segmenting.press(Qt.Key.Key_K)
        assert len(self.bounds(segmenting)) == 1

    def test_afterwards_the_keys_of_codes_name_them_and_up_and_down_go_through_them(self, segmenting):
        for index in (10, 40, 50, 90):
            segmenting.go(index)
            segmenting.press(Qt.Key.Key_Space)
        segmenting.go(0)
        segmenting.press(Qt.Key.Key_Down)
        segmenting.settle(10)
        segmenting.press(Qt.Key.Key_C)
        segmenting.press(Qt.Key.Key_Down)
        segmenting.settle(50)
        segmenting.press(Qt.Key.Key_S)
        at = segmenting.at
        assert segmenting.events == [("crying", at(10), at(40)), ("search", at(50), at(90))]
        assert self.bounds(segmenting) == []
        segmenting.press(Qt.Key.Key_Z, CTRL)
        assert self.bounds(segmenting) == [(at(50), at(90))]
        assert segmenting.events == [("crying", at(10), at(40))]
        segmenting.go(149)
        segmenting.press(Qt.Key.Key_Up)
        segmenting.settle(50)

    def test_what_cannot_be_named_is_said(self, segmenting):
        segmenting.press(Qt.Key.Key_C)
        assert segmenting.said == "There is no segment here to name."
        segmenting.press(Qt.Key.Key_Space)
        segmenting.press(Qt.Key.Key_C)
        assert segmenting.said == "This segment has no end yet."
        segmenting.go(10)
        segmenting.press(Qt.Key.Key_Space)
        segmenting.press(Qt.Key.Key_Q)
        assert segmenting.said == "Reach has no duration, so it cannot name a segment."
        segmenting.side.marking.change(codes=("search",))
        segmenting.press(Qt.Key.Key_C)
        assert segmenting.said == "Crying is not in this pass."
        assert segmenting.events == []

    def test_the_modifier_of_a_named_segment_is_asked(self, segmenting):
        segmenting.press(Qt.Key.Key_Space)
        segmenting.go(10)
        segmenting.press(Qt.Key.Key_Space)
        segmenting.press(Qt.Key.Key_T)
        segmenting.press(Qt.Key.Key_2)
        assert segmenting.session.coding.events[0].modifiers == {"target": "stranger"}

    def test_on_the_way_to_another_segment_the_question_of_the_one_before_is_closed(self, segmenting):
        mark_segments(segmenting, 0, 20)
        segmenting.go(0)
        segmenting.press(Qt.Key.Key_P)
        segmenting.press(Qt.Key.Key_Down)
        segmenting.settle(20)
        assert segmenting.side.question.modifier is None
        segmenting.press(Qt.Key.Key_C)
        at = segmenting.at
        assert segmenting.events == [("proximity_seeking", at(0), at(10)), ("crying", at(20), at(30))]
        assert segmenting.session.coding.events[0].modifiers == {}

    def test_a_jump_away_from_the_event_closes_its_question_too(self, segmenting):
        mark_segments(segmenting, 0, 20)
        segmenting.go(5)
        segmenting.press(Qt.Key.Key_P)
        assert segmenting.side.question.modifier is not None
        segmenting.go(8)
        assert segmenting.side.question.modifier is not None, "it is still the same event"
        segmenting.go(25)
        assert segmenting.side.question.modifier is None

    def test_the_guard_holds(self, segmenting):
        segmenting.side.marking.change(guard_ms=60_000)
        mark_segments(segmenting, 0, 20)
        segmenting.go(5)
        segmenting.press(Qt.Key.Key_C)
        segmenting.go(25)
        segmenting.press(Qt.Key.Key_C)
        assert len(segmenting.events) == 1
        assert "was pressed twice" in segmenting.said

    def test_the_same_key_ends_the_pass_and_space_plays_again(self, segmenting):
        assert segmenting.side.banner.isVisible()
        segmenting.press(Qt.Key.Key_F3)
        assert not segmenting.side.banner.isVisible()
        segmenting.press(Qt.Key.Key_Space)
        assert segmenting.session.is_playing
        segmenting.press(Qt.Key.Key_Space)

    def test_segments_are_in_no_table(self, segmenting, study):
        segmenting.press(Qt.Key.Key_Space)
        segmenting.program.flush()
        assert len(study.events()) == 0


class TestIntervalPass:
    """Episode 2 lasts from frame 15 to frame 135; intervals last 1.5 s."""

    @pytest.fixture
    def counting(self, coder, study):
        study.change_settings(intervals=IntervalRule(length_ms=1500))
        coder.sit_down()
        for episode, index in (("1", 0), ("2", 15), (END_OF_LAST_EPISODE, 135)):
            at_ms = coder.at(index)
            coder.session.do(
                lambda episode=episode, at_ms=at_ms: commands.mark_episode(
                    coder.session.coding, study.codebook, episode, at_ms
                )
            )
        coder.press(Qt.Key.Key_F4)
        coder.program.code_workspace.panels.playing.set_speed(2)  # an interval takes half of its time
        return coder

    def asks(self, coder):
        asking = coder.side.passes.intervals
        coder.qtbot.waitUntil(lambda: asking.is_asking and coder.session.is_settled, timeout=PATIENCE_MS)
        coder.qtbot.waitUntil(lambda: not coder.session.is_playing)
        return coder.side.passes.intervals.current

    def said_of(self, coder):
        return [(one.start_ms, one.codes) for one in coder.session.coding.intervals]

    def test_it_stops_at_the_last_frame_of_each_interval_and_enter_goes_on(self, counting):
        begin = counting.at(15)
        counting.press(Qt.Key.Key_Space)
        first = self.asks(counting)
        assert (first.number, first.start_ms, first.end_ms) == (1, begin, begin + 1500)
        session = counting.session
        assert session.frame_after(session.position_ms) >= first.end_ms > session.position_ms
        assert "Which codes occurred?" in counting.side.banner.text()
        counting.press(Qt.Key.Key_C)
        counting.press(Qt.Key.Key_S)
        counting.press(Qt.Key.Key_Q)
        counting.press(Qt.Key.Key_S)
        assert {code for code, row in counting.heads.rows.items() if row.is_ticked} == {"crying", "reach"}
        assert counting.events == [], "nothing is marked"
        counting.press(Qt.Key.Key_Return)
        assert session.is_playing
        second = self.asks(counting)
        assert (second.number, second.start_ms) == (2, begin + 1500)
        assert not any(row.is_ticked for row in counting.heads.rows.values())
        counting.press(Qt.Key.Key_Return)
        third = self.asks(counting)
        assert third.end_ms == counting.at(135), "the rest of half the length or more stands by itself"
        counting.press(Qt.Key.Key_Return)
        assert counting.side.passes.intervals.current is None
        codes = study_order(session, {"crying", "reach"})
        assert self.said_of(counting) == [(begin, codes), (begin + 1500, ()), (begin + 3000, ())]

    def test_ticks_count_while_it_plays_too_and_are_undone(self, counting):
        counting.go(20)
        counting.press(Qt.Key.Key_C)
        counting.press(Qt.Key.Key_S)
        counting.press(Qt.Key.Key_Z, CTRL)
        assert self.said_of(counting) == [(counting.at(15), ("crying",))]
        assert counting.heads.rows["crying"].is_ticked
        assert not counting.heads.rows["search"].is_ticked

    def test_backspace_shows_it_again_and_space_does_not_run_on(self, counting, qtbot):
        counting.press(Qt.Key.Key_Space)
        first = self.asks(counting)
        counting.press(Qt.Key.Key_Space)
        assert self.asks(counting) == first
        counting.press(Qt.Key.Key_Backspace)
        assert not counting.side.passes.intervals.is_asking
        qtbot.waitUntil(lambda: counting.session.is_playing)
        assert self.asks(counting) == first

    def test_going_elsewhere_takes_up_that_interval(self, counting):
        counting.go(70)
        assert counting.side.passes.intervals.current.number == 2
        counting.go(0)
        assert counting.side.passes.intervals.current.number == 1
        counting.go(140)
        assert counting.side.passes.intervals.current is None
        assert "after the last interval" in counting.side.banner.text()

    def test_undo_goes_back_to_the_interval_and_asks_again(self, counting):
        counting.press(Qt.Key.Key_Space)
        first = self.asks(counting)
        counting.press(Qt.Key.Key_Return)  # by mistake: nothing occurred, and it goes on
        counting.qtbot.waitUntil(lambda: counting.session.position_ms > first.end_ms)
        counting.press(Qt.Key.Key_Z, CTRL)
        assert self.said_of(counting) == []
        assert self.asks(counting) == first
        assert first.start_ms <= counting.session.position_ms < first.end_ms
        counting.press(Qt.Key.Key_C)
        counting.press(Qt.Key.Key_Return)
        assert self.said_of(counting) == [(first.start_ms, ("crying",))]
        assert self.asks(counting).number == 2

    def test_the_guard_holds(self, counting):
        counting.side.marking.change(guard_ms=60_000)
        counting.press(Qt.Key.Key_C)
        counting.press(Qt.Key.Key_C)
        assert self.said_of(counting) == [(counting.at(15), ("crying",))]
        assert "was pressed twice" in counting.said

    def test_an_interval_that_was_left_is_in_checks(self, counting):
        counting.go(70)
        counting.press(Qt.Key.Key_C)
        counting.side.checks.check_now()
        assert "Interval 1 of episode 2 was not scored." in [one.sentence for one in counting.side.checks.findings]

    def test_when_it_ends_the_lamps_say_what_the_keys_do(self, counting):
        counting.go(20)
        counting.press(Qt.Key.Key_R)
        assert counting.program.code_workspace.panels.heads.rows["resistance"].is_ticked
        counting.press(Qt.Key.Key_F4)
        assert not counting.program.code_workspace.panels.heads.rows["resistance"].is_ticked

    def test_the_codes_of_the_pass_count_here_too(self, counting):
        counting.side.marking.change(codes=("search",))
        counting.press(Qt.Key.Key_C)
        assert counting.said == "Crying is not in this pass."
        assert self.said_of(counting) == []

    def test_the_same_key_ends_it_and_codes_are_marked_again(self, counting):
        counting.press(Qt.Key.Key_F4)
        counting.press(Qt.Key.Key_C)
        assert counting.events == [("crying", 0, None)]
        assert counting.side.banner.text() == ""

    def test_moving_an_episode_lays_the_intervals_anew_and_keeps_the_record(self, counting):
        counting.go(20)
        counting.press(Qt.Key.Key_C)
        counting.press(Qt.Key.Key_2, CTRL)
        assert counting.side.passes.intervals.current.start_ms == counting.at(20)
        assert not counting.heads.rows["crying"].is_ticked
        assert self.said_of(counting) == [(counting.at(15), ("crying",))]


def test_without_episodes_there_is_nothing_to_cut_and_that_is_said(coder):
    coder.sit_down()
    coder.press(Qt.Key.Key_F4)
    assert coder.said == "There is no scored episode yet to divide into intervals."
    coder.press(Qt.Key.Key_C)
    assert coder.events == [("crying", 0, None)]


def test_without_a_protocol_the_session_as_a_whole_is_cut(coder, study):
    path = study.folder / "codebook.toml"
    path.write_text(BARE, encoding="utf-8")
    study.save_coder_settings("KM", CoderSettings())
    coder.sit_down()
    coder.press(Qt.Key.Key_F4)
    assert len(coder.side.passes.intervals.intervals) == 1


def study_order(session, codes):
    return tuple(code.id for code in session.codebook.codes if code.id in codes)


BARE = """
id = "bare"
name = "Bare"
version = "1.0"
description = "One code."
source = "A convention of this test."
ends = "Never."

[[code]]
id = "crying"
name = "Crying"
key = "C"
kind = "state"
group = "Distress"
color = "#aa5544"
actor = "infant"
definition = "Crying."
onset = "First frame of crying."
offset = "First frame without."
source = "A convention of this test."
"""
