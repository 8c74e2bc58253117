"""The page on gold sessions: every attempt of every coder, and in what it differs from the gold standard."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QSplitter, QStackedWidget, QTableWidget, QTableWidgetItem, QWidget

from annotator.agreement.whole_study.against_gold import AgainstGold, Held
from annotator.agreement.whole_study.gold_report import gold_report
from annotator.agreement.whole_study.stamp import StudyStamp
from annotator.errors import UserError
from annotator.exchange.gold_tables import gold_methods
from annotator.report.wording import first_notes
from annotator.study import Study
from annotator.study.settings import AgreementSettings
from annotator.text import statistic
from ui.agreement.gold_work import (
    Line,
    attempt_cells,
    code_lines,
    difference_lines,
    export_gold,
    held_words,
    hold_against_gold,
    scope_words,
    share_tips,
)
from ui.agreement.study_panels import fill, plain_table
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.settings import Settings
from ui.tasks import Reads, Saves, Task, Wishes
from ui.widgets.empty_page import EmptyPage
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, line, panel, row
from ui.widgets.tables import OwnKeys

_HOLDING, _DIFFERING = "Comparing coders with the gold standard", "Looking where they differ"
_MARGINS = (14, 8, 14, 8)
_LAYOUT = "agree/gold"
_WIDTHS = {"codes": (176, 126, 128, 74, 74, 74, 74), "kinds": (150, 176, 110, 84, 84)}
"""In pixels, so that another attempt moves no column."""
_REACHED = "How many of the kappas are what is required, with all of their interval"


class GoldPage(QWidget):
    """Lists attempts on the left; the chosen one by code and by kind of disagreement on the right.

    Args:
        messages, settings, reads, saves: shared by the whole program.
    """

    video_wanted = Signal(str, str, str, object)
    """Somebody wants to see where a coder differs: session id, gold coder, coder, Line."""
    shown = Signal()
    """Everything that was asked for is on the screen."""

    def __init__(self, messages: Messages, settings: Settings, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._messages, self._settings, self._reads, self._saves = messages, settings, reads, saves
        self._wishes = Wishes(reads)
        self._saving: Task | None = None
        self._study: Study | None = None
        self._stamp: StudyStamp | None = None
        self._chosen = AgreementSettings()
        self.found: AgainstGold | None = None
        self.ask = Ask(settings)
        self.threshold = NumberField("Required kappa", "", 0.001, 1, decimals=3, empty="none", step=0.05)
        self.latest = NumberField("Latest gold sessions that count", "", 1, 1000, empty="all", step=1)
        self.sentence, self.notes = label("", "dim", wrap=True), label("", "warning", wrap=True)
        self.attempts = plain_table("Attempts", ("Coder", "Gold session", "Submitted", "Reached"))
        self.words = label("", wrap=True)
        self.codes = plain_table("By code", ("Code", "κ and interval", "κ", "Sens. s", "Prec. s", "Sens. n", "Prec. n"))
        self.why = label("", "dim", wrap=True)
        self.kinds = plain_table("By kind", ("Differs by", "Code", "Session", "How often", "Seconds"))
        self.export = button("Export…", self._export, icon="export", tip="Attempts, verdicts and codes as tables")
        self.methods = button("Copy methods text", self._copy_methods, tip="What was computed, in a few sentences")
        self.empty = EmptyPage()
        self._lines: dict[QTableWidget, Sequence[Line]] = {}
        self._stack, self._halves = QStackedWidget(), QSplitter()
        self._lay_out()
        self._join()
        self.show_study(None)

    @property
    def is_busy(self) -> bool:
        """Whether something is still computed or written."""
        return self._wishes.is_waiting or (self._saving is not None and not self._saving.has_ended)

    @property
    def held(self) -> Held | None:
        """What is chosen in the list."""
        place = self.attempts.currentRow()
        return self.found.held[place] if self.found is not None and 0 <= place < len(self.found.held) else None

    def show_study(self, study: Study | None) -> None:
        """Show a study as it is on the disk now; None shows nothing."""
        if study is None or self._study is None or self._study.folder != study.folder:
            self._wishes.drop_all()
            self._stamp = self.found = None
            self._say("Nothing is compared yet.", "Open a study that has gold sessions.")
        if study is not None:
            self._chosen = study.settings.agreement
        self._study = study
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Compare again if anything on the disk is new."""
        study, known, chosen = self._study, self._stamp, self._chosen
        if study is not None:
            self._wishes.run(
                _HOLDING, lambda progress: hold_against_gold(study, chosen, known, progress), self._take, self._failed
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: in the meantime somebody may have submitted."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember where the divider stands."""
        super().hideEvent(event)
        self._settings.put_layout(_LAYOUT, bytes(self._halves.saveState().data()))

    def _take(self, compared: tuple[StudyStamp, AgainstGold] | None) -> None:
        if compared is None:
            self.shown.emit()
            return
        held = self.held
        self._stamp, self.found = compared
        found = self.found
        asked = found.settings.threshold
        self.threshold.show_value(asked)
        self.latest.show_value(found.settings.gold_sessions)
        self.sentence.setText(scope_words(found) if found.is_used else "")
        left_out = [f"Left out: {one.session} {one.coder}".rstrip() + f". {one.reason}" for one in found.left_out]
        self.notes.setText(first_notes([*found.changed, *left_out], ""))
        self.notes.setVisible(bool(self.notes.text()))
        for field in (self.threshold, self.latest, self.export, self.methods):
            field.setEnabled(found.is_used)
        if not found.held:
            self._say(*_why_empty(found))
            self.shown.emit()
            return
        self._stack.setCurrentIndex(1)
        self.attempts.blockSignals(True)
        fill(self.attempts, [attempt_cells(one, asked) for one in found.held])
        for place, one in enumerate(found.held):
            _tell(self.attempts.item(place, 1), held_words(one))
        self.attempts.setCurrentCell(_place_of(held, found.held), 0)
        self.attempts.blockSignals(False)
        self._show_held()

    def _show_held(self) -> None:
        study, held = self._study, self.held
        if study is None or held is None:
            return
        asked = self._chosen.threshold
        self.words.setText(held_words(held))
        asked_for = "κ asked for" if asked is None else f"κ ≥ {statistic(asked)}"
        self.codes.setHorizontalHeaderItem(2, QTableWidgetItem(asked_for))
        self._fill(self.codes, list(code_lines(held, study.codebook, asked)), (1, 3, 4, 5, 6))
        self._wishes.run(_DIFFERING, lambda _: difference_lines(study, held.attempts), self._show_differences)

    def _show_differences(self, lines: Sequence[Line]) -> None:
        self._fill(self.kinds, lines, (3, 4))
        self.shown.emit()

    def _fill(self, table: QTableWidget, lines: Sequence[Line], numbers: Sequence[int]) -> None:
        self._lines[table] = lines
        fill(table, [one.cells for one in lines], numbers)

    def _show_why(self, place: int) -> None:
        lines = self._lines.get(self.codes, ())
        self.why.setText(lines[place].why if 0 <= place < len(lines) else "")

    def _open(self, table: QTableWidget) -> None:
        """Show the moments behind a line; of several sessions, those of the last."""
        held, place = self.held, table.currentRow()
        if held is not None and 0 <= place < len(self._lines.get(table, ())):
            one = self._lines[table][place]
            attempt = next((each for each in held.attempts if each.session == one.session), held.attempts[-1])
            self.video_wanted.emit(attempt.session, attempt.mark.coder, held.coder, one)

    def _open_attempt(self) -> None:
        held = self.held
        if held is not None:
            last = held.attempts[-1]
            self.video_wanted.emit(last.session, last.mark.coder, held.coder, Line(()))

    def _change(self, **changed: Any) -> None:
        """Keep a setting in the study, and show what it changes."""
        study = self._study
        if study is None:
            return
        self._chosen = chosen = replace(self._chosen, **changed)
        self._saving = self._saves.run(
            "Saving the settings of agreement",
            lambda _: study.change_settings(agreement=chosen) if study.is_writable else None,
            lambda _: self.refresh(),
        )

    def _copy_methods(self) -> None:
        if self.found is not None:
            QGuiApplication.clipboard().setText(gold_methods(gold_report(self.found)))
            self._messages.done("The methods text was copied to the clipboard.")

    def _export(self) -> None:
        study, found = self._study, self.found
        folder = self.ask.folder(self, "Export attempts and certification into a folder", Path.home())
        if study is not None and found is not None and folder is not None:
            self._reads.run(
                "Exporting attempts",
                lambda _: export_gold(study, found, folder),
                lambda files: self._messages.done(f"{files} files were written to {folder.name}."),
            )

    def _failed(self, error: UserError) -> None:
        self._say(error.what, error.hint)

    def _say(self, what: str, hint: str) -> None:
        self.empty.say(what, hint)
        self._stack.setCurrentIndex(0)

    def _join(self) -> None:
        self.threshold.edited.connect(lambda value: self._change(threshold=value))
        self.latest.edited.connect(lambda value: self._change(gold_sessions=value))
        self.attempts.currentCellChanged.connect(lambda *_: self._show_held())
        self.codes.currentCellChanged.connect(lambda place, *_: self._show_why(place))
        opening: tuple[tuple[QTableWidget, Callable[[], None]], ...] = (
            (self.attempts, self._open_attempt),
            (self.codes, partial(self._open, self.codes)),
            (self.kinds, partial(self._open, self.kinds)),
        )
        for table, open_ in opening:
            OwnKeys(table, confirmed=open_)
            table.cellDoubleClicked.connect(lambda *_, open_=open_: open_())
            table.setToolTip("Enter or a double click shows it in the video")
        _tell(self.attempts.horizontalHeaderItem(3), _REACHED)
        for at, tip in enumerate(share_tips(), start=3):
            _tell(self.codes.horizontalHeaderItem(at), tip)

    def _lay_out(self) -> None:
        for table, widths in ((self.codes, _WIDTHS["codes"]), (self.kinds, _WIDTHS["kinds"])):
            for place, width in enumerate(widths):
                table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                table.horizontalHeader().resizeSection(place, width)
        asked, counted = label("Required κ", "dim"), label("Only the latest", "dim")
        asked.setBuddy(self.threshold)
        counted.setBuddy(self.latest)
        choosers = row(
            asked,
            self.threshold,
            12,
            counted,
            self.latest,
            label("gold sessions", "dim"),
            None,
            self.methods,
            self.export,
        )
        complaints = (self.threshold.complaint, self.latest.complaint)
        bar = column(choosers, *complaints, self.sentence, self.notes, spacing=4, margins=_MARGINS)
        right = QSplitter(Qt.Orientation.Vertical)
        self.why.setMinimumHeight(self.why.fontMetrics().height())
        above, below = column(self.words, margins=(14, 8, 14, 2)), column(self.why, margins=(14, 4, 14, 6))
        right.addWidget(panel(column(above, self.codes, below, spacing=0)))
        right.addWidget(panel(column(self.kinds, spacing=0)))
        right.setSizes([330, 200])
        self._halves.addWidget(panel(column(self.attempts, spacing=0)))
        self._halves.addWidget(right)
        self._halves.setSizes([470, 790])
        self._halves.restoreState(QByteArray(self._settings.layout(_LAYOUT)))
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._halves)
        whole = column(bar, line(), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)


def _tell(item: QTableWidgetItem | None, tip: str) -> None:
    if item is not None:
        item.setToolTip(tip)


def _place_of(held: Held | None, among: Sequence[Held]) -> int:
    """Return where what was chosen stands now; at first, the newest attempt."""
    if held is not None:
        same = [place for place, one in enumerate(among) if _name(one) == _name(held)]
        if same:
            return same[0]
    return max(range(len(among)), key=lambda place: (among[place].attempts[-1].at, not among[place].is_all))


def _name(held: Held) -> tuple[object, ...]:
    return held.coder, held.is_all, *(() if held.is_all else (held.attempts[0].session, held.attempts[0].number))


def _why_empty(found: AgainstGold) -> tuple[str, str]:
    if not found.marks:
        return (
            "No session has a gold standard.",
            "In Study, right-click a coding that was submitted, or a consensus, and mark it as gold. Others then code "
            "this session without seeing it.",
        )
    return (
        "Nobody has submitted a gold session yet.",
        "Let a coder code one in Code and submit it; what the coder missed and added then stands here.",
    )
