"""How all coders of a study together agree over time, each where that coder looked."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.reading import stream_of
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.subjects import Subject, channel_subjects
from annotator.agreement.window import declared_window, where_looked_for, window_edges
from annotator.model.codebook import Codebook
from annotator.statistics.estimate import LEVEL, Estimate
from annotator.statistics.many_streams import Looked, alphas_over_time
from annotator.study.settings import CONSENSUS, Window


@dataclass(frozen=True, slots=True)
class ManyOverTime:
    """How all coders agree on a channel, or on one of its codes against everything else.

    Attributes:
        subject: which.
        coders: everybody who looked for it in a session in which another coder did, in order of id.
        sessions: in how many sessions two or more did.
        alpha: Krippendorff's nominal alpha, with its interval.
    """

    subject: Subject
    coders: tuple[str, ...]
    sessions: int
    alpha: Estimate


def many_over_time(
    sessions: Sequence[SessionCodings],
    codebook: Codebook,
    channel: str,
    window: Window,
    confidence: float = LEVEL,
) -> tuple[ManyOverTime, ...]:
    """Return how all coders together agree on a channel, and on each of its codes if there are several.

    A coder counts over the time that this coder takes for the chosen episodes, and there where the codes were looked
    for; two coders need not have marked an episode at the same moments.

    Args:
        sessions: whose codings count.
        codebook: of the study.
        channel: id of the channel.
        window: what is compared over.
        confidence: of the intervals.
    """
    looked = [_looked(session, codebook, channel, window) for session in sessions]
    shared = [one for one in looked if len(one) > 1]
    subjects = channel_subjects(codebook, channel)
    if not shared:
        return ()
    alphas = alphas_over_time([list(one.values()) for one in shared], confidence)
    coders = tuple(sorted({coder for one in shared for coder in one}))
    found = [ManyOverTime(subject, coders, len(shared), one) for subject, one in zip(subjects, alphas, strict=True)]
    return tuple(found if len(found) > 2 else found[1:])  # of one code alone, everything is said by the code


def _looked(session: SessionCodings, codebook: Codebook, channel: str, chosen: Window) -> dict[str, Looked]:
    """Return what every coder says of a channel, and where that coder looked for it; the consensus is no coder."""
    codes = codebook.state_channels[channel]
    ids = [code.id for code in codes]
    found = {}
    for coder, coding in session.codings.items():
        edges = window_edges(declared_window(chosen, session.episodes[coder], session.duration_ms))
        edges = where_looked_for(edges, [coding], codes)
        if coder != CONSENSUS and edges.size:
            found[coder] = stream_of(coding, ids, edges), edges
    return found
