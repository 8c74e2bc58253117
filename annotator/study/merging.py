"""Two copies of one coding that went on apart: what each has alone, and what of it can be put together."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from msgspec import Struct

from annotator.errors import JournalError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
    Settlement,
    Submission,
)
from annotator.study.history_steps import Step
from annotator.study.journal import JournalContents, line_hash


class JournalDifference(Struct, frozen=True):
    """How two copies of a coding differ: how many edits both begin with, and the steps that each has alone."""

    common: int
    ours: tuple[Step, ...]
    theirs: tuple[Step, ...]


class Conflict(Struct, frozen=True):
    """An item that cannot be taken from the other copy: as it was, here and there (None: not there), and why not."""

    before: Item | None
    ours: Item | None
    theirs: Item | None
    why: str


class Merge(Struct, frozen=True):
    """What the other copy has alone, as one edit of this coding, which may change nothing; without the conflicts."""

    edit: Edit
    conflicts: tuple[Conflict, ...]


def compare_journals(ours: JournalContents, theirs: JournalContents) -> JournalDifference:
    """Compare two copies of one coding.

    Raises:
        JournalError: if they are not of the same session and coder.
    """
    common = _common(ours, theirs)
    return JournalDifference(common, _steps(ours, common), _steps(theirs, common))


def differing_items(ours: Coding, theirs: Coding) -> tuple[tuple[Item | None, Item | None], ...]:
    """Return what two copies of one coding say differently, in order of time: each item as it is here and there.

    None stands where a copy does not have the item; what has no moment comes last.
    """
    ids = dict.fromkeys((*ours.items, *theirs.items))
    pairs = [(ours.items.get(item_id), theirs.items.get(item_id)) for item_id in ids]
    return tuple(sorted((pair for pair in pairs if pair[0] != pair[1]), key=lambda pair: _moment(pair[0] or pair[1])))


def _moment(item: Item | None) -> tuple[bool, int]:
    start_ms = getattr(item, "start_ms", None)
    return start_ms is None, start_ms or 0


def merge_journals(ours: JournalContents, theirs: JournalContents, codebook: Codebook) -> Merge:
    """Return the edit that brings what the other copy has alone into ours, item by item.

    What only they have changed since both were the same is taken; what both have changed, and what cannot stand
    beside what is here (two states of one channel at once, two ratings of one cell), is a conflict.

    Raises:
        JournalError: if they are not of the same session and coder.
    """
    common = _common(ours, theirs)
    base = History(Coding(ours.history.coding.session, ours.history.coding.coder))
    base.replay(ours.edits[:common])
    here, there = ours.history.coding, theirs.history.coding
    changes, conflicts = [], []
    for item_id in dict.fromkeys((*there.items, *base.coding.items)):
        before, mine, other = (coding.items.get(item_id) for coding in (base.coding, here, there))
        if other in (before, mine):
            continue
        why = _why_not(before, mine, other, here, there, codebook)
        if why:
            conflicts.append(Conflict(before, mine, other, why))
        else:
            changes.append(Change(mine, other))
    count = len(theirs.edits) - common
    label = f"merge {count} edit{'s' * (count != 1)} of another copy"
    return Merge(Edit(label=label, changes=tuple(changes)), tuple(conflicts))


def edits_beyond(ours: JournalContents, theirs: JournalContents) -> tuple[Edit, ...]:
    """Return the edits by which another copy goes on where ours ends; none where it does not begin with all of ours."""
    begins = [*map(line_hash, theirs.lines[: len(ours.lines)])] == [*map(line_hash, ours.lines)]
    return theirs.edits[len(ours.edits) :] if ours.lines and begins else ()


def items_of(edits: Sequence[Edit]) -> int:
    """Return how many items edits are about."""
    return len({change.item_id for edit in edits for change in edit.changes})


def _common(ours: JournalContents, theirs: JournalContents) -> int:
    """Return how many edits both begin with."""
    here, there = ours.history.coding, theirs.history.coding
    if (here.session, here.coder) != (there.session, there.coder):
        what = f"The other copy is the coding of session {there.session} by {there.coder}."
        raise JournalError(what, f"Choose a copy of the coding of {here.session} by {here.coder}.")
    pairs = zip(ours.lines, theirs.lines, strict=False)
    differ = next((n for n, (one, other) in enumerate(pairs) if line_hash(one) != line_hash(other)), None)
    same = min(len(ours.lines), len(theirs.lines)) if differ is None else differ
    return max(0, same - 1)


def _steps(contents: JournalContents, common: int) -> tuple[Step, ...]:
    later = zip(contents.edits[common:], contents.times[common:], strict=True)
    return tuple(Step(edit.label, at) for edit, at in later)


def _why_not(
    before: Item | None, mine: Item | None, other: Item | None, here: Coding, there: Coding, codebook: Codebook
) -> str:
    if mine != before:
        return "both copies have changed it"
    if isinstance(other or before, Submission | Basis):
        return "whether a coding is submitted, and what a consensus is made from, is not merged"
    rival = next((one for one in _rivals(other, here, codebook) if there.items.get(one.id) != one), None)
    return "" if rival is None else f"it cannot stand beside what is here ({_named(rival)})"


def _rivals(item: Item | None, here: Coding, codebook: Codebook) -> Iterator[Item]:
    """Yield what of a coding cannot stand beside an item."""
    same: Sequence[Item] = ()
    match item:
        case Event():
            same = _rivals_of_event(item, here, codebook)
        case EpisodeMark():
            same = [one for one in here.episode_marks if one.episode == item.episode]
        case Rating():
            same = [one for one in here.ratings if one.cell == item.cell]
        case Classification():
            same = [one for one in (here.classification,) if one is not None]
        case IntervalRecord():
            same = [one for one in here.intervals if (one.start_ms, one.end_ms) == (item.start_ms, item.end_ms)]
        case None | Segment() | LookedFor() | Settlement() | Submission() | Basis():
            pass
        case _:
            assert_never(item)
    yield from (one for one in same if item is not None and one.id != item.id)


def _rivals_of_event(event: Event, here: Coding, codebook: Codebook) -> list[Event]:
    code = codebook.code_by_id.get(event.code)
    if code is None or code.is_point:
        return []
    channel = here.events_of(one.id for one in codebook.state_channels[code.channel_id])
    return [other for other in channel if _overlap(event, other)]


def _overlap(one: Event, other: Event) -> bool:
    begins_before_end = other.end_ms is None or one.start_ms < other.end_ms
    return begins_before_end and (one.end_ms is None or other.start_ms < one.end_ms)


def _named(item: Item) -> str:
    match item:
        case Event():
            return f"{item.code} at {item.start_ms / 1000:.3f} s"
        case EpisodeMark():
            return f"episode {item.episode} at {item.start_ms / 1000:.3f} s"
        case Rating():
            return f"the rating of {item.scale}"
        case Classification():
            return f"class {item.primary or 'not given'}"
        case _:
            return "what was recorded"
