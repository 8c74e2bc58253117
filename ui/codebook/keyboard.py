"""The picture of a keyboard: which letters the codes have, which clash, and which belong to the player."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.model.codebook import Code, Codebook
from annotator.model.keymap import FIRST_STROKE, PLAYER_LETTERS
from ui.keys.key_place import key_of
from ui.theme import current_theme, mix, text_on

LAYOUTS: dict[str, tuple[str, str, str]] = {
    "QWERTY": ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"),
    "QWERTZ": ("QWERTZUIOP", "ASDFGHJKL", "YXCVBNM"),
    "AZERTY": ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN"),
}
"""The letters of common keyboards, row by row."""

_INDENT = (0.0, 0.3, 0.8)
_GAP = 6.0
_COLUMNS = 10.5
_SHIFT = "Shift+"
_NAME_SIZE = 0.88


@dataclass(frozen=True, slots=True)
class _Half:
    """The upper (plain) or lower (Shift) half of a key: where it is, and the codes that are on it."""

    key: str
    rect: QRectF
    codes: tuple[Code, ...]


class Keyboard(QWidget):
    """Keys in the colours of their codes: above what the letter does, below what it does with Shift.

    Or, instead, what both do as the second stroke of a key of two.
    """

    code_chosen = Signal(str)
    """A key was clicked: the id of its code."""

    def __init__(self) -> None:
        super().__init__()
        self._layout, self._first = "QWERTY", ""
        self._codes: tuple[Code, ...] = ()
        self._clashing: tuple[str, ...] = ()
        self._chosen = ""
        self._pressed = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(560, 280)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Keyboard")

    def sizeHint(self) -> QSize:
        """Wide enough to read the names on the keys."""
        return QSize(900, 300)

    def set_layout(self, name: str) -> None:
        """Draw another keyboard, one of LAYOUTS."""
        self._layout = name if name in LAYOUTS else "QWERTY"
        self.update()

    def show_second_strokes(self, on: bool) -> None:
        """Show what the letters do after the comma, or what they do alone."""
        self._first = f"{FIRST_STROKE} " if on else ""
        self.update()

    def show_codes(self, codebook: Codebook, chosen: str) -> None:
        """Show the keys of these codes, with one code that stands out."""
        self._codes, self._chosen = codebook.codes, chosen
        clashing = [one.key for one in codebook.codes if codebook.clashing(one) or one.key in PLAYER_LETTERS]
        self._clashing = tuple(dict.fromkeys(clashing))
        self.setAccessibleDescription("; ".join(f"{code.key}: {code.name}" for code in codebook.codes))
        self.update()

    def clashing(self) -> tuple[str, ...]:
        """Return the keys of codes that may be looked for together, and those that the player has too."""
        return self._clashing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the code of the key."""
        half = self._at(event.position().toPoint().x(), event.position().toPoint().y())
        if half is not None and half.codes:
            ids = [code.id for code in half.codes]
            after = ids.index(self._chosen) + 1 if self._chosen in ids else 0
            self.code_chosen.emit(ids[after % len(ids)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter chooses the code that has it."""
        if (
            Qt.Key.Key_A <= key_of(event) <= Qt.Key.Key_Z
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            shift = _SHIFT if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else ""
            key = shift + chr(key_of(event))
            if codes := self._on(key):
                self.code_chosen.emit(codes[0].id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say which codes are on the key under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            half = self._at(event.pos().x(), event.pos().y())
            text = "" if half is None else ", ".join(code.name for code in half.codes) or self._free(half.key)
            said = f"{self._first}{half.key}: {text}" if half is not None else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clashing = set(self.clashing())
        halves = self._halves()
        for plain, shifted in zip(halves[::2], halves[1::2], strict=True):
            _paint_cap(painter, plain.rect.united(shifted.rect))
            for half in (plain, shifted):
                self._paint_half(painter, half, is_clash=self._first + half.key in clashing)

    def _paint_half(self, painter: QPainter, half: _Half, *, is_clash: bool) -> None:
        theme = current_theme()
        inner = half.rect.adjusted(3, 3, -3, -3)
        letter = half.key.removeprefix(_SHIFT)
        if half.codes:
            is_chosen = self._chosen in {code.id for code in half.codes}
            _paint_code(painter, inner, half, is_clash=is_clash, is_chosen=is_chosen)
        elif self._is_players(half.key):
            _paint_words(painter, inner, letter, "player", theme.dim)
        else:
            _paint_words(painter, inner, letter if letter == half.key else "⇧", "", theme.dim)

    def _halves(self) -> list[_Half]:
        unit = self.width() / _COLUMNS
        height = (self.height() - _GAP) / 3
        halves: list[_Half] = []
        for number, letters in enumerate(LAYOUTS[self._layout]):
            for place, letter in enumerate(letters):
                left = (place + _INDENT[number]) * unit
                cap = QRectF(left + _GAP / 2, number * height + _GAP / 2, unit - _GAP, height - _GAP)
                upper = QRectF(cap.left(), cap.top(), cap.width(), cap.height() / 2)
                lower = QRectF(cap.left(), upper.bottom(), cap.width(), cap.bottom() - upper.bottom())
                halves.append(_Half(letter, upper, self._on(letter)))
                halves.append(_Half(_SHIFT + letter, lower, self._on(_SHIFT + letter)))
        return halves

    def _on(self, key: str) -> tuple[Code, ...]:
        return tuple(code for code in self._codes if code.key == self._first + key)

    def _is_players(self, key: str) -> bool:
        return not self._first and key in PLAYER_LETTERS

    def _free(self, key: str) -> str:
        return "belongs to the player" if self._is_players(key) else "free"

    def _at(self, x: int, y: int) -> _Half | None:
        return next((half for half in self._halves() if half.rect.contains(x, y)), None)


def _paint_cap(painter: QPainter, cap: QRectF) -> None:
    theme = current_theme()
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(mix(theme.panel, theme.raised, 0.6)))
    painter.drawRoundedRect(cap, 7, 7)


def _paint_code(painter: QPainter, inner: QRectF, half: _Half, *, is_clash: bool, is_chosen: bool) -> None:
    theme = current_theme()
    ground = mix(theme.panel, theme.danger, 0.22) if is_clash else half.codes[0].color
    edge = QPen(QColor(theme.danger if is_clash else theme.text), 3 if is_clash else 2)
    painter.setPen(edge if is_chosen or is_clash else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 5, 5)
    letter = half.key.replace(_SHIFT, "⇧")
    names = " / ".join(code.name for code in half.codes)
    _paint_words(painter, inner, letter, names, text_on(ground))


def _paint_words(painter: QPainter, inner: QRectF, letter: str, name: str, ink: str) -> None:
    painter.save()
    painter.setPen(QColor(ink))
    box = inner.adjusted(6, 2, -4, -2)
    bold, plain = painter.font(), painter.font()
    bold.setBold(True)
    plain.setPointSizeF(plain.pointSizeF() * _NAME_SIZE)
    words = box.adjusted(QFontMetricsF(bold).horizontalAdvance(letter) + 7, 0, 0, 0)
    middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(plain)
    fitted = _fitted(painter, name, words)
    painter.drawText(words, middle, fitted)
    painter.setFont(bold)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop if "\n" in fitted else middle, letter)
    painter.restore()


def _fitted(painter: QPainter, name: str, box: QRectF) -> str:
    """Return the name on as many lines as there is room for, the last one cut where it has to be."""
    metrics = painter.fontMetrics()
    lines: list[str] = []
    for word in name.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= box.width():
            lines[-1] = longer
        else:
            lines.append(word)
    room = max(1, int((box.height() + 3) // metrics.lineSpacing()))
    if len(lines) > room:
        lines = [*lines[: room - 1], " ".join(lines[room - 1 :])]
    return "\n".join(metrics.elidedText(one, Qt.TextElideMode.ElideRight, round(box.width())) for one in lines)
