"""The list of disagreements: most time lost first, narrowed by kind, code, episode or one cell of the matrix."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.agreement.code_with import value_name
from annotator.consensus.answered import answers_in, counted_codes
from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.model.items import Settlement
from annotator.report.settle_words import comment_words, episode_words, kind_words, lost, says, settled_words
from annotator.text import clock, count, seconds
from ui.agreement.filters import Filters
from ui.agreement.matrix import CodePair
from ui.theme import current_theme, number_font
from ui.widgets.parts import button, column, label, row
from ui.widgets.tables import OwnKeys, make_quiet, swatch

_NUMBERS, _SAYS = 2, 3
"""How many columns have numbers, and where what the coders say begins; the last says how it was settled."""
_WIDTHS = {0: 92, 1: 84, 2: 112, -1: 66}
"""In pixels; what the coders say shares the rest."""
Index = QModelIndex | QPersistentModelIndex
SettledAs = Callable[[Disagreement], Settlement | None]


class DisagreementModel(QAbstractTableModel):
    """Disagreements as lines of a table: when, how long, in what way, what each coder says, how it was settled."""

    def __init__(self, settled_as: SettledAs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[Disagreement] = []
        self._settled_as = settled_as
        self._comparison: Comparison | None = None
        self._icons: dict[str, QIcon] = {}
        self._headers: tuple[str, ...] = ("At", "Lost s", "Kind", "A says", "B says", "Settled")
        self._order: tuple[int, Qt.SortOrder] = (1, Qt.SortOrder.DescendingOrder)

    def show_lines(self, lines: Sequence[Disagreement], comparison: Comparison) -> None:
        """Show these lines of a comparison, in the order that was chosen."""
        self.beginResetModel()
        if comparison is not self._comparison:
            self._comparison = comparison
            self.recolour()
        said = (f"{coder} says" for coder in comparison.coders)
        is_by_last = self._order[0] == len(self._headers) - 1
        self._headers = (*self._headers[:_SAYS], *said, self._headers[-1])
        if is_by_last or self._order[0] >= len(self._headers):  # another number of coders has come
            self._order = (len(self._headers) - 1, self._order[1])
        self.shown = self._sorted(lines)
        self.endResetModel()

    def recolour(self) -> None:
        """Draw the signs of the codes in the colours of the theme."""
        if self._comparison is not None:
            codebook = self._comparison.codebook
            self._icons = {code.id: swatch(codebook, code.id) for code in codebook.all_codes}

    def refresh(self) -> None:
        """Update how each line was settled."""
        if self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, len(self._headers) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid() or self._comparison is None:
            return None
        one, place = self.shown[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            said = comment_words(self._settled_as(one)) if place == len(self._headers) - 1 else ""
            return _with_comment(self._texts(one)[place], said, is_tip=role == Qt.ItemDataRole.ToolTipRole)
        if role == Qt.ItemDataRole.DecorationRole:
            code = one.said[place - _SAYS] if _SAYS <= place < _SAYS + len(one.said) else None
            return self._icons[code] if code else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(current_theme().dim) if self._settled_as(one) is not None else None
        if role == Qt.ItemDataRole.FontRole and place < _NUMBERS:
            return number_font()
        return _aligned(place) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a column is called."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section] + (self._arrow() if section == self._order[0] else "")
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the lines by a column; equal ones stay in order of time."""
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        self.shown = self._sorted(self.shown)
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._headers) - 1)

    def _arrow(self) -> str:
        return " ↑" if self._order[1] == Qt.SortOrder.AscendingOrder else " ↓"

    def _sorted(self, lines: Sequence[Disagreement]) -> list[Disagreement]:
        column, order = self._order
        in_time = sorted(lines, key=lambda one: (one.start_ms, one.channel))
        return sorted(in_time, key=self._key(column), reverse=order == Qt.SortOrder.DescendingOrder)

    def _key(self, column: int) -> Callable[[Disagreement], tuple[int, str]]:
        if column < _NUMBERS:
            return lambda one: ((one.start_ms, one.lost_ms)[column], "")
        return lambda one: (0, self._texts(one)[column])

    def _texts(self, one: Disagreement) -> tuple[str, ...]:
        if self._comparison is None:
            return ("",) * len(self._headers)
        codebook = self._comparison.codebook
        settled = settled_words(self._settled_as(one))
        is_timed = one.kind not in ("rating", "class")
        return (
            clock(one.start_ms) if is_timed else episode_words(one),
            lost(one),
            kind_words(one, codebook, with_episode=False),
            *says(one, codebook),
            settled,
        )


class DisagreementList(QWidget):
    """Lists the disagreements; whichever is current is the one to watch and to settle."""

    chosen = Signal(object)
    """Another Disagreement is current, or the current one was asked for again."""
    watch_wanted = Signal()
    """Enter or a double click: play it."""

    def __init__(self, settled_as: SettledAs = lambda _: None) -> None:
        super().__init__()
        self._settled_as = settled_as
        self.model = DisagreementModel(settled_as, self)
        self.view = _view(self.model)
        OwnKeys(self.view, confirmed=self.watch_wanted.emit)
        self.heading = label("", "heading")
        self.filters = Filters()
        self.cell_filter = button("", self._drop_cell, "quiet", tip="Show the other disagreements again")
        self.cell_filter.setAccessibleName("Show the other disagreements again")
        self.header = row(self.heading, None, self.cell_filter, margins=(10, 5, 10, 0))
        self.setLayout(column(self.header, self.filters, self.view, spacing=0))
        self._comparison: Comparison | None = None
        self._cell: tuple[str, CodePair] | None = None
        self._narrowed: tuple[str, Callable[[Disagreement], bool]] | None = None
        self.filters.changed.connect(self._refill)
        self.view.clicked.connect(lambda _: self._tell())
        self.view.doubleClicked.connect(lambda _: self.watch_wanted.emit())
        self.view.selectionModel().currentRowChanged.connect(self._mark_and_tell)

    @property
    def current(self) -> Disagreement | None:
        """The disagreement that is current."""
        place = self.view.currentIndex().row()
        return self.model.shown[place] if 0 <= place < len(self.model.shown) else None

    @property
    def cell(self) -> CodePair | None:
        """The cell of the matrix that the list is narrowed to."""
        return self._cell[1] if self._cell is not None else None

    def show_comparison(self, comparison: Comparison) -> None:
        """List a comparison; another session or other coders are not narrowed to what was chosen of these."""
        was, self._comparison = self._comparison, comparison
        if was is not None and (was.session.id, was.coders) != (comparison.session.id, comparison.coders):
            self._cell = self._narrowed = None
        self.filters.offer(comparison)
        self._refill()

    def choose_cell(self, channel: str, cell: CodePair | None) -> None:
        """Narrow to what coder A and coder B say in one cell of a channel, or no longer."""
        self._cell = (channel, cell) if cell is not None else None
        if cell is None:
            self._narrow("", None)
        else:
            self._narrow(self._cell_name(cell), lambda one: one.channel == channel and self._said(one) == cell)

    def choose_answers(self, modifier_id: str, code: str, said: tuple[str, str]) -> None:
        """Narrow to the events of which coder A and coder B answered a question so; of all codes, or of one."""
        assert self._comparison is not None, "a comparison was made"
        modifier = self._comparison.codebook.modifier_by_id[modifier_id]
        self._cell = None
        self._narrow(
            " × ".join(value_name(modifier, one) for one in said),
            lambda one: answers_in(one, modifier) == said and (not code or code in one.codes),
        )

    def _narrow(self, name: str, wanted: Callable[[Disagreement], bool] | None) -> None:
        self._narrowed = (name, wanted) if wanted is not None else None
        self._refill()
        if wanted is not None and self.model.shown:
            self.view.selectRow(0)

    def choose(self, kind: str, code: str) -> None:
        """Narrow to a kind and a code, "" for all of them, and go to the first line."""
        self._cell = None
        self.filters.choose(kind, code)
        self._refill()
        if self.model.shown:
            self.view.selectRow(0)

    def step(self, lines: int) -> None:
        """Go so many lines down (negative: up); from nothing to the first."""
        place = self.view.currentIndex().row()
        place = 0 if place < 0 else min(max(place + lines, 0), len(self.model.shown) - 1)
        if self.model.shown:
            self.view.selectRow(place)

    def go_to_open(self) -> None:
        """Go to the next that is not settled, from the end on to the beginning."""
        here, shown = self.view.currentIndex().row(), self.model.shown
        order = [*range(here + 1, len(shown)), *range(here + 1)]
        place = next((place for place in order if self._settled_as(shown[place]) is None), None)
        if place is not None:
            self.view.selectRow(place)

    def select(self, one: Disagreement) -> None:
        """Make a disagreement current; a narrowing that hides it is taken away."""
        if one not in self.model.shown:
            self._cell = self._narrowed = None
            self.filters.clear()
            self._refill()
        self.view.selectRow(self.model.shown.index(one))

    def show_settled(self) -> None:
        """Update how each was settled."""
        if self.filters.hides_settled:
            self._refill()
        else:
            self.model.refresh()
            self._say_how_many()

    def _drop_cell(self) -> None:
        self._cell = self._narrowed = None
        self._refill()

    def _mark_and_tell(self, current: QModelIndex) -> None:
        if current.isValid():
            self.view.selectRow(current.row())  # focus alone makes a line current, but does not light it
        self._tell()

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    def _refill(self) -> None:
        if self._comparison is None:
            return
        held, place = self.current, self.view.currentIndex().row()
        lines = [one for one in self._comparison.disagreements if self._is_wanted(one)]
        self.model.show_lines(lines, self._comparison)
        _share_width(self.view)
        self.cell_filter.setVisible(self._narrowed is not None)
        self.cell_filter.setText(f"{self._narrowed[0] if self._narrowed else ''}  ✕")
        self._say_how_many()
        key = held.key if held is not None else ""
        again = next((n for n, one in enumerate(self.model.shown) if one.key == key), None)
        if again is not None:
            self.view.selectRow(again)
        elif held is not None and self.filters.hides_settled and self.model.shown:
            self.view.selectRow(min(place, len(self.model.shown) - 1))  # the next one has come up

    def _say_how_many(self) -> None:
        shown = self.model.shown
        self.heading.setText(f"{count(len(shown), 'disagreement')} · {seconds(sum(x.lost_ms for x in shown))} s")

    def _is_wanted(self, one: Disagreement) -> bool:
        if self._narrowed is not None and not self._narrowed[1](one):
            return False
        if self.filters.hides_settled and self._settled_as(one) is not None:
            return False
        return self._comparison is not None and self.filters.lets_through(one)

    def _said(self, one: Disagreement) -> CodePair:
        """Return what both say in the codes that agreement counts: with answers, where these are part of the code."""
        assert self._comparison is not None, "a comparison was made"
        data = self._comparison.agreement.data
        return counted_codes(one, self._comparison.codebook, data.code_with)

    def _cell_name(self, cell: CodePair) -> str:
        if self._comparison is None:
            return ""
        codebook = self._comparison.agreement.data.codebook
        return " × ".join(codebook.code_by_id[code].name if code else "none" for code in cell)


def _with_comment(settled: str, said: str, *, is_tip: bool) -> str:
    """Return how a disagreement was settled with a mark that something was said of it, and, of a tip, what."""
    if not said:
        return settled
    return f"{settled}: {said}" if is_tip else f"✎ {settled}"


def _aligned(place: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if place < _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _view(model: DisagreementModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    make_quiet(view)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # towards whom a rating is stands at the end
    view.setAccessibleName("Disagreements")
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSortingEnabled(True)
    view.setStyleSheet("QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }")
    header = view.horizontalHeader()
    header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    _share_width(view)
    return view


def _share_width(view: QTableView) -> None:
    """Give times, kind and how it was settled what they need; how many coders say something may have changed."""
    header, count_of = view.horizontalHeader(), view.model().columnCount()
    fixed = {place % count_of: width for place, width in _WIDTHS.items()}
    for place in range(count_of):
        mode = QHeaderView.ResizeMode.Interactive if place in fixed else QHeaderView.ResizeMode.Stretch
        if header.sectionResizeMode(place) != mode:
            header.setSectionResizeMode(place, mode)
            if place in fixed:
                header.resizeSection(place, fixed[place])
