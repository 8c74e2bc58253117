"""The page of the bin: what was removed, by whom and when; it is restored, or deleted for good by who types so.

Nothing empties it by itself. It is emptied here and not in a file manager, because here each file is named in the audit
trail, with its hash, before it goes.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.errors import UserError
from annotator.study import Study
from annotator.study.bin import Removed, bin_problems, delete_for_good, in_bin, names_in_bin, restore
from annotator.text import count
from ui.study.deeds import Deed, Deeds
from ui.study.rows_table import RowsTable
from ui.study.study_page import CANNOT_WRITE
from ui.tasks import Reads
from ui.widgets.parts import button, column, label, name_field, row

_WORD = "delete"
_ABOUT = "What was removed lies here with all its files, and counts nowhere. Restoring puts it back as it was."
_FOR_GOOD = (
    "Type “{word}” to delete {what} for good. Nothing brings it back from here; backups on computers and other copies "
    "of the study keep theirs. The audit trail names what was deleted."
)


class BinPage(QWidget):
    """Lists the bin, restores from it, and empties it.

    Args:
        deeds: restores and empties.
        reads: look into the bin.
    """

    left = Signal()

    def __init__(self, deeds: Deeds, reads: Reads) -> None:
        super().__init__()
        self._deeds, self._reads = deeds, reads
        self._study: Study | None = None
        self._found: tuple[Removed, ...] = ()
        self._names: list[str] = []
        self._problems: tuple[UserError, ...] = ()
        self.table = RowsTable("Bin", ("What", "Codings", "Removed", "By"), 0)
        self._state, self._wrong = label(_ABOUT, "dim", wrap=True), label("", "danger", wrap=True)
        self.restore_button = button("Restore", self.restore, "primary", tip="Put the chosen one back (Enter)")
        self.empty_button = button("Empty the bin…", self._ask, "danger", tip="Delete all of it for good")
        self.word = QLineEdit()
        name_field(self.word, "Word that deletes")
        self.word.setFixedWidth(150)
        self.word.textChanged.connect(lambda _text: self._switch())
        self.word.returnPressed.connect(self.empty)
        self.delete_button = button("Delete for good", self.empty, "danger")
        self._question = label("", wrap=True)
        self._sure = QWidget()
        answers = row(self.word, self.delete_button, button("Cancel", self._ask_no_more, "quiet"), None)
        self._sure.setLayout(column(self._question, answers, spacing=8))
        back = button("Back", self.left.emit, tip="Back to the sessions (Esc)")
        title = row(label("Bin", "hero"), None, back, self.empty_button, self.restore_button)
        head = column(title, self._state, self._wrong, self._sure, spacing=4)
        whole = column(head, self.table, spacing=14, margins=(24, 20, 24, 18))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.activated.connect(lambda _index: self.restore())
        deeds.changed.connect(self._look_again)
        self.setFocusProxy(self.table)

    def begin(self, study: Study) -> None:
        """Show the bin of a study."""
        self._study = study
        self._ask_no_more()
        self._look_again()

    def restore(self) -> None:
        """Put the chosen one back."""
        study, place = self._study, self.table.currentRow()
        if study is None or not 0 <= place < len(self._found) or not self.restore_button.isEnabled():
            return
        one = self._found[place]
        self._deeds.do(
            Deed(
                f"restore {one.title}",
                lambda progress: restore(study, one.name, progress),
                lambda doubts: (f"{one.title[0].upper()}{one.title[1:]} is back.", " ".join(map(str, doubts[:2]))),
                None,
                "",
                lambda session, coder: (session, coder),
            ),
            lambda _doubts: self._deeds.forget((one,)),
        )

    def empty(self) -> None:
        """Delete all of the bin, if the word is typed."""
        study, names, found = self._study, self._names, self._found
        if study is None or self.word.text().strip().lower() != _WORD:
            return

        def delete() -> int:
            for name in names:
                delete_for_good(study, name)
            return len(names)

        self._ask_no_more()
        self._deeds.do(
            Deed(
                "empty the bin",
                lambda _progress: delete(),
                lambda done: (f"{count(done, 'thing')} deleted for good.", "audit.jsonl names them."),
                None,
            ),
            lambda _done: self._deeds.forget(found),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the question, then the page."""
        if event.key() == Qt.Key.Key_Escape and not self._sure.isHidden():
            self._ask_no_more()
            self.table.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _look_again(self) -> None:
        study = self._study
        if study is not None and self.isVisible():
            self._reads.run(
                "Looking into the bin",
                lambda _progress: (in_bin(study), names_in_bin(study), bin_problems(study)),
                lambda found: self._show(study, *found),
            )

    def _show(
        self, study: Study, found: tuple[Removed, ...], names: list[str], problems: tuple[UserError, ...]
    ) -> None:
        if study is not self._study:
            return
        self._found, self._names, self._problems = tuple(reversed(found)), names, problems
        self.table.show_rows([_cells(one) for one in self._found])
        self._state.setText(_ABOUT if names else "The bin is empty.")
        self._wrong.setText("\n".join(map(str, problems)))
        self._wrong.setVisible(bool(problems))
        self._switch()

    def _ask(self) -> None:
        what = f"{count(len(self._names), 'thing')} with {count(self._codings, 'coding')}"
        self._question.setText(_FOR_GOOD.format(word=_WORD, what=what))
        self._sure.show()
        self.word.clear()
        self.word.setFocus()

    def _ask_no_more(self) -> None:
        self._sure.hide()
        self.word.clear()

    @property
    def _codings(self) -> int:
        return sum(len(one.codings) for one in self._found)

    def _switch(self) -> None:
        may_write = self._study is not None and self._study.is_writable
        for one, on in ((self.restore_button, bool(self._found)), (self.empty_button, bool(self._names))):
            one.setEnabled(may_write and on)
            one.setToolTip(one.toolTip() if may_write else CANNOT_WRITE)
        self.delete_button.setEnabled(self.word.text().strip().lower() == _WORD)


def _cells(one: Removed) -> tuple[str, ...]:
    who_coded = ", ".join(dict.fromkeys(coder for _, coder in one.codings))
    codings = f"{len(one.codings)} ({who_coded})" if one.what == "session" and one.codings else str(len(one.codings))
    title = f"{one.title[0].upper()}{one.title[1:]}"
    return title, codings, f"{one.at.astimezone():%Y-%m-%d %H:%M}", one.who
