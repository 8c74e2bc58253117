"""The consensus of the comparison that is shown: read with it, opened for writing by the first decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeGuard

from PySide6.QtCore import QObject, Qt, Signal

from annotator.consensus.agreed import Sources
from annotator.consensus.basis import basis_in, why_stale
from annotator.consensus.comparison import Comparison
from annotator.consensus.consensus import begin, comment, settle, settlement_of, settlements_in
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.interval_union import union_of_intervals
from annotator.consensus.settlements import SHIFTS, OnFrame, accept_middle
from annotator.errors import EditError, UserError
from annotator.model.coding import Coding
from annotator.model.commands import reopen
from annotator.model.history import Edit
from annotator.model.intervals import lay_intervals, spans_to_cut
from annotator.model.items import Item, Settlement
from annotator.study import OpenCoding, SaveState, Study
from annotator.study.settings import CONSENSUS
from annotator.text import clock, count
from ui.current_coding import CurrentCoding
from ui.messages import STUDY, Messages, Offer
from ui.tasks import Saves

_ITSELF = "Choose two coders: how they differ is what can be settled."
_STALE = "Begin it again: what was settled and still fits is kept."
_LOOK = "Keep it for the study, or choose those of the study again."

Act = Callable[[OpenCoding], object]
MakeEdit = Callable[[Coding, Sources], Edit]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a key asked for before the consensus of its comparison was open."""

    study: Study
    comparison: Comparison
    act: Act

    def is_of(self, other: "_Wish") -> bool:
        """Whether both are about one consensus."""
        return self.study is other.study and self.comparison.session.id == other.comparison.session.id


class Settling(QObject):
    """Settles the disagreements of a comparison. The two codings it is made from are only read.

    Args:
        messages, saves: shared by the whole program.
    """

    changed = Signal()
    """The consensus has changed, or another one is shown."""
    went_back = Signal(object)
    """A step of settling was undone or redone: the Edit."""
    saving_changed = Signal()
    """What `state` says has changed."""
    _state_arrived = Signal(str)

    def __init__(self, messages: Messages, saves: Saves, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages, self._saves, self._current = messages, saves, CurrentCoding()
        self._study: Study | None = None
        self._comparison: Comparison | None = None
        self._opened: OpenCoding | None = None
        self._waiting: list[_Wish] = []  # the first of them is having its consensus opened
        self._is_left = False
        self._told = self.gone_back = ""
        # The writer thread calls back; the queue brings it over to this one.
        self._state_arrived.connect(self._tell_problem, Qt.ConnectionType.QueuedConnection)

    @property
    def consensus(self) -> Coding | None:
        """The consensus as it stands now; None while nothing is compared."""
        if self._opened is not None:
            return self._opened.coding
        return self._comparison.consensus if self._comparison is not None else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many of the disagreements are settled, and how many there are."""
        if self._comparison is None:
            return 0, 0
        found = self._comparison.disagreements
        return sum(self.settlement(one) is not None for one in found), len(found)

    @property
    def state(self) -> SaveState:
        """Whether every decision is on the disk, some wait, or the consensus cannot be written."""
        return self._opened.state if self._opened is not None else "saved"

    @property
    def problem(self) -> UserError | None:
        """Why decisions cannot be written, and where they are kept instead."""
        return self._opened.problem if self._opened is not None else None

    @property
    def is_submitted(self) -> bool:
        """Whether the consensus is finished, and locked."""
        return self.consensus is not None and self.consensus.is_submitted

    @property
    def next_undo(self) -> str:
        """What undo would take back; "" where that is nothing, or not known before the consensus is open."""
        edit = self._opened.history.next_undo if self._opened is not None and not self.is_submitted else None
        return edit.label if edit is not None else ""

    @property
    def is_look(self) -> bool:
        """Whether what is compared is not the window of the study."""
        study, shown = self._study, self._comparison
        return study is not None and shown is not None and shown.agreement.data.chosen != study.settings.window

    @property
    def has_itself(self) -> bool:
        """Whether the consensus is one of the two that are compared."""
        return self._comparison is not None and CONSENSUS in self._comparison.coders

    @property
    def note(self) -> str:
        """Why nothing can be settled as it is; "" where all is well."""
        if self._comparison is None or self.consensus is None:
            return ""
        if self.is_look:
            return "This is a look over other episodes: a consensus is made over those of the study."
        if self.has_itself:
            return "A consensus is made of two coders, not of itself and one of them."
        if basis_in(self.consensus) is None:
            return ""
        sources = self._comparison.sources
        return why_stale(self.consensus, sources.codings, sources.window) or ""

    def settlement(self, one: Disagreement) -> Settlement | None:
        """Return how a disagreement was settled; None while it is not."""
        return settlement_of(self.consensus, one) if self.consensus is not None else None

    def use(self, study: Study | None) -> None:
        """Work in another study."""
        self.close()
        self._study, self._comparison = study, None

    def show_comparison(self, comparison: Comparison) -> None:
        """Settle this comparison from now on."""
        if self._opened is not None and self._opened.coding.session != comparison.session.id:
            self._let_go()
        self._comparison, self._is_left, self.gone_back = comparison, False, ""
        self.changed.emit()

    def close(self) -> None:
        """Let go of the consensus, so that it can be opened in Code; the saves bring it to the disk."""
        self._is_left = True
        self._let_go()

    def settle(self, settlements: Sequence[Settlement]) -> bool:
        """Settle disagreements in one step; the first begins the consensus. Return False where it is refused."""
        if self._refuses():
            return False
        return self._do(lambda consensus, sources: settle(consensus, sources, settlements))

    def comment(self, one: Disagreement, text: str) -> None:
        """Say something of how a disagreement was settled; "" takes it back."""
        known = self.settlement(one)
        if known is not None and known.comment != text.strip() and not self._refuses(stale=False):
            self._with_opened(lambda opened: opened.history.do(comment(opened.coding, one, text)))

    def settle_shifts(self, limit_ms: int, on_frame: OnFrame) -> None:
        """Settle all open shifts of at most limit_ms at the frame in their middle, in one step."""
        if self._comparison is None:
            return
        sources = self._comparison.sources
        small = [
            one
            for one in self._comparison.disagreements
            if one.kind in SHIFTS and one.duration_ms <= limit_ms and self.settlement(one) is None
        ]
        if small:
            if self.settle([accept_middle(one, sources, on_frame) for one in small]):
                self._messages.done(f"{count(len(small), 'shift')} settled at the middle frame.")
        else:
            self._messages.note(f"No open shift is {limit_ms} ms or less.")

    def begin_again(self) -> None:
        """Begin the consensus from the two codings as they are now; what was settled and still fits is kept."""
        comparison = self._comparison
        if comparison is None or self._refuses(stale=False):
            return

        def act(opened: OpenCoding) -> None:
            before = {one.id for one in settlements_in(opened.coding)}
            opened.history.do(begin(opened.coding, comparison.sources, comparison.disagreements))
            kept = len(before & {one.id for one in settlements_in(opened.coding)})
            dropped = f"{count(len(before) - kept, 'settlement')} no longer fit and must be decided again."
            hint = dropped if kept < len(before) else ""
            self._messages.done(f"The consensus is begun again: {kept} of {len(before)} settlements are kept.", hint)

        self._with_opened(act)

    def reopen(self) -> None:
        """Take the submission of the consensus back, so that it can be changed."""
        self._with_opened(lambda opened: opened.history.do(reopen(opened.coding)))

    def merge_intervals(self) -> None:
        """Put interval records into the consensus by the rule of Ainsworth's two observers."""
        comparison, study = self._comparison, self._study
        if comparison is None or study is None or self._refuses(stale=False):
            return
        if len(comparison.coders) > 2:
            self._messages.note("The rule is one of two observers.", "Let only A and B take part to merge theirs.")
            return
        spans = spans_to_cut(comparison.codebook, comparison.pair.episodes, comparison.session.duration_ms)
        intervals = lay_intervals(spans, study.settings.intervals)
        if intervals:
            self._do(lambda consensus, sources: union_of_intervals(consensus, sources, intervals))
            self._with_opened(lambda opened: self._tell_merged(opened.coding))
        else:
            self._messages.note("There are no intervals to merge.", "Mark the episodes first: intervals lie in them.")

    def undo(self) -> None:
        """Take the last step back."""
        if not self._refuses(stale=False):
            self._with_opened(lambda opened: self._go_back(opened.history.undo(), "undo"))

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        if not self._refuses(stale=False):
            self._with_opened(lambda opened: self._go_back(opened.history.redo(), "redo"))

    def _go_back(self, edit: Edit | None, kind: str) -> None:
        """Say what was undone or redone, and where."""
        if edit is None:
            self._messages.note(f"There is nothing to {kind} in the consensus.")
            return
        about = [one for change in edit.changes for one in (change.after or change.before,) if _is_timed(one)]
        self.gone_back = f"{kind}ne: {edit.label}" + (f" at {clock(about[0].start_ms)}" if len(about) == 1 else "")
        self.went_back.emit(edit)

    def _refuses(self, *, stale: bool = True) -> bool:
        """Say why nothing can be changed, if so: it is submitted, only a look or, where that matters, out of date."""
        if self.is_submitted:
            offer = Offer("Reopen the consensus", self.reopen)
            self._messages.warn("The consensus of this session is submitted: nothing in it was changed.", offer=offer)
        elif self.note and (stale or self.is_look or self.has_itself):
            hint = _LOOK if self.is_look else _ITSELF if self.has_itself else _STALE
            self._messages.tell(EditError(self.note, hint))
        else:
            return False
        return True

    def _tell_merged(self, consensus: Coding) -> None:
        records = consensus.intervals
        unclear = sum(bool(record.comment) for record in records)
        hint = f"{count(unclear, 'contradiction')} left for you to judge: see the comments." if unclear else ""
        self._messages.done(f"{count(len(records), 'interval')} merged: what either coder saw has occurred.", hint)

    def _do(self, make: MakeEdit) -> bool:
        comparison = self._comparison
        return comparison is not None and self._with_opened(lambda opened: _make(opened, comparison, make))

    def _with_opened(self, act: Act) -> bool:
        """Act on the consensus, once it is open; return False where it was refused at once."""
        comparison, study = self._comparison, self._study
        self._is_left = False  # whoever decides is back, though what is on the disk may still be on its way
        if self._opened is not None:
            return self._act(self._opened, act)
        if comparison is not None and study is not None:
            self._waiting.append(_Wish(study, comparison, act))
            if len(self._waiting) == 1:
                self._open_next()
        return True

    def _open_next(self) -> None:
        """Have the consensus of the first wish that waits opened."""
        if self._waiting:
            study, session_id = self._waiting[0].study, self._waiting[0].comparison.session.id
            work = partial(self._current.open, study, session_id, CONSENSUS)
            self._saves.run("Opening the consensus", lambda _: work(), self._take, self._failed)

    def _take(self, opened: OpenCoding) -> None:
        wishes = self._served()
        self._opened = opened
        for notice in opened.notices:
            self._messages.warn(notice, about=STUDY)
        opened.history.listen(self._follow)
        opened.on_state(self._state_arrived.emit)
        for wish in wishes:
            self._act(opened, wish.act)
        if self._is_left or not self._shows(wishes[0]):
            self._let_go()  # what was asked for is done all the same
        self._open_next()

    def _follow(self, _edit: Edit) -> None:
        self.gone_back = ""
        self.changed.emit()

    def _served(self) -> list[_Wish]:
        """Take the wishes about the consensus that was opened, or cannot be, off those that wait."""
        first, waiting = self._waiting[0], self._waiting
        self._waiting = [wish for wish in waiting if not wish.is_of(first)]
        return [wish for wish in waiting if wish.is_of(first)]

    def _shows(self, wish: _Wish) -> bool:
        shown = self._comparison
        return shown is not None and self._study is wish.study and shown.session.id == wish.comparison.session.id

    def _let_go(self) -> None:
        opened, self._opened = self._opened, None
        if opened is None:
            return
        if self._comparison is not None and self._comparison.session.id == opened.coding.session:
            self._comparison = replace(self._comparison, consensus=opened.coding)
        self._saves.run("Saving the consensus", lambda _: self._current.close(), self._tell)

    def _act(self, opened: OpenCoding, act: Act) -> bool:
        try:
            act(opened)
        except EditError as problem:
            self._messages.tell(problem)
            return False
        return True

    def _tell_problem(self) -> None:
        """Say once where decisions are kept instead, if they cannot be written."""
        self.saving_changed.emit()
        if self._opened is not None:
            self._tell(self._opened.problem)

    def _tell(self, problem: UserError | None) -> None:
        if problem is not None and str(problem) != self._told:
            self._messages.tell(problem)
        self._told = str(problem or "")

    def _failed(self, error: UserError) -> None:
        self._served()
        self._messages.tell(error)
        self._open_next()


def _is_timed(item: Item | None) -> TypeGuard[Settlement]:
    return isinstance(item, Settlement) and item.kind not in ("rating", "class")


def _make(opened: OpenCoding, comparison: Comparison, make: MakeEdit) -> None:
    if basis_in(opened.coding) is None:
        opened.history.do(begin(opened.coding, comparison.sources, comparison.disagreements))
    opened.history.do(make(opened.coding, comparison.sources))
