"""Coding again: what a coder codes of a session once more, months later, to show how stable they are over time.

A later round is a coding of its own beside the first, KM~2 beside KM. It counts nowhere: not as a second coder, not in
results, tables or plans. It is compared with the same coder's other rounds only (docs/decisions/0033).
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from annotator.errors import StudyError, UserError
from annotator.study.deed_parts import check_coded, check_coder, rounds_in
from annotator.study.deeds import Text, carry_out, deed
from annotator.study.journal import Header, header_line, read_journal
from annotator.study.people import check_leads
from annotator.study.round_ids import in_round, person_of, round_of
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round in which a coder has coded a session that they coded in several.

    Attributes:
        session: of which session.
        coder: whose.
        round: 1 is the coding that counts.
        coding: its id, such as KM~2.
        begun, ended: when the first and the last of it was said, in UTC; None while nothing was.
        is_submitted: whether it counts as finished.
        events: how many there are.
        days: how many days lie between the end of the round before and the beginning of this one.
        problem: why it cannot be read; "" where it can.
    """

    session: str
    coder: str
    round: int
    coding: str
    begun: datetime | None = None
    ended: datetime | None = None
    is_submitted: bool = False
    events: int = 0
    days: float | None = None
    problem: str = ""


def begin_round(study: Study, session_id: str, coder: str, person: str = "") -> str:
    """Let a coder code a session once more; return the id of the new coding, such as KM~2, which is empty.

    Whoever codes it does not see the earlier rounds before it is submitted; remove_coding takes it back.

    Raises:
        StudyError: if the coder has not submitted the round before, the person is no lead, or it cannot be written.
        JournalError: if the round before cannot be read.
    """
    with study.putting_right():
        check_leads(study, person)
        check_coder(study, coder)
        folder = study.session_folder(session_id)
        check_coded(study, session_id, coder)
        number = max(map(round_of, rounds_in(folder, coder)))
        if not study.read_coding(session_id, in_round(coder, number)).is_submitted:
            what = f"{coder} has not submitted round {number} of {session_id} yet."
            raise StudyError(what, "Only what is submitted can be coded again.")
        new = in_round(coder, number + 1)
        first = header_line(Header(session=session_id, coder=new, codebook=study.codebook_hash)).decode()
        begun = Text(("sessions", session_id, f"{new}.jsonl"), "", first)
        what = f"begin round {number + 1}"
        carry_out(study.folder, deed(what, [begun], session=session_id, coder=coder, person=person))
    return new


def recoding(study: Study, session_id: str, coder: str) -> str:
    """Return the id of the later round that a coder is coding, until it is submitted; "" where there is none.

    A round that cannot be read counts as one that is not submitted. It reads codings: not for the window's thread.

    Raises:
        StudyError: if there is no such session.
    """
    newest = max((one for one in study.codings_of(session_id) if person_of(one) == coder), key=round_of, default="")
    if round_of(newest) == 1:
        return ""
    found = unless_broken(study.read_coding, session_id, newest)
    return newest if isinstance(found, UserError) or not found.is_submitted else ""


def rounds(study: Study) -> tuple[Round, ...]:
    """Return every round of every session that somebody has coded more than once, in order of session and coder."""
    found: list[Round] = []
    for session_id in study.session_ids():
        there = unless_broken(study.codings_of, session_id)
        ids = () if isinstance(there, UserError) else there
        for coder in dict.fromkeys(person_of(one) for one in ids if round_of(one) > 1):
            before: datetime | None = None
            for one in sorted((one for one in ids if person_of(one) == coder), key=round_of):
                found.append(_round(study, session_id, one, before))
                before = found[-1].ended
    return tuple(found)


def _round(study: Study, session_id: str, coding: str, before: datetime | None) -> Round:
    which = Round(session=session_id, coder=person_of(coding), round=round_of(coding), coding=coding)
    contents = unless_broken(read_journal, study.journal_path(session_id, coding))
    if isinstance(contents, UserError):
        return replace(which, problem=str(contents))
    begun, ended = (contents.times[0], contents.times[-1]) if contents.times else (None, None)
    days = None if begun is None or before is None else round((begun - before).total_seconds() / 86_400, 2)
    now = contents.history.coding
    return replace(which, begun=begun, ended=ended, is_submitted=now.is_submitted, events=len(now.events), days=days)
