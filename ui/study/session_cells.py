"""Draws the cells of the table of sessions, and what stands below its columns."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.study.settings import CONSENSUS
from ui.study.overview import CodingState, SessionRow
from ui.study.session_columns import Column, share_watched
from ui.study.session_model import COLUMN_ROLE, ROW_ROLE, SessionModel
from ui.theme import Theme, current_theme, number_font
from ui.widgets.tables import paint_ring

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 30
_EDGE, _BAR, _PILL = 8, 34, 18
_LEAST_FOR_BAR = 110
"""Narrower cells have no room for a bar beside the words."""


class SessionCells(QStyledItemDelegate):
    """Draws a cell: words, a bar for how much was watched, a pill with the number of findings."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row, column, theme = index.data(ROW_ROLE), index.data(COLUMN_ROLE), current_theme()
        state, rect = option.state, option.rect
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.raised))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.line))
        painter.setFont(number_font())
        coding = row.codings.get(column.coder)
        inner = rect.adjusted(_EDGE, 0, -_EDGE, -1)
        if coding is not None and column.coder != CONSENSUS and coding.gold is None:
            inner = _with_pill(painter, inner, coding, theme)
            inner = _with_bar(painter, inner, coding, row, theme)
        painter.setPen(QColor(_ink(row, column, theme)))
        words = _fitted(painter, column.text(row), inner.width())
        side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, words)
        view = option.widget
        if isinstance(view, QTableView) and index == view.currentIndex():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, QRectF(rect).adjusted(2, 2, -2, -3), has_focus=view.hasFocus())
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for what stands beside the words."""
        return QSize(super().sizeHint(option, index).width() + 2 * _EDGE + _BAR + _PILL, ROW_HEIGHT)


class Foot(QWidget):
    """Says below each column what there is of it in the rows that are shown.

    Args:
        table: the table above it.
        model: what it shows.
    """

    def __init__(self, table: QTableView, model: SessionModel) -> None:
        super().__init__()
        self._table, self._model = table, model
        self.texts: list[str] = []
        self.setFixedHeight(ROW_HEIGHT)
        self.setObjectName("foot")
        header = table.horizontalHeader()
        header.sectionResized.connect(lambda *_: self.update())
        header.geometriesChanged.connect(self.update)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())
        self.setAccessibleName("Counts")

    def show_counts(self) -> None:
        """Count again."""
        self.texts = [column.foot(self._model.shown) for column in self._model.columns]
        said = zip(self._model.columns, self.texts, strict=True)
        self.setAccessibleDescription(", ".join(f"{column.heading}: {text}" for column, text in said if text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the texts below their columns."""
        painter, theme, header = QPainter(self), current_theme(), self._table.horizontalHeader()
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setFont(number_font())
        painter.setPen(QColor(theme.dim))
        for at, text in enumerate(self.texts):
            left = header.sectionViewportPosition(at)
            inner = QRect(left + _EDGE, 0, header.sectionSize(at) - 2 * _EDGE, self.height())
            side = Qt.AlignmentFlag.AlignRight if self._model.columns[at].is_number else Qt.AlignmentFlag.AlignLeft
            words = _fitted(painter, text, inner.width())
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, words)


def _fitted(painter: QPainter, text: str, width: int) -> str:
    """Return a text as far as it has room; that something is submitted, its sign says too."""
    metrics = painter.fontMetrics()
    short = text if metrics.horizontalAdvance(text) <= width else text.removesuffix(" submitted")
    return metrics.elidedText(short, Qt.TextElideMode.ElideRight, width)


def _with_pill(painter: QPainter, rect: QRect, coding: CodingState, theme: Theme) -> QRect:
    """Draw how many findings there are at the right; return what is left of the cell."""
    if not coding.findings:
        return rect
    text = str(coding.findings)
    wide = max(_PILL, painter.fontMetrics().horizontalAdvance(text) + 10)
    pill = QRect(rect.right() - wide + 1, rect.center().y() - 8, wide, 17)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.warning))
    painter.setBrush(QColor(theme.selection))
    painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return rect.adjusted(0, 0, -wide - 4, 0)


def _with_bar(painter: QPainter, rect: QRect, coding: CodingState, row: SessionRow, theme: Theme) -> QRect:
    """Draw how much of the session was watched at the left; return what is left of the cell."""
    share = share_watched(coding, row)
    if share is None or coding.is_submitted or coding.problem or rect.width() < _LEAST_FOR_BAR - 2 * _EDGE:
        return rect
    bar = QRect(rect.left(), rect.center().y() - 1, _BAR, 4)
    painter.fillRect(bar, QColor(theme.faint))
    painter.fillRect(bar.adjusted(0, 0, round(_BAR * share) - _BAR, 0), QColor(theme.dim))
    return rect.adjusted(_BAR + 8, 0, 0, 0)


def _ink(row: SessionRow, column: Column, theme: Theme) -> str:
    coding = row.codings.get(column.coder)
    if row.problem or (coding is not None and coding.problem) or (column.id == "cameras" and row.missing):
        return theme.danger
    if column.coder == CONSENSUS:
        said = {"to settle": theme.warning, "settled": theme.ok}
        return said.get(row.settling, theme.dim)
    if column.coder:
        return theme.text if coding is not None and coding.is_begun else theme.dim
    return theme.dim if column.id in ("cameras", "coded") else theme.text
