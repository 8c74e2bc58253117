"""How agreement depends on what is tolerated: one curve a channel or point code, and the tolerances of the study."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.curves import curve
from annotator.statistics.estimate import Undefined
from annotator.study.settings import Tolerances
from ui.widgets.chart import Chart
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, row
from ui.widgets.tables import swatch

_FIELDS = (
    ("states_ms", "States within", 0, 60, "Tolerance of agreement over time; stored with the study"),
    ("points_ms", "Points within", 0, 60, "The largest difference at which two points match; stored with the study"),
    ("overlap", "Bouts share", 51, 100, "The least overlap of linked bouts, as a share of the longer; above 50 %"),
    ("onsets_ms", "Onsets within", 0, 60, "How far apart onsets of aligned bouts may be if the bouts do not overlap"),
    ("unit_ms", "Older unit", 0.001, 600, "Time from one sample to the next, for kappa as older programs sample it"),
    ("counts_ms", "Count in", 1, 600, "Length of the intervals in which occurrences are counted"),
)


class CurvesSection(QWidget):
    """Shows a curve, and lets the study's tolerances be chosen."""

    tolerances_wanted = Signal(object)
    """Other Tolerances are wanted for the study."""

    def __init__(self) -> None:
        super().__init__()
        self.list, self.chart = QListWidget(), Chart("Agreement at each tolerance")
        self.said = label("", "dim")
        self.fields = {one[0]: _field(*one) for one in _FIELDS}
        self._report: PairReport | None = None
        self._tolerances = Tolerances()
        self._lists_unused = False
        self.list.setFixedWidth(210)
        self.list.setIconSize(QSize(11, 11))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Channels and point codes")
        self.said.setContentsMargins(12, 6, 12, 8)
        self.setLayout(self._lay_out())
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.chart.said.connect(self.said.setText)
        for name, field in self.fields.items():
            field.edited.connect(partial(self._choose, name))

    def show_report(self, report: PairReport) -> None:
        """Show the curves of a report."""
        self._tolerances = report.tolerances
        for name, field in self.fields.items():
            value = getattr(report.tolerances, name)
            field.show_value(round(value * 100, 6) if name == "overlap" else value / 1000)
        if report.confidence is None and report.time:
            return  # curves come with the intervals; earlier ones stay until then
        self._report = report
        keys = _keys(report, with_unused=self._lists_unused)
        if keys != [self.list.item(place).data(Qt.ItemDataRole.UserRole) for place in range(self.list.count())]:
            self._fill(report, keys)
        self._show()

    def list_unused(self, *, on: bool) -> None:
        """List what neither coder used as well, from the next report on."""
        self._lists_unused = on

    def choose(self, key: str) -> None:
        """Show the curve of a channel or point code, if there is one."""
        for place in range(self.list.count()):
            if self.list.item(place).data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentRow(place)

    def _fill(self, report: PairReport, keys: list[str]) -> None:
        codebook = report.codebook
        self.list.clear()
        for key in keys:
            codes = codebook.state_channels.get(key, (codebook.code_by_id.get(key),))
            name = codebook.channel_name(key) if key in codebook.state_channels else codebook.code_by_id[key].name
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, key)
            if len(codes) == 1 and codes[0] is not None:
                item.setIcon(swatch(codebook, codes[0].id))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _show(self) -> None:
        item = self.list.currentItem()
        if self._report is not None and item is not None:
            self.chart.show_plot(curve(self._report, item.data(Qt.ItemDataRole.UserRole)))

    def _choose(self, name: str, value: float) -> None:
        chosen = value / 100 if name == "overlap" else self.fields[name].ms
        self._tolerances = replace(self._tolerances, **{name: chosen})
        self.tolerances_wanted.emit(self._tolerances)

    def _lay_out(self) -> QHBoxLayout:
        pairs = [column(label(text, "dim"), self.fields[name], spacing=3) for name, text, *_ in _FIELDS]
        heading = label("Tolerances of the study", "heading")
        heading.setContentsMargins(12, 0, 0, 0)
        complaints = column(*(one.complaint for one in self.fields.values()), margins=(12, 0, 12, 6))
        fields = row(*pairs, None, spacing=12, margins=(12, 6, 12, 6))
        right = column(self.chart, self.said, heading, fields, complaints, spacing=0)
        right.setStretch(0, 1)
        return row(self.list, right, spacing=0)


def _keys(report: PairReport, *, with_unused: bool) -> list[str]:
    """Return the channels, then the point codes, that have a curve."""
    used = {one.channel for one in report.events if one.events.linked.bouts_a or one.events.linked.bouts_b}
    used |= {one.agreement.code for one in report.points if not isinstance(one.agreement.f1, Undefined)}
    keys = [*(channel for channel, _ in report.curves), *(code for code, _ in report.point_curves)]
    return [key for key in keys if with_unused or key in used] or keys[:1]


def _field(name: str, text: str, lowest: float, highest: float, tip: str) -> NumberField:
    is_share = name == "overlap"
    field = NumberField(
        text, "%" if is_share else "s", lowest, highest, decimals=1 if is_share else 3, step=5 if is_share else 0.25
    )
    field.setToolTip(tip)
    return field
