"""The strip on top of the page on all coders: what is looked at, what counts, and what leaves the program."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study import StatisticName, Subject
from annotator.report.wording import first_notes
from ui.agreement.window_choice import WindowChoice
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import button, column, label, name_field, row

_MARGINS = (14, 8, 14, 8)


class StudyBar(QWidget):
    """Chooses a subject and a statistic. It tells what the user wants and shows what it is given."""

    chosen = Signal()
    """Another subject or statistic is wanted."""
    changed = Signal(dict)
    """Settings the user wants: include_unfinished."""
    copy_wanted = Signal()
    methods_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.subject, self.statistic = ChoiceBox(), ChoiceBox()
        self.over = WindowChoice()
        self.unfinished = QCheckBox("Unfinished codings too")
        self.unfinished.setToolTip("Count codings that their coders have not submitted")
        self.methods = button(
            "Copy methods text", self.methods_wanted.emit, tip="What was computed, in a few sentences"
        )
        self.copy = button("Copy", self.copy_wanted.emit, tip="Copy the heat map as a table")
        self.export = button(
            "Export…", self.export_wanted.emit, icon="export", tip="Tables, figures, the whole document"
        )
        self.sentence, self.notes = label("", "dim", wrap=True), label("", "warning", wrap=True)
        self._subjects: tuple[Subject, ...] = ()
        self._lay_out()
        self.subject.activated.connect(self._choose_subject)
        self.statistic.activated.connect(lambda _: self.chosen.emit())
        self.unfinished.clicked.connect(lambda on: self.changed.emit({"include_unfinished": on}))

    @property
    def choice(self) -> tuple[Subject, StatisticName] | None:
        """What is looked at; None before anything is offered."""
        place = self.subject.currentIndex()
        if not 0 <= place < len(self._subjects):
            return None
        subject = self._subjects[place]
        return subject, subject.statistics[max(0, self.statistic.currentIndex())]

    def show_subjects(self, subjects: Sequence[Subject]) -> None:
        """Offer what there is to agree on; what was chosen stays so, else the first is."""
        before = self.choice
        self._subjects = tuple(subjects)
        self.subject.clear()
        for one in subjects:
            self.subject.addItem(_name(one))
        kept = before is not None and before[0] in self._subjects
        self.subject.setCurrentIndex(self._subjects.index(before[0]) if before is not None and kept else 0)
        self._offer_statistics(before[1] if before is not None else None)

    def say(self, sentence: str, notes: Sequence[str]) -> None:
        """Say what the numbers are computed from, and what was left out."""
        self.sentence.setText(sentence)
        self.notes.setText(first_notes(notes, "; Study shows them beside each coding"))
        self.notes.setToolTip("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def show_counting(self, *, unfinished: bool, ready: bool) -> None:
        """Show what counts, and whether there is anything to copy or export."""
        self.unfinished.setChecked(unfinished)
        for one in (self.copy, self.methods, self.export, self.subject, self.statistic):
            one.setEnabled(ready)

    def _choose_subject(self) -> None:
        at = self.statistic.currentData()
        self._offer_statistics(at)
        self.chosen.emit()

    def _offer_statistics(self, wanted: StatisticName | None) -> None:
        place = self.subject.currentIndex()
        names = self._subjects[place].statistics if 0 <= place < len(self._subjects) else ()
        self.statistic.clear()
        for at, name in enumerate(names):
            self.statistic.addItem(STUDY[name].symbol, name)
            self.statistic.setItemData(at, STUDY[name].meaning, Qt.ItemDataRole.ToolTipRole)
        if wanted in names:
            self.statistic.setCurrentIndex(names.index(wanted))

    def _lay_out(self) -> None:
        name_field(self.subject, "What is agreed on")
        name_field(self.statistic, "Statistic")
        self.subject.setMinimumWidth(330)
        self.subject.setMaximumWidth(460)  # the longest, a cell of a scale
        self.subject.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.statistic.setMinimumWidth(142)
        first = row(self.subject, self.statistic, None, self.copy, self.methods, self.export)
        second = row(self.over, 8, self.unfinished, None)
        self.setLayout(column(first, second, self.sentence, self.notes, spacing=4, margins=_MARGINS))


def _name(subject: Subject) -> str:
    if subject.cell is not None:  # it stands below its scale, and what tells it from its neighbours comes first
        episode, target = subject.cell
        where = ", ".join(filter(None, (episode and f"episode {episode}", target)))
        return f"    {where}: {subject.name.removesuffix(f', {where}')}"
    if subject.kind == "code":
        return f"    {subject.name}"
    if subject.reading is not None:
        return subject.name
    kinds = {"channel": "channel", "point": "point", "classes": "classes", "scale": "scale", "modifier": "modifier"}
    return f"{subject.name}  ·  {kinds[subject.kind]}"
