"""The menu of an event, its comment and what the tooltips say."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.items import Event
from ui.coding.timeline.bars import words
from ui.coding.timeline.tip import code_tip, event_tip

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")


def right_click(bench, place):
    """Click with the right button; return which menus were asked for."""
    asked = []
    keep = bench.timeline.menu_wanted.connect(lambda kind, _at: asked.append(kind))
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(bench.timeline, QContextMenuEvent(reason, place, bench.timeline.mapToGlobal(place)))
    bench.timeline.menu_wanted.disconnect(keep)
    return asked


def test_a_right_click_selects_the_event_and_asks_for_its_menu(bench):
    assert right_click(bench, bench.at(25_000, "crying")) == ["event"]
    assert bench.session.selected_id == "crying-1"


def test_a_right_click_on_one_of_several_leaves_them_selected(bench):
    bench.session.select_many(["crying-1", "search-1"])
    assert right_click(bench, bench.at(25_000, "crying")) == ["event"]
    assert bench.session.selected_ids == {"crying-1", "search-1"}
    assert right_click(bench, bench.at(47_000, "search")) == ["event"]
    assert bench.session.selected_ids == {"search-2"}


def test_a_right_click_on_empty_ground_goes_there(bench):
    bench.session.select("crying-1")
    assert right_click(bench, bench.at(90_000, "crying")) == ["ground"]
    assert bench.session.position_ms == bench.close_by(90_000)
    assert bench.session.selected_id == ""


def test_a_right_click_on_a_head_means_its_track(bench):
    place = QPoint(20, int(bench.timeline.scene.lanes.track("search").middle))
    assert right_click(bench, place) == ["head"]
    bench.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert bench.session.selected_ids == {"search-1", "search-2"}
    assert bench.timeline.chosen_code == "", "the selected events say which track is meant"


def test_by_key_the_menu_is_that_of_what_is_selected(bench):
    asked = []
    bench.timeline.menu_wanted.connect(lambda kind, _at: asked.append(kind))
    for chosen in ("crying-1", ""):
        bench.session.select(chosen)
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(bench.timeline, QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0)))
    assert asked == ["event", "ground"]


def test_a_comment_is_written_in_place_and_escape_leaves_it(bench):
    for typed, key, expected in (("clings", Qt.Key.Key_Return, "clings"), ("x", Qt.Key.Key_Escape, "clings")):
        bench.timeline.write_comment(bench.event("contact"))
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
