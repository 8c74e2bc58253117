"""The coding that lies open on the disk: opened, saved and let go of on one thread, in the order it was asked for."""

from contextlib import suppress
from dataclasses import dataclass

from annotator.errors import ReadOnlyError, StudyError, UserError
from annotator.study import LookedAtCoding, OpenCoding, Session, Study
from ui.recordings import Found, find_cameras


@dataclass(frozen=True, slots=True)
class Opened:
    """What was asked for: the coding, its session, and what of its recordings is there."""

    session: Session
    coding: OpenCoding | LookedAtCoding
    found: Found


class Desk:
    """Holds at most one coding open. Its methods wait for the disk: they are for one thread, and not the window's."""

    def __init__(self) -> None:
        self._coding: OpenCoding | LookedAtCoding | None = None

    def open(self, study: Study, session_id: str, coder: str) -> Opened:
        """Put a coding on the desk, instead of the one that lay there; one that cannot be written opens read-only.

        Raises:
            StudyError: if there is no such session or coder.
            JournalError: if a line of its journal is bad.
        """
        self.close()
        with suppress(StudyError):  # a study that cannot be written is for looking all the same
            study.note_places(session_id)
        found = find_cameras(study, study.session(session_id))
        try:
            self._coding = study.open_coding(session_id, coder)
        except ReadOnlyError as problem:
            self._coding = study.look_at_coding(session_id, coder, str(problem))
        return Opened(study.session(session_id), self._coding, found)

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
