"""How the window looks: two palettes, one accent, one stylesheet made from them.

The stylesheet is style.qss, where $name is a colour of the theme and $url_name an icon. A custom-painted widget asks
current_theme() while it paints; on a change of theme Qt sends every widget a PaletteChange, which is when caches are
thrown away.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from ui.icons import recolour_icons, svg


@dataclass(frozen=True, slots=True)
class Theme:
    """Named colours, each as #rrggbb. Text is readable (WCAG AA, 4.5:1) on window, panel and raised."""

    name: str
    window: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    dim: str
    """What comes second, and what cannot be used now."""
    faint: str
    """Grid lines, edges: not for text."""
    accent: str
    on_accent: str
    selection: str
    """Behind the selected row of a list."""
    danger: str
    warning: str
    ok: str
    wave: str

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return luminance(self.window) < 0.2


DARK = Theme(
    name="dark",
    window="#14161a",
    panel="#1a1d23",
    raised="#242830",
    hover="#2c313b",
    line="#2f343e",
    text="#e7e9ee",
    dim="#a2a9b6",
    faint="#4a515e",
    accent="#f2b441",
    on_accent="#1d1605",
    selection="#39362b",
    danger="#ff8577",
    warning="#f0b95a",
    ok="#6cc68b",
    wave="#6f7b8d",
)
LIGHT = Theme(
    name="light",
    window="#eef0f3",
    panel="#ffffff",
    raised="#e7eaee",
    hover="#dde1e7",
    line="#d3d8df",
    text="#1b1f26",
    dim="#535c6a",
    faint="#b4bbc6",
    accent="#875600",
    on_accent="#ffffff",
    selection="#f7ead0",
    danger="#b3261e",
    warning="#835500",
    ok="#1c6b3c",
    wave="#8b96a6",
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def apply_theme(app: QApplication, name: str) -> Theme:
    """Give the whole application a theme, now and for windows opened later.

    Args:
        app: the application.
        name: a key of THEMES; an unknown one (a setting from elsewhere) means dark.
    """
    theme = THEMES.get(name, DARK)
    if app.property("theme") is None:
        app.setStyle("Fusion")  # once: every widget is dressed anew, which takes half a second with a thousand of them
    app.setProperty("theme", theme.name)
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light)
    app.setPalette(palette(theme))
    # First none: when one sheet follows another, Qt dresses a widget once for each of its parents, a second of work.
    app.setStyleSheet("")
    app.setStyleSheet(stylesheet(theme))
    recolour_icons(app, theme.text, theme.dim, theme.accent, theme.on_accent)
    return theme


@contextmanager
def undressed() -> Iterator[None]:
    """Make many widgets in here: under a stylesheet, Qt dresses all of them anew with each layout they come into."""
    app = QApplication.instance()
    assert isinstance(app, QApplication), "widgets have an application"
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def current_theme() -> Theme:
    """Return the theme the application has, dark before one is applied."""
    app = QApplication.instance()
    return THEMES.get(str(app.property("theme")), DARK) if app is not None else DARK


def number_font(scale: float = 1.0, *, bold: bool = False) -> QFont:
    """Return the application's font with digits of one width, so that running times do not jitter."""
    font = QFont(QApplication.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    return font


def luminance(color: str) -> float:
    """Return the relative luminance of #rrggbb, 0 black to 1 white (WCAG 2.2).

    >>> luminance("#ffffff")
    1.0
    """
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(color: str) -> str:
    """Return black or white, whichever is easier to read on a coloured bar."""
    return max(("#ffffff", "#10131a"), key=lambda ink: contrast(ink, color))


def mix(one: str, other: str, share: float) -> str:
    """Return the colour that lies share (0 to 1) of the way from one to the other.

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def palette(theme: Theme) -> QPalette:
    """Return what Qt's own drawing (item views, placeholders, dialogs) takes its colours from."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.dim,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.hover,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.window,
    }
    made = QPalette()
    for where, color in colors.items():
        made.setColor(where, QColor(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.dim))
    return made


def stylesheet(theme: Theme) -> str:
    """Return the stylesheet of the whole program in a theme."""
    colors = {name: getattr(theme, name) for name in Theme.__slots__}
    pressed = mix(theme.hover, theme.text, 0.08)
    edge = mix(theme.window, "#000000", 0.25) if theme.is_dark else theme.window
    glow = mix(theme.panel, theme.accent, 0.10)
    template = Template(files("ui").joinpath("style.qss").read_text(encoding="utf-8"))
    return template.substitute(
        colors, pressed=pressed, edge=edge, glow=glow, **_pictures(theme.dim, theme.text, theme.on_accent)
    )


@lru_cache
def _pictures(dim: str, text: str, on_accent: str) -> Mapping[str, str]:
    """Return what a stylesheet calls icons: it takes files only, so they are written where they last as long as we."""
    inks = {"": dim, "_hover": text, "_off": dim, "_on_accent": on_accent}
    found = {}
    for name in ("up", "down", "right", "check", "dash"):
        for state, color in inks.items():
            file = Path(_folder().name) / f"{name}{state}-{color[1:]}.svg"
            file.write_text(svg(name, color), encoding="utf-8")
            found[f"url_{name}{state}"] = f'url("{file.as_posix()}")'
    return found


@lru_cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="annotator-look-", ignore_cleanup_errors=True)
