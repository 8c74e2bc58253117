"""The coding that lies open on the disk: opened, saved and let go of by the saves, in the order it was asked for."""

import contextlib
from dataclasses import dataclass

from annotator.errors import JournalError, ReadOnlyError, StudyError, UserError
from annotator.study import LookedAtCoding, OpenCoding, Session, Study
from annotator.study.blind import Sight, sees
from annotator.study.bookmark import Bookmark, read_bookmark
from annotator.study.copies import look_at_damaged
from annotator.study.round_ids import person_of
from ui.recordings import FoundCameras, find_cameras


class CurrentCoding:
    """Holds at most one coding open. Its methods wait for the disk: they are for the saves, not the window's thread."""

    def __init__(self) -> None:
        self._coding: OpenCoding | None = None

    def open(self, study: Study, session_id: str, coder: str, *, take_over: bool = False) -> OpenCoding:
        """Open a coding instead of the one that was open; take_over as Study.open_coding has it.

        Raises:
            ReadOnlyError: if it is open elsewhere, or cannot be written.
            StudyError: if there is no such session or coder.
            JournalError: if a line of its journal is bad.
        """
        self.close()
        self._coding = study.open_coding(session_id, coder, take_over=take_over)
        return self._coding

    def save(self) -> None:
        """Bring every edit to the disk."""
        if self._coding is not None:
            self._coding.flush()

    def close(self) -> UserError | None:
        """Save the coding and let go of it; return what is wrong with saving, and where it is kept instead."""
        coding, self._coding = self._coding, None
        if coding is None:
            return None
        coding.close()
        return coding.problem


@dataclass(frozen=True, slots=True)
class Opened:
    """What was asked for: the coding, its session, and what of its recordings is there.

    problem: why the coding can only be looked at: it is open elsewhere, cannot be written, or is damaged.
    bookmark: where its coder left it.
    """

    session: Session
    coding: OpenCoding | LookedAtCoding
    found: FoundCameras
    bookmark: Bookmark
    problem: UserError | None = None


def open_to_code(
    current: CurrentCoding, study: Study, session_id: str, coder: str, person: str = "", *, take_over: bool = False
) -> Opened:
    """Open a coding with its recordings; one that cannot be written is to be looked at, and is not held open.

    Whoever codes the session once more is given that round. The coding of somebody else is only looked at where the
    person who works here is a coder of a study with leads. Of a damaged coding, the good part is to be looked at.

    Raises:
        StudyError: if there is no such session or coder, or the person does not see that coding.
        JournalError: if nothing of its journal can be read.
    """
    sight = sees(study, person)
    coder = sight.opens(session_id, coder)
    if not sight.coding(session_id, coder):
        raise StudyError(f"This coding of {session_id} is not shown.", sight.why)
    with contextlib.suppress(StudyError):  # what cannot be written down is looked for again next time
        study.recordings.note_places(session_id)
    found = find_cameras(study, study.session(session_id))
    problem: UserError | None = None
    coding: OpenCoding | LookedAtCoding
    try:
        _check_may_change(sight, coder)
        coding = current.open(study, session_id, coder, take_over=take_over)
    except ReadOnlyError as error:
        problem, coding = error, study.look_at_coding(session_id, coder, str(error))
    except JournalError as error:
        problem, coding = error, look_at_damaged(study, session_id, coder)
    bookmark = read_bookmark(study.journal_path(session_id, coder))
    return Opened(study.session(session_id), coding, found, bookmark, problem)


def _check_may_change(sight: Sight, coder: str) -> None:
    if not sight.sees_all and person_of(coder) != sight.person:
        raise ReadOnlyError(f"It is the coding of {coder}.", "Only a lead changes what others have coded.")
