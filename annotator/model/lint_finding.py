"""What a check finds, and what it looks at."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Cell, EpisodeMark, Event, Segment

Kind = Literal[
    "running",
    "gap",
    "overlap",
    "outside",
    "no_length",
    "short",
    "unknown_code",
    "segment",
    "episode_order",
    "episode_missing",
    "episode_twice",
    "episode_empty",
    "rating",
    "classification",
]


class CheckRules(Struct, frozen=True, kw_only=True):
    """What is looked for.

    shortest_ms: a state shorter than this is implausible; 0 asks nothing.
    ratings: whether scales have to be rated.
    scales: ids of the scales that have to be, where ratings are asked; none: every scale of the codebook.
    """

    shortest_ms: Annotated[int, Meta(ge=0, le=60_000)] = 200
    ratings: bool = False
    scales: tuple[str, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to look at.

    item_ids are the items it is about, at_ms is where to look, in ms of session time. Each fix is one edit, named by
    its label; it fits the coding as it was when it was checked. cell is what is not rated yet.
    """

    kind: Kind
    item_ids: tuple[str, ...] = ()
    at_ms: int
    sentence: str
    fixes: tuple[Edit, ...] = ()
    cell: Cell | None = None


class Checked(Struct, frozen=True):
    """What a check looks at. marks are the episode marks that count: the study's, where it has locked them.

    submitting says that the coder is about to submit, so that all that is missing counts.
    """

    coding: Coding
    codebook: Codebook
    marks: tuple[EpisodeMark, ...]
    duration_ms: int
    rules: CheckRules
    submitting: bool = False

    @property
    def end_ms(self) -> int:
        """Where coding ends: the end of the last episode, or of the recording while that is not marked."""
        return next((mark.start_ms for mark in self.marks if mark.episode == END_OF_LAST_EPISODE), self.duration_ms)

    @property
    def begin_ms(self) -> int:
        """Where coding begins: the first episode, or 0 while none is marked."""
        return min((mark.start_ms for mark in self.marks), default=0)

    @property
    def is_finished(self) -> bool:
        """Whether the coder is through: what still runs is then a slip. Before, it is work under way."""
        if self.coding.is_submitted or self.submitting:
            return True
        return any(mark.episode == END_OF_LAST_EPISODE for mark in self.marks)


def fix(label: str, before: Event | EpisodeMark | Segment, after: Event | None) -> Edit:
    """Return the edit that puts one item right; after None deletes it."""
    return Edit(label=label, changes=(Change(before, after),))


def name_of(checked: Checked, event: Event) -> str:
    """Return what the code of an event is called; its id where the codebook does not know it."""
    code = checked.codebook.code_by_id.get(event.code)
    return code.name if code is not None else event.code
