"""The steps of a coding with their times: those that stand, and those that were undone and can be done again."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from annotator.model.history import Edit


class Step(Struct, frozen=True):
    """One step of the coder: what it was, and when it was done (UTC)."""

    label: str
    at: datetime


class Steps:
    """Follows the edits of a history, so that it always has the same steps.

    Attributes:
        all: every step, oldest first; the first `done` of them stand, the rest are undone.
        done: how many stand.
    """

    def __init__(self, edits: Iterable[tuple[Edit, datetime]] = ()) -> None:
        self.all: list[Step] = []
        self.done = 0
        for edit, at in edits:
            self.follow(edit, at)

    def follow(self, edit: Edit, at: datetime) -> None:
        """Take in an edit that was done, undone or redone."""
        if edit.kind == "undo":
            self.done -= 1
        elif edit.kind == "redo":
            self.done += 1
        else:
            self.all[self.done :] = [Step(edit.label, at)]
            self.done += 1
