"""Codings of one session, compared: how two agree, where all differ, and what was settled of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.agreement.pair.over_time import OverTime, over_time
from annotator.agreement.pair.read import (
    SessionPair,
    gold_coder,
    not_looked_for_by,
    pair_data,
    read_together,
    refuse_blind,
    side_by_side,
    what_is_doubtful,
)
from annotator.consensus.agreed import Sources
from annotator.consensus.basis import basis_in
from annotator.consensus.disagreement import Disagreement
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.study import Session, Study
from annotator.study.settings import CONSENSUS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of one session and how they agree, and where they and further ones differ.

    Attributes:
        agreement: Of the first two, over time and on points, with what was compared.
        disagreements: Where the coders differ, the most time lost first.
        notes: What a reader must know before believing the numbers, a sentence each.
        consensus: What was settled of this session so far.
        sources: What a consensus is made of: the two, and further codings.
        episodes: The time that all coders take for the same episode.
    """

    session: Session
    agreement: OverTime
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...]
    consensus: Coding
    sources: Sources
    episodes: tuple[Span, ...]

    @property
    def codebook(self) -> Codebook:
        """The codebook of both; its codes are those that were given, whatever agreement takes for the code."""
        return self.sources.codebook

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is settled; the codes of the first are the rows of every table, those of the second the columns."""
        return self.sources.coders

    @property
    def of_two(self) -> tuple[Disagreement, ...]:
        """Where the first two differ, whoever else takes part in the consensus."""
        return replace(self.sources, codings=self.sources.codings[:2], window=self.pair.window).disagreements()

    @property
    def pair(self) -> SessionPair:
        """What the two said, and over which time it is compared."""
        (one,) = self.agreement.data.counting(()).sessions
        return one


def compare_session(study: Study, session_id: str, coder_a: str, coder_b: str, *others: str) -> Comparison:
    """Read codings of a session and compare them over the study's window.

    Args:
        study: the study.
        session_id: the session.
        coder_a: whose codes are the rows of every table.
        coder_b: whose codes are the columns.
        others: further coders, who take part in the consensus.

    Raises:
        UserError: if a coding cannot be read, the window has none of the session's time, or one of the coders is still
            coding a session that has a gold standard.
    """
    session = study.session(session_id)
    together = read_together(study, session, (coder_a, coder_b, *others))
    refuse_blind((one.coding for one in together.readings), gold_coder(study, session))
    a, b, *_ = together.readings
    pair = side_by_side(session.id, a.coding, b.coding, (a.spans, b.spans), study.settings.window, session.duration_ms)
    unlooked = tuple(not_looked_for_by(pair, study.codebook))
    doubtful = tuple(what_is_doubtful(study, together.readings))
    data = pair_data(study, coder_a, coder_b, [pair], unlooked, doubtful)
    tolerance_ms, has_locked = data.tolerances.points_ms, bool(session.episodes)
    codings = tuple(one.coding for one in together.readings)
    sources = Sources(codings, study.codebook, together.window, tolerance_ms, has_locked_episodes=has_locked)
    return Comparison(
        session=session,
        agreement=over_time(data),
        disagreements=sources.disagreements(),
        notes=(
            *doubtful,
            *unlooked,
            *_not_submitted(pair),
            *(said for coding in codings[1:] for said in _marks(session, codings[0], coding)),
        ),
        consensus=study.read_coding(session_id, CONSENSUS),
        sources=sources,
        episodes=together.episodes,
    )


def also_settled(study: Study, session_id: str, coder_a: str, coder_b: str) -> tuple[str, ...]:
    """Return with whom else the consensus of a session was begun, if these two are among its coders.

    Raises:
        UserError: if the consensus cannot be read.
    """
    basis = basis_in(study.read_coding(session_id, CONSENSUS))
    if basis is None or not {coder_a, coder_b} <= set(basis.coders):
        return ()
    return tuple(coder for coder in basis.coders if coder not in (coder_a, coder_b))


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
