"""Two codings of one session, compared: how they agree, where they differ, and what was settled of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.read import (
    SessionPair,
    not_looked_for_by,
    pair_data,
    read_session,
    what_is_doubtful,
)
from annotator.consensus.agreed import Sources
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.study import Session, Study
from annotator.study.settings import CONSENSUS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of one session and how they agree.

    Attributes:
        agreement: Over time and on points, with what was compared.
        disagreements: Where the two differ, the most time lost first.
        notes: What a reader must know before believing the numbers, a sentence each.
        consensus: What was settled of this session so far.
        sources: What a consensus of the two is made of.
    """

    session: Session
    agreement: OverTime
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...]
    consensus: Coding
    sources: Sources

    @property
    def codebook(self) -> Codebook:
        """The codebook of both; its codes are those that were given, whatever agreement takes for the code."""
        return self.sources.codebook

    @property
    def coders(self) -> tuple[str, str]:
        """Whose codes are the rows of every table, and whose the columns."""
        return self.agreement.data.coder_a, self.agreement.data.coder_b

    @property
    def pair(self) -> SessionPair:
        """What the two said, and over which time it is compared."""
        (one,) = self.agreement.data.counting(()).sessions
        return one


def compare_session(study: Study, session_id: str, coder_a: str, coder_b: str) -> Comparison:
    """Read two codings of a session and compare them over the study's window.

    Raises:
        UserError: if a coding cannot be read, or the window has none of the session's time.
    """
    session = study.session(session_id)
    pair, both = read_session(study, session, coder_a, coder_b)
    unlooked = tuple(not_looked_for_by(pair, study.codebook))
    doubtful = tuple(what_is_doubtful(study, both))
    data = pair_data(study, coder_a, coder_b, [pair], unlooked, doubtful)
    tolerance_ms, has_locked = data.tolerances.points_ms, bool(session.episodes)
    sources = Sources(pair.a, pair.b, study.codebook, pair.window, tolerance_ms, has_locked_episodes=has_locked)
    return Comparison(
        session=session,
        agreement=over_time(data),
        disagreements=sources.disagreements(),
        notes=(
            *doubtful,
            *unlooked,
            *_not_submitted(pair),
            *_marks(session, pair.a, pair.b),
        ),
        consensus=study.read_coding(session_id, CONSENSUS),
        sources=sources,
    )


def _not_submitted(pair: SessionPair) -> Iterator[str]:
    if pair.unfinished:
        yield f"Not submitted by {' and '.join(pair.unfinished)}: what was not marked may not have been coded yet."


def _marks(session: Session, coding_a: Coding, coding_b: Coding) -> Iterator[str]:
    """Where the two marked episodes differently; locked boundaries leave nothing to differ about."""
    if session.episodes:
        return
    starts_a, starts_b = ({mark.episode: mark.start_ms for mark in c.episode_marks} for c in (coding_a, coding_b))
    for coder, missing in ((coding_a.coder, starts_b.keys() - starts_a), (coding_b.coder, starts_a.keys() - starts_b)):
        if missing:
            yield f"{coder} did not mark {_boundaries(missing)}, which the other coder has."
    differing = {name: abs(starts_a[name] - starts_b[name]) for name in starts_a if name in starts_b}
    most = max(differing, key=lambda name: differing[name], default=None)
    if most is not None and differing[most] > 0:
        yield (
            f"Episode marks differ by up to {differing[most] / 1000:.2f} s ({_boundaries({most})}); "
            "only time that both assign to an episode counts towards it."
        )


def _boundaries(episodes: set[str]) -> str:
    starts = sorted(episodes - {END_OF_LAST_EPISODE})
    words = [f"the start of episode{'s' if len(starts) > 1 else ''} {', '.join(starts)}"] if starts else []
    if END_OF_LAST_EPISODE in episodes:
        words.append("the end of the last episode")
    return " and ".join(words)
