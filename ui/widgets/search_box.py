"""A list to choose from by typing a part of what is meant."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import name_field

Offered = tuple[str, str, QIcon | None]
"""Id, words, and a sign."""


class SearchBox(ChoiceBox):
    """Offers many things; typing shows those whose words have it in them, Enter or a click takes one.

    Args:
        name: what it is called.
        hint: what stands in it while nothing is chosen.
        new: whether what is typed may be something new.
    """

    picked = Signal(str)
    """Somebody has chosen this id."""
    typed_new = Signal(str)
    """Something was typed that is not offered."""

    def __init__(self, name: str, hint: str, *, new: bool = False) -> None:
        super().__init__()
        self._allows_new = new
        self._offered: tuple[Offered, ...] = ()
        self._chosen = ""
        name_field(self, name)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field, completer = self.lineEdit(), self.completer()
        assert field is not None
        assert completer is not None
        field.setPlaceholderText(hint)
        field.setAccessibleName(name)
        field.installEventFilter(self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._take_words)
        self.activated.connect(self._take_row)

    @property
    def chosen(self) -> str:
        """The id that is shown as chosen, "" for none."""
        return self._chosen

    def offer(self, offered: Sequence[Offered], chosen: str, hint: str = "") -> None:
        """Offer other things, one of them chosen, or none for ""."""
        field = self.lineEdit()
        assert field is not None
        if hint:
            field.setPlaceholderText(hint)
        if tuple(offered) != self._offered:
            self._offered = tuple(offered)
            self.blockSignals(True)
            self.clear()
            for one, words, icon in offered:
                self.addItem(icon or QIcon(), words, one)
            self.blockSignals(False)
        self._show(chosen)

    def type(self, text: str) -> None:
        """Begin to search for something."""
        field = self.lineEdit()
        assert field is not None
        field.setFocus()
        field.setText(text)
        field.textEdited.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter take what was typed, and Escape put back what was chosen."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_words(self.currentText())
                return True
            if event.key() == Qt.Key.Key_Escape and self.currentText() != self._words(self._chosen):
                self._show(self._chosen)
                return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what stands there, so that typing begins anew."""
        super().focusInEvent(event)
        field = self.lineEdit()
        if field is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            field.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put back what was chosen, where typing led to nothing."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._show(self._chosen)

    def _words(self, chosen: str) -> str:
        return next((words for one, words, _ in self._offered if one == chosen), "")

    def _show(self, chosen: str) -> None:
        self._chosen = chosen
        at = next((at for at, (one, _, _) in enumerate(self._offered) if one == chosen), -1)
        self.blockSignals(True)
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText("")
        self.blockSignals(False)

    def _take_row(self, at: int) -> None:
        if 0 <= at < len(self._offered):
            self._take(self._offered[at][0])

    def _take_words(self, typed: str) -> None:
        """Take what has these words; a part of them where only one has it; what is new where that may be."""
        text = typed.strip().casefold()
        if not text:
            self._show(self._chosen)
            return
        exact = [one for one, words, _ in self._offered if words.casefold() == text]
        part = [one for one, words, _ in self._offered if text in words.casefold()]
        if exact or len(part) == 1:
            self._take((exact or part)[0])
        elif self._allows_new:
            self.typed_new.emit(typed.strip())
        elif part:
            self._take(part[0])
        else:
            self._show(self._chosen)

    def _take(self, one: str) -> None:
        self._show(one)
        self.picked.emit(one)
