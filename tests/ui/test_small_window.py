"""The smallest window: in Code nothing lies over anything else, and nothing is cut off."""

import threading
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.media import camera
from ui.coding.event_model import Column
from ui.coding.workspace import CodeWorkspace
from ui.settings import PICTURE_SHAPE

pytestmark = pytest.mark.looks


@pytest.fixture
def panels(coder, qtbot):
    coder.sit_down()
    window = coder.program.window
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.size() == window.minimumSize())
    coder.qtbot.wait(50)
    return coder.program.code_workspace.panels


def place(widget, inside):
    return QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())


def test_nothing_in_the_transport_lies_over_anything_else(panels):
    transport = panels.transport
    shown = [one for one in transport.findChildren(QWidget) if one.isVisible() and one.parentWidget() is transport]
    assert len(shown) > 6
    for one, other in combinations(shown, 2):
        assert not place(one, transport).intersects(place(other, transport)), (one, other)
    for one in shown:
        assert transport.rect().contains(place(one, transport)), one


def test_what_is_left_out_can_be_done_by_keys(panels, coder):
    transport = panels.transport
    hidden = [one for one in transport.findChildren(QAbstractButton) if one.isHidden() and one.parent() is transport]
    names = {one.accessibleName() for one in hidden}
    texts = {coder.program.actions[name].text() for name in ("picture_aids", "sound_options")}
    assert names == texts
    assert all(coder.program.actions.keys_of(name) for name in ("picture_aids", "sound_options"))


def test_every_column_of_the_events_is_seen_without_scrolling_sideways(panels):
    table = panels.events.table
    header, right = table.horizontalHeader(), table.viewport().width()
    assert table.horizontalScrollBar().maximum() == 0
    for column in Column:
        end = header.sectionViewportPosition(column) + header.sectionSize(column)
        assert 0 < end <= right
    words = table.fontMetrics()
    heading = header.model().headerData(Column.COMMENT, header.orientation())
    assert header.sectionSize(Column.COMMENT) > words.horizontalAdvance(heading)


def test_the_panels_keep_to_their_halves(panels):
    left, right = panels.video.parentWidget(), panels.side
    assert place(left, panels).right() < place(right, panels).left()
    assert place(right, panels).right() <= panels.rect().right()
    assert left.width() >= left.minimumSizeHint().width()
    assert right.width() >= right.minimumSizeHint().width()


@pytest.fixture
def opened(program, study, qtbot, monkeypatch):
    """Opens a coding; returns where the events are as soon as it is open, and where when all of it is there."""
    first, open_now = [], CodeWorkspace.open

    def place_now():
        return place(program.code_workspace.panels.events, program.window)

    def open_(workspace, session):
        open_now(workspace, session)
        first.append(place_now())

    def opened(coder, *, then=lambda: None):
        first.clear()
        program.open_study(study.folder, "S001", coder)
        qtbot.waitUntil(lambda: first and program.coding is not None and program.coding.coder == coder, timeout=20_000)
        then()
        qtbot.waitUntil(lambda: program.coding.is_retimable and program.coding.player.settled, timeout=20_000)
        qtbot.waitUntil(lambda: program.code_workspace.panels.video.has_picture and not program.reads.running)
        qtbot.wait(100)
        return first[0], place_now()

    monkeypatch.setattr(CodeWorkspace, "open", open_)
    return opened


@pytest.mark.parametrize("size", [(1366, 768), (1100, 660)])
def test_the_events_stay_where_they_are_once_a_coding_is_open(program, opened, size):
    """They jumped by some pixels, as each row of a panel came to know how high its styled parts are."""
    program.settings.put(PICTURE_SHAPE, 1333)  # that of the recording: its picture may come late
    program.window.resize(*size)
    first, then = opened("KM")
    assert first == then


def test_a_picture_that_comes_late_moves_nothing_where_one_like_it_was_seen(program, opened, monkeypatch):
    """The room beside it is shared out by its shape; a slow disk told that when the coder had begun to read."""
    program.window.resize(1366, 768)
    opened("KM")
    may_look = threading.Event()
    load = camera.load_or_scan
    monkeypatch.setattr(camera, "load_or_scan", lambda *some, **more: (may_look.wait(20), load(*some, **more))[1])
    first, then = opened("JT", then=may_look.set)
    assert first == then
