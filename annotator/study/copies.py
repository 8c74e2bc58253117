"""Other copies of a coding: what lies beside it, and what this computer keeps. Each can be compared and merged."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from annotator.errors import UserError
from annotator.study.backups import Backups
from annotator.study.journal import read_good_part
from annotator.study.looking import LookedAtCoding
from annotator.study.open_coding import conflict_copies
from annotator.study.rescue import Rescue
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

CopyKind = Literal["conflict", "kept", "backup"]


class CopyOfCoding(Struct, frozen=True):
    """Another copy of a coding (annotator.study.journal.read_journal reads it, OpenCoding.merge takes it in).

    kind: "conflict" lies beside it and was written while another program changed the journal; "kept" was kept on this
    computer while the study could not be written; "backup" was made by the program.
    edits is how many it holds, at when the last was made (UTC); place is where its study lay, "" where nobody knows.
    """

    kind: CopyKind
    path: Path
    edits: int
    at: datetime | None
    place: str = ""


def copies_of(study: Study, session_id: str, coder: str) -> tuple[CopyOfCoding, ...]:
    """Return the other copies of a coding that can be read: those beside it, and those that this computer keeps.

    Raises:
        StudyError: if there is no such session.
    """
    rescue, here = Rescue(study.place, session_id, coder), study.place.place
    beside = conflict_copies(study.journal_path(session_id, coder))
    places: list[tuple[CopyKind, Path, str]] = [("conflict", path, here) for path in beside]
    places += [("kept", path, here) for path in rescue.found()]
    places += [("kept", one.path, one.study.place if one.study else "") for one in rescue.found_elsewhere()]
    places += [("backup", one.path, one.place) for one in Backups(study.place, session_id, coder).all()]
    found = (unless_broken(_copy, *one) for one in places)
    return tuple(one for one in found if not isinstance(one, UserError))


def look_at_damaged(study: Study, session_id: str, coder: str) -> LookedAtCoding:
    """Open the good part of a damaged coding to look at it; its `why` says what is wrong, and what can be done.

    Raises:
        StudyError: if there is no such session.
        JournalError: if the file cannot be read at all.
    """
    problem = unless_broken(study.read_coding, session_id, coder)
    why = str(problem) if isinstance(problem, UserError) else "it is not damaged, and can be opened."
    return LookedAtCoding(read_good_part(study.journal_path(session_id, coder)), why)


def _copy(kind: CopyKind, path: Path, place: str) -> CopyOfCoding:
    contents = read_good_part(path)
    return CopyOfCoding(kind, path, len(contents.edits), max(contents.times, default=None), place)
