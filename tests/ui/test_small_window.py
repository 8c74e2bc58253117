"""The smallest window: in Code nothing lies over anything else, and nothing is cut off."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.coding.event_model import Column
from ui.coding.workspace import CodeWorkspace

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


@pytest.mark.parametrize("size", [(1366, 768), (1100, 660)])
def test_the_events_stay_where_they_are_once_a_coding_is_open(program, study, qtbot, monkeypatch, size):
    """They jumped by some pixels, as each row of a panel came to know how high its styled parts are."""
    first, opened = [], CodeWorkspace.open

    def open_(workspace, session):
        opened(workspace, session)
        first.append(place(workspace.panels.events, program.window))

    monkeypatch.setattr(CodeWorkspace, "open", open_)
    program.window.resize(*size)
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=20_000)
    qtbot.waitUntil(lambda: not program.reads.running, timeout=20_000)
    qtbot.wait(100)
    assert [place(program.code_workspace.panels.events, program.window)] == first
