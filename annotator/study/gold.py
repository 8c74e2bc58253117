"""The gold standard of a session: which coding the lab has declared its standard, since when, and whether it still is.

A mark names a state of the coding, by how many edits its journal had: what is coded there afterwards changes no attempt
that was held against it. Marks that were taken back stay in study.toml (docs/decisions/0023-gold.md).
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from annotator.errors import StudyError, UserError
from annotator.model.codebook.migration import taken_along
from annotator.model.coding import Coding, coding_fingerprint
from annotator.model.history import History
from annotator.study.audit import note_step, who
from annotator.study.journal import read_journal
from annotator.study.settings import CONSENSUS, GoldMark
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


def gold_of(study: Study, session_id: str) -> GoldMark | None:
    """Return the mark of the coding that is the standard of a session now; None where there is none."""
    return next((mark for mark in golds(study) if mark.session == session_id), None)


def golds(study: Study) -> tuple[GoldMark, ...]:
    """Return the marks that hold now, one a session at most, in order of session."""
    return tuple(sorted((mark for mark in study.gold if mark.until is None), key=lambda mark: mark.session))


def coding_blind(study: Study, session_id: str) -> tuple[str, ...]:
    """Return who is still coding a session that has the gold standard of somebody else; codings that are readable only.

    Raises:
        StudyError: if the study has a gold standard of a session that is not there.
    """
    mark = gold_of(study, session_id)
    if mark is None:
        return ()
    others = [coder for coder in study.coders_of(session_id) if coder not in (mark.coder, CONSENSUS)]
    read = {coder: unless_broken(study.read_coding, session_id, coder) for coder in others}
    return tuple(coder for coder, one in read.items() if isinstance(one, Coding) and not one.is_submitted)


def declare_gold(study: Study, session_id: str, coder: str) -> GoldMark:
    """Declare a coding, as it is on the disk now, the lab's standard for its session, in place of an earlier one.

    Raises:
        StudyError: if there is no such coding, it is not submitted, or study.toml cannot be written.
        JournalError: if the coding cannot be read.
    """
    if coder not in study.coders_of(session_id):
        raise StudyError(f"{coder} has not coded {session_id}.", "Choose a coding that was submitted.")
    contents = read_journal(study.journal_path(session_id, coder))
    coding = contents.history.coding
    if not coding.is_submitted and coder != CONSENSUS:  # a consensus is not submitted by anybody
        what = f"{coder} has not submitted {session_id}."
        raise StudyError(what, "Submit the coding first: a standard is a coding that is finished.")
    state = coding_fingerprint(coding)
    made = GoldMark(session=session_id, coder=coder, at=study.now(), who=who(), edits=len(contents.edits), state=state)
    study.change_gold(lambda marks: (*_without(marks, session_id, made.at), made))
    note_step(study.folder, "gold standard declared", session=session_id, coder=coder, state=state)
    return made


def take_gold_back(study: Study, session_id: str) -> None:
    """Let a session have no gold standard from now on; that it had one stays written down.

    Raises:
        StudyError: if it has none, or study.toml cannot be written.
    """
    mark = gold_of(study, session_id)
    if mark is None:
        raise StudyError(f"{session_id} has no gold standard.", "Nothing was changed.")
    now = study.now()
    study.change_gold(lambda marks: _without(marks, session_id, now))
    note_step(study.folder, "gold standard taken back", session=session_id, coder=mark.coder, state=mark.state)


def declared_coding(study: Study, mark: GoldMark) -> Coding:
    """Return a gold coding as it was when it was declared, whatever its coder has changed in it since.

    Changes of the codebook since then have renamed what it says, as in every coding.

    Raises:
        StudyError: if its journal does not hold that state any more.
        JournalError: if the journal cannot be read.
    """
    contents = read_journal(study.journal_path(mark.session, mark.coder))
    history = History(Coding(mark.session, mark.coder))
    history.replay(contents.edits[: mark.edits])
    if coding_fingerprint(history.coding) != mark.state:
        what = f"{_named(mark)}: the journal does not hold the gold standard as it was declared {mark.day}."
        raise StudyError(what, "Put the journal back from a backup, or mark the coding as gold again.")
    return taken_along(history.coding, contents.edits[mark.edits :])


def why_not_gold(study: Study, mark: GoldMark) -> UserError | None:
    """Return what is wrong with a gold standard as it stands now, such as that it was reopened; None where all is well.

    Attempts are held against the coding as it was declared all the same.
    """
    try:
        coding, declared = study.read_coding(mark.session, mark.coder), declared_coding(study, mark)
    except UserError as error:
        return error
    if coding_fingerprint(coding) != coding_fingerprint(declared):
        what = f"{_named(mark)}: the gold standard has changed since it was declared {mark.day}."
        hint = (
            f"Coders are held against it as it was. Mark the coding of {mark.coder} as gold again, if it is right now."
        )
        return StudyError(what, hint)
    if not coding.is_submitted and mark.coder != CONSENSUS:
        return StudyError(f"{_named(mark)}: the gold standard was reopened.", "Submit it again in Code (Ctrl+Enter).")
    return None


def gold_problems(study: Study) -> Iterator[UserError]:
    """Yield what is wrong with the gold standards of a study."""
    found = (why_not_gold(study, mark) for mark in golds(study))
    return (one for one in found if one is not None)


def _without(marks: tuple[GoldMark, ...], session_id: str, now: datetime) -> tuple[GoldMark, ...]:
    """Return the marks, with the one that held for a session ended."""
    return tuple(
        replace(mark, until=now, until_who=who()) if mark.session == session_id and mark.until is None else mark
        for mark in marks
    )


def _named(mark: GoldMark) -> str:
    return f"{mark.session}/{mark.coder}.jsonl"
