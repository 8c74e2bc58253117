"""The page on two coders: every statistic, of one session or of all that both coded."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QListWidget, QStackedWidget, QTabBar, QWidget

from annotator.agreement.pair.read import PairData, read_pair
from annotator.agreement.pair.report import PairReport, report_pair
from annotator.progress import Progress
from annotator.report.wording import first_notes, pair_sentence
from annotator.study import Study
from ui.agreement.sections.codes import CodesSection
from ui.agreement.sections.curves import CurvesSection
from ui.agreement.sections.intervals import IntervalsSection
from ui.agreement.sections.judged import ClassesSection, RatingsSection
from ui.agreement.sections.modifiers import ModifiersSection
from ui.agreement.sections.tables import episodes_section, events_section, points_section
from ui.agreement.sections.variables import VariablesSection
from ui.agreement.sheet_table import SheetTable
from ui.tasks import Reads, Wishes
from ui.widgets.parts import column, label, line, row

_COMPUTING = "Comparing two coders"
_NAMES = (
    "Codes", "Modifiers", "Events", "Curves", "Points", "Ratings", "Classes", "Episodes", "Intervals", "Variables",
)  # fmt: skip


class PairPage(QWidget):
    """Shows a section at a time. Numbers are computed in the background: those without intervals first.

    Args:
        reads: shared by the whole program.
    """

    cell_wanted = Signal(str, object)
    """Somebody wants the moments of a cell of the matrix: channel, Cell."""
    answers_wanted = Signal(str, str, object)
    """Somebody wants the events that were answered so: modifier, code ("" all), what A and B answered."""
    tolerances_wanted = Signal(object)
    """Other Tolerances are wanted for the study."""
    reported = Signal(object)
    """A PairReport is shown, its intervals included."""

    def __init__(self, reads: Reads) -> None:
        super().__init__()
        self.report: PairReport | None = None
        self._data: PairData | None = None
        self.codes, self.curves, self.ratings = CodesSection(), CurvesSection(), RatingsSection()
        self.modifiers = ModifiersSection()
        self.events, self.points, self.episodes = events_section(), points_section(), episodes_section()
        self.classes, self.intervals, self.variables = ClassesSection(), IntervalsSection(), VariablesSection()
        self._sections = (
            self.codes,
            self.modifiers,
            self.events,
            self.curves,
            self.points,
            self.ratings,
            self.classes,
            self.episodes,
            self.intervals,
            self.variables,
        )
        self._outdated: set[str] = set()
        self.list, self._stack = QListWidget(), QStackedWidget()
        self.span, self.only_submitted = QTabBar(), QCheckBox("Only submitted")
        self.unused, self.more = QCheckBox("Unused codes"), QCheckBox("More columns")
        self.sentence, self.notes = label("", "dim", wrap=True), label("", "warning", wrap=True)
        self._wanted: tuple[Study, str, str, str] | None = None
        self._wishes = Wishes(reads)
        self._is_stale = False
        self._lay_out()
        self._join()

    @property
    def is_whole(self) -> bool:
        """Whether all sessions of the pair are shown, rather than one."""
        return self.span.currentIndex() == 1

    def compare(self, study: Study, session_id: str, coder_a: str, coder_b: str) -> None:
        """Compute and show two coders once somebody looks; earlier numbers stay until the new ones are there."""
        self._wanted = study, session_id, coder_a, coder_b
        self.span.setTabText(0, session_id)
        self._is_stale = True
        if self.isVisible():
            self.compute()

    def show_span(self, *, whole: bool, only_submitted: bool) -> None:
        """Show one session, or all that the two have coded, counted as the page on all coders counts them."""
        if whole:
            self.only_submitted.setChecked(only_submitted)
        self.span.setCurrentIndex(int(whole))

    def compute(self) -> None:
        """Compute what is wanted now: first what is quick, then everything."""
        if self._wanted is None:
            return
        study, session_id, coder_a, coder_b = self._wanted
        sessions = None if self.is_whole else [session_id]
        only = self.is_whole and self.only_submitted.isChecked()
        self._wishes.run(
            _COMPUTING,
            lambda _: _quickly(read_pair(study, coder_a, coder_b, sessions, only_submitted=only)),
            lambda found: self._show_quick(*found),
        )

    def show_next(self) -> None:
        """Show the next section, after the last the first."""
        self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())

    def show_section(self, name: str) -> None:
        """Show a section by its name."""
        self.list.setCurrentRow(_NAMES.index(name))

    def close_study(self) -> None:
        """Let go of the study."""
        self._wishes.drop_all()
        self._wanted = self.report = self._data = None

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what was wanted while nobody looked."""
        super().showEvent(event)
        if self._is_stale:
            self.compute()

    def changeEvent(self, event: QEvent) -> None:
        """Draw everything in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_again()

    def whole_report(self) -> Callable[[Progress], PairReport] | None:
        """Return the work that gives what is shown with all of its intervals; None while nothing is shown."""
        report, data = self.report, self._data
        if report is None or data is None:
            return None
        return lambda progress: report if report.confidence is not None else _fully(data, progress)

    def _show_quick(self, data: PairData, report: PairReport) -> None:
        self._data = data
        self._show(report)
        self._wishes.run(_COMPUTING, lambda progress: _fully(data, progress), self._show_all)

    def _show_all(self, report: PairReport) -> None:
        self._is_stale = False
        self._show(report)
        self.reported.emit(report)

    def _show(self, report: PairReport) -> None:
        self.report = report
        self.sentence.setText(pair_sentence(report))
        # Those of the one session stand above, where it is chosen.
        lines = [*(f"left out: {one}" for one in report.left_out), *report.doubts] if self.is_whole else []
        self.notes.setToolTip("\n".join(lines))
        self.notes.setText(first_notes(lines, "; Study shows them beside each coding"))
        self.notes.setVisible(bool(lines))
        for table in self.findChildren(SheetTable):
            table.list_more(unused=self.unused.isChecked(), columns=self.more.isChecked())
            table.about = f"{report.coder_a} × {report.coder_b}, {pair_sentence(report)}"
        self.curves.list_unused(on=self.unused.isChecked())
        self._outdated = set(_NAMES)
        self._show_section(self.list.currentRow())

    def _show_section(self, place: int) -> None:
        """Show a section, and bring it up to date: those that nobody sees wait until they are shown."""
        self._stack.setCurrentIndex(place)
        if self.report is not None and _NAMES[place] in self._outdated:
            self._outdated.discard(_NAMES[place])
            self._sections[place].show_report(self.report)

    def _show_again(self) -> None:
        if self.report is not None:
            self._show(self.report)

    def _change_span(self) -> None:
        self.only_submitted.setVisible(self.is_whole)
        self.compute()

    def _join(self) -> None:
        self.list.currentRowChanged.connect(self._show_section)
        self.span.currentChanged.connect(lambda _: self._change_span())
        self.only_submitted.toggled.connect(lambda _: self.compute())
        for more in (self.unused, self.more):
            more.toggled.connect(lambda _: self._show_again())
        self.codes.cell_wanted.connect(self.cell_wanted)
        self.modifiers.answers_wanted.connect(self.answers_wanted)
        self.curves.tolerances_wanted.connect(self.tolerances_wanted)

    def _lay_out(self) -> None:
        for name, section in zip(_NAMES, self._sections, strict=True):
            self.list.addItem(name)
            self._stack.addWidget(section)
        self.list.setFixedWidth(112)
        self.list.setAccessibleName("Sections")
        self.list.setCurrentRow(0)
        for name in ("This session", "All sessions of the two"):
            self.span.addTab(name)
        self.span.setDrawBase(False)
        self.span.setExpanding(False)
        self.span.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.span.setAccessibleName("One session or all")
        self.only_submitted.setChecked(True)
        self.only_submitted.setToolTip("Leave out sessions that one of the two has not submitted")
        self.only_submitted.hide()
        self.sentence.setContentsMargins(4, 0, 0, 0)
        self.notes.hide()
        self.unused.setToolTip("List codes that neither of the two used as well")
        self.more.setToolTip("Show what few papers report as well: κ max, PABAK, AC1, π, further ICCs and the like")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = row(
            self.span, self.only_submitted, self.unused, self.more, self.sentence, spacing=14, margins=(0, 0, 12, 0)
        )
        top.setStretch(4, 1)
        right = column(top, self.notes, line(), self._stack, spacing=0)
        right.setStretch(3, 1)
        self.setLayout(row(self.list, right, spacing=0))


def _quickly(data: PairData) -> tuple[PairData, PairReport]:
    return data, report_pair(data, None)


def _fully(data: PairData, progress: Progress) -> PairReport:
    return report_pair(data, progress=progress)
