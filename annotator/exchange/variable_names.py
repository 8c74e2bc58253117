"""Names of columns that SPSS, R and SQL take as they are."""

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 64
"""SPSS takes no more bytes (Command Syntax Reference, Variable names)."""

_TAKEN = frozenset({
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with",
    "break", "else", "for", "function", "if", "in", "inf", "na", "nan", "next", "null", "repeat", "false", "true",
    "while",
})  # fmt: skip
"""Words that SPSS and R keep for themselves."""


def variable_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return a name for each column: letters, digits and `_`, a letter first, unique also where case is nothing.

    A name that is fit stays as it is. The same names in the same order give the same.

    >>> variable_names(["start_s", "look-at", "Look_At", "5th", "with", "Größe (cm)", "Ω"])
    ('start_s', 'look_at', 'Look_At_2', 'v_5th', 'with_', 'Grosse_cm', 'v')
    """
    given: list[str] = []
    used: set[str] = set()
    for name in names:
        plain, number = _plain(name), 1
        fit = plain
        while fit.casefold() in used:
            number += 1
            fit = f"{plain[: _LONGEST - len(str(number)) - 1]}_{number}"
        used.add(fit.casefold())
        given.append(fit)
    return tuple(given)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9]+", "_", letters) if not _FIT.fullmatch(letters) else letters
    plain = plain.strip("_")
    if not plain or not plain[0].isalpha():
        plain = f"v_{plain}".strip("_")
    return (f"{plain}_" if plain.casefold() in _TAKEN else plain)[:_LONGEST]


_FIT = re.compile(r"[A-Za-z0-9_]*")
