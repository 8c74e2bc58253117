"""What the window shows while no study is open: three ways in, and the studies opened last."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QVBoxLayout, QWidget

from annotator.study.settings import STUDY_FILE
from ui.actions import Actions, shown_key
from ui.icons import set_icon
from ui.settings import RECENT_STUDIES, Settings
from ui.tasks import Reads
from ui.widgets.parts import button, column, label, panel, row

_WIDTH = 760


class WelcomePage(QWidget):
    """Opens, makes or tries a study."""

    open_requested = Signal(Path)

    def __init__(self, actions: Actions, settings: Settings, reads: Reads) -> None:
        super().__init__()
        self._settings, self._reads = settings, reads
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._recent.setContentsMargins(6, 6, 6, 6)
        self._card = panel(self._recent)
        self._card.setProperty("kind", "card")
        self._rows: list[QPushButton] = []
        self._heading = label("Recent studies", "heading")
        tiles = row(
            _tile("Open a study", "A folder that holds study.toml", actions, "open_study", "open"),
            _tile("New study", "Choose a codebook and a folder", actions, "new_study", "add"),
            _tile("Try the sample study", "A drawn session, ready to code", actions, "sample", "play"),
            spacing=14,
        )
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(
            column(
                label("Strange Situation annotator", "hero"),
                label(
                    "Watch, mark what you see frame by frame, find out how well two coders agree, and export tables. "
                    "Everything stays on this computer.",
                    "dim",
                    wrap=True,
                ),
                18,
                tiles,
                22,
                self._heading,
                self._card,
                spacing=8,
            )
        )
        self.setLayout(row(None, column(None, middle, None, None), None))
        self._show_recent([])
        self.refresh()

    def refresh(self) -> None:
        """Show the studies that were opened last and are still there: a slow question where they lie on a share."""
        folders = [Path(one) for one in self._settings.get(RECENT_STUDIES)]
        self._reads.run(
            "Looking for the studies opened last",
            lambda _progress: [folder for folder in folders if (folder / STUDY_FILE).is_file()],
            self._show_recent,
        )

    def _show_recent(self, there: list[Path]) -> None:
        for old in self._rows:
            old.deleteLater()
        self._heading.setVisible(bool(there))
        self._card.setVisible(bool(there))
        self._rows = [self._recent_row(folder) for folder in there]
        for one in self._rows:
            self._recent.addWidget(one)

    def _recent_row(self, folder: Path) -> QPushButton:
        made = button("", lambda: self.open_requested.emit(folder), "row", tip=str(folder))
        made.setAccessibleName(f"Open {folder.name}")
        where = label(str(folder.parent), "dim")
        inner = row(label(folder.name, "strong"), where, None, spacing=14, margins=(10, 8, 10, 8))
        made.setLayout(inner)
        _let_clicks_through(made)
        made.setFixedHeight(inner.sizeHint().height())
        return made


def _tile(title: str, text: str, actions: Actions, action_id: str, icon: str) -> QPushButton:
    made = button("", actions[action_id].trigger, "tile")
    made.setAccessibleName(title)
    keys = actions.specs[action_id].keys
    picture = QToolButton()
    picture.setProperty("kind", "picture")
    picture.setIconSize(QSize(26, 26))
    picture.setFixedSize(26, 26)
    picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    set_icon(picture, icon)
    head = row(picture, None, *([label(shown_key(keys[0]), "key")] if keys else []))
    words = label(text, "dim", wrap=True)
    made.setLayout(column(head, None, label(title, "strong"), words, spacing=4, margins=(16, 14, 16, 16)))
    made.setFixedHeight(136)
    _let_clicks_through(made)
    return made


def _let_clicks_through(made: QPushButton) -> None:
    for one in made.findChildren(QWidget):
        one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
