"""Codings out of ELAN: an .eaf file, with the vocabularies (.ecv) and preferences (.pfsx) that lie beside it.

What a tier becomes is the same as in a scheme (see templates/elan.py): each value of its vocabulary is a code, or it is
one code itself and what is written on it a comment. Tiers without time say more of the annotation with time above
them, however far: what is chosen from a vocabulary answers a question, free text goes into the comment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from annotator.exchange.codings.foreign import Answers, ForeignCodings, ForeignEvent, ForeignMedia, Observation, Oddity
from annotator.exchange.codings.readers.elan_marks import MOST_OCCURRING, Aligned, Marks, SlotTimes, times_of
from annotator.exchange.codings.times import ms_of_ms
from annotator.exchange.front_door import ForeignFile, xml_of
from annotator.exchange.templates.elan import add_scheme, check_root
from annotator.exchange.templates.elan_tiers import COMMENT, PROPERTIES, Tier, Tiers
from annotator.exchange.templates.elan_vocabularies import Entry, Vocabulary, vocabularies_of
from annotator.exchange.templates.scheme import Scheme
from annotator.exchange.told import Told
from annotator.text import plain

_UNREAD = 0.7
"""The share of the work that is done once the file is taken apart."""


def read(file: ForeignFile) -> ForeignCodings:
    """Return the codings of a file, one for each annotator.

    Raises:
        FormatError: if it is no ELAN file, or beyond the bounds.
    """
    told = Told()
    marks = Marks(told)
    root = xml_of(
        replace(file, progress=lambda share: file.progress(_UNREAD * share)),
        each={"TIME_SLOT": marks.take_slot, "ANNOTATION": marks.take_annotation},
    )
    check_root(root, file)
    scheme = Scheme(file.title, "an ELAN file")
    tiers = Tiers(root, file.name)
    vocabularies = vocabularies_of(root, file, scheme)
    doubts = [*tiers.doubts(), *_completed(vocabularies, tiers, marks)]
    add_scheme(scheme, file, tiers, vocabularies)
    header = root.find("HEADER")
    units = header.get("TIME_UNITS", "") if header is not None else ""
    times = times_of(marks, units, [tier.name for tier in _from_above(tiers)])
    reading = _Reading(tiers, vocabularies, marks, times, told)
    whole = _observation(file, root)
    observations = [
        replace(whole, coder=coder, events=tuple(events)) for coder, events in reading.by_coder(file).items()
    ]
    doubts += reading.doubts
    return ForeignCodings("ELAN", observations, scheme, told.sentences(), tuple(doubts))


def _from_above(tiers: Tiers) -> list[Tier]:
    """Return the tiers, each behind the one it stands below."""
    depth = dict.fromkeys(tiers.by_name, 0)
    for tier in tiers.all:
        at, seen = tier, {tier.name}
        while at.parent in tiers.by_name and at.parent not in seen:
            at = tiers.by_name[at.parent]
            seen.add(at.name)
        depth[tier.name] = len(seen)
    return sorted(tiers.all, key=lambda tier: depth[tier.name])


def _completed(vocabularies: Mapping[str, Vocabulary], tiers: Tiers, marks: Marks) -> Iterator[str]:
    """Fill vocabularies that stand in files that are not there with the values that occur."""
    for name, vocabulary in vocabularies.items():
        if not vocabulary.place:
            continue
        used = [tier.name for tier in tiers.all if tier.vocabulary == name]
        values = dict.fromkeys(value for tier in used for value in marks.said.get(tier, ()) if value)
        if 0 < len(values) <= MOST_OCCURRING:
            vocabulary.entries = [Entry("", value, "") for value in values]
            yield (
                f"The vocabulary {plain(name)} stands in {plain(vocabulary.place)}, which is not beside the file and "
                "is never fetched: the values that occur were taken for it."
            )
            vocabulary.place = ""


def _observation(file: ForeignFile, root: ET.Element) -> Observation:
    """Return what the file says of its session, without events."""
    said = {one.get("NAME", ""): (one.text or "").strip() for one in root.iterfind("HEADER/PROPERTY")}
    return Observation(
        name=file.path.stem,
        events=(),
        session=said.get(PROPERTIES["session"], ""),
        media=tuple(_media(one) for one in root.iterfind("HEADER/MEDIA_DESCRIPTOR")),
        end_ms=ms_of_ms(said.get(PROPERTIES["end_ms"], "")),
    )


def _media(descriptor: ET.Element) -> ForeignMedia:
    url = descriptor.get("MEDIA_URL", "") or descriptor.get("RELATIVE_MEDIA_URL", "")
    origin = ms_of_ms(descriptor.get("TIME_ORIGIN", "0"))
    return ForeignMedia(unquote(url).removeprefix("file://"), offset_ms=-(origin or 0))


def _named(annotation: str, tier: str) -> str:
    return f"Annotation {plain(annotation)} on {plain(tier)}"


class _Line(NamedTuple):
    """What is the same for all annotations of a tier."""

    tier: Tier
    title: str
    entries: Mapping[str, str]
    has_codes: bool


class _Reading:
    """Events, out of what stands on the tiers."""

    def __init__(
        self, tiers: Tiers, vocabularies: Mapping[str, Vocabulary], marks: Marks, times: SlotTimes, told: Told
    ) -> None:
        self._tiers, self._marks, self._times, self._told = tiers, marks, times, told
        self._free: dict[str, None] = {}
        self._lines = {tier.name: self._line(tier, vocabularies.get(tier.vocabulary)) for tier in tiers.all}

    @property
    def doubts(self) -> Iterator[str]:
        """What of the events nobody but a person can tell."""
        return (
            f"{plain(name)}, below {plain(self._tiers.above.get(name, ''))}, is free text: it stands in the comments."
            for name in self._free
        )

    def by_coder(self, file: ForeignFile) -> dict[str, list[ForeignEvent]]:
        """Return the events of each coder, in the order of the file; where there are none, each coder without any."""
        found: dict[str, list[ForeignEvent]] = {}
        whole, done = sum(map(len, self._marks.aligned.values())), 0
        for name, aligned in self._marks.aligned.items():
            if (line := self._lines.get(name)) is None:
                self._no_tier(name)
                continue
            events = found.setdefault(self._tiers.coder(line.tier), [])
            for one in aligned:
                done += 1
                if done % 1000 == 0:
                    file.progress(_UNREAD + (1 - _UNREAD) * done / whole)
                if event := self._event(line, one):
                    events.append(event)
        for left in self._marks.below.values():
            for lost in left:
                what = f"{_named(lost.id, lost.tier)} says more of {plain(lost.of)}, which is not on a tier with time."
                self._told.say(what, "annotations that say more of what is not on a tier with time")
        return found or {self._tiers.coder(tier): [] for tier in self._tiers.all}

    def _no_tier(self, name: str) -> None:
        self._told.say(f"What stands on “{plain(name)}” is left out: no tier is called so.", "names that no tier has")

    def _line(self, tier: Tier, vocabulary: Vocabulary | None) -> _Line:
        entries = vocabulary.entries if vocabulary is not None else []
        title = self._tiers.question(tier) if tier.says_more else self._tiers.code(tier)
        return _Line(tier, title, {one.id: one.value for one in entries if one.id}, bool(entries))

    def _event(self, line: _Line, one: Aligned) -> ForeignEvent | None:
        start, end = self._times.at(one.begin), self._times.at(one.end)
        answers, comments = self._said_of(one.id)
        if start is None or end is None:
            what = f"{_named(one.id, line.tier.name)} has a time that cannot be read."
            self._told.say(what, "annotations with times that cannot be read")
            return None
        value = line.entries.get(one.entry, one.value)
        laid = one.begin in self._times.laid or one.end in self._times.laid
        oddities: tuple[Oddity, ...] = ("between",) if laid else ()
        return ForeignEvent(
            code=self._tiers.code(line.tier, value) if line.has_codes else line.title,
            start_ms=start,
            end_ms=start if line.tier.is_point else end,
            kind="point" if line.tier.is_point else "state",
            who=line.tier.participant,
            answers=answers,
            comment="\n".join([value, *comments] if value and not line.has_codes else comments),
            row=f"annotation {one.id}",
            oddities=oddities,
        )

    def _said_of(self, annotation: str) -> tuple[Answers, list[str]]:
        """Return what tiers without time answer and remark of an annotation."""
        answers: list[tuple[str, str]] = []
        comments: list[str] = []
        for one in self._marks.said_of(annotation):
            line = self._lines.get(one.tier)
            if line is None:
                self._no_tier(one.tier)
                continue
            value = line.entries.get(one.entry, one.value)
            if not value:
                continue
            if not line.tier.is_comment:
                answers.append((line.title, value))
            elif line.tier.type.lower() == COMMENT:
                comments.append(value)
            else:
                self._free[one.tier] = None
                comments.append(f"{line.title}: {value}")
        return tuple(answers), comments
