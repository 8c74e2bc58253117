"""Over which episodes agreement is looked at: a look of one's own, until it is kept for the study."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annotator.agreement.window import window_name
from annotator.model.codebook import Codebook
from annotator.study.settings import MARKED, Window, episodes_of
from ui.widgets.parts import button, label, row


class WindowChoice(QWidget):
    """Offers all marked episodes, the whole session and each episode. It decides nothing: it tells what is wanted."""

    wanted = Signal(object)
    """What to compute agreement over (see Window)."""
    keep_wanted = Signal()
    """What is looked at is to be the window of the study, for everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QToolButton()
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setObjectName("window")
        self.button.setAccessibleName("Window")  # until it is known which
        self.keep = button("Keep for the study", self.keep_wanted.emit)
        self.keep.hide()
        tag = label("Over", "dim")
        tag.setBuddy(self.button)
        self.setLayout(row(tag, self.button, self.keep))

    def show_window(
        self,
        codebook: Codebook,
        window: Window,
        kept: Window,
        marked: Iterable[str] | None = None,
        *,
        may_keep: bool,
    ) -> None:
        """Show what is looked at, and offer the rest.

        Args:
            codebook: of the study.
            window: what is looked over.
            kept: what the study has.
            marked: those that can be added; None: all of the protocol.
            may_keep: whether the study can be written.
        """
        there = {episode.id for episode in codebook.episodes} if marked is None else set(marked)
        self.menu.clear()
        for choice in (MARKED, ()):
            self._add(_capital(window_name(choice, codebook)), choice, checked=window == choice)
        chosen = episodes_of(window)
        self.menu.addSeparator()
        for episode in codebook.episodes:
            is_in = episode.id in chosen
            others = tuple(one.id for one in codebook.episodes if (one.id in chosen) != (one.id == episode.id))
            known = f"{episode.id}  {episode.name}" + ("" if episode.id in there else "  (not marked)")
            self._add(known, others or MARKED, checked=is_in, enabled=is_in or episode.id in there)
        name = window_name(window, codebook)
        self.button.setText(f"{_capital(name)} ▾")
        self.button.setAccessibleName(f"Window: {name}")
        self.keep.setVisible(window != kept)
        self.keep.setEnabled(may_keep)
        self.keep.setToolTip(
            f"This is a look over {name}. The study, its exports and everybody else compare over "
            f"{window_name(kept, codebook)}, until you keep this."
        )

    def _add(self, text: str, window: Window, *, checked: bool, enabled: bool = True) -> None:
        action = QAction(text, self.menu, checkable=True, checked=checked, enabled=enabled)
        action.triggered.connect(lambda: self.wanted.emit(window))
        self.menu.addAction(action)


def _capital(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"
