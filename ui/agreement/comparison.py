"""What the Agree workspace shows: two codings of one session, compared. Without Qt; runs in the background."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.agreement.pair.read import read_session
from annotator.agreement.time_agreement import Agreement, compare
from annotator.consensus.agreed import Sources
from annotator.consensus.disagreement import Disagreement
from annotator.exchange.agreement_csv import window_name
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.study import Session, Study
from annotator.study.doubts import doubts
from annotator.study.settings import CONSENSUS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of one session and how they agree.

    Attributes:
        episodes: The session's episodes: locked boundaries, else the time that both coders assign to each.
        window: The spans that agreement is computed over.
        window_name: The same in words.
        notes: What a reader must know before believing the numbers, a sentence each.
        consensus: What was settled of this session so far.
        sources: What a consensus of the two is made of.
    """

    session: Session
    codebook: Codebook
    coding_a: Coding
    coding_b: Coding
    episodes: tuple[Span, ...]
    window: tuple[Span, ...]
    window_name: str
    agreement: Agreement
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...]
    consensus: Coding
    sources: Sources


def compare_session(study: Study, session_id: str, coder_a: str, coder_b: str) -> Comparison:
    """Read two codings of a session and compare them over the study's window.

    Raises:
        UserError: if a coding cannot be read, or the window has none of the session's time.
    """
    session, codebook = study.session(session_id), study.codebook
    pair, both = read_session(study, session, coder_a, coder_b)
    coding_a, coding_b, window = pair.a, pair.b, pair.window
    tolerance_ms = study.settings.tolerances.points_ms
    sources = Sources(coding_a, coding_b, codebook, window, tolerance_ms, has_locked_episodes=bool(session.episodes))
    return Comparison(
        session=session,
        codebook=codebook,
        coding_a=coding_a,
        coding_b=coding_b,
        episodes=pair.episodes,
        window=window,
        window_name=window_name(study.settings.window, codebook),
        agreement=compare(coding_a, coding_b, codebook, window, tolerance_ms),
        disagreements=sources.disagreements(),
        notes=(
            *(doubt.what for one in both for doubt in doubts(one, codebook)),
            *_running(coding_a, codebook),
            *_running(coding_b, codebook),
            *_marks(session, coding_a, coding_b),
        ),
        consensus=study.read_coding(session_id, CONSENSUS),
        sources=sources,
    )


def _running(coding: Coding, codebook: Codebook) -> Iterator[str]:
    running = [codebook.code_by_id.get(event.code) for event in coding.events if event.is_running]
    names = dict.fromkeys(code.name for code in running if code is not None)  # a code nobody knows is told as a doubt
    if names:
        yield f"{coding.coder} did not end {', '.join(names)}: counted as on until the end of the window."


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
