"""The frame of the window around the workspaces: the rail, the top bar and the status bar."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenuBar, QProgressBar, QSizePolicy, QToolButton, QWidget

from annotator.errors import UserError
from annotator.text import count
from ui.actions import Actions, Place
from ui.icons import set_icon
from ui.messages import Messages
from ui.tasks import Read, Reads, Saves, Task
from ui.widgets.message_bar import message_menu
from ui.widgets.parts import action_button, button, column, label, row, show_tip, symbol_button

RAIL: tuple[tuple[Place, str], ...] = (
    ("study", "show_study"),
    ("code", "show_code"),
    ("agree", "show_agree"),
    ("results", "show_results"),
    ("codebook", "show_codebook"),
)
"""The workspaces, top to bottom, and the action that shows each."""


class Rail(QFrame):
    """One button a workspace."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._buttons = {place: self._button(actions, action_id) for place, action_id in RAIL}
        self.setLayout(column(*self._buttons.values(), None, spacing=6, margins=(3, 10, 3, 10)))
        self.show_names(on=True)

    def show_names(self, *, on: bool) -> None:
        """Show the names of the workspaces, or icons alone, which take less room."""
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if on else Qt.ToolButtonStyle.ToolButtonIconOnly
        width, height = (70, 54) if on else (46, 46)
        self.setFixedWidth(width + 6)
        for made in self._buttons.values():
            made.setToolButtonStyle(style)
            made.setFixedSize(width, height)

    def show_place(self, place: Place) -> None:
        """Light the button of a workspace."""
        for one, made in self._buttons.items():
            made.setChecked(one == place)

    def _button(self, actions: Actions, action_id: str) -> QToolButton:
        spec, action = actions.specs[action_id], actions[action_id]
        made = QToolButton()
        made.setText(spec.text)
        show_tip(made, action)
        made.setAccessibleName(f"{spec.text} workspace")
        made.setIconSize(QSize(22, 22))
        made.setCheckable(True)
        made.setEnabled(action.isEnabled())
        set_icon(made, spec.icon)
        made.clicked.connect(lambda: self._choose(actions, action_id))
        action.changed.connect(lambda: made.setEnabled(action.isEnabled()))
        return made

    def _choose(self, actions: Actions, action_id: str) -> None:
        self.show_place(actions.place)  # a click has checked it; whether it is shown is for the action to say
        actions[action_id].trigger()


class TopBar(QFrame):
    """One line above everything: the menus, what is open, and what always helps.

    Attributes:
        menus: the menu bar; where the system has a place of its own for it, it takes no room here.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setFixedHeight(38)
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._title = label("", "strong")
        self._title.setObjectName("title")
        self._chips: list[QLabel] = []
        self._chip_row = row(spacing=6)
        right = [
            action_button(actions, "theme", "◐", "quiet"),
            action_button(actions, "keys", "?  All keys", "quiet"),
        ]
        right[0].setAccessibleName(actions.specs["theme"].text)
        for one in right:
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        room = _Room(self._show_what_fits)
        room.setLayout(row(self._title, self._chip_row, None, spacing=12))
        whole = row(self.menus, room, *right, spacing=10, margins=(4, 0, 8, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        whole.setAlignment(self.menus, Qt.AlignmentFlag.AlignVCenter)
        self._room = room

    @property
    def said(self) -> tuple[str, ...]:
        """The title and the chips, left to right, also those for which there is no room."""
        return (self._title.text(), *(chip.text() for chip in self._chips))

    def say(self, title: str, chips: Iterable[str] = ()) -> None:
        """Show what is open: a title, and chips beside it, of which the last give way where there is little room."""
        self._title.setText(title)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [label(text, "chip") for text in chips]
        for chip in self._chips:
            self._chip_row.addWidget(chip, alignment=Qt.AlignmentFlag.AlignVCenter)
        self._room.setToolTip(" · ".join(self.said))
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        left = self._title.sizeHint().width() + 12
        for chip in self._chips:
            left += chip.sizeHint().width() + 6
            chip.setVisible(left <= self._room.width())


class _Room(QWidget):
    """Tells when it is wider or narrower; asks for no room itself."""

    def __init__(self, resized: Callable[[], object]) -> None:
        super().__init__()
        self._resized = resized
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it."""
        super().resizeEvent(event)
        self._resized()


class StatusBar(QFrame):
    """Whether everything is saved, what undo would take back, and what is under way."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self.setObjectName("status_bar")
        self.setFixedHeight(26)
        self._messages = messages
        self._save, self._events, self._undo = label(), label(), label()
        self._save.setObjectName("save_state")
        self.work = WorkUnderWay()
        self._earlier = button("", self._show_earlier, "quiet", tip="What was said so far")
        self._earlier.setFixedHeight(22)
        self._earlier.hide()
        messages.told.connect(self._count_messages)
        messages.forgotten.connect(self._earlier.hide)
        left = row(self._save, self._events, self._undo, spacing=22)
        self.setLayout(row(left, None, self.work, self._earlier, spacing=14, margins=(18, 0, 10, 0)))
        self.clear()

    def say_saved(self, state: str, problem: UserError | None = None) -> None:
        """Show whether the coding is saved, waits to be written, or cannot be written (and what became of it)."""
        words = {"saved": "saved", "waiting": "saving…", "failed": "cannot write"}[state]
        self._save.setText(f"● {words}")
        self._save.setToolTip(str(problem or ""))
        self._save.setProperty("state", state)
        self._save.style().polish(self._save)

    def say_coding(self, events: int, gone_back: str, next_undo: str, *, whose: str = "") -> None:
        """Show how much is coded, what was undone or redone just now, and what undo would take back next.

        whose says in what it is, where that is not the coding in Code.
        """
        self._events.setText(f"{whose}: {count(events, 'event')}" if whose else count(events, "event"))
        self._undo.setText("  ·  ".join(filter(None, (gone_back, next_undo and f"undo: {next_undo}"))))

    def say_undo(self, next_undo: str) -> None:
        """Show what undo would take back next, where that is no edit of a coding; "" for nothing."""
        self._undo.setText(next_undo and f"undo: {next_undo}")

    def clear(self) -> None:
        """Show nothing about a coding."""
        for one in (self._save, self._events, self._undo):
            one.clear()

    @property
    def said(self) -> tuple[str, ...]:
        """What stands on the left."""
        return tuple(one.text() for one in (self._save, self._events, self._undo) if one.text())

    def _count_messages(self) -> None:
        self._earlier.setText(count(len(self._messages.said), "message"))
        self._earlier.show()

    def _show_earlier(self) -> None:
        menu = message_menu(self._messages, self)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self._earlier.mapToGlobal(self._earlier.rect().topRight())
        size = menu.sizeHint()
        menu.popup(corner - type(corner)(size.width(), size.height() + 6))


class WorkUnderWay(QFrame):
    """The oldest task that takes over a second: what it is, how far it is, and a way to stop it where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._slow: list[Task] = []
        self._what, self._share = label(), QProgressBar()
        self._share.setFixedWidth(160)
        self._share.setTextVisible(False)
        self._stop = symbol_button("✕", "Cancel this task", self._cancel)
        self.setLayout(row(self._what, self._share, self._stop, spacing=10))
        self.hide()

    def follow(self, work: Reads | Saves) -> None:
        """Show the slow work of these."""
        work.slow.connect(self._add)

    def _add(self, task: Task) -> None:
        self._slow.append(task)
        task.progressed.connect(lambda share: self._advance(task, share))
        task.ended.connect(self._forget_ended)
        if task is self._slow[0]:
            self._show_oldest()

    def _show_oldest(self) -> None:
        task = self._slow[0]
        self._stop.setVisible(isinstance(task, Read))
        self._what.setText(task.label)
        self._share.setRange(0, 0)
        self.show()

    def _advance(self, task: Task, share: float) -> None:
        if self._slow[:1] == [task]:  # its last word may come when it has ended
            self._share.setRange(0, 1000)
            self._share.setValue(round(share * 1000))

    def _cancel(self) -> None:
        if isinstance(self._slow[0], Read):
            self._slow[0].cancel()

    def _forget_ended(self) -> None:
        self._slow = [task for task in self._slow if not task.has_ended]
        if self._slow:
            self._show_oldest()
        else:
            self.hide()
