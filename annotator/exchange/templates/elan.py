"""The tiers and controlled vocabularies of an ELAN template (.etf) or document (.eaf), versions 2.3 to 3.0."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from xml.etree import ElementTree as ET

from annotator.errors import CodebookError
from annotator.exchange.templates.draft import MOST_VALUES, Scheme, SchemeCode, SchemeModifier

_SYMBOLIC = ("Symbolic_Association", "Symbolic_Subdivision")


@dataclass(frozen=True, slots=True)
class _Tier:
    name: str
    parent: str
    participant: str
    constraint: str
    vocabulary: str

    @property
    def says_more(self) -> bool:
        """Whether it says more of what stands on its parent, and has no time of its own."""
        return bool(self.parent) and self.constraint in _SYMBOLIC


def read_elan(data: bytes, file_name: str) -> Scheme:
    """Return the coding scheme: a tier with a vocabulary is a channel, its entries are states.

    Raises:
        CodebookError: if it is not an ELAN file.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314  expat limits the growth of entities, and none is fetched
    except ET.ParseError as error:
        raise CodebookError(f"{file_name} is not an ELAN file: {error}.", "Choose an .etf or .eaf file.") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise CodebookError(f"{file_name} is not an ELAN file.", "Choose an .etf or .eaf file.")
    scheme = Scheme(PurePath(file_name).stem, "an ELAN file")
    vocabularies = {one.get("CV_ID", ""): _entries(one) for one in root.iter("CONTROLLED_VOCABULARY")}
    tiers = list(_tiers(root))
    shared = [tier.vocabulary for tier in tiers if tier.vocabulary and not tier.says_more]
    for tier in tiers:
        if not tier.says_more:
            entries = vocabularies.get(tier.vocabulary, [])
            asked = _asked(tier, tiers, vocabularies, scheme.left_out)
            prefix = f"{tier.name}: " if shared.count(tier.vocabulary) > 1 else ""
            scheme.codes += _codes(tier, entries, asked, prefix)
            if not entries:
                scheme.left_out.append(f"{tier.name} has no vocabulary: it became one code without its free text.")
    _tell_the_rest(root, tiers, vocabularies, scheme.left_out)
    return scheme


def _tiers(root: ET.Element) -> Iterator[_Tier]:
    kinds = {one.get("LINGUISTIC_TYPE_ID"): one for one in root.iter("LINGUISTIC_TYPE")}
    for one in root.iter("TIER"):
        kind = kinds.get(one.get("LINGUISTIC_TYPE_REF"))
        yield _Tier(
            name=one.get("TIER_ID", ""),
            parent=one.get("PARENT_REF", ""),
            participant=one.get("PARTICIPANT", "").strip(),
            constraint=kind.get("CONSTRAINTS", "") if kind is not None else "",
            vocabulary=kind.get("CONTROLLED_VOCABULARY_REF", "") if kind is not None else "",
        )


def _entries(vocabulary: ET.Element) -> list[tuple[str, str]]:
    """Return value and description of each entry; of several languages the first."""
    found = []
    for one in vocabulary:
        if one.tag == "CV_ENTRY":  # before format 2.8
            found.append(((one.text or "").strip(), one.get("DESCRIPTION", "").strip()))
        elif one.tag == "CV_ENTRY_ML" and (value := one.find("CVE_VALUE")) is not None:
            found.append(((value.text or "").strip(), value.get("DESCRIPTION", "").strip()))
    return [(value, description) for value, description in found if value]


def _codes(
    tier: _Tier, entries: list[tuple[str, str]], asked: tuple[SchemeModifier, ...], prefix: str
) -> list[SchemeCode]:
    actor = tier.participant or "infant"
    channel = tier.name if len(entries) > 1 else ""
    return [
        SchemeCode(f"{prefix}{value}", "state", tier.name, "", words, actor=actor, channel=channel, modifiers=asked)
        for value, words in entries or [(tier.name, "")]
    ]


def _asked(
    tier: _Tier, tiers: list[_Tier], vocabularies: dict[str, list[tuple[str, str]]], left_out: list[str]
) -> tuple[SchemeModifier, ...]:
    """Return what the tiers below this one ask of it."""
    asked = []
    for one in tiers:
        if not one.says_more or one.parent != tier.name:
            continue
        values = vocabularies.get(one.vocabulary, [])
        if 0 < len(values) <= MOST_VALUES:
            asked.append(SchemeModifier(one.name, tuple((value, "") for value, _ in values)))
        else:
            why = f"has {len(values)} values, too many to choose by key" if values else "is free text"
            left_out.append(f"{one.name}, below {tier.name}, {why}.")
    return tuple(asked)


def _tell_the_rest(
    root: ET.Element, tiers: list[_Tier], vocabularies: dict[str, list[tuple[str, str]]], left_out: list[str]
) -> None:
    by_name = {tier.name: tier for tier in tiers}
    for tier in tiers:
        if tier.says_more and (tier.parent not in by_name or by_name[tier.parent].says_more):
            left_out.append(f"{tier.name} is below {tier.parent}, which has no time of its own.")
        elif tier.parent and not tier.says_more:
            left_out.append(f"{tier.name} became a channel of its own: that it lies within {tier.parent} is not kept.")
    used = {tier.vocabulary for tier in tiers}
    left_out += [f"No tier uses the vocabulary {name}." for name in vocabularies if name not in used]
    for one in root.iter("CONTROLLED_VOCABULARY"):
        languages = {value.get("LANG_REF") for value in one.iter("CVE_VALUE")}
        if len(languages) > 1:
            left_out.append(f"{one.get('CV_ID')}: of its {len(languages)} languages the first was taken.")
        if one.get("EXT_REF"):
            left_out.append(f"{one.get('CV_ID')} is in a file elsewhere, which is not downloaded.")
    count = sum(1 for _ in root.iter("ANNOTATION"))
    if count:
        left_out.append(f"{count} marked stretches: they are a coding, not a codebook.")
