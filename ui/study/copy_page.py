"""The page of another copy of the study: what was coded there and is not here, and taking it in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.errors import UserError
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.other_copy import InCopy, TakenIn, look_at_copy, take_in
from annotator.text import count
from ui.file_dialogs import Ask
from ui.study.deeds import Deed, Deeds
from ui.study.rows_table import RowsTable
from ui.tasks import Reads
from ui.widgets.parts import button, column, label, row

_ABOUT = (
    "What is taken in becomes one step of each coding here, which Undo in Code takes back; what both have changed is "
    "told and not taken. Twice is harmless, and the other copy stays as it is."
)
_NEWS = "There is nothing in it that is not here already."


class CopyPage(QWidget):
    """Shows what another copy of the study holds, and takes in what is ticked.

    Args:
        deeds: takes it in.
        reads: look at the copy.
        ask: the file dialogs.
    """

    left = Signal()

    def __init__(self, deeds: Deeds, reads: Reads, ask: Ask) -> None:
        super().__init__()
        self._deeds, self._reads, self._ask = deeds, reads, ask
        self._study: Study | None = None
        self._found: tuple[InCopy, ...] = ()
        self.title, self.state = label("", "hero"), label("", "dim", wrap=True)
        self.table = RowsTable("Codings of the copy", ("Coding there", "Here", "What is new"), 2, ticked=True)
        self.take_button = button("Take in", self.take, "primary")
        self.table.itemChanged.connect(lambda _item: self._switch())
        cancel = button("Cancel", self.left.emit, tip="Back to the sessions (Esc)")
        head = column(row(self.title, None, cancel, self.take_button), self.state, spacing=4)
        whole = column(head, self.table, spacing=14, margins=(24, 20, 24, 18))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def choose(self, study: Study) -> bool:
        """Ask for the folder of another copy, and look at it; return whether one was chosen."""
        folder = self._ask.folder(self, "Another copy of this study", study.folder.parent)
        if folder is None:
            return False
        self._study, self._found = study, ()
        self.title.setText(f"Another copy: {folder.name}")
        self.state.setText("Looking what is in it…")
        self.table.show_rows([])
        self._switch()
        self._reads.run(
            "Looking at another copy of the study",
            lambda progress: look_at_copy(study, folder, progress),
            lambda found: self._show(study, found),
            self._complain,
        )
        return True

    def take(self) -> None:
        """Take in what is ticked."""
        study, files = self._study, [self._found[place].file for place in self.table.ticked]
        if study is None or not files:
            return

        def do(progress: Progress) -> tuple[list[TakenIn], list[str]]:
            done, failed = [], []
            for number, file in enumerate(files, start=1):
                try:
                    done.append(take_in(study, file))
                except UserError as error:
                    failed.append(f"{file.parent.name} by {file.stem}: {error}")
                progress(number / len(files))
            return done, failed

        what = f"take in {count(len(files), 'coding')} from another copy"
        self._deeds.do(Deed(what, do, lambda made: _said(*made), None, ""), lambda _made: self.left.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show(self, study: Study, found: tuple[InCopy, ...]) -> None:
        if study is not self._study:
            return
        self._found = tuple(sorted(found, key=lambda one: not one.has_news))
        self.state.setText(_ABOUT if any(one.has_news for one in found) else _NEWS)
        off = [place for place, one in enumerate(self._found) if not one.has_news]
        self.table.show_rows([_cells(one) for one in self._found], off)
        self._switch()

    def _complain(self, problem: UserError) -> None:
        self.state.setText(str(problem))

    def _switch(self) -> None:
        ticked = len(self.table.ticked)
        self.take_button.setText(f"Take in {count(ticked, 'coding')}" if ticked else "Take in")
        self.take_button.setEnabled(ticked > 0)


def _cells(one: InCopy) -> tuple[str, str, str]:
    if one.problem:
        return one.name, "–", one.problem
    here = f"{one.session} by {one.coder}"
    if one.is_new:
        return one.name, here, f"new here: {count(one.changes, 'item')}"
    both = f", {one.conflicts} changed in both and not taken" if one.conflicts else ""
    return one.name, here, f"{count(one.changes, 'item')} more{both}" if one.has_news else "the same"


def _said(done: list[TakenIn], failed: list[str]) -> tuple[str, str]:
    new, conflicts = sum(one.is_new for one in done), sum(len(one.conflicts) for one in done)
    parts = [
        f"{count(sum(one.changed for one in done), 'item')} in {count(len(done), 'coding')}, {new} of them new here."
    ]
    if conflicts:
        parts.append(f"Changed in both and not taken: {count(conflicts, 'item')}. Look in Versions and backups.")
    return f"{count(len(done), 'coding')} taken in.", " ".join(
        [*parts, *(f"Not taken in: {one}" for one in failed[:3])]
    )
