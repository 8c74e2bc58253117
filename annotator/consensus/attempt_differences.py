"""In what a coder differs from the gold standard at an attempt, by kind."""

from annotator.agreement.pair.read import side_by_side
from annotator.agreement.whole_study.attempts import GOLD, Attempt
from annotator.consensus.agreed import Sources
from annotator.consensus.disagreement import Disagreement
from annotator.study import Study


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
