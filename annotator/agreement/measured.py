"""The variables that are analysed, of one coding and of two: what is compared, and why a case is left out.

They are those of the exported summary (see annotator.measures.variables), by each coder's own episodes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.measures.variables import VARIABLES, Variable, values_of
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule, scored_episodes
from annotator.model.measure_rules import UnseenRule
from annotator.statistics.estimate import Values
from annotator.statistics.ratings.measured import ENOUGH_SESSIONS_WITH
from annotator.statistics.streams import Positions
from annotator.study.settings import Window, episodes_of

Flags = NDArray[np.bool_]

ENOUGH_LATENCIES = 30
"""Sessions with a latency that an interval needs: a few latencies lie far off, and fewer sessions need not show one."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What one coding gives.

    Attributes:
        values: shape (codes, episodes, variables); nan where there is none.
        held: whether the coder has the episode, shape (episodes,).
        looked_for: whether the coder looked for the code throughout the episode, shape (codes, episodes).
    """

    values: Values
    held: Flags
    looked_for: Flags


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Cases that were left out, by the first reason that holds.

    Attributes:
        not_held: one of the coders has not got the episode.
        not_looked_for: one did not look for the code throughout it.
        never_came: for one it never came, so that there is no latency.
    """

    not_held: int
    not_looked_for: int
    never_came: int


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """What two coders are compared on, of one code and variable.

    Attributes:
        values: shape (cases, 2).
        sessions: place of the session of each case among those of the pair.
        episodes: place of its episode among those that are measured; -1: their sum over the session.
        not_compared: the others.
    """

    values: Values
    sessions: Positions
    episodes: Positions
    not_compared: NotCompared


def enough_sessions(variable: Variable) -> int:
    """Return in how many sessions there must be any of a variable for an interval."""
    return ENOUGH_LATENCIES if variable == "latency_s" else ENOUGH_SESSIONS_WITH


def episodes_measured(codebook: Codebook, window: Window, observed: Iterable[Iterable[Span]]) -> tuple[str, ...]:
    """Return the ids of the episodes that are measured: those that are scored and chosen, and somebody observed."""
    chosen = episodes_of(window)
    there = {span.episode for spans in observed for span in spans if not chosen or span.episode in chosen}
    return tuple(one.id for one in codebook.episodes if one.scored and one.id in there)


def measure_coding(
    coding: Coding,
    spans: Iterable[Span],
    codebook: Codebook,
    episodes: Sequence[str],
    rule: IntervalRule,
    unseen: UnseenRule,
) -> Measured:
    """Return the variables of every code of the codebook in every one of these episodes."""
    observed = {span.episode: span for span in scored_episodes(codebook, spans)}
    shape = len(codebook.codes), len(episodes)
    values, looked_for = np.full((*shape, len(VARIABLES)), np.nan), np.zeros(shape, dtype=bool)
    for place, episode in enumerate(episodes):
        if episode not in observed:
            continue
        for number, code in enumerate(codebook.codes):
            found = values_of(coding, codebook, code, observed[episode], rule, unseen)
            if found is not None:
                looked_for[number, place] = True
                values[number, place] = [np.nan if one is None else one for one in found]
    return Measured(values, np.array([one in observed for one in episodes]), looked_for)


@dataclass(frozen=True, slots=True, eq=False)
class BothMeasured:
    """What two coders give, session by session.

    Attributes:
        values: shape (sessions, codes, episodes, variables, 2).
        held: shape (sessions, episodes, 2).
        looked_for: shape (sessions, codes, episodes, 2).
    """

    values: Values
    held: Flags
    looked_for: Flags

    def is_used(self, code: int, episode: int | None = None) -> bool:
        """Whether either coder has any of a code, in one episode or in any."""
        those = slice(None) if episode is None else slice(episode, episode + 1)
        return bool((self.values[:, code, those, : VARIABLES.index("latency_s")] > 0).any())

    def cases(self, code: int, variable: Variable, episode: int | None = None) -> Cases:
        """Return the cases of a code in one episode, or in all of them: a case is an episode of a session."""
        those = slice(None) if episode is None else slice(episode, episode + 1)
        values = self.values[:, code, those, VARIABLES.index(variable)]
        held, looked_for = self.held[:, those].all(axis=-1), self.looked_for[:, code, those].all(axis=-1)
        there = held & looked_for & ~np.isnan(values).any(axis=-1)
        sessions, episodes = np.nonzero(there)
        left_out = NotCompared(
            int((~held).sum()), int((held & ~looked_for).sum()), int((held & looked_for & ~there).sum())
        )
        return Cases(values[there], sessions, episodes + (episode or 0), left_out)

    def totals(self, code: int, variable: Variable) -> Cases:
        """Return the sums over the episodes of a session: a case is a session.

        It is left out where one coder has an episode that the other has not, or did not look for the code in all.
        """
        values = self.values[:, code, :, VARIABLES.index(variable)]
        anybody, both = self.held.any(axis=-1), self.held.all(axis=-1)
        held = both.any(axis=-1) & (anybody == both).all(axis=-1)
        looked_for = (self.looked_for[:, code].all(axis=-1) | ~both).all(axis=-1)
        there = held & looked_for
        (sessions,) = np.nonzero(there)
        left_out = NotCompared(int((~held).sum()), int((held & ~looked_for).sum()), 0)
        return Cases(np.nansum(values[there], axis=1), sessions, np.full(sessions.size, -1), left_out)


def both_measured(pairs: Sequence[tuple[Measured, Measured]]) -> BothMeasured:
    """Put what two coders give in each session side by side; there is a session."""
    return BothMeasured(
        values=np.array([np.stack([one.values for one in pair], axis=-1) for pair in pairs]),
        held=np.array([np.stack([one.held for one in pair], axis=-1) for pair in pairs]),
        looked_for=np.array([np.stack([one.looked_for for one in pair], axis=-1) for pair in pairs]),
    )
