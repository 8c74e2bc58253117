"""The panels beside the heat map: sessions of a pair, the master, double coding, sample size, all coders together."""

from collections.abc import Sequence
from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.agreement.catalogue import (
    MANY_CLASSES,
    MANY_OVER_TIME,
    MANY_RATINGS,
    OF_TWO_OR_MORE,
    STUDY,
    TIME_CHANNEL,
)
from annotator.agreement.described import Leaf, Named, described
from annotator.agreement.whole_study import PairEstimates, WholeStudy
from annotator.agreement.whole_study.certification import Certification
from annotator.agreement.whole_study.double_coding import DoubleCoding
from annotator.agreement.whole_study.estimates import session_values
from annotator.agreement.whole_study.judged import ManyClasses, ManyRatings, said_of
from annotator.agreement.whole_study.over_time import ManyOverTime
from annotator.agreement.whole_study.planning import Needed
from annotator.report.study_words import double_words, value_and_interval
from annotator.report.wording import written
from annotator.statistics.estimate import Estimate, Undefined
from annotator.study.settings import CONSENSUS, AgreementSettings
from annotator.text import DASH, percent, statistic
from ui.theme import number_font
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, name_field, row
from ui.widgets.tables import OwnKeys, make_quiet

_MARGINS = (12, 8, 12, 8)
_NOBODY = "nobody"
_NONE = "none"
_LONG = 30
_REACHED = "Whether κ is at least what your lab asks for"
_SURELY = "Whether even the lower end of its interval is: then chance alone does not explain it"


class SessionsPanel(QWidget):
    """Lists the sessions of the chosen pair; Enter or a double click opens one."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.table = plain_table("Sessions of the pair", ("Session", "Value", "Minutes", ""))
        OwnKeys(self.table, confirmed=self._open)
        self.table.cellDoubleClicked.connect(lambda *_: self._open())
        self.setLayout(column(self.table, spacing=0))

    def show_pair(self, whole: WholeStudy, found: PairEstimates, pair: int) -> None:
        """List a statistic session by session."""
        values = session_values(whole.compared, found, pair)
        reasons = [str(value) if isinstance(value, Undefined) else "" for _, value in values]
        judged = [said_of(whole.compared, found.subject, one) for one in whole.compared.meetings_of(pair)]
        said = [one or why for one, why in zip(judged, reasons, strict=True)]
        minutes = [f"{one.window_ms / 60_000:.1f}" for one in whole.compared.meetings_of(pair)]
        parts = zip(values, minutes, said, strict=True)
        fill(self.table, [(session, written(value), took, why) for (session, value), took, why in parts], (1, 2))
        one = STUDY[found.statistic]
        self.table.setHorizontalHeaderItem(1, _header(one.symbol, one.meaning))

    def _open(self) -> None:
        item = self.table.item(self.table.currentRow(), 0)
        if item is not None:
            self.opened.emit(item.text())


class MasterPanel(QWidget):
    """Everybody against the master, beside the kappa that the lab asks for."""

    changed = Signal(dict)
    """Settings the user wants: master, threshold."""

    def __init__(self) -> None:
        super().__init__()
        self.master, self.threshold = ChoiceBox(), _number("Threshold", highest=1, step=0.05)
        name_field(self.master, "Master coder")
        self.sentence = label("", "dim", wrap=True)
        names = ("Coder", "On", "κ and interval", "Accuracy", "Sessions", "κ", "Interval")
        meanings = (STUDY["kappa"].meaning, described(TIME_CHANNEL, "accuracy").meaning)
        self.table = plain_table("Coders against the master", names, ("", "", *meanings))
        choosers = row(_tag("Master", self.master), self.master, 10, _tag("Required", self.threshold), self.threshold)
        whole = column(row(choosers, None), self.threshold.complaint, self.sentence, self.table, None, margins=_MARGINS)
        whole.setStretch(3, 1)
        whole.setStretch(4, 0)  # where the table is hidden, the words stay on top all the same
        self.setLayout(whole)
        self.master.activated.connect(self._choose_master)
        self.threshold.edited.connect(lambda value: self.changed.emit({"threshold": value}))

    def show_settings(self, settings: AgreementSettings, coders: Sequence[str]) -> None:
        """Show who the master is and what is asked for."""
        known = dict.fromkeys([_NOBODY, *coders, CONSENSUS])
        offer(self.master, list(known), settings.master or _NOBODY)
        self.threshold.show_value(settings.threshold)
        asked = "reached" if settings.threshold is None else f"≥ {statistic(settings.threshold)}"
        for place, what, tip in ((5, "κ", _REACHED), (6, "Interval", _SURELY)):
            self.table.setHorizontalHeaderItem(place, _header(f"{what} {asked}", tip))
        if not settings.master:
            self.sentence.setText(
                "Your lab has named no master. Choose one, and every coder is compared with that one."
            )
        elif settings.threshold is None:
            self.sentence.setText("Your lab has set no threshold: the numbers are shown without a verdict.")
        else:
            self.sentence.setText("● fewer than ten bouts of either coder, or fewer than 30 cases: little data.")
        self.table.setVisible(bool(settings.master))

    def show_rows(self, rows: Sequence[Certification]) -> None:
        """List every coder and subject that has a kappa; what nobody used is left out."""
        kept = [one for one in rows if not isinstance(one.kappa.value, Undefined)]
        kept.sort(key=lambda one: one.coder)
        cells = [
            (
                one.coder,
                one.subject.name + (" ●" if one.few else ""),
                value_and_interval(one.kappa),
                DASH if isinstance(one.accuracy, Undefined) else percent(one.accuracy),
                str(one.sessions),
                _yes(one.reached),
                _yes(one.surely),
            )
            for one in kept
        ]
        fill(self.table, cells, (2, 3, 4))

    def _choose_master(self) -> None:
        chosen = self.master.currentText()
        self.changed.emit({"master": "" if chosen == _NOBODY else chosen})


class DoublePanel(QWidget):
    """Which sessions still need a second coder."""

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.share = _number("Target share", "%", highest=100, step=5)
        self.sentence = label("", "dim", wrap=True)
        self.table = plain_table("Sessions to code twice", ("Session", "Submitted by", "Begun by", "May code next"))
        chooser = row(_tag("To be coded twice", self.share), self.share, None)
        self.setLayout(column(chooser, self.share.complaint, self.sentence, self.table, margins=_MARGINS))
        self.share.edited.connect(
            lambda value: self.changed.emit({"double_share": None if value is None else value / 100})
        )

    def show_double(self, found: DoubleCoding, share: float | None) -> None:
        """List the sessions that two have not submitted yet."""
        self.share.show_value(None if share is None else round(100 * share, 6))
        self.sentence.setText(double_words(found))
        cells = [
            (one.session, *(", ".join(names) or DASH for names in (one.submitted, one.unfinished, one.may_code)))
            for one in found.open
        ]
        fill(self.table, cells)


class SizePanel(QWidget):
    """How much has to be coded twice for an interval as narrow as wanted."""

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.width_wanted = _number("Target width", highest=2, step=0.05)
        self.sentence = label("", wrap=True)
        chooser = row(_tag("Interval no wider than", self.width_wanted), self.width_wanted, None)
        self.setLayout(column(chooser, self.width_wanted.complaint, self.sentence, None, margins=_MARGINS))
        self.width_wanted.edited.connect(lambda value: self.changed.emit({"ci_width": value}))

    def show_needed(self, found: Needed | None, width: float | None, pair: str) -> None:
        """Say what the wanted width takes if coders agree as the chosen pair does."""
        self.width_wanted.show_value(width)
        if found is None:
            self.sentence.setText("Enter the full width you want, such as 0.20.")
        elif found.count is None:
            self.sentence.setText(f"{pair}: {found.method}.")
        else:
            self.sentence.setText(f"As {pair} agree, this takes about {found.count} {found.unit}. From {found.method}.")


class ManyPanel(QWidget):
    """All coders together, over time, on classes and on scales."""

    def __init__(self) -> None:
        super().__init__()
        self.table = plain_table("All coders together", ("", "Coders", "Cases", "Statistic", "Value and interval"))
        self.setLayout(column(self.table, spacing=0))

    def show_many(
        self, over_time: Sequence[ManyOverTime], classes: Sequence[ManyClasses], ratings: Sequence[ManyRatings]
    ) -> None:
        """List what the catalogue has of all coders together; what nobody used is left out."""
        cells: list[tuple[str, ...]] = []
        for used in (one for one in over_time if not isinstance(one.alpha.value, Undefined)):
            who = used.subject.name, str(len(used.coders))
            cells += [(*who, str(used.sessions), each.symbol, _said(each.get(used))) for each in MANY_OVER_TIME]
        for one in classes:
            who = one.subject.name, str(len(one.coders))
            cells += [(*who, str(one.complete), of.symbol, _said(of.get(one))) for of in MANY_CLASSES]
        for scale in ratings:
            who = scale.subject.name, str(len(scale.coders))
            first = "icc_a1" if scale.design == "two-way" else "icc_11"
            told = [one for one in MANY_RATINGS if scale.subject.cell is None or one.id == first]
            for each in told:
                cases = scale.one_way.cases if each.id in OF_TWO_OR_MORE else scale.agreement.scale.units
                cells.append((*who, f"{cases}, {scale.design}", each.symbol, _said(each.get(scale))))
        named: tuple[Named, ...] = (*MANY_OVER_TIME, *MANY_CLASSES, *MANY_RATINGS)
        meanings = {one.symbol: one.meaning for one in named}
        kept = [one for one in cells if int(one[1]) > 1]
        fill(self.table, kept, (1, 2), [meanings.get(one[3], "") for one in kept])


def plain_table(name: str, columns: Sequence[str], tips: Sequence[str] = ()) -> QTableWidget:
    """Return a table to read, whose last column takes what is left of the width; tips say what its columns mean."""
    table = QTableWidget(0, len(columns))
    make_quiet(table)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    for place, (text, tip) in enumerate(zip_longest(columns, tips, fillvalue="")):
        table.setHorizontalHeaderItem(place, _header(text, tip))
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setMinimumSectionSize(76)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def fill(
    table: QTableWidget, rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), tips: Sequence[str] = ()
) -> None:
    """Show rows; the columns of numbers have digits of one width. tips, one a row, say what its numbers are."""
    table.setRowCount(0)
    table.setRowCount(len(rows))
    for place, cells in enumerate(rows):
        for at, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(tips[place] if tips else text if len(text) > _LONG else "")
            if at in numbers:
                item.setFont(number_font())
            table.setItem(place, at, item)
    if rows:
        table.setCurrentCell(0, 0)


def _header(text: str, tip: str) -> QTableWidgetItem:
    made = QTableWidgetItem(text)
    made.setToolTip(tip)
    return made


def offer(chooser: QComboBox, texts: Sequence[str], chosen: str) -> None:
    """Offer texts, one of them chosen, and tell nobody."""
    chooser.clear()
    chooser.addItems(list(texts))
    chooser.setCurrentIndex(max(0, chooser.findText(chosen)))


def _number(name: str, unit: str = "", *, highest: float, step: float) -> NumberField:
    """Return a field for a number above 0, or none: nothing is set before the lab sets it."""
    decimals = 1 if unit else 3
    return NumberField(name, unit, 10**-decimals, highest, decimals=decimals, empty=_NONE, step=step)


def _tag(text: str, field: QWidget) -> QWidget:
    made = label(text, "dim")
    made.setBuddy(field)
    return made


def _yes(found: bool | None) -> str:
    return {None: DASH, True: "yes", False: "no"}[found]


def _said(found: Leaf) -> str:
    if isinstance(found, Estimate):
        return value_and_interval(found)
    return f"{DASH} ({found})" if isinstance(found, Undefined) else written(found)
