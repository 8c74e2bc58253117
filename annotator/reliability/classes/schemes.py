"""Ways to read a stored classification: which classes are told apart and which are one.

Each returns None where the classification does not fit the scheme, as with "cannot classify"; such a case is left out
of the table and counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from annotator.model.items import Classification

_GROUP = re.compile(r"([ABCD])(\d.*)?")
"""A group alone or with its subgroup, as in B or B3. A/C, CC and the like are none of the four."""


def _group(written: str) -> str | None:
    found = _GROUP.fullmatch(written.strip().upper())
    return found[1] if found else None


def abcd(item: Classification) -> str | None:
    """Return the group A, B, C or D (Main & Solomon 1990)."""
    return _group(item.primary)


def abc(item: Classification) -> str | None:
    """Return the organised group A, B or C: of a case of D, the best-fitting one (forced), if the coder gave it."""
    group = _group(item.primary)
    return _best_fitting(item) if group == "D" else group


def security(item: Classification) -> str | None:
    """Return "B" or "non-B"; a case of D is non-B, whatever fits it best."""
    group = _group(item.primary)
    return None if group is None else "B" if group == "B" else "non-B"


def disorganisation(item: Classification) -> str | None:
    """Return "D" or "non-D"."""
    group = _group(item.primary)
    return None if group is None else "D" if group == "D" else "non-D"


def _best_fitting(item: Classification) -> str | None:
    group = _group(item.forced)
    return None if group == "D" else group


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to read classifications.

    Attributes:
        id: name in files.
        name: what it is called.
        classes: what it tells apart, in the order of tables.
        read: gives the class of an item, or None.
    """

    id: str
    name: str
    classes: tuple[str, ...]
    read: Callable[[Classification], str | None]


SCHEMES = (
    Scheme("abcd", "A, B, C, D", ("A", "B", "C", "D"), abcd),
    Scheme("abc", "A, B, C (D by best fit)", ("A", "B", "C"), abc),
    Scheme("security", "B / non-B", ("B", "non-B"), security),
    Scheme("disorganisation", "D / non-D", ("D", "non-D"), disorganisation),
)
