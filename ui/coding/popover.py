"""A small panel that opens over a button and closes with a click beside it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QSlider, QWidget

from ui.widgets.parts import label, name_field, row

_NAME_WIDTH, _VALUE_WIDTH, _SLIDER_WIDTH = 92, 52, 150
_GAP = 6


class Popover(QFrame):
    """Holds settings that are tried out while the recording is in view."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.setAccessibleName(name)

    def open_over(self, button: QWidget) -> None:
        """Show it above a button, inside the screen."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width() - self.width(), -self.height() - _GAP))
        room = button.screen().availableGeometry()
        left = min(max(corner.x(), room.left()), max(room.left(), room.right() - self.width()))
        self.move(left, max(corner.y(), room.top()))
        self.show()
        self.setFocus()


class NamedSlider(QWidget):
    """A slider with its name before it and its value behind it.

    Args:
        name: what it sets.
        lowest, highest: its values.
        words: writes a value.
        chosen: called with a value that the user chose.
    """

    def __init__(
        self, name: str, lowest: int, highest: int, words: Callable[[int], str], chosen: Callable[[int], object]
    ) -> None:
        super().__init__()
        self._words, self._chosen = words, chosen
        self.slider, self._value = QSlider(Qt.Orientation.Horizontal), label("", "dim")
        self.slider.setRange(lowest, highest)
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.valueChanged.connect(self._choose)
        name_field(self.slider, name)
        head = label(name)
        head.setFixedWidth(_NAME_WIDTH)
        self._value.setFixedWidth(_VALUE_WIDTH)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setLayout(row(head, self.slider, self._value, spacing=10))

    def show_value(self, value: int) -> None:
        """Show a value that was chosen elsewhere."""
        self.slider.blockSignals(True)
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self._value.setText(self._words(value))

    def _choose(self, value: int) -> None:
        self._value.setText(self._words(value))
        self._chosen(value)
