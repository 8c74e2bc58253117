"""Two behaviours at once: how long states of different channels were on together."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.measures.columns import CODER, EPISODE, OBSERVED, SEEN, SESSION, Row, in_seconds, text
from annotator.measures.observed import Watched, bouts, length, scored_spans, watched
from annotator.model.codebook import Code, Codebook
from annotator.model.looked_for import Stretch, overlap
from annotator.study.tables import CodedSession

TOGETHER_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    text("one", "id of a state"),
    text("other", "id of another state"),
    OBSERVED,
    SEEN,
    in_seconds("together_s", "seconds with both on"),
    in_seconds("one_s", "seconds with the one on"),
    in_seconds("other_s", "seconds with the other on"),
)


class _On(NamedTuple):
    """A state that was on in an episode: when, for how many ms, and where it could be observed."""

    code: Code
    times: Watched
    runs: list[Stretch]
    ms: int


def together_rows(one: CodedSession, codebook: Codebook) -> Iterator[Row]:
    """Yield a row an episode and two states of different channels that were both on in it: how long both were at once.

    Two states of which one never was on in the episode have no row: they were 0 s together.
    """
    states = [code for code in codebook.all_codes if not code.is_point and not code.hides]
    for span in scored_spans(one, codebook):
        where = {"session": one.session.id, "coder": one.coding.coder, "episode": span.episode}
        on = [
            _On(code, times, runs, length(runs))
            for code in states
            for times in [watched(one.coding, codebook, (code.id,), span)]
            for runs in [bouts(one.coding.events_of((code.id,)), times.saw)]
            if runs
        ]
        for row in _pairs(on):
            yield where | row


def _pairs(on: Sequence[_On]) -> Iterator[dict[str, object]]:
    shared_ms, both = _shared_ms([one.runs for one in on]), _Both()
    for (place, a), (other_place, b) in combinations(enumerate(on), 2):
        if a.code.channel_id == b.code.channel_id:
            continue
        times = both.times(a, b)
        if times.saw:
            yield {
                "one": a.code.id,
                "other": b.code.id,
                **both.lengths(times),
                "together_s": shared_ms[place][other_place] / 1000,
                "one_s": both.on_ms(a, times) / 1000,
                "other_s": both.on_ms(b, times) / 1000,
            }


class _Both:
    """Where two states could both be observed: the same for most pairs of an episode, so each is worked out once."""

    def __init__(self) -> None:
        self._times: dict[tuple[Watched, Watched], Watched] = {}
        self._lengths: dict[Watched, dict[str, object]] = {}
        self._on_ms: dict[tuple[str, Watched], int] = {}

    def times(self, a: _On, b: _On) -> Watched:
        """Return where both could be observed."""
        if a.times == b.times:
            return a.times
        key = a.times, b.times
        if key not in self._times:
            self._times[key] = a.times.and_also(b.times)
        return self._times[key]

    def lengths(self, times: Watched) -> dict[str, object]:
        """Return the columns that say how long that was."""
        if times not in self._lengths:
            self._lengths[times] = times.lengths
        return self._lengths[times]

    def on_ms(self, one: _On, times: Watched) -> int:
        """Return for how many ms of these times a state was on."""
        if times == one.times:
            return one.ms
        key = one.code.id, times
        if key not in self._on_ms:
            self._on_ms[key] = length(overlap(one.runs, times.saw))
        return self._on_ms[key]


def _shared_ms(runs: Sequence[Sequence[Stretch]]) -> list[list[int]]:
    """Return for how many ms each of several states was on together with each other one.

    >>> _shared_ms([[(0, 10), (20, 30)], [(5, 25)]])
    [[20, 10], [10, 20]]
    """
    edges = np.unique([edge for each in runs for stretch in each for edge in stretch])
    is_on = np.zeros((len(runs), max(len(edges) - 1, 0)))  # of each state, from each edge to the next
    for row, each in zip(is_on, runs, strict=True):
        for begin, end in np.searchsorted(edges, each).tolist():
            row[begin:end] = 1
    ms: list[list[int]] = np.rint((is_on * np.diff(edges)) @ is_on.T).astype(int).tolist()
    return ms
