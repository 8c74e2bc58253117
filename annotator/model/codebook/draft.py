"""A codebook while somebody changes it: text, faults, the steps its codings will have to take, undo and redo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import CodebookError
from annotator.model.codebook import Codebook
from annotator.model.codebook.faults import Fault
from annotator.model.codebook.file import read_codebook
from annotator.model.codebook.lines import Path, lines_of
from annotator.model.codebook.migration_steps import Step
from annotator.model.codebook.text import add_entry, delete_entry, move_entry, set_fields


@dataclass(frozen=True, slots=True)
class Draft:
    """A codebook as it stands after one change; make it with draft_of.

    Attributes:
        text: the TOML.
        codebook: what it says.
        faults: what is wrong with it, in order of line.
        steps: what became of codes, modifiers and scales that codings may hold.
        label: the change that led here, for people.
    """

    text: str
    codebook: Codebook
    faults: tuple[Fault, ...]
    steps: tuple[Step, ...] = ()
    label: str = ""

    def then(self, text: str, label: str, *steps: Step) -> "Draft":
        """Return the draft after one more change."""
        return draft_of(text, (*self.steps, *steps), label)

    def fault_places(self) -> tuple[tuple[Path, Fault], ...]:
        """Return the faults with the way to the field in which each stands."""
        lines = lines_of(self.text)
        return tuple((lines.at(fault.line), fault) for fault in self.faults)


def draft_of(text: str, steps: Sequence[Step] = (), label: str = "") -> Draft:
    """Return the draft that a text makes; it may have faults, but must have the form of a codebook.

    Raises:
        CodebookError: naming the line, if the text is no TOML, or a field is missing or of the wrong kind.
    """
    codebook, faults = read_codebook(text)
    if codebook is None:
        raise CodebookError(f"Line {faults[0].line}: {faults[0].what}.", faults[0].remedy)
    return Draft(text, codebook, faults, tuple(steps), label)


def put(draft: Draft, entry: Path, fields: Mapping[str, Any], label: str) -> Draft:
    """Return the draft with fields of an entry changed; None takes a field out. See codebook_text.set_fields."""
    return draft.then(set_fields(draft.text, entry, fields), label)


def add(draft: Draft, table: Path, fields: Mapping[str, Any], place: int | None, label: str) -> Draft:
    """Return the draft with a new entry in a table, before the one at place, or last."""
    return draft.then(add_entry(draft.text, table, fields, place), label)


def remove(draft: Draft, entry: Path, label: str) -> Draft:
    """Return the draft without an entry."""
    return draft.then(delete_entry(draft.text, entry), label)


def move(draft: Draft, table: Path, place: int, to: int, label: str) -> Draft:
    """Return the draft with the entry at place moved to place `to` of its table."""
    return draft.then(move_entry(draft.text, table, place, to), label)


@dataclass(slots=True)
class DraftHistory:
    """The drafts one after the other, for undo and redo.

    Attributes:
        saved: the draft that is in the file.
    """

    saved: Draft
    _drafts: list[Draft] = field(init=False)
    _at: int = field(init=False, default=0)
    _typing: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self._drafts = [self.saved]

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self._drafts[self._at]

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is in the file."""
        return self.draft.text != self.saved.text

    @property
    def next_undo(self) -> str:
        """What undo would take back; "" where there is nothing."""
        return self.draft.label if self._at else ""

    @property
    def next_redo(self) -> str:
        """What redo would do again; "" where there is nothing."""
        return self._drafts[self._at + 1].label if self._at + 1 < len(self._drafts) else ""

    def do(self, draft: Draft, typing: str = "") -> None:
        """Take a change in. Changes of the same typing, one after the other, are one step of undo."""
        if draft.text == self.draft.text and draft.steps == self.draft.steps:
            return
        goes_on = typing and typing == self._typing and self._at == len(self._drafts) - 1 and self._at > 0
        self._drafts[self._at + (0 if goes_on else 1) :] = [draft]
        self._at = len(self._drafts) - 1
        self._typing = typing

    def undo(self) -> None:
        """Go back one change, if there is one."""
        self._go(max(0, self._at - 1))

    def redo(self) -> None:
        """Go forward one change, if there is one."""
        self._go(min(len(self._drafts) - 1, self._at + 1))

    def stop_typing(self) -> None:
        """Let the next change be a step of its own."""
        self._typing = ""

    def _go(self, at: int) -> None:
        self._at = at
        self._typing = ""
