"""A disagreement set by hand: start, end and code, each by a key on the frame that is shown; and what is said of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.report.wording import NONE_NAME
from annotator.text import clock
from ui.actions import Actions
from ui.theme import number_font
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import action_button, button, label, name_field, row
from ui.widgets.tables import swatch


class EditBar(QWidget):
    """Holds what was set so far.

    Attributes:
        start_ms: the first frame that shows it.
        end_ms: the first frame that no longer does; of a point, its moment.
    """

    changed = Signal(int, int)
    """It lies over [start_ms, end_ms) now."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.start_ms = self.end_ms = 0
        self._is_moment = False
        self.start = action_button(actions, "set_disputed_start")
        self.end = action_button(actions, "set_disputed_end")
        for made in (self.start, self.end):
            made.setFont(number_font())
        self.codes = ChoiceBox()
        name_field(self.codes, "Code of the edited stretch")
        self.codes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.codes.setMinimumContentsLength(5)
        self.codes.setMaximumWidth(200)
        done = action_button(actions, "watch_disagreement", "↵  Done", "primary")
        back = action_button(actions, "leave_edit", "Esc", "quiet")
        back.setAccessibleName("Back")
        self._to = label("–", "dim")
        whole = row(self.start, self._to, self.end, self.codes, None, back, done, spacing=6)
        whole.setStretch(3, 4)
        self.setLayout(whole)
        self._set(0, 0)

    @property
    def code(self) -> str | None:
        """The code that is chosen; None for none."""
        return self.codes.currentData() or None

    def begin(self, one: Disagreement, comparison: Comparison) -> None:
        """Begin with the disputed stretch and the code it is about."""
        self._is_moment = not one.pieces
        codebook = comparison.codebook
        channel = codebook.state_channels.get(one.channel, ()) if one.pieces else ()
        self.codes.clear()
        for code in channel:
            self.codes.addItem(swatch(codebook, code.id), code.name, code.id)
        if one.pieces:
            self.codes.addItem(NONE_NAME, "")
        is_gap = one.kind == "split or merge"
        self.codes.setCurrentIndex(max(0, self.codes.findData("" if is_gap else one.subject)))
        for part in (self.codes, self._to, self.end):
            part.setVisible(not self._is_moment)
        self._set(one.start_ms, one.end_ms)

    def set_start(self, at_ms: int) -> None:
        """Let it start at at_ms; a moment is there."""
        self._set(at_ms, at_ms if self._is_moment else self.end_ms)

    def set_end(self, at_ms: int) -> None:
        """Let it end at at_ms."""
        self._set(at_ms if self._is_moment else self.start_ms, at_ms)

    def next_code(self) -> None:
        """Choose the next code of the channel, after the last the first."""
        if self.codes.count():
            self.codes.setCurrentIndex((self.codes.currentIndex() + 1) % self.codes.count())

    def _set(self, start_ms: int, end_ms: int) -> None:
        self.start_ms, self.end_ms = start_ms, end_ms
        self.start.setText(f"S  {clock(start_ms)}")
        self.end.setText(f"D  {clock(end_ms)}")
        self.start.setAccessibleName(f"Set start, now {clock(start_ms)}")
        self.end.setAccessibleName(f"Set end, now {clock(end_ms)}")
        self.changed.emit(start_ms, end_ms)


class CommentBar(QWidget):
    """The comment on a settlement while it is typed: Enter keeps it, Esc leaves it as it was."""

    done = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = _Field()
        self.field.setPlaceholderText("Why it was settled so")
        self.field.setAccessibleName("Comment on the settlement")
        self.field.returnPressed.connect(lambda: self.done.emit(self.field.text()))
        self.field.left.connect(self.left)
        back = button("Esc", self.left.emit, "quiet", tip="Leave the comment as it was")
        back.setAccessibleName("Back")
        keep = button("↵  Done", lambda: self.done.emit(self.field.text()), "primary", tip="Keep the comment")
        whole = row(self.field, back, keep, spacing=6)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def begin(self, text: str) -> None:
        """Begin with what was said before."""
        self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus()


class _Field(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
