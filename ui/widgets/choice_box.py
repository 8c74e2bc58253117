"""A list to choose from that the wheel leaves alone until it has the keyboard."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """Without the keyboard the wheel goes on to the page around it, so that scrolling past chooses nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose only where somebody means to."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
