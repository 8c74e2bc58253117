"""Other ids, codes and scales retired, codes split: what codings hold is taken along by a step (migration_steps.py)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from annotator.errors import CodebookError
from annotator.model.codebook import Codebook
from annotator.model.codebook.changes import draft_version, free_key, id_from, placed, raised
from annotator.model.codebook.checks import NO_CODE
from annotator.model.codebook.draft import Draft, draft_of
from annotator.model.codebook.migration_steps import (
    Rename,
    RenameModifier,
    RenameScale,
    RenameValue,
    Retire,
    SplitByChoice,
    SplitByModifier,
    Step,
)
from annotator.model.codebook.text import add_entry, delete_entry, entry_fields, set_fields


def rename_code(draft: Draft, code_id: str, new_id: str, *, is_used: bool) -> Draft:
    """Return the draft in which a code has another id; where it is used, the codings are taken along by a step.

    Raises:
        CodebookError: if the id is taken.
    """
    place, _ = placed(draft.codebook, code_id)
    _check_free(draft.codebook.code_by_id, new_id)
    text = set_fields(draft.text, ("code", place), {"id": new_id})
    text = _with_codes_replaced(text, draft.codebook, {code_id: (new_id,)})
    draft = _retargeted(draft, "code", code_id, new_id)
    if not is_used:
        return draft.then(text, f"id of {code_id}")
    text = _retired(_with_version_raised(text, draft), draft, code_id, (new_id,))
    return draft.then(text, f"rename {code_id}", Rename(code=code_id, into=new_id))


def retire_code(draft: Draft, code_id: str) -> Draft:
    """Return the draft in which a code is no longer given; its events stay readable."""
    place, code = placed(draft.codebook, code_id)
    raised = _with_version_raised(draft.text, draft)
    text = delete_entry(_retired(raised, draft, code_id, ()), ("code", place))
    text = _with_passes_renamed(text, draft.codebook, {code_id: ()})
    return draft.then(text, f"retire {code.name}", Retire(code=code_id))


def delete_code(draft: Draft, code_id: str) -> Draft:
    """Return the draft without a code that nobody has used; passes look for it no longer."""
    place, code = placed(draft.codebook, code_id)
    text = _with_passes_renamed(delete_entry(draft.text, ("code", place)), draft.codebook, {code_id: ()})
    return draft.then(text, f"delete {code.name}")


def split_code(draft: Draft, code_id: str, names: Sequence[str]) -> Draft:
    """Return the draft in which codes of these names take the place of one; coders choose for each event."""
    ids = _new_ids(draft.codebook, names)
    return _split(draft, code_id, dict(zip(ids, names, strict=True)), SplitByChoice(code=code_id, into=tuple(ids)))


def split_code_by_modifier(draft: Draft, code_id: str, modifier_id: str) -> Draft:
    """Return the draft in which a code of its own stands for each value of a modifier.

    Raises:
        CodebookError: if the code is not asked this.
    """
    _, code = placed(draft.codebook, code_id)
    if modifier_id not in code.modifiers:
        raise CodebookError(f"{code.name} does not ask for “{modifier_id}”.", "Choose one of its modifiers.")
    values = draft.codebook.modifier_by_id[modifier_id].values
    names = [f"{code.name}: {value.name}" for value in values]
    ids = _new_ids(draft.codebook, names)
    into = {value.id: new_id for value, new_id in zip(values, ids, strict=True)}
    step = SplitByModifier(code=code_id, modifier=modifier_id, into=into)
    return _split(draft, code_id, dict(zip(ids, names, strict=True)), step, without=modifier_id)


def rename_scale(draft: Draft, scale_id: str, new_id: str, *, is_used: bool) -> Draft:
    """Return the draft in which a scale has another id."""
    _check_free(draft.codebook.scale_by_id, new_id)
    place = [scale.id for scale in draft.codebook.scales].index(scale_id)
    text = set_fields(draft.text, ("scale", place), {"id": new_id})
    text = _with_terms_renamed(text, draft.codebook, "scale", {scale_id: new_id})
    draft = _retargeted(draft, "scale", scale_id, new_id)
    return _renamed(draft, text, f"id of {scale_id}", RenameScale(scale=scale_id, into=new_id), is_used=is_used)


def retire_scale(draft: Draft, scale_id: str) -> Draft:
    """Return the draft in which a scale is no longer rated; its ratings stay readable."""
    place = [scale.id for scale in draft.codebook.scales].index(scale_id)
    text = _with_version_raised(draft.text, draft)
    since = draft_version(text)
    fields = entry_fields(text, ("scale", place)) | {"since": since}
    text = delete_entry(add_entry(text, ("retired_scale",), fields), ("scale", place))
    return draft.then(text, f"retire {draft.codebook.scales[place].name}")


def rename_modifier(draft: Draft, modifier_id: str, new_id: str, *, is_used: bool) -> Draft:
    """Return the draft in which a modifier has another id."""
    _check_free(draft.codebook.modifier_by_id, new_id)
    place = [one.id for one in draft.codebook.modifiers].index(modifier_id)
    text = set_fields(draft.text, ("modifier", place), {"id": new_id})
    for table, codes in (("code", draft.codebook.codes), ("retired", draft.codebook.retired)):
        for at, code in enumerate(codes):
            if modifier_id in code.modifiers:
                asked = [new_id if one == modifier_id else one for one in code.modifiers]
                actor = {"actor": new_id} if code.actor == modifier_id else {}
                text = set_fields(text, (table, at), {"modifiers": asked, **actor})
    draft = _retargeted(draft, "modifier", modifier_id, new_id)
    if not is_used:
        return draft.then(text, f"id of {modifier_id}")
    first = RenameModifier(modifier=modifier_id, into=new_id)  # the steps about its values name it by its new id
    return draft_of(_with_version_raised(text, draft), (first, *draft.steps), f"id of {modifier_id}")


def rename_value(draft: Draft, modifier_id: str, value_id: str, into: str, *, is_used: bool) -> Draft:
    """Return the draft in which a value of a modifier has another id, or is one with a value that is there."""
    place = [one.id for one in draft.codebook.modifiers].index(modifier_id)
    values = entry_fields(draft.text, ("modifier", place))["values"]
    if into in {value["id"] for value in values}:
        values = [value for value in values if value["id"] != value_id]
    else:
        values = [value | {"id": into} if value["id"] == value_id else value for value in values]
    text = set_fields(draft.text, ("modifier", place), {"values": values})
    draft = _retargeted(draft, "value", value_id, into, of=modifier_id)
    step = RenameValue(modifier=modifier_id, value=value_id, into=into)
    return _renamed(draft, text, f"value {value_id}", step, is_used=is_used)


def _retargeted(draft: Draft, kind: str, old: str, new: str, of: str = "") -> Draft:
    """Return the draft whose steps lead to the new id where they led to the old."""
    steps = tuple(_retarget(step, kind, old, new, of) for step in draft.steps)
    return Draft(draft.text, draft.codebook, draft.faults, steps, draft.label)


def _retarget(step: Step, kind: str, old: str, new: str, of: str) -> Step:
    match kind, step:
        case ("code", Rename(into=into)) | ("scale", RenameScale(into=into)) | ("modifier", RenameModifier(into=into)):
            return replace(step, into=new) if into == old else step
        case "code", SplitByChoice(into=codes):
            return replace(step, into=tuple(new if code == old else code for code in codes))
        case "code", SplitByModifier(into=codes_by_value):
            return replace(step, into={value: new if code == old else code for value, code in codes_by_value.items()})
        case "modifier", RenameValue(modifier=modifier) if modifier == old:
            return replace(step, modifier=new)
        case "value", RenameValue(modifier=modifier, into=into) if (modifier, into) == (of, old):
            return replace(step, into=new)
        case _:
            return step


def _renamed(draft: Draft, text: str, label: str, step: Step, *, is_used: bool) -> Draft:
    if not is_used:
        return draft.then(text, label)
    return draft.then(_with_version_raised(text, draft), label, step)


def _split(
    draft: Draft, code_id: str, names: Mapping[str, str], step: SplitByChoice | SplitByModifier, without: str = ""
) -> Draft:
    place, code = placed(draft.codebook, code_id)
    raised_text = _with_version_raised(draft.text, draft)
    old = entry_fields(raised_text, ("code", place))
    text = delete_entry(_retired(raised_text, draft, code_id, tuple(names)), ("code", place))
    keys = [one.key for one in draft.codebook.codes if one.id != code_id]
    for offset, (new_id, name) in enumerate(names.items()):
        key = code.key if not offset else free_key(keys, name)
        keys.append(key)
        asked = [one for one in code.modifiers if one != without]
        fields = old | {"id": new_id, "name": name, "key": key, "modifiers": asked or None}
        if without and code.actor == without:
            fields["actor"] = draft.codebook.actors(code)[offset]
        text = add_entry(text, ("code",), fields, place + offset)
    text = _with_codes_replaced(text, draft.codebook, {code_id: tuple(names)}, terms=False)
    return draft.then(text, f"split {code.name}", step)


def _retired(text: str, draft: Draft, code_id: str, by: tuple[str, ...]) -> str:
    """Return the text with the code as it was under [[retired]]."""
    place, _ = placed(draft.codebook, code_id)
    fields: dict[str, Any] = entry_fields(draft.text, ("code", place)) | {"since": draft_version(text)}
    fields.pop("key")
    return add_entry(text, ("retired",), fields | ({"replaced_by": list(by)} if by else {}))


def _with_version_raised(text: str, draft: Draft) -> str:
    """Return the text with a higher version, once for all steps of a draft."""
    if draft.steps or draft.codebook.version != draft_version(text):
        return text
    return set_fields(text, (), {"version": raised(draft.codebook.version)})


def _with_codes_replaced(text: str, codebook: Codebook, new: Mapping[str, Sequence[str]], *, terms: bool = True) -> str:
    """Return the text in which passes, scales and scores name the new ids."""
    text = _with_passes_renamed(text, codebook, new)
    for place, scale in enumerate(codebook.scales):
        if set(new) & set(scale.evidence):
            text = set_fields(text, ("scale", place), {"evidence": _ids(scale.evidence, new)})
        if set(new) & {code for limit in scale.evidence_limits for code in limit.codes}:
            limits = entry_fields(text, ("scale", place))["evidence_limits"]
            limits = [limit | {"codes": _ids(limit["codes"], new)} for limit in limits]
            text = set_fields(text, ("scale", place), {"evidence_limits": limits})
    for place, code in enumerate(codebook.retired):
        if set(new) & set(code.replaced_by):
            text = set_fields(text, ("retired", place), {"replaced_by": _ids(code.replaced_by, new)})
    return _with_terms_renamed(text, codebook, "code", {old: ids[0] for old, ids in new.items()}) if terms else text


def _with_passes_renamed(text: str, codebook: Codebook, new: Mapping[str, Sequence[str]]) -> str:
    for place, one in reversed(list(enumerate(codebook.passes))):
        left = _ids(one.codes, new)
        if not left:
            text = delete_entry(text, ("pass", place))
        elif set(new) & set(one.codes):
            text = set_fields(text, ("pass", place), {"codes": left})
    return text


def _ids(codes: Sequence[str], new: Mapping[str, Sequence[str]]) -> list[str]:
    return [one for code in codes for one in new.get(code, (code,))]


def _with_terms_renamed(text: str, codebook: Codebook, of: str, new: Mapping[str, str]) -> str:
    for place, _ in enumerate(codebook.linear_scores):
        terms = entry_fields(text, ("linear_score", place))["terms"]
        if any(term.get(of) in new for term in terms):
            renamed = [term | {of: new[term[of]]} if term.get(of) in new else term for term in terms]
            text = set_fields(text, ("linear_score", place), {"terms": renamed})
    return text


def _new_ids(codebook: Codebook, names: Sequence[str]) -> list[str]:
    ids: list[str] = []
    for name in names:
        ids.append(id_from(name, (*codebook.code_by_id, *ids, NO_CODE)))
    return ids


def _check_free(taken: Collection[str], new_id: str) -> None:
    if new_id in taken:
        raise CodebookError(f"The id “{new_id}” is taken.", "Choose another.")
