"""Over which episodes, and with which codes, agreement is looked at: a look, until it is kept for the study."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annotator.agreement.code_with import asked_by, modifier_name, with_words
from annotator.agreement.window import window_name
from annotator.model.codebook import Codebook
from annotator.study.settings import MARKED, AnalysisSettings, Window, episodes_of
from ui.widgets.parts import button, label, row


class WindowChoice(QWidget):
    """Offers all marked episodes, the whole session and each episode, and what may be part of the code.

    It decides nothing: it tells what is wanted.
    """

    wanted = Signal(object)
    """What to compute agreement over (see Window)."""
    code_wanted = Signal(object)
    """Ids of the modifiers that are to be part of the code."""
    keep_wanted = Signal()
    """What is looked at is to be that of the study, for everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.button, self.menu = _menu_button()
        self.code, self.code_menu = _menu_button()
        self.code.setToolTip("What counts as the code: alone, or together with what was answered about it")
        self.code.hide()
        self.button.setObjectName("window")
        self.button.setAccessibleName("Window")  # until it is known which
        self.keep = button("Keep for the study", self.keep_wanted.emit)
        self.keep.hide()
        tag = label("Over", "dim")
        tag.setBuddy(self.button)
        self.setLayout(row(tag, self.button, self.code, self.keep))

    def show_window(
        self,
        codebook: Codebook,
        looked: AnalysisSettings,
        kept: AnalysisSettings,
        marked: Iterable[str] | None = None,
        *,
        may_keep: bool,
    ) -> None:
        """Show what is looked at, and offer the rest.

        Args:
            codebook: of the study.
            looked: with what the study is looked at.
            kept: what the study has.
            marked: those that can be added; None: all of the protocol.
            may_keep: whether the study can be written.
        """
        window = looked.window
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
        self._show_code(codebook, looked.code_with)
        self.keep.setVisible((window, looked.code_with) != (kept.window, kept.code_with))
        self.keep.setEnabled(may_keep)
        asks = bool(asked_by(codebook, codebook.all_codes))
        look, study = (
            f"{window_name(one.window, codebook)}{f', {with_words(codebook, one.code_with)}' if asks else ''}"
            for one in (looked, kept)
        )
        self.keep.setToolTip(
            f"This is a look over {look}. The study, its exports and everybody else compare over {study}, until you "
            "keep this."
        )

    def _show_code(self, codebook: Codebook, code_with: tuple[str, ...]) -> None:
        """Offer what codes ask as a part of them; a codebook that asks nothing leaves no choice."""
        asked = asked_by(codebook, codebook.all_codes)
        self.code.setVisible(bool(asked))
        words = with_words(codebook, code_with)
        self.code.setText(f"{_capital(words)} ▾")
        self.code.setAccessibleName(f"What counts as the code: {words}")
        self.code_menu.clear()
        choices: list[tuple[str, tuple[str, ...], bool]] = [("Codes alone", (), not code_with)]
        for one in asked:
            some = tuple(each for each in asked if (each in code_with) != (each == one))
            choices.append((f"With “{modifier_name(codebook, one)}”", some, one in code_with))
        for text, some, is_in in choices:
            action = QAction(text, self.code_menu, checkable=True, checked=is_in)
            action.triggered.connect(partial(self._want_code, some))
            self.code_menu.addAction(action)

    def _want_code(self, code_with: tuple[str, ...]) -> None:
        self.code_wanted.emit(code_with)

    def _add(self, text: str, window: Window, *, checked: bool, enabled: bool = True) -> None:
        action = QAction(text, self.menu, checkable=True, checked=checked, enabled=enabled)
        action.triggered.connect(lambda: self.wanted.emit(window))
        self.menu.addAction(action)


def _menu_button() -> tuple[QToolButton, QMenu]:
    made = QToolButton()
    menu = QMenu(made)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made, menu


def _capital(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"
