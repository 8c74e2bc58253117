"""What stands on the tiers of an ELAN file, taken out of it one by one, and the moments of its time slots."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple
from xml.etree import ElementTree as ET

from annotator.exchange.codings.times import ms_of_frames, ms_of_ms
from annotator.exchange.templates.elan_vocabularies import name_of
from annotator.exchange.told import Told

MOST_OCCURRING = 100
"""More values than these are no vocabulary that somebody chose from."""

_FRAMES = {"PAL-frames": Fraction(25), "NTSC-frames": Fraction(30_000, 1001)}


class Aligned(NamedTuple):
    """An annotation with time slots of its own; entry is the id of its value in a vocabulary, "" for none."""

    id: str
    begin: str
    end: str
    value: str
    entry: str


class Referring(NamedTuple):
    """An annotation that says more of another; before is the one it comes after, where these are ordered."""

    id: str
    tier: str
    of: str
    before: str
    value: str
    entry: str


class Marks:
    """All annotations and time slots of a file.

    Attributes:
        slots: what each time slot says, None where it says nothing; in the order of the file, which is that of time.
        aligned: the annotations with time slots, by tier.
        below: those that say more of another, by the id of that one.
        said: the different values on each tier, not many more than MOST_OCCURRING.
    """

    def __init__(self, told: Told) -> None:
        self.slots: dict[str, str | None] = {}
        self.aligned: dict[str, list[Aligned]] = {}
        self.below: dict[str, list[Referring]] = {}
        self.said: dict[str, dict[str, None]] = {}
        self._told = told

    def take_slot(self, _order: ET.Element, slot: ET.Element) -> None:
        """Keep a time slot."""
        self.slots[slot.get("TIME_SLOT_ID", "")] = slot.get("TIME_VALUE")

    def take_annotation(self, tier: ET.Element, annotation: ET.Element) -> None:
        """Keep what stands on a tier."""
        name = name_of(tier, "TIER_ID")
        said = self.said.setdefault(name, {})
        for one in annotation:
            get, value = one.get, (one.findtext("ANNOTATION_VALUE") or "").strip()
            if len(said) <= MOST_OCCURRING:
                said[value] = None
            known, entry = get("ANNOTATION_ID", ""), get("CVE_REF", "")
            if one.tag == "ALIGNABLE_ANNOTATION":
                aligned = Aligned(known, get("TIME_SLOT_REF1", ""), get("TIME_SLOT_REF2", ""), value, entry)
                self.aligned.setdefault(name, []).append(aligned)
            elif one.tag == "REF_ANNOTATION":
                of = get("ANNOTATION_REF", "")
                referring = Referring(known, name, of, get("PREVIOUS_ANNOTATION", ""), value, entry)
                self.below.setdefault(of, []).append(referring)
            else:
                self._told.say(f"On {name} stands {one.tag}, which is no annotation.", "things that are no annotations")

    def said_of(self, annotation: str) -> list[Referring]:
        """Return what says more of an annotation, and what says more of that, and so on; it can be asked once."""
        found: list[Referring] = []
        level = [annotation]
        while level:
            these = [one for of in level for one in _in_order(self.below.pop(of, []))]
            found += these
            level = [one.id for one in these]
        return found


def _in_order(group: Sequence[Referring]) -> list[Referring]:
    """Return them as they follow each other, which need not be the order in which they are written."""
    after = {one.before: place for place, one in enumerate(group) if one.before}
    if not after:
        return list(group)
    ids = {one.id for one in group}
    left = dict(enumerate(group))
    ordered: list[Referring] = []
    for start in [place for place, one in enumerate(group) if one.before not in ids]:
        place: int | None = start
        while place is not None and (one := left.pop(place, None)):
            ordered.append(one)
            place = after.get(one.id)
    return [*ordered, *left.values()]


class SlotTimes(NamedTuple):
    """The moments of time slots, in ms: those that the file says, and those laid between their neighbours."""

    said: dict[str, int]
    laid: dict[str, int]

    def at(self, slot: str) -> int | None:
        """Return when a slot is, None where nothing tells it."""
        return self.said.get(slot, self.laid.get(slot))


def times_of(marks: Marks, units: str, tiers: Iterable[str]) -> SlotTimes:
    """Return the moments of all time slots.

    Args:
        marks: the slots, and the annotations that have them.
        units: in which the file counts, as it says.
        tiers: their names, those above others first: what lies between two slots is laid out tier by tier.
    """
    fps = _FRAMES.get(units)
    said: dict[str, int] = {}
    bare: dict[str, None] = {}
    for slot, written in marks.slots.items():
        if written is None:
            bare[slot] = None
        elif (at := ms_of_frames(written, fps) if fps else ms_of_ms(written)) is not None:
            said[slot] = at
    if not bare:
        return SlotTimes(said, {})
    chains = (_chain(marks, marks.aligned.get(tier, ()), bare) for tier in tiers)
    return SlotTimes(said, _laid(said, bare, (*chains, list(marks.slots))))


def _chain(marks: Marks, aligned: Sequence[Aligned], bare: Mapping[str, None]) -> list[str]:
    """Return the slots of a tier as they follow each other, each once; none where all of them have a time."""
    if not any(one.begin in bare or one.end in bare for one in aligned):
        return []
    order = {slot: place for place, slot in enumerate(marks.slots)}
    slots: list[str] = []
    for one in sorted(aligned, key=lambda one: order.get(one.begin, 0)):
        slots += [slot for slot in (one.begin, one.end) if slots[-1:] != [slot]]
    return slots


def _laid(said: Mapping[str, int], bare: Mapping[str, None], chains: Iterable[Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chain in chains:
        last: int | None = None
        waiting: list[str] = []
        for slot in chain:
            at = said.get(slot, found.get(slot))
            if at is not None:
                if last is not None:
                    parts = len(waiting) + 1
                    for number, one in enumerate(waiting, start=1):
                        found[one] = last + round(Fraction((at - last) * number, parts))
                last, waiting = at, []
            elif slot in bare:
                waiting.append(slot)
    return found
