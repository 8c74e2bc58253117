"""The steps of a coding with their times: those that stand, those that were undone, and what was left behind."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from annotator.model.history import Edit


class Step(Struct, frozen=True):
    """One step of the coder: what it was, when it was done (UTC), and where in session time it shows, if anywhere."""

    label: str
    at: datetime
    moment_ms: int | None = None


class Branch(Struct, frozen=True):
    """Steps that were undone, after which another way was taken: they can be done again.

    after: how many steps stand where it begins.
    steps: what was done then, oldest first; edits the same as edits.
    """

    after: int
    steps: tuple[Step, ...]
    edits: tuple[Edit, ...]


class _Node:
    """A step, and every step that was ever done right after it."""

    def __init__(self, edit: Edit, step: Step) -> None:
        self.edit, self.step = edit, step
        self.later: list[_Node] = []


class Steps:
    """Follows the edits of a history, so that it always has the same steps. Nothing that was done is forgotten.

    Attributes:
        all: every step, oldest first; the first `done` of them stand, the rest are undone.
        done: how many stand.
        submitted_at: since when the coding is submitted (UTC); None while it is not.
        acts: when it was submitted and reopened, each with how many steps stood then.
    """

    def __init__(self, edits: Iterable[tuple[Edit, datetime]] = ()) -> None:
        self.all: list[Step] = []
        self.done = 0
        self.submitted_at: datetime | None = None
        self._first: list[_Node] = []  # what was ever done on the empty coding
        self._line: list[_Node] = []  # the nodes of all
        self.acts: list[tuple[int, Step]] = []
        for edit, at in edits:
            self.follow(edit, at)

    def follow(self, edit: Edit, at: datetime) -> None:
        """Take in an edit that was done, undone or redone."""
        if edit.is_submission:
            is_submitted = edit.changes[0].after is not None
            self.submitted_at = at if is_submitted else None
            reopened = edit.label if edit.label.startswith("reopen") else "reopen"  # an undo of old was called submit
            self.acts.append((self.done, Step("submit" if is_submitted else reopened, at)))
        elif edit.kind == "undo":
            self.done -= 1
        elif edit.kind == "redo":
            self.done += 1
        else:
            self._do(edit, at)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """What was undone and left behind, by where it begins."""
        places = enumerate([self._first, *(node.later for node in self._line)])
        return tuple(
            _branch(after, node)
            for after, nodes in places
            for node in nodes
            if after == len(self._line) or node is not self._line[after]
        )

    def _do(self, edit: Edit, at: datetime) -> None:
        """Go on with a new step; the same step as before, from the same place, is the way one had left."""
        later = self._line[self.done - 1].later if self.done else self._first
        node = next((one for one in later if (one.edit.label, one.edit.changes) == (edit.label, edit.changes)), None)
        if node is None:
            node = _Node(edit, Step(edit.label, at, edit.moment_ms))
            later.append(node)
        self._line[self.done :] = [node]
        self.all[self.done :] = [node.step]
        self.done += 1


def _branch(after: int, node: _Node) -> Branch:
    nodes = [node]
    while nodes[-1].later:
        nodes.append(nodes[-1].later[-1])
    return Branch(after, tuple(one.step for one in nodes), tuple(one.edit for one in nodes))
