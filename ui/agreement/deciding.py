"""What the keys of the workbench do to the current disagreement: accept, leave out, edit frame by frame."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotator.consensus.agreed import Sources
from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.majority import accept_majority
from annotator.consensus.settlements import SIDES, Side, accept, accept_edited, accept_neither
from annotator.errors import EditError
from annotator.model.history import Edit
from annotator.model.items import Settlement
from ui.actions import Actions
from ui.agreement.disagreement_list import DisagreementList
from ui.agreement.settle_bar import SettleBar
from ui.agreement.settling import Settling
from ui.messages import Messages
from ui.widgets.watching import Watching


class Deciding(QObject):
    """Joins the list, the recording, the bar and the consensus.

    Args:
        listed: says which disagreement is meant.
        playback: says which frame is shown.
        bar: shows what is being edited.
        settling: keeps what was decided.
    """

    edit_changed = Signal(object)
    """The stretch (start_ms, end_ms) that is being edited has changed; None: nothing is."""

    def __init__(
        self,
        listed: DisagreementList,
        playback: Watching,
        bar: SettleBar,
        settling: Settling,
        messages: Messages,
    ) -> None:
        super().__init__(listed)
        self._list, self._playback, self._bar, self._settling = listed, playback, bar, settling
        self._messages = messages
        self._comparison: Comparison | None = None
        self._edited: Disagreement | None = None
        self._commented: Disagreement | None = None
        editing = bar.editing
        editing.changed.connect(lambda start_ms, end_ms: self.edit_changed.emit((start_ms, end_ms)))
        bar.shifts_wanted.connect(lambda limit_ms: settling.settle_shifts(limit_ms, playback.frame_near))
        bar.intervals_wanted.connect(settling.merge_intervals)
        bar.commenting.done.connect(self.comment)
        bar.commenting.left.connect(self.end_edit)
        bar.begin_wanted.connect(settling.begin_again)
        bar.reopen_wanted.connect(settling.reopen)
        settling.went_back.connect(self._go_to)

    def bind(self, actions: Actions) -> None:
        """Give the actions of the workbench something to do."""
        editing, playback, listed = self._bar.editing, self._playback, self._list
        done: dict[str, Callable[[], object]] = {
            "next_disagreement": lambda: self._go(1),
            "previous_disagreement": lambda: self._go(-1),
            "next_unsettled": listed.go_to_open,
            "watch_disagreement": self.confirm,
            "agree_play": playback.toggle,
            "agree_frame_back": lambda: playback.step(-1),
            "agree_frame_forward": lambda: playback.step(1),
            "accept_a": lambda: self.accept("a"),
            "accept_b": lambda: self.accept("b"),
            "accept_neither": lambda: self._decide(accept_neither),
            "edit_disagreement": self.begin_edit,
            "leave_edit": self.end_edit,
            "comment_settlement": self.begin_comment,
            "set_disputed_start": lambda: self._while_editing(lambda: editing.set_start(playback.position_ms)),
            "accept_majority": lambda: self._decide(accept_majority),
            "set_disputed_end": lambda: self._edit_or_accept(lambda: editing.set_end(playback.position_ms), "d"),
            "next_disputed_code": lambda: self._edit_or_accept(editing.next_code, "c"),
            "undo_settling": self._settling.undo,
            "redo_settling": self._settling.redo,
        }
        for action_id, handler in done.items():
            actions.bind(action_id, handler)

    def show_comparison(self, comparison: Comparison) -> None:
        """Decide about another comparison."""
        self.end_edit()
        self._comparison = comparison

    def accept(self, side: Side) -> None:
        """Accept what one of the coders has."""
        self._decide(lambda one, sources: accept(one, sources, side))

    def begin_edit(self) -> None:
        """Set start, end and code by hand."""
        one = self._list.current
        if one is None or self._comparison is None or self._edited is not None:
            return
        if one.kind in ("rating", "class", "modifiers"):
            hint = "Accept one of the two, or set it in Code."
            self._messages.tell(EditError(f"This {one.kind} cannot be edited here.", hint))
            return
        self._edited = one
        self._playback.seek(one.start_ms)
        self._bar.begin_edit(one, self._comparison)

    def begin_comment(self) -> None:
        """Type what is to be said of how the disagreement was settled."""
        one = self._list.current
        if one is None or self._edited is not None:
            return
        settled = self._settling.settlement(one)
        if settled is None:
            what = "A comment is kept with how a disagreement was settled."
            self._messages.tell(EditError(what, "Settle this one first; Shift+N goes back to the one before."))
            return
        self._commented = one
        self._bar.begin_comment(settled)

    def comment(self, text: str) -> None:
        """Keep what was typed."""
        one = self._commented
        self.end_edit()
        if one is not None:
            self._settling.comment(one, text)

    def end_edit(self) -> None:
        """Leave what was edited, or said, as it was."""
        if self._commented is not None:
            self._list.view.setFocus()  # the field takes it along where it goes
        self._edited = self._commented = None
        self._bar.end_edit()
        self.edit_changed.emit(None)

    def confirm(self) -> None:
        """Take what was edited; while nothing is, play the disagreement."""
        one, editing = self._edited, self._bar.editing
        if one is None:
            self._playback.watch()
            return
        self._settle(
            one, lambda one, sources: accept_edited(one, sources, editing.code, editing.start_ms, editing.end_ms)
        )

    def _go(self, lines: int) -> None:
        self.end_edit()
        self._list.step(lines)

    def _go_to(self, edit: Edit) -> None:
        """Go to the line that a step is about, the first of several."""
        about = {change.item_id for change in edit.changes}
        one = next((one for one in self._list.model.shown if one.key in about), None)
        if one is not None:
            self._list.select(one)

    def _edit_or_accept(self, act: Callable[[], object], side: Side) -> None:
        """Act while something is edited, else accept a further coder, if so many are settled."""
        if self._edited is not None:
            act()
        elif self._comparison is not None and SIDES.index(side) < len(self._comparison.coders):
            self.accept(side)

    def _while_editing(self, act: Callable[[], object]) -> None:
        if self._edited is not None:
            act()

    def _decide(self, make: Callable[[Disagreement, Sources], Settlement]) -> None:
        if self._list.current is None:
            self._messages.tell(EditError("No disagreement is selected.", "N goes to the next one."))
        elif self._edited is None:
            self._settle(self._list.current, make)

    def _settle(self, one: Disagreement, make: Callable[[Disagreement, Sources], Settlement]) -> None:
        if self._comparison is None:
            return
        try:
            settled = make(one, self._comparison.sources)
        except EditError as problem:
            self._messages.tell(problem)
            return
        self.end_edit()
        if self._settling.settle([settled]):
            self._list.go_to_open()
