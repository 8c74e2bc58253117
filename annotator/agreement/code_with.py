"""What counts as the code: the code alone, or together with what was answered about it, such as towards whom.

Every statistic is about codes. To count a modifier as part of the code, codebook and codings are read so that each code
with each of its answers is a code of its own; whatever compares codes then needs to know nothing of modifiers.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from msgspec.structs import replace

from annotator.model.codebook import Channel, Code, Codebook, Modifier
from annotator.model.coding import Coding
from annotator.model.items import Event, IntervalRecord, Item, LookedFor

UNANSWERED = "(unanswered)"
"""Stands where nothing was answered, or something that the codebook does not have: a category like any other."""

_BETWEEN = "."  # no id of a codebook has one


def codebook_with(codebook: Codebook, modifiers: Sequence[str]) -> Codebook:
    """Return a codebook in which each code stands once for every answer to those of these modifiers that it asks.

    Codes stay in order and in their channels; those that ask none of them stay as they are.
    """
    if not modifiers:
        return codebook
    named = {channel.id for channel in codebook.channels}
    alone = [one for one in codebook.all_codes if _asked(codebook, one, modifiers) and one.channel_id not in named]
    return replace(
        codebook,
        codes=tuple(part for code in codebook.codes for part in _parts(codebook, code, modifiers)),
        retired=tuple(part for code in codebook.retired for part in _parts(codebook, code, modifiers)),
        channels=(*codebook.channels, *(Channel(id=code.channel_id, name=code.name) for code in alone)),
    )


def asking_only(codebook: Codebook, modifiers: Sequence[str]) -> Codebook:
    """Return a codebook with only the channels and points that ask one of these modifiers; none of them: any."""
    asks = {
        code.channel_id
        for code in codebook.all_codes
        if (code.modifiers if not modifiers else set(code.modifiers) & set(modifiers))
    }
    return replace(
        codebook,
        codes=tuple(code for code in codebook.codes if code.channel_id in asks),
        retired=tuple(code for code in codebook.retired if code.channel_id in asks),
    )


def coding_with(coding: Coding, codebook: Codebook, modifiers: Sequence[str]) -> Coding:
    """Return a coding in the codes of codebook_with; codebook has the codes as they were given, or some of them.

    Events of other codes are left out. Who looked for a code looked for it with every answer. A record of an interval
    holds no answers.
    """
    if not modifiers:
        return coding
    parts = {code.id: [part.id for part in _parts(codebook, code, modifiers)] for code in codebook.all_codes}
    counted = (item for item in coding.items.values() if not isinstance(item, Event) or item.code in parts)
    items = (_item(item, codebook, modifiers, parts) for item in counted)
    return Coding(coding.session, coding.coder, items)


def code_of(event: Event, codebook: Codebook, modifiers: Sequence[str]) -> str:
    """Return the id that the code of an event has in codebook_with."""
    code = codebook.code_by_id.get(event.code)
    asked = () if code is None else _asked(codebook, code, modifiers)
    return _BETWEEN.join((event.code, *(answer(event, modifier) for modifier in asked)))


def answer(event: Event, modifier: Modifier) -> str:
    """Return the id of what was answered of an event; UNANSWERED where nothing was that the codebook has."""
    said = event.modifiers.get(modifier.id, "")
    return said if any(said == value.id for value in modifier.values) else UNANSWERED


def code_alone(code_id: str) -> str:
    """Return the code that an id of codebook_with is made of."""
    return code_id.partition(_BETWEEN)[0]


def answer_in(code_id: str) -> str:
    """Return what was answered, of an id of codebook_with with one modifier; "" where the code does not ask it."""
    return code_id.partition(_BETWEEN)[2]


def modifier_name(codebook: Codebook, modifier_id: str) -> str:
    """Return what a modifier is called; with its id where another is called the same."""
    modifier = codebook.modifier_by_id[modifier_id]
    same = sum(one.name == modifier.name for one in codebook.modifiers)
    return f"{modifier.name} ({modifier.id})" if same > 1 else modifier.name


def modifier_words(codebook: Codebook, modifier_id: str) -> str:
    """Return the same for a sentence."""
    return f"“{modifier_name(codebook, modifier_id)}”"


def value_name(modifier: Modifier, value_id: str) -> str:
    """Return what an answer is called."""
    return next((value.name for value in modifier.values if value.id == value_id), "not answered")


def with_words(codebook: Codebook, modifiers: Sequence[str]) -> str:
    """Return what counts as the code, in words."""
    names = [modifier_words(codebook, one) for one in modifiers if one in codebook.modifier_by_id]
    return f"codes with {' and '.join(names)}" if names else "codes alone"


def asked_by(codebook: Codebook, codes: Iterable[Code]) -> tuple[str, ...]:
    """Return the modifiers that these codes ask, in the order of the codebook."""
    asked = {one for code in codes for one in code.modifiers}
    return tuple(modifier.id for modifier in codebook.modifiers if modifier.id in asked)


def asked_names(codebook: Codebook) -> tuple[str, ...]:
    """Return what all the modifiers that any code asks are called."""
    return tuple(modifier_name(codebook, one) for one in asked_by(codebook, codebook.all_codes))


def _asked(codebook: Codebook, code: Code, modifiers: Sequence[str]) -> list[Modifier]:
    return [one for one in codebook.modifiers if one.id in modifiers and one.id in code.modifiers]


def _parts(codebook: Codebook, code: Code, modifiers: Sequence[str]) -> tuple[Code, ...]:
    """Return a code once for every answer to what it asks."""
    asked = _asked(codebook, code, modifiers)
    if not asked:
        return (code,)
    answers = product(*([(one, value.id) for value in one.values] + [(one, UNANSWERED)] for one in asked))
    return tuple(
        replace(
            code,
            id=_BETWEEN.join((code.id, *(value for _, value in each))),
            name=f"{code.name}: {', '.join(_said(codebook, *one, is_alone=len(asked) == 1) for one in each)}",
            channel=code.channel_id,
        )
        for each in answers
    )


def _said(codebook: Codebook, modifier: Modifier, value: str, *, is_alone: bool) -> str:
    name = value_name(modifier, value)
    return name if value != UNANSWERED or is_alone else f"{modifier_name(codebook, modifier.id)} {name}"


def _item(item: Item, codebook: Codebook, modifiers: Sequence[str], parts: Mapping[str, Sequence[str]]) -> Item:
    if isinstance(item, Event):
        return replace(item, code=code_of(item, codebook, modifiers))
    if isinstance(item, LookedFor):
        return replace(item, codes=tuple(part for code in item.codes for part in parts.get(code, (code,))))
    if isinstance(item, IntervalRecord):
        return replace(item, codes=tuple(parts[code][-1] if code in parts else code for code in item.codes))
    return item
