"""The menu of an event, its comment and what the tooltips say."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip

from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.items import Event
from ui.coding.timeline.bars import words
from ui.coding.timeline.tip import code_tip, event_tip

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")


def trigger(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_menu_retimes_splits_merges_and_deletes(bench):
    event_id = "contact-1"
    bench.player.jump(70_000)
    trigger(bench.timeline.menu(bench.event("contact")), "Split at playhead")
    pieces = [(e.start_ms, e.end_ms) for e in bench.session.coding.events_of(["contact"])]
    assert pieces == [(62_000, 70_000), (70_000, 80_000)]
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Merge with next")
    assert [(e.start_ms, e.end_ms) for e in bench.session.coding.events_of(["contact"])] == [(62_000, 80_000)]
    bench.player.jump(65_000)
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Set start to playhead")
    bench.player.jump(75_000)
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Set end to playhead")
    assert (bench.event("contact").start_ms, bench.event("contact").end_ms) == (65_000, 75_000)
    trigger(bench.timeline.menu(bench.event("contact")), "Unsure")
    assert bench.event("contact").unsure
    trigger(bench.timeline.menu(bench.event("contact")), "Delete")
    assert bench.session.coding.events_of(["contact"]) == ()
    assert bench.problems == []


def test_the_menu_disables_what_makes_no_sense(bench):
    bench.player.jump(5_000)
    enabled = {action.text(): action.isEnabled() for action in bench.timeline.menu(bench.event("crying")).actions()}
    assert not enabled["Set end to playhead"]
    assert not enabled["Split at playhead"]
    assert not enabled["Merge with next"]
    assert enabled["Set start to playhead"]


def test_a_modifier_can_be_chosen_and_taken_away_in_the_menu(bench):
    for expected in ({"target": "stranger"}, {}):
        menu = bench.timeline.menu(bench.event("contact"))
        choices = next(action.menu() for action in menu.actions() if action.menu() is not None)
        trigger(choices, "stranger")
        assert bench.event("contact").modifiers == expected


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_opens_by_mouse_and_by_key(bench, qtbot, reason):
    if reason == QContextMenuEvent.Reason.Keyboard:
        bench.session.select("crying-1")
    place = bench.at(25_000, "crying")
    QApplication.sendEvent(bench.timeline, QContextMenuEvent(reason, place, bench.timeline.mapToGlobal(place)))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    assert bench.session.selected_id == "crying-1"
    QApplication.activePopupWidget().close()


def test_a_comment_is_written_in_place_and_escape_leaves_it(bench):
    for typed, key, expected in (("clings", Qt.Key.Key_Return, "clings"), ("x", Qt.Key.Key_Escape, "clings")):
        trigger(bench.timeline.menu(bench.event("contact")), "Comment …")
        line = next(line for line in bench.timeline.findChildren(QLineEdit) if line.isVisible())
        line.selectAll()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, key)
        assert bench.event("contact").comment == expected
        assert not line.isVisible()
    assert len(bench.edits) == 1


def test_hovering_shows_what_can_be_dragged_and_a_tooltip_says_what_it_is(bench, qtbot):
    bench.show(10_000, 50_000)
    QTest.mouseMove(bench.timeline, bench.at(30_000, "crying"))
    assert bench.timeline.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(bench.timeline, bench.at(25_000, "crying"))
    assert bench.timeline.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert bench.timeline.scene.hover.event_id == "crying-1"
    place = bench.at(25_000, "crying")
    QApplication.sendEvent(bench.timeline, QHelpEvent(QEvent.Type.ToolTip, place, bench.timeline.mapToGlobal(place)))
    assert "0:20.000 – 0:30.000, 10.000 s" in QToolTip.text()


def test_tooltips_are_complete_and_harmless():
    event = Event(
        id="e",
        code="contact",
        start_ms=1_000,
        end_ms=None,
        modifiers={"target": "caregiver"},
        comment="<b>x</b>",
        unsure=True,
    )
    said = event_tip(event, CODEBOOK)
    assert all(part in said for part in ("Contact", "running", "towards caregiver", "Not sure", "&lt;b&gt;x"))
    assert CODEBOOK.codes[0].definition in code_tip(CODEBOOK.codes[0])


def test_a_bar_says_its_modifiers_and_signs():
    event = Event(id="e", code="contact", start_ms=0, end_ms=1, modifiers={"target": "stranger"}, unsure=True)
    assert words(event, CODEBOOK) == "?  stranger"
