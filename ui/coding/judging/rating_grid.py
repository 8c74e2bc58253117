"""The grid of the rating form: every cell shows its state, and the keyboard alone fills it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from annotator.model.items import Cell, Rating
from ui.coding.judging.rating_cells import CellModel
from ui.keys.key_place import digit_by_place, key_of
from ui.theme import current_theme, mix, number_font
from ui.widgets.parts import label

_CELL, _ROW, _LOW_ROW = 31, 24, 20
_HEAD = 20
_NAMES_LEAST = 110
_MARK = 6.0

Index = QModelIndex | QPersistentModelIndex
_WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_SHUTTLE = (Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_L)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class RatingGrid(QTableView):
    """Shows the cells and says what the coder wants; whoever listens changes the coding."""

    chosen = Signal(object)
    """Another cell is chosen: the Cell."""
    typed = Signal(str)
    """A digit, or "." for half a point."""
    not_ratable = Signal()
    unset = Signal()
    comment_wanted = Signal()
    link_wanted = Signal()
    left = Signal()
    """The coder wants to go back to the recording."""

    def __init__(self, model: CellModel) -> None:
        super().__init__()
        self.cells = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setHorizontalHeader(TargetHeader(model))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAccessibleName("Ratings")
        self.setObjectName("ratings")
        self.progress = label("", "dim", wrap=True)
        self.progress.setParent(self)
        self.progress.setContentsMargins(8, 0, 0, 0)
        names, head = self.verticalHeader(), self.horizontalHeader()
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setDefaultSectionSize(self._cell_width())
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.show_low(low=False)
        self._choose_first()

    def show_low(self, *, low: bool) -> None:
        """Take rows of the usual height, or lower ones where there is little room."""
        height = _LOW_ROW if low else _ROW
        names, head = self.verticalHeader(), self.horizontalHeader()
        names.setMinimumSectionSize(height)
        names.setDefaultSectionSize(height)
        self.setFixedHeight(head.sizeHint().height() + height * self.cells.rowCount() + 2)

    @property
    def cell(self) -> Cell | None:
        """The chosen cell."""
        return self.cells.cell(self.currentIndex())

    def choose(self, cell: Cell) -> None:
        """Choose a cell."""
        self.setCurrentIndex(self.cells.index_of(cell))

    def go(self, down: int, right: int) -> None:
        """Go to the next cell in a direction, past what is not asked for; at the edge nothing happens."""
        at = self.currentIndex()
        row, column = at.row() + down, at.column() + right
        while 0 <= row < self.cells.rowCount() and 0 <= column < self.cells.columnCount():
            index = self.cells.index(row, column)
            if self.cells.cell(index) is not None:
                self.setCurrentIndex(index)
                return
            row, column = row + down, column + right

    def go_to_unset(self) -> None:
        """Go to the next cell that is not rated yet, scale by scale, round the end."""
        places = [
            self.cells.index(row, column)
            for row in range(self.cells.rowCount())
            for column in range(self.cells.columnCount())
        ]
        at = self.currentIndex()
        here = at.row() * self.cells.columnCount() + at.column() if at.isValid() else -1
        for index in (*places[here + 1 :], *places[: here + 1]):
            cell = self.cells.cell(index)
            if cell is not None and self.cells.rating(cell) is None:
                self.setCurrentIndex(index)
                return

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the form while it has the keyboard; letters never mark a code meanwhile."""
        key, modifiers, is_sign = key_of(event), event.modifiers() & ~_KEYPAD, _sign(event) != ""
        if modifiers and not (is_sign and modifiers == Qt.KeyboardModifier.ShiftModifier):
            return False
        if key in _WAYS or key in (Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            return True
        return is_sign or (Qt.Key.Key_A <= key <= Qt.Key.Key_Z and key not in _SHUTTLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, rate, take back, comment, link."""
        key, sign = key_of(event), _sign(event)
        signals = {
            Qt.Key.Key_N: self.not_ratable,
            Qt.Key.Key_Delete: self.unset,
            Qt.Key.Key_Return: self.comment_wanted,
            Qt.Key.Key_Enter: self.comment_wanted,
            Qt.Key.Key_E: self.link_wanted,
            Qt.Key.Key_Escape: self.left,
        }
        if not self.wants_key(event):
            event.ignore()
        elif key in _WAYS:
            self.go(*_WAYS[Qt.Key(key)])
        elif key == Qt.Key.Key_U:
            self.go_to_unset()
        elif sign:
            self.typed.emit(sign)
        elif key in signals:
            signals[Qt.Key(key)].emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which cell is chosen."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if (cell := self.cells.cell(current)) is not None:
            self.chosen.emit(cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names of the scales what the cells leave."""
        self._share_width()
        super().resizeEvent(event)

    def _share_width(self) -> None:
        room, columns = self.width() - 2, max(1, self.cells.columnCount())
        width = min(self._cell_width(), max(24, (room - _NAMES_LEAST) // columns))
        self.horizontalHeader().setDefaultSectionSize(width)
        names = max(_NAMES_LEAST, room - width * columns)
        self.verticalHeader().setFixedWidth(names)
        self.progress.setGeometry(0, 0, names, self.horizontalHeader().sizeHint().height())

    def _cell_width(self) -> int:
        return _CELL if self.cells.columnCount() > 4 else _CELL * 2

    def _choose_first(self) -> None:
        for row in range(self.cells.rowCount()):
            for column in range(self.cells.columnCount()):
                index = self.cells.index(row, column)
                if self.cells.cell(index) is not None:
                    self.setCurrentIndex(index)
                    return


class TargetHeader(QHeaderView):
    """Names the episodes and, above them, towards whom the ratings are."""

    def __init__(self, model: CellModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._cells = model
        self._has_targets = any(column.target for column in model.columns)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)

    def sizeHint(self) -> QSize:
        """Two lines where there are targets."""
        return QSize(super().sizeHint().width(), _HEAD * (2 if self._has_targets else 1) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the targets over their columns."""
        super().paintEvent(event)
        if not self._has_targets:
            return
        painter, theme = QPainter(self.viewport()), current_theme()
        for target, first, last in self._groups():
            left = self.sectionViewportPosition(first)
            right = self.sectionViewportPosition(last) + self.sectionSize(last)
            room = QRect(left, 0, right - left, _HEAD)
            painter.setPen(QColor(theme.dim))
            painter.drawText(room.adjusted(2, 0, -2, 0), Qt.AlignmentFlag.AlignCenter, target)
            painter.setPen(QColor(theme.line))
            painter.drawLine(left + 4, _HEAD + 1, right - 5, _HEAD + 1)

    def _groups(self) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        for place, column in enumerate(self._cells.columns):
            if found and found[-1][0] == column.target:
                found[-1] = (column.target, found[-1][1], place)
            else:
                found.append((column.target, place, place))
        return found


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: unset, a point, not ratable or not asked for; corners tell of comment and evidence."""

    def __init__(self, grid: RatingGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        cell, theme = self._grid.cells.cell(index), current_theme()
        box = QRectF(option.rect).adjusted(2, 2, -2, -2)
        if cell is None:
            return
        rating = self._grid.cells.rating(cell)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.raised if rating is not None else mix(theme.panel, theme.window, 0.6)))
        painter.drawRoundedRect(box, 4, 4)
        _paint_value(painter, box, rating)
        _paint_corners(painter, box, rating, doubted=cell in self._grid.cells.doubted)
        if index == self._grid.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent if self._grid.hasFocus() else theme.dim), 2))
            painter.drawRoundedRect(box, 4, 4)
        painter.restore()


def _paint_value(painter: QPainter, box: QRectF, rating: Rating | None) -> None:
    theme = current_theme()
    if rating is None:
        painter.setPen(QPen(QColor(theme.faint), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.center(), 3, 3)
        return
    is_point = rating.value is not None
    painter.setFont(number_font(1.05 if is_point else 0.85, bold=is_point))
    painter.setPen(QColor(theme.text if is_point else theme.dim))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "n/r" if rating.value is None else f"{rating.value:g}")


def _paint_corners(painter: QPainter, box: QRectF, rating: Rating | None, *, doubted: bool) -> None:
    if rating is None:
        return
    theme = current_theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    if rating.comment:
        corner = box.topRight()
        points = (corner, corner - QPointF(_MARK, 0), corner + QPointF(0, _MARK))
        painter.drawPolygon(QPolygonF(list(points)))
    if rating.evidence:
        painter.setBrush(QColor(theme.danger if doubted else theme.accent))
        painter.drawEllipse(box.bottomLeft() + QPointF(4.5, -4.5), 2, 2)


def _sign(event: QKeyEvent) -> str:
    """Return the digit or the decimal point that a key means, else ""."""
    digit = digit_by_place(event)
    if digit is not None:
        return str(digit)
    key = key_of(event)
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return chr(key)
    return "." if key in (Qt.Key.Key_Period, Qt.Key.Key_Comma) else ""
