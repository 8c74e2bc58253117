"""What a BORIS project declares besides its observations: behaviours, subjects, categories, variables.

It is known whole only once all observations were written, so it stands behind them in the file.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from annotator.exchange.codings.foreign import ForeignEvent
from annotator.exchange.codings.writers.free_names import free_name
from annotator.exchange.templates.boris_questions import NO_ANSWER, NOBODY
from annotator.exchange.templates.scheme import Scheme, SchemeCode

_KINDS = {"state": "State event", "point": "Point event"}
_ANSWER_SIGNS = str.maketrans("(|),`~", "[/];'-")
_NAME_SIGNS, _LISTED_SIGNS = str.maketrans("|", "/"), str.maketrans("|,", "/;")


class _Names:
    """Names as the format can have them: signs that mean something there become others, and no two become one."""

    def __init__(self, reserved: Collection[str] = ()) -> None:
        self._reserved = reserved
        self._names: dict[str, str] = {}

    def named(self, name: str, signs: Mapping[int, str | int | None] = _NAME_SIGNS) -> str:
        """Return the name as it is written, always the same one; signs are those that become others."""
        if name not in self._names:
            plain = name.translate(signs).strip() or "-"
            self._names[name] = free_name(plain, {*self._reserved, *self._names.values()}, "{} {}")
        return self._names[name]

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield names as they were and as they are written, in the order in which they came up."""
        yield from self._names.items()


class Ethogram:
    """The behaviours of a project: those of a codebook, and those that only events name.

    Args:
        scheme: the codebook.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._codes = _Names()
        self._subjects = _Names({NOBODY})
        self._variables: dict[str, None] = {}
        self._behaviors: dict[str, _Behavior] = {}
        for code in scheme.codes:
            self._behaviors.setdefault(code.name, _Behavior(code))
            if code.actor:
                self.subject(code.actor)
            self._codes.named(code.name, _LISTED_SIGNS if code.channel else _NAME_SIGNS)

    def behavior(self, code: str) -> str:
        """Return what a code is called there."""
        return self._codes.named(code)

    def is_point(self, event: ForeignEvent) -> bool:
        """Whether an event is one row; a code that the codebook has not becomes what its first event is."""
        if event.code not in self._behaviors:
            kind = event.kind or ("point" if event.end_ms == event.start_ms else "state")
            self._behaviors[event.code] = _Behavior(SchemeCode(event.code, kind, ""))
        return self._behaviors[event.code].code.kind == "point"

    def modifiers(self, event: ForeignEvent) -> str:
        """Return what an event answers, as its row says it."""
        return self._behaviors[event.code].modifiers(event)

    def subject(self, who: str) -> str:
        """Return what a person is called there, "" for nobody."""
        return self._subjects.named(who) if who else ""

    def variable(self, name: str) -> str:
        """Return what a variable is called there; it is declared from now on."""
        self._variables[name] = None
        return name

    def declared(self) -> dict[str, Any]:
        """Return what the file says of all observations."""
        groups: dict[str, str] = {}
        for one in self._behaviors.values():
            if one.code.group:
                groups.setdefault(one.code.group, one.code.color)
        return {
            "subjects_conf": _numbered(
                {"key": "", "name": name, "description": ""} for _, name in self._subjects.items()
            ),
            "behaviors_conf": _numbered(self._declared(one) for one in self._behaviors.values()),
            "behavioral_categories": list(groups),
            "behavioral_categories_config": _numbered(
                {"name": name, "color": color} if color else {"name": name} for name, color in groups.items()
            ),
            "independent_variables": _numbered(
                {"label": name, "description": "", "type": "text", "default value": "", "possible values": ""}
                for name in self._variables
            ),
            "coding_map": {},
            "behaviors_coding_map": [],
            "converters": {},
        }

    def _declared(self, behavior: "_Behavior") -> dict[str, Any]:
        code = behavior.code
        others = (one.code for one in self._behaviors.values() if code.channel and one.code.channel == code.channel)
        return {
            "type": _KINDS[code.kind],
            "key": _key(code.key),
            "code": self._codes.named(code.name),
            "description": code.definition,
            "color": code.color,
            "category": code.group,
            "modifiers": behavior.sets(),
            "excluded": ",".join(self._codes.named(one.name) for one in others if one is not code),
            "coding map": "",
        }


class _Behavior:
    """A code and what it asks; what events answer beyond that is added."""

    def __init__(self, code: SchemeCode) -> None:
        self.code = code
        self._answers: dict[str, _Names] = {}
        for one in code.modifiers:
            for value, _ in one.values:
                self._names(one.name).named(value, _ANSWER_SIGNS)

    def modifiers(self, event: ForeignEvent) -> str:
        """Return what the event answers: a part for each question, in the order in which they are declared."""
        answered = {asked: self._names(asked).named(answer, _ANSWER_SIGNS) for asked, answer in event.answers}
        return "|".join(answered.get(question, NO_ANSWER) for question in self._answers)

    def sets(self) -> dict[str, Any]:
        """Return what it asks."""
        keys = {(one.name, value): _key(key) for one in self.code.modifiers for value, key in one.values}
        return _numbered(
            {
                "name": question,
                "type": 0,
                "values": [_with_key(name, keys.get((question, value), "")) for value, name in names.items()],
                "description": "",
            }
            for question, names in self._answers.items()
        )

    def _names(self, question: str) -> _Names:
        return self._answers.setdefault(question, _Names({NO_ANSWER}))


def _numbered(things: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return {str(number): one for number, one in enumerate(things)}


def _key(key: str) -> str:
    """Return a key as BORIS has it, which tells small letters from capitals; "" for one that is not a single sign.

    >>> _key("C"), _key("Shift+C"), _key("5"), _key("F5")
    ('c', 'C', '5', '')
    """
    if len(key) == 1:
        return key.lower()
    return key[-1].upper() if key.startswith("Shift+") and len(key) == 7 else ""


def _with_key(name: str, key: str) -> str:
    return f"{name} ({key})" if key and key.translate(_ANSWER_SIGNS) == key else name
