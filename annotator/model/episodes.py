"""Episodes as they were observed: the spans between episode marks."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark


class Span(Struct, frozen=True):
    """One observed episode over [start_ms, end_ms) of session time."""

    episode: str
    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """Observed length in ms."""
        return self.end_ms - self.start_ms


def observed_episodes(marks: Iterable[EpisodeMark], duration_ms: int) -> tuple[Span, ...]:
    """Return the episodes between the marks, in order of time.

    An episode lasts until the next mark, the last one until the end mark or, while there is none, until
    duration_ms. Spans of no length are left out.
    """
    ordered = sorted(marks, key=lambda mark: mark.start_ms)
    edges = [(mark.episode, mark.start_ms) for mark in ordered]
    edges.append((END_OF_LAST_EPISODE, max([duration_ms, *(start for _, start in edges)])))
    spans = (Span(name, start, end) for (name, start), (_, end) in pairwise(edges))
    return tuple(span for span in spans if span.episode != END_OF_LAST_EPISODE and span.duration_ms > 0)


def episode_at(spans: Iterable[Span], at_ms: int) -> Span | None:
    """Return the episode that at_ms lies in, or None outside all."""
    for span in spans:
        if span.start_ms <= at_ms < span.end_ms:
            return span
    return None
