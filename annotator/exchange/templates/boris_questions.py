"""What a BORIS project asks about events: sets of modifiers, which are objects since 2018 and were a text before."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.exchange.templates.scheme import MOST_VALUES, SchemeModifier

NOBODY, NO_ANSWER = "No focal subject", "None"
"""What an event says instead of a subject, and instead of an answer."""

_TYPED_IN = {2, 3}
_SEVERAL = 1
_LONGEST = 4000


class Question(NamedTuple):
    """A set of modifiers of one behaviour; an event holds the answers in the order of the sets.

    Attributes:
        name: as the codes of scheme_of name it.
        takes_several: whether several of its values can be chosen for one event.
        alike: declared values that are the same in an event, because what stood in their parentheses was no key.
    """

    name: str
    takes_several: bool = False
    alike: tuple[str, ...] = ()


def written_text(written: Any) -> str:
    """Return a text without the blanks around it; "" for what is none, such as a bare NaN."""
    return written[:_LONGEST].strip() if isinstance(written, str) else ""


def questions_of(written: Any) -> Iterator[Question]:
    """Yield all sets of modifiers of a behaviour in their order, also those that no key could answer."""
    for name, one in _sets(written):
        yield Question(name, _type(one.get("type")) == _SEVERAL, _alike(_written_values(one)))


def modifiers_of(written: Any, code: str, left_out: list[str]) -> Iterator[SchemeModifier]:
    """Yield what a behaviour asks and a key can answer; what is lost is told."""
    for name, one in _sets(written):
        values = _values(_written_values(one))
        if _type(one.get("type")) in _TYPED_IN:
            left_out.append(f"{code}: {name} is a number that is typed in, or read from another file.")
        elif not values or len(values) > MOST_VALUES:
            left_out.append(f"{code}: {name} has {len(values)} values: keys can choose from 1 to {MOST_VALUES}.")
        else:
            left_out += _lost_of_question(one, name, code)
            yield SchemeModifier(name, values)


def _sets(written: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the name and the definition of each set of modifiers; no two of a behaviour have one name."""
    sets: list[dict[str, Any]]
    if isinstance(written, str):  # before 2018: sets with | between them, values with commas
        sets = [{"values": part.split(",")} for part in written.split("|") if part.strip()]
    else:
        sets = list((written or {}).values())
    taken: set[str] = set()
    for number, one in enumerate(sets, start=1):
        name = written_text(one.get("name")) or f"modifier {number}"
        while name in taken:
            name += f" ({number})"
        taken.add(name)
        yield name, one


def _written_values(one: Mapping[str, Any]) -> list[str]:
    return [str(value) for value in one.get("values") or () if written_text(str(value))]


def _lost_of_question(question: Mapping[str, Any], name: str, code: str) -> Iterator[str]:
    if _type(question.get("type")) == _SEVERAL:
        yield f"{code}: of {name} several values could be chosen there, here one."
    if question.get("ask at stop") is True:
        yield f"{code}: {name} is asked when the event stops there, when it is marked here; it can be changed later."
    if words := written_text(question.get("description")):
        yield f"The description of the question {name} has no place here: “{words[:300]}”."


def _type(written: Hashable) -> int:
    return next((number for number in (_TYPED_IN | {_SEVERAL}) if written in {number, str(number)}), 0)


def _values(written: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return name and key of each value, which BORIS writes as "name (k)".

    Where the names would not differ without it, what stands in the parenthesis belongs to the name.
    """
    named = [_without_key(value) for value in written]
    if _alike(written):
        named = [(value.strip(), "") for value in written]
    return tuple(dict(reversed(named)).items())[::-1]


def _without_key(value: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.+?) \((.)\)\s*", value, re.DOTALL)
    return (found[1].strip(), found[2]) if found else (value.strip(), "")


def _alike(written: Sequence[str]) -> tuple[str, ...]:
    """Return the values, without blanks around them, that are one name without their parentheses."""
    values = tuple(dict.fromkeys(map(str.strip, written)))
    names = Counter(_without_key(value)[0] for value in values)
    return tuple(value for value in values if names[_without_key(value)[0]] > 1)
