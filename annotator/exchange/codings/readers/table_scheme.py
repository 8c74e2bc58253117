"""The coding scheme that the events of a table tell, for a table defines no codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.exchange.codings.readers.table_gathered import Gathered
from annotator.exchange.templates.scheme import (
    LONGEST_ANSWER,
    MOST_CODES,
    MOST_VALUES,
    Scheme,
    SchemeCode,
    SchemeModifier,
)


@dataclass(slots=True)
class _Seen:
    """What was seen of a code."""

    lasts: bool = False
    is_point: bool = True
    people: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    answers: dict[str, dict[str, None]] = field(default_factory=dict)


def scheme_of(name: str, program: str, gathered: Iterable[Gathered], groups: dict[str, str]) -> Scheme:
    """Return the codes that occur, in the order in which they do, with what is answered at them.

    A code is a point where all its events are; it belongs to a set where all its events stand in that one.
    """
    seen: dict[str, _Seen] = {}
    for of in gathered:
        for made in of.made:
            event = made.event
            code = seen.setdefault(event.code, _Seen())
            code.is_point &= event.kind == "point"
            code.people.add(event.who)
            code.sets.add(made.in_set)
            for question, answer in event.answers:
                values = code.answers.setdefault(question, {})
                if len(values) <= MOST_VALUES:
                    values[answer] = None
    scheme = Scheme(name, program)
    scheme.codes += [_code(one, what, groups) for one, what in list(seen.items())[:MOST_CODES]]
    if len(seen) > MOST_CODES:
        scheme.doubts.append(f"{len(seen):,} different codes occur: check which column names the behaviour.")
    return scheme


def _code(name: str, seen: _Seen, groups: dict[str, str]) -> SchemeCode:
    in_set = next(iter(seen.sets)) if len(seen.sets) == 1 else ""
    return SchemeCode(
        name=name,
        kind="point" if seen.is_point else "state",
        group=groups.get(name, in_set),
        actor=next(iter(seen.people)) if len(seen.people) == 1 else "",
        channel=in_set if in_set != name and not seen.is_point else "",
        modifiers=tuple(
            SchemeModifier(question, tuple((value, "") for value in values))
            for question, values in seen.answers.items()
            if len(values) <= MOST_VALUES and all(len(value) <= LONGEST_ANSWER for value in values)
        ),
    )
