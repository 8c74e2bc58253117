"""The strip below the pages: what is wrong with the draft, each fault a way to the field it is about."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.model.codebook.faults import Fault
from annotator.model.codebook.lines import Path
from annotator.text import count
from ui.codebook.open_codebook import OpenCodebook
from ui.widgets.parts import button, column, label, row

_PATH = Qt.ItemDataRole.UserRole
_MOST_SHOWN = 4


class FaultsStrip(QWidget):
    """Says how many faults there are and lists them; without any it is one quiet line."""

    chosen = Signal(tuple)
    """Somebody wants to see the field of a fault: its path."""

    def __init__(self, book: OpenCodebook) -> None:
        super().__init__()
        self.book = book
        self.words = label("", "dim")
        self.list = QListWidget()
        self.list.setAccessibleName("Faults")
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        self._next = button("Next fault", self.step, "quiet", tip="Go to the next fault (F12)")
        head = row(self.words, None, self._next, margins=(24, 4, 16, 4))
        self.setLayout(column(head, column(self.list, margins=(16, 0, 16, 0)), spacing=0))
        book.changed.connect(self.show_draft)

    def show_draft(self) -> None:
        """Show the faults of the draft."""
        if not self.book.is_open:
            return
        places = self.book.draft.fault_places()
        faults = len(self.book.hindering)
        self.words.setText(_summary(self.book, faults, len(places) - faults))
        self.words.setProperty("kind", "danger" if faults else "dim")
        self.words.style().polish(self.words)
        self._next.setVisible(bool(places))
        self.list.setVisible(bool(places))
        self._fill(places)

    def step(self) -> None:
        """Go to the next fault."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
            self._go(self.list.currentItem())

    def _fill(self, places: tuple[tuple[Path, Fault], ...]) -> None:
        current = self.list.currentRow()
        self.list.clear()
        for path, fault in places:
            item = QListWidgetItem(f"Line {fault.line}: {fault.what}. {fault.remedy}")
            item.setData(_PATH, path)
            self.list.addItem(item)
        self.list.setCurrentRow(min(current, self.list.count() - 1))
        height = self.list.sizeHintForRow(0) if places else 0
        self.list.setFixedHeight(min(len(places), _MOST_SHOWN) * (height + 2) + 8)

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_PATH))


def _summary(book: OpenCodebook, faults: int, notes: int) -> str:
    if faults:
        return f"{count(faults, 'fault')} to fix before it can be saved"
    if notes:
        return f"{count(notes, 'fault')} to fix; it can be saved all the same"
    codebook = book.codebook
    parts = [count(len(codebook.codes), "code"), count(len(codebook.scales), "scale")]
    if codebook.classification:
        parts.append(f"{len(codebook.classification.classes)} classes")
    return f"✓ No faults · {', '.join(parts)}"
