"""The checks and the history beside the codes, in the whole window with real key presses."""

from datetime import UTC

import pytest
from PySide6.QtCore import Qt

from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event, Segment
from annotator.text import clock

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def bring_in(coder, *items):
    """Import items as they are, faults and all."""
    changes = tuple(Change(None, item) for item in items)
    coder.session.do(lambda: Edit(label="import", changes=changes))


class TestChecks:
    @pytest.fixture
    def faulty(self, coder):
        coder.sit_down()
        overlap = (
            Event(id="a", code="crying", start_ms=coder.at(10), end_ms=coder.at(40)),
            Event(id="b", code="fussing", start_ms=coder.at(30), end_ms=coder.at(60)),
        )
        bring_in(coder, *overlap, Segment(id="s", start_ms=coder.at(90), end_ms=coder.at(100)))
        coder.qtbot.waitUntil(lambda: coder.checks_tab == "Checks 2")
        return coder

    def test_a_clean_coding_has_no_number(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_S)
        coder.side.checks.check_now()
        assert coder.checks_tab == "Checks"
        coder.press(Qt.Key.Key_F12)
        assert coder.said == "There is nothing to look at: all checks passed."

    def test_one_key_goes_from_finding_to_finding_round_the_end(self, faulty):
        faulty.press(Qt.Key.Key_F12)
        assert faulty.side.checks.isVisible()
        faulty.settle(30)
        assert faulty.session.selected_id == "a"
        faulty.press(Qt.Key.Key_F12)
        faulty.settle(90)
        faulty.press(Qt.Key.Key_F12)
        faulty.settle(30)
        faulty.press(Qt.Key.Key_F12, SHIFT)
        faulty.settle(90)

    def test_looking_changes_nothing(self, faulty):
        before = dict(faulty.session.coding.items)
        for _ in range(2):
            faulty.press(Qt.Key.Key_F12)
            faulty.press(Qt.Key.Key_F12)
        assert faulty.session.coding.items == before
        assert len(faulty.session.opened.history.done) == 1

    def test_a_fix_by_key_and_its_undo(self, faulty):
        faulty.press(Qt.Key.Key_F12)
        faulty.press(Qt.Key.Key_F12, CTRL)
        at = faulty.at
        assert faulty.events == [("crying", at(10), at(30)), ("fussing", at(30), at(60))]
        assert faulty.checks_tab == "Checks 1"
        assert faulty.session.opened.history.done[-1].label == "end Crying where Fussing begins"
        faulty.press(Qt.Key.Key_Z, CTRL)
        assert faulty.events == [("crying", at(10), at(40)), ("fussing", at(30), at(60))]
        faulty.qtbot.waitUntil(lambda: faulty.checks_tab == "Checks 2")

    def test_the_other_fix_by_key_and_by_button(self, faulty, qtbot):
        faulty.press(Qt.Key.Key_F12)
        buttons = faulty.side.checks.fix_buttons
        assert [one.text() for one in buttons] == [
            "End Crying where Fussing begins",
            "Begin Fussing where Crying ends",
        ]
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
        at = faulty.at
        assert faulty.events == [("crying", at(10), at(40)), ("fussing", at(40), at(60))]
        faulty.press(Qt.Key.Key_Z, CTRL)
        faulty.press(Qt.Key.Key_F12)
        faulty.press(Qt.Key.Key_F12, CTRL | SHIFT)
        assert faulty.events == [("crying", at(10), at(40)), ("fussing", at(40), at(60))]

    def test_a_click_goes_there_and_leaves_the_keyboard_to_the_player(self, faulty, qtbot):
        faulty.press(Qt.Key.Key_F12)
        view = faulty.side.checks.view
        place = view.visualRect(view.model().index(1, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        faulty.settle(90)
        faulty.press(Qt.Key.Key_S)
        assert faulty.events[-1][:2] == ("search", faulty.at(90))

    def test_without_a_finding_at_hand_a_fix_does_nothing(self, faulty):
        faulty.press(Qt.Key.Key_F12, CTRL)
        assert faulty.said == "No finding is selected."
        assert len(faulty.session.opened.history.done) == 1

    def test_a_submitted_coding_stays_as_it_is(self, faulty):
        faulty.press(Qt.Key.Key_F12)
        faulty.press(Qt.Key.Key_Return, CTRL)
        faulty.press(Qt.Key.Key_Return, CTRL)
        before = dict(faulty.session.coding.items)
        for _ in range(2):
            faulty.press(Qt.Key.Key_F12)
        faulty.press(Qt.Key.Key_F12, CTRL)
        assert faulty.said == "This coding is submitted."
        assert faulty.session.coding.items == before


class TestNaming:
    @pytest.fixture
    def segmented(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_F3)
        for index in (20, 40):
            coder.go(index)
            coder.press(Qt.Key.Key_Space)
        coder.press(Qt.Key.Key_F3)
        coder.go(100)
        coder.qtbot.waitUntil(lambda: coder.checks_tab == "Checks 1")
        return coder

    @pytest.mark.parametrize("by_key", [True, False])
    def test_a_segment_is_named_from_its_finding_by_the_next_key_of_a_code(self, segmented, qtbot, by_key):
        segmented.press(Qt.Key.Key_F12)
        buttons = segmented.side.checks.fix_buttons
        assert [one.text() for one in buttons] == ["Name it", "Delete the segment"]
        if by_key:
            segmented.press(Qt.Key.Key_F12, CTRL)
        else:
            qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        rule = segmented.program.code_workspace.panels.rule
        assert rule.text == "Name the segment: press the key of the code, Esc cancels"
        segmented.settle(20)
        segmented.press(Qt.Key.Key_C)
        assert segmented.events == [("crying", segmented.at(20), segmented.at(40))]
        segmented.press(Qt.Key.Key_S)
        assert {code for code, _, _ in segmented.events} == {"crying", "search"}, "only the one key was waited for"

    def test_esc_leaves_it_without_a_name(self, segmented):
        segmented.press(Qt.Key.Key_F12)
        segmented.press(Qt.Key.Key_F12, CTRL)
        segmented.press(Qt.Key.Key_Escape)
        segmented.press(Qt.Key.Key_S)
        assert len(segmented.session.coding.segments) == 1
        assert [code for code, _, _ in segmented.events] == ["search"]


class TestHistory:
    @pytest.fixture
    def coded(self, coder):
        coder.sit_down()
        for index, key in ((0, Qt.Key.Key_S), (10, Qt.Key.Key_E), (20, Qt.Key.Key_C), (30, Qt.Key.Key_S)):
            coder.go(index)
            coder.press(key)
        return coder

    def lines(self, coder):
        model = coder.side.history.model
        return [model.index(row).data().split("   ")[-1] for row in range(model.rowCount())]

    def click(self, coder, qtbot, row):
        for _ in range(coder.side.tabs.count()):
            if not coder.side.history.isVisible():
                coder.press(Qt.Key.Key_F5)
        view = coder.side.history.view
        view.scrollTo(view.model().index(row, 0))
        place = view.visualRect(view.model().index(row, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def test_every_step_stands_there_with_its_time(self, coded):
        assert self.lines(coded) == [
            "The coding is empty",
            "start Search",
            "start Manipulation",
            "start Crying",
            "end Search",
        ]
        step = coded.session.opened.steps.all[0]
        index = coded.side.history.model.index(1)
        assert index.data().startswith(f"{step.at.astimezone():%H:%M:%S}")
        assert index.data(Qt.ItemDataRole.ToolTipRole) == f"start Search, {step.at:%Y-%m-%d %H:%M:%S} UTC"
        assert step.at.tzinfo == UTC

    def test_a_click_goes_back_and_forth(self, coded, qtbot):
        whole = dict(coded.session.coding.items)
        self.click(coded, qtbot, 2)
        assert [code for code, *_ in coded.events] == ["search", "manipulation"]
        assert self.lines(coded)[-2:] == ["start Crying · undone", "end Search · undone"]
        self.click(coded, qtbot, 0)
        assert coded.events == []
        self.click(coded, qtbot, 4)
        assert coded.session.coding.items == whole
        assert coded.side.history.view.currentIndex().row() == 4

    def test_a_new_step_leaves_those_that_were_undone_in_a_line_one_can_go_to(self, coded, qtbot):
        whole = dict(coded.session.coding.items)
        self.click(coded, qtbot, 2)
        coded.press(Qt.Key.Key_F)
        other = dict(coded.session.coding.items)
        assert self.lines(coded)[-3:] == ["start Manipulation", "end Search", "start Fussing"]
        assert coded.side.history.model.index(3).data().startswith("↳ 2 steps left behind, up to")
        assert coded.side.history.view.currentIndex().row() == 4
        self.click(coded, qtbot, 3)
        assert coded.session.coding.items == whole
        assert self.lines(coded) == [
            "The coding is empty",
            "start Search",
            "start Manipulation",
            "start Fussing",
            "start Crying",
            "end Search",
        ]
        self.click(coded, qtbot, 3)
        assert coded.session.coding.items == other

    def test_each_line_carries_its_moment_of_the_recording(self, coded):
        moments = [event.start_ms for event in coded.session.coding.events]
        model = coded.side.history.model
        assert model.index(1).data().split("   ")[1] == clock(moments[0])
        assert model.index(3).data().split("   ")[1] == clock(coded.session.coding.events_of(["crying"])[0].start_ms)

    def test_submitting_stands_there_and_a_click_before_it_does_not_reopen(self, coded, qtbot):
        coded.session.do(lambda: commands.submit(coded.session.coding))
        assert self.lines(coded)[-1] == "submit"
        self.click(coded, qtbot, 1)
        assert coded.session.coding.is_submitted
        assert coded.said == "This coding is submitted."

    def test_it_survives_a_restart(self, coded, qtbot, start_program):
        coded.press(Qt.Key.Key_Z, CTRL)
        lines, times = self.lines(coded), [step.at for step in coded.session.opened.steps.all]
        coded.program.window.close()
        again = type(coded)(qtbot, start_program(), coded.study).sit_down()
        assert self.lines(again) == lines
        assert [step.at for step in again.session.opened.steps.all] == times
        self.click(again, qtbot, 4)
        assert again.events[0][2] is not None, "what was undone before the restart is redone after it"
        self.click(again, qtbot, 0)
        assert again.events == []


class TestSubmitting:
    def test_a_chip_a_message_and_the_button_say_that_it_is_submitted_and_reopened(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_S)
        checks, program = coder.side.checks, coder.program
        coder.press(Qt.Key.Key_Return, CTRL)
        assert coder.said.startswith("Not submitted yet")
        assert checks.submit_button.text() == "Submit anyway"
        checks.submit_button.click()
        since = coder.session.opened.steps.submitted_at.astimezone()
        assert coder.said == "S001 by KM is submitted."
        assert f"submitted by KM, {since:%Y-%m-%d %H:%M}" in program.window.top_bar.said
        assert checks.submit_button.text() == "Reopen"
        assert checks.state.text() == f"Submitted by KM, {since:%Y-%m-%d %H:%M}: locked, and finished."
        assert program.actions["submit"].text() == "Reopen the coding"
        coder.press(Qt.Key.Key_Z, CTRL)
        assert (coder.said, coder.session.coding.is_submitted) == ("This coding is submitted.", True)
        coder.press(Qt.Key.Key_Return, CTRL)
        assert (coder.said, coder.session.coding.is_submitted) == ("S001 by KM is reopened.", False)
        assert not any("submitted" in chip for chip in program.window.top_bar.said)
        assert program.actions["submit"].text() == "Submit the coding"
        coder.press(Qt.Key.Key_Z, CTRL)
        assert coder.events == [], "undo goes on where it was before the coding was submitted"

    def test_it_says_so_when_it_is_opened_again(self, coder, start_program):
        coder.sit_down()
        coder.session.do(lambda: commands.submit(coder.session.coding))
        coder.program.window.close()
        again = type(coder)(coder.qtbot, start_program(), coder.study).sit_down()
        assert any(chip.startswith("submitted by KM, 2") for chip in again.program.window.top_bar.said)


def test_esc_ends_the_filter_before_it_lets_go_of_the_selection(coder):
    coder.sit_down()
    coder.press(Qt.Key.Key_C)
    events = coder.program.code_workspace.panels.events
    events.filter_box.setText("cry")
    coder.press(Qt.Key.Key_Escape)
    assert (events.filter_box.text(), events.model.rowCount()) == ("", 1)
    assert coder.session.selected_id
    coder.press(Qt.Key.Key_Escape)
    assert not coder.session.selected_id
