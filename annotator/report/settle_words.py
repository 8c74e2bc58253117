"""What the workbench says of a disagreement: its kind, what each coder has, and how it was settled."""

from typing import assert_never

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.settlements import SHIFTS
from annotator.model.codebook import Codebook
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Classification,
    Comparable,
    EpisodeMark,
    Event,
    Rating,
    Settlement,
)
from annotator.report.wording import NONE_NAME, code_name
from annotator.text import clock, seconds, shift

_DECIDED = {"edited": "edited", "middle": "middle", "neither": "neither"}


def kind_words(one: Disagreement, codebook: Codebook, *, with_episode: bool = True) -> str:
    """Return the kind of a disagreement, and what it is about where no code says so; with the episode of a rating."""
    kind = one.kind.capitalize()
    if one.kind == "episode mark":
        return "End of the last episode" if one.channel == END_OF_LAST_EPISODE else f"Start of episode {one.channel}"
    if one.kind == "rating":
        item = (*one.items_a, *one.items_b)[0]
        assert isinstance(item, Rating), "a rating is about ratings"
        scale = codebook.scale_by_id.get(item.scale)
        name = scale.name if scale is not None else item.scale
        return " ".join(filter(None, (name, episode_words(one) if with_episode else "", item.target)))
    return kind


def episode_words(one: Disagreement) -> str:
    """Return the episode that a rating is about; "" for the session as a whole, and for what is no rating."""
    episodes = (item.episode for item in (*one.items_a, *one.items_b) if isinstance(item, Rating))
    episode = next(episodes, "")
    return f"ep. {episode}" if episode else ""


def says(one: Disagreement, codebook: Codebook) -> tuple[str, str]:
    """Return what coder A and what coder B have there, in a word or two."""
    if one.kind in ("rating", "class", "episode mark", "modifiers"):
        return _items(one.items_a, codebook), _items(one.items_b, codebook)
    return code_name(codebook, one.code_a), code_name(codebook, one.code_b)


def answers(one: Disagreement, codebook: Codebook) -> tuple[str, str]:
    """Return what accepting coder A, and what accepting coder B comes to; of a shift, the moment."""
    if one.kind in SHIFTS:
        a_ms, b_ms = _moments(one)
        return clock(a_ms), clock(b_ms)
    return says(one, codebook)


def settled_words(settled: Settlement | None) -> str:
    """Return how a disagreement was settled; "" while it is not."""
    if settled is None:
        return ""
    return settled.coder if settled.decided == "accepted" else _DECIDED.get(settled.decided, settled.decided)


def comment_words(settled: Settlement | None) -> str:
    """Return what was said of how a disagreement was settled, in quotation marks; "" where that is nothing."""
    return f"“{settled.comment}”" if settled is not None and settled.comment else ""


def question(one: Disagreement, comparison: Comparison) -> str:
    """Return what a pair has to decide, in one sentence."""
    codebook = comparison.codebook
    a, b = comparison.coders
    first, second = says(one, codebook)
    if one.kind in SHIFTS and one.subject is not None:
        edge = "starts" if one.kind == "onset shift" else "ends"
        return f"{code_name(codebook, one.subject)} {edge} at {_edges(one, comparison)}."
    if one.kind in ("rating", "class", "modifiers"):
        return f"{a} says {first}, {b} says {second}."
    when = clock(one.start_ms) if one.start_ms == one.end_ms else f"{clock(one.start_ms)} – {clock(one.end_ms)}"
    return f"{when}: {a} has {first}, {b} has {second}."


def lost(one: Disagreement) -> str:
    """Return the seconds it costs; of a shifted point, by how much."""
    if one.lost_ms:
        return seconds(one.lost_ms)
    return shift(one.duration_ms) if one.duration_ms and one.kind in ("onset shift", "episode mark") else "–"


def _edges(one: Disagreement, comparison: Comparison) -> str:
    """Where each coder has the edge, the first in time first."""
    a, b = comparison.coders
    early, late = (a, b) if _moments(one)[0] == one.start_ms else (b, a)
    return f"{clock(one.start_ms)} for {early}, at {clock(one.end_ms)} for {late} ({shift(one.duration_ms)})"


def _moments(one: Disagreement) -> tuple[int, int]:
    """Where coder A and coder B have the edge of a shift."""
    if one.pieces:
        is_first = (one.code_a == one.subject) == (one.kind == "onset shift")
    else:
        first = one.items_a[0]
        is_first = isinstance(first, Event) and first.start_ms == one.start_ms
    return (one.start_ms, one.end_ms) if is_first else (one.end_ms, one.start_ms)


def _items(items: tuple[Comparable, ...], codebook: Codebook) -> str:
    return _item(items[0], codebook) if items else NONE_NAME


def _item(item: Comparable, codebook: Codebook) -> str:
    match item:
        case EpisodeMark():
            return clock(item.start_ms)
        case Rating():
            return "not ratable" if item.value is None else f"{item.value:g}"
        case Classification():
            given = (item.primary, item.subgroup, item.forced and f"/{item.forced}")
            return " ".join(part for part in given if part) or NONE_NAME
        case Event():
            named = codebook.modifier_by_id
            said = (
                f"{named[key].name if key in named else key}: {value}" for key, value in sorted(item.modifiers.items())
            )
            return ", ".join(said) or "no modifiers"
        case _:
            assert_never(item)
