"""Taking codings along when the codebook of a study changes: one auditable Edit for each coding.

The lab writes the new codebook, in which codes that are no longer given stand under [[retired]]; the steps say what
became of them. Nothing is discarded: what a step changes stands in the Edit as it was, with modifiers that the new
code is not asked, and events of a retired code stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.codebook.migration_steps import (
    Rename,
    RenameClass,
    RenameModifier,
    RenameScale,
    RenameValue,
    Retire,
    Split,
    SplitByChoice,
    SplitByModifier,
    Step,
    check_steps,
    targets,
    told,
)
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
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

__all__ = [
    "RENAMED_CODER",
    "Choices",
    "Rename",
    "RenameClass",
    "RenameModifier",
    "RenameScale",
    "RenameValue",
    "Retire",
    "Split",
    "SplitByChoice",
    "SplitByModifier",
    "Step",
    "check_steps",
    "is_migration",
    "migrate",
    "taken_along",
    "undecided",
]

_LABEL = "codebook "
"""What the label of every edit begins with by which a coding was taken along."""

RENAMED_CODER = "rename coder "
"""What the label of an edit begins with by which a consensus names one of its coders by another id."""

Choices = Mapping[str, str]
"""The code that was chosen for an event or an interval record, by its id."""


def migrate(
    coding: Coding, old: Codebook, new: Codebook, steps: Sequence[Step], choices: Choices | None = None
) -> Edit:
    """Return the one Edit that takes a coding from the old codebook to the new.

    A submission stands: what the coder said is the same, in the words of the new codebook. Choosing is a new judgement,
    so a submitted coding with choices must be reopened first.

    Args:
        coding: what one coder said of one session.
        old: the codebook it was made with.
        new: the codebook that takes its place.
        steps: what became of the codes, modifiers and scales of the old one.
        choices: for the events of a code that is split by choice, or whose modifier does not decide.

    Raises:
        CodebookError: if the steps do not lead from old to new.
        EditError: if an event would overlap another of its new channel, two ratings would be of one cell, a choice is
            none of those the step gives, or the coding is submitted and something was chosen.
    """
    check_steps(old, new, steps)
    chosen = dict(choices or {})
    _check_choices(coding, steps, chosen)
    changes = [
        Change(item, after)
        for item in coding.items.values()
        if (after := _after(item, new, steps, chosen)) is not item and after != item
    ]
    _check_overlaps(coding, old, new, changes)
    _check_cells(coding, changes)
    submission = coding.items.get("submission")
    if changes and isinstance(submission, Submission):
        if chosen:
            raise EditError("This coding is submitted, and choosing is a new judgement.", "Reopen it first.")
        changes.append(Change(submission, submission))  # says to History that the submission is meant to stand
    label = f"{_LABEL}{old.version} to {new.version}: {', '.join(map(told, steps))}"
    return Edit(label=label, changes=tuple(changes))


def is_migration(edit: Edit) -> bool:
    """Whether an edit is one by which a change of the codebook took a coding along."""
    return edit.label.startswith(_LABEL)


def taken_along(earlier: Coding, later: Iterable[Edit]) -> Coding:
    """Return an earlier state of a coding, with what changes of codebook and coders have made of the same items since.

    Args:
        earlier: the coding as it was.
        later: every edit since then; only those that migrate made count, and those that rename a coder.
    """
    items = dict(earlier.items)
    for edit in (one for one in later if one.label.startswith((_LABEL, RENAMED_CODER))):
        for change in edit.changes:
            if change.after is not None and change.before is not None and items.get(change.item_id) == change.before:
                items[change.item_id] = change.after
    return Coding(earlier.session, earlier.coder, items.values())


def undecided(
    coding: Coding, steps: Iterable[Step], choices: Choices | None = None
) -> tuple[Event | IntervalRecord, ...]:
    """Return the events and interval records for which somebody still has to choose a code, in order of start."""
    chosen = choices or {}
    waiting: dict[str, Event | IntervalRecord] = {}
    for step in steps:
        if isinstance(step, SplitByModifier | SplitByChoice):
            found: list[Event | IntervalRecord] = [*coding.events_of([step.code])]
            found += [one for one in coding.intervals if step.code in one.codes]
            waiting |= {one.id: one for one in found if _target(step, one, chosen) is None}
    return tuple(sorted(waiting.values(), key=lambda one: (one.start_ms, one.id)))


def _target(step: Step, item: Event | IntervalRecord, chosen: Choices) -> str | None:
    """Return the code that the item gets in place of the step's, None where it keeps that."""
    match step:
        case Rename():
            return step.into
        case SplitByModifier() | SplitByChoice() if chosen.get(item.id) in targets(step):
            return chosen[item.id]
        case SplitByModifier() if isinstance(item, Event):
            return step.into.get(item.modifiers.get(step.modifier, ""))
        case _:
            return None


def _after(item: Item, new: Codebook, steps: Iterable[Step], chosen: Choices) -> Item:
    match item:
        case Event():
            return _event_after(item, new, steps, chosen)
        case IntervalRecord():
            return _record_after(item, new, steps, chosen)
        case Rating():
            names = {step.scale: step.into for step in steps if isinstance(step, RenameScale)}
            return replace(item, scale=names.get(item.scale, item.scale))
        case Classification():
            classes = {step.pattern: step.into for step in steps if isinstance(step, RenameClass)}
            primary, forced = (classes.get(one, one) for one in (item.primary, item.forced))
            return replace(item, primary=primary, forced=forced)
        case LookedFor():
            return _looked_for_after(item, new, steps)
        case EpisodeMark() | Segment() | Submission() | Basis() | Settlement():
            return item
        case _:
            assert_never(item)


def _event_after(event: Event, new: Codebook, steps: Iterable[Step], chosen: Choices) -> Event:
    modifiers, target = event.modifiers, None
    for step in steps:
        if isinstance(step, Rename | SplitByModifier | SplitByChoice) and step.code == event.code:
            target = _target(step, event, chosen)
        elif isinstance(step, RenameModifier):
            modifiers = {step.into if name == step.modifier else name: value for name, value in modifiers.items()}
        elif isinstance(step, RenameValue) and modifiers.get(step.modifier) == step.value:
            modifiers = {**modifiers, step.modifier: step.into}
    if target is None or target == event.code:
        return replace(event, modifiers=modifiers)
    asked = new.code_by_id[target].modifiers
    return replace(event, code=target, modifiers={name: value for name, value in modifiers.items() if name in asked})


def _record_after(record: IntervalRecord, new: Codebook, steps: Iterable[Step], chosen: Choices) -> IntervalRecord:
    codes = set(record.codes)
    for step in steps:
        if isinstance(step, Rename | SplitByModifier | SplitByChoice) and step.code in codes:
            codes = (codes - {step.code}) | {_target(step, record, chosen) or step.code}
    if codes == set(record.codes):
        return record
    return replace(record, codes=tuple(code for code in new.code_by_id if code in codes))


def _looked_for_after(item: LookedFor, new: Codebook, steps: Iterable[Step]) -> LookedFor:
    """Whoever looked for a code has looked for all that takes its place."""
    codes = set(item.codes)
    for step in steps:
        if isinstance(step, Rename | SplitByModifier | SplitByChoice) and step.code in codes:
            codes = (codes - {step.code}) | set(targets(step))
    return item if codes == set(item.codes) else replace(item, codes=tuple(c for c in new.code_by_id if c in codes))


def _check_choices(coding: Coding, steps: Iterable[Step], chosen: Choices) -> None:
    splits = [step for step in steps if isinstance(step, SplitByModifier | SplitByChoice)]
    for item_id, target in chosen.items():
        item = coding.items.get(item_id)
        codes = (item.code,) if isinstance(item, Event) else item.codes if isinstance(item, IntervalRecord) else ()
        if not any(step.code in codes and target in targets(step) for step in splits):
            what = f"“{target}” cannot be chosen for event {item_id}."
            raise EditError(what, "Choose one of the codes of the step.")


def _check_overlaps(coding: Coding, old: Codebook, new: Codebook, changes: Iterable[Change]) -> None:
    """Refuse two states of a channel at once, where a step or a change of channels has brought them together."""
    changed = {change.item_id: change.after for change in changes}
    events = [changed.get(event.id, event) for event in coding.events]
    was = {code: channel for channel, codes in old.state_channels.items() for code in (one.id for one in codes)}
    for codes in new.state_channels.values():
        ids = {code.id for code in codes}
        states = sorted(
            (one for one in events if isinstance(one, Event) and one.code in ids), key=lambda one: one.start_ms
        )
        for first, second in pairwise(states):
            is_new = {first.id, second.id} & set(changed) or was.get(first.code) != was.get(second.code)
            if is_new and (first.end_ms is None or first.end_ms > second.start_ms):
                what = f"{new.code_by_id[second.code].name} at {second.start_ms / 1000:.3f} s would overlap"
                name = new.code_by_id[first.code].name
                raise EditError(f"{what} {name}.", "Trim one of the two first.")


def _check_cells(coding: Coding, changes: Iterable[Change]) -> None:
    changed = {change.item_id: change.after for change in changes}
    ratings = [one for item in coding.items.values() if isinstance(one := changed.get(item.id, item), Rating)]
    cells = [(one.scale, one.episode, one.target) for one in ratings]
    if twice := [cell for cell in cells if cells.count(cell) > 1]:
        where = f" of episode {twice[0][1]}" if twice[0][1] else ""
        raise EditError(f"Two ratings{where} would be on the scale “{twice[0][0]}”.", "Remove one of them first.")
