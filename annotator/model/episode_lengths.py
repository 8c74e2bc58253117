"""How long episodes lasted beside how long they were planned, and what the coder says of it."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import observed_episodes
from annotator.model.items import EpisodeMark


class EpisodeTime(Struct, frozen=True, kw_only=True):
    """One episode of the protocol as it was observed.

    nominal_ms is None where the protocol plans no length; mark is None while nobody has marked the episode, and
    observed_ms is then None too. start_ms is where it begins, in ms of session time.
    """

    episode: str
    nominal_ms: int | None
    observed_ms: int | None
    mark: EpisodeMark | None

    @property
    def start_ms(self) -> int | None:
        """Where it begins."""
        return None if self.mark is None else self.mark.start_ms

    @property
    def beyond_ms(self) -> int | None:
        """How much longer than planned it lasted, below 0 shorter; None where either is unknown."""
        if self.nominal_ms is None or self.observed_ms is None:
            return None
        return self.observed_ms - self.nominal_ms


def episode_times(codebook: Codebook, marks: Iterable[EpisodeMark], duration_ms: int) -> tuple[EpisodeTime, ...]:
    """Return every episode of the protocol, in its order, with its observed length.

    Args:
        codebook: its protocol.
        marks: the episode marks that count.
        duration_ms: how long the session lasts; the last episode ends there while its end is not marked.
    """
    marked = {mark.episode: mark for mark in marks}
    lasted = {span.episode: span.duration_ms for span in observed_episodes(marked.values(), duration_ms)}
    return tuple(
        EpisodeTime(
            episode=one.id,
            nominal_ms=None if one.nominal_s is None else round(one.nominal_s * 1000),
            observed_ms=lasted.get(one.id, 0) if one.id in marked else None,
            mark=marked.get(one.id),
        )
        for one in codebook.episodes
    )


def with_what_is_said(locked: Iterable[EpisodeMark], coding: Coding) -> tuple[EpisodeMark, ...]:
    """Return the locked boundaries of a session with what the coder says of their lengths."""
    own = {mark.episode: mark for mark in coding.episode_marks}
    said = ((mark, own.get(mark.episode, mark)) for mark in locked)
    return tuple(replace(mark, length=one.length, reason=one.reason, comment=one.comment) for mark, one in said)
