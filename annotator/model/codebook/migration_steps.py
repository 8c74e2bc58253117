"""What may become of codes, modifiers and scales when a codebook changes, and whether steps lead from old to new."""

from collections.abc import Container, Sequence

from msgspec import Struct

from annotator.errors import CodebookError
from annotator.model.codebook import Codebook


class Rename(Struct, frozen=True, kw_only=True, tag_field="step", tag="rename", forbid_unknown_fields=True):
    """Every event of code becomes an event of into; interval records that name code name into."""

    code: str
    into: str


class SplitByModifier(
    Struct, frozen=True, kw_only=True, tag_field="step", tag="split_by_modifier", forbid_unknown_fields=True
):
    """Every event of code becomes an event of the code that stands for its value of modifier.

    An event without a value, or with one that is not named, stays as it is until somebody chooses; so does an interval
    record, which has no modifiers.
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


class RenameModifier(
    Struct, frozen=True, kw_only=True, tag_field="step", tag="rename_modifier", forbid_unknown_fields=True
):
    """Every answer to modifier becomes an answer to into."""

    modifier: str
    into: str


class RenameValue(Struct, frozen=True, kw_only=True, tag_field="step", tag="rename_value", forbid_unknown_fields=True):
    """Every answer value to modifier becomes into, which may be a value that was there before: the two become one.

    modifier is its id in the new codebook.
    """

    modifier: str
    value: str
    into: str


class RenameScale(Struct, frozen=True, kw_only=True, tag_field="step", tag="rename_scale", forbid_unknown_fields=True):
    """Every rating on scale becomes a rating on into."""

    scale: str
    into: str


class RenameClass(Struct, frozen=True, kw_only=True, tag_field="step", tag="rename_class", forbid_unknown_fields=True):
    """Every classification as pattern becomes one as into, also where it is the alternative."""

    pattern: str
    into: str


Split = SplitByModifier | SplitByChoice
Step = Rename | Split | Retire | RenameModifier | RenameValue | RenameScale | RenameClass


def check_steps(old: Codebook, new: Codebook, steps: Sequence[Step]) -> None:
    """Check that the steps lead from one codebook to the other and leave no code behind.

    Raises:
        CodebookError: naming the code, modifier or scale, if a step does not fit, or none says what became of a code.
    """
    for step in steps:
        _check_step(old, new, step)
    _check_all_told(old, new, [step.code for step in steps if isinstance(step, Rename | Split | Retire)])


def targets(step: Step) -> tuple[str, ...]:
    """Return the codes that events of a step's code may become."""
    match step:
        case Rename():
            return (step.into,)
        case SplitByModifier():
            return tuple(dict.fromkeys(step.into.values()))
        case SplitByChoice():
            return step.into
        case _:
            return ()


def told(step: Step) -> str:
    """Say a step in a few words, as it stands in journals.

    >>> told(Rename(code="cry", into="wail"))
    'cry is now wail'
    """
    match step:
        case Rename():
            said = f"{step.code} is now {step.into}"
        case SplitByModifier():
            said = f"{step.code} split by {step.modifier} into {' | '.join(step.into.values())}"
        case SplitByChoice():
            said = f"{step.code} split by choice into {' | '.join(step.into)}"
        case Retire():
            said = f"{step.code} retired"
        case RenameModifier():
            said = f"modifier {step.modifier} is now {step.into}"
        case RenameValue():
            said = f"{step.value} of {step.modifier} is now {step.into}"
        case RenameScale():
            said = f"scale {step.scale} is now {step.into}"
        case RenameClass():
            said = f"class {step.pattern} is now {step.into}"
    return said


def _check_all_told(old: Codebook, new: Codebook, said: list[str]) -> None:
    before, after = {code.id for code in old.codes}, {code.id for code in new.codes}
    gone = [code for code in old.code_by_id if code not in after]
    if unknown := [code for code in gone if code not in {one.id for one in new.retired}]:
        what = f"The code “{unknown[0]}” of version {old.version} is missing from version {new.version}."
        raise CodebookError(what, "Put it under [[retired]], so that old codings stay readable.")
    if untold := [code for code in gone if code in before and code not in said]:
        what = f"No step says what became of the code “{untold[0]}”."
        raise CodebookError(what, "Rename it, split it or retire it.")
    if twice := [code for code in said if said.count(code) > 1]:
        raise CodebookError(f"Two steps are about the code “{twice[0]}”.", "Keep one of them.")


def _check_step(old: Codebook, new: Codebook, step: Step) -> None:
    match step:
        case RenameModifier():
            _check_known("modifier", step.modifier, old, old.modifier_by_id)
            _check_known("modifier", step.into, new, new.modifier_by_id)
        case RenameValue():
            _check_known("modifier", step.modifier, new, new.modifier_by_id)
            values = [value.id for value in new.modifier_by_id[step.modifier].values]
            _check_known(f"value of {step.modifier}", step.into, new, values)
        case RenameScale():
            _check_known("scale", step.scale, old, old.scale_by_id)
            _check_known("scale", step.into, new, new.scale_by_id)
        case RenameClass():
            _check_known("class", step.pattern, old, _class_ids(old))
            _check_known("class", step.into, new, _class_ids(new))
        case _:
            _check_code_step(old, new, step)


def _class_ids(codebook: Codebook) -> list[str]:
    return [one.id for one in codebook.classification.classes] if codebook.classification is not None else []


def _check_known(what: str, name: str, codebook: Codebook, known: Container[str]) -> None:
    if name not in known:
        raise CodebookError(f"Version {codebook.version} has no {what} “{name}”.", "Add it, or correct the step.")


def _check_code_step(old: Codebook, new: Codebook, step: Rename | Split | Retire) -> None:
    code = next((one for one in old.codes if one.id == step.code), None)
    if code is None:
        raise CodebookError(f"Version {old.version} has no code “{step.code}”.", "Remove the step.")
    if isinstance(step, Retire) and step.code in {one.id for one in new.codes}:
        raise CodebookError(f"“{step.code}” is retired but still in use.", "Move it to [[retired]].")
    known = {one.id: one for one in new.codes}
    for target in targets(step):
        if target not in known:
            raise CodebookError(f"Version {new.version} has no code “{target}”.", "Add it, or correct the step.")
        if known[target].kind != code.kind:
            what = f"{code.name} is a {code.kind} and {known[target].name} a {known[target].kind}."
            raise CodebookError(what, "Choose a code of the same kind.")
    if isinstance(step, SplitByModifier) and step.modifier not in code.modifiers:
        raise CodebookError(f"{code.name} does not ask for “{step.modifier}”.", "Split it by choice, or name another.")
