"""A place to drop recordings on."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.widgets.parts import label, row


class DropZone(QFrame):
    """Says what to drop here, and has a button for those who do not drag."""

    dropped = Signal(list)

    def __init__(self, words: str, ask_button: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        self.setLayout(row(None, label(words, "dim"), ask_button, None, spacing=10, margins=(16, 16, 16, 16)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up under files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._light(on=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Go dark again."""
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        self._light(on=False)
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _light(self, *, on: bool) -> None:
        self.setProperty("over", "true" if on else "false")
        self.style().polish(self)
