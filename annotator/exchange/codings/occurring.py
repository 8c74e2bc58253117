"""The scheme of a file that defines no codes: what occurs in it."""

from collections.abc import Iterable, Mapping

from annotator.exchange.codings.foreign import ForeignEvent
from annotator.exchange.templates.scheme import MOST_VALUES, Scheme, SchemeCode, SchemeModifier


def scheme_of(
    name: str, program: str, events: Iterable[ForeignEvent], channels: Mapping[tuple[str, str], str]
) -> Scheme:
    """Return the codes of the events, in the order in which they occur, with what is asked of them.

    Args:
        name: what the scheme is called.
        program: what a sentence calls the file, such as “a TextGrid”.
        events: all of them.
        channels: by code and person, the name of the set in which codes exclude each other.
    """
    asked: dict[tuple[str, str, str], dict[str, dict[str, None]]] = {}
    for event in events:
        questions = asked.setdefault((event.code, event.who, event.kind), {})
        for question, answer in event.answers:
            questions.setdefault(question, {})[answer] = None
    scheme = Scheme(name, program)
    for (code, who, kind), questions in asked.items():
        channel = channels.get((code, who), "")
        scheme.codes.append(
            SchemeCode(
                name=code,
                kind="point" if kind == "point" else "state",
                group=channel or "Codes",
                actor=who,
                channel="" if kind == "point" else channel,
                modifiers=tuple(
                    SchemeModifier(one, tuple((value, "") for value in values))
                    for one, values in questions.items()
                    if len(values) <= MOST_VALUES
                ),
            )
        )
    return scheme
