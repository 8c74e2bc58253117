"""One event is corrected by keys: its code, its modifiers, whether the coder is sure of it."""

import pytest
from PySide6.QtCore import Qt

from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import CoderSettings, open_study
from ui.coding.event_model import Column
from ui.coding.recoding import PROMPT

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


@pytest.fixture
def seated(coder):
    """A bout of crying, one of fussing beside it, one of proximity seeking over both, and a reach; nothing selected."""
    coder.sit_down()
    spans = [("c", "crying", 10, 20), ("f", "fussing", 30, 40), ("p", "proximity_seeking", 5, 60), ("r", "reach", 7, 7)]
    made = [Event(id=name, code=code, start_ms=coder.at(a), end_ms=coder.at(b)) for name, code, a, b in spans]
    coder.session.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
    coder.session.select("")
    return coder


def code_of(coder, name):
    return coder.session.coding.event(name).code


class TestRecode:
    def test_the_next_key_says_what_the_selected_event_was_and_then_keys_mark_again(self, seated):
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        assert PROMPT in seated.program.window.top_bar.said
        assert seated.program.code_workspace.panels.rule.text == PROMPT
        seated.press(KEY.Key_F)
        assert code_of(seated, "c") == "fussing"
        assert seated.session.selected_id == "c"
        assert PROMPT not in seated.program.window.top_bar.said
        assert len(seated.session.coding.events) == 4, "it has marked nothing"
        seated.go(100)
        seated.press(KEY.Key_C)
        assert ("crying", seated.at(100), None) in seated.events
        assert code_of(seated, "c") == "fussing"

    def test_one_undo_takes_it_back(self, seated):
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_F)
        seated.press(KEY.Key_Z, CTRL)
        assert code_of(seated, "c") == "crying"

    def test_several_are_recoded_together(self, seated):
        seated.session.select_many(["c", "f"])
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_A)
        assert {code_of(seated, "c"), code_of(seated, "f")} == {"avoidance"}

    def test_a_click_on_a_code_does_the_same(self, seated, qtbot):
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        qtbot.mouseClick(seated.program.code_workspace.panels.heads.rows["fussing"], Qt.MouseButton.LeftButton)
        assert code_of(seated, "c") == "fussing"
        assert len(seated.session.coding.events) == 4

    def test_what_does_not_fit_is_refused_in_words_and_nothing_changes(self, seated):
        before = seated.events
        seated.session.select("p")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_C)
        assert seated.events == before
        assert "Crying would overlap Crying" in seated.said
        seated.session.select("r")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_C)
        assert seated.events == before
        assert seated.said == "Reach is a point and Crying a state."
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_C)
        assert seated.events == before
        assert seated.said == "That is Crying already."

    def test_with_nothing_selected_it_does_not_begin(self, seated):
        seated.press(KEY.Key_R, CTRL)
        assert seated.said == "No event is selected."
        seated.press(KEY.Key_F)
        assert len(seated.session.coding.events) == 5, "the key marks"

    def test_escape_cancels_and_leaves_the_selection(self, seated):
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_Escape)
        assert seated.session.selected_id == "c"
        seated.go(100)
        seated.press(KEY.Key_F)
        assert code_of(seated, "c") == "crying"
        assert ("fussing", seated.at(100), None) in seated.events

    @pytest.mark.parametrize(
        "between",
        [KEY.Key_Right, KEY.Key_Down, KEY.Key_1, KEY.Key_F5, KEY.Key_Space, KEY.Key_Q],
        ids=lambda key: key.name,
    )
    def test_whatever_else_is_pressed_ends_it(self, seated, between):
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        seated.press(between)
        seated.press(KEY.Key_K)  # shuttle pause, where Space has set it playing
        assert not seated.side.recoding.is_on
        seated.go(100)
        seated.press(KEY.Key_F)
        assert code_of(seated, "c") == "crying"
        assert ("fussing", seated.at(100), None) in seated.events

    def test_it_closes_an_open_question_whose_answers_would_look_like_codes(self, seated):
        seated.go(70)
        seated.press(KEY.Key_P)
        assert seated.side.question.modifier is not None
        seated.press(KEY.Key_R, CTRL)
        assert seated.side.question.modifier is None
        seated.press(KEY.Key_A)
        assert ("avoidance", seated.at(70), None) in seated.events

    def test_in_the_interval_pass_the_key_recodes_and_ticks_nothing(self, seated):
        seated.press(KEY.Key_F4)
        seated.session.select("c")
        seated.press(KEY.Key_R, CTRL)
        seated.press(KEY.Key_F)
        assert code_of(seated, "c") == "fussing"
        assert not seated.session.coding.intervals


class TestModifiersAndDoubts:
    def test_alt_enter_asks_again_what_was_answered_and_the_answer_changes(self, seated):
        seated.session.select("p")
        for key in (KEY.Key_1, KEY.Key_1):
            seated.press(KEY.Key_Return, ALT)
            seated.press(key)
        first = dict(seated.session.coding.event("p").modifiers)
        assert len(first) == 2
        seated.press(KEY.Key_Return, ALT)
        assert seated.side.question.title == "Proximity seeking, towards (now caregiver)"
        seated.press(KEY.Key_2)
        assert seated.side.question.title.startswith("Proximity seeking, how far (now ")
        seated.press(KEY.Key_Escape)
        changed = seated.session.coding.event("p").modifiers
        assert changed == {**first, "target": "stranger"}
        assert seated.side.question.modifier is None

    def test_the_same_answer_again_goes_on_to_the_next_question(self, seated):
        seated.session.select("r")
        seated.press(KEY.Key_Return, ALT)
        seated.press(KEY.Key_1)
        for _ in range(2):
            seated.press(KEY.Key_Return, ALT)
            assert seated.side.question.modifier is not None
            seated.press(KEY.Key_1)
            assert seated.side.question.modifier is None
        assert seated.session.coding.event("r").modifiers == {"target": "caregiver"}

    def test_what_asks_nothing_says_so(self, seated):
        seated.session.select("c")
        seated.press(KEY.Key_Return, ALT)
        assert seated.said == "Crying has no modifiers."

    def test_a_key_says_unsure_of_all_that_are_selected_and_takes_it_back(self, seated):
        seated.press(KEY.Key_U, CTRL)
        assert seated.said == "No event is selected."
        seated.session.select_many(["c", "f"])
        for unsure in (True, False):
            seated.press(KEY.Key_U, CTRL)
            assert [seated.session.coding.event(one).unsure for one in "cf"] == [unsure, unsure]

    def test_a_key_goes_to_where_the_selected_event_starts_and_ends(self, seated):
        shift = CTRL | Qt.KeyboardModifier.ShiftModifier
        seated.session.select("c")
        seated.press(KEY.Key_E, shift)
        seated.settle(20)
        seated.press(KEY.Key_G, shift)
        seated.settle(10)


class TestDoubleClick:
    def double_click(self, coder, where):
        panels = coder.program.code_workspace.panels
        if where == "timeline":
            timeline, event = panels.timeline, coder.session.coding.events[0]
            at = timeline.scene.bar_rect(event).center().toPoint()
            coder.qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=at)
        else:
            table = panels.events.table
            place = table.visualRect(table.model().index(0, Column.CODE)).center()
            coder.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            coder.qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        return panels.events.table

    @pytest.mark.parametrize(
        ("setting", "where", "edits"),
        [
            ("by place", "table", True),
            ("by place", "timeline", False),
            ("edit", "table", True),
            ("edit", "timeline", True),
            ("go", "table", False),
            ("go", "timeline", False),
        ],
    )
    def test_it_goes_there_and_edits_as_the_coder_has_chosen(self, coder, setting, where, edits):
        coder.sit_down(CoderSettings(double_click=setting))
        coder.go(20)
        coder.press(Qt.Key.Key_S)
        coder.go(60)
        coder.press(Qt.Key.Key_S)
        if where == "timeline":
            coder.press(Qt.Key.Key_F5)  # the table is not seen now
        table = self.double_click(coder, where)
        coder.settle(20)
        assert (table.state() == table.State.EditingState) == edits

    def test_it_is_chosen_in_setup_and_kept(self, coder):
        coder.sit_down()
        box = coder.side.setup.double_click
        assert box.currentText() == "edits in the table, goes there on the timeline"
        box.activated.emit(2)
        assert coder.side.marking.settings.double_click == "go"
        coder.qtbot.waitUntil(lambda: not coder.program.saves.running)
        assert open_study(coder.study.folder).coder_settings("KM").double_click == "go"
