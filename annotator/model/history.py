"""How data changes: one way only. Every change of a coding is an Edit that History does, undoes or redoes."""

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from annotator.errors import EditError
from annotator.model.coding import Coding
from annotator.model.items import EpisodeMark, Event, IntervalRecord, Item, Segment, Submission


class Change(Struct, frozen=True):
    """Add (before is None), delete (after is None) or replace one item; its inverse is a swap."""

    before: Item | None
    after: Item | None

    @property
    def item_id(self) -> str:
        """The id of the item that changes; "" where there is none, which no edit may have."""
        item = self.after if self.before is None else self.before
        return "" if item is None else item.id

    @property
    def is_of_one_item(self) -> bool:
        """Whether there is an item, and the same one before and after."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        return self.before.id == self.after.id

    @property
    def moment_ms(self) -> int | None:
        """Where in session time it shows: the edge that moves, else where the item begins; None where there is none."""
        before, after = _edges(self.before), _edges(self.after)
        moved = [other if one is None else one for one, other in zip(after, before, strict=False) if one != other]
        return next(iter([*moved, *after, *before]), None)

    def inverse(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.after, self.before)


def _edges(item: Item | None) -> tuple[int | None, ...]:
    match item:
        case Event() | Segment() | IntervalRecord():
            return item.start_ms, item.end_ms
        case EpisodeMark():
            return (item.start_ms,)
        case _:
            return ()


class Edit(Struct, frozen=True, kw_only=True):
    """One step of the user: all of its changes happen or none does.

    kind says whether the step was done, or is the undoing or redoing of the step on top of the stack.
    """

    label: str
    changes: tuple[Change, ...]
    kind: Literal["do", "undo", "redo"] = "do"

    @property
    def moment_ms(self) -> int | None:
        """Where in session time it shows, the earliest of its changes; None where it is about no time."""
        moments = (change.moment_ms for change in self.changes if change.before != change.after)
        return min((one for one in moments if one is not None), default=None)

    @property
    def is_submission(self) -> bool:
        """Whether it submits or reopens the coding, and nothing else."""
        for change in self.changes:  # nearly always it ends at the first
            if not isinstance(change.before or change.after, Submission) or change.before == change.after:
                return False
        return bool(self.changes)


Listener = Callable[[Edit], None]


class History:
    """Does, undoes and redoes edits on a coding and tells its listeners of each, in the order they joined.

    To submit and to reopen are acts of their own: undo and redo pass over them, and refuse while it is submitted.
    """

    def __init__(self, coding: Coding) -> None:
        self.coding = coding
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._listeners: list[Listener] = []

    @property
    def done(self) -> tuple[Edit, ...]:
        """Edits that stand, oldest first; the last is the next to be undone."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Edit, ...]:
        """Edits that were undone; the last is the next to be redone."""
        return tuple(self._undone)

    @property
    def next_undo(self) -> Edit | None:
        """The edit that undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Edit | None:
        """The edit that redo would do again."""
        return self._undone[-1] if self._undone else None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call listener after every edit from now on; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def do(self, edit: Edit) -> None:
        """Apply an edit and tell the listeners. An edit that changes nothing is no step.

        Raises:
            EditError: if the coding is submitted, or an item is not as the edit expects it.
        """
        if any(change.before != change.after for change in edit.changes):
            self._take(edit)

    def undo(self) -> Edit | None:
        """Take the last edit back; return what was done for it, or None when there is nothing to undo.

        Raises:
            EditError: if the coding is submitted.
        """
        if not self._done:
            return None
        self._check_open()
        last = self._done[-1]
        inverse = tuple(change.inverse() for change in reversed(last.changes))
        return self._take(Edit(label=last.label, changes=inverse, kind="undo"))

    def redo(self) -> Edit | None:
        """Do the last undone edit again; return what was done, or None when there is nothing to redo.

        Raises:
            EditError: if the coding is submitted.
        """
        if not self._undone:
            return None
        self._check_open()
        last = self._undone[-1]
        return self._take(Edit(label=last.label, changes=last.changes, kind="redo"))

    def replay(self, edits: Iterable[Edit]) -> None:
        """Apply edits read from a journal, without telling anybody.

        Raises:
            EditError: if an edit does not fit what the ones before it left.
        """
        for edit in edits:
            self._apply(edit)

    def _take(self, edit: Edit) -> Edit:
        self._apply(edit)
        for listener in tuple(self._listeners):
            listener(edit)
        return edit

    def _apply(self, edit: Edit) -> None:
        self._check(edit)
        for change in edit.changes:
            if change.after is None:
                self.coding.remove(change.item_id)
            else:
                self.coding.put(change.after)
        self._remember(edit)

    def _check(self, edit: Edit) -> None:
        changes = edit.changes  # a journal of hundreds of edits is replayed whenever it is read: no step for nothing
        if self.coding.is_submitted and not any(isinstance(c.before, Submission) for c in changes):
            self._check_open()
        # Journals from before submitting was an act of its own hold its undoing and redoing; they change no stack.
        is_missing = (edit.kind == "undo" and not self._done) or (edit.kind == "redo" and not self._undone)
        if is_missing and not edit.is_submission:
            raise EditError(f"There is nothing to {edit.kind}.")
        if len(changes) > 1 and len({change.item_id for change in changes}) < len(changes):
            raise EditError(f"“{edit.label}” changes an item twice.", "Nothing was changed; try again.")
        for change in changes:
            if not change.is_of_one_item:
                raise EditError(f"“{edit.label}” has a change of no item, or of two.", "Nothing was changed.")
        items = self.coding.items
        for change in changes:
            if items.get(change.item_id) != change.before:
                raise EditError(
                    f"“{edit.label}” does not fit: item {change.item_id} has changed since.",
                    "Nothing was changed; try again.",
                )

    def _check_open(self) -> None:
        if self.coding.is_submitted:
            raise EditError("This coding is submitted.", "Reopen it before you change anything: Ctrl+Enter.")

    def _remember(self, edit: Edit) -> None:
        if edit.is_submission:
            return
        if edit.kind == "do":
            self._done.append(edit)
            self._undone.clear()
        elif edit.kind == "undo":
            self._undone.append(self._done.pop())
        else:
            self._done.append(self._undone.pop())
