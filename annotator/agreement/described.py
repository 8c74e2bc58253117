"""What the catalogue says of a statistic: its published id, its words, and how it is got from a result."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from annotator.statistics.estimate import Estimate, Undefined

T = TypeVar("T")
U = TypeVar("U")
T_contra = TypeVar("T_contra", contravariant=True)

Leaf = Estimate | Undefined | float | int


class Kind(NamedTuple):
    """What sort of number a statistic is: its unit ("" for a pure number), and the values it can have."""

    unit: str
    range: str


COEFFICIENT = Kind("", "up to 1")
SHARE = Kind("", "0 to 1")
INDEX = Kind("", "from -1 to 1")
COUNT = Kind("count", "0 or more")
SECONDS = Kind("s", "0 or more")
LATER = Kind("s", "any; above 0 where coder B is later, below 0 where B is earlier")
APART = Kind("s", "0 or more: no sign")
HIGHER = Kind("points of the scale", "any; above 0 where coder B rates higher")
SPREAD = Kind("points of the scale", "0 or more")
MEASURED = Kind("unit of the variable", "0 or more")
MEASURED_HIGHER = Kind("unit of the variable", "any; above 0 where coder B has more")
IN_MS = frozenset({SECONDS, LATER, APART})
"""Results hold ms of these; seconds are published and shown."""


@dataclass(frozen=True, slots=True)
class Named:
    """A statistic as it is called.

    Symbol, words and tip may hold {a} and {b} for the coders, and the other names of GENERAL for settings (see filled).

    Attributes:
        id: as it is published.
        symbol: what stands above its column.
        words: what it is, without a full stop.
        kind: what sort of number.
        tip: for a psychologist, in sentences: which way is good, which one to report, what moves it.
        source: who described it: authors, year.
    """

    id: str
    symbol: str
    words: str
    kind: Kind
    tip: str = ""
    source: str = ""

    @property
    def meaning(self) -> str:
        """Words and source, then the tip on a line of its own: a tooltip breaks no line by itself."""
        return "\n".join(filter(None, (self.words + (f" ({self.source})." if self.source else "."), self.tip)))

    @property
    def cited(self) -> str:
        """The sources as a text cites them: authors, comma, year."""
        return re.sub(r"(?<!,) (?=\d{4})", ", ", self.source)


@dataclass(frozen=True, slots=True)
class Described(Named, Generic[T_contra]):
    """A statistic and how it is got from a result."""

    get: Callable[[T_contra], Leaf] = field(kw_only=True)


GENERAL: Mapping[str, str] = {
    "a": "A",
    "b": "B",
    "within": "the tolerance for points",
    "overlap": "the chosen share",
    "unit": "time unit",
    "cut": "equal",
}
"""What stands for the coders and the settings where no report says them."""


def filled(text: str, names: Mapping[str, str] = GENERAL) -> str:
    """Return a text of the catalogue with the coders and settings named."""
    return text.format_map(names)


def described(statistics: Sequence[Described[T]], statistic: str) -> Described[T]:
    """Return the one of these statistics that has an id."""
    return next(one for one in statistics if one.id == statistic)


def inside(
    name: str, of: Callable[[T], U], entries: Iterable[Described[U]], suffix: str = ""
) -> tuple[Described[T], ...]:
    """Return the statistics of a part of a result: their ids follow its name and a dot, their symbols end in suffix."""
    return tuple(_through(f"{name}.{one.id}", of, one, suffix) for one in entries)


def _through(name: str, of: Callable[[T], U], one: Described[U], suffix: str) -> Described[T]:
    return Described(
        name, one.symbol + suffix, one.words, one.kind, one.tip, one.source, get=lambda told: one.get(of(told))
    )
