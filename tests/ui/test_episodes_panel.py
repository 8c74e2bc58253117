"""The episodes panel: observed and planned lengths, why they differ, what the protocol misses, the cry rule."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMainWindow

from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event
from annotator.study import open_study
from annotator.study.session import write_session
from ui.coding.episodes import EpisodesPanel
from ui.session import CodingSession

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(shared, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = EpisodesPanel(shared)
    window.setCentralWidget(made)
    window.resize(560, 520)
    with qtbot.waitActive(window):
        window.show()
    yield made
    window.close()


@pytest.fixture
def marked(shared, panel):
    """Episodes 3 to 5 over 0, 1000, 3000 ms."""
    for episode, at_ms in (("3", 0), ("4", 1000), ("5", 3000)):
        shared.move_episode(episode, at_ms)
    panel.show_now()


def line_of(panel, episode):
    item = panel._items[episode]
    return [item.text(place) for place in range(1, 7)]


def faults(panel):
    return [panel.faults.item(place).text() for place in range(panel.faults.count())]


def pick(box: QComboBox, text: str):
    """Choose an entry with the keys, as the list that opens would."""
    box.setFocus()
    QTest.keyClicks(box, text[:4])
    QTest.keyClick(box, Qt.Key.Key_Return)
    box.activated.emit(box.currentIndex())


def cry(shared, start_ms, end_ms):
    event = Event(id=f"cry{start_ms}", code="crying", start_ms=start_ms, end_ms=end_ms)
    shared.do(lambda: Edit(label="cry", changes=(Change(None, event),)))


def test_every_episode_of_the_protocol_has_a_line(panel, shared, marked):
    assert panel.list.topLevelItemCount() == len(shared.codebook.episodes)
    assert line_of(panel, "4") == ["0:01.000", "0:02", "3:00", "−2:58", "", ""]
    assert line_of(panel, "6") == ["–", "–", "3:00", "–", "", ""]


def test_an_edit_is_shown_soon(panel, shared, qtbot):
    shared.move_episode("4", 2000)
    qtbot.waitUntil(lambda: line_of(panel, "4")[0] == "0:02.000")
    shared.undo()
    qtbot.waitUntil(lambda: line_of(panel, "4")[0] == "–")


def test_why_an_episode_was_curtailed_is_said_and_undone(panel, shared, marked):
    panel.choose("4")
    assert not panel.reason.isEnabled(), "first whether, then why"
    pick(panel.length, "curtailed")
    pick(panel.reason, "distress")
    panel.comment.setFocus()
    QTest.keyClicks(panel.comment, "at the door")
    QTest.keyClick(panel.comment, Qt.Key.Key_Return)
    mark = shared.coding.episode_marks[1]
    assert (mark.length, mark.reason, mark.comment) == ("curtailed", "distress", "at the door")
    assert line_of(panel, "4")[5] == "curtailed: distress"
    for _ in range(3):
        shared.undo()
    panel.show_now()
    assert line_of(panel, "4")[5] == ""
    assert panel.length.currentText() == "as planned"


def test_a_comment_that_is_being_typed_stays_with_its_episode(panel, shared, marked):
    panel.choose("4")
    panel.comment.setFocus()
    QTest.keyClicks(panel.comment, "loud")
    rect = panel.list.visualItemRect(panel._items["5"])
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=rect.center())
    assert [mark.comment for mark in shared.coding.episode_marks] == ["", "loud", ""]
    assert panel.comment.text() == ""
    assert panel.chosen_name.text() == "Episode 5:"


def test_an_episode_that_is_not_marked_cannot_be_explained(panel, marked):
    panel.choose("6")
    assert not panel.length.isEnabled()
    assert not panel.comment.isEnabled()


def test_a_double_click_goes_to_the_episode(panel, shared, marked):
    rect = panel.list.visualItemRect(panel._items["5"])
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=rect.center())
    QTest.mouseDClick(panel.list.viewport(), LEFT, pos=rect.center())
    assert shared.position_ms == 3000


def test_what_the_protocol_misses_is_listed_and_a_click_goes_there(panel, shared):
    shared.move_episode("5", 1000)
    shared.move_episode("4", 3000)
    counts = []
    panel.counted.connect(counts.append)
    panel.show_now()
    said = next(place for place, text in enumerate(faults(panel)) if "Episode 4 begins after episode 5" in text)
    assert counts == [len(faults(panel))]
    rect = panel.faults.visualItemRect(panel.faults.item(said))
    QTest.mouseClick(panel.faults.viewport(), LEFT, pos=rect.center())
    assert shared.position_ms == 3000


def test_without_marks_it_says_how_to_begin(panel):
    assert faults(panel) == ["No episode is marked yet: Ctrl+1 to Ctrl+8 mark their starts."]


def test_no_cry_rule_is_set_at_first_and_the_window_says_why(panel, shared, marked):
    cry(shared, 1200, 2900)
    panel.show_now()
    assert line_of(panel, "4")[4] == "0:01"
    assert (panel.rule.seconds.text(), panel.rule.seconds.placeholderText()) == ("", "not set")
    assert "the field agrees on no number" in panel.rule.why.text()
    assert not any("crying" in text for text in faults(panel))


def test_a_cry_beyond_the_rule_is_listed_and_the_study_keeps_the_rule(panel, shared, marked):
    cry(shared, 1200, 2900)
    panel.rule.seconds.setFocus()
    panel.rule.seconds.selectAll()
    QTest.keyClicks(panel.rule.seconds, "1")
    QTest.keyClick(panel.rule.seconds, Qt.Key.Key_Return)
    assert any("Episode 4: 0:01.700 of crying" in text for text in faults(panel))
    assert open_study(shared.study.folder).settings.cry_rule_s == 1
    panel.rule.seconds.selectAll()
    QTest.keyClick(panel.rule.seconds, Qt.Key.Key_Delete)
    QTest.keyClick(panel.rule.seconds, Qt.Key.Key_Return)
    assert open_study(shared.study.folder).settings.cry_rule_s is None
    assert not any("of crying" in text for text in faults(panel))


def test_crying_that_still_runs_is_measured_up_to_the_playhead(panel, shared, marked, qtbot):
    shared.study.change_settings(cry_rule_s=1)
    cry(shared, 1200, None)
    panel.show_now()
    assert not any("of crying" in text for text in faults(panel))
    shared.jump(2500)
    qtbot.waitUntil(lambda: any("of crying" in text for text in faults(panel)))


def test_another_code_can_be_crying(panel, shared, marked):
    pick(panel.rule.code, "Fussing")
    assert shared.study.settings.crying_code == "fussing"


def test_why_a_locked_episode_was_curtailed_is_said_by_the_coder_and_its_boundary_stays(study, qtbot):
    session = replace(study.session("S001"), episodes=(EpisodeMark(id="x", episode="4", start_ms=500),))
    write_session(study.folder / "sessions" / "S001", session)
    with study.open_coding("S001", "KM") as coding:
        shared = CodingSession(study, study.session("S001"), coding)
        panel = EpisodesPanel(shared)
        qtbot.addWidget(panel)
        panel.choose("4")
        assert line_of(panel, "4")[0] == "0:00.500"
        panel.length.setCurrentIndex(panel.length.findData("curtailed"))
        panel.length.activated.emit(panel.length.currentIndex())
        panel.reason.setCurrentIndex(panel.reason.findData("distress"))
        panel.reason.activated.emit(panel.reason.currentIndex())
        assert line_of(panel, "4")[0::5] == ["0:00.500", "curtailed: distress"]
        assert [span.start_ms for span in shared.episodes()] == [500]
        assert shared.move_episode("4", 900) is None, "the boundary itself is locked"
        shared.undo()
        shared.undo()
        panel.show_now()
        assert line_of(panel, "4")[5] == ""
        shared.close()
