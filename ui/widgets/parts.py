"""Widgets and layouts in one line, so that a page reads like what it shows."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.actions import Actions
from ui.icons import SHAPES, set_icon

Box = TypeVar("Box", bound=QBoxLayout)
Piece = QWidget | QLayout | int | None
"""A widget, a layout, a gap of so many pixels, or None for a stretch."""


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label; kind is one the theme's stylesheet knows."""
    made = QLabel(text)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("kind", kind)
    if kind in ("chip", "key"):
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


class _Escape(QObject):
    def __init__(self, widget: QWidget, do: Callable[[], object]) -> None:
        super().__init__(widget)
        self._do = do
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.KeyPress:
            self._do()
            return True
        return False


def on_escape(widget: QWidget, do: Callable[[], object]) -> None:
    """Let Escape do something while the keyboard is in a widget, or in a part of it that has no use for the key."""
    _Escape(widget, do)


class _Button(QPushButton):
    """Is pressed by Enter too, as people expect of the one that has the focus; Qt does so in dialogs only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, handler: Callable[[], object], kind: str = "", icon: str = "", tip: str = "") -> QPushButton:
    """Return a push button that calls handler."""
    made = _Button(text)
    made.setProperty("kind", kind)
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda: handler())  # noqa: PLW0108 - clicked also says whether it is checked
    if icon in SHAPES and kind != "primary":
        set_icon(made, icon)
    return made


def symbol_button(symbol: str, name: str, handler: Callable[[], object]) -> QToolButton:
    """Return a small button that shows one character and is called name."""
    made = QToolButton()
    made.setText(symbol)
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setProperty("kind", "quiet")
    made.clicked.connect(lambda: handler())  # noqa: PLW0108 - clicked also says whether it is checked
    return made


def action_button(actions: Actions, action_id: str, text: str = "", kind: str = "") -> QPushButton:
    """Return a push button that does an action, and says its key."""
    spec, action = actions.specs[action_id], actions[action_id]
    made = button(text or spec.text, action.trigger, kind, spec.icon)
    show_tip(made, action)
    return made


def show_tip(made: QAbstractButton, action: QAction) -> None:
    """Let a button say what its action says, its key included, also when the key is changed."""
    _Tip(made, action).show_now()


class _Tip(QObject):
    """Lives as long as its button: an action outlives the buttons of a workspace."""

    def __init__(self, made: QAbstractButton, action: QAction) -> None:
        super().__init__(made)
        self._made, self._action = made, action
        action.changed.connect(self.show_now)

    def show_now(self) -> None:
        self._made.setToolTip(self._action.toolTip())


def row(*pieces: Piece, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return pieces side by side; margins are left, top, right, bottom."""
    return _fill(QHBoxLayout(), pieces, spacing, margins)


def column(*pieces: Piece, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return pieces one under the other; margins are left, top, right, bottom."""
    return _fill(QVBoxLayout(), pieces, spacing, margins)


def panel(layout: QLayout, name: str = "") -> QFrame:
    """Return a frame on the theme's panel colour that holds a layout."""
    made = QFrame()
    made.setProperty("kind", "panel")
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def line() -> QFrame:
    """Return a thin line across."""
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedHeight(1)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def name_field(field: QWidget, name: str) -> QWidget:
    """Give a field the name that screen readers say and tests look for."""
    field.setAccessibleName(name)
    field.setObjectName(name.lower().replace(" ", "_"))
    return field


def _fill(box: Box, pieces: tuple[Piece, ...], spacing: int, margins: tuple[int, int, int, int]) -> Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for piece in pieces:
        if piece is None:
            box.addStretch(1)
        elif isinstance(piece, int):
            box.addSpacing(piece)
        elif isinstance(piece, QWidget):
            box.addWidget(piece)
        else:
            box.addLayout(piece)
    return box
