"""How keys mark, in the whole window with real key presses: held keys, guard, reaction time, passes, questions."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from annotator.study import CoderSettings, open_study

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class TestHeldKeys:
    def test_key_down_starts_and_key_up_ends_and_auto_repeat_is_nothing(self, coder):
        coder.sit_down(CoderSettings(hold=("search",)))
        coder.go(10)
        coder.down(Qt.Key.Key_S)
        assert coder.events == [("search", coder.at(10), None)]
        for index in (20, 30, 40):
            coder.go(index)
            coder.repeat(Qt.Key.Key_S)
        assert coder.events == [("search", coder.at(10), None)]
        coder.up(Qt.Key.Key_S)
        assert coder.events == [("search", coder.at(10), coder.at(40))]

    def test_while_it_plays(self, coder, qtbot):
        coder.sit_down(CoderSettings(hold_all=True))
        coder.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: coder.session.player.frame_index > 10)
        coder.down(Qt.Key.Key_S)
        qtbot.waitUntil(lambda: coder.session.player.frame_index > 25)
        coder.up(Qt.Key.Key_S)
        coder.press(Qt.Key.Key_Space)
        ((code, start_ms, end_ms),) = coder.events
        assert code == "search"
        assert coder.at(10) < start_ms <= end_ms - coder.at(10)

    def test_a_code_that_is_not_held_is_toggled_as_ever(self, coder):
        coder.sit_down(CoderSettings(hold=("search",)))
        coder.press(Qt.Key.Key_C)
        assert coder.events == [("crying", 0, None)]

    def test_shift_may_be_let_go_before_the_letter(self, coder, study):
        shifted = next(code for code in study.codebook.codes if code.key.startswith("Shift+") and not code.is_point)
        key = Qt.Key(ord(shifted.key[-1]))
        coder.sit_down(CoderSettings(hold_all=True))
        coder.down(key, SHIFT)
        coder.press(Qt.Key.Key_Escape)
        coder.go(20)
        coder.up(Qt.Key.Key_Shift)
        coder.up(key)
        assert coder.events == [(shifted.id, 0, coder.at(20))]

    def test_when_the_window_loses_the_keyboard_everything_held_ends(self, coder, qtbot):
        coder.sit_down(CoderSettings(hold_all=True))
        coder.down(Qt.Key.Key_S)
        coder.go(15)
        other = QWidget()
        qtbot.addWidget(other)
        with qtbot.waitActive(other):
            other.show()
        assert coder.events == [("search", 0, coder.at(15))]
        coder.up(Qt.Key.Key_S)
        assert coder.events == [("search", 0, coder.at(15))]

    def test_another_code_of_the_channel_ends_it_and_letting_go_then_does_nothing(self, coder):
        coder.sit_down(CoderSettings(hold=("crying",)))
        coder.down(Qt.Key.Key_C)
        coder.go(10)
        coder.press(Qt.Key.Key_F)
        coder.go(20)
        coder.up(Qt.Key.Key_C)
        assert coder.events == [("crying", 0, coder.at(10)), ("fussing", coder.at(10), None)]

    def test_a_tap_on_one_frame_and_an_undo_while_it_is_held_leave_nothing(self, coder):
        coder.sit_down(CoderSettings(hold_all=True))
        coder.press(Qt.Key.Key_S)
        assert coder.events == []
        coder.down(Qt.Key.Key_S)
        coder.press(Qt.Key.Key_Z, CTRL)
        coder.go(10)
        coder.up(Qt.Key.Key_S)
        assert coder.events == []

    def test_inside_a_state_that_is_marked_a_held_key_changes_nothing(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_S)
        coder.go(60)
        coder.press(Qt.Key.Key_S)
        coder.side.marking.change(hold_all=True)
        coder.go(20)
        coder.down(Qt.Key.Key_S)
        coder.go(30)
        coder.up(Qt.Key.Key_S)
        assert coder.events == [("search", 0, coder.at(60))]


class TestGuardAndReactionTime:
    def test_a_second_press_within_the_guard_does_nothing_and_says_so(self, coder):
        now = [100.0]
        coder.sit_down(CoderSettings(guard_ms=150))
        coder.side.marking._clock = lambda: now[0]
        coder.press(Qt.Key.Key_S)
        coder.go(10)
        now[0] += 0.149
        coder.press(Qt.Key.Key_S)
        assert coder.events == [("search", 0, None)]
        assert coder.said == "Search was pressed twice within 150 ms: the second press was ignored."
        coder.press(Qt.Key.Key_E)
        assert len(coder.events) == 2, "another key is no slip"
        now[0] += 0.001
        coder.press(Qt.Key.Key_S)
        assert coder.events[0] == ("search", 0, coder.at(10))

    def test_at_first_two_quick_points_are_two_points(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_Q)
        coder.press(Qt.Key.Key_Escape)
        coder.press(Qt.Key.Key_Q)
        assert [code for code, *_ in coder.events] == ["reach", "reach"]

    def test_the_reaction_time_is_taken_off_while_playing_only_and_the_step_says_so(self, coder, qtbot):
        coder.sit_down(CoderSettings(reaction_ms=200))
        coder.go(30)
        coder.press(Qt.Key.Key_S)
        assert coder.events == [("search", coder.at(30), None)]
        coder.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: coder.session.player.frame_index > 60)
        shown_ms = coder.session.position_ms
        coder.press(Qt.Key.Key_S)
        coder.press(Qt.Key.Key_Space)
        end_ms = coder.events[0][2]
        assert end_ms == coder.session.frame_ms(shown_ms - 200)
        label = coder.session.opened.history.done[-1].label
        assert label == f"end Search (−{shown_ms - end_ms} ms)"

    def test_a_mark_never_lies_before_the_recording(self, coder, qtbot):
        coder.sit_down(CoderSettings(reaction_ms=2000))
        coder.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: coder.session.player.frame_index > 3)
        coder.press(Qt.Key.Key_S)
        coder.press(Qt.Key.Key_Space)
        assert coder.events == [("search", 0, None)]

    def test_a_letter_that_is_the_key_of_nothing_says_that_nothing_was_marked(self, coder):
        coder.sit_down()
        assert "Z" not in {code.key for code in coder.session.codebook.codes}
        coder.press(Qt.Key.Key_Z)
        assert coder.events == []
        assert coder.said == "No code uses the key Z."


class TestPass:
    def test_the_key_of_a_code_outside_the_pass_does_nothing_and_says_so(self, coder):
        coder.sit_down(CoderSettings(codes=("search", "reach")))
        coder.press(Qt.Key.Key_C)
        assert coder.events == []
        assert coder.said == "Crying is not in this pass."
        coder.press(Qt.Key.Key_S)
        assert coder.events == [("search", 0, None)]

    def test_it_is_shown_in_the_top_bar_and_on_the_codes(self, coder, study):
        coder.sit_down(CoderSettings(codes=("search", "reach")))
        total = len(study.codebook.codes)
        assert f"pass: 2 of {total} codes" in coder.program.window.top_bar.said
        rows = coder.heads.rows
        assert [code for code, row in rows.items() if row.is_in_pass] == [
            code for code in rows if code in ("search", "reach")
        ]
        coder.side.marking.choose_pass("")
        assert not any(said.startswith("pass") for said in coder.program.window.top_bar.said)
        coder.press(Qt.Key.Key_C)
        assert coder.events == [("crying", 0, None)]

    def test_codes_outside_the_pass_make_room_for_the_others(self, coder):
        coder.sit_down(CoderSettings(codes=("contact",)))
        rows = coder.heads.rows
        assert [code for code, row in rows.items() if row.isVisible()] == ["contact"]
        coder.side.marking.choose_pass("")
        assert all(row.isVisible() for row in rows.values())

    def test_in_a_short_pass_the_event_table_has_the_room_that_the_codes_do_not_need(self, coder):
        coder.program.window.resize(1600, 1000)
        coder.sit_down(CoderSettings(codes=("crying", "fussing", "reach", "contact", "avoidance", "search")))
        table = coder.program.code_workspace.panels.events.table
        coder.qtbot.waitUntil(lambda: table.viewport().height() >= 6 * table.verticalHeader().defaultSectionSize())


class TestPassesOfTheCodebook:
    def test_keys_go_from_pass_to_pass_and_back_to_all_codes(self, coder, study):
        coder.sit_down()
        heads = coder.program.code_workspace.panels.heads.rows
        first = study.codebook.passes[0]
        coder.press(Qt.Key.Key_PageDown, CTRL)
        assert {code for code, head in heads.items() if head.is_in_pass} == set(first.codes)
        assert f"pass: {first.name}" in coder.program.window.top_bar.said
        coder.press(Qt.Key.Key_PageUp, CTRL)
        assert all(head.is_in_pass for head in heads.values())
        coder.press(Qt.Key.Key_PageUp, CTRL)
        assert coder.side.marking.codes == study.codebook.passes[-1].codes

    def test_the_pass_is_kept_for_the_coder_and_follows_the_codebook(self, coder, study):
        coder.sit_down(CoderSettings(pass_id="looking"))
        coder.press(Qt.Key.Key_C)
        assert (coder.events, coder.said) == ([], "Crying is not in this pass.")
        assert coder.side.setup.passes.currentText() == "Looking"
        assert CoderSettings(pass_id="gone").codes_in_pass(study.codebook) == tuple(
            code.id for code in study.codebook.codes
        )

    def test_a_finished_pass_is_part_of_the_coding_and_taken_back_by_undo_or_in_setup(self, coder):
        coder.sit_down(CoderSettings(pass_id="distress"))
        coder.press(Qt.Key.Key_Return, CTRL | SHIFT)
        (said,) = coder.session.coding.looked_for
        assert (said.start_ms, said.end_ms) == (0, coder.session.duration_ms)
        assert "crying" in said.codes
        assert coder.said.startswith("Distress: looked for from 0:00.000 to ")
        coder.press(Qt.Key.Key_Z, CTRL)
        assert coder.session.coding.looked_for == ()
        coder.press(Qt.Key.Key_Return, CTRL | SHIFT)
        *_, take_back = (one for one in coder.side.setup.findChildren(QPushButton) if one.text() == "Take back")
        take_back.click()  # the last: the one of the pass that was undone may wait to be deleted
        assert coder.session.coding.looked_for == ()

    def test_a_loop_says_where_it_was_looked_for(self, coder):
        coder.sit_down(CoderSettings(pass_id="distress"))
        coder.program.code_workspace.panels.playing.repeat((coder.at(5), coder.at(20)))
        coder.press(Qt.Key.Key_Return, CTRL | SHIFT)
        (said,) = coder.session.coding.looked_for
        assert (said.start_ms, said.end_ms) == (coder.at(5), coder.at(20))

    def test_a_key_that_two_passes_share_marks_the_code_of_the_pass_and_nothing_where_both_are_looked_for(self, coder):
        path = coder.study.folder / "codebook.toml"
        path.write_text(path.read_text(encoding="utf-8").replace('key = "F"', 'key = "G"', 1), encoding="utf-8")
        coder.sit_down(CoderSettings(pass_id="distress"))
        coder.press(Qt.Key.Key_G)
        assert coder.events == [("fussing", 0, None)]
        coder.side.marking.choose_pass("exploration")
        coder.press(Qt.Key.Key_G)
        assert sorted(code for code, _, _ in coder.events) == ["fussing", "locomotion"]
        coder.side.marking.choose_pass("")
        coder.press(Qt.Key.Key_G)
        assert len(coder.events) == 2
        assert coder.said == "G marks Fussing and Locomotion, each in its own pass."

    def test_whoever_chooses_single_codes_is_in_no_pass(self, coder):
        coder.sit_down(CoderSettings(pass_id="distress"))
        coder.side.setup.in_pass["reach"].click()
        settings = coder.side.marking.settings
        assert settings.pass_id == ""
        assert {"crying", "reach"} <= set(settings.codes)
        assert coder.side.setup.passes.currentText() == "My own choice"


class TestSetup:
    def test_what_is_chosen_is_kept_in_the_study_for_this_coder_only(self, coder, qtbot, study):
        coder.sit_down()
        setup = coder.side.setup
        for _ in range(coder.side.tabs.count()):
            if not setup.isVisible():
                coder.press(Qt.Key.Key_F5)
        assert setup.isVisible()
        for field, typed in ((setup.reaction, "180 ms"), (setup.guard, "0,15"), (setup.patience, "20")):
            field.setFocus()
            field.selectAll()
            qtbot.keyClicks(field, typed)
            qtbot.keyClick(field, Qt.Key.Key_Return)
            assert not field.hasFocus(), "Enter gives the keyboard back"
        setup.hold_all.click()
        choose(setup.asked["target"], "at the end")
        choose(setup.asked["completeness"], "not asked")
        setup.in_pass["crying"].click()
        qtbot.waitUntil(lambda: not coder.program.saves.running)
        kept = open_study(study.folder).coder_settings("KM")
        assert (kept.reaction_ms, kept.guard_ms, kept.hold_all) == (180, 150, True)
        assert (kept.ask, kept.question_s) == ({"target": "end", "completeness": "never"}, 20)
        assert "crying" not in kept.codes
        assert len(kept.codes) == len(study.codebook.codes) - 1
        assert open_study(study.folder).coder_settings("JT") == CoderSettings()
        assert coder.session.reaction_ms == 180
        coder.press(Qt.Key.Key_C)
        assert coder.said == "Crying is not in this pass."

    def test_it_shows_what_was_chosen_last_time(self, coder):
        coder.sit_down(CoderSettings(reaction_ms=220, hold=("search",), ask_at="end", codes=("search",)))
        setup = coder.side.setup
        assert setup.reaction.ms == 220
        assert {box.currentText() for box in setup.asked.values()} == {"at the end"}
        assert [code for code, box in setup.held.items() if box.isChecked()] == ["search"]
        assert [code for code, box in setup.in_pass.items() if box.isChecked()] == ["search"]


class TestQuestions:
    def test_questions_of_one_name_are_told_apart_by_their_codes(self, coder):
        coder.sit_down()
        words = [one.text() for one in coder.side.setup.findChildren(QLabel)]
        hows = [words[at + 1] for at, word in enumerate(words) if word == "how"]
        assert "Search" in hows
        assert "Avoidance" in hows
        assert len(hows) == len(set(hows)) > 2

    def test_modifiers_can_be_asked_when_a_state_ends(self, coder):
        coder.sit_down(CoderSettings(ask_at="end"))
        coder.press(Qt.Key.Key_T)
        assert coder.side.question.modifier is None
        coder.go(20)
        coder.press(Qt.Key.Key_T)
        assert coder.side.question.modifier is not None
        coder.press(Qt.Key.Key_2)
        event = coder.session.coding.events[0]
        assert (event.code, event.end_ms, event.modifiers) == ("contact", coder.at(20), {"target": "stranger"})

    def test_a_point_is_asked_about_at_once_either_way(self, coder):
        coder.sit_down(CoderSettings(ask_at="end"))
        coder.press(Qt.Key.Key_Q)
        assert coder.side.question.modifier is not None

    @pytest.mark.parametrize("seconds", [0, 10])
    def test_the_letter_of_a_code_marks_it_however_long_a_question_is_open(self, coder, seconds):
        coder.sit_down()
        now = [100.0]
        coder.side.marking._clock = lambda: now[0]
        coder.press(Qt.Key.Key_P)
        assert coder.side.question.title == "Proximity seeking, towards"
        now[0] += seconds
        coder.go(30)
        coder.press(Qt.Key.Key_C)
        assert coder.events == [("proximity_seeking", 0, None), ("crying", coder.at(30), None)]
        assert coder.side.question.modifier is None, "the next mark has closed it"
        coder.go(60)
        coder.press(Qt.Key.Key_P)
        assert coder.events[0] == ("proximity_seeking", 0, coder.at(60))
        assert all(event.modifiers == {} for event in coder.session.coding.events)

    def test_avoidance_contact_crying_are_three_marks(self, coder):
        coder.sit_down()
        for key in (Qt.Key.Key_A, Qt.Key.Key_T, Qt.Key.Key_C):
            coder.press(key)
        assert {event[0] for event in coder.events} == {"avoidance", "contact", "crying"}
        coder.go(30)
        coder.press(Qt.Key.Key_T)
        ended = {code: end_ms for code, _, end_ms in coder.events}
        assert ended == {"avoidance": None, "contact": coder.at(30), "crying": None}
        assert all(event.modifiers == {} for event in coder.session.coding.events)

    def test_digits_answer_in_the_order_shown_and_go_to_episodes_when_nothing_is_asked(self, coder):
        coder.sit_down()
        coder.go(20)
        coder.press(Qt.Key.Key_2, CTRL)
        coder.go(50)
        coder.press(Qt.Key.Key_P)
        coder.press(Qt.Key.Key_2)
        assert coder.side.question.title == "Proximity seeking, how far"
        coder.press(Qt.Key.Key_7)
        assert coder.said == "Proximity seeking, how far: there is no answer 7."
        coder.press(Qt.Key.Key_1)
        assert coder.session.coding.events[0].modifiers == {"target": "stranger", "completeness": "partial"}
        assert coder.session.position_ms == coder.at(50)
        coder.press(Qt.Key.Key_2)
        coder.settle(20)

    @pytest.mark.parametrize(
        ("ask", "at_start", "at_end"),
        [
            ({"target": "start", "completeness": "start"}, "target", ""),
            ({"target": "end", "completeness": "end"}, "", "target"),
            ({"target": "start", "completeness": "end"}, "target", "completeness"),
            ({"target": "end", "completeness": "never"}, "", "target"),
            ({"target": "never", "completeness": "start"}, "completeness", ""),
            ({"target": "never", "completeness": "never"}, "", ""),
        ],
    )
    def test_each_question_comes_when_the_coder_wants_it(self, coder, ask, at_start, at_end):
        coder.sit_down(CoderSettings(ask=ask))
        coder.press(Qt.Key.Key_P)
        assert asked(coder) == at_start
        coder.go(30)
        coder.press(Qt.Key.Key_P)
        assert asked(coder) == at_end
        while asked(coder):
            coder.press(Qt.Key.Key_1)
        (event,) = coder.session.coding.events
        assert event.end_ms == coder.at(30)
        assert set(event.modifiers) == {one for one, when in ask.items() if when == "end"}, "what is skipped stays open"

    def test_of_a_held_key_the_question_stays_open_when_it_is_let_go(self, coder):
        coder.sit_down(CoderSettings(hold=("proximity_seeking",)))
        coder.down(Qt.Key.Key_P)
        coder.go(30)
        coder.up(Qt.Key.Key_P)
        coder.press(Qt.Key.Key_1)
        (event,) = coder.session.coding.events
        assert (event.end_ms, event.modifiers) == (coder.at(30), {"target": "caregiver"})

    def test_it_closes_after_the_time_the_coder_has_set(self, coder, qtbot):
        coder.sit_down(CoderSettings(question_s=1))
        coder.press(Qt.Key.Key_Q)
        assert asked(coder) == "target"
        qtbot.waitUntil(lambda: not asked(coder))
        assert coder.session.coding.events[0].modifiers == {}

    def test_a_letter_that_no_code_has_answers_and_one_that_a_code_has_marks(self, coder, study):
        path = study.folder / "codebook.toml"
        text = path.read_text(encoding="utf-8")
        for name, letter in (("caregiver", "Z"), ("stranger", "C")):
            plain = f'{{ id = "{name}", name = "{name}" }}'
            text = text.replace(plain, plain.replace(" }", f', key = "{letter}" }}'))
        path.write_text(text, encoding="utf-8")
        coder.sit_down()
        coder.press(Qt.Key.Key_Q)
        assert (
            coder.program.code_workspace.panels.rule.text
            == "Reach, towards: [1] [Z] caregiver  [2] stranger · Esc skips"
        )
        coder.press(Qt.Key.Key_C)
        assert {code for code, *_ in coder.events} == {"reach", "crying"}, "as in a study of an older codebook"
        coder.press(Qt.Key.Key_Q)
        coder.press(Qt.Key.Key_Z)
        said = {event.code: event.modifiers for event in coder.session.coding.events if event.modifiers}
        assert said == {"reach": {"target": "caregiver"}}
        coder.press(Qt.Key.Key_Z)
        assert coder.said == "No code uses the key Z."

    def test_what_is_not_asked_is_listed_in_checks_as_missing(self, coder, qtbot):
        coder.sit_down(CoderSettings(ask_at="never"))
        coder.press(Qt.Key.Key_Q)
        assert not asked(coder)
        qtbot.waitUntil(lambda: coder.checks_tab == "Checks 1")
        assert coder.side.checks.findings[0].sentence == "Reach: no answer to “towards”."

    def test_alt_enter_asks_again_what_is_open_of_the_selected_event(self, coder):
        coder.sit_down(CoderSettings(ask_at="never"))
        coder.press(Qt.Key.Key_P)
        coder.go(30)
        coder.press(Qt.Key.Key_P)
        coder.press(Qt.Key.Key_C)
        coder.press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert coder.said == "Crying has no modifiers."
        coder.press(Qt.Key.Key_Up)
        coder.press(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        assert asked(coder) == "target"
        coder.press(Qt.Key.Key_1)
        coder.press(Qt.Key.Key_2)
        assert not asked(coder)
        assert set(coder.session.coding.events[0].modifiers) == {"target", "completeness"}

    def test_another_way_of_coding_closes_it(self, coder):
        coder.sit_down()
        coder.press(Qt.Key.Key_Q)
        coder.press(Qt.Key.Key_F3)
        assert not asked(coder)


def asked(coder):
    modifier = coder.side.question.modifier
    return modifier.id if modifier is not None else ""


def choose(box, text):
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


class TestHeldOnX11:
    def test_a_held_key_codes_one_state_however_often_x11_repeats_it(self, coder, qtbot):
        coder.sit_down(CoderSettings(hold=("search",)))
        send(coder.target, (QEvent.Type.KeyPress, 1000))
        for index, at_ms in ((10, 1500), (20, 1540), (30, 1580)):
            coder.go(index)
            send(coder.target, (QEvent.Type.KeyRelease, at_ms), (QEvent.Type.KeyPress, at_ms))
        coder.go(40)
        send(coder.target, (QEvent.Type.KeyRelease, 1620))
        coder.session.jump(coder.at(60))
        qtbot.waitUntil(lambda: coder.events == [("search", 0, coder.at(40))])
        qtbot.wait(60)
        assert len(coder.session.opened.history.done) == 2


def send(target, *events):
    """Send key events of S as the window system does, with their times."""
    for kind, at_ms in events:
        for one in [QEvent.Type.ShortcutOverride, kind] if kind == QEvent.Type.KeyPress else [kind]:
            event = QKeyEvent(one, Qt.Key.Key_S, NONE)
            event.setTimestamp(at_ms)
            QApplication.sendEvent(target, event)


class TestNothingIsShown:
    @pytest.fixture
    def blind(self, coder, study, recording, tmp_path):
        """The coding of a session whose recording is missing."""
        gone = tmp_path / "gone.mp4"
        gone.write_bytes(recording.read_bytes() + b"another file")
        study.add_session("S002", [(gone, 0)])
        gone.unlink()
        coder.program.open_study(study.folder, "S002", "KM")
        coder.qtbot.waitUntil(lambda: coder.program.coding is not None)
        coder.qtbot.waitUntil(lambda: coder.program.window.place == "code")
        return coder

    @pytest.mark.parametrize(
        ("keys", "what"),
        [
            ([(Qt.Key.Key_S, NONE)], "a state"),
            ([(Qt.Key.Key_Q, NONE)], "a point"),
            ([(Qt.Key.Key_2, CTRL)], "an episode"),
            ([(Qt.Key.Key_F3, NONE), (Qt.Key.Key_Space, NONE)], "a segment"),
        ],
    )
    def test_nothing_is_marked_and_the_window_says_why(self, blind, keys, what):
        for key, modifiers in keys:
            blind.press(key, modifiers)
        assert dict(blind.session.coding.items) == {}, what
        assert blind.said == "There is no picture to mark anything on: the recording is missing."

    def test_a_held_key_marks_nothing_either(self, blind):
        blind.side.marking.change(hold_all=True)
        blind.down(Qt.Key.Key_S)
        blind.up(Qt.Key.Key_S)
        assert dict(blind.session.coding.items) == {}

    def test_before_the_first_picture_nothing_is_marked(self, coder, study):
        coder.sit_down()
        player = coder.session.player
        coder.session.player = Without(player)
        coder.press(Qt.Key.Key_S)
        coder.session.player = player
        assert coder.events == []
        assert coder.said == "There is no picture on the screen to mark anything on."


class Without:
    """A player that has no picture yet."""

    pictures, error, position_ms, playing = (None,), None, 0, False

    def __init__(self, player):
        self._player = player

    def __getattr__(self, name):
        return getattr(self._player, name)
