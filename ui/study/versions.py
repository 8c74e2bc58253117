"""The versions of one coding: what else there is of it, how a copy differs, and which of the two is to count."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import UserError
from annotator.study import Study
from annotator.study.copies import CopyOfCoding
from annotator.study.merging import Merge
from annotator.study.repair import keep_as_it_is, repair, use_copy, use_repaired
from annotator.study.versions import VersionPair, compare_version, merge_version, other_versions
from annotator.text import DASH, clock, count
from ui.messages import Messages
from ui.study.version_words import KINDS, WHY, copy_words, item_words, moment
from ui.study.versions_strip import VersionsStrip
from ui.tasks import Reads, Saves
from ui.widgets.parts import button, column, label, line, name_field, row

_COLUMNS = ("At", "What", "In the coding", "In the copy")
_KEEP, _USE, _MERGE = range(3)
_DO = {_KEEP: "Keep the coding", _USE: "Use the copy", _MERGE: "Merge"}


class VersionsPage(QWidget):
    """Shows the copies of a coding beside it, and does what is chosen; nothing is ever deleted.

    Args:
        messages, reads, saves: shared by the whole program.
    """

    left = Signal()
    """The page is done with."""
    session_changing = Signal(str)
    """A file of a session is about to be replaced, so that its coding must be closed: the session's id."""
    look_wanted = Signal(str, str)
    """The good part of a damaged coding is to be looked at: session id, coder."""

    def __init__(self, messages: Messages, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._messages, self._reads, self._saves = messages, reads, saves
        self._study: Study | None = None
        self._session_id = self._coder = ""
        self._copies: tuple[CopyOfCoding, ...] = ()
        self._pair: VersionPair | None = None
        self.title, self.intro = label("", "title"), label("", "dim", wrap=True)
        self.problem = label("", "danger", wrap=True)
        self.copies, self.strip = QListWidget(), VersionsStrip()
        self.counted, self.table = label("", "dim"), _difference_table()
        self.choices, self._said = QButtonGroup(self), [label("", "dim", wrap=True) for _ in _DO]
        self.do_button = button(_DO[_KEEP], self.do, "primary")
        self.repair_button = button(
            "Repair", self.repair, tip="Make the good part the coding; the damaged file is kept"
        )
        self.look_button = button("Open read-only", self._look, tip="Look at the good part in Code")
        self._damage = row(self.look_button, self.repair_button, None)
        self._build()
        self.copies.currentRowChanged.connect(self._compare)
        self.table.currentCellChanged.connect(lambda place, *_: self._mark(place))
        self.choices.idToggled.connect(lambda *_: self._say_do())
        for one in (self.copies, self.table):
            one.installEventFilter(self)

    @property
    def copy(self) -> CopyOfCoding | None:
        """The copy that is compared."""
        place = self.copies.currentRow()
        return self._copies[place] if 0 <= place < len(self._copies) else None

    def begin(self, study: Study, session_id: str, coder: str) -> None:
        """Show the versions of a coding."""
        self._study, self._session_id, self._coder, self._copies = study, session_id, coder, ()
        self.title.setText(f"Versions of {coder}'s coding of {session_id}")
        self._say_problem("")
        self._show_pair(None)
        self.copies.clear()
        self.intro.setText("Looking for copies…")
        self._reads.run(
            "Looking for copies",
            lambda _progress: other_versions(study, session_id, coder),
            lambda found: self._show_copies(study, *found),
        )

    def do(self) -> None:
        """Do what is chosen."""
        study, copy, chosen = self._study, self.copy, self.choices.checkedId()
        if study is None or copy is None or not self.do_button.isEnabled():
            return
        session_id, coder = self._session_id, self._coder
        works: dict[int, Callable[[], object]] = {
            _KEEP: lambda: keep_as_it_is(study, session_id, coder, copy),
            _USE: lambda: use_copy(study, session_id, coder, copy),
            _MERGE: lambda: merge_version(study, session_id, coder, copy),
        }
        self.session_changing.emit(self._session_id)
        self._saves.run("Saving the coding", lambda _progress: works[chosen](), partial(self._done, chosen))

    def repair(self) -> None:
        """Let what is good of a damaged coding be the coding."""
        study, session_id, coder = self._study, self._session_id, self._coder
        if study is None:
            return

        def work() -> tuple[int, tuple[str, ...], str]:
            made = repair(study, session_id, coder)
            if made is None:
                return 0, (), ""
            kept = use_repaired(study, made)
            return made.edits, made.gone, kept.name if kept is not None else ""

        self.session_changing.emit(self._session_id)
        self._saves.run("Repairing the coding", lambda _progress: work(), self._repaired)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 choose, Enter does it, Escape decides later."""
        if not self._take(event):
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the same keys while the list or the table has the keyboard."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        digit = event.key() - Qt.Key.Key_1
        if digit in _DO and self.choices.button(digit).isEnabled():
            self.choices.button(digit).setChecked(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def _say_problem(self, problem: str) -> None:
        self.problem.setText(problem)
        for one in (self.problem, self.repair_button, self.look_button):
            one.setVisible(bool(problem))
        self.repair_button.setEnabled(self._study is not None and self._study.is_writable)

    def _show_copies(self, study: Study, found: tuple[CopyOfCoding, ...], problem: str) -> None:
        if study is not self._study:
            return
        self._copies = found
        self._say_problem(problem)
        self.intro.setText(
            "Only the coding itself counts in tables and agreement. Nothing is deleted: the one you do not keep is "
            "set aside beside it."
            if found
            else "There is no copy of this coding: none beside it, and none on this computer."
        )
        for copy in found:
            item = QListWidgetItem(f"{KINDS[copy.kind]}\n{copy_words(copy, study.place.place)}")
            item.setToolTip(WHY[copy.kind])
            self.copies.addItem(item)
        self.copies.setCurrentRow(0)
        self.copies.setFocus()

    def _compare(self, place: int) -> None:
        study, copy = self._study, self.copy
        self._show_pair(None)
        if study is None or copy is None or place < 0:
            return
        session_id, coder = self._session_id, self._coder

        def take(pair: VersionPair) -> None:
            if self.copy is copy and self._study is study:
                self._show_pair(pair)

        self._reads.run(
            "Comparing", lambda _progress: compare_version(study, session_id, coder, copy), take, self._cannot_compare
        )

    def _cannot_compare(self, problem: UserError) -> None:
        self.counted.setText(str(problem))

    def _show_pair(self, pair: VersionPair | None) -> None:
        self._pair = pair
        if self._study is not None:
            self.strip.show_pair(pair, self._study.codebook)
        self.table.setRowCount(0)
        self.counted.setText("")
        if pair is not None and self._study is not None:
            self._fill_table(pair)
            things = count(len(pair.items), "difference") if pair.items else "No difference in what was coded"
            self.counted.setText(f"{things} · the same up to edit {pair.difference.common}")
        self._say_choices(pair)

    def _fill_table(self, pair: VersionPair) -> None:
        assert self._study is not None, "a pair is of a study"
        codebook = self._study.codebook
        self.table.setRowCount(len(pair.items))
        for place, (mine, other) in enumerate(pair.items):
            either = mine or other
            assert either is not None, "one of the two has it"
            said = (item_words(one, codebook)[1] if one is not None else DASH for one in (mine, other))
            words = (clock(moment(either)), item_words(either, codebook)[0], *said)
            for position, text in enumerate(words):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.table.setItem(place, position, cell)

    def _mark(self, place: int) -> None:
        if self._pair is not None and 0 <= place < len(self._pair.items):
            mine, other = self._pair.items[place]
            self.strip.choose(moment(mine or other))

    def _say_choices(self, pair: VersionPair | None) -> None:
        is_writable = self._study is not None and self._study.is_writable
        can = [pair is not None and is_writable] * len(_DO)
        words = [""] * len(_DO)
        if pair is not None:
            ours, theirs = len(pair.difference.ours), len(pair.difference.theirs)
            events = [count(len(one.events), "event") for one in (pair.ours, pair.theirs)]
            taken, conflicts = len(pair.merge.edit.changes), len(pair.merge.conflicts)
            words = [
                f"{events[_KEEP]} stand. {count(theirs, 'edit')} that only the copy has will not count.",
                f"{events[_USE]} stand. {count(ours, 'edit')} that only the coding has will be set aside with it.",
                f"{count(taken, 'change')} of the copy will be added as one step, which undo takes back."
                + (f" {count(conflicts, 'item')} differ on both sides and stay as in the coding." if conflicts else ""),
            ]
            can[_MERGE] = can[_MERGE] and bool(taken) and not pair.ours.is_submitted and not self.problem.text()
        for number, said in enumerate(words):
            self._said[number].setText(said)
            self.choices.button(number).setEnabled(can[number])
        best = _MERGE if can[_MERGE] and pair is not None and not pair.merge.conflicts else _KEEP
        self.choices.button(best).setChecked(True)
        self._say_do()

    def _say_do(self) -> None:
        chosen = self.choices.checkedId()
        if chosen in _DO:
            self.do_button.setText(_DO[chosen])
            self.do_button.setEnabled(self.choices.button(chosen).isEnabled())

    def _done(self, chosen: int, found: object) -> None:
        said = {
            _KEEP: "The coding counts as it is.",
            _USE: "The copy is the coding now; the file that was there is set aside beside it.",
            _MERGE: "The copy was merged into the coding.",
        }
        hint = ""
        if isinstance(found, Merge) and found.conflicts:
            hint = f"{count(len(found.conflicts), 'item')} differed on both sides and stayed as in the coding."
        self._messages.done(said[chosen], hint)
        self.left.emit()

    def _repaired(self, found: tuple[int, tuple[str, ...], str]) -> None:
        edits, gone, kept = found
        if not kept:
            self._messages.done("This coding is not damaged any more.")
        else:
            lost = f"Not in it: {'; '.join(gone)}. " if gone else ""
            what = f"The coding was repaired and holds {count(edits, 'edit')}."
            self._messages.done(what, f"{lost}The damaged file is kept as {kept}.")
        self.left.emit()

    def _look(self) -> None:
        self.look_wanted.emit(self._session_id, self._coder)

    def _build(self) -> None:
        name_field(self.copies, "Copies of the coding")
        name_field(self.table, "What differs")
        self.copies.setMaximumWidth(320)
        head = column(self.title, self.intro, self.problem, self._damage, spacing=6)
        lists = column(label("Copies", "heading"), self.copies, spacing=6)
        differs = column(row(label("What differs", "heading"), None, self.counted), self.table, spacing=6)
        middle = row(lists, differs, self._choices(), spacing=18)
        middle.setStretch(1, 1)
        foot = row(label("Esc decides later.", "dim"), None, button("Decide later", self.left.emit), self.do_button)
        whole = column(head, self.strip, middle, line(), foot, spacing=14, margins=(24, 20, 24, 18))
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _choices(self) -> QVBoxLayout:
        parts: list[QWidget] = []
        for number, text in _DO.items():
            choice = QRadioButton(f"{number + 1}  {text}")
            self.choices.addButton(choice, number)
            card = QFrame()
            card.setProperty("kind", "card")
            card.setFixedWidth(300)
            card.setLayout(column(choice, self._said[number], spacing=4, margins=(14, 10, 14, 12)))
            parts.append(card)
        return column(label("Which is to count", "heading"), *parts, None, spacing=8)


def _difference_table() -> QTableWidget:
    table = QTableWidget(0, len(_COLUMNS))
    table.setHorizontalHeaderLabels(list(_COLUMNS))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table
