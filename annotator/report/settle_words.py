"""What the workbench says of a disagreement: its kind, what each coder has, and how it was settled."""

from collections import Counter
from typing import assert_never

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.consensus.majority import majority
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
from annotator.text import clock, listed, seconds, shift


def kind_words(one: Disagreement, codebook: Codebook, *, with_episode: bool = True) -> str:
    """Return the kind of a disagreement, and what it is about where no code says so; with the episode of a rating."""
    kind = one.kind.capitalize()
    if one.kind == "episode mark":
        return "End of the last episode" if one.channel == END_OF_LAST_EPISODE else f"Start of episode {one.channel}"
    if one.kind == "rating":
        item = one.every_item[0]
        assert isinstance(item, Rating), "a rating is about ratings"
        scale = codebook.scale_by_id.get(item.scale)
        name = scale.name if scale is not None else item.scale
        return " ".join(filter(None, (name, episode_words(one) if with_episode else "", item.target)))
    return kind


def episode_words(one: Disagreement) -> str:
    """Return the episode that a rating is about; "" for the session as a whole, and for what is no rating."""
    episodes = (item.episode for item in one.every_item if isinstance(item, Rating))
    episode = next(episodes, "")
    return f"ep. {episode}" if episode else ""


def says(one: Disagreement, codebook: Codebook) -> tuple[str, ...]:
    """Return what each coder has there, in a word or two."""
    if one.kind in ("rating", "class", "episode mark", "modifiers"):
        return tuple(_items(items, codebook) for items in one.items)
    return tuple(code_name(codebook, code) for code in one.said)


def answers(one: Disagreement, codebook: Codebook) -> tuple[str, ...]:
    """Return what accepting each coder comes to; of a shift, the moment."""
    if one.kind in SHIFTS:
        return tuple(clock(_moment(one, items)) for items in one.items)
    return says(one, codebook)


def settled_words(settled: Settlement | None) -> str:
    """Return how a disagreement was settled; "" while it is not."""
    if settled is None:
        return ""
    return settled.coder if settled.decided == "accepted" else settled.decided


def comment_words(settled: Settlement | None) -> str:
    """Return what was said of how a disagreement was settled, in quotation marks; "" where that is nothing."""
    return f"“{settled.comment}”" if settled is not None and settled.comment else ""


def question(one: Disagreement, comparison: Comparison) -> str:
    """Return what has to be decided, in one sentence; of three coders and more, what most of them say, too."""
    codebook, said = comparison.codebook, zip(comparison.coders, says(one, comparison.codebook), strict=True)
    if one.kind in SHIFTS and one.subject is not None:
        edge = "starts" if one.kind == "onset shift" else "ends"
        return f"{code_name(codebook, one.subject)} {edge} at {_edges(one, comparison)}.{_most(one, comparison)}"
    if one.kind in ("rating", "class", "modifiers"):
        return f"{', '.join(f'{coder} says {word}' for coder, word in said)}.{_most(one, comparison)}"
    when = clock(one.start_ms) if one.start_ms == one.end_ms else f"{clock(one.start_ms)} – {clock(one.end_ms)}"
    return f"{when}: {', '.join(f'{coder} has {word}' for coder, word in said)}.{_most(one, comparison)}"


def _most(one: Disagreement, comparison: Comparison) -> str:
    """Return how many of three coders and more say the same, and who or what; "" where no more than half do."""
    count_of, places = len(one.items), majority(one)
    if count_of < 3:
        return ""
    if places is not None and 2 * len(places) > count_of:
        return f" {len(places)} of {count_of} say the same: {listed([comparison.coders[at] for at in places])}."
    if one.kind in SHIFTS:  # all have the code, only not at the same moment
        return "" if places is None else " At every moment most say the same."
    word, most = Counter(says(one, comparison.codebook)).most_common(1)[0]
    return f" {most} of {count_of} say {word}." if 2 * most > count_of else ""


def lost(one: Disagreement) -> str:
    """Return the seconds it costs; of a shifted point, by how much."""
    if one.lost_ms:
        return seconds(one.lost_ms)
    return shift(one.duration_ms) if one.duration_ms and one.kind in ("onset shift", "episode mark") else "–"


def _edges(one: Disagreement, comparison: Comparison) -> str:
    """Where each coder has the edge, the first in time first."""
    moments = sorted(
        ((_moment(one, items), place) for place, items in enumerate(one.items)), key=lambda moment: moment[0]
    )
    said = ", at ".join(f"{clock(at_ms)} for {comparison.coders[place]}" for at_ms, place in moments)
    return f"{said} ({shift(one.duration_ms)})"


def _moment(one: Disagreement, items: tuple[Comparable, ...]) -> int:
    """Where a coder has the edge of a shift."""
    events = [item for item in items if isinstance(item, Event) and item.code == one.subject]
    if one.kind == "onset shift":
        return events[0].start_ms if events else one.end_ms
    return (events[-1].end_ms or one.end_ms) if events else one.start_ms


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
