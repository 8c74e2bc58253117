"""One family of icons, drawn on a 24 × 24 grid with one stroke, in the colours of the theme."""

from functools import lru_cache
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

# What is filled says so; everything else is a line of width 1.8 with round ends.
_FILL = 'fill="currentColor"'
SHAPES = {
    "play": f'<path {_FILL} d="M8 5.5v13l10.5-6.5z"/>',
    "pause": f'<path {_FILL} d="M7.5 6h2.6v12H7.5zM13.9 6h2.6v12h-2.6z"/>',
    "step_forward": f'<path {_FILL} d="M6.5 6.5v11l8.5-5.5z"/><path d="M17.5 6.5v11"/>',
    "step_back": f'<path {_FILL} d="M17.5 6.5v11L9 12z"/><path d="M6.5 6.5v11"/>',
    "jump": '<path d="M4 12h11M11 7.5l4.5 4.5-4.5 4.5M20 5v14"/>',
    "study": '<path d="M4 8.2V6.5A1.5 1.5 0 0 1 5.5 5H9l2 2.5h7.5A1.5 1.5 0 0 1 20 9v8.5a1.5 1.5 0 0 1'
    '-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"/>',
    "code": '<path d="M4 7h7M14 7h6M4 12h3M10 12h10M4 17h9M16 17h4"/>',
    "agree": '<circle cx="9" cy="12" r="5.5"/><circle cx="15" cy="12" r="5.5"/>',
    "results": '<path d="M4.5 19.5h15M7.5 16v-5M12 16V5.5M16.5 16V8.5"/>',
    "codebook": '<path d="M6.5 4.5H18v15H7.5A1.8 1.8 0 0 1 5.7 17.7V5.3M5.7 17.7a1.8 1.8 0 0 1 1.8-1.8H18M9.5 8.5h5"/>',
    "undo": '<path d="M8.5 5.5L4.5 9.5l4 4M5 9.5h9a5 5 0 0 1 0 10H9.5"/>',
    "redo": '<path d="M15.5 5.5l4 4-4 4M19 9.5h-9a5 5 0 0 0 0 10h4.5"/>',
    "add": '<path d="M12 5.5v13M5.5 12h13"/>',
    "open": '<path d="M5 18.5V6.5A1.5 1.5 0 0 1 6.5 5H10l2 2.5h5.5A1.5 1.5 0 0 1 19 9v1.5M5 18.5l2.6-8H21l-2.6 8z"/>',
    "export": '<path d="M12 15V4.5M8 8.5l4-4 4 4M5 14v4A1.5 1.5 0 0 0 6.5 19.5h11A1.5 1.5 0 0 0 19 18v-4"/>',
    "loop": '<path d="M16 3.5l3 3-3 3M19 6.5H8A3.5 3.5 0 0 0 4.5 10v1M8 20.5l-3-3 3-3M5 17.5h11a3.5 3.5 0 0 0'
    ' 3.5-3.5v-1"/>',
    "sound": f'<path {_FILL} d="M4.5 9.5v5H8l4 3.5V6L8 9.5z"/>'
    '<path d="M15 9.3a4 4 0 0 1 0 5.4M17.6 7a7.3 7.3 0 0 1 0 10"/>',
    "muted": f'<path {_FILL} d="M4.5 9.5v5H8l4 3.5V6L8 9.5z"/><path d="M15.5 9.7l4.6 4.6M20.1 9.7l-4.6 4.6"/>',
    "picture": '<rect x="4" y="5.5" width="16" height="13" rx="2"/><path d="M4.5 16l4.5-4.5 4 4 2.5-2.5 4 3.5"/>'
    '<path d="M15.8 9.2v.1"/>',
    "sliders": '<path d="M4 8h9M17 8h3M4 16h3M11 16h9"/><circle cx="15" cy="8" r="2"/><circle cx="9" cy="16" r="2"/>',
    "warning": '<path d="M12 4.5l8.5 14.5h-17zM12 10v4.5M12 16.7v.1"/>',
    "check": '<path d="M5 12.5l4.8 4.8L19.5 7"/>',
    "dash": '<path d="M6 12h12"/>',
    "up": '<path d="M5.5 15l6.5-6.5 6.5 6.5"/>',
    "down": '<path d="M5.5 9l6.5 6.5L18.5 9"/>',
    "right": '<path d="M9 5.5l6.5 6.5L9 18.5"/>',
    "close": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)
# Every size at which a window asks for an icon, times the usual device pixel ratios: nothing is ever scaled up.
_SIZES = (16, 18, 20, 22, 24, 28, 30, 32, 36, 40, 44, 48, 56, 64, 72, 96)

_WEARERS: WeakSet[QAbstractButton | QAction] = WeakSet()
"""Whatever set_icon gave an icon to. The application's list of all widgets may name one that goes while it is read."""


def svg(name: str, color: str) -> str:
    """Return one icon as the text of an SVG file, in one colour (#rrggbb)."""
    return _SVG.format(SHAPES[name]).replace("currentColor", color)


def pixmap(name: str, color: str, size: int) -> QPixmap:
    """Return one icon drawn in one colour.

    Args:
        name: a key of SHAPES.
        color: #rrggbb.
        size: width and height in device pixels.
    """
    drawing = QSvgRenderer(QByteArray(svg(name, color).encode()))
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    return picture


@lru_cache(maxsize=256)
def icon(name: str, color: str, disabled: str, checked: str) -> QIcon:
    """Return an icon with its own colours for disabled and for checked buttons (each #rrggbb)."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, color, size))
        made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
        made.addPixmap(pixmap(name, checked, size), QIcon.Mode.Normal, QIcon.State.On)
    return made


def set_icon(target: QAbstractButton | QAction, name: str, *, on_accent: bool = False) -> None:
    """Give a button or an action one of SHAPES; it keeps to the theme from then on.

    Args:
        target: what shows it.
        name: a key of SHAPES.
        on_accent: whether the button itself has the accent colour (kind="primary").
    """
    _WEARERS.add(target)
    target.setProperty("icon_name", name)
    target.setProperty("icon_on_accent", on_accent)
    app = QApplication.instance()
    colors = app.property("icon_colors") if app is not None else None
    if colors:
        text, disabled, accent, ink = colors
        target.setIcon(icon(name, ink, disabled, ink) if on_accent else icon(name, text, disabled, accent))


def recolour_icons(app: QApplication, text: str, disabled: str, accent: str, on_accent: str) -> None:
    """Draw every icon that set_icon gave in new colours: usual, disabled, checked, and on the accent colour."""
    colors = [text, disabled, accent, on_accent]
    if app.property("icon_colors") == colors:
        return  # set_icon has given them already
    app.setProperty("icon_colors", colors)
    for target in tuple(_WEARERS):
        if shiboken6.isValid(target):
            set_icon(target, str(target.property("icon_name")), on_accent=bool(target.property("icon_on_accent")))
