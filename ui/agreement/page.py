"""The workbench: every disagreement of the coders with its moment of the recording, settled into their consensus."""

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QToolButton, QWidget

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.model.coding import Coding
from annotator.report.wording import code_name
from annotator.study import Study
from annotator.study.settings import CONSENSUS
from ui.actions import Actions
from ui.agreement.deciding import Deciding
from ui.agreement.disagreement_list import DisagreementList
from ui.agreement.matrix import CodePair
from ui.agreement.settle_bar import MOST_CODERS, SettleBar
from ui.agreement.settling import Settling
from ui.agreement.strip import ComparisonStrip
from ui.messages import Messages
from ui.settings import Settings
from ui.tasks import Saves
from ui.widgets.parts import column, label, line
from ui.widgets.watching import MakePlayer, Watching

_LAYOUT = "agree/workbench"
_TRANSPORT = 330
"""How much room, in pixels, the transport takes without what the coders say on the shown frame."""


class ComparisonPage(QFrame):
    """The list on the left, the recording and how to settle on the right, all tracks on one time axis below.

    Args:
        actions, messages, settings, saves: shared by the whole program.
        make_player: plays the recordings.
    """

    jump_wanted = Signal(str, int)
    """Somebody wants to see this coder's coding at this moment (ms) in the Code workspace."""

    def __init__(
        self, actions: Actions, messages: Messages, settings: Settings, saves: Saves, make_player: MakePlayer
    ) -> None:
        super().__init__()
        self.comparison: Comparison | None = None
        self.setProperty("kind", "panel")
        self._settings = settings
        self.settling = Settling(messages, saves, self)
        self.disagreements = DisagreementList(self.settling.settlement)
        self.playback, self.strip, self.bar = Watching(make_player), ComparisonStrip(), SettleBar(actions)
        self.deciding = Deciding(self.disagreements, self.playback, self.bar, self.settling, messages)
        self.pills = [label("", "pill") for _ in range(MOST_CODERS)]
        self.open_button, self._open_menu = _menu_button()
        self._channel = ""
        self._halves = self._lay_out()
        self._join()
        self.deciding.bind(actions)
        self._show_settled()

    def use(self, study: Study | None) -> None:
        """Settle in this study from now on; None lets go of it."""
        self.deciding.end_edit()
        self.settling.use(study)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison; what was chosen stays chosen where it still is."""
        self.deciding.show_comparison(comparison)
        self.settling.show_comparison(comparison)  # what is shown still are the lines of the one before
        self.comparison = comparison
        self._fill_open_menu(comparison)
        self.disagreements.show_comparison(comparison)
        codebook = comparison.codebook
        channels = [*codebook.state_channels, *(code.id for code in codebook.codes if code.is_point)]
        if channels:
            self._show_channel(self._channel if self._channel in channels else channels[0])
        self._show_settled()

    def narrow_to(self, channel: str, cell: CodePair | None) -> None:
        """Show a channel, and only what coder A and coder B say in one cell of its matrix; None shows all."""
        self._show_channel(channel)
        self.disagreements.choose_cell(channel, cell)

    def show_first(self, kind: str, channel: str, code: str) -> None:
        """Narrow the list to a kind and a code, "" for all of them, and go to the first of what is left."""
        codebook = None if self.comparison is None else self.comparison.codebook
        if codebook is not None and (channel in codebook.state_channels or channel in codebook.code_by_id):
            self._show_channel(channel)
        self.disagreements.choose(kind, code)
        self.disagreements.view.setFocus()

    def narrow_to_answers(self, modifier: str, code: str, said: tuple[str, str]) -> None:
        """Show only the events of which coder A and coder B answered a question so; code "" is all of them."""
        self.disagreements.choose_answers(modifier, code, said)

    def let_go(self) -> None:
        """Leave what is being edited as it was, and save the consensus."""
        self.deciding.end_edit()
        self.settling.close()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.comparison is not None:
            self.disagreements.model.recolour()
            self._show_settled()

    def keep_layout(self) -> None:
        """Remember where the divider stands, if somebody has moved it."""
        if self._halves.is_moved:
            self._settings.put_layout(_LAYOUT, bytes(self._halves.saveState().data()))

    def _join(self) -> None:
        self.disagreements.chosen.connect(self._show_disagreement)
        self.disagreements.watch_wanted.connect(self.deciding.confirm)
        self.strip.picked.connect(self._pick)
        self.strip.seek_wanted.connect(self.playback.seek)
        self.playback.moved.connect(self._moved)
        self.playback.loop_changed.connect(self.strip.set_loop)
        self.settling.changed.connect(self._show_settled)
        self.deciding.edit_changed.connect(self.strip.set_edited)
        self.bar.submit_wanted.connect(partial(self._open_in_code, CONSENSUS))

    def _show_settled(self) -> None:
        """Show what was settled so far everywhere."""
        self.disagreements.show_settled()
        settling = self.settling
        self.bar.show_progress(
            *settling.progress,
            settling.note,
            is_submitted=settling.is_submitted,
            is_look=settling.is_look or settling.has_itself,
        )
        one = self.disagreements.current
        self.bar.show_disagreement(one, self.comparison, self.settling.settlement(one) if one is not None else None)
        if self.comparison is not None and self._channel:
            self.strip.show_channel(self.comparison, self._channel, self.settling.consensus)

    def _show_channel(self, channel: str) -> None:
        self._channel = channel
        if self.comparison is not None:
            self.strip.show_channel(self.comparison, channel, self.settling.consensus)
            self._say(self.playback.position_ms)

    def _pick(self, one: Disagreement) -> None:
        self.disagreements.select(one)
        self.disagreements.view.setFocus()

    def _show_disagreement(self, one: Disagreement) -> None:
        self.deciding.end_edit()
        if one.codes and one.channel != self._channel:
            self._show_channel(one.channel)
        self.strip.select(one)
        self.bar.show_disagreement(one, self.comparison, self.settling.settlement(one))
        if one.kind not in ("rating", "class"):
            self.playback.show_stretch(one)

    def _moved(self, at_ms: int) -> None:
        self.strip.set_position(at_ms)
        self._say(at_ms)

    def _say(self, at_ms: int) -> None:
        """Say what each coder has in the chosen channel on the frame that is shown."""
        if self.comparison is None or not self._channel:
            return
        codings = self.comparison.sources.codings
        room = max(60, (self.playback.width() - _TRANSPORT) // len(codings))
        for place, pill in enumerate(self.pills):
            pill.setVisible(place < len(codings))
        for pill, coding in zip(self.pills, codings, strict=False):
            said = f"{coding.coder}: {self._said(coding, at_ms)}"
            pill.setToolTip(said)
            pill.setText(pill.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room))

    def _said(self, coding: Coding, at_ms: int) -> str:
        assert self.comparison is not None
        codebook, channel = self.comparison.codebook, self._channel
        codes = codebook.state_channels.get(channel) or (codebook.code_by_id[channel],)
        on = [event for code in codes if (event := coding.covering(code.id, at_ms)) is not None]
        latest = max(on, key=lambda event: event.start_ms, default=None)
        return code_name(codebook, latest.code if latest else None)

    def _fill_open_menu(self, comparison: Comparison) -> None:
        self._open_menu.clear()
        for coder in (*comparison.coders, CONSENSUS):
            name = "The consensus" if coder == CONSENSUS else f"The coding of {coder}"
            self._open_menu.addAction(name).triggered.connect(partial(self._open_in_code, coder))

    def _open_in_code(self, coder: str) -> None:
        self.let_go()  # the consensus can be open in one place only
        self.jump_wanted.emit(coder, self.playback.position_ms)

    def _lay_out(self) -> "Halves":
        for pill in self.pills:
            pill.hide()
            self.playback.transport.addWidget(pill)
        self.disagreements.header.addWidget(self.open_button)
        moment = QWidget()
        under = column(self.playback, line(), self.bar, spacing=0)
        under.setStretch(0, 1)
        moment.setLayout(under)
        both = Halves(self.disagreements, moment, self._settings.layout(_LAYOUT))
        whole = column(both, line(), self.strip, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        return both


class Halves(QSplitter):
    """Two panels side by side, of equal width until somebody moves the divider.

    Attributes:
        is_moved: whether somebody has.
    """

    def __init__(self, left: QWidget, right: QWidget, layout: bytes) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        for place, one in enumerate((left, right)):
            self.addWidget(one)
            self.setCollapsible(place, False)
        self.is_moved = self.restoreState(QByteArray(layout))
        self.splitterMoved.connect(self._keep)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        if not self.is_moved:
            self.setSizes([self.width() // 2] * 2)

    def _keep(self) -> None:
        self.is_moved = True


def _menu_button() -> tuple[QToolButton, QMenu]:
    made = QToolButton()
    made.setText("Open in Code ▾")
    menu = QMenu(made)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setToolTip("Go to this moment in one of the codings")
    return made, menu
