"""What a coding names of its codebook, so that nothing a coding holds can lose its meaning unseen."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
    Settlement,
    Submission,
)

Reference = tuple[str, ...]
"""A kind and the ids that name one thing of it: ("code", "crying"), ("value", "target", "stranger")."""


@dataclass(frozen=True, slots=True)
class Use:
    """How often something of a codebook is used.

    Attributes:
        items: events, ratings, marks and the like that name it.
        codings: codings that hold at least one of these.
    """

    items: int = 0
    codings: int = 0


def references(item: Item) -> Iterator[Reference]:
    """Yield everything of the codebook that an item names; scale points and cells too.

    >>> list(references(Event(id="a", code="cry", start_ms=0, end_ms=1, modifiers={"who": "mother"})))
    [('code', 'cry'), ('modifier', 'who'), ('value', 'who', 'mother'), ('answer', 'cry', 'who')]
    """
    match item:
        case Event():
            yield "code", item.code
            yield from _answers(item)
        case EpisodeMark():
            if item.episode != END_OF_LAST_EPISODE:
                yield "episode", item.episode
        case Rating():
            yield "scale", item.scale
            yield "cell", item.scale, item.episode, item.target
            if item.value is not None:
                yield "point", item.scale, f"{item.value:g}"
        case Classification():
            yield from (("class", one) for one in (item.primary, item.subgroup, item.forced) if one)
        case IntervalRecord():
            yield from (("code", code) for code in item.codes)
            yield "episode", item.episode
        case LookedFor():
            yield from (("code", code) for code in item.codes)
        case Segment() | Submission() | Basis() | Settlement():
            pass  # nothing of the codebook
        case _:
            assert_never(item)


def _answers(event: Event) -> Iterator[Reference]:
    for modifier, value in event.modifiers.items():
        yield "modifier", modifier
        yield "value", modifier, value
        yield "answer", event.code, modifier


def knows(codebook: Codebook, reference: Reference) -> bool:
    """Whether a codebook still says what a reference means; retired codes and scales count."""
    kind, *ids = reference
    known: dict[str, Container[str]] = {
        "code": codebook.code_by_id,
        "modifier": codebook.modifier_by_id,
        "episode": codebook.episode_by_id,
        "scale": codebook.scale_by_id,
    }
    if kind in known:
        return ids[0] in known[kind]
    if kind == "answer":
        code = codebook.code_by_id.get(ids[0])
        return code is not None and ids[1] in code.modifiers
    if kind == "value":
        modifier = codebook.modifier_by_id.get(ids[0])
        return modifier is not None and ids[1] in {value.id for value in modifier.values}
    if kind == "class":
        return codebook.classification is not None and codebook.classification.class_of(ids[0]) is not None
    scale = codebook.scale_by_id.get(ids[0])
    if scale is None:
        return False
    return (ids[1], ids[2]) in scale.cells if kind == "cell" else scale.allows(float(ids[1]))


def named_by(codebook: Codebook) -> set[Reference]:
    """Return everything that an item could name, in which channel and of which kind codes are included."""
    named: set[Reference] = {("code", code) for code in codebook.code_by_id}
    named |= {("kind", code.id, code.kind, code.channel_id) for code in codebook.code_by_id.values()}
    named |= {("answer", code.id, modifier) for code in codebook.code_by_id.values() for modifier in code.modifiers}
    named |= {("value", one.id, value.id) for one in codebook.modifiers for value in one.values}
    named |= {("episode", episode) for episode in codebook.episode_by_id}
    for scale in codebook.scale_by_id.values():
        named |= {("cell", scale.id, *cell) for cell in scale.cells}
        named.add(("points", scale.id, f"{scale.lowest}-{scale.highest}", str(scale.half_points)))
    if scheme := codebook.classification:
        named |= {("class", one.id) for one in scheme.classes}
        named |= {("class", sub.id) for one in scheme.classes for sub in one.subgroups}
    return named


def lost(coding: Coding, old: Codebook, new: Codebook) -> tuple[Reference, ...]:
    """Return what a coding names that means nothing any more, or something else, in the new codebook; each once.

    An answer to what a code is no longer asked keeps its meaning; unasked() counts those.
    """
    named = dict.fromkeys(one for item in coding.items.values() for one in references(item) if one[0] != "answer")
    gone = [one for one in named if knows(old, one) and not knows(new, one)]
    codes = [ids[0] for kind, *ids in named if kind == "code" and ids[0] in old.code_by_id]
    kinds = [("kind", code) for code in codes if _kind(old, code) != _kind(new, code)]
    return (*gone, *(one for one in kinds if ("code", one[1]) not in gone))


def unasked(coding: Coding, old: Codebook, new: Codebook) -> Counter[Reference]:
    """Count the answers ("answer", code, modifier) that a coding holds to what the new codebook does not ask any more.

    A code that is retired, or that is given by another name, is told of by its own step.
    """
    named = Counter(one for event in coding.events for one in references(event) if one[0] == "answer")
    given = {code.id for code in new.codes}
    return Counter({one: n for one, n in named.items() if one[1] in given and knows(old, one) and not knows(new, one)})


def described(reference: Reference) -> str:
    """Say a reference in words.

    >>> described(("value", "target", "stranger")), described(("cell", "avoidance", "5", "caregiver"))
    ('the value stranger of target', 'the scale avoidance in episode 5 towards caregiver')
    """
    kind, *ids = reference
    match kind:
        case "value":
            return f"the value {ids[1]} of {ids[0]}"
        case "cell":
            where = f" in episode {ids[1]}" if ids[1] else ""
            return f"the scale {ids[0]}{where}" + (f" towards {ids[2]}" if ids[2] else "")
        case "point":
            return f"the point {ids[1]} of the scale {ids[0]}"
        case "answer":
            return f"the question {ids[1]} of {ids[0]}"
        case "kind":
            return f"the code {ids[0]} as state or point"
        case _:
            return f"the {kind} {ids[0]}"


def _kind(codebook: Codebook, code_id: str) -> str | None:
    code = codebook.code_by_id.get(code_id)
    return code.kind if code is not None else None


def use_of(codings: Iterable[Coding]) -> dict[Reference, Use]:
    """Return how often everything is used that some coding names."""
    items: Counter[Reference] = Counter()
    holders: Counter[Reference] = Counter()
    for coding in codings:
        named = Counter(one for item in coding.items.values() for one in set(references(item)))
        items += named
        holders.update(set(named))
    return {one: Use(count, holders[one]) for one, count in items.items()}
