"""The page of an import: what is in the files, what it means here, what is in doubt, and the result as it will be."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from annotator.exchange.codings.doubts import Case, Doubt
from annotator.media.sound_output import SoundOutput
from annotator.text import count
from ui.actions import Actions
from ui.settings import Settings
from ui.study.importing.codes import CodeTable
from ui.study.importing.doubts import NO_DOUBTS, DoubtPanel
from ui.study.importing.keys import on_ctrl_enter
from ui.study.importing.observations import ObservationPanel
from ui.study.importing.shown import CodeLine, ObservationRow, Shown
from ui.study.importing.strip import ImportStrip
from ui.study.importing.strip_data import DoubtfulEvent
from ui.study.importing.work import ImportWork, Place
from ui.tasks import Read, Reads, Task, Wishes
from ui.widgets.parts import button, column, label, line, panel, row
from ui.widgets.session_recordings import SessionRecordings
from ui.widgets.watching import Watching

_LEFT, _RIGHT, _NARROW_SIDE = 322, 356, 292
_FOLDED_BELOW = 600
"""Below this height in px the preview folds."""
_NARROW_BELOW = 1150
_PREVIEW, _VIDEO = 196, 244
_LEAD_MS = 2000


class _Stretch(NamedTuple):
    """A stretch of the recording that is watched."""

    start_ms: int
    end_ms: int
    jump_ms: int


class ImportPage(QWidget):
    """Shows an import, and turns what is clicked and pressed into what is settled.

    Args:
        work: the import.
        actions: for the keys of what is done here.
        settings: how loud recordings are.
        reads: finds them.
        sound: makes the output of their sound.
    """

    import_wanted = Signal()
    """All is settled and is to be written."""
    cancelled = Signal()
    """The import is to end, or what is under way."""
    files_wanted = Signal()
    folder_wanted = Signal()
    save_wanted = Signal()
    open_wanted = Signal()
    columns_wanted = Signal(str)
    """Somebody wants to say what tables look like: the name of one, "" for the first."""
    code_wanted = Signal(tuple, str)
    """A behaviour of the files is to become a code: what it is called and who does it there, state or point."""
    anew_wanted = Signal()
    """What was settled the last time is to be forgotten."""

    def __init__(
        self,
        work: ImportWork,
        actions: Actions,
        settings: Settings,
        reads: Reads,
        sound: Callable[[], SoundOutput],
    ) -> None:
        super().__init__()
        self.work = work
        self._wishes = Wishes(reads)
        self._task: Task | None = None
        self._watched = ""
        self._awaited: Case | None = None
        self._is_folded: bool | None = None
        self.title, self.about = label("Import codings", "title"), label("", "dim")
        self.remembered = button("Begin anew", self.anew_wanted.emit, "link", tip="Forget what was settled last time")
        self.observations, self.codes = ObservationPanel(), CodeTable()
        self.doubts, self.strip = DoubtPanel(actions), ImportStrip()
        self._recordings = SessionRecordings(self, self._wishes, settings, sound)
        self.video = Watching(self._recordings.make_player)
        self.strip_title = label("", "strong")
        self.fold_button = button("Preview", self._turn_fold, "quiet", tip="Show or hide the result as it will be")
        self.share, self.progress = QProgressBar(), label("", "strong")
        self.hint = label("", "dim")
        self.mapping_button = button("Mapping", self._open_menu, "quiet", tip="Keep what was settled, or use it again")
        self.mapping_button.setProperty("kind", "menu")
        self.cancel_button = button("Cancel", self.cancelled.emit)
        self.do_button = button("Import", self._do)
        self.finished = QCheckBox("Submit them")
        self.finished.setToolTip("The codings are finished: they count in agreement and results at once")
        self._lay_out()
        self._join()

    def begin(self) -> None:
        """Show that files are being read."""
        self._watched = ""
        self.video.begin_again()
        self.video.hide()
        self.remembered.hide()
        self._body.setCurrentIndex(0)
        self.fold_button.show()
        self.about.setText("")
        self.strip.show_data(None)
        self.doubts.show_rows((), self.work.pending)
        self.follow(None)

    def show_empty(self) -> None:
        """Show how files are brought in."""
        self.begin()
        self._body.setCurrentIndex(1)
        self.fold_button.hide()
        self._refresh_foot()
        self.choose_files.setFocus()

    def follow(self, task: Task | None) -> None:
        """Show how far something is."""
        self._task = task
        if task is not None and not isinstance(task, Read):
            self.share.setValue(0)
        self._refresh_foot()
        if task is not None:
            task.progressed.connect(lambda share: self._show_share(task, share))
            task.ended.connect(lambda: self._forget(task))

    def tell_remembered(self, number: int) -> None:
        """Say that so many doubts are settled as they were the last time."""
        self.remembered.setVisible(number > 0)
        self.remembered.setText(f"{count(number, 'doubt')} settled as last time: begin anew")

    def go_to_doubt(self, by: int = 1) -> None:
        """Take the next open doubt in hand, or the one before."""
        if self.doubts.go_to_open(by) and not isinstance(QApplication.focusWidget(), QAbstractItemView):
            self.doubts.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, Escape leaves."""
        digit = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif len(digit) == 1 and digit in "0123456789" and self.doubts.card.take_digit(int(digit)):
            event.accept()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let lists leave the digits to the doubt in hand: they would search for a row that begins with them."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.text()
            and event.text() in "0123456789"
            and self.doubts.card.take_digit(int(event.text()))
        ):
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the preview and make the sides narrower where there is little room."""
        super().resizeEvent(event)
        side = _NARROW_SIDE if self.width() < _NARROW_BELOW else 0
        self._left.setFixedWidth(side or _LEFT)
        self._right.setFixedWidth(side or _RIGHT)
        self._fold()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the recording."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._watched = ""
            self.video.close_recordings()
            self.video.hide()

    def let_go(self) -> None:
        """Let go of the files."""
        self._wishes.drop_all()
        self.begin()

    def _refresh(self) -> None:
        shown, here = self.work.shown, self.work.here
        if shown is None or here is None:
            self._refresh_foot()
            return
        self._body.setCurrentIndex(0)
        if not self.work.is_settling or not self.codes.codes.lines:
            names = tuple(here.recorded)
            self.observations.show_shown(
                shown, self.work.mapping.keep, self.work.problems, names, self.work.mapping.names
            )
            self.observations.offer_coders(here.coders)
            self.codes.show_lines(shown.codes, here.codebook)
        elif self.work.mapping.keep != tuple(self.observations.private_model.kept):
            self.observations.private_model.show_rows(shown.private, self.work.mapping.keep)
        self.doubts.show_rows(shown.doubts, self.work.pending)
        self.doubts.say(NO_DOUBTS)
        self.about.setText(_about(shown))
        self._refresh_foot()

    def _refresh_strip(self) -> None:
        data = self.work.strip
        if data is None:
            return
        self.strip.say("Nothing of it comes in" if not data.lanes else "")
        self.strip.show_data(data)
        self.strip_title.setText(f"As it will be: {data.title}")
        case = self.doubts.card.case
        if case is not None and (case.source, case.observation) == (data.source, data.observation):
            if self._awaited is case and case.at_ms is not None:
                self.strip.look_at(case.at_ms, case)
                self._awaited = None
            self.strip.case = case

    def _refresh_foot(self) -> None:
        shown, task = self.work.shown, self._task
        reads = isinstance(task, Read) and shown is None
        writes = task is not None and not isinstance(task, Read)
        of = len(shown.doubts) if shown is not None else 0
        settled = of - self._open
        if reads or writes:
            self.progress.setText("Importing…" if writes else "Reading…")
            self.hint.setText("What has been imported by then stays." if writes else "")
        elif shown is None:
            self.share.setValue(0)
            self.progress.setText("")
            self.hint.setText("")
        else:
            self.share.setValue(1000 * settled // of if of else 1000)
            self.progress.setText(f"{settled:,} of {count(of, 'doubt')} settled" if of else "No doubts")
            self.hint.setText(f"{self._open} open, none is settled for you" if self._open else "Nothing is written yet")
        self.share.setVisible(shown is not None or task is not None)
        for one in (self.do_button, self.finished):
            one.setVisible(shown is not None)
        self.finished.setEnabled(not writes)
        events = shown.events if shown is not None else 0
        self.do_button.setText(f"Import {count(events, 'event')}")
        self.do_button.setEnabled(shown is not None and not writes)
        is_ready = self.work.is_ready and not writes
        self.do_button.setToolTip(
            f"Into {count(shown.codings, 'coding')} (Ctrl+Enter)"
            if is_ready and shown is not None
            else "Settle the open doubts first: a click goes to the next"
        )
        self.cancel_button.setText("Stop" if writes else "Cancel")
        self.mapping_button.setEnabled(not writes)
        kind = "primary" if is_ready else "outline"
        if self.do_button.property("kind") != kind:
            self.do_button.setProperty("kind", kind)
            self.do_button.style().polish(self.do_button)

    @property
    def _open(self) -> int:
        model = self.doubts.model
        return sum(model.is_open(one) for one in model.rows)

    def _show_share(self, task: Task, share: float) -> None:
        if task is self._task and (self.work.shown is None or not isinstance(task, Read)):
            self.share.setValue(round(1000 * share))

    def _forget(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._refresh_foot()

    def _do(self) -> None:
        if self.work.is_ready:
            self.import_wanted.emit()
        else:
            self.go_to_doubt()

    def _turn_fold(self) -> None:
        self._is_folded = self._preview.isVisible()
        self._fold()

    def _fold(self) -> None:
        folded = self.height() < _FOLDED_BELOW if self._is_folded is None else self._is_folded
        self._preview.setVisible(not folded)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Save mapping…", self.save_wanted.emit).setEnabled(self.work.shown is not None)
        menu.addAction("&Open mapping…", self.open_wanted.emit)
        columns = menu.addAction("&Columns of tables…", lambda: self.columns_wanted.emit(""))
        columns.setEnabled(self.work.table_of() is not None)
        menu.popup(self.mapping_button.mapToGlobal(self.mapping_button.rect().topLeft()))

    def _settle(self, doubt: Doubt, choice: str) -> None:
        self.work.choose(doubt, choice)

    def _ask_columns(self) -> None:
        case = self.doubts.card.case
        self.columns_wanted.emit(case.observation if case is not None else "")

    def _add_code(self, kind: str) -> None:
        if self.doubts.row is not None:
            self.code_wanted.emit(self.doubts.row.doubt.about, kind)

    def _name_coder(self, coder: str) -> None:
        """Say that somebody has coded whom the study does not have: everywhere, or at the place in hand."""
        card = self.doubts.card
        if card.row is not None and card.case is not None:
            self.work.name_coder(card.row.doubt, None if card.is_everywhere else card.case, coder)

    def _choose_code(self, found: CodeLine, choice: str) -> None:
        self.work.choose_code(found.theirs, found.who, choice)

    def _go_to_code(self, found: CodeLine) -> None:
        self.doubts.show_doubt(found.open[0])
        self.doubts.list.setFocus()

    def _look_at(self, doubt: Doubt, case: Case) -> None:
        """Show where a doubt is: its row, its observation, its moment."""
        if doubt.about and doubt.kind not in ("session", "coder", "there", "twice", "length", "offset", "who"):
            who = {"code": doubt.about[-1], "nobody": ""}.get(doubt.kind)
            self.codes.show_behaviour(doubt.about[0], who)
        self._awaited = case
        place = Place(case.source, case.observation)
        self.observations.show_place(*_names(place))
        if place == self.work.place:
            self._refresh_strip()
            if case.at_ms is not None and not self.video.isHidden():
                self._watch(case.at_ms, case.at_ms, play=False)
        else:
            self.work.look_at(place)

    def _look_at_row(self, found: ObservationRow) -> None:
        self.work.look_at(Place(found.source, found.name))

    def _point_at(self, found: DoubtfulEvent) -> None:
        self.doubts.show_case(found.doubt, found.case)

    def _watch(self, start_ms: int, end_ms: int, *, play: bool = True) -> None:
        """Show the recording of the session of the observation that is drawn, if there is one."""
        data, study = self.work.strip, self.work.study
        if data is None or study is None or not data.session:
            return
        self.strip.at_ms = start_ms
        self.video.setVisible(self.width() >= _NARROW_BELOW or not self.video.isHidden())
        if self.video.isHidden():
            self.video.show()
        stretch = _Stretch(start_ms, max(start_ms, end_ms), max(0, start_ms - _LEAD_MS))
        if data.session != self._watched:
            self._watched = data.session
            self.video.begin_again()
            self.video.show_stretch(stretch)
            self._recordings.show(study, data.session, self.video)
        else:
            self.video.show_stretch(stretch)
            if play and self.video.player is not None and end_ms > start_ms:
                self.video.watch()

    def _move(self, at_ms: int) -> None:
        if self.video.isVisible():
            self.strip.at_ms = at_ms
            self.strip.update()

    def _join(self) -> None:
        work, seen = self.work, self.observations
        on_ctrl_enter(self, self._do)
        work.changed.connect(self._refresh)
        work.strip_changed.connect(self._refresh_strip)
        work.began.connect(self.follow)
        seen.chosen.connect(self._look_at_row)
        seen.ticked.connect(lambda rows, on: work.leave_out(rows, out=not on))
        seen.kept.connect(lambda name, on: work.keep(name, on=on))
        seen.session_chosen.connect(work.choose_session)
        seen.coder_chosen.connect(work.choose_coder)
        seen.named.connect(work.name_by)
        seen.files_wanted.connect(self.files_wanted)
        seen.folder_wanted.connect(self.folder_wanted)
        self.codes.chosen.connect(self._choose_code)
        self.codes.doubt_wanted.connect(self._go_to_code)
        self.doubts.settled.connect(self._settle)
        self.doubts.settled_here.connect(work.choose_here)
        self.doubts.card.columns_wanted.connect(self._ask_columns)
        self.doubts.card.code_wanted.connect(self._add_code)
        self.doubts.card.new_coder.connect(self._name_coder)
        self.doubts.looked_at.connect(self._look_at)
        self.strip.moment_wanted.connect(self._watch)
        self.strip.doubt_wanted.connect(self._point_at)
        self.video.moved.connect(self._move)
        for view in (seen.table, seen.private, seen.left, self.codes, self.doubts.list, self.doubts.card.list):
            view.installEventFilter(self)

    def _lay_out(self) -> None:
        self.share.setRange(0, 1000)
        self.share.setTextVisible(False)
        self.share.setFixedWidth(150)
        self.video.setFixedWidth(_VIDEO)
        self.video.hide()
        head = row(self.title, self.about, None, self.remembered, self.fold_button, spacing=12, margins=(16, 8, 10, 6))
        self.strip_title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        strip_head = row(self.strip_title, label("▲ a doubt", "warning"), margins=(14, 6, 12, 4))
        beside = row(self.strip, self.video, spacing=1)
        beside.setStretch(0, 1)
        self._preview = panel(column(line(), strip_head, beside, spacing=0))
        strip_head.setStretch(0, 1)
        self._preview.setFixedHeight(_PREVIEW + 34)
        self._left, self._right = panel(column(self.observations)), panel(column(self.doubts))
        above = row(self._left, panel(column(self.codes)), spacing=1)
        above.setStretch(1, 1)
        middle = column(above, self._preview, spacing=1)
        middle.setStretch(0, 1)
        body = row(middle, self._right, spacing=1)
        assert isinstance(body, QHBoxLayout)
        body.setStretch(0, 1)
        whole = QWidget()
        whole.setLayout(body)
        self._body = QStackedWidget()
        self._body.addWidget(whole)
        self._body.addWidget(self._empty())
        foot = row(
            self.share,
            self.progress,
            self.hint,
            None,
            self.finished,
            self.mapping_button,
            self.cancel_button,
            self.do_button,
            spacing=10,
            margins=(16, 8, 16, 8),
        )
        parts = column(panel(column(head)), self._body, panel(column(line(), foot, spacing=0)), spacing=1)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def _empty(self) -> QWidget:
        page = QWidget()
        words = label("Files of BORIS, ELAN, Datavyu, Praat, JWatcher, GridWare, subtitles, BIDS, or any table", "dim")
        head = label("Drop codings of other programs here", "title")
        for one in (head, words):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_files = button("Choose files…", self.files_wanted.emit, "primary")
        folder = button("Choose a folder…", self.folder_wanted.emit)
        page.setLayout(column(None, head, words, 8, row(None, self.choose_files, folder, None), None, None, spacing=8))
        return page


def _names(place: Place) -> tuple[str, str]:
    return place.source, place.observation


def _about(shown: Shown) -> str:
    programs = count(len(shown.observations), "observation")
    return f"{programs}, {count(len(shown.codes), 'behaviour')}. Nothing is written before you import."
