"""The panels of a comparison, laid out and joined: what is chosen in one is shown in the others."""

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QToolButton, QWidget

from annotator.model.coding import Coding
from annotator.reliability import Disagreement
from ui.agreement.comparison import Comparison
from ui.agreement.disagreement_list import DisagreementList
from ui.agreement.matrix import Cell, Matrix
from ui.agreement.playback import MakePlayer, Playback
from ui.agreement.strip import ComparisonStrip
from ui.agreement.summary import Summary
from ui.agreement.wording import code_name
from ui.parts import column, label, line
from ui.settings import Settings

_NUMBERS_WIDTH = 640


class ComparisonPage(QFrame):
    """One comparison on one screen: numbers on the left, recording and disagreements on the right, time below."""

    jump_wanted = Signal(str, int)
    """Somebody wants to see this coder's coding at this moment (ms) in the Code workspace."""

    def __init__(self, settings: Settings, make_player: MakePlayer) -> None:
        super().__init__()
        self.comparison: Comparison | None = None
        self.setProperty("kind", "panel")
        self._settings = settings
        self.summary, self.matrix, self.disagreements = Summary(), Matrix(), DisagreementList()
        self.playback, self.strip = Playback(make_player), ComparisonStrip()
        self.says_a, self.says_b = label("", "pill"), label("", "pill")
        self.open_button, self._open_menu = _menu_button()
        self._splitters = self._lay_out()
        self._join()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison; what was chosen stays chosen where it still is."""
        self.comparison = comparison
        self._fill_open_menu(comparison)
        self.disagreements.show_comparison(comparison)
        self.summary.show_comparison(comparison)
        self._show_channel(self.summary.channel)

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.comparison is not None:
            self.show_comparison(self.comparison)

    def keep_layout(self) -> None:
        """Remember where the dividers stand."""
        for name, splitter in self._splitters.items():
            self._settings.put_layout(name, bytes(splitter.saveState().data()))

    def _join(self) -> None:
        self.summary.channel_chosen.connect(self._show_channel)
        self.matrix.cell_chosen.connect(self._narrow)
        self.disagreements.chosen.connect(self._show_disagreement)
        self.disagreements.watch_wanted.connect(self.playback.watch)
        self.strip.picked.connect(self._pick)
        self.strip.seek_wanted.connect(self.playback.seek)
        self.playback.moved.connect(self._moved)
        self.playback.loop_changed.connect(self.strip.set_loop)
        self.playback.step_wanted.connect(self.disagreements.step)

    def _show_channel(self, channel: str) -> None:
        if self.comparison is None or not channel:
            return
        self.matrix.show_channel(self.comparison, channel)
        self.strip.show_channel(self.comparison, channel)
        self.disagreements.choose_channel(channel)
        self._say(self.playback.position_ms)

    def _narrow(self, cell: Cell | None) -> None:
        self.disagreements.choose_cell(cell)

    def _pick(self, one: Disagreement) -> None:
        self.disagreements.select(one)
        self.disagreements.view.setFocus()

    def _show_disagreement(self, one: Disagreement) -> None:
        if one.channel != self.summary.channel:
            self.summary.choose_channel(one.channel)
        self.strip.select(one)
        self.playback.show_disagreement(one)

    def _moved(self, at_ms: int) -> None:
        self.strip.set_position(at_ms)
        self._say(at_ms)

    def _say(self, at_ms: int) -> None:
        """Say what each coder has in the chosen channel on the frame that is shown."""
        if self.comparison is None:
            return
        pair = ((self.says_a, self.comparison.coding_a), (self.says_b, self.comparison.coding_b))
        for pill, coding in pair:
            pill.setText(f"{coding.coder}: {self._said(coding, at_ms)}")

    def _said(self, coding: Coding, at_ms: int) -> str:
        assert self.comparison is not None
        codebook, channel = self.comparison.codebook, self.summary.channel
        codes = codebook.state_channels.get(channel) or (codebook.code_by_id[channel],)
        on = [event for code in codes if (event := coding.covering(code.id, at_ms)) is not None]
        latest = max(on, key=lambda event: event.start_ms, default=None)
        return code_name(codebook, latest.code if latest else None)

    def _fill_open_menu(self, comparison: Comparison) -> None:
        self._open_menu.clear()
        for coding in (comparison.coding_a, comparison.coding_b):
            action = self._open_menu.addAction(f"The coding of {coding.coder}")
            action.triggered.connect(partial(self._open_in_code, coding.coder))

    def _open_in_code(self, coder: str) -> None:
        self.jump_wanted.emit(coder, self.playback.position_ms)

    def _lay_out(self) -> dict[str, QSplitter]:
        for pill in (self.says_a, self.says_b):
            self.playback.transport.addWidget(pill)
        self.disagreements.header.addWidget(self.open_button)
        numbers = _split(Qt.Orientation.Vertical, self.summary, self.matrix, (2, 1))
        moments = _split(Qt.Orientation.Vertical, self.playback, self.disagreements, (3, 2))
        both = _split(Qt.Orientation.Horizontal, numbers, moments, (0, 1))
        both.setSizes([_NUMBERS_WIDTH, 10 * _NUMBERS_WIDTH])
        whole = column(both, line(), self.strip, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        splitters = {"agree/numbers": numbers, "agree/moments": moments, "agree/both": both}
        for name, splitter in splitters.items():
            splitter.restoreState(QByteArray(self._settings.layout(name)))
        return splitters


class EmptyPage(QWidget):
    """What stands there while there is nothing to compare: why, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.what, self.hint = label("", "title", wrap=True), label("", "dim", wrap=True)
        for one in (self.what, self.hint):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, self.what, self.hint, None, spacing=10, margins=(80, 40, 80, 40)))

    def say(self, what: str, hint: str) -> None:
        """Say why there is nothing, and what to do."""
        self.what.setText(what)
        self.hint.setText(hint)


def _split(direction: Qt.Orientation, first: QWidget, second: QWidget, shares: tuple[int, int]) -> QSplitter:
    splitter = QSplitter(direction)
    for place, (one, share) in enumerate(zip((first, second), shares, strict=True)):
        splitter.addWidget(one)
        splitter.setStretchFactor(place, share)
        splitter.setCollapsible(place, False)
    splitter.setSizes([1000 * share for share in shares])
    return splitter


def _menu_button() -> tuple[QToolButton, QMenu]:
    made = QToolButton()
    made.setText("Open in Code ▾")
    menu = QMenu(made)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setToolTip("Go to this moment in one of the two codings")
    return made, menu
