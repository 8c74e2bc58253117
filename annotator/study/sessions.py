"""The sessions of a study: which there are, where each lies, who has coded it, and adding one."""

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.errors import StudyError
from annotator.study.files import check_new, inside, is_conflict_copy, is_of_the_system, matching, reason, sync_folder
from annotator.study.lock import changing
from annotator.study.renamed import named_now
from annotator.study.round_ids import round_of
from annotator.study.session import SESSION_FILE, Session, check_session, read_session, write_session
from annotator.study.settings import NewName
from annotator.study.unreadable import unless_broken


class Sessions:
    """The folder `sessions` of a study, as it is on the disk now.

    Args:
        study: The study folder.
        renamed: Tells what sessions were called before.
    """

    def __init__(self, study: Path, renamed: Callable[[], Sequence[NewName]]) -> None:
        self._study, self._renamed = study, renamed

    def ids(self) -> list[str]:
        """Return the ids of all sessions, in order, whether they can be read or not."""
        # A folder with codings counts also where its session.toml is gone: what was coded must not vanish unsaid.
        folders = (folder for folder in matching(self._study, "sessions/*") if not is_of_the_system(folder.name))
        return [folder.name for folder in folders if matching(folder, SESSION_FILE) or matching(folder, "[!.~]*.jsonl")]

    def readable(self) -> tuple[Session, ...]:
        """Return all sessions that can be read, in order of id."""
        found = (unless_broken(self.read, session_id) for session_id in self.ids())
        return tuple(session for session in found if isinstance(session, Session))

    def read(self, session_id: str) -> Session:
        """Return one session.

        Raises:
            StudyError: if there is none of this id, or its file is wrong.
        """
        return read_session(self.folder(session_id))

    def folder(self, session_id: str) -> Path:
        """Return where a session is.

        Raises:
            StudyError: if there is none of this id, or the place is outside the study.
        """
        folder = inside(self._study, "sessions", session_id)
        now, _ = named_now(self._renamed(), session_id)
        if now != session_id:
            raise _older(session_id, now, is_there=folder.is_dir())
        if not folder.is_dir():
            raise StudyError(f"The study has no session {session_id}.", "Choose one of its sessions, or add it.")
        if not (folder / SESSION_FILE).is_file():
            raise StudyError(f"{session_id}/{SESSION_FILE} is missing.", "Restore it from a backup.")
        return folder

    def coders_of(self, session_id: str) -> tuple[str, ...]:
        """Return who has coded a session, in order of id."""
        return tuple(one for one in self.codings_of(session_id) if round_of(one) == 1)

    def codings_of(self, session_id: str) -> tuple[str, ...]:
        """Return the ids of all codings of a session, in order: of the coders, and of later rounds, such as KM~2."""
        names = [path.stem for path in matching(self.folder(session_id), "*.jsonl")]
        return tuple(name for name in names if not (is_conflict_copy(name) or is_of_the_system(name)))

    def journal_path(self, session_id: str, coder: str) -> Path:
        """Return where the journal of a coding is, or will be.

        Raises:
            StudyError: if there is no such session, or the place is outside the study.
        """
        self.folder(session_id)  # complains here if it is not there
        return inside(self._study, "sessions", session_id, f"{coder}.jsonl")

    def add(self, session: Session) -> None:
        """Make the folder of a new session, with its session.toml.

        Raises:
            StudyError: if there is one of this id, it says what cannot be, or the folder cannot be written.
        """
        check_session(session)
        folder = self._study / "sessions" / session.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(
                f"Session {session.id} cannot be added: {reason(error)}.", "Check that you can write to the study."
            ) from error
        with changing(folder / SESSION_FILE):
            if (folder / SESSION_FILE).exists():  # another program has been faster
                check_new("session", session.id, [session.id])
            write_session(folder, session)
        sync_folder(folder.parent)


def _older(session_id: str, now: str, *, is_there: bool) -> StudyError:
    if not is_there:
        return StudyError(f"Session {session_id} is called {now} now.", f"Say {now}.")
    return StudyError(
        f"{session_id} is an older copy of session {now}, which was renamed: nothing in it counts.",
        f"Merge its codings into {now}, and remove it.",
    )
