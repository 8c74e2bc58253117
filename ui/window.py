"""The main window: menus, rail, top bar, the workspaces, and the bars that say how things are."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from annotator.model.codebook import Codebook
from ui.actions import MENUS, Actions, Place
from ui.bars import RAIL, Rail, StatusBar, TopBar
from ui.icons import SHAPES, set_icon
from ui.keys.choice import restore_keys
from ui.messages import Messages
from ui.settings import GEOMETRY, THEME, Settings
from ui.tasks import Tasks
from ui.theme import THEMES, apply_theme, current_theme
from ui.widgets.message_bar import MessageBar
from ui.widgets.overlay import KeysOverlay
from ui.widgets.parts import column, row
from ui.widgets.window_style import window_style

TITLE = "Strange Situation annotator"
_FIRST_SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """Shows one workspace at a time. It knows no study: ui.program connects it to one.

    Args:
        messages, settings, tasks: shared by the whole program.
    """

    dropped = Signal(list)
    """Files or folders were dropped: their Paths."""
    closing = Signal()
    """The window is about to close; what is open has to be saved now."""
    leaving = Signal()
    """The workspace that is shown is about to make room for another."""
    shown = Signal(str)
    """A workspace is shown: its place."""

    def __init__(self, messages: Messages, settings: Settings, tasks: Tasks) -> None:
        super().__init__()
        self.messages, self.settings, self.tasks = messages, settings, tasks
        self.actions_table = Actions(self)
        self.rail = Rail(self.actions_table)
        self.top_bar = TopBar(self.actions_table)
        self.status_bar = StatusBar(messages, tasks)
        self._whole, self._stack = QWidget(), QStackedWidget()
        self._workspaces: dict[Place, QWidget] = {}
        self._build()
        self.message_bar = MessageBar(messages, self._stack)
        self.overlay = KeysOverlay(self.actions_table, self._whole)
        self.overlay.closed.connect(self._focus_workspace)
        self._fill_menus()
        self._bind()
        self.restore()

    @property
    def place(self) -> Place:
        """The workspace that is shown."""
        return next((place for place, one in self._workspaces.items() if one is self._stack.currentWidget()), "always")

    def set_workspaces(self, workspaces: Mapping[Place, QWidget]) -> None:
        """Take the workspaces in; the first is shown."""
        self._workspaces = dict(workspaces)
        for workspace in self._workspaces.values():
            self._stack.addWidget(workspace)
        self.show_place(next(iter(self._workspaces)))

    def show_place(self, place: Place) -> None:
        """Show a workspace, and let its keys work."""
        self.overlay.close_page()
        self.leaving.emit()
        self._stack.setCurrentWidget(self._workspaces[place])
        self.actions_table.go_to(place)
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
        theme = apply_theme(app, name)
        self.setStyleSheet(window_style(theme))
        self.settings.put(THEME, theme.name)

    def restore(self) -> None:
        """Take the size, place, theme and keys of the last run."""
        if not self.restoreGeometry(QByteArray(self.settings.get(GEOMETRY))):
            self.resize(*_FIRST_SIZE)
        self.set_theme(self.settings.get(THEME))
        restore_keys(self.actions_table, self.settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is open, remember size and place, and let the threads end."""
        self.closing.emit()
        self.settings.put(GEOMETRY, bytes(self.saveGeometry().data()))
        self.settings.save()
        self.tasks.close()
        super().closeEvent(event)

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
        right = column(self.top_bar, self._stack, self.status_bar, spacing=0)
        right.setStretch(1, 1)
        self._whole.setLayout(row(self.rail, right, spacing=0))
        self.setCentralWidget(self._whole)

    def _fill_menus(self) -> None:
        for name in MENUS:
            menu = self.menuBar().addMenu(name)
            submenus: dict[str, QMenu] = {}
            for spec in (one for one in self.actions_table.specs.values() if one.group == name):
                action = self.actions_table[spec.id]
                if spec.icon in SHAPES:
                    set_icon(action, spec.icon)
                if not spec.submenu:
                    menu.addAction(action)
                    continue
                if spec.submenu not in submenus:
                    submenus[spec.submenu] = menu.addMenu(spec.submenu)
                submenus[spec.submenu].addAction(action)
        self.addActions([self.actions_table[spec_id] for spec_id in self.actions_table.specs])

    def _bind(self) -> None:
        bind = self.actions_table.bind
        for place, action_id in RAIL:
            bind(action_id, partial(self.show_place, place))
        bind("theme", lambda: self.set_theme(next(name for name in THEMES if name != current_theme().name)))
        bind("full_screen", lambda: self.showNormal() if self.isFullScreen() else self.showFullScreen())
        bind("quit", self.close)
