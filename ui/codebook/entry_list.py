"""The list at the left of a page: entries under headings, each with colour and key; dragged to another place."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from annotator.model.codebook.lines import Path
from ui.theme import current_theme
from ui.widgets.code_row import paint_key_cap
from ui.widgets.swatch import CodeStyle, paint_swatch

_ROW = Qt.ItemDataRole.UserRole
_HEIGHT, _HEADING_HEIGHT = 32, 30
_GAP = 12
_SELECTED, _UNDER_MOUSE = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list; a heading has no path.

    Attributes:
        path: the way to the entry in the file.
        detail: dim words at the right.
        style: what a code is drawn with.
        is_faulty: whether something is wrong with it.
    """

    title: str
    path: Path | None = None
    detail: str = ""
    key: str = ""
    style: CodeStyle | None = None
    is_point: bool = False
    is_faulty: bool = False


class EntryList(QListWidget):
    """Entries to choose from; the mouse drags one to another place, which is only told: the page does it."""

    chosen = Signal(tuple)
    """Another entry is the current one: its path."""
    moved = Signal(int, int)
    """An entry was dragged: the row it has, and the row it was dropped before (the count of rows: behind all)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ListRow, ...] = ()
        self.may_drag = True
        self._pressed: tuple[int, QPoint] | None = None
        self._drop: int | None = None
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.currentRowChanged.connect(self._tell)

    @property
    def path(self) -> Path | None:
        """The entry that is chosen."""
        row = self.currentRow()
        return self.rows[row].path if 0 <= row < len(self.rows) else None

    def show_rows(self, rows: Sequence[ListRow], path: Path | None) -> None:
        """Show these rows, with one of them chosen, or what is nearest to it."""
        self.blockSignals(True)
        if len(rows) != self.count():
            self.clear()
            for _ in rows:
                self.addItem(QListWidgetItem())
        self.rows = tuple(rows)
        for place, row in enumerate(rows):
            item = self.item(place)
            item.setData(_ROW, row)
            item.setText(row.title)
            item.setToolTip(f"{row.title} · {row.detail}" if row.detail else row.title)
            item.setSizeHint(QSize(100, _HEIGHT if row.path is not None else _HEADING_HEIGHT))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags if row.path is not None else Qt.ItemFlag.NoItemFlags)
        self.choose(path)
        self.blockSignals(False)
        self.viewport().update()

    def choose(self, path: Path | None) -> None:
        """Make an entry the current one."""
        places = [place for place, row in enumerate(self.rows) if row.path == path and path is not None]
        entries = [place for place, row in enumerate(self.rows) if row.path is not None]
        near = [place for place in entries if path is not None and _is_before(self.rows[place].path, path)]
        self.setCurrentRow((places or near[-1:] or entries[:1] or [-1])[0])

    def place_of(self, path: Path) -> int:
        """Return the row of an entry, -1 where it is not shown."""
        return next((place for place, row in enumerate(self.rows) if row.path == path), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is pressed, and remember it: it may be dragged."""
        super().mousePressEvent(event)
        place = self.indexAt(event.position().toPoint()).row()
        is_entry = place >= 0 and self.rows[place].path is not None
        self._pressed = (place, event.position().toPoint()) if is_entry and self.may_drag else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would be dropped."""
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif self._drop is not None or (at - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance():
            self._drop = self._row_below(at.y())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where it was dropped."""
        super().mouseReleaseEvent(event)
        pressed, drop = self._pressed, self._drop
        self._pressed = self._drop = None
        self.unsetCursor()
        self.viewport().update()
        if pressed is not None and drop is not None and drop not in {pressed[0], pressed[0] + 1}:
            self.moved.emit(pressed[0], drop)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and a line where the dragged one would go."""
        super().paintEvent(event)
        if self._drop is None:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(current_theme().accent), 2))
        y = self._top(self._drop)
        painter.drawLine(8, y, self.viewport().width() - 8, y)

    def _tell(self, row: int) -> None:
        if 0 <= row < len(self.rows) and self.rows[row].path is not None:
            self.chosen.emit(self.rows[row].path)

    def _row_below(self, y: int) -> int:
        """Return the row before which something dropped at y goes."""
        rows = range(self.count())
        return next((place for place in rows if y < self.visualItemRect(self.item(place)).center().y()), self.count())

    def _top(self, place: int) -> int:
        if place < self.count():
            return self.visualItemRect(self.item(place)).top()
        return self.visualItemRect(self.item(self.count() - 1)).bottom()


class _Delegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ListRow = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.path is None:
            _paint_heading(painter, option.rect, row)
        else:
            _paint_entry(painter, option, row)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, row: ListRow) -> None:
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(current_theme().dim))
    inner = rect.adjusted(16, 6, -12, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.title)


def _paint_entry(painter: QPainter, option: QStyleOptionViewItem, row: ListRow) -> None:
    theme, rect = current_theme(), option.rect
    is_chosen, is_under_mouse = bool(option.state & _SELECTED), bool(option.state & _UNDER_MOUSE)
    ground = theme.selection if is_chosen else theme.raised if is_under_mouse else ""
    if ground:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(rect).adjusted(6, 1, -6, -1), 5, 5)
    inner = rect.adjusted(16, 0, -14, 0)
    if row.style is not None:
        swatch = QRectF(inner.left(), inner.center().y() - 5, 11, 11)
        paint_swatch(painter, swatch, row.style, is_point=row.is_point)
        inner.setLeft(inner.left() + 20)
    if row.key:
        inner.setLeft(_paint_key(painter, inner, row))
    _paint_words(painter, inner, row)


def _paint_key(painter: QPainter, inner: QRect, row: ListRow) -> int:
    theme = current_theme()
    text = row.key.replace("Shift+", "⇧")
    width = max(24, painter.fontMetrics().horizontalAdvance(text) + 10)
    edge = theme.danger if row.is_faulty else theme.line
    cap = QRectF(inner.left() + 0.5, inner.center().y() - 9, width, 18)
    paint_key_cap(painter, cap, row.key, theme.raised, edge, theme.text)
    return inner.left() + max(width, 32) + 8


def _paint_words(painter: QPainter, inner: QRect, row: ListRow) -> None:
    theme, metrics = current_theme(), painter.fontMetrics()
    beside_title = inner.width() - metrics.horizontalAdvance(row.title) - _GAP
    detail_width = min(metrics.horizontalAdvance(row.detail), max(inner.width() // 2, beside_title))
    detail = metrics.elidedText(row.detail, Qt.TextElideMode.ElideRight, detail_width + 2)
    title_width = inner.width() - (detail_width + _GAP if detail else 0)
    title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, title_width)
    painter.setPen(QColor(theme.danger if row.is_faulty else theme.text))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
    painter.setPen(QColor(theme.dim))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, detail)


def _is_before(one: Path | None, other: Path) -> bool:
    return one is not None and one[:-1] == other[:-1] and one <= other
