"""Agreement on what was answered about events, such as towards whom, and on codes together with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.agreement.answers import Answers
from annotator.agreement.code_with import modifier_name, value_name, with_words
from annotator.agreement.pair.modifiers import ModifierResult
from annotator.agreement.pair.report import PairReport
from annotator.report.figures.grids import confusion
from annotator.report.sheets.modifier_sheet import answer_key, answer_sheet, reading_sheet
from ui.agreement.matrix import CodePair, Matrix
from ui.agreement.sections.tables import headed
from ui.agreement.sheet_table import SheetTable
from ui.widgets.parts import column, label

_GO = "Click: see these moments in the workbench"
_GO_TO_ONE = "Click: see those of the chosen session in the workbench"


class ModifiersSection(QWidget):
    """Shows every question with its table of answers, and each channel alone and with each of its modifiers."""

    answers_wanted = Signal(str, str, object)
    """Somebody wants to see the moments of a cell: the modifier, the code ("" all), and what A and B answered."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.matrix = SheetTable("Agreement of answers"), Matrix()
        self.readings = SheetTable("Agreement of codes with their answers", name_width=190)
        self.counted = label("", "dim", wrap=True)
        self.counted.setContentsMargins(10, 6, 10, 0)
        self._report: PairReport | None = None
        right = column(self.counted, self.readings, spacing=0)
        right.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(right)
        below = QSplitter(Qt.Orientation.Horizontal)
        for one in (self.matrix, headed("Codes alone, and with each of their modifiers", inner)):
            below.addWidget(one)
            below.setCollapsible(below.indexOf(one), False)
        below.setSizes([420, 640])
        both = QSplitter(Qt.Orientation.Vertical)
        for one in (headed("What was answered about the events that both have", self.table), below):
            both.addWidget(one)
            both.setCollapsible(both.indexOf(one), False)
        both.setSizes([260, 300])
        self.setLayout(column(both, spacing=0))
        self.table.chosen.connect(lambda _: self._show_matrix())
        self.matrix.cell_chosen.connect(self._tell)

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(answer_sheet(report), report.codebook)
        self.readings.show_sheet(reading_sheet(report), report.codebook)
        words = with_words(report.plain, report.code_with)
        self.counted.setText(f"Counted everywhere else: {words}.")
        self._show_matrix()

    def _chosen(self) -> tuple[ModifierResult, Answers] | None:
        report = self._report
        for modifier in report.modifiers if report is not None else ():
            for one in (modifier.whole, *modifier.per_code):
                if answer_key(modifier.modifier, one.code) == self.table.key:
                    return modifier, one
        return None

    def _show_matrix(self) -> None:
        report, chosen = self._report, self._chosen()
        if report is None or chosen is None:
            self.matrix.say("", "")
            return
        of, one = chosen
        modifier, asked = report.plain.modifier_by_id[of.modifier], modifier_name(report.plain, of.modifier)
        name = f"{report.plain.code_by_id[one.code].name}, {asked}" if one.code else asked
        if not one.matched:
            self.matrix.say(name, "There is no event that both have.")
            return
        names = [value_name(modifier, value) for value in of.answers]
        grid = confusion(name, (report.coder_a, report.coder_b), names, one.table, "events")
        self.matrix.show_grid(grid, of.answers, None, _GO if len(report.sessions) == 1 else _GO_TO_ONE)

    def _tell(self, cell: CodePair | None) -> None:
        chosen = self._chosen()
        if chosen is not None and cell is not None:
            self.answers_wanted.emit(chosen[0].modifier, chosen[1].code, cell)
