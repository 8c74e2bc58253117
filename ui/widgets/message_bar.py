"""The bar that shows what Messages say: it floats over the workspace, so that nothing below it moves."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QMenu,
    QWidget,
    QWidgetAction,
)

from ui.icons import pixmap
from ui.messages import Message, Messages, Severity
from ui.theme import Theme, current_theme, mix
from ui.widgets.parts import button, column, label, on_escape, row, symbol_button

FADES_AFTER_MS = 7000
_WIDTH, _LEAST, _SHARE = 520, 400, 0.42
"""Of what it floats over: it keeps to the right half, beside the picture in Code."""
_GAP = 16
_ICONS: dict[Severity, str] = {"done": "check", "warning": "warning", "error": "warning"}


class MessageBar(QFrame):
    """One message at a time, newest first; a note goes by itself, trouble stays until it is dismissed.

    Args:
        messages: what to show.
        over: the widget it floats over.

    Attributes:
        floor: says at which y of that widget it stands, so that it covers nothing that must be seen.
        strip: says which strip of that widget shows nothing, to stand there instead; None where there is none.
    """

    def __init__(self, messages: Messages, over: QWidget) -> None:
        super().__init__(over)
        on_escape(self, self.hide)
        self._over = over
        self.floor: Callable[[], int] = over.height
        self.strip: Callable[[], QRect | None] = lambda: None
        self._message: Message | None = None
        self._icon, self._what, self._hint = label(), label("", "strong", wrap=True), label("", "dim", wrap=True)
        self.offer_button = button("", self._do_offer, "quiet")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self.fades_after_ms = FADES_AFTER_MS
        self._timer.timeout.connect(self.hide)
        self._build()
        self.hide()
        over.installEventFilter(self)
        messages.told.connect(self.show_message)
        messages.taken_back.connect(self._drop)

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before."""
        self._message = message
        self._what.setText(message.what)
        self._hint.setText(message.hint)
        self._hint.setVisible(bool(message.hint))
        self.offer_button.setText(message.offer.text if message.offer is not None else "")
        self.offer_button.setVisible(message.offer is not None)
        self.setAccessibleName(f"{message.severity}: {message.what} {message.hint}")
        self._colour(current_theme())
        self.show()
        self.raise_()
        self.place()
        self._timer.stop()
        if message.severity in ("note", "done"):
            self._timer.start(self.fades_after_ms)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep to the lower right corner."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange and self._message is not None:
            self._colour(current_theme())
        super().changeEvent(event)

    def _do_offer(self) -> None:
        if self._message is not None and self._message.offer is not None:
            self.hide()
            self._message.offer.do()

    def _drop(self, message: Message) -> None:
        if message is self._message:
            self.hide()

    def _build(self) -> None:
        self._what.setObjectName("message_what")
        self.offer_button.setAccessibleName("What the message offers")
        self._what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dismiss = symbol_button("✕", "Dismiss", self.hide)
        dismiss.setObjectName("dismiss")
        self._words = column(self._what, self._hint, self.offer_button, spacing=2)
        self._whole = whole = row(self._icon, self._words, dismiss, spacing=12)
        whole.setStretch(1, 1)
        for one in (self._icon, dismiss):
            whole.setAlignment(one, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)

    def _colour(self, theme: Theme) -> None:
        assert self._message is not None, "there is something to colour"
        color = severity_color(theme, self._message.severity)
        ground, edge = mix(theme.raised if theme.is_dark else theme.panel, color, 0.12), mix(theme.line, color, 0.55)
        sheet = f"MessageBar {{ background: {ground}; border: 1px solid {edge}; border-radius: 8px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
        self._icon.setPixmap(severity_pixmap(self._message.severity, self.devicePixelRatio()))
        self._icon.setVisible(self._message.severity in _ICONS)

    def place(self) -> None:
        """Stand in the strip that shows nothing, in one line; else in the lower right corner, above the floor."""
        if (strip := self.strip()) is not None:
            self.setGeometry(self._in_strip(strip))
            return
        self._shape(_CORNER)
        width = min(_WIDTH, max(_LEAST, round(self._over.width() * _SHARE)), self._over.width() - 2 * _GAP)
        height = self.heightForWidth(width)
        self.setGeometry(self._over.width() - width - _GAP, max(self.floor() - height - _GAP, _GAP), width, height)

    def _in_strip(self, strip: QRect) -> QRect:
        """Return the place in a strip: in one line, else in two; what is longer reaches below it."""
        for shape in (_ONE_LINE, _TWO_LINES):
            self._shape(shape)
            size = self._whole.sizeHint()
            if size.width() <= strip.width() and size.height() <= strip.height():
                return QRect(QPoint(strip.right() - size.width(), strip.top()), size)
        self._shape(_CORNER)
        return QRect(strip.left(), strip.top(), strip.width(), self.heightForWidth(strip.width()))

    def _shape(self, shape: "_Shape") -> None:
        """Lay out what is said."""
        self._words.setDirection(shape.direction)
        self._words.setSpacing(shape.spacing)
        self._whole.setContentsMargins(*shape.margins)
        for text in (self._what, self._hint):
            text.setWordWrap(shape.wraps)
        for layout in (self._words, self._whole):
            layout.invalidate()
        self._whole.activate()  # else it still has the height of what was said before


class _Shape(NamedTuple):
    """How the parts of a message lie, and whether its text may take several lines."""

    direction: QBoxLayout.Direction
    spacing: int
    margins: tuple[int, int, int, int]
    wraps: bool


_CORNER = _Shape(QBoxLayout.Direction.TopToBottom, 2, (14, 10, 8, 10), wraps=True)
_ONE_LINE = _Shape(QBoxLayout.Direction.LeftToRight, 12, (12, 1, 4, 1), wraps=False)
_TWO_LINES = _Shape(QBoxLayout.Direction.TopToBottom, 0, (12, 0, 4, 0), wraps=False)


class MessageList(QFrame):
    """What was said so far, newest first."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        grid.setContentsMargins(14, 12, 14, 12)
        for number, message in enumerate(reversed(messages.said[-12:])):
            icon, words = label(), label(f"{message.what}\n{message.hint}".strip(), wrap=True)
            icon.setPixmap(severity_pixmap(message.severity, self.devicePixelRatio()))
            words.setMinimumWidth(420)
            for place, part in enumerate((icon, words, label(f"{message.at:%H:%M}", "dim"))):
                grid.addWidget(part, number, place, Qt.AlignmentFlag.AlignTop)


def message_menu(messages: Messages, parent: QWidget) -> QMenu:
    """Return the list of earlier messages as a menu that pops up."""
    menu = QMenu(parent)
    action = QWidgetAction(menu)
    action.setDefaultWidget(MessageList(messages))
    menu.addAction(action)
    return menu


def severity_color(theme: Theme, severity: Severity) -> str:
    """Return the colour of a kind of message."""
    return {"note": theme.dim, "done": theme.ok, "warning": theme.warning, "error": theme.danger}[severity]


def severity_pixmap(severity: Severity, ratio: float) -> QPixmap:
    """Return the icon of a kind of message, for a screen with ratio device pixels a pixel; a note has none."""
    if severity not in _ICONS:
        return QPixmap()
    picture = pixmap(_ICONS[severity], severity_color(current_theme(), severity), round(20 * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture
