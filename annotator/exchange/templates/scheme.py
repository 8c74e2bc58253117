"""A coding scheme as other programs know it, before it becomes the draft of a codebook."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from annotator.errors import FormatError

MOST_VALUES = 23
"""More values than letters are no question that one key answers."""

LONGEST_ANSWER = 60
"""Characters; what is longer is no answer that somebody chose, but text."""

MOST_CODES = 1000
"""More codes than anybody codes from, and than can be drawn up in the time a person waits."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?P<part>[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")
_RELIABILITY = re.compile(
    r"(?P<of>.+?)[._ -]?(?:rel|reli|reliab|reliability|second(?:ary)?[._ -]?coder)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SchemeModifier:
    """A question and its answers, each with the key it had there ("" for none)."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SchemeCode:
    """One behaviour.

    Attributes:
        actor: who does it, as the file says; "" where it does not.
        channel: the name of the set in which codes exclude each other, "" for none.
    """

    name: str
    kind: Literal["state", "point"]
    group: str
    key: str = ""
    definition: str = ""
    color: str = ""
    actor: str = ""
    channel: str = ""
    modifiers: tuple[SchemeModifier, ...] = ()


@dataclass(slots=True)
class Scheme:
    """What a file of another program says.

    Attributes:
        name: what the codebook will be called.
        program: the program it comes from.
        left_out: what could not be taken over, a sentence each.
        doubts: what the file does not settle, a sentence each.
    """

    name: str
    program: str
    codes: list[SchemeCode] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def check_count(file_name: str, count: int, what: str = "codes", most: int = MOST_CODES) -> None:
    """Refuse what is more than a codebook can hold.

    Raises:
        FormatError: if count is above most.
    """
    if count > most:
        raise FormatError(
            f"{file_name} has more than {most:,} {what}, too much for a codebook.",
            "Take out there what is not coded, save it under another name, and import that.",
        )


def are_numbers(values: Sequence[str]) -> bool:
    """Whether there are values and all of them are numbers."""
    return bool(values) and all(_NUMBER.fullmatch(value) for value in values)


def are_whole_numbers(values: Sequence[str]) -> bool:
    """Whether all are numbers that count or stand for something, and none is measured."""
    return are_numbers(values) and all("." not in value and "," not in value for value in values)


def column_of_second_coder(name: str, names: Iterable[str]) -> str:
    """Return the column that this one is a second coder's repetition of, "" if it is none.

    >>> column_of_second_coder("look_rel", ["look", "look_rel"]), column_of_second_coder("squirrel", ["squirrel"])
    ('look', '')
    """
    found = _RELIABILITY.fullmatch(name)
    return next((one for one in names if one.lower() == found["of"].lower()), "") if found else ""
