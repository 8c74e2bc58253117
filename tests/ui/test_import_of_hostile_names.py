"""Names in files of hostile people are shown as they are: none of them is HTML in a label, a list or a tip."""

import json

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from tests.ui.boris_twin import project, state
from tests.ui.importing import Importer

HTML = "<b>x</b><img src='file:///etc/hosts'>"


@pytest.fixture
def lab(program, study, qtbot, answers):
    return Importer(program, study, qtbot, answers)


def tips_of(view):
    model = view.model()
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            yield model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)


def test_names_are_no_html(lab, tmp_path):
    rows = [
        *state(HTML, 1, 2, comment=HTML),
        (3.0, "infant", HTML, "", ""),
        (4.0, HTML, "crying", "", ""),
        ("x", "", HTML, "", ""),
    ]
    said = project({HTML: rows, "S001": rows}, variables={HTML: HTML}, description=HTML)
    path = tmp_path / "<b>pilot<i>.boris"
    path.write_text(json.dumps(said))
    lab.sit_down().open(path)
    tips = [tip for view in lab.page.findChildren(QAbstractItemView) for tip in tips_of(view) if tip]
    assert any("&lt;b&gt;x" in tip for tip in tips)
    tips += [one.toolTip() for one in lab.page.findChildren(QWidget)]
    assert [tip for tip in tips if Qt.mightBeRichText(tip) and not tip.startswith("<qt>")] == []
    assert [tip for tip in tips if "<b>x" in tip or "<img" in tip] == []
    shown = [one for one in lab.page.findChildren(QLabel) if Qt.mightBeRichText(one.text())]
    assert [one.text() for one in shown if one.textFormat() != Qt.TextFormat.PlainText] == []


def test_a_name_without_end_is_shown_at_once(lab, tmp_path):
    """It was compared with every code of the study, sign by sign."""
    endless = "crying " * 100_000
    path = tmp_path / "pilot.boris"
    path.write_text(json.dumps(project({"S001": state(endless, 1, 2)}, behaviours={endless: ("State event", "")})))
    lab.sit_down().open(path)
    assert "code" in {row.doubt.kind for row in lab.work.shown.doubts}
