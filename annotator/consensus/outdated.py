"""Whether a consensus still follows from the codings it was made of: one answer for exports, checks and the window."""

from collections.abc import Iterator

from annotator.agreement.pair.read import read_together
from annotator.consensus.basis import basis_in, why_stale
from annotator.errors import StudyError, UserError
from annotator.model.coding import Coding
from annotator.study import Session, Study
from annotator.study.settings import CONSENSUS
from annotator.text import listed


def outdated(study: Study, session: Session, consensus: Coding) -> UserError | None:
    """Return why a consensus does not follow from its codings, or its window, as they are now; None where it does.

    A coding that is no consensus, or one that was not begun from others, has nothing to follow from.

    Args:
        study: the study; its codings and settings are read as they are now, whatever it is looked at over.
        session: the session.
        consensus: any coding of it.
    """
    if consensus.coder != CONSENSUS:
        return None
    basis = basis_in(consensus)
    if basis is None:
        return None
    try:
        together = read_together(study.over(None), session, basis.coders)
        why = why_stale(consensus, [one.coding for one in together.readings], together.window)
    except UserError as error:
        why = f"It cannot be held against {listed(basis.coders)}: {error.what}"
    if why is None:
        return None
    who = listed(basis.coders)
    hint = f"Compare {who} in Agree and begin the consensus again: what was settled and still fits is kept."
    return StudyError(f"{session.id}/{CONSENSUS}.jsonl: {why}", hint)


def outdated_in(study: Study) -> Iterator[UserError]:
    """Yield the same for every session of a study that can be read, in order of id."""
    for session in study.sessions():
        if CONSENSUS in study.coders_of(session.id):
            try:
                consensus = study.read_coding(session.id, CONSENSUS)
            except UserError:
                continue  # that it cannot be read is said wherever codings are
            found = outdated(study, session, consensus)
            if found is not None:
                yield found
