"""The tiers and controlled vocabularies of an ELAN template (.etf) or document (.eaf), versions 2.3 to 3.0."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, xml_of
from annotator.exchange.templates.elan_preferences import Preferences, preferences_of
from annotator.exchange.templates.elan_tiers import Tier, Tiers
from annotator.exchange.templates.elan_vocabularies import Entry, Vocabulary, vocabularies_of
from annotator.exchange.templates.scheme import MOST_VALUES, Scheme, SchemeCode, SchemeModifier, check_count
from annotator.text import some


def read_elan(file: ForeignFile) -> Scheme:
    """Return the coding scheme: a tier with a vocabulary is a channel, its entries are states.

    A vocabulary that stands in a file of its own (.ecv), and keys and colours (.pfsx), are read where that file lies
    beside this one.

    Raises:
        FormatError: if it is no ELAN file, or has too many tiers.
    """
    root = xml_of(file, empty={"TIME_ORDER", "ANNOTATION"})
    check_root(root, file)
    scheme = Scheme(file.title, "an ELAN file")
    tiers = Tiers(root, file.name)
    add_scheme(scheme, file, tiers, vocabularies_of(root, file, scheme))
    if annotators := dict.fromkeys(tier.annotator for tier in tiers.all if tier.annotator):
        scheme.left_out.append(f"Who annotated the tiers, which belongs to codings: {some(annotators)}.")
    if count := sum(1 for _ in root.iter("ANNOTATION")):
        scheme.left_out.append(f"{count} marked stretches: they are a coding, not a codebook.")
    return scheme


def check_root(root: ET.Element, file: ForeignFile) -> None:
    """Refuse what is XML of something else.

    Raises:
        FormatError: if it is no ELAN file.
    """
    if root.tag != "ANNOTATION_DOCUMENT":
        raise FormatError(f"{file.name} is no ELAN file.", "Choose an .etf or .eaf file.")


def add_scheme(scheme: Scheme, file: ForeignFile, tiers: Tiers, vocabularies: Mapping[str, Vocabulary]) -> None:
    """Add the codes that the tiers and vocabularies of a file define, with the keys and colours beside it.

    Raises:
        FormatError: if there are more codes than a codebook can hold.
    """
    _add_codes(file.name, scheme, tiers, vocabularies, preferences_of(file, scheme))
    _tell_the_rest(tiers, vocabularies, scheme.left_out)
    scheme.doubts += tiers.doubts()


def _add_codes(
    file_name: str, scheme: Scheme, tiers: Tiers, vocabularies: Mapping[str, Vocabulary], preferences: Preferences
) -> None:
    for tier in tiers.all:
        if first := tiers.first.get(tier.name):
            scheme.left_out.append(f"{tier.name}: it is a second coder's {first}, which is a coding, not a code.")
        elif tier.says_more and not tiers.above.get(tier.name):
            scheme.left_out.append(
                f"{tier.name} stands below {tier.parent or 'no tier'}, and no tier with time above it."
            )
    for tier in tiers.coded:
        vocabulary = vocabularies.get(tier.vocabulary)
        check_count(file_name, len(scheme.codes) + (len(vocabulary.entries) if vocabulary is not None else 1))
        asked = tuple(_asked(tier, tiers, vocabularies, preferences, scheme))
        scheme.codes += _codes(tier, tiers, vocabulary, asked, preferences)
        scheme.left_out += _why_one_code(tier, vocabulary)


def _codes(
    tier: Tier,
    tiers: Tiers,
    vocabulary: Vocabulary | None,
    asked: tuple[SchemeModifier, ...],
    preferences: Preferences,
) -> list[SchemeCode]:
    entries = vocabulary.entries if vocabulary is not None else []
    return [
        SchemeCode(
            name=tiers.code(tier, one.value),
            kind="point" if tier.is_point else "state",
            group=tier.name,
            key=preferences.key(tier.vocabulary, one.id),
            definition=one.description,
            color=preferences.color(tier.vocabulary, one.id) or preferences.tier_colors.get(tier.name, ""),
            actor=tier.participant,
            channel=tier.name if len(entries) > 1 and not tier.is_point else "",
            modifiers=asked,
        )
        for one in entries or [Entry("", "", "")]
    ]


def _why_one_code(tier: Tier, vocabulary: Vocabulary | None) -> Iterator[str]:
    if vocabulary is not None and vocabulary.place:
        yield f"{tier.name} became one code: {_elsewhere(vocabulary)}."
    elif vocabulary is None or not vocabulary.entries:
        yield f"{tier.name} has no vocabulary: it became one code without its free text."


def _elsewhere(vocabulary: Vocabulary) -> str:
    return f"its vocabulary stands in {vocabulary.place}, which is never fetched; put it beside the file, import again"


def _asked(
    tier: Tier,
    tiers: Tiers,
    vocabularies: Mapping[str, Vocabulary],
    preferences: Preferences,
    scheme: Scheme,
) -> Iterator[SchemeModifier]:
    """Yield what the tiers below this one ask of it."""
    for one in tiers.below(tier):
        vocabulary = vocabularies.get(one.vocabulary)
        entries = vocabulary.entries if vocabulary is not None else []
        if 0 < len(entries) <= MOST_VALUES:
            values = tuple((entry.value, preferences.key(one.vocabulary, entry.id)) for entry in entries)
            yield SchemeModifier(tiers.question(one), values)
        elif vocabulary is not None and vocabulary.place:
            scheme.left_out.append(f"{one.name}, below {tier.name}: {_elsewhere(vocabulary)}.")
        else:
            why = f"has {len(entries)} values, which keys cannot choose from" if entries else "is free text"
            scheme.left_out.append(f"{one.name}, below {tier.name}, {why}.")


def _tell_the_rest(tiers: Tiers, vocabularies: Mapping[str, Vocabulary], left_out: list[str]) -> None:
    left_out += [
        f"{tier.name} became a channel of its own: that it lies within {tier.parent} is not kept."
        for tier in tiers.coded
        if tier.parent
    ]
    used = {tier.vocabulary for tier in tiers.all}
    if unused := [
        f"{name} ({one.place})" if one.place else name for name, one in vocabularies.items() if name not in used
    ]:
        left_out.append(f"No tier uses the vocabulary {some(unused)}.")
    for name, one in vocabularies.items():
        if one.languages > 1:
            left_out.append(f"{name}: of its {one.languages} languages the first was taken.")
        if one.description:
            left_out.append(f"The description of the vocabulary {name} has no place here: “{one.description[:300]}”.")
