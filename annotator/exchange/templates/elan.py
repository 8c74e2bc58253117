"""The tiers and controlled vocabularies of an ELAN template (.etf) or document (.eaf), versions 2.3 to 3.0."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, xml_of
from annotator.exchange.templates.elan_preferences import Preferences, preferences_of
from annotator.exchange.templates.elan_vocabularies import Entry, Vocabulary, name_of, vocabularies_of
from annotator.exchange.templates.scheme import (
    MOST_VALUES,
    Scheme,
    SchemeCode,
    SchemeModifier,
    check_count,
    column_of_second_coder,
    some,
)

_SYMBOLIC = ("Symbolic_Association", "Symbolic_Subdivision")
_MOST_TIERS = 2000


@dataclass(frozen=True, slots=True)
class _Tier:
    name: str
    parent: str
    participant: str
    annotator: str
    constraint: str
    vocabulary: str

    @property
    def says_more(self) -> bool:
        """Whether it says more of what stands on its parent, and has no time of its own."""
        return bool(self.parent) and self.constraint in _SYMBOLIC


def read_elan(file: ForeignFile) -> Scheme:
    """Return the coding scheme: a tier with a vocabulary is a channel, its entries are states.

    A vocabulary that stands in a file of its own (.ecv), and keys and colours (.pfsx), are read where that file lies
    beside this one.

    Raises:
        FormatError: if it is no ELAN file, or has too many tiers.
    """
    root = xml_of(file, empty={"TIME_ORDER", "ANNOTATION"})
    if root.tag != "ANNOTATION_DOCUMENT":
        raise FormatError(f"{file.name} is no ELAN file.", "Choose an .etf or .eaf file.")
    scheme = Scheme(file.title, "an ELAN file")
    tiers = list(_tiers(root))
    check_count(file.name, len(tiers), "tiers", _MOST_TIERS)
    tiers = list(_without_second_coder(tiers, scheme))
    vocabularies = vocabularies_of(root, file, scheme)
    preferences = preferences_of(file, scheme)
    _add_codes(file.name, scheme, tiers, vocabularies, preferences)
    _tell_the_rest(root, tiers, vocabularies, scheme.left_out)
    return scheme


def _tiers(root: ET.Element) -> Iterator[_Tier]:
    kinds = {one.get("LINGUISTIC_TYPE_ID"): one for one in root.iter("LINGUISTIC_TYPE")}
    for one in root.iter("TIER"):
        kind = kinds.get(one.get("LINGUISTIC_TYPE_REF"))
        yield _Tier(
            name=name_of(one, "TIER_ID"),
            parent=name_of(one, "PARENT_REF"),
            participant=name_of(one, "PARTICIPANT").strip(),
            annotator=name_of(one, "ANNOTATOR").strip(),
            constraint=name_of(kind, "CONSTRAINTS"),
            vocabulary=name_of(kind, "CONTROLLED_VOCABULARY_REF"),
        )


def _without_second_coder(tiers: list[_Tier], scheme: Scheme) -> Iterator[_Tier]:
    names = [tier.name for tier in tiers]
    for tier in tiers:
        if first := column_of_second_coder(tier.name, names):
            scheme.left_out.append(f"{tier.name}: it is a second coder's {first}, which is a coding, not a code.")
        else:
            yield tier


def _add_codes(
    file_name: str,
    scheme: Scheme,
    tiers: list[_Tier],
    vocabularies: Mapping[str, Vocabulary],
    preferences: Preferences,
) -> None:
    timed = _timed_tiers(tiers)
    below: dict[str, list[_Tier]] = {}
    for tier in tiers:
        if tier.says_more and (above := timed.get(tier.name)):
            below.setdefault(above, []).append(tier)
        elif tier.says_more:
            scheme.left_out.append(
                f"{tier.name} stands below {tier.parent or 'no tier'}, and no tier with time above it."
            )
    shared = [tier.vocabulary for tier in tiers if tier.vocabulary and not tier.says_more]
    for tier in tiers:
        if not tier.says_more:
            vocabulary = vocabularies.get(tier.vocabulary)
            check_count(file_name, len(scheme.codes) + (len(vocabulary.entries) if vocabulary is not None else 1))
            asked = tuple(_asked(tier, below.get(tier.name, ()), vocabularies, preferences, scheme))
            prefix = f"{tier.name}: " if shared.count(tier.vocabulary) > 1 else ""
            scheme.codes += _codes(tier, vocabulary, asked, prefix, preferences)
            scheme.left_out += _why_one_code(tier, vocabulary)


def _timed_tiers(tiers: list[_Tier]) -> dict[str, str]:
    """Return for each tier without time of its own the first one above it that has, however far above."""
    by_name = {tier.name: tier for tier in tiers}
    found: dict[str, str] = {}
    for tier in tiers:
        way, at = [], tier
        while at.says_more and at.name not in found and at.name not in way and at.parent in by_name:
            way.append(at.name)
            at = by_name[at.parent]
        top = found.get(at.name) or ("" if at.says_more else at.name)
        found |= dict.fromkeys(way, top)
    return found


def _codes(
    tier: _Tier,
    vocabulary: Vocabulary | None,
    asked: tuple[SchemeModifier, ...],
    prefix: str,
    preferences: Preferences,
) -> list[SchemeCode]:
    entries = vocabulary.entries if vocabulary is not None else []
    return [
        SchemeCode(
            name=f"{prefix}{one.value}",
            kind="state",
            group=tier.name,
            key=preferences.key(tier.vocabulary, one.id),
            definition=one.description,
            color=preferences.color(tier.vocabulary, one.id) or preferences.tier_colors.get(tier.name, ""),
            actor=tier.participant,
            channel=tier.name if len(entries) > 1 else "",
            modifiers=asked,
        )
        for one in entries or [Entry("", tier.name, "")]
    ]


def _why_one_code(tier: _Tier, vocabulary: Vocabulary | None) -> Iterator[str]:
    if vocabulary is not None and vocabulary.place:
        yield f"{tier.name} became one code: {_elsewhere(vocabulary)}."
    elif vocabulary is None or not vocabulary.entries:
        yield f"{tier.name} has no vocabulary: it became one code without its free text."


def _elsewhere(vocabulary: Vocabulary) -> str:
    return f"its vocabulary stands in {vocabulary.place}, which is never fetched; put it beside the file, import again"


def _asked(
    tier: _Tier,
    below: Iterable[_Tier],
    vocabularies: Mapping[str, Vocabulary],
    preferences: Preferences,
    scheme: Scheme,
) -> Iterator[SchemeModifier]:
    """Yield what the tiers below this one ask of it."""
    for one in below:
        vocabulary = vocabularies.get(one.vocabulary)
        entries = vocabulary.entries if vocabulary is not None else []
        if 0 < len(entries) <= MOST_VALUES:
            values = tuple((entry.value, preferences.key(one.vocabulary, entry.id)) for entry in entries)
            yield SchemeModifier(one.name, values)
        elif vocabulary is not None and vocabulary.place:
            scheme.left_out.append(f"{one.name}, below {tier.name}: {_elsewhere(vocabulary)}.")
        else:
            why = f"has {len(entries)} values, which keys cannot choose from" if entries else "is free text"
            scheme.left_out.append(f"{one.name}, below {tier.name}, {why}.")


def _tell_the_rest(
    root: ET.Element, tiers: list[_Tier], vocabularies: Mapping[str, Vocabulary], left_out: list[str]
) -> None:
    left_out += [
        f"{tier.name} became a channel of its own: that it lies within {tier.parent} is not kept."
        for tier in tiers
        if tier.parent and not tier.says_more
    ]
    used = {tier.vocabulary for tier in tiers}
    if unused := [
        f"{name} ({one.place})" if one.place else name for name, one in vocabularies.items() if name not in used
    ]:
        left_out.append(f"No tier uses the vocabulary {some(unused)}.")
    for name, one in vocabularies.items():
        if one.languages > 1:
            left_out.append(f"{name}: of its {one.languages} languages the first was taken.")
        if one.description:
            left_out.append(f"The description of the vocabulary {name} has no place here: “{one.description[:300]}”.")
    if annotators := dict.fromkeys(tier.annotator for tier in tiers if tier.annotator):
        left_out.append(f"Who annotated the tiers, which belongs to codings: {some(annotators)}.")
    if count := sum(1 for _ in root.iter("ANNOTATION")):
        left_out.append(f"{count} marked stretches: they are a coding, not a codebook.")
