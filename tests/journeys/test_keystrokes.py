"""The keystrokes of docs/keystrokes.md do what it says they do, and no other program needs fewer."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.history import Change, Edit
from annotator.model.items import Event

PATIENCE_MS = 60_000
PAGE = Path(__file__).parents[2] / "docs" / "keystrokes.md"
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<count>\d+): (?P<keys>[^|]+) \| (?P<others>.+) \|$", re.MULTILINE)
TABLE = {row["what"]: row for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
STEPS = {row["what"]: re.findall(r"`([^`]+)`|(text)", row["keys"]) for row in TABLE.values()}
EVENT = ("e", "crying", 30, 60, {})

CORRECTIONS = {
    "onset three frames earlier": (EVENT, 30, ("crying", 27, 60)),
    "onset at this frame": (EVENT, 35, ("crying", 35, 60)),
    "end at this frame": (EVENT, 50, ("crying", 30, 50)),
    "starts here, as long as before": (EVENT, 40, ("crying", 40, 70)),
    "another code": (EVENT, 30, ("fussing", 30, 60)),
    "another answer (modifier)": (("e", "reach", 30, 30, {"target": "caregiver"}), 30, ("reach", 30, 30)),
    "not sure of it": (EVENT, 30, ("crying", 30, 60)),
    "a comment": (EVENT, 30, ("crying", 30, 60)),
    "split here": (EVENT, 45, ("crying", 30, 45)),
    "merge with the next of its code": (EVENT, 30, ("crying", 30, 90)),
    "delete it": (EVENT, 30, None),
    "undo the last step": (EVENT, 30, None),
}


@pytest.fixture
def session(qtbot, start_program, study):
    program = start_program()
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: program.window.place == "code", timeout=PATIENCE_MS)
    return program.coding


def test_the_page_has_these_corrections_and_no_other_program_needs_fewer():
    assert set(TABLE) == set(CORRECTIONS)
    for what, row in TABLE.items():
        ours = [key for key, _ in STEPS[what] if key]
        assert len(ours) == int(row["count"]), what
        others = [int(found) for found in re.findall(r"(?:^|\| )(\d+) \(", row["others"])]
        assert others, what
        assert all(len(ours) <= other for other in others), what


@pytest.mark.parametrize("what", CORRECTIONS)
def test_its_keys_do_it(qtbot, session, what):
    (event_id, code, start, end, modifiers), at, expected = CORRECTIONS[what]
    frames = [int(ms) for ms in session.frame_times_ms()]
    made = Event(id=event_id, code=code, start_ms=frames[start], end_ms=frames[end], modifiers=modifiers)
    later = Event(id="later", code="crying", start_ms=frames[80], end_ms=frames[90])
    session.do(lambda: Edit(label="later", changes=(Change(None, later),)))
    session.do(lambda: Edit(label="add", changes=(Change(None, made),)))
    session.select(event_id)
    session.jump(frames[at])
    qtbot.waitUntil(lambda: session.position_ms == frames[at] and session.is_settled, timeout=PATIENCE_MS)
    for key, text in STEPS[what]:
        target = QApplication.focusWidget() or QApplication.activeWindow()
        if text:
            qtbot.keyClicks(target, "loud cry")
        else:
            pressed = QKeySequence(key)[0]
            QTest.keyClick(target, Qt.Key(pressed.key()), pressed.keyboardModifiers())
    found = session.coding.event(event_id)
    assert (found and (found.code, found.start_ms, found.end_ms)) == (
        expected and (expected[0], *(frames[place] for place in expected[1:]))
    )
    assert "later" in session.coding.items or what.startswith("merge")
    if what == "another answer (modifier)":
        assert found.modifiers == {"target": "stranger"}
    assert found is None or found.unsure == (what == "not sure of it")
    if what == "a comment":  # a cell is kept with the next events
        qtbot.waitUntil(lambda: session.coding.event(event_id).comment == "loud cry", timeout=PATIENCE_MS)
