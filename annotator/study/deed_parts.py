"""What several deeds need: which files belong to a coding, study.toml as it will be, and what must not be touched."""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import tomlkit

from annotator.errors import StudyError, UserError
from annotator.study.deeds import Move, Text, files_in
from annotator.study.files import inside, is_conflict_copy, is_of_the_system, matching, read_document, read_text
from annotator.study.gold import gold_of
from annotator.study.lock import CodingLock
from annotator.study.open_coding import utc_now
from annotator.study.rescue import Rescue
from annotator.study.round_ids import person_of, round_of
from annotator.study.session import SESSION_FILE
from annotator.study.settings import CONSENSUS, STUDY_FILE
from annotator.study.study import Study

_BESIDE = re.compile(r"(?:\.bookmark\.json|\.jsonl(?:\.[a-z-]+-[0-9]+)?|\.conflict-[0-9]+\.jsonl)", re.IGNORECASE)
"""How the files of a coding end, after the id of its coder: bookmark, journal, what was set aside, conflict copies."""

_OF_CODING = re.compile(rf"[^.~].*{_BESIDE.pattern}", re.IGNORECASE)
_NUMBERED = re.compile(r"(.+-)([0-9]{1,9})(|\.jsonl)", re.IGNORECASE)


_HELD = 50
"""How many codings are kept from being opened while a deed is done; more would be more files than a system opens."""


@contextlib.contextmanager
def nobody_codes(study: Study, codings: Iterable[tuple[str, str]]) -> Iterator[None]:
    """Keep codings, by session and coder, from being opened meanwhile; what was kept of them elsewhere is brought back.

    Raises:
        ReadOnlyError: if one is open, or its folder cannot be written.
    """
    with ExitStack() as held:
        for number, (session_id, coder) in enumerate(codings):
            if Rescue(study.place, session_id, coder).found():
                with contextlib.suppress(UserError):  # a damaged coding stays as it is
                    study.open_coding(session_id, coder).close()
            lock = CodingLock(inside(study.folder, "sessions", session_id, f"{coder}.jsonl"))
            lock.acquire(utc_now())
            if number < _HELD:
                held.callback(lock.release)
            else:
                lock.release()
        yield


def session_folders(study: Study) -> list[Path]:
    """Return the folders of all sessions, also of those that cannot be read."""
    return [study.folder / "sessions" / session_id for session_id in study.session_ids()]


def files_of_coding(folder: Path, coder: str) -> list[str]:
    """Return the names of all files of a coding in a folder: the journal, its copies, where the coder was."""
    return [name for name in files_in(folder) if name.startswith(coder) and _BESIDE.fullmatch(name, len(coder))]


def rounds_in(folder: Path, coder: str) -> list[str]:
    """Return the ids of what a coder has coded of the session of a folder, the later rounds among them."""
    return [one for one in coders_in(folder) if person_of(one) == coder]


def files_of_coder(folder: Path, coder: str) -> list[str]:
    """Return the names of all files of a coder in a folder, those of later rounds among them."""
    return [name for one in dict.fromkeys((coder, *rounds_in(folder, coder))) for name in files_of_coding(folder, one)]


def files_of_session(folder: Path) -> list[str]:
    """Return the names of the study's own files in the folder of a session; recordings may lie there, and stay."""
    return [name for name in files_in(folder) if name == SESSION_FILE or _OF_CODING.fullmatch(name)]


def with_room(study: Study, moves: Iterable[Move]) -> tuple[list[Move], list[Text]]:
    """Return moves for which there is room, and bookmarks that go for it: whoever has opened a session has one there.

    What was set aside beside a coding gets the next number that is free.
    """
    found: list[Move] = []
    gone: list[Text] = []
    for move in moves:
        new, taken = move.new, {one.new for one in found}
        if new[-1].endswith(".bookmark.json") and study.folder.joinpath(*new).exists():
            gone.append(Text(move.old, read_text(study.folder.joinpath(*move.old)), ""))
            continue
        while (study.folder.joinpath(*new).exists() or new in taken) and (parts := _NUMBERED.fullmatch(new[-1])):
            new = (*new[:-1], f"{parts[1]}{int(parts[2]) + 1}{parts[3]}")
        found.append(Move(move.old, new))
    return found, gone


def coders_in(folder: Path) -> list[str]:
    """Return the ids of the codings in the folder of a session, which may lie in the bin; later rounds among them."""
    names = (path.stem for path in matching(folder, "*.jsonl"))
    return [name for name in names if not (is_conflict_copy(name) or is_of_the_system(name))]


def coders_at(folder: Path) -> list[str]:
    """Return who has coded the session of a folder, and who may have it open and has marked nothing yet."""
    locks = (path.name.removesuffix(".lock") for path in matching(folder, "[!.~]*.lock"))
    return sorted({*coders_in(folder), *locks})


def study_text(study: Study, change: Callable[[Any], object]) -> Text:
    """Return study.toml as it is and as it will be, once change has changed what it says."""
    before = read_text(study.folder / STUDY_FILE)
    document = read_document(study.folder / STUDY_FILE)
    change(document)
    return Text((STUDY_FILE,), before, tomlkit.dumps(document))


def append_to(document: Any, table: str, new: msgspec.Struct) -> None:
    """Add an entry to a list of tables of study.toml."""
    known = document.unwrap().get(table, [])
    document[table] = [*known, msgspec.to_builtins(new, builtin_types=(datetime,))]


def check_coder(study: Study, coder: str) -> None:
    """Refuse a coder that the study does not have, and the consensus.

    Raises:
        StudyError: saying which.
    """
    if coder == CONSENSUS:
        raise StudyError(f"{CONSENSUS} is what coders have settled on, and no coder.", "Name a coder.")
    is_known = coder in study.coders or any(coder in coders_in(folder) for folder in session_folders(study))
    if not is_known or round_of(coder) > 1:
        raise StudyError(f"The study has no coder {coder}.", f"Choose from {', '.join(study.coders) or 'none'}.")


def check_coded(study: Study, session_id: str, coder: str) -> Path:
    """Return the journal of a coding that is there.

    Raises:
        StudyError: if it is not.
    """
    journal = inside(study.folder, "sessions", session_id, f"{coder}.jsonl")
    if not journal.exists():
        raise StudyError(f"{coder} has not coded {session_id}.", "Choose a coding that is there.")
    return journal


def check_last_round(folder: Path, coding: str) -> None:
    """Refuse to take a coding away that a later round of the same coder is held against; folder is of the session.

    Raises:
        StudyError: naming that round.
    """
    rounds = rounds_in(folder, person_of(coding))
    if later := [one for one in rounds if round_of(one) > round_of(coding)]:
        what = f"{person_of(coding)} has coded {folder.name} once more since ({', '.join(later)})."
        raise StudyError(what, "Remove that first; it goes to the bin and can be restored.")


def check_no_gold(study: Study, session_id: str, coder: str = "") -> None:
    """Refuse where a coding is the lab's standard: what others are held against is not taken away in passing.

    Raises:
        StudyError: if it is, or any coding of the session where no coder is named.
    """
    mark = gold_of(study, session_id)
    if mark is not None and coder in ("", mark.coder):
        what = f"The coding of {session_id} by {mark.coder} is the gold standard of that session."
        raise StudyError(what, "Take the mark away first.")
