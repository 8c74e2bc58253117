"""One menu of an event, in the table and on the timeline, by mouse and by key; menus wherever people right-click."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.model.history import Change, Edit
from annotator.model.items import Event
from ui.coding.event_model import Column

KEY, NONE, SHIFT = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def seated(coder):
    coder.sit_down()
    spans = [("c", "crying", 10, 20), ("d", "crying", 40, 50), ("r", "reach", 7, 7)]
    made = [Event(id=name, code=code, start_ms=coder.at(a), end_ms=coder.at(b)) for name, code, a, b in spans]
    coder.session.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
    coder.session.select("")
    return coder


def panels(coder):
    return coder.program.code_workspace.panels


def opened(coder):
    """Return the menu that is open."""
    coder.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    return QApplication.activePopupWidget()


def right_click(widget, place):
    QApplication.sendEvent(
        widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place), NONE)
    )


def on_row(coder, name):
    table, model = panels(coder).events.table, panels(coder).events.model
    coder.session.select(name)
    right_click(table.viewport(), table.visualRect(model.index(model.row_of(name), Column.CODE)).center())
    return opened(coder)


def on_bar(coder, name):
    timeline = panels(coder).timeline
    right_click(timeline, timeline.scene.bar_rect(coder.session.coding.event(name)).center().toPoint())
    return opened(coder)


def by_key(coder, name, key=KEY.Key_Menu, modifiers=NONE):
    coder.session.select(name)
    coder.press(key, modifiers)
    return opened(coder)


def lines(menu):
    """Return what a menu says: words, keys and whether it can be done."""
    found = [(one.text(), one.shortcut().toString(), one.isEnabled()) for one in menu.actions()]
    menu.close()
    return found


def choose(coder, menu, name):
    action = next(one for one in menu.actions() if one.objectName() == name)
    coder.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_it_is_the_same_menu_everywhere(seated):
    everywhere = [lines(on_row(seated, "c")), lines(on_bar(seated, "c")), lines(by_key(seated, "c"))]
    everywhere.append(lines(by_key(seated, "c", KEY.Key_F10, SHIFT)))
    panels(seated).timeline.setFocus()
    everywhere.append(lines(by_key(seated, "c")))
    panels(seated).events.table.setFocus()
    everywhere.append(lines(by_key(seated, "c")))
    assert all(one == everywhere[0] for one in everywhere)
    said = {text: key for text, key, _ in everywhere[0]}
    assert said["Recode the selected events…"] == "Ctrl+R"
    assert said["Unsure"] == "Ctrl+U"
    assert said["Comment the selected events…"] == "Ctrl+Shift+C"


def test_it_says_what_the_menus_above_say(seated):
    above = {one.text() for one in seated.program.actions._actions.values()}
    for menu in (on_row(seated, "c"), on_bar(seated, "r")):
        for action in menu.actions():
            assert action.isSeparator() or action.menu() is not None or action.text() in above
        menu.close()


def test_what_makes_no_sense_is_disabled_while_it_is_open_and_no_longer(seated):
    seated.go(5)
    menu = on_bar(seated, "d")
    enabled = {one.objectName(): one.isEnabled() for one in menu.actions()}
    assert not any(enabled[name] for name in ("set_end", "split", "merge", "answer"))
    assert enabled["set_start"]
    menu.close()
    assert all(seated.program.actions[name].isEnabled() for name in ("set_end", "split", "merge", "answer"))


def test_what_is_chosen_is_done_to_what_is_selected(seated):
    seated.go(15)
    choose(seated, on_bar(seated, "c"), "split")
    assert len(seated.session.coding.events) == 4
    choose(seated, on_row(seated, "d"), "unsure")
    assert seated.session.coding.event("d").unsure
    menu = on_row(seated, "d")
    assert "Sure after all" in {one.text() for one in menu.actions()}
    menu.close()
    choose(seated, on_bar(seated, "d"), "recode")
    assert seated.side.recoding.is_on
    seated.press(KEY.Key_F)
    assert seated.session.coding.event("d").code == "fussing"
    choose(seated, on_row(seated, "d"), "delete")
    assert seated.session.coding.event("d") is None


def test_an_answer_is_ticked_and_can_be_changed_for_all_that_are_selected(seated):
    for value in ("stranger", "not set"):
        menu = on_bar(seated, "r")
        answers = next(one.menu() for one in menu.actions() if one.text() == "Towards")
        next(one for one in answers.actions() if one.text() == value).trigger()
        menu.close()
        menu = on_row(seated, "r")
        answers = next(one.menu() for one in menu.actions() if one.text() == "Towards")
        assert [one.text() for one in answers.actions() if one.isChecked()] == [value]
        menu.close()


def test_a_comment_is_written_where_the_keyboard_is(seated):
    timeline = panels(seated).timeline
    timeline.setFocus()
    choose(seated, on_bar(seated, "c"), "comment")
    seated.qtbot.keyClicks(seated.target, "loud")
    seated.press(KEY.Key_Return)
    assert seated.session.coding.event("c").comment == "loud"


def test_the_ground_the_heads_and_the_picture_have_menus_of_the_same_actions(seated):
    timeline, video = panels(seated).timeline, panels(seated).video
    track = timeline.scene.lanes.track("crying")
    right_click(timeline, QPoint(round(timeline.view.x_of(seated.at(100))), int(track.middle)))
    menu = opened(seated)
    assert {"paste", "loop_from", "zoom_in"} <= {one.objectName() for one in menu.actions()}
    marks = next(one.menu() for one in menu.actions() if one.text() == "Mark an episode")
    assert len(marks.actions()) == 9
    menu.close()
    seated.settle(100)
    right_click(timeline, QPoint(20, int(track.middle)))
    choose(seated, opened(seated), "select_code")
    assert seated.session.selected_ids == {"c", "d"}
    right_click(timeline, QPoint(20, int(track.middle)))
    choose(seated, opened(seated), "show_rules")
    assert seated.program.code_workspace.panels.rule.text.startswith("Crying")
    right_click(video, video.places()[0].center())
    menu = opened(seated)
    assert {"save_still", "picture_aids", "reset_picture"} <= {one.objectName() for one in menu.actions()}
    menu.close()
