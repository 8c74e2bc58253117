"""The page on all coders of all sessions: heat map, the chosen pair, the master, double coding."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QWidget

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study import PairEstimates, StatisticName, Subject, WholeStudy
from annotator.agreement.whole_study.certification import Certification
from annotator.agreement.whole_study.judged import ManyClasses, ManyRatings
from annotator.agreement.whole_study.over_time import ManyOverTime
from annotator.agreement.whole_study.planning import needed
from annotator.agreement.whole_study.registered import Registered
from annotator.agreement.whole_study.report import report_settings
from annotator.agreement.whole_study.rounds import Stability, stability_methods
from annotator.agreement.whole_study.stamp import StudyStamp
from annotator.errors import UserError
from annotator.exchange.preregistration_text import registered_methods
from annotator.exchange.study_methods import study_methods
from annotator.report.figures.description import Grid
from annotator.report.figures.study import heat_map, trend
from annotator.report.sheets.heat_map_tables import heat_map_tables
from annotator.report.study_words import notes, pair_words, scope_sentence, trend_words, why_empty
from annotator.study import Study
from annotator.study.settings import AgreementSettings
from ui.agreement.heat_map import HeatMap
from ui.agreement.stability import StabilityPanel, StableRow, stable_rows
from ui.agreement.study_bar import StudyBar
from ui.agreement.study_panels import DoublePanel, ManyPanel, MasterPanel, SessionsPanel, SizePanel
from ui.agreement.study_work import StudyCompared, compare_all, export_all
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.settings import Settings
from ui.tasks import Reads, Saves, Task, Wishes
from ui.widgets.chart import Chart
from ui.widgets.copying import copy_tables
from ui.widgets.empty_page import EmptyPage
from ui.widgets.parts import button, column, label, line, panel, row

_COMPARING, _COMPUTING, _JUDGING = "Comparing all coders", "Computing agreement", "Comparing coders with the master"
_MAP_WIDTH = 470


class WholeStudyPage(QWidget):
    """Shows every pair of coders of a study.

    Args:
        messages, settings, reads, saves: shared by the whole program.
    """

    pair_wanted = Signal(str, str, str)
    """Somebody wants to see two coders of a session: session id, coder A, coder B."""
    whole_pair_wanted = Signal(str, str, str)
    """Somebody wants to see two coders over all of their sessions: the first of them, coder A, coder B."""
    shown = Signal()
    """Everything that was asked for is on the screen."""

    def __init__(self, messages: Messages, settings: Settings, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._messages, self._settings, self._reads, self._saves = messages, settings, reads, saves
        self._wishes = Wishes(reads)
        self._saving: Task | None = None
        self._study: Study | None = None
        self._plan: Registered | None = None
        self._own: tuple[Stability, ...] = ()
        self._stamp: StudyStamp | None = None
        self._chosen = AgreementSettings()
        self.whole: WholeStudy | None = None
        self.found: PairEstimates | None = None
        self.ask = Ask(settings)
        self.bar, self.heat_map, self.chart = StudyBar(), HeatMap(), Chart("From session to session", 110)
        self.words, self.meaning, self.trend = (
            label("", wrap=True),
            label("", "dim", wrap=True),
            label("", "dim", wrap=True),
        )
        self.sessions, self.master, self.double = SessionsPanel(), MasterPanel(), DoublePanel()
        self.size_panel, self.many, self.stability = SizePanel(), ManyPanel(), StabilityPanel()
        self.tabs = QTabWidget()
        self.empty = EmptyPage()
        self.count_unfinished = button("Count unfinished codings", partial(self._change, {"include_unfinished": True}))
        self.again = button("Compare again", self.refresh)
        self._stack = QStackedWidget()
        self._splitters = self._lay_out()
        self._join()
        self.show_study(None)

    @property
    def is_busy(self) -> bool:
        """Whether something is still computed or written."""
        return self._wishes.is_waiting or (self._saving is not None and not self._saving.has_ended)

    def show_study(self, study: Study | None) -> None:
        """Show a study as it is on the disk now; None shows nothing."""
        is_new = study is None or self._study is None or self._study.folder != study.folder
        if is_new:
            self._let_go()
        if study is None:
            self._say("Nothing is compared yet.", "Open a study in which two coders have coded the same session.")
            return
        if is_new:
            self._chosen = study.settings.agreement
        self._study = study
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Compare again if anything on the disk is new."""
        study, known, chosen = self._study, self._stamp, self._chosen
        if study is not None:
            task = self._wishes.run(
                _COMPARING, lambda progress: compare_all(study, chosen, known, progress), self._take, self._failed
            )
            task.ended.connect(lambda: self._ended(cancelled=task.is_cancelled))

    def _ended(self, *, cancelled: bool) -> None:
        if cancelled and self.whole is None and not self.is_busy:
            self._say("The comparison was cancelled.", "Not all sessions were compared.", again=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: in the meantime somebody may have coded."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember where the dividers stand."""
        super().hideEvent(event)
        for name, splitter in self._splitters.items():
            self._settings.put_layout(name, bytes(splitter.saveState().data()))

    def _take(self, compared: StudyCompared | None) -> None:
        if compared is None:
            return
        self._stamp, self.whole, subjects, stale, self._plan, self._own = compared
        whole = self.whole
        self.double.show_double(whole.double_coding(), self._chosen.double_share)
        self.master.show_settings(self._chosen, whole.coders)
        has_pairs = bool(whole.compared.pairs)
        self.bar.say(scope_sentence(whole) if has_pairs else "", notes(whole, self._chosen.master, stale))
        self.bar.show_counting(unfinished=self._chosen.include_unfinished, ready=has_pairs)
        if not has_pairs:
            can_count = bool(whole.gathered.unfinished) and not self._chosen.include_unfinished
            self._say(*why_empty(whole), unfinished=can_count)
            self.shown.emit()
            return
        self.bar.show_subjects(subjects)
        self.heat_map.show_pairs(whole.compared.coders, whole.compared.pairs)
        self._stack.setCurrentIndex(1)
        self._compute()
        self._hold_against_master()

    def _compute(self) -> None:
        whole, choice = self.whole, self.bar.choice
        if whole is None or choice is None:
            return
        self._wishes.run(_COMPUTING, lambda _: _with_map(whole, *choice), lambda found: self._show_estimates(*found))

    def _hold_against_master(self) -> None:
        whole, own = self.whole, self._own
        if whole is not None:
            self._wishes.run(
                _JUDGING,
                lambda _: (
                    whole.certification(),
                    whole.many_over_time(),
                    whole.many_classes(),
                    whole.many_ratings(),
                    list(stable_rows(own)),
                ),
                lambda found: self._show_judged(*found),
            )

    def _show_judged(
        self,
        against: Sequence[Certification],
        over_time: Sequence[ManyOverTime],
        classes: Sequence[ManyClasses],
        ratings: Sequence[ManyRatings],
        stable: Sequence[StableRow],
    ) -> None:
        self.master.show_rows(against)
        self.many.show_many(over_time, classes, ratings)
        self.stability.show_stability(self._own, stable)
        self.shown.emit()

    def _show_estimates(self, found: PairEstimates, squared: Grid) -> None:
        self.found = found
        described = STUDY[found.statistic]
        self.meaning.setText(f"{described.symbol}: {described.words}.")
        self.meaning.setToolTip(described.tip)
        self.heat_map.show_grid(squared)
        pair = self.heat_map.pair
        self._show_pair(0 if pair is None else pair)

    def _show_pair(self, pair: int) -> None:
        whole, found = self.whole, self.found
        if whole is None or found is None:
            return
        a, b = whole.compared.pairs[pair]
        self.words.setText(pair_words(whole, found, pair))
        drift = whole.drift(found.subject, found.statistic, pair)
        self.trend.setText(f"{a} × {b} from session to session. {trend_words(drift)}")
        self.chart.show_plot(trend(whole, found, pair))
        self.sessions.show_pair(whole, found, pair)
        self.tabs.setTabText(0, f"Sessions of {a} × {b}")
        width = self._chosen.ci_width
        size = None if width is None else needed(whole.compared, found, pair, width, whole.confidence)
        self.size_panel.show_needed(size, width, f"{a} × {b}")

    def _open(self, session: str) -> None:
        whole, pair = self.whole, self.heat_map.pair
        if whole is not None and pair is not None:
            self.pair_wanted.emit(session, *whole.compared.pairs[pair])

    def _open_whole(self) -> None:
        """Show where the number comes from: all that the two have coded."""
        whole, pair = self.whole, self.heat_map.pair
        if whole is not None and pair is not None:
            first = whole.compared.sessions[whole.compared.meetings_of(pair)[0].session]
            self.whole_pair_wanted.emit(first, *whole.compared.pairs[pair])

    def _change(self, changed: dict[str, Any]) -> None:
        """Keep a setting in the study, and show what it changes."""
        study = self._study
        if study is None:
            return
        self._chosen = replace(self._chosen, **changed)
        chosen = self._chosen
        self._saving = self._saves.run(
            "Saving the settings of agreement",
            lambda _: study.change_settings(agreement=chosen) if study.is_writable else None,
            lambda _: self.refresh(),
        )

    def _copy(self) -> None:
        whole, found = self.whole, self.found
        if whole is None or found is None:
            return
        copy_tables(*heat_map_tables(whole, found))
        self._messages.done("The heat map was copied to the clipboard, with its intervals.")

    def _copy_methods(self) -> None:
        whole = self.whole
        if whole is not None:
            settings, compared = report_settings(whole), whole.compared
            together = {meeting.session for meeting in compared.meetings}
            shared = {names: len(compared.meetings_of(pair)) for pair, names in enumerate(compared.pairs)}
            doubts = [doubt for session in whole.gathered.sessions for doubt in session.doubts]
            counts = len(together), len(compared.sessions)
            text = study_methods(settings, shared, *counts, whole.left_out, doubts)
            plan = "" if self._plan is None else f"\n{registered_methods(self._plan)}"
            own = f"\n{said}" if (said := stability_methods(self._own)) else ""
            QGuiApplication.clipboard().setText(f"{text}{own}{plan}")
            self._messages.done("The methods text was copied to the clipboard.")

    def _export(self) -> None:
        study, whole = self._study, self.whole
        folder = self.ask.folder(self, "Export agreement of the study into a folder", Path.home())
        if study is None or whole is None or folder is None:
            return
        self._reads.run(
            "Exporting agreement of the study",
            lambda progress: export_all(study, whole, folder, progress),
            lambda files: self._messages.done(f"{files} files were written to {folder.name}."),
        )

    def _failed(self, error: UserError) -> None:
        self._say(error.what, error.hint)

    def _say(self, what: str, hint: str, *, unfinished: bool = False, again: bool = False) -> None:
        self.empty.say(what, hint)
        self.again.setVisible(again)
        self.count_unfinished.setVisible(unfinished)
        self._stack.setCurrentIndex(0)

    def _let_go(self) -> None:
        self._wishes.drop_all()
        self._study = self._stamp = self.whole = self.found = None
        self.bar.say("", ())
        self.bar.show_counting(unfinished=False, ready=False)

    def _join(self) -> None:
        self.bar.chosen.connect(self._compute)
        for changed in (self.bar.changed, self.master.changed, self.double.changed, self.size_panel.changed):
            changed.connect(self._change)
        self.bar.copy_wanted.connect(self._copy)
        self.bar.methods_wanted.connect(self._copy_methods)
        self.bar.export_wanted.connect(self._export)
        self.heat_map.chosen.connect(self._show_pair)
        self.heat_map.opened.connect(lambda _: self._open_whole())
        self.sessions.opened.connect(self._open)

    def _lay_out(self) -> dict[str, QSplitter]:
        self.tabs.addTab(self.sessions, "Sessions")
        self.tabs.addTab(self.master, "Against the master")
        self.tabs.addTab(self.double, "Double coding")
        self.tabs.addTab(self.size_panel, "Sample size")
        self.tabs.addTab(self.many, "All coders")
        self.tabs.addTab(self.stability, "Stability over time")
        left = panel(column(self.heat_map, self.words, self.meaning, None, spacing=10, margins=(14, 10, 14, 12)))
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(panel(column(self.trend, self.chart, spacing=4, margins=(14, 10, 14, 6))))
        right.addWidget(panel(column(self.tabs, spacing=0)))
        right.setSizes([210, 400])
        both = QSplitter()
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([_MAP_WIDTH, 2 * _MAP_WIDTH])
        nothing = QWidget()
        nothing.setLayout(column(None, self.empty, row(None, self.count_unfinished, self.again, None), None, None))
        self._stack.addWidget(nothing)
        self._stack.addWidget(both)
        whole = column(self.bar, line(), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        splitters = {"agree/study": both, "agree/study-right": right}
        for name, splitter in splitters.items():
            splitter.restoreState(QByteArray(self._settings.layout(name)))
        return splitters


def _with_map(whole: WholeStudy, subject: Subject, statistic: StatisticName) -> tuple[PairEstimates, Grid]:
    found = whole.estimates(subject, statistic)
    return found, heat_map(whole, found)
