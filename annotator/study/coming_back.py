"""What was coded elsewhere, in one file, and taking that file into the study it came from: twice is harmless."""

import os
import tempfile
from itertools import count
from pathlib import Path

import msgspec

from annotator.errors import EditError, StudyError, UserError
from annotator.progress import Progress
from annotator.study.doubts import reservations
from annotator.study.files import is_conflict_copy, matching, reason, write_new
from annotator.study.journal import read_journal
from annotator.study.other_copy import TakenIn, place_here, take_in
from annotator.study.package import Manifest, opened, put_out, study_in, write_package
from annotator.study.session import SESSION_FILE, Session, session_text
from annotator.study.settings import STUDY_FILE, StudyFile, study_text
from annotator.study.study import Study


class NotTakenIn(msgspec.Struct, frozen=True):
    """A coding that could not be taken in: the session and coder of its file, and why."""

    session: str
    coder: str
    why: UserError


class Work(msgspec.Struct, frozen=True):
    """What became of the codings of a file.

    kept: the copies that were put beside codings from which they differ, to be compared there.
    doubts: what is doubtful of the codings as they are now, such as codes that the codebook no longer has.
    """

    taken: tuple[TakenIn, ...]
    refused: tuple[NotTakenIn, ...]
    kept: tuple[Path, ...]
    doubts: tuple[UserError, ...]


def pack_work(study: Study, out: Path, *, passphrase: str = "", progress: Progress = lambda _share: None) -> Manifest:
    """Write the codings of a study into one file, for the study that it is a copy of, and return what it holds.

    Raises:
        StudyError: if nothing was coded, or the file is there already or cannot be written.
        JournalError: if a coding cannot be read.
    """
    said = study.said
    kept = StudyFile(id=said.id, name=said.name, coders=said.coders, renamed=said.renamed)
    sources: dict[str, Path | bytes] = {STUDY_FILE: study_text(kept).encode()}
    for session in study.sessions():
        for coder in study.codings_of(session.id):
            contents = read_journal(study.journal_path(session.id, coder))
            if contents.edits:
                shows = session_text(Session(id=session.id, cameras=session.cameras))  # by which it is known there
                sources[f"sessions/{session.id}/{SESSION_FILE}"] = shows.encode()
                sources[f"sessions/{session.id}/{coder}.jsonl"] = b"".join(contents.lines)
    if len(sources) == 1:
        raise StudyError("Nothing was coded in this study yet.", "Code first.")
    return write_package(study.name, out, sources, kind="work", passphrase=passphrase, progress=progress)


def take_work_in(
    study: Study, package: Path, *, passphrase: str = "", progress: Progress = lambda _share: None
) -> Work:
    """Take in what was coded elsewhere. What cannot stand beside what is here is kept in a copy beside the coding.

    Raises:
        StudyError: if it is no package, was changed, or belongs to another study; nothing is taken in then.
    """
    taken: list[TakenIn] = []
    refused: list[NotTakenIn] = []
    kept: list[Path] = []
    with tempfile.TemporaryDirectory() as made, opened(package, passphrase) as (archive, manifest):
        folder = Path(made)
        if study_in(package, archive).id != study.place.id:
            what = f"{package.name} was coded for another study, {manifest.study}."
            raise StudyError(what, "Take it into that one. Nothing was taken in.")
        try:
            put_out(archive, manifest, folder)
        except OSError as error:
            what = f"{package.name} cannot be opened in the folder for temporary files: {reason(error)}."
            raise StudyError(what, "Check that its disk has room. Nothing was taken in.") from error
        files = [file for file in matching(folder, "sessions/*/*.jsonl") if not is_conflict_copy(file.stem)]
        for done, file in enumerate(files, start=1):
            try:
                one = take_in(study, file)
                taken.append(one)
                differs = bool(one.conflicts)
            except UserError as error:
                refused.append(NotTakenIn(file.parent.name, file.stem, error))
                differs = isinstance(error, EditError)
            if differs:
                kept += _keep_beside(study, file)
            progress(done / len(files))
    readings = (one for here in taken for one in study.readings(sessions=[here.session], coders=[here.coder]))
    doubts = tuple(doubt for one in readings for doubt in reservations(one, study.codebook))
    return Work(tuple(taken), tuple(refused), tuple(kept), doubts)


def _keep_beside(study: Study, file: Path) -> list[Path]:
    """Put a copy beside the coding it differs from, unless one like it lies there, also as something set aside."""
    session_id, coder = place_here(study, file, read_journal(file))
    journal, data = study.journal_path(session_id, coder), file.read_bytes()
    beside = matching(journal.parent, f"{coder}.*")
    if any(path.stat().st_size == len(data) and path.read_bytes() == data for path in beside if path.is_file()):
        return []
    names = (journal.with_name(f"{coder}.conflict-{number}.jsonl") for number in count(1))
    copy = next(path for path in names if not os.path.lexists(path))
    try:
        write_new(copy, data)
    except OSError as error:
        what = f"{session_id}/{copy.name} cannot be written: {reason(error)}."
        raise StudyError(what, "Check that you may write to the study and that the disk has room.") from error
    return [copy]
