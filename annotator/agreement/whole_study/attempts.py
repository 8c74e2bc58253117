"""Attempts at gold sessions: every submission of a coding of a session that has a gold standard.

Nothing is stored of an attempt: its journal holds what was coded when it was submitted, and the journal of the gold
coding what that said when it was declared (docs/decisions/0023-gold.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.agreement.whole_study.gather import LeftOut, SessionCodings
from annotator.errors import UserError
from annotator.model.codebook.migration import taken_along
from annotator.model.coding import Coding, coding_fingerprint
from annotator.model.history import History
from annotator.model.items import Basis
from annotator.study import Session, Study
from annotator.study.gold import declared_coding, gold_of
from annotator.study.journal import read_journal
from annotator.study.settings import CONSENSUS, GoldMark

GOLD = "(gold)"
"""What the gold coding is called where a coder is held against it: no coder can be called so, and it comes first."""

_AGAIN = "not the first submission of this session: its coder may have seen the gold standard"
_TAKEN_BACK = "the session has no gold standard any more"


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """One submission, held against the gold standard that held then, or the first that came after.

    Attributes:
        coder: whose.
        session: id of the session.
        number: 1 for the coder's first submission of it, and so on; one that changed nothing is none.
        at: when it was submitted, in UTC.
        mark: the gold standard.
        codings: what was said then, by GOLD and by the coder.
        why_not: why it does not count for certification; "": it does.
    """

    coder: str
    session: str
    number: int
    at: datetime
    mark: GoldMark
    codings: SessionCodings
    why_not: str = ""


def read_attempts(study: Study) -> tuple[tuple[Attempt, ...], tuple[LeftOut, ...]]:
    """Return every attempt, by coder and then in the order of time, and what cannot be read, with the reason."""
    found: list[Attempt] = []
    left_out: list[LeftOut] = []
    for session_id in dict.fromkeys(mark.session for mark in study.gold):
        marks = [mark for mark in study.gold if mark.session == session_id]
        golds: dict[GoldMark, Coding] = {}  # each is read once
        try:
            session = study.session(session_id)
            for coder in study.coders_of(session_id):
                found += _attempts(study, session, coder, marks, golds, left_out)
        except UserError as error:
            left_out.append(LeftOut(session_id, "", error.what))
    return tuple(sorted(found, key=lambda one: (one.coder, one.at))), tuple(left_out)


def _attempts(
    study: Study,
    session: Session,
    coder: str,
    marks: Sequence[GoldMark],
    golds: dict[GoldMark, Coding],
    left_out: list[LeftOut],
) -> Iterator[Attempt]:
    if coder == CONSENSUS:
        return
    try:
        submissions = list(_submissions(study, session.id, coder))
        for number, (at, coding) in enumerate(submissions, start=1):
            mark = _mark_at(marks, at)
            if mark not in golds:
                golds[mark] = declared_coding(study, mark)
            gold = golds[mark]
            if coder not in _makers(gold):
                why = _AGAIN if number > 1 else _TAKEN_BACK if gold_of(study, session.id) is None else ""
                codings = _side_by_side(study, session, gold, coding)
                yield Attempt(coder, session.id, number, at, mark, codings, why)
    except UserError as error:
        left_out.append(LeftOut(session.id, coder, error.what))


def _submissions(study: Study, session_id: str, coder: str) -> Iterator[tuple[datetime, Coding]]:
    """Yield what a coding said each time it was submitted, and when, in the names of the codebook of now.

    Submitted again unchanged, it is the same.
    """
    contents = read_journal(study.journal_path(session_id, coder))
    history, before = History(Coding(session_id, coder)), ""
    for number, (edit, at) in enumerate(zip(contents.edits, contents.times, strict=True), start=1):
        history.replay((edit,))
        if edit.is_submission and history.coding.is_submitted:
            state = coding_fingerprint(history.coding)
            if state != before:
                yield at, taken_along(history.coding, contents.edits[number:])
            before = state


def _mark_at(marks: Sequence[GoldMark], at: datetime) -> GoldMark:
    """Return the mark that held at a moment, else the first after it, else the last."""
    in_order = sorted(marks, key=lambda mark: mark.at)
    then = [mark for mark in in_order if mark.at <= at and (mark.until is None or at < mark.until)]
    later = [mark for mark in in_order if mark.at > at]
    return next(iter([*reversed(then), *later, *reversed(in_order)]))


def _makers(gold: Coding) -> tuple[str, ...]:
    """Return whose word a gold coding is: its coder's or, of a consensus, that of the two it was made of."""
    basis = gold.items.get("basis")
    return (gold.coder, *(basis.coders if isinstance(basis, Basis) else ()))


def _side_by_side(study: Study, session: Session, gold: Coding, coding: Coding) -> SessionCodings:
    both = {GOLD: Coding(session.id, GOLD, tuple(gold.items.values())), coding.coder: coding}
    return SessionCodings(
        id=session.id,
        order="",
        duration_ms=session.duration_ms,
        codings=both,
        episodes={name: study.episodes_of(session, one) for name, one in both.items()},
        begun=tuple(both),
        submitted=tuple(both),
        unfinished=(),
    )
