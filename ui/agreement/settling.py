"""The consensus of the comparison that is shown: read with it, opened for writing by the first decision."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import EditError, UserError
from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.model.intervals import lay_intervals, spans_to_cut
from annotator.model.items import Settlement
from annotator.reliability import Disagreement
from annotator.reliability.agreed import Sources
from annotator.reliability.consensus import basis_in, begin, settle, settlement_of, why_stale
from annotator.reliability.interval_union import union_of_intervals
from annotator.reliability.settlements import SHIFTS, OnFrame, accept_middle
from annotator.study import OpenCoding, SaveState, Study
from annotator.study.settings import CONSENSUS
from ui.agreement.comparison import Comparison
from ui.messages import Messages
from ui.tasks import Tasks
from ui.text import count

Act = Callable[[OpenCoding], object]
MakeEdit = Callable[[Coding, Sources], Edit]


class Settling(QObject):
    """Settles the disagreements of a comparison. The two codings it is made from are only read."""

    changed = Signal()
    """The consensus has changed, or another one is shown."""
    _state_arrived = Signal(str)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._study: Study | None = None
        self._tasks: Tasks | None = None
        self._comparison: Comparison | None = None
        self._opened: OpenCoding | None = None
        self._arrived: list[OpenCoding] = []  # opened on another thread, not yet taken
        self._waiting: list[Act] = []  # what the keys asked for while it was being opened
        self._told = ""
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
    def note(self) -> str:
        """Why nothing can be settled as it is; "" where all is well."""
        if self._comparison is None or self.consensus is None or basis_in(self.consensus) is None:
            return ""
        return why_stale(self.consensus, self._comparison.sources) or ""

    def settlement(self, one: Disagreement) -> Settlement | None:
        """Return how a disagreement was settled; None while it is not."""
        return settlement_of(self.consensus, one) if self.consensus is not None else None

    def use(self, study: Study | None, tasks: Tasks | None) -> None:
        """Work in another study."""
        self.close()
        self._study, self._tasks, self._comparison = study, tasks, None

    def show_comparison(self, comparison: Comparison) -> None:
        """Settle this comparison from now on."""
        if self._opened is not None and self._opened.coding.session != comparison.session.id:
            self.close()
        self._comparison = comparison
        self.changed.emit()

    def close(self) -> None:
        """Save the consensus and let go of it, so that it can be opened in Code."""
        while self._arrived:
            self._arrived.pop().close()
        self._waiting.clear()
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()
            if self._comparison is not None:
                self._comparison = replace(self._comparison, consensus=opened.coding)

    def settle(self, settlements: Sequence[Settlement]) -> None:
        """Settle disagreements in one step; the first begins the consensus."""
        self._do(lambda consensus, sources: settle(consensus, sources, settlements))

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
            self.settle([accept_middle(one, sources, on_frame) for one in small])
            self._messages.done(f"{count(len(small), 'shift')} settled at the frame in the middle.")
        else:
            self._messages.note(f"No open shift is as small as {limit_ms} ms.")

    def begin_again(self) -> None:
        """Begin the consensus from the two codings as they are now; what was settled and still fits is kept."""
        if self._comparison is not None:
            found = self._comparison.disagreements
            self._do(lambda consensus, sources: begin(consensus, sources, found))

    def merge_intervals(self) -> None:
        """Put interval records into the consensus by the rule of Ainsworth's two observers."""
        comparison, study = self._comparison, self._study
        if comparison is None or study is None:
            return
        spans = spans_to_cut(comparison.codebook, comparison.episodes, comparison.session.duration_ms)
        intervals = lay_intervals(spans, study.settings.intervals)
        if intervals:
            self._do(lambda consensus, sources: union_of_intervals(consensus, sources, intervals))
            self._with_opened(lambda opened: self._tell_merged(opened.coding))
        else:
            self._messages.note("There are no intervals to merge.", "Mark the episodes first: intervals lie in them.")

    def undo(self) -> None:
        """Take the last step back."""
        self._with_opened(lambda opened: opened.history.undo())

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        self._with_opened(lambda opened: opened.history.redo())

    def _tell_merged(self, consensus: Coding) -> None:
        records = consensus.intervals
        unclear = sum(bool(record.comment) for record in records)
        hint = f"{count(unclear, 'contradiction')} left to judgement, in the comments." if unclear else ""
        self._messages.done(f"{count(len(records), 'interval')} merged: what either coder saw has occurred.", hint)

    def _do(self, make: MakeEdit) -> None:
        self._with_opened(lambda opened: self._make(opened, make))

    def _make(self, opened: OpenCoding, make: MakeEdit) -> None:
        if self._comparison is None:
            return
        sources = self._comparison.sources
        if basis_in(opened.coding) is None:
            opened.history.do(begin(opened.coding, sources, self._comparison.disagreements))
        opened.history.do(make(opened.coding, sources))

    def _with_opened(self, act: Act) -> None:
        """Act on the consensus, once it is open."""
        comparison, study = self._comparison, self._study
        if self._opened is not None:
            self._act(self._opened, act)
            return
        self._waiting.append(act)
        if comparison is not None and study is not None and self._tasks is not None and len(self._waiting) == 1:
            session_id = comparison.session.id
            self._tasks.run(
                "Opening the consensus",
                lambda _: self._arrived.append(study.open_coding(session_id, CONSENSUS)),
                lambda _: self._take(),
                self._failed,
            )

    def _take(self) -> None:
        if not self._arrived:  # it was closed in the meantime
            return
        opened, waiting = self._arrived.pop(), tuple(self._waiting)
        self._opened = opened
        self._waiting.clear()
        for notice in opened.notices:
            self._messages.warn(notice)
        opened.history.listen(lambda _edit: self.changed.emit())
        opened.on_state(self._state_arrived.emit)
        for act in waiting:
            self._act(opened, act)

    def _act(self, opened: OpenCoding, act: Act) -> None:
        try:
            act(opened)
        except EditError as problem:
            self._messages.tell(problem)

    def _tell_problem(self) -> None:
        """Say once where decisions are kept instead, if they cannot be written."""
        problem = self._opened.problem if self._opened is not None else None
        if problem is not None and str(problem) != self._told:
            self._messages.tell(problem)
        self._told = str(problem or "")

    def _failed(self, error: UserError) -> None:
        self._waiting.clear()
        self._messages.tell(error)
