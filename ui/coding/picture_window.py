"""The picture in a window of its own, for a second monitor: the pictures, the line below them, and what runs."""

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.text import clock
from ui.actions import Actions
from ui.settings import PICTURE_PLACE, Settings
from ui.widgets.parts import action_button, column, label, panel, row

_FIRST_SIZE = (1280, 800)


class PictureWindow(QWidget):
    """Every key works here as in the main window; closing it puts the picture back.

    Args:
        pieces: what it shows, from top to bottom.
        actions: their keys work here too.
        settings: remember where it stood.
        title: of the window.
        parent: the panels.
    """

    left = Signal()
    """It was closed: the picture goes back, also the next time."""
    lost_screen = Signal()
    """Its monitor was unplugged: the picture goes back, until there is a second monitor again."""

    def __init__(
        self, pieces: Iterable[QWidget], actions: Actions, settings: Settings, title: str, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._settings, self._pieces = settings, tuple(pieces)
        self.setWindowTitle(f"Picture · {title}")
        self.setAccessibleName("Picture")
        self._time, self._running = label("", "strong"), label("", "dim")
        self._running.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        full = action_button(actions, "full_screen", "Full screen", "quiet")
        back = action_button(actions, "picture_window", "Bring back", "quiet")
        for one in (full, back):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key, and Space plays
        line = row(self._time, self._running, full, back, spacing=14, margins=(12, 5, 8, 5))
        line.setStretch(1, 1)
        whole = column(*self._pieces, panel(line), spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.addActions([actions[spec_id] for spec_id in actions.specs])
        if not self.restoreGeometry(QByteArray(settings.get(PICTURE_PLACE))):
            self.resize(*_FIRST_SIZE)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication), "a window has an application"
        app.screenRemoved.connect(self._lose)

    def show_now(self, at_ms: int, running: Iterable[str]) -> None:
        """Show the moment on the screen, and what is on there."""
        self._time.setText(clock(at_ms))
        self._running.setText("   ".join(running))
        self._running.setToolTip(self._running.text())

    def leave(self) -> tuple[QWidget, ...]:
        """Remember the place and hide; return what it showed."""
        self._settings.put(PICTURE_PLACE, bytes(self.saveGeometry().data()))
        self.hide()
        return self._pieces

    def closeEvent(self, event: QCloseEvent) -> None:
        """Put the picture back."""
        super().closeEvent(event)
        self.left.emit()

    def _lose(self, screen: QScreen) -> None:
        if self.screen() is screen:
            self.lost_screen.emit()
