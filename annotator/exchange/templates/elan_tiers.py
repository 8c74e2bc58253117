"""How the tiers of an ELAN file stand to each other, and what they are called once they are codes and questions.

Three things in their names are understood, for schemes and codings alike: what stands behind an @ repeats the
participant or the tier above (lex@CHI below CHI asks “lex”), a tier called as another with “_rel” behind it is a second
coder's, and one with “ (overlapping 2)” behind it, of the same type, holds what has no room beside it in the other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from annotator.exchange.templates.elan_vocabularies import name_of
from annotator.exchange.templates.scheme import check_count, column_of_second_coder
from annotator.text import plain, some

PROPERTIES = {one: f"strange-situation-annotator:{one}" for one in ("session", "end_ms")}
"""What a header that is written here says besides, by the names of its properties."""

SYMBOLIC = ("Symbolic_Association", "Symbolic_Subdivision")
POINT, COMMENT = "point", "comment"
"""Linguistic types: of tiers whose annotations are moments, and of tiers that hold remarks on those above."""

_MOST_TIERS = 2000
_OVERLAPPING = re.compile(r"(?P<of>.+) \(overlapping [0-9]+\)", re.DOTALL)


def overlapping(name: str, number: int) -> str:
    """Return what the further tier of a tier is called; number counts from 2."""
    return f"{name} (overlapping {number})"


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier, with what its linguistic type says of it."""

    name: str
    parent: str
    participant: str
    annotator: str
    type: str
    constraint: str
    vocabulary: str

    @property
    def says_more(self) -> bool:
        """Whether it says more of what stands on its parent, and has no time of its own."""
        return bool(self.parent) and self.constraint in SYMBOLIC

    @property
    def is_point(self) -> bool:
        """Whether its annotations are moments, however long they are drawn."""
        return self.type == POINT or self.type.startswith(f"{POINT}: ")

    @property
    def is_comment(self) -> bool:
        """Whether what stands on it is a remark on the annotation above."""
        return self.says_more and (self.type.lower() == COMMENT or not self.vocabulary)


class Tiers:
    """All tiers of a file.

    Attributes:
        all: in the order of the file.
        by_name: the same, by name.
        first: for each second coder's tier, the name of the first coder's.
        above: for each tier without time of its own, the first one above it that has, however far above; "" for none.
    """

    def __init__(self, root: ET.Element, file_name: str) -> None:
        self.all = tuple(_tiers(root))
        check_count(file_name, len(self.all), "tiers", _MOST_TIERS)
        self.by_name = {tier.name: tier for tier in self.all}
        is_ours = any(one.get("NAME") in PROPERTIES.values() for one in root.iterfind("HEADER/PROPERTY"))
        names = [] if is_ours else [tier.name for tier in self.all]  # a code of ours may be called “Walk rel”
        self.first = {one: first for one in names if (first := column_of_second_coder(one, names))}
        self.above = _timed_tiers(self.all, self.by_name)
        self.coded = tuple(tier for tier in self.all if not tier.says_more and self.base(tier) is tier)
        self._shared = Counter(tier.vocabulary for tier in self.coded if tier.vocabulary)
        self._below: dict[str, list[Tier]] = {}
        for tier in self.all:
            if tier.says_more and tier.name not in self.first:
                self._below.setdefault(self.above.get(tier.name, ""), []).append(tier)

    def base(self, tier: Tier) -> Tier:
        """Return the tier that this one goes on with: of a second coder, or of what overlaps; itself if it is none."""
        while (name := self.first.get(tier.name) or self._overlapped(tier)) and name in self.by_name:
            tier = self.by_name[name]
        return tier

    def _overlapped(self, tier: Tier) -> str:
        found = _OVERLAPPING.fullmatch(tier.name)
        of = self.by_name.get(found["of"]) if found else None
        return of.name if of is not None and (of.type, of.participant) == (tier.type, tier.participant) else ""

    def coder(self, tier: Tier) -> str:
        """Return who annotated a tier: of a second coder's without a name of its own, what its name ends in."""
        of, second = tier, ""
        while (name := self.first.get(of.name) or self._overlapped(of)) and name in self.by_name:
            second = second or (of.name[len(name) :].strip("._- ") if of.name in self.first else "")
            of = self.by_name[name]
        return second if second and tier.annotator in {"", of.annotator} else tier.annotator

    def below(self, tier: Tier) -> Sequence[Tier]:
        """Return the tiers that say more of what stands on this one, without those of second coders."""
        return self._below.get(tier.name, ())

    def title(self, tier: Tier) -> str:
        """Return what a tier with time is called, without the participant behind it."""
        base = self.base(tier)
        short = base.name.removesuffix(f"@{base.participant}") if base.participant else base.name
        return short if short and short not in self.by_name else base.name

    def code(self, tier: Tier, value: str = "") -> str:
        """Return the name of a code: of the tier itself, or of a value of its vocabulary."""
        if not value:
            return self.title(tier)
        return f"{self.title(tier)}: {value}" if self._shared[self.base(tier).vocabulary] > 1 else value

    def question(self, tier: Tier) -> str:
        """Return what a tier without time asks, without the tier above or the participant behind it."""
        tier = self.by_name.get(self.first.get(tier.name, ""), tier)
        above = self.above.get(tier.name, "")
        whose = (tier.parent, above, tier.participant, self.by_name[above].participant if above else "")
        for one in whose:
            if one and (short := tier.name.removesuffix(f"@{one}")) and short != tier.name:
                return short
        return tier.name

    def doubts(self) -> Iterator[str]:
        """Yield what the tiers leave open: several of one type, each called as a participant, may be one behaviour."""
        alike: dict[str, list[str]] = {}
        for tier in self.coded:
            if not tier.vocabulary and tier.participant and tier.participant == tier.name:
                alike.setdefault(tier.type, []).append(tier.name)
        for kind, names in alike.items():
            if len(names) > 1:
                yield (
                    f"{some(names)} are tiers of one type ({plain(kind)}), one for each participant: each became a "
                    "code of its own, and may be one code with that participant as its actor."
                )


def _tiers(root: ET.Element) -> Iterator[Tier]:
    kinds = {one.get("LINGUISTIC_TYPE_ID"): one for one in root.iter("LINGUISTIC_TYPE")}
    for one in root.iter("TIER"):
        kind = kinds.get(one.get("LINGUISTIC_TYPE_REF"))
        yield Tier(
            name=name_of(one, "TIER_ID"),
            parent=name_of(one, "PARENT_REF"),
            participant=name_of(one, "PARTICIPANT").strip(),
            annotator=name_of(one, "ANNOTATOR").strip(),
            type=name_of(one, "LINGUISTIC_TYPE_REF"),
            constraint=name_of(kind, "CONSTRAINTS"),
            vocabulary=name_of(kind, "CONTROLLED_VOCABULARY_REF"),
        )


def _timed_tiers(tiers: Sequence[Tier], by_name: Mapping[str, Tier]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tier in tiers:
        way, at = [], tier
        while at.says_more and at.name not in found and at.name not in way and at.parent in by_name:
            way.append(at.name)
            at = by_name[at.parent]
        top = found.get(at.name) or ("" if at.says_more else at.name)
        found |= dict.fromkeys(way, top)
    return found
