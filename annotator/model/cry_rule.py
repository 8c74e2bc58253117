"""The cry rule: how long a baby is left to cry in a separation before the episode is cut short.

Labs differ, and no number holds for the field: Waters (2002) has a full minute of crying, other labs stop after 20 to
30 s of hard crying. So there is no rule until the lab sets one.
"""

from collections.abc import Iterable

from msgspec import Struct

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.looked_for import joined


class CryRun(Struct, frozen=True, kw_only=True):
    """The longest time without a break, [start_ms, end_ms) of session time, that a code was on in one episode."""

    episode: str
    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """How long it lasted."""
        return self.end_ms - self.start_ms


def longest_cries(
    coding: Coding, codebook: Codebook, spans: Iterable[Span], code: str, until_ms: int
) -> tuple[CryRun, ...]:
    """Return, for each separation in which the code is on, the longest run of it; the first where several are.

    Events that touch or overlap make one run. What of a run lies outside the episode does not count.

    Args:
        coding: the coding.
        codebook: says which episodes are separations.
        spans: the observed episodes.
        code: id of the code that is crying.
        until_ms: how far a state counts that is still running.
    """
    cries = joined(
        (event.start_ms, until_ms if event.end_ms is None else event.end_ms) for event in coding.events_of([code])
    )
    found = []
    for span in spans:
        episode = codebook.episode_by_id.get(span.episode)
        if episode is not None and episode.kind == "separation":
            inside = [(max(start, span.start_ms), min(end, span.end_ms)) for start, end in cries]
            start_ms, end_ms = max(inside, key=lambda run: run[1] - run[0], default=(0, 0))
            if end_ms > start_ms:
                found.append(CryRun(episode=span.episode, start_ms=start_ms, end_ms=end_ms))
    return tuple(found)


def cry_at(coding: Coding, codebook: Codebook, span: Span | None, code: str, at_ms: int) -> CryRun | None:
    """Return the crying without a break that is on at at_ms, from where it began in the episode until at_ms.

    Args:
        coding: the coding.
        codebook: says which episodes are separations.
        span: the episode that at_ms lies in; where it is no separation, nothing is returned.
        code: id of the code that is crying.
        at_ms: ms of session time; what comes later does not count.
    """
    episode = codebook.episode_by_id.get(span.episode) if span is not None else None
    event = coding.covering(code, at_ms)
    if span is None or episode is None or episode.kind != "separation" or event is None:
        return None
    start_ms = event.start_ms
    # What ended where this began covers the ms before; what began earlier than the episode does not count.
    while start_ms > span.start_ms and (before := coding.covering(code, start_ms - 1)) is not None:
        start_ms = before.start_ms
    return CryRun(episode=span.episode, start_ms=max(start_ms, span.start_ms), end_ms=at_ms)
