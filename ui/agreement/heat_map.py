"""The heat map: coders by coders, one statistic of one subject, a number in every cell."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.report.figures.description import FEW_MARK, Cell, Grid
from annotator.text import statistic
from ui.theme import Theme, current_theme, mix, number_font, text_on
from ui.widgets.tables import paint_ring

_ON_DARK, _ON_LIGHT = "#45cbb9", "#1f9e8f"
"""Teal: one colour that only grows in strength is told apart with every colour blindness, and the number says it."""
_MOST, _LEAST, _HEADER, _NAME_GAP, _LEGEND = 104, 22, 26, 10, 34
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
_CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HeatMap(QWidget):
    """Shows every pair; arrow keys and clicks choose one, Enter and a double click open it."""

    chosen = Signal(int)
    """A pair was chosen: its place among the pairs."""
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._coders: tuple[str, ...] = ()
        self._pairs: dict[tuple[str, str], int] = {}
        self._grid: Grid | None = None
        self._cell = (0, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Coder by coder")
        self.setMouseTracking(True)

    @property
    def pair(self) -> int | None:
        """The chosen pair; None where the two have no session in common."""
        return self._pair_at(*self._cell)

    def show_pairs(self, coders: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> None:
        """Show who there is; what was chosen stays so where it still is."""
        kept = tuple(self._coders[place] for place in self._cell) if self._coders else ()
        self._coders, self._pairs = coders, {names: place for place, names in enumerate(pairs)}
        self._grid = None
        first = pairs[0] if pairs else coders[:2]
        names = kept if set(kept) <= set(coders) and kept else first
        self._cell = (coders.index(names[0]), coders.index(names[1]))
        self.updateGeometry()
        self.update()

    def show_grid(self, grid: Grid) -> None:
        """Show a statistic of all pairs of these coders."""
        self._grid = grid
        self._describe()
        self.update()

    def choose(self, coder: str, other: str) -> None:
        """Choose the cell of two coders."""
        self._choose(self._coders.index(coder), self._coders.index(other))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is drawn."""
        size, left = self._size(), self._name_width()
        return QRectF(left + column * size, self._header() + row * size, size, size)

    def sizeHint(self) -> QSize:
        """Return the size in which the cells are as large as they get."""
        side = _MOST * max(2, len(self._coders))
        return QSize(side + self._name_width() + 2, side + self._header() + _LEGEND)

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width: cells are square."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of square cells that fill this width."""
        count = max(2, len(self._coders))
        cell = max(_LEAST, min(_MOST, (width - self._name_width() - 2) // count))
        return cell * count + self._header(cell) + _LEGEND

    def minimumSizeHint(self) -> QSize:
        """Return the size in which the numbers can just be read."""
        side = _LEAST * max(2, min(16, len(self._coders)))
        return QSize(side + self._name_width() + 2, side + self._header() + _LEGEND)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move about from the window, and say a cell where the mouse rests."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (*_STEPS, *_CONFIRM) and _is_plain(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._found_at(*self._cell_at(event.pos()))
            QToolTip.showText(event.globalPos(), found.tip if found is not None else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move about, or open the pair."""
        step = _STEPS.get(Qt.Key(event.key())) if _is_plain(event) else None
        if step is not None:
            self._move(*step)
        elif event.key() in _CONFIRM and self.pair is not None:
            self.opened.emit(self.pair)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        row, column = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_cell(row, column):
            self._choose(row, column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the pair under the mouse."""
        pair = self._pair_at(*self._cell_at(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and pair is not None:
            self.opened.emit(pair)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, cells and what their colours mean."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_names(painter)
        for row in range(len(self._coders)):
            for column in range(len(self._coders)):
                self._paint_cell(painter, row, column)
        self._paint_legend(painter)

    def _move(self, down: int, right: int) -> None:
        row, column = self._cell
        for _ in range(2):  # once more over the diagonal, where nobody meets another
            row, column = row + down, column + right
            if self._is_cell(row, column):
                self._choose(row, column)
                return

    def _choose(self, row: int, column: int) -> None:
        self._cell = (row, column)
        self._describe()
        self.update()
        if self.pair is not None:
            self.chosen.emit(self.pair)

    def _describe(self) -> None:
        found = self._found_at(*self._cell)
        self.setAccessibleDescription(found.tip if found is not None else "")

    def _is_cell(self, row: int, column: int) -> bool:
        return row != column and min(row, column) >= 0 and max(row, column) < len(self._coders)

    def _pair_at(self, row: int, column: int) -> int | None:
        if not self._is_cell(row, column):
            return None
        one, other = sorted((self._coders[row], self._coders[column]))
        return self._pairs.get((one, other))

    def _found_at(self, row: int, column: int) -> Cell | None:
        return self._grid.cells[row][column] if self._grid is not None and self._is_cell(row, column) else None

    def _cell_at(self, place: QPoint) -> tuple[int, int]:
        size = self._size()
        return int((place.y() - self._header()) // size), int((place.x() - self._name_width()) // size)

    def _size(self) -> float:
        count = max(2, len(self._coders))
        room = min(self.width() - self._name_width() - 2, self.height() - _HEADER - _LEGEND)
        if room / count < self._name_width() - _NAME_GAP:  # names stand upright then, which takes height
            room = min(room, self.height() - self._name_width() - _LEGEND)
        return max(float(_LEAST), min(float(_MOST), room / count))

    def _header(self, cell: float | None = None) -> int:
        """Return the height of the names above: upright where the cells are narrower than they are long."""
        widest = self._name_width() - _NAME_GAP
        return widest + _NAME_GAP if (cell or self._size()) < widest else _HEADER

    def _name_width(self) -> int:
        widths = (self.fontMetrics().horizontalAdvance(coder) for coder in self._coders)
        return max(30, *widths) + _NAME_GAP if self._coders else 40

    def _paint_names(self, painter: QPainter) -> None:
        theme = current_theme()
        for place, coder in enumerate(self._coders):
            cell = self.cell_rect(place, place)
            across = QRectF(0, cell.top(), self._name_width() - _NAME_GAP, cell.height())
            painter.setPen(QColor(self._name_color(theme, is_chosen=place == self._cell[0])))
            painter.drawText(across, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, coder)
            painter.setPen(QColor(self._name_color(theme, is_chosen=place == self._cell[1])))
            self._paint_above(painter, cell, coder)

    def _name_color(self, theme: Theme, *, is_chosen: bool) -> str:
        """Return the colour of a name: with the keyboard here, those of the chosen cell stand out."""
        return theme.accent if is_chosen and self.hasFocus() else theme.dim

    def _paint_above(self, painter: QPainter, cell: QRectF, coder: str) -> None:
        height = self._header()
        if height == _HEADER:
            painter.drawText(QRectF(cell.left(), 0, cell.width(), height), Qt.AlignmentFlag.AlignCenter, coder)
            return
        painter.save()
        painter.translate(cell.left(), height)
        painter.rotate(-90)
        room = QRectF(_NAME_GAP / 2, 0, height, cell.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, coder)
        painter.restore()

    def _paint_legend(self, painter: QPainter) -> None:
        """Paint what the shades mean, what is asked for, and what the dot in a cell means."""
        theme, left = current_theme(), self._name_width() + 2
        top, scale = self._header() + self._size() * len(self._coders) + 12, self._grid.scale if self._grid else None
        painter.setFont(number_font(0.85))
        painter.setPen(QColor(theme.dim))
        painter.drawText(QRectF(left, top, 20, 14), Qt.AlignmentFlag.AlignVCenter, "0")
        for step in range(11):
            painter.fillRect(QRectF(left + 14 + 12 * step, top, 12, 14), QColor(_ground(step / 10)))
        said = ["1"]
        if scale is not None and scale.asked is not None:
            painter.fillRect(QRectF(left + 13 + 132 * scale.asked, top - 2, 2, 18), QColor(theme.warning))
            said.append(f"▏asked for: {statistic(scale.asked)}")
        cells = [cell for line in self._grid.cells for cell in line if cell is not None] if self._grid else []
        if any(cell.is_few for cell in cells):
            said.append(f"{FEW_MARK} little data")
        room = QRectF(left + 152, top, self.width() - left - 152, 14)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, "    ".join(said))

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        theme, cell = current_theme(), self.cell_rect(row, column).adjusted(1.5, 1.5, -1.5, -1.5)
        found = self._found_at(row, column)
        shade = found.shade or 0.0 if found is not None else 0.0
        ground = theme.panel if row == column else _ground(shade)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell, 5, 5)
        if found is not None:
            self._write(painter, cell, found, text_on(ground) if shade > 0 else theme.dim)
        if (row, column) == self._cell:
            paint_ring(painter, cell, has_focus=self.hasFocus())

    def _write(self, painter: QPainter, cell: QRectF, found: Cell, ink: str) -> None:
        has_room = cell.height() > 62 and bool(found.details)
        painter.setPen(QColor(ink))
        painter.setFont(number_font(_scale(cell.height()), bold=cell.height() > 30))
        painter.drawText(cell.translated(0, -9) if has_room else cell, Qt.AlignmentFlag.AlignCenter, found.text)
        if has_room:
            painter.setFont(number_font(0.82))
            painter.drawText(cell.translated(0, 14), Qt.AlignmentFlag.AlignCenter, found.details[0])
        if found.is_few:
            painter.setBrush(QColor(ink))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(cell.right() - 9, cell.top() + 9), 2.5, 2.5)


def _scale(height: float) -> float:
    """Return how large the number in a cell is written, 1 being as all other text."""
    return 1.25 if height > 62 else 1.0 if height > 34 else 0.72


def _ground(share: float) -> str:
    theme = current_theme()
    return mix(theme.raised, _ON_DARK if theme.is_dark else _ON_LIGHT, share)


def _is_plain(event: QKeyEvent) -> bool:
    return event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
