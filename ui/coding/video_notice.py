"""What stands in place of the picture while there is none."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

_INK, _DIM = "#e7e9ee", "#a2a9b6"


class VideoNotice(QWidget):
    """One sentence, one hint, and either how far the work is or what to do."""

    find_wanted = Signal()
    """The user wants to say where the missing recording is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._what, self._hint = QLabel(), QLabel()
        self._what.setProperty("kind", "title")
        self._what.setStyleSheet(f"color: {_INK}")
        self._hint.setStyleSheet(f"color: {_DIM}")
        self._progress = QProgressBar(maximum=1000)
        self._progress.setFixedWidth(260)
        self._find = QPushButton("Find it…")
        self._find.clicked.connect(self.find_wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch()
        for label in (self._what, self._hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        for widget in (self._progress, self._find):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; "" while nothing is."""
        return f"{self._what.text()} {self._hint.text()}".strip() if not self.isHidden() else ""

    @property
    def is_waiting(self) -> bool:
        """Whether what it says will be over by itself."""
        return not self.isHidden() and self._find.isHidden()

    def say_reading(self, share: float) -> None:
        """Say that the frames of the recording are being listed, and how far that is (0 to 1)."""
        self._say("Reading the recording…", "Its frames are listed once; the next time it opens at once.")
        self._progress.setValue(round(share * 1000))
        self._progress.show()

    def say_looking(self) -> None:
        """Say that the first frame is on its way."""
        self._say("Looking for the frame…", "")

    def say_missing(self, what: str, hint: str) -> None:
        """Say that the recording cannot be shown, and offer to look for it."""
        self._say(what, hint)
        self._find.show()

    def _say(self, what: str, hint: str) -> None:
        self._what.setText(what)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._progress.hide()
        self._find.hide()
        self.show()
