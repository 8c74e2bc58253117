"""Asks what files of another program leave open: gives the choice that somebody has made, or notes the doubt."""

from collections.abc import Iterable, Sequence
from typing import get_args

from annotator.exchange.codings.doubts import Case, Choice, Doubt, DoubtKind
from annotator.exchange.codings.mapping import Mapping, about_at


class Place:
    """Where something stands: a row of an observation in a file."""

    __slots__ = ("at_ms", "observation", "row", "source")

    def __init__(self, source: str, observation: str, row: str = "", at_ms: int | None = None) -> None:
        self.source, self.observation, self.row, self.at_ms = source, observation, row, at_ms


class Asked:
    """All doubts of some files, with what was chosen.

    Args:
        mapping: what was settled.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._settled = {(one.kind, one.about): one.choice for one in mapping.settled}
        self._single = {one.place: one.choice for one in mapping.single}
        self._doubts: dict[tuple[DoubtKind, tuple[str, ...]], Doubt] = {}

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The doubts, those about observations and codes before those about single events."""
        order = {kind: place for place, kind in enumerate(get_args(DoubtKind))}
        return tuple(sorted(self._doubts.values(), key=lambda one: order[one.kind]))

    def told(self, kind: DoubtKind, about: tuple[str, ...], place: Place) -> str:
        """Return what somebody has said of a place, for it alone or for all; "" where nobody has."""
        alone = self._single.get((kind, about_at(about, place.row), place.source, place.observation, place.row), "")
        return alone or self._settled.get((kind, about), "")

    def ask(self, kind: DoubtKind, about: tuple[str, ...], place: Place, text: str, choices: Sequence[Choice]) -> str:
        """Return which of the choices was made at a place, for it alone or for all; "" where none was."""
        chosen = self.told(kind, about, place)
        if chosen and all(one.id != chosen for one in choices):
            chosen = ""  # settled for other files, and not possible here
        case = Case(place.source, place.observation, place.row, place.at_ms, text, tuple(choices), chosen)
        self._doubts.setdefault((kind, about), Doubt(kind, about)).cases.append(case)
        return chosen


def choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Return choices of pairs of id and text."""
    return tuple(Choice(*pair) for pair in pairs)


def named(pairs: Iterable[tuple[str, str]], text: str = "{}") -> tuple[Choice, ...]:
    """Return a choice for each id and name."""
    return tuple(Choice(one, text.format(name)) for one, name in pairs)
