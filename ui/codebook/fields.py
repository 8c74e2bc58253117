"""The fields of a form, one widget for each kind. Each shows a value of the file and tells when somebody changes it."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from annotator.model.keymap import FIRST_STROKE, key_problem
from ui.keys.page import KeyCapture
from ui.widgets.parts import button, column, label, row

PALETTE = ("#e4604e", "#e9a23b", "#c2b03c", "#7f9a3d", "#57b894", "#4fb0b5", "#4aa3df", "#8a7df0", "#c86fa4", "#8a93a3")
"""Colours that stand apart on a dark and on a light ground."""

_SETTLE_MS = 350
_MOST_LINES = 24


class LineField(QLineEdit):
    """A line of text; it is taken when it is left or Enter is pressed."""

    edited = Signal(object)

    def __init__(self, *, none_when_empty: bool = False) -> None:
        super().__init__()
        self._none_when_empty = none_when_empty
        self._shown = ""
        self.editingFinished.connect(self._take)

    def show_value(self, value: Any) -> None:
        """Show a value, with the cursor where it was."""
        text = "" if value is None else str(value)
        self._shown = text
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.setReadOnly(read_only)

    def read(self) -> Any:
        """Return what is written, as the file has it."""
        text = self.text().strip()
        return None if self._none_when_empty and not text else text

    def _take(self) -> None:
        if self.text() != self._shown:
            self._shown = self.text()
            self.edited.emit(self.read())


class TextField(QPlainTextEdit):
    """A paragraph; it grows with its text, and is taken a moment after the last key."""

    edited = Signal(object)

    def __init__(self, *, none_when_empty: bool = False, one_a_line: bool = False) -> None:
        super().__init__()
        self._none_when_empty, self._one_a_line = none_when_empty, one_a_line
        self._shown = ""
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.take)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._follow)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def show_value(self, value: Any) -> None:
        """Show a value; while it is being typed into, what is typed stays."""
        text = "\n".join(value or ()) if self._one_a_line else str(value or "")
        if text != self._shown or not self.hasFocus():
            self._shown = text
            if text != self.toPlainText():
                self.blockSignals(True)
                self.setPlainText(text)
                self.blockSignals(False)
        self._settle.stop()
        self._fit()

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.setReadOnly(read_only)

    def take(self) -> None:
        """Tell what is written now."""
        self._settle.stop()
        if self.toPlainText() == self._shown:
            return
        self._shown = self.toPlainText()
        text = self._shown.strip()
        if self._one_a_line:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            self.edited.emit(lines or None)
        else:
            self.edited.emit(None if self._none_when_empty and not text else " ".join(text.split()))

    def focusOutEvent(self, event: Any) -> None:
        """Take what was typed."""
        super().focusOutEvent(event)
        self.take()

    def resizeEvent(self, event: Any) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _follow(self) -> None:
        self._fit()
        self._settle.start()

    def _fit(self) -> None:
        line = ceil(QFontMetricsF(self.font()).lineSpacing())  # as the text is laid out: 15.2 px are 16
        lines = max(1, round(self.document().size().height()))
        self.setFixedHeight(min(lines, _MOST_LINES) * line + 20)


class ChoiceField(QComboBox):
    """One of a few values, each with what it is called; or any text, where others may be typed."""

    edited = Signal(object)

    def __init__(self, *, is_open: bool = False, none_when_empty: bool = False) -> None:
        super().__init__()
        self._none_when_empty, self._is_open = none_when_empty, is_open
        self.setEditable(is_open)
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _: self._take())
        if is_open:
            line = self.lineEdit()
            assert line is not None, "an editable box has a line"
            line.editingFinished.connect(self._take)
        self._shown: Any = None

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer values with their names."""
        self.blockSignals(True)
        self.clear()
        for value, name in choices:
            self.addItem(name, value)
        self.blockSignals(False)

    def show_value(self, value: Any) -> None:
        """Show the value, also one that is not offered."""
        self._shown = value
        place = self.findData("" if value is None else value)
        self.blockSignals(True)
        if place < 0 and not self._is_open:
            self.addItem(str(value), value)
            place = self.count() - 1
        self.setCurrentIndex(place)
        if self._is_open:
            self.setEditText(str(value or ""))
        self.blockSignals(False)

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.setEnabled(not read_only)

    def wheelEvent(self, event: Any) -> None:
        """Scroll the form, never the choice."""
        event.ignore()

    def _take(self) -> None:
        place = self.currentIndex()
        text = self.currentText().strip()
        value = self.itemData(place) if place >= 0 and text == self.itemText(place) else text
        value = None if self._none_when_empty and not value else value
        if value != self._shown:
            self._shown = value
            self.edited.emit(value)


class CheckField(QCheckBox):
    """Yes or no."""

    edited = Signal(object)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.clicked.connect(self._take)

    def show_value(self, value: Any) -> None:
        """Show the value."""
        self.setChecked(bool(value))

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.setEnabled(not read_only)

    def _take(self, is_checked: bool) -> None:
        self.edited.emit(is_checked)


class PicksField(QWidget):
    """Several of what there is to choose from, in its order."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._boxes: dict[str, QCheckBox] = {}
        self._choices: tuple[tuple[str, str], ...] = ()

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer values with their names."""
        if (new := tuple(choices)) == self._choices:
            return
        self._choices = new
        for box in self._boxes.values():
            self._grid.removeWidget(box)
            box.deleteLater()
        self._boxes = {value: QCheckBox(name) for value, name in new}
        for place, box in enumerate(self._boxes.values()):
            box.clicked.connect(self._take)
            self._grid.addWidget(box, place // 2, place % 2)

    def show_value(self, value: Any) -> None:
        """Show which are chosen; one may be written without a list."""
        chosen = {value} if isinstance(value, str) else set(value or ())
        for one, box in self._boxes.items():
            box.setChecked(one in chosen)

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        for box in self._boxes.values():
            box.setEnabled(not read_only)

    def _take(self) -> None:
        self.edited.emit([value for value, box in self._boxes.items() if box.isChecked()] or None)


class ColorField(QWidget):
    """A colour of the palette, or any other, written like #4aa3df."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.line = LineField()
        self.line.setMaximumWidth(110)
        self.line.setAccessibleName("Colour, as #rrggbb")
        self.line.edited.connect(self.edited)
        self._swatches = [self._swatch(color) for color in PALETTE]
        self._shown = QPushButton()
        self._shown.setFixedSize(26, 26)
        self._shown.setEnabled(False)  # it shows, and does nothing
        self._shown.setAccessibleName("The colour now")
        self.setLayout(row(self._shown, self.line, 6, *self._swatches, None, spacing=5))
        self.setFocusProxy(self.line)

    def show_value(self, value: Any) -> None:
        """Show a colour."""
        self.line.show_value(value)
        if QColor.isValidColorName(str(value)):
            self._shown.setStyleSheet(f"background: {value}; border-radius: 6px; padding: 0;")

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        self.line.set_read_only(read_only=read_only)
        for one in self._swatches:
            one.setEnabled(not read_only)

    def _swatch(self, color: str) -> QPushButton:
        made = button("", lambda: self.edited.emit(color), tip=color)
        made.setAccessibleName(f"Colour {color}")
        made.setFixedSize(20, 20)
        made.setStyleSheet(f"background: {color}; border-radius: 10px; padding: 0;")
        return made


class KeyField(QWidget):
    """The key of a code: it is chosen by pressing it."""

    edited = Signal(object)
    swap_wanted = Signal()
    """The code that has this key is to have the key this one had before."""

    def __init__(self) -> None:
        super().__init__()
        self._name = self._first = ""
        self.cap = label("", "key")
        self.choose = button("Press a key…", self.begin, tip="Then press the new key; after a comma, its second stroke")
        self.none = button("No key", lambda: self.edited.emit(None), "quiet", tip="A click or its name marks it then")
        self.swap = button("", self.swap_wanted.emit, tip="Give the other code the key this one had before")
        self.capture = KeyCapture()
        self.capture.pressed.connect(self._take)
        self.said = label("", "danger", wrap=True)
        self.capture.installEventFilter(self)
        self.capture.hide()
        self.swap.hide()
        line = row(self.cap, self.choose, self.capture, self.none, self.swap, None)
        self.setLayout(column(line, self.said, spacing=4))
        self.setFocusProxy(self.choose)

    def begin(self) -> None:
        """Wait for the key."""
        self.said.clear()
        self.said.hide()
        self.capture.show()
        self.choose.hide()
        self._await("")

    def show_value(self, value: Any) -> None:
        """Show the key."""
        self.cap.setText(str(value or "none"))
        self.none.setEnabled(bool(value))

    def show_clash(self, others: Sequence[str], *, can_swap: bool, name: str) -> None:
        """Say which other codes have this key."""
        self._name = name
        self.said.setText(f"Also the key of {', '.join(others)}: give one of them another key." if others else "")
        self.said.setVisible(bool(others))
        self.swap.setText("Swap keys")
        self.swap.setVisible(bool(others) and can_swap)

    def set_read_only(self, *, read_only: bool) -> None:
        """Make it read-only."""
        for one in (self.choose, self.none):
            one.setVisible(not read_only)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Show the button again when nothing is waited for any more."""
        if event.type() == QEvent.Type.EnabledChange and not self.capture.isEnabled():
            self.capture.hide()
            self.choose.show()
        return False

    def _await(self, first: str) -> None:
        self._first = first
        self.capture.begin(self._name, first)
        self.capture.setMinimumWidth(QFontMetrics(self.capture.font()).horizontalAdvance(self.capture.text()) + 24)

    def _take(self, stroke: str) -> None:
        if stroke == FIRST_STROKE:
            self._await(FIRST_STROKE)
            return
        key = f"{self._first} {stroke}".strip()
        if problem := key_problem(key):
            self.said.setText(f"{problem}.")
            self.said.show()
            return
        self.capture.stop()
        self.choose.setFocus()
        self.edited.emit(key)
