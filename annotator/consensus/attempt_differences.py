"""In what a coder differs from the gold standard at an attempt, by kind and code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.agreement.pair.read import side_by_side
from annotator.agreement.whole_study.attempts import GOLD, Attempt
from annotator.consensus.agreed import Sources
from annotator.consensus.disagreement import Disagreement, DisagreementKind
from annotator.errors import UserError
from annotator.study import Study


@dataclass(frozen=True, slots=True)
class Differences:
    """How often, and over how much time, an attempt differs from gold in one way.

    Attributes:
        attempt: which.
        kind: in what way the coder differs from gold.
        channel: as of a Disagreement.
        code: id of the code it is about; "" where it is not about codes.
        times: how many disagreements there are.
        lost_ms: the time that they take; 0 for all but states.
    """

    attempt: Attempt
    kind: DisagreementKind
    channel: str
    code: str
    times: int
    lost_ms: int


def attempt_differences(study: Study, attempt: Attempt) -> tuple[Disagreement, ...]:
    """Return every disagreement of an attempt with gold, which is coder A: most time lost first.

    Raises:
        StudyError: if the two do not share an episode of the study's window.
    """
    codings, analysis = attempt.codings, study.settings
    a, b = codings.codings[GOLD], codings.codings[attempt.coder]
    episodes = codings.episodes[GOLD], codings.episodes[attempt.coder]
    pair = side_by_side(attempt.session, a, b, episodes, analysis.window, codings.duration_ms)
    has_locked = bool(study.session(attempt.session).episodes)
    tolerance_ms = analysis.tolerances.points_ms
    return Sources((a, b), study.codebook, pair.window, tolerance_ms, has_locked_episodes=has_locked).disagreements()


def differences_by_kind(study: Study, attempts: Iterable[Attempt]) -> Iterator[Differences]:
    """Yield in what ways attempts differ from gold; one that cannot be compared is passed over, as its report says."""
    for attempt in attempts:
        try:
            found = attempt_differences(study, attempt)
        except UserError:
            continue
        lost: dict[tuple[DisagreementKind, str, str], list[int]] = {}
        for one in found:
            code = one.subject or next(iter(one.codes), "")
            lost.setdefault((one.kind, one.channel, code), []).append(one.lost_ms)
        for (kind, channel, code), each in lost.items():
            yield Differences(attempt, kind, channel, code, len(each), sum(each))
