"""Taking codings along when the codebook of a study changes: explicit steps, one auditable Edit for each coding.

The lab writes the new codebook, in which codes that are no longer given stand under [[retired]]; the steps say what
became of them. Nothing is thrown away: what a step changes stands in the Edit as it was, with modifiers that the new
code is not asked, and events of a retired code stay as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from annotator.errors import CodebookError, EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import Event, Submission


class Rename(Struct, frozen=True, kw_only=True, tag_field="step", tag="rename", forbid_unknown_fields=True):
    """Every event of code becomes an event of into."""

    code: str
    into: str


class SplitByModifier(
    Struct, frozen=True, kw_only=True, tag_field="step", tag="split_by_modifier", forbid_unknown_fields=True
):
    """Every event of code becomes an event of the code that stands for its value of modifier.

    An event without a value, or with one that is not named, stays as it is until somebody chooses.
    """

    code: str
    modifier: str
    into: dict[str, str]


class SplitByChoice(
    Struct, frozen=True, kw_only=True, tag_field="step", tag="split_by_choice", forbid_unknown_fields=True
):
    """Each event of code becomes an event of one of into, as somebody chooses for it; until then it stays as it is."""

    code: str
    into: tuple[str, ...]


class Retire(Struct, frozen=True, kw_only=True, tag_field="step", tag="retire", forbid_unknown_fields=True):
    """The code is no longer given; its events stay as they are."""

    code: str


Step = Rename | SplitByModifier | SplitByChoice | Retire
Choices = Mapping[str, str]
"""The code that was chosen for an event, by the id of the event."""


def check_steps(old: Codebook, new: Codebook, steps: Sequence[Step]) -> None:
    """Check that the steps lead from one codebook to the other and leave no code behind.

    Raises:
        CodebookError: naming the code, if a step does not fit, or none says what became of a code.
    """
    before, after = {code.id for code in old.codes}, {code.id for code in new.codes}
    for step in steps:
        _check_step(old, new, step)
    gone = [code for code in old.code_by_id if code not in after]
    if unknown := [code for code in gone if code not in {one.id for one in new.retired}]:
        what = f"The code “{unknown[0]}” of version {old.version} is missing from version {new.version}."
        raise CodebookError(what, "Put it under [[retired]], so that old codings stay readable.")
    told = [step.code for step in steps]
    if untold := [code for code in gone if code in before and code not in told]:
        what = f"No step says what became of the code “{untold[0]}”."
        raise CodebookError(what, "Rename it, split it or retire it.")
    if twice := [code for code in told if told.count(code) > 1]:
        raise CodebookError(f"Two steps are about the code “{twice[0]}”.", "Keep one of them.")


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
        steps: what became of the codes of the old one.
        choices: for the events of a code that is split by choice, or whose modifier does not decide.

    Raises:
        CodebookError: if the steps do not lead from old to new.
        EditError: if an event would overlap another of its new channel, a choice is none of those the step gives, or
            the coding is submitted and something was chosen.
    """
    check_steps(old, new, steps)
    chosen = dict(choices or {})
    changes = [change for step in steps for change in _changes(coding, new, step, chosen)]
    _check_choices(coding, steps, chosen)
    _check_overlaps(coding, new, changes)
    submission = coding.items.get("submission")
    if changes and isinstance(submission, Submission):
        if chosen:
            raise EditError("This coding is submitted, and choosing is a new judgement.", "Reopen it first.")
        changes.append(Change(submission, submission))  # says to History that the submission is meant to stand
    told = ", ".join(_told(step) for step in steps)
    return Edit(label=f"codebook {old.version} to {new.version}: {told}", changes=tuple(changes))


def undecided(coding: Coding, steps: Iterable[Step], choices: Choices | None = None) -> tuple[Event, ...]:
    """Return the events for which somebody still has to choose a code, in order of start."""
    chosen = choices or {}
    waiting = [
        event
        for step in steps
        if isinstance(step, SplitByModifier | SplitByChoice)
        for event in coding.events_of([step.code])
        if _target(step, event, chosen) is None
    ]
    return tuple(sorted(waiting, key=lambda event: (event.start_ms, event.id)))


def _check_step(old: Codebook, new: Codebook, step: Step) -> None:
    code = next((one for one in old.codes if one.id == step.code), None)
    if code is None:
        raise CodebookError(f"Version {old.version} has no code “{step.code}”.", "Take the step out.")
    if isinstance(step, Retire) and step.code in {one.id for one in new.codes}:
        raise CodebookError(f"“{step.code}” is retired and still given.", "Move it to [[retired]].")
    known = {one.id: one for one in new.codes}
    for target in _targets(step):
        if target not in known:
            raise CodebookError(f"Version {new.version} has no code “{target}”.", "Add it, or correct the step.")
        if known[target].kind != code.kind:
            what = f"{code.name} is a {code.kind} and {known[target].name} a {known[target].kind}."
            raise CodebookError(what, "Choose a code of the same kind.")
    if isinstance(step, SplitByModifier) and step.modifier not in code.modifiers:
        raise CodebookError(f"{code.name} is not asked “{step.modifier}”.", "Split it by choice, or name another.")


def _targets(step: Step) -> tuple[str, ...]:
    match step:
        case Rename():
            return (step.into,)
        case SplitByModifier():
            return tuple(step.into.values())
        case SplitByChoice():
            return step.into
        case Retire():
            return ()


def _target(step: Step, event: Event, chosen: Choices) -> str | None:
    match step:
        case Rename():
            return step.into
        case SplitByModifier():
            return chosen.get(event.id) or step.into.get(event.modifiers.get(step.modifier, ""))
        case SplitByChoice():
            return chosen.get(event.id)
        case Retire():
            return None


def _changes(coding: Coding, new: Codebook, step: Step, chosen: Choices) -> Iterable[Change]:
    for event in coding.events_of([step.code]):
        target = _target(step, event, chosen)
        if target is not None and target != event.code:
            asked = new.code_by_id[target].modifiers
            kept = {name: value for name, value in event.modifiers.items() if name in asked}
            yield Change(event, replace(event, code=target, modifiers=kept))


def _check_choices(coding: Coding, steps: Iterable[Step], chosen: Choices) -> None:
    given = {step.code: _targets(step) for step in steps if isinstance(step, SplitByModifier | SplitByChoice)}
    for event_id, target in chosen.items():
        event = coding.event(event_id)
        if event is None or target not in given.get(event.code, ()):
            raise EditError(
                f"“{target}” cannot be chosen for event {event_id}.", "Choose one of the codes of the step."
            )


def _check_overlaps(coding: Coding, new: Codebook, changes: Iterable[Change]) -> None:
    changed = {change.item_id: change.after for change in changes}
    events = [changed.get(event.id, event) for event in coding.events]
    for codes in new.state_channels.values():
        ids = {code.id for code in codes}
        states = sorted(
            (one for one in events if isinstance(one, Event) and one.code in ids), key=lambda one: one.start_ms
        )
        for first, second in pairwise(states):
            if (first.end_ms is None or first.end_ms > second.start_ms) and {first.id, second.id} & set(changed):
                what = f"{new.code_by_id[second.code].name} at {second.start_ms / 1000:.3f} s would overlap"
                raise EditError(f"{what} {new.code_by_id[first.code].name}.", "Trim one of the two first.")


def _told(step: Step) -> str:
    match step:
        case Rename():
            return f"{step.code} is now {step.into}"
        case SplitByModifier():
            return f"{step.code} split by {step.modifier} into {' | '.join(step.into.values())}"
        case SplitByChoice():
            return f"{step.code} split by choice into {' | '.join(step.into)}"
        case Retire():
            return f"{step.code} retired"
