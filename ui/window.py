"""The main window: menus, rail, top bar, the workspaces, and the bars that say how things are."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from annotator.model.codebook import Codebook
from ui.actions import Actions, Place
from ui.bars import RAIL, Rail, StatusBar, TopBar
from ui.keys.choice import restore_keys
from ui.menus import Menus
from ui.messages import Messages
from ui.people_strip import PeopleStrip
from ui.settings import GEOMETRY, THEME, Settings
from ui.theme import THEMES, apply_theme, current_theme, undressed
from ui.widgets.message_bar import MessageBar
from ui.widgets.overlay import KeysOverlay
from ui.widgets.parts import column, row

TITLE = "Strange Situation annotator"
_FIRST_SIZE = (1440, 900)
_NAMES_FROM = 1400


class MainWindow(QMainWindow):
    """Shows one workspace at a time. It knows no study: ui.program joins it to one.

    Args:
        messages, settings: shared by the whole program.

    Attributes:
        may_close: asked before the window closes; what is not saved anywhere keeps it open.
    """

    dropped = Signal(list)
    """Files or folders were dropped: their Paths."""
    closing = Signal()
    """The window is about to close; what is open has to be saved now."""
    leaving = Signal()
    """The workspace that is shown is about to make room for another."""
    study_wanted = Signal(object)
    """One of the studies opened last was chosen: its folder."""
    shown = Signal(str)
    """A workspace is shown: its place."""

    def __init__(self, messages: Messages, settings: Settings) -> None:
        super().__init__()
        self.messages, self.settings = messages, settings
        self.actions_table = Actions(self)
        self.rail = Rail(self.actions_table)
        self.top_bar = TopBar(self.actions_table)
        self.people_strip, self.status_bar = PeopleStrip(), StatusBar(messages)
        self.may_close: Callable[[], bool] = lambda: True
        self._whole, self._stack = QWidget(), QStackedWidget()
        self._make: Mapping[Place, Callable[[], QWidget]] = {}
        self._workspaces: dict[Place, QWidget] = {}
        self._build()
        self.message_bar = MessageBar(messages, self._stack)
        self.overlay = KeysOverlay(self.actions_table, self._whole)
        self.overlay.closed.connect(self._focus_workspace)
        self._menus = Menus(self.top_bar.menus, self.actions_table, settings, self.study_wanted.emit)
        self.addActions([self.actions_table[spec_id] for spec_id in self.actions_table.specs])
        self._bind()

    @property
    def place(self) -> Place:
        """The workspace that is shown."""
        return next((place for place, one in self._workspaces.items() if one is self._stack.currentWidget()), "always")

    def set_workspaces(self, make: Mapping[Place, Callable[[], QWidget]]) -> None:
        """Take what makes each workspace, or has made it; the first is shown, the others are made when they are."""
        self._make = make
        self.show_place(next(iter(make)))

    def show_place(self, place: Place) -> None:
        """Show a workspace, and let its keys work."""
        self.overlay.close_page()
        self.leaving.emit()
        if place not in self._workspaces:
            with undressed():
                self._workspaces[place] = self._make[place]()
                self._stack.addWidget(self._workspaces[place])
        self._stack.setCurrentWidget(self._workspaces[place])
        self.actions_table.go_to(place)
        self._menus.show_place(place)
        self.rail.show_place(place)
        self.message_bar.raise_()
        self._focus_workspace()
        self.shown.emit(place)

    def show_keys(self, codebook: Codebook | None) -> None:
        """Show or hide the page of all keys."""
        if self.overlay.isVisible():
            self.overlay.close_page()
        else:
            self.overlay.open(codebook)

    def set_theme(self, name: str) -> None:
        """Give the program a theme and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window has an application"
        self.settings.put(THEME, apply_theme(app, name).name)

    def restore(self) -> None:
        """Take size, place, theme and keys of the last run; at the end, or Qt would dress each part again and again."""
        if not self.restoreGeometry(QByteArray(self.settings.get(GEOMETRY))):
            self.resize(*_FIRST_SIZE)
        self.set_theme(self.settings.get(THEME))
        restore_keys(self.actions_table, self.settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is open, and remember size and place; where that would lose something, ask first."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        self.settings.put(GEOMETRY, bytes(self.saveGeometry().data()))
        self.settings.save()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the names of the workspaces out where every pixel is needed."""
        super().resizeEvent(event)
        self.rail.show_names(on=event.size().width() >= _NAMES_FROM)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _focus_workspace(self) -> None:
        self._workspaces[self.place].setFocus()

    def _build(self) -> None:
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setMinimumSize(1100, 660)
        middle = row(self.rail, self._stack, spacing=0)
        middle.setStretch(1, 1)
        whole = column(self.top_bar, self.people_strip, middle, self.status_bar, spacing=0)
        whole.setStretch(2, 1)
        self._whole.setLayout(whole)
        self.setCentralWidget(self._whole)

    def _fill_screen(self) -> None:
        """Let the window in front fill its screen, or take it back: the picture may have a window of its own."""
        window = QApplication.activeWindow() or self
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    def _bind(self) -> None:
        bind = self.actions_table.bind
        for place, action_id in RAIL:
            bind(action_id, partial(self.show_place, place))
        bind("theme", lambda: self.set_theme(next(name for name in THEMES if name != current_theme().name)))
        bind("full_screen", self._fill_screen)
        bind("quit", self.close)
