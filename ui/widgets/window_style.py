"""The stylesheet of what only the window and the Study workspace have: rail, top bar, cards, drop target."""

from string import Template

from ui.theme import Theme, mix


def window_style(theme: Theme) -> str:
    """Return the stylesheet of the main window in a theme, on top of the application's."""
    colors = {name: getattr(theme, name) for name in Theme.__slots__}
    edge = mix(theme.window, "#000000", 0.25) if theme.is_dark else theme.window
    return _STYLE.substitute(colors, edge=edge, glow=mix(theme.panel, theme.accent, 0.10))


_STYLE = Template("""
QFrame#rail { background: $edge; border-right: 1px solid $line; }
QFrame#rail QToolButton {
  background: transparent; border: none; border-radius: 8px; color: $dim; padding: 8px 0 7px 0; }
QFrame#rail QToolButton:hover { background: $raised; color: $text; }
QFrame#rail QToolButton:checked { background: $raised; color: $accent; }
QFrame#rail QToolButton:disabled { color: $faint; }
QFrame#rail QToolButton:focus { border: 1px solid $line; }

QFrame#top_bar { background: $panel; border-bottom: 1px solid $line; }
QFrame#status_bar { background: $panel; border-top: 1px solid $line; }
QFrame#status_bar QLabel { color: $dim; }
QFrame#status_bar QPushButton { color: $dim; padding: 1px 8px; }
QFrame#status_bar QLabel[state="saved"] { color: $ok; }
QFrame#status_bar QLabel[state="waiting"] { color: $warning; }
QFrame#status_bar QLabel[state="failed"] { color: $danger; font-weight: 600; }
QLabel[kind="chip"] { background: $raised; border: 1px solid $line; border-radius: 11px; padding: 2px 10px; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="hero"] { font-size: 26px; font-weight: 600; }

QFrame[kind="card"] { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="drop"] { background: $panel; border: 1px dashed $faint; border-radius: 10px; }
QFrame[kind="drop"][over="true"] { border: 1px solid $accent; background: $glow; }
QPushButton[kind="tile"] { background: $panel; border: 1px solid $line; border-radius: 10px; padding: 0; }
QPushButton[kind="tile"]:hover { background: $raised; border-color: $faint; }
QPushButton[kind="tile"]:focus { border-color: $accent; }
QToolButton[kind="picture"] { background: transparent; border: none; padding: 0; }
QPushButton[kind="row"] {
  background: transparent; border: 1px solid transparent; border-radius: 6px; text-align: left; padding: 7px 10px; }
QPushButton[kind="row"]:hover { background: $raised; }
QPushButton[kind="row"]:focus { border-color: $accent; }

QWidget#codebook QComboBox:disabled, QWidget#codebook QCheckBox:disabled { color: $text; background: transparent; }

QTableView#sessions { background: $panel; }
QTableView#sessions::item { padding: 0 12px; border-bottom: 1px solid $line; }
QTableView#sessions QHeaderView::section { padding: 9px 15px; }
""")
