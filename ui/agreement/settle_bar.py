"""The bar under the recording: what the current disagreement asks, how it can be settled, and how many are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QToolButton, QWidget

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.majority import majority
from annotator.model.items import Settlement
from annotator.report.settle_words import answers, comment_words, kind_words, question, settled_words
from ui.actions import Actions
from ui.agreement.edit_bar import CommentBar, EditBar
from ui.widgets.parts import action_button, button, column, label, row

_ACCEPT = ("accept_a", "accept_b", "next_disputed_code", "set_disputed_end")
MOST_CODERS = len(_ACCEPT)
"""So many can be settled at once: there are no more letters for them."""
_LONGEST = 60
"""Letters of a comment beside the question; all of it stands in the tip."""
SMALL_SHIFTS_MS = (40, 100, 200, 500, 1000)


class SettleBar(QWidget):
    """Tells what is wanted; it settles nothing itself."""

    shifts_wanted = Signal(int)
    """Settle all open shifts of at most so many ms at their middle frame."""
    intervals_wanted = Signal()
    begin_wanted = Signal()
    reopen_wanted = Signal()
    submit_wanted = Signal()
    """The consensus is to be opened in Code, where it is checked and submitted."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.kind, self.question = label("", "strong"), label("", "dim", wrap=True)
        self.question.setAccessibleName("What the coders differ in")
        self.question.setMinimumHeight(2 * self.question.fontMetrics().lineSpacing())  # so that nothing jumps
        self.progress = label("", "dim")
        self.note = label("", "warning", wrap=True)
        self.begin = button("Begin again", self.begin_wanted.emit, tip="What was settled and still fits is kept")
        self.reopen = button("Reopen", self.reopen_wanted.emit, tip="Take the submission back, to change it")
        self.submit = button("Open to submit", self.submit_wanted.emit, tip="In Code, Ctrl+Enter checks and submits it")
        self._state = QWidget()
        state = row(self.note, self.begin, self.reopen, self.submit, spacing=8)
        state.setStretch(0, 1)
        self._state.setLayout(state)
        self.accept = [action_button(actions, name) for name in _ACCEPT]
        self.accept_a, self.accept_b, *further = self.accept
        for made, key in zip(further, "CD", strict=True):  # the key means something else while editing
            made.setText(f"{key}  Accept")
        self.majority = action_button(actions, "accept_majority", "V  Majority")
        self.edit = action_button(actions, "edit_disagreement")
        self.neither = action_button(actions, "accept_neither")
        self.menu_button, self._menu = self._consensus_menu()
        self.comment = action_button(actions, "comment_settlement", "M  Comment")
        self.editing, self.commenting = EditBar(actions), CommentBar()
        self._rows = QStackedWidget()
        self._rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        choices = QWidget()
        self._more = QWidget()
        self._more.setLayout(row(*self.accept[2:], self.majority, None, spacing=6, margins=(0, 6, 0, 0)))
        own = row(
            self.accept_a, self.accept_b, self.edit, self.neither, self.comment, None, self.menu_button, spacing=6
        )
        choices.setLayout(column(own, self._more, spacing=0))
        self._rows.addWidget(choices)
        self._rows.addWidget(self.editing)
        self._rows.addWidget(self.commenting)
        head = row(self.kind, self.question, self.progress, spacing=10)
        head.setStretch(1, 1)
        self._more.hide()
        self.show_progress(0, 0, "")
        self.setLayout(column(head, self._rows, self._state, spacing=6, margins=(10, 6, 10, 8)))

    def show_disagreement(
        self, one: Disagreement | None, comparison: Comparison | None, settled: Settlement | None
    ) -> None:
        """Show what a disagreement asks and how it was settled; None where none is chosen."""
        has_one, many = one is not None and comparison is not None, len(comparison.coders) if comparison else 2
        self._more.setVisible(many > 2)
        for place, made in enumerate(self.accept):
            made.setVisible(place < many)
        for made in (*self.accept, self.majority, self.edit, self.neither):
            made.setEnabled(has_one)
        if one is None or comparison is None:
            self.comment.setEnabled(False)
            self.kind.setText("")
            self.question.setText("Choose a disagreement: N goes to the next one.")
            return
        said = comment_words(settled)
        shown = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 2]}…”"
        self.question.setToolTip(said)
        how = " ".join(filter(None, (settled_words(settled), shown)))
        self.comment.setEnabled(settled is not None)
        self.kind.setText(kind_words(one, comparison.codebook))
        self.question.setText(question(one, comparison) + (f" Settled: {how.removesuffix('.')}." if how else ""))
        self.majority.setEnabled(majority(one) is not None)
        for made, key, coder, word in zip(
            self.accept, "ABCD", comparison.coders, answers(one, comparison.codebook), strict=False
        ):
            shown = made.fontMetrics().elidedText(f"{coder}: {word}", Qt.TextElideMode.ElideRight, 150)
            made.setText(f"{key}  {shown}")
            made.setAccessibleName(f"Accept {coder}: {word}")
        self.edit.setText("E  Edit")
        self.neither.setText("X  Neither")

    def show_progress(
        self, settled: int, found: int, note: str, *, is_submitted: bool = False, is_look: bool = False
    ) -> None:
        """Show how many are settled; why nothing can be, if so; and what comes next."""
        self.progress.setText(f"{settled} of {found} settled")
        is_done = 0 < found == settled and not is_submitted and not note
        said = ["The consensus is submitted: locked, and finished."] if is_submitted else []
        said += [f"⚠ {note}"] if note else []
        said += ["All is settled. Submit the consensus, so that it counts as finished."] if is_done else []
        self.note.setText(" ".join(said))
        self.note.setProperty("kind", "warning" if note else "dim")
        self.note.style().polish(self.note)
        self.begin.setVisible(bool(note) and not is_submitted and not is_look)
        self.reopen.setVisible(is_submitted)
        self.submit.setVisible(is_done)
        self._state.setVisible(bool(said))

    def begin_edit(self, one: Disagreement, comparison: Comparison) -> None:
        """Let a disagreement be edited."""
        self.editing.begin(one, comparison)
        self._rows.setCurrentWidget(self.editing)

    def begin_comment(self, settled: Settlement) -> None:
        """Let the comment on a settlement be typed."""
        self._rows.setCurrentWidget(self.commenting)
        self.commenting.begin(settled.comment)

    def end_edit(self) -> None:
        """Show the choices again."""
        self._rows.setCurrentIndex(0)

    def _consensus_menu(self) -> tuple[QToolButton, QMenu]:
        made = QToolButton()
        made.setText("More ▾")
        made.setAccessibleName("More on the consensus")
        made.setToolTip("Settle several at once, merge intervals, undo")
        menu = QMenu(made)
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        shifts = menu.addMenu("Settle small shifts at their middle frame")
        for limit_ms in SMALL_SHIFTS_MS:
            action = shifts.addAction(f"Up to {limit_ms} ms")
            action.triggered.connect(lambda _=False, limit_ms=limit_ms: self.shifts_wanted.emit(limit_ms))
        menu.addAction("Merge intervals: either coder saw it (Ainsworth 1978)").triggered.connect(self.intervals_wanted)
        menu.addSeparator()
        menu.addActions([self._actions[name] for name in ("next_unsettled", "undo_settling", "redo_settling")])
        menu.addAction("Begin the consensus again").triggered.connect(self.begin_wanted)
        return made, menu
