"""What is behind a number: its events, each with its moment of the recording."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QBoxLayout, QFrame, QHeaderView, QTableView

from annotator.model.codebook import Codebook
from annotator.report.results.behind import Behind, Moment
from annotator.text import clock, seconds
from ui.theme import number_font
from ui.widgets.parts import button, column, label, row
from ui.widgets.tables import OwnKeys, make_quiet, swatch
from ui.widgets.watching import MakePlayer, Watching

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_HEADS = ("Event", "Start", "End", "s inside")
_NOTHING = Behind("Behind a number", "Choose a number with a dotted line: here are its events, with their video.", ())
_ENTER = "Enter shows the first event here, frame by frame."
_NO_EVENTS = "No event is behind it."


class MomentModel(QAbstractTableModel):
    """The moments behind a number, a row each."""

    def __init__(self) -> None:
        super().__init__()
        self.behind = _NOTHING
        self._codebook: Codebook | None = None
        self._icons: dict[str, QIcon] = {}
        self._texts: list[tuple[str, ...]] = []

    def show_behind(self, behind: Behind, codebook: Codebook | None) -> None:
        """Show other moments."""
        self.beginResetModel()
        self.behind, self._codebook = behind, codebook
        of_one = len({(one.session, one.coder) for one in behind.moments}) < 2
        self._texts = [_texts(one, of_one=of_one) for one in behind.moments]
        self.recolour()
        self.endResetModel()

    def recolour(self) -> None:
        """Make the signs of the codes anew, for the theme of now."""
        codebook = self._codebook
        codes = {one.code for one in self.behind.moments}
        known = {} if codebook is None else codebook.code_by_id
        self._icons = {code: swatch(codebook, code) for code in codes if codebook is not None and code in known}

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many there are."""
        return len(self.behind.moments)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return len(_HEADS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        one = self.behind.moments[index.row()]
        if role == Role.DisplayRole:
            return self._texts[index.row()][index.column()]
        if role == Role.DecorationRole and index.column() == 0:
            return self._icons.get(one.code)
        if role == Role.ToolTipRole:
            return f"{one.name}, {one.session} by {one.coder}"
        if index.column() and role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return number_font() if index.column() and role == Role.FontRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return what stands above a column."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if role == Role.DisplayRole else None


class BehindPanel(QFrame):
    """The list of moments, and the recording beside or below it.

    Args:
        make_player: plays the recordings.
    """

    session_wanted = Signal(str)
    """The recordings of this session are wanted."""
    code_wanted = Signal(str, str, int)
    """Somebody wants to see a moment in Code: session, coder, session time in ms."""

    def __init__(self, make_player: MakePlayer) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.title, self.words = label(_NOTHING.title, "strong", wrap=True), label(_NOTHING.words, "dim", wrap=True)
        self.model, self.list, self.video = MomentModel(), QTableView(), Watching(make_player)
        self.play_button = button("Play", self.play, "primary", tip="Play this event from 2 s before, again and again")
        self.all_button = button("Play all", self.play_all, tip="Play the events of this session one after the other")
        self.code_button = button("Open in Code", self.open_in_code, tip="Go to this event in its coding")
        self._all: list[Moment] = []
        self._is_open = ""
        self._then_play = False
        self._lay_out()
        self.show_behind(_NOTHING, None)

    @property
    def moment(self) -> Moment | None:
        """The moment that is chosen."""
        row_of = self.list.currentIndex().row()
        moments = self.model.behind.moments
        return moments[row_of] if 0 <= row_of < len(moments) else None

    def show_behind(self, behind: Behind | None, codebook: Codebook | None) -> None:
        """Show what is behind a number; None: nothing is chosen. The picture stays until another event is watched."""
        behind = behind or _NOTHING
        self._all = []
        self.model.show_behind(behind, codebook)
        self.title.setText(behind.title)
        self.words.setText(behind.words)
        if behind.moments:
            self.list.setCurrentIndex(self.model.index(0, 0))
        for one in (self.play_button, self.all_button, self.code_button):
            one.setEnabled(bool(behind.moments))
        self.list.setEnabled(bool(behind.moments))
        if not self._is_open:
            self.video.view.say(_ENTER if behind.moments else "" if behind is _NOTHING else _NO_EVENTS)

    def enter(self) -> None:
        """Take the keyboard, and show the chosen event's first frame."""
        if self.moment is not None:
            self.list.setFocus()
            self.show_moment()

    def show_moment(self) -> None:
        """Stand still on the first frame of the chosen event."""
        self._all = []
        self._watch(play=False)

    def play(self) -> None:
        """Play the chosen event over and over."""
        self._all = []
        self._watch(play=True)

    def play_all(self) -> None:
        """Play all events of the chosen one's session, one after the other."""
        first = self.moment
        if first is not None:
            self._all = [one for one in self.model.behind.moments if one.session == first.session]
            self._choose(self._all[0])
            self._watch(play=True)

    def toggle(self) -> None:
        """Play or pause."""
        if self.moment is not None and self.video.player is None:
            self.play()
        else:
            self.video.toggle()

    def open_in_code(self) -> None:
        """Ask for the chosen event in its coding."""
        one = self.moment
        if one is not None:
            self.code_wanted.emit(one.session, one.coder, one.start_ms)

    def recordings_come(self, session: str) -> None:
        """Say that the recordings of a session are open now: what was to be watched is."""
        self._is_open = session
        if self._then_play:
            self._go()

    def let_go(self) -> None:
        """Close the recordings."""
        self._is_open, self._all, self._then_play = "", [], False
        self.video.close_recordings()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs of the codes for another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.model.recolour()

    def lay(self, *, wide: bool) -> None:
        """Put the video below the list where the panel is high, beside it where it is wide."""
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(direction)
        for place, share in enumerate((5, 3) if wide else (1, 1)):
            self._both.setStretch(place, share)

    def _watch(self, *, play: bool) -> None:
        one = self.moment
        if one is None:
            return
        if one.session != self._is_open:
            self.video.begin_again()
            self._is_open = ""
        self.video.show_stretch(one)
        self._then_play = play
        if not self._is_open:
            self.session_wanted.emit(one.session)
        elif play:
            self._go()

    def _go(self) -> None:
        """Play: one over and over, or on to the next."""
        self._then_play = False
        one, player = self.moment, self.video.player
        if one is None or player is None:
            return
        if not self._all:
            self.video.watch()
            return
        self.video.seek(one.jump_ms)
        player.play()

    def _follow(self, at_ms: int) -> None:
        """Go on to the next event where one has been played to its end."""
        one, player = self.moment, self.video.player
        if one not in self._all or player is None or not player.playing or at_ms < max(one.end_ms, one.start_ms + 1000):
            return
        at = self._all.index(one) + 1
        if at == len(self._all):
            self._all = []
            player.pause()
            return
        self._choose(self._all[at])
        self._go()

    def _choose(self, one: Moment) -> None:
        self.list.setCurrentIndex(self.model.index(self.model.behind.moments.index(one), 0))

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        make_quiet(self.list)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setAccessibleName("Events behind the number")
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(56)
        OwnKeys(self.list, confirmed=self.show_moment)
        self.list.clicked.connect(lambda _: self.show_moment())
        self.list.doubleClicked.connect(lambda _: self.play())
        self.list.setMinimumSize(QSize(260, 96))
        self.video.moved.connect(self._follow)
        buttons = row(self.play_button, self.all_button, self.code_button, None, spacing=6)
        left = column(self.title, self.words, self.list, buttons, spacing=6, margins=(14, 10, 14, 10))
        left.setStretch(2, 1)
        self._both = row(left, self.video, spacing=0)
        self.setLayout(self._both)


def _texts(one: Moment, *, of_one: bool) -> tuple[str, ...]:
    """Return what stands in the row of a moment; where there are several codings, with its session."""
    name = one.name if of_one else f"{one.session} · {one.name}"
    is_point = one.end_ms == one.start_ms
    inside = "" if one.inside_ms is None or is_point else seconds(one.inside_ms)
    return name, clock(one.start_ms), "" if is_point else clock(one.end_ms), inside
