"""One code in a list of codes: its name, its key and, while it is on, for how long."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy

from annotator.model.codebook import Code
from annotator.text import clock
from ui.theme import current_theme, mix, number_font
from ui.widgets.swatch import CodeStyle, paint_swatch

ROW_HEIGHT = 26
_FLASH_MS = 180
_RADIUS = 5
_KEPT = 3
_LONGEST = "0:00.0"
_PAD, _GAP, _SIGN = 6, 5, 11


class CodeRow(QAbstractButton):
    """Click it, or press its key: both do the same."""

    hovered = Signal(str)
    """The pointer is over it (its code's id), or has left it ("")."""

    def __init__(self, code: Code, style: CodeStyle) -> None:
        super().__init__()
        self.code, self._style = code, style
        self.on_for_ms: int | None = None
        self.is_ticked, self.is_in_pass = False, True
        self._is_flashing = False
        self._kept: dict[tuple[object, ...], QPixmap] = {}
        self._flash_end = QTimer(self, singleShot=True, interval=_FLASH_MS)
        self._flash_end.timeout.connect(self._stop_flash)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{code.name}, key {code.key}" if code.key else code.name)
        self.setToolTip(rules_of(code))

    @property
    def is_on(self) -> bool:
        """Whether the frame on the screen shows it."""
        return self.on_for_ms is not None

    def show_on(self, on_for_ms: int | None) -> None:
        """Light it, with how long it has been on in ms; None puts it out."""
        if on_for_ms != self.on_for_ms:
            self.on_for_ms = on_for_ms
            self.update()

    def show_ticked(self, *, ticked: bool) -> None:
        """Say whether it was said to occur in the interval on the screen."""
        if ticked != self.is_ticked:
            self.is_ticked = ticked
            self.update()

    def flash(self) -> None:
        """Say that the press has arrived."""
        self._is_flashing = True
        self._flash_end.start()
        self.update()

    def show_pass(self, *, is_in_pass: bool) -> None:
        """Say whether the code is in the pass; one that is not is dim."""
        if is_in_pass != self.is_in_pass:
            self.is_in_pass = is_in_pass
            self._kept = {}
            self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole name beside a running time."""
        time = self.fontMetrics().horizontalAdvance(_LONGEST) + _GAP
        return QSize(self.width_at_rest() + time, ROW_HEIGHT)

    def width_at_rest(self) -> int:
        """Return how many px the whole name takes, with its sign and its key."""
        metrics = self.fontMetrics()
        name = metrics.horizontalAdvance(self.code.name)
        return name + _key_width(metrics, self.code.key) + 2 * _PAD + 2 * _GAP + _SIGN + 3

    def minimumSizeHint(self) -> QSize:
        """The name may be cut, never the key or the time."""
        return QSize(150, ROW_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell whose rules to show."""
        self.hovered.emit(self.code.id)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is gone."""
        self.hovered.emit("")
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row; at rest, where most rows are, as a picture that is kept, which is much faster."""
        painter = QPainter(self)
        if self._is_flashing or self.is_on or self.is_ticked or self.underMouse():
            self._paint(painter)
            return
        ratio = self.devicePixelRatioF()
        looks = (self.width(), self.height(), ratio, current_theme().name, self.font().key())
        if looks not in self._kept:
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inside = QPainter(picture)
            inside.setFont(self.font())
            self._paint(inside)
            inside.end()
            self._kept = dict([*self._kept.items(), (looks, picture)][-_KEPT:])
        painter.drawPixmap(0, 0, self._kept[looks])

    def _paint(self, painter: QPainter) -> None:
        """Paint the ground, the sign, the key cap, the time and, on what is left, the name."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        theme, inner = current_theme(), self.rect().adjusted(_PAD, 0, -_PAD, 0)
        sign = QRectF(inner.left(), (self.height() - _SIGN) / 2, _SIGN, _SIGN)
        paint_swatch(painter, sign, self._style, is_point=self.code.is_point)
        inner.setLeft(round(sign.right()) + _GAP)
        inner.setRight(self._paint_key(painter, inner) - _GAP)
        if self.is_ticked or self.on_for_ms is not None:
            inner.setRight(self._paint_state(painter, inner))
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if self.is_in_pass else theme.dim))
        name = painter.fontMetrics().elidedText(self.code.name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_ground(self, painter: QPainter) -> None:
        edge = 0.5 if self.height() < ROW_HEIGHT else 1.5
        theme, ground = current_theme(), QRectF(self.rect()).adjusted(1.5, edge, -1.5, -edge)
        color = self.code.color
        if self.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
            painter.fillRect(self.rect(), QColor(theme.panel))
        if self._is_flashing or self.is_on or self.is_ticked:
            share = 0.55 if self._is_flashing else 0.26
            painter.setPen(QPen(QColor(color), 1))
            painter.setBrush(QColor(mix(theme.panel, color, share)))
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.raised))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, _RADIUS, _RADIUS)

    def _paint_key(self, painter: QPainter, inner: QRect) -> int:
        """Paint the key cap at the right end; return where it begins."""
        theme = current_theme()
        painter.setFont(self.font())
        width, height = _key_width(painter.fontMetrics(), self.code.key), min(18, self.height() - 2)
        cap = QRectF(inner.right() - width, (self.height() - height) / 2, width, height)
        if self.code.key:
            paint_key_cap(painter, cap, self.code.key, theme.raised, theme.line, theme.text)
        return round(cap.left())

    def _paint_state(self, painter: QPainter, inner: QRect) -> int:
        """Paint the tick, or how long it has been on, if the whole name fits beside; return where the name ends."""
        text = "✓" if self.is_ticked else "now" if self.code.is_point else clock(self.on_for_ms, decimals=1)
        name_end = inner.left() + painter.fontMetrics().horizontalAdvance(self.code.name)
        painter.setFont(number_font(self.font().pointSizeF() / QApplication.font().pointSizeF()))
        left = inner.right() - painter.fontMetrics().horizontalAdvance(text) - _GAP
        if name_end > left and not self.is_ticked:
            return inner.right()  # that it is lit says enough
        painter.setPen(QColor(current_theme().text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return left

    def _stop_flash(self) -> None:
        self._is_flashing = False
        self.update()


def paint_key_cap(painter: QPainter, cap: QRectF, key: str, ground: str, edge: str, ink: str) -> None:
    """Paint a key as it looks on a keyboard; the colours are #rrggbb."""
    painter.setPen(QPen(QColor(edge), 1))
    painter.setBrush(QColor(edge))
    painter.drawRoundedRect(cap, 4, 4)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(cap.adjusted(0, 0, 0, -2), 4, 4)
    painter.setPen(QColor(ink))
    painter.drawText(cap.adjusted(0, 0, 0, -1), Qt.AlignmentFlag.AlignCenter, short_key(key))


def _key_width(metrics: QFontMetrics, key: str) -> int:
    return max(20, metrics.horizontalAdvance(short_key(key)) + 10)


def short_key(key: str) -> str:
    """Return a key as it stands on a cap.

    >>> short_key(", Shift+C")
    ', ⇧C'
    """
    return key.replace("Shift+", "⇧")


def rules_of(code: Code) -> str:
    """Return all rules of a code as the rich text of a tooltip."""
    lines = [code.name_and_key, code.definition, f"Onset: {code.onset}"]
    if code.offset:
        lines.append(f"Offset: {code.offset}")
    # The words are the lab's own, so they are not taken for markup; a fixed width makes Qt break the lines.
    text = "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    return f"<div style='width: 360px'>{text}</div>"
