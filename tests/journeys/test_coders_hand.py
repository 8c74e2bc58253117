"""The plainest key presses mean what they say, whenever this coder wants to be asked about what was marked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.study import CoderSettings
from tests.ui.on_disk import read_anew

KEY = Qt.Key
PATIENCE_MS = 60_000
P_C_P = [(KEY.Key_P, 10), (KEY.Key_C, 40), (KEY.Key_P, 70)]
A_T_C = [(KEY.Key_A, 10), (KEY.Key_T, 40), (KEY.Key_C, 40)]


@pytest.mark.parametrize("asked", ["start", "end", "never"])
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (P_C_P, [("proximity_seeking", 10, 70), ("crying", 40, None)]),
        (A_T_C, [("avoidance", 10, None), ("contact", 40, None), ("crying", 40, None)]),
    ],
    ids=["P C P", "A T C"],
)
def test_a_code_s_letter_marks_it_and_what_is_open_is_answered_later(
    qtbot, start_program, study, asked, keys, expected
):
    study.save_coder_settings("KM", CoderSettings(ask_at=asked))
    program = start_program()
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: program.window.place == "code", timeout=PATIENCE_MS)
    session = program.coding
    frames = [int(ms) for ms in session.frame_times_ms()]

    def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget() or program.window, key, modifiers)

    def events():
        return {(event.code, event.start_ms, event.end_ms) for event in session.coding.events}

    for key, frame in keys:
        session.jump(frames[frame])
        qtbot.waitUntil(lambda at=frames[frame]: session.position_ms == at and session.is_settled, timeout=PATIENCE_MS)
        press(key)
    wanted = {(code, frames[start], None if end is None else frames[end]) for code, start, end in expected}
    assert events() == wanted
    for event in session.coding.events:
        session.select(event.id)
        press(KEY.Key_Return, Qt.KeyboardModifier.AltModifier)
        while program.code_workspace.panels.side.question.modifier is not None:
            press(KEY.Key_1)
    assert events() == wanted, "an answer never starts or ends an event"
    program.close_study()
    kept = read_anew(qtbot, program, study.folder).read_coding("S001", "KM")
    codes = session.codebook.code_by_id
    assert all(set(event.modifiers) == set(codes[event.code].modifiers) for event in kept.events)
