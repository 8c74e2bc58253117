"""The cry rule: how long a baby is left to cry in a separation before the episode is cut short.

Labs differ, and no number holds for the field: Waters (2002) has a full minute of crying, other labs stop after 20 to
30 s of hard crying. So there is no rule until the lab sets one.
"""

from collections.abc import Iterable

from msgspec import Struct

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span


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
    cries = _runs(
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


def _runs(events: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join [start, end) that touch or overlap; they come in order of start."""
    runs: list[tuple[int, int]] = []
    for start, end in events:
        if runs and start <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(runs[-1][1], end)
        else:
            runs.append((start, end))
    return runs
