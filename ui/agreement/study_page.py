"""The page on all coders of all sessions: heat map, the chosen pair, the master, double coding."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QWidget

from annotator.errors import UserError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.reliability.whole_study import PairEstimates, WholeStudy, whole_study
from annotator.reliability.whole_study.certification import Certification
from annotator.reliability.whole_study.judged import ManyClasses, ManyRatings
from annotator.reliability.whole_study.planning import needed
from annotator.reliability.whole_study.report import study_report
from annotator.reliability.whole_study.stamp import Stamp, stamp_of
from annotator.reliability.whole_study.subjects import STATISTIC_WORDS
from annotator.study import Study
from annotator.study.agreement_settings import AgreementSettings
from ui.agreement.drift_chart import DriftChart
from ui.agreement.heat_map import HeatMap
from ui.agreement.page import EmptyPage
from ui.agreement.study_bar import StudyBar
from ui.agreement.study_panels import DoublePanel, ManyPanel, MasterPanel, SessionsPanel, SizePanel
from ui.agreement.study_words import notes, pair_words, scope_sentence, trend_words
from ui.agreement.wording import written
from ui.ask import Ask
from ui.frame import WorkUnderWay
from ui.messages import Messages
from ui.parts import button, column, label, line, panel, row
from ui.settings import Settings
from ui.tasks import Progress, Tasks

_COMPARING, _COMPUTING, _HOLDING = "Comparing all coders", "Computing agreement", "Holding coders against the master"
_MAP_WIDTH = 470


class StudyPage(QWidget):
    """Shows every pair of coders of a study.

    Args:
        messages, settings: shared by the whole program.
    """

    pair_wanted = Signal(str, str, str)
    """Somebody wants to see two coders of a session: session id, coder A, coder B."""
    shown = Signal()
    """Everything that was asked for is on the screen."""

    def __init__(self, messages: Messages, settings: Settings) -> None:
        super().__init__()
        self._messages, self._settings = messages, settings
        self._study: Study | None = None
        self._tasks: Tasks | None = None
        self._work: WorkUnderWay | None = None
        self._stamp: Stamp | None = None
        self._chosen = AgreementSettings()
        self.whole: WholeStudy | None = None
        self.found: PairEstimates | None = None
        self.ask = Ask()
        self.bar, self.heat_map, self.chart = StudyBar(), HeatMap(), DriftChart()
        self.words, self.meaning, self.trend = label("", wrap=True), label("", "dim", wrap=True), label("", "dim")
        self.sessions, self.master, self.double = SessionsPanel(), MasterPanel(), DoublePanel()
        self.size_panel, self.many = SizePanel(), ManyPanel()
        self.tabs = QTabWidget()
        self.empty = EmptyPage()
        self.count_unfinished = button("Count unfinished codings", partial(self._change, {"include_unfinished": True}))
        self._stack = QStackedWidget()
        self._lay_out()
        self._join()
        self.show_study(None)

    @property
    def is_busy(self) -> bool:
        """Whether something is still computed or written."""
        return self._tasks is not None and bool(self._tasks.running)

    def show_study(self, study: Study | None) -> None:
        """Show a study as it is on the disk now; None shows nothing."""
        is_new = study is None or self._study is None or self._study.folder != study.folder
        if is_new:
            self._let_go()
        if study is None:
            self._say("Nothing is compared yet.", "Open a study in which two coders have coded the same session.")
            return
        if is_new:
            self._tasks = Tasks(self._messages, self)
            self._work = WorkUnderWay(self._tasks)
            self.bar.work.addWidget(self._work)
            self._chosen = study.settings.agreement
        self._study = study
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Compare again if anything on the disk is new."""
        study, tasks = self._study, self._tasks
        if study is None or tasks is None:
            return
        for task in tasks.running:
            if task.label == _COMPARING:
                task.cancel()  # only the last wish counts
        known, chosen = self._stamp, self._chosen
        tasks.run(_COMPARING, lambda progress: _compare(study, chosen, known, progress), self._take, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: in the meantime somebody may have coded."""
        super().showEvent(event)
        self.refresh()

    def _take(self, compared: tuple[Stamp, WholeStudy] | None) -> None:
        if compared is None:
            return
        self._stamp, self.whole = compared
        whole = self.whole
        self.bar.say(scope_sentence(whole), notes(whole))
        self.double.show_double(whole.double_coding(), self._chosen.double_share)
        self.master.show_settings(self._chosen, whole.coders)
        has_pairs = bool(whole.compared.pairs)
        self.bar.show_counting(unfinished=self._chosen.include_unfinished, ready=has_pairs)
        if not has_pairs:
            self._say(
                *_why_empty(whole), unfinished=bool(whole.gathered.unfinished) and not self._chosen.include_unfinished
            )
            self.shown.emit()
            return
        used = [one for one in whole.subjects if one.kind not in ("channel", "code") or _is_used(whole, one.channel)]
        self.bar.show_subjects(used, used[0] if used else None)
        self.heat_map.show_pairs(whole.compared.coders, whole.compared.pairs)
        self._stack.setCurrentIndex(1)
        self._compute()
        self._hold_against_master()

    def _compute(self) -> None:
        whole, choice, tasks = self.whole, self.bar.choice, self._tasks
        if whole is None or choice is None or tasks is None:
            return
        for task in tasks.running:
            if task.label == _COMPUTING:
                task.cancel()
        tasks.run(_COMPUTING, lambda _: whole.estimates(*choice), self._show_estimates)

    def _hold_against_master(self) -> None:
        whole, tasks = self.whole, self._tasks
        if whole is not None and tasks is not None:
            tasks.run(
                _HOLDING,
                lambda _: (whole.certification(), whole.many_classes(), whole.many_ratings()),
                lambda found: self._show_judged(*found),
            )

    def _show_judged(
        self, against: Sequence[Certification], classes: Sequence[ManyClasses], ratings: Sequence[ManyRatings]
    ) -> None:
        self.master.show_rows(against)
        self.many.show_many(classes, ratings)
        self.shown.emit()

    def _show_estimates(self, found: PairEstimates) -> None:
        whole = self.whole
        assert whole is not None, "something was computed"
        self.found = found
        self.meaning.setText("{}: {}.".format(*STATISTIC_WORDS[found.statistic]))
        self.heat_map.show_estimates(found, lambda pair: pair_words(whole, found, pair))
        pair = self.heat_map.pair
        self._show_pair(0 if pair is None else pair)

    def _show_pair(self, pair: int) -> None:
        whole, found = self.whole, self.found
        if whole is None or found is None:
            return
        a, b = whole.compared.pairs[pair]
        drift = whole.drift(found.subject, found.statistic, pair)
        self.words.setText(pair_words(whole, found, pair))
        self.trend.setText(f"{a} × {b} from session to session. {trend_words(drift)}")
        self.chart.show_drift(drift, self._chosen.threshold if found.statistic == "kappa" else None)
        self.sessions.show_pair(whole, found, pair)
        self.tabs.setTabText(0, f"Sessions of {a} × {b}")
        width = self._chosen.ci_width
        size = None if width is None else needed(whole.compared, found, pair, width, whole.resampling.level)
        self.size_panel.show_needed(size, width, f"{a} × {b}")

    def _open(self, session: str = "") -> None:
        whole, pair = self.whole, self.heat_map.pair
        if whole is not None and pair is not None:
            first = whole.compared.sessions[whole.compared.meetings_of(pair)[0].session]
            self.pair_wanted.emit(session or first, *whole.compared.pairs[pair])

    def _change(self, changed: dict[str, Any]) -> None:
        """Keep a setting in the study, and show what it changes."""
        study, tasks = self._study, self._tasks
        if study is None or tasks is None:
            return
        self._chosen = replace(self._chosen, **changed)
        chosen = self._chosen
        tasks.run(
            "Keeping the settings of agreement",
            lambda _: study.change_settings(agreement=chosen) if study.is_writable else None,
            lambda _: self.refresh(),
        )

    def _copy(self) -> None:
        whole, found = self.whole, self.found
        if whole is None or found is None:
            return
        coders = whole.compared.coders
        at = {names: found.pooled[place].value for place, names in enumerate(whole.compared.pairs)}
        cells = [[at.get((min(a, b), max(a, b))) for b in coders] for a in coders]
        rows = [
            [a, *("" if one is None else written(one) for one in of_a)] for a, of_a in zip(coders, cells, strict=True)
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(one) for one in [["", *coders], *rows]))
        self._messages.done("The heat map is on the clipboard.")

    def _export(self) -> None:
        whole, tasks = self.whole, self._tasks
        folder = self.ask.folder(self, "Export agreement of the study into a folder", Path.home())
        if whole is None or tasks is None or folder is None:
            return
        pictures = {"heat_map.png": self.heat_map.grab().toImage(), "drift.png": self.chart.grab().toImage()}
        tasks.run(
            "Exporting agreement of the study",
            lambda progress: _export(whole, folder, pictures, progress),
            lambda files: self._messages.done(f"{files} files were written to {folder.name}."),
        )

    def _failed(self, error: UserError) -> None:
        self._say(error.what, error.hint)

    def _say(self, what: str, hint: str, *, unfinished: bool = False) -> None:
        self.empty.say(what, hint)
        self.count_unfinished.setVisible(unfinished)
        self._stack.setCurrentIndex(0)

    def _let_go(self) -> None:
        if self._tasks is not None:
            self._tasks.close()
        if self._work is not None:
            self._work.deleteLater()
        self._study = self._tasks = self._work = self._stamp = self.whole = self.found = None
        self.bar.say("", "")
        self.bar.show_counting(unfinished=False, ready=False)

    def _join(self) -> None:
        self.bar.chosen.connect(self._compute)
        for changed in (self.bar.changed, self.master.changed, self.double.changed, self.size_panel.changed):
            changed.connect(self._change)
        self.bar.copy_wanted.connect(self._copy)
        self.bar.export_wanted.connect(self._export)
        self.heat_map.chosen.connect(self._show_pair)
        self.heat_map.opened.connect(lambda _: self._open())
        self.sessions.opened.connect(self._open)

    def _lay_out(self) -> None:
        self.tabs.addTab(self.sessions, "Sessions")
        self.tabs.addTab(self.master, "Against the master")
        self.tabs.addTab(self.double, "Double coding")
        self.tabs.addTab(self.size_panel, "Sample size")
        self.tabs.addTab(self.many, "All coders")
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
        nothing.setLayout(column(self.empty, _centred(self.count_unfinished), None))
        self._stack.addWidget(nothing)
        self._stack.addWidget(both)
        whole = column(self.bar, line(), self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)


def _centred(one: QWidget) -> QHBoxLayout:
    return row(None, one, None)


def _compare(
    study: Study, chosen: AgreementSettings, known: Stamp | None, progress: Progress
) -> tuple[Stamp, WholeStudy] | None:
    """Compare everything, unless nothing is new."""
    stamp = stamp_of(study, chosen)
    return None if stamp == known else (stamp, whole_study(study, chosen, progress=progress))


def _is_used(whole: WholeStudy, channel: str) -> bool:
    return bool(
        whole.compared.tables_ms[channel][:, :-1, :].any() or whole.compared.tables_ms[channel][:, :, :-1].any()
    )


def _why_empty(whole: WholeStudy) -> tuple[str, str]:
    unfinished = whole.gathered.unfinished
    if unfinished and not whole.settings.include_unfinished:
        return (
            "No session has two codings that were submitted.",
            f"{unfinished} codings are begun and not submitted. They count once their coders submit them in Code, or "
            "if you let unfinished codings count.",
        )
    return (
        "No session was coded by two coders yet.",
        "Let a second coder code one without seeing the first; the pairs then show here by themselves.",
    )


def _export(whole: WholeStudy, folder: Path, pictures: dict[str, QImage], progress: Callable[[float], None]) -> int:
    drawn = {name: _png(picture) for name, picture in pictures.items()}
    return len(export_study_agreement(study_report(whole, progress), folder, drawn))


def _png(picture: QImage) -> bytes:
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(file, QByteArray(b"png")).write(picture)
    return bytes(file.data().data())
