"""What a coder is given to code: a study with their own codings only, in one file, and that file opened to a folder.

Nothing of the study goes along by being left in: session by session, each file is written anew from what the coder may
see. What others coded, gold standards, the audit trail, the bin and copies of codings stay at home.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from annotator.errors import StudyError, UserError
from annotator.media.recording import files_of
from annotator.progress import Progress
from annotator.study.audit import note_step
from annotator.study.blind import sees
from annotator.study.deed_parts import check_coder
from annotator.study.files import is_one_name, reason, sync_folder
from annotator.study.journal import JournalContents, read_journal
from annotator.study.package import Manifest, opened, put_out, study_in, write_package
from annotator.study.renamed import begun_with, named_now
from annotator.study.rounds import recoding
from annotator.study.session import SESSION_FILE, Session, session_text
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, HandedOut, NewName, StudyFile, study_text
from annotator.study.study import Study, open_study

RECORDINGS = "recordings"


def pack_to_code(
    study: Study,
    coders: Sequence[str],
    out: Path,
    *,
    sessions: Sequence[str] | None = None,
    copies: bool = False,
    passphrase: str = "",
    progress: Progress = lambda _share: None,
) -> Manifest:
    """Write what coders need to code sessions elsewhere into one file, check it, and return what it holds.

    In it are the codebook, which cannot be changed there, the sessions, and what these coders have coded of them.
    What a coder does not see here is not in the file: variables and names of recordings that are marked blind, and
    variables marked private. Notes of sessions stay at home as well.

    Args:
        study: The study; nothing in it is changed. note_packed writes down that it was done.
        coders: Whom it is for: who shares a file sees what the others have coded.
        out: The file to write, a ZIP archive; it must not be there yet.
        sessions: Their ids; None: those that the plan gives these coders, or all where there is no plan.
        copies: Whether the recordings go along; else they are named, and found by their content where it is opened.
        passphrase: Without it nobody opens the file; "" is none.
        progress: Told the part done, 0 to 1.

    Raises:
        StudyError: if there is no such coder or session, or the file cannot be written.
        JournalError: if a coding of theirs cannot be read.
        MediaError: if a recording is missing.
    """
    if not coders:
        raise StudyError("It is not said whom the package is for.", "Name a coder.")
    for coder in coders:
        check_coder(study, coder)
    chosen = [study.session(session_id) for session_id in (_planned(study, coders) if sessions is None else sessions)]
    if not chosen:
        raise StudyError("There is no session to pack.", "Name sessions.")
    sources: dict[str, Path | bytes] = {CODEBOOK_FILE: study.codebook_text.encode()}
    earlier: list[NewName] = []
    for session in chosen:
        shown = _shown(study, session, coders)
        sources[f"sessions/{session.id}/{SESSION_FILE}"] = session_text(shown).encode()
        if copies:
            sources |= dict(_recordings(study, session, shown))
        for name, contents in _codings(study, session.id, coders):
            sources[name] = b"".join(contents.lines)
            earlier += _names_of(contents, study.renamed)
    sources[STUDY_FILE] = _study_text(study, coders, earlier).encode()
    return write_package(study.name, out, sources, kind="to code", passphrase=passphrase, progress=progress)


def _codings(study: Study, session_id: str, coders: Sequence[str]) -> Iterator[tuple[str, JournalContents]]:
    """Yield what these coders have coded of a session, by its name in the package."""
    for coder in coders:
        coding = recoding(study, session_id, coder) or coder  # who codes it once more does not get the first
        if (journal := study.journal_path(session_id, coding)).exists():
            contents = read_journal(journal)
            if contents.lines:
                yield f"sessions/{session_id}/{coding}.jsonl", contents


def note_packed(study: Study, coders: Sequence[str], made: Manifest) -> None:
    """Write down in the audit trail what was packed for whom.

    Raises:
        StudyError: if it cannot be written.
    """
    places = [PurePosixPath(file.name).parts for file in made.files]
    sessions = sorted({place[1] for place in places if place[0] == "sessions"})
    copies = any(place[0] == RECORDINGS for place in places)
    note_step(study.folder, "packed to code", coders=list(coders), sessions=sessions, recordings=copies)


def unpack(
    package: Path,
    folder: Path,
    *,
    passphrase: str = "",
    progress: Progress = lambda _share: None,
) -> Study:
    """Open a package to a folder that is not there yet, and return the study in it.

    Args:
        package: The file.
        folder: Where the study will be; it must be empty or not be there.
        passphrase: With which it was made.
        progress: Told the part done, 0 to 1.

    Raises:
        StudyError: if it is no package, was changed, or the folder is not empty or cannot be written; nothing is left
            there then.
    """
    place = folder.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise StudyError(f"{folder} is not empty.", "Choose an empty folder, or a new name.")
    with opened(package, passphrase) as (archive, manifest):
        study_in(package, archive)  # complains here if there is none
        if manifest.kind == "work":
            what = f"{package.name} holds what was coded elsewhere."
            raise StudyError(what, "Take it into the study it belongs to: Take coded work in…, or annotator merge.")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=place.parent))
            try:
                put_out(archive, manifest, fresh, progress)
                (fresh / "sessions").mkdir(exist_ok=True)
                _check_opens(fresh, package)
                fresh.chmod(0o755)
                if place.exists():
                    place.rmdir()
                fresh.rename(place)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
            sync_folder(place.parent)
        except OSError as error:
            raise StudyError(f"{folder} cannot be written: {reason(error)}.", "Choose another place.") from error
    note_step(place, "unpacked", made=manifest.made, program=manifest.program)
    return open_study(place)


def _check_opens(fresh: Path, package: Path) -> None:
    try:
        open_study(fresh)
    except UserError as error:
        why = error.what.replace(f"{fresh.name}/", "")
        raise StudyError(f"{package.name} holds no study that can be opened: {why}", "Use another copy.") from error


def _planned(study: Study, coders: Sequence[str]) -> list[str]:
    there, given = study.session_ids(), {one.session for one in study.said.assigned if one.coder in coders}
    return [one for one in there if one in given] if study.said.assigned else there


def _shown(study: Study, session: Session, coders: Sequence[str]) -> Session:
    """Return a session as these coders may see it, with its recordings where they will lie beside it."""
    names = _shows_names(study, coders)
    cameras, taken = [], set[str]()
    for number, camera in enumerate(session.cameras):
        places = []
        for part, file in enumerate(camera.files):
            said = PurePosixPath(file.replace("\\", "/"))
            alias = f"camera{number + 1}" + (f"-{part + 1}" if camera.more_files else "") + said.suffix
            wanted = said.name if names and is_one_name(said.name) else alias
            stem = PurePosixPath(alias).stem
            others = (f"{stem}_{number}{said.suffix}" for number in count(2))
            name = next(one for one in chain((wanted, alias), others) if one.lower() not in taken)
            taken.add(name.lower())  # Windows and macOS see no difference
            places.append(f"{RECORDINGS}/{session.id}/{name}")
        name = camera.name if names else ""
        cameras.append(replace(camera, file=places[0], more_files=tuple(places[1:]), name=name))
    hidden = _hidden_variables(study, coders)
    variables = {name: value for name, value in session.variables.items() if name not in hidden}
    return replace(session, cameras=tuple(cameras), variables=variables, notes="", locked=None, keep_until=None)


def _shows_names(study: Study, coders: Sequence[str]) -> bool:
    return all(sees(study, coder).recording_names for coder in coders)


def _hidden_variables(study: Study, coders: Sequence[str]) -> set[str]:
    sights = [sees(study, coder) for coder in coders]
    blind = {one for one in study.said.blind.variables if not all(sight.variable(one) for sight in sights)}
    return {*blind, *study.said.private}


def _recordings(study: Study, session: Session, shown: Session) -> Iterator[tuple[str, Path]]:
    places = study.recordings.places()
    for index, camera in enumerate(shown.cameras):
        yield from zip(camera.files, files_of(study.recordings.find(session, index, places)), strict=True)


def _names_of(contents: JournalContents, renamed: Sequence[NewName]) -> Iterator[NewName]:
    """Yield what has made a coding be called what it is: no other earlier names go along."""
    assert contents.header is not None
    name, begun = (contents.header.session, contents.header.coder), begun_with(contents)
    for one in renamed:
        after = named_now([one], *name, begun)
        if after != name:
            yield one
        name = after


def _study_text(study: Study, coders: Sequence[str], earlier: Sequence[NewName]) -> str:
    said, hidden = study.said, _hidden_variables(study, coders)
    agreement = said.analysis.agreement
    agreement = replace(agreement, master="", order_by="" if agreement.order_by in hidden else agreement.order_by)
    made = StudyFile(
        id=said.id,
        name=said.name,
        coders=tuple(coders),
        analysis=replace(said.analysis, agreement=agreement),
        stills=said.stills,
        coder={one: said.coder[one] for one in coders if one in said.coder},
        renamed=tuple(replace(one, who="") for one in study.renamed if one in earlier),
        variable={name: kind for name, kind in said.variable.items() if name not in hidden},
        handed_out=HandedOut(coders=tuple(coders), at=study.now(), codebook=study.codebook_hash),
    )
    return study_text(made)
