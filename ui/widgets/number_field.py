"""The one field for a number: what is typed is what it then shows, and what is stored."""

from decimal import Decimal
from math import inf

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from ui.theme import current_theme
from ui.typed import typed_number, written_number
from ui.widgets.parts import column, label, name_field, row

_WIDTH = 110
_EDGE_PX = 9
_MOST_DIGITS = 15


class NumberField(QLineEdit):
    """Takes a number when it is left or Enter is pressed; what is not understood is refused in words beside it.

    A refused text stays, in red, with its reason; the value stays what it was. Escape puts the value back. The wheel
    does nothing; Up and Down change the number by a step, where the field has one.

    Args:
        name: what it is, for the complaint and for screen readers.
        unit: what its number counts; shown in the field. "s" also takes ms, min, h and times such as 1:02.5.
        lowest: the least it may be.
        highest: the most it may be.
        decimals: how many digits after the point it may have; None for any number.
        empty: what an empty field says; "" where there must be a number.
        step: what Up and Down add and take away; 0 for nothing.
    """

    edited = Signal(object)
    """Another number was typed: an int without decimals, else a float, None for none."""

    def __init__(
        self,
        name: str,
        unit: str = "",
        lowest: float = -inf,
        highest: float = inf,
        *,
        decimals: int | None = 0,
        empty: str = "",
        step: float = 0,
    ) -> None:
        super().__init__()
        self.unit, self.lowest, self.highest, self.decimals = unit, lowest, highest, decimals
        self._name, self._empty, self._step = name, empty, step
        self._value: float | None = None
        self._shown = ""
        self.complaint = label("", "danger", wrap=True)
        self.complaint.hide()
        self.setFixedWidth(_WIDTH)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText(empty)
        name_field(self, f"{name} in {unit}" if unit else name)
        self.textEdited.connect(self._end_complaint)
        self.editingFinished.connect(self.check)

    @property
    def value(self) -> float | None:
        """The number that was shown or taken last; None for none."""
        return self._value

    @property
    def ms(self) -> int:
        """The value of a field in s, in ms; none counts 0."""
        return round(1000 * (self._value or 0))

    def show_value(self, value: float | str | None) -> None:
        """Show a number, or none, or what stands in its place in a file; while somebody types, what is typed stays."""
        if self.isModified() and self.window().focusWidget() is self:
            return
        self._value = None if isinstance(value, str) else value
        self._write(value if isinstance(value, str) else "" if value is None else written_number(value))

    def check(self) -> bool:
        """Take what is typed, or say beside the field what is wrong with it; return whether all is well."""
        if self.text() == self._shown:
            return self._value is not None or bool(self._empty) or self._refuse()
        number = typed_number(self.text(), self.unit)
        if number is None and self._empty and self.text().strip() in ("", self._empty):
            self._take(None)
        elif number is not None and self._is_fit(number):
            self._take(int(number) if self.decimals == 0 else float(number))
        else:
            return self._refuse()
        return True

    def go_on_from(self, other: "NumberField") -> None:
        """Show what somebody is typing in a field that this one is shown in place of."""
        if other.isModified():
            self.setText(other.text())
            self.setModified(True)
        start, length = other.selectionStart(), len(other.selectedText())
        self.setCursorPosition(other.cursorPosition())
        if start >= 0:
            self.setSelection(start, length)

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.setReadOnly(read_only)

    def with_complaint(self) -> QVBoxLayout:
        """Return the field, and its complaint below."""
        return column(row(self, None), self.complaint, None, spacing=3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the value back and gives the keyboard back; Up and Down step."""
        way = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape:
            self._write(self._shown)
            self.clearFocus()
            event.ignore()  # a form around it may want to hear of it
        elif way and self._step and not self.isReadOnly():
            self._go(way)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the unit behind the number."""
        super().paintEvent(event)
        if self.unit and (self.text() or not self._empty):
            painter = QPainter(self)
            painter.setPen(QColor(current_theme().dim))
            painter.drawText(
                self.rect().adjusted(0, 0, -_EDGE_PX, 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                self.unit,
            )

    def _is_fit(self, number: Decimal) -> bool:
        is_in_bounds = self.lowest <= float(number) <= self.highest
        is_kept_whole = Decimal(repr(float(number))) == number  # a float has some 15 digits
        has_few_decimals = self.decimals is None or round(number, self.decimals) == number
        return is_in_bounds and is_kept_whole and has_few_decimals

    def _take(self, value: float | None) -> None:
        was, self._value = self._value, value or (0 if value is not None else None)
        self._write("" if value is None else written_number(self._value or 0))
        if self._value != was:
            self.edited.emit(self._value)

    def _go(self, way: int) -> None:
        if not self.check():
            return
        now = Decimal(repr(self._value or 0)) + way * Decimal(repr(self._step))
        within = min(max(now, Decimal(repr(self.lowest))), Decimal(repr(self.highest)))
        self._take(int(within) if self.decimals == 0 else float(within))

    def _write(self, text: str) -> None:
        self._shown = text
        self.setText(text)
        self.setModified(False)
        room = (
            QFontMetrics(self.font()).horizontalAdvance(f" {self.unit}")
            if self.unit and (text or not self._empty)
            else 0
        )
        self.setTextMargins(0, 0, room, 0)
        self._end_complaint()

    def _refuse(self) -> bool:
        self.complaint.setText(self._wanted())
        self.complaint.setVisible(
            self.complaint.parentWidget() is not None
        )  # whoever shows it elsewhere takes its text
        self._show_as_wrong(is_wrong=True)
        return False

    def _end_complaint(self) -> None:
        self.complaint.hide()
        self._show_as_wrong(is_wrong=False)

    def _show_as_wrong(self, *, is_wrong: bool) -> None:
        if self.property("wrong") != is_wrong:
            self.setProperty("wrong", is_wrong)
            self.setAccessibleDescription(self.complaint.text() if is_wrong else "")
            self.style().polish(self)

    def _wanted(self) -> str:
        """Say what a number here may be."""
        kind = "a whole number" if self.decimals == 0 else "a number"
        has_bounds = self.lowest > -inf and self.highest < inf
        bounds = f" from {written_number(self.lowest)} to {written_number(self.highest)}" if has_bounds else ""
        few = f"at most {self.decimals} decimals" if self.decimals else f"at most {_MOST_DIGITS} digits"
        digits = f" with {few}" if self.decimals != 0 else ""
        empty = f", or empty ({self._empty})" if self._empty else ""
        return f"{self._name} must be {kind}{bounds} {self.unit}".rstrip() + f"{digits}{empty}."
