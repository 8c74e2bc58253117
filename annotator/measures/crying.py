"""How long the infant cried: in total, in each kind of episode, and with each person there or away."""

from collections.abc import Iterator
from typing import NamedTuple

from annotator.measures.columns import CODER, OBSERVED, SEEN, SESSION, WHY_EMPTY, Row, in_seconds, number, seconds, text
from annotator.measures.observed import bouts, episodes_asked, length, watched
from annotator.model.codebook import Codebook
from annotator.model.measure_rules import MeasureRules
from annotator.study.tables import CodedSession

CRYING_COLUMNS = (
    SESSION,
    CODER,
    text("part", "total, a kind of episode, or a person who was there (with_...) or away (without_...)"),
    text("episodes", "the episodes that were held and belong to the part, with spaces between them"),
    text("not_held", "the episodes that belong to the part and were not held"),
    OBSERVED,
    SEEN,
    in_seconds("crying_s", "seconds of crying in them; two kinds of crying at once count once"),
    number("crying_min", "the same in minutes", "minutes"),
    number("share", "crying_s / seen_s", "0 to 1"),
    WHY_EMPTY,
)


class _Part(NamedTuple):
    name: str
    episodes: tuple[str, ...]


def crying_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a part of the session. Episodes that are not scored enter none; not looked for is not 0."""
    if not rules.crying:
        return
    held = {each.episode: each.span for each in episodes_asked(one, codebook)}
    for part in _parts(codebook, tuple(held)):
        spans = [span for episode in part.episodes for span in [held[episode]] if span is not None]
        found = watched(one.coding, codebook, rules.crying, *spans)
        seen_ms, crying_ms = length(found.saw), length(bouts(one.coding.events_of(rules.crying), found.saw))
        yield {
            "session": one.session.id,
            "coder": one.coding.coder,
            "part": part.name,
            "episodes": " ".join(span.episode for span in spans),
            "not_held": " ".join(episode for episode in part.episodes if held[episode] is None),
            **(found.row if spans else found.lengths | {"why_empty": "no such episode was held"}),
            "crying_s": seconds(crying_ms) if seen_ms else None,
            "crying_min": crying_ms / 60_000 if seen_ms else None,
            "share": crying_ms / seen_ms if seen_ms else None,
        }


def _parts(codebook: Codebook, asked: tuple[str, ...]) -> Iterator[_Part]:
    yield _Part("total", asked)
    scored = [codebook.episode_by_id[episode] for episode in asked if episode in codebook.episode_by_id]
    for kind in dict.fromkeys(episode.kind for episode in scored):
        yield _Part(kind, tuple(episode.id for episode in scored if episode.kind == kind))
    for person in dict.fromkeys(who for episode in scored for who in episode.present):
        there = tuple(episode.id for episode in scored if person in episode.present)
        away = tuple(episode.id for episode in scored if person not in episode.present)
        if away:
            yield _Part(f"with_{person}", there)
            yield _Part(f"without_{person}", away)
