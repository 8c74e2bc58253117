"""A study in one file, to be kept or handed on: everything that was coded, with a list of hashes to check it by."""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from annotator.errors import JournalError, StudyError, UserError
from annotator.media.recording import files_of
from annotator.model.codebook.file import parse_codebook
from annotator.progress import Progress
from annotator.study.audit import AUDIT_FILE
from annotator.study.codebook_pending import EARLIER_FOLDER
from annotator.study.deeds import BIN_FOLDER
from annotator.study.files import MOST_TEXT, is_of_the_system, matching, reason
from annotator.study.journal import MOST_BYTES, parse_journal
from annotator.study.preregistration import FOLDER as PREREGISTRATIONS
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, parse_study_text
from annotator.study.study import Study
from annotator.version import version

MANIFEST = "manifest.json"
_FORMAT = "strange-situation-package"
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_LOCKS = (".lock", ".lock.json")
_MAKE_ONE = "Make one: Pack study… in the menu File, or annotator pack."


class PackedFile(msgspec.Struct, frozen=True):
    """A file of a package: its name from the study folder on, its size in bytes, and the SHA-256 of its content."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a package holds, and what made it when (UTC)."""

    format: str = _FORMAT
    study: str
    made: datetime
    program: str
    files: tuple[PackedFile, ...]


def pack(study: Study, out: Path, *, recordings: bool = False, progress: Progress = lambda _share: None) -> Manifest:
    """Write a study into one file, check that file, and return what it holds.

    In it are the codings with all copies beside them, the codebook and earlier ones, preregistrations, settings and
    sessions, the audit trail, and what lies in the bin. Stills and caches stay out.

    Args:
        study: The study; nothing in it is changed.
        out: The file to write, a ZIP archive; it must not be there yet.
        recordings: Whether the recordings go along, in a folder of their own.
        progress: Told the part done, 0 to 1.

    Raises:
        StudyError: if it is there already, or cannot be written.
        MediaError: if a recording is missing.
    """
    if out.exists():
        raise StudyError(f"{out.name} is there already.", "Give another name: nothing is overwritten.")
    sources = dict(_files(study))
    if recordings:
        sources |= _recordings(study)
    part = out.with_name(f"{out.name}.part")
    try:
        manifest = _write(study, part, sources, progress)
        if problems := verify(part):
            raise problems[0]
        part.rename(out)
    except OSError as error:
        raise StudyError(f"{out.name} cannot be written: {reason(error)}.", "Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def verify(package: Path) -> tuple[UserError, ...]:
    """Return what is wrong with a package: what is missing, was changed, or cannot be read. None: it is as it was made.

    Raises:
        StudyError: if it is no package.
    """
    try:
        with zipfile.ZipFile(package) as archive:
            manifest = _manifest(package, archive)
            names = [entry.filename for entry in archive.infolist() if entry.filename != MANIFEST]
            problems = [*_differences(names, [file.name for file in manifest.files])]
            for file in manifest.files:
                if file.name in names:
                    problems += _problems(archive, file)
            return tuple(problems)
    except _BROKEN as error:
        raise StudyError(f"{package.name} is no package that can be read: {error}.", "Use another copy.") from error


def _files(study: Study) -> Iterator[tuple[str, Path]]:
    folders = [
        study.folder / EARLIER_FOLDER,
        study.folder / PREREGISTRATIONS,
        *matching(study.folder / "sessions", "*"),
        *matching(study.folder / BIN_FOLDER, "*"),
        *matching(study.folder / BIN_FOLDER, "*/sessions/*"),
    ]
    own = (folder for folder in folders if not (folder.is_symlink() or is_of_the_system(folder.name)))
    inside = [path for folder in own for path in matching(folder, "*")]
    for path in (*(study.folder / name for name in (STUDY_FILE, CODEBOOK_FILE, AUDIT_FILE)), *inside):
        is_trace = is_of_the_system(path.name) or path.name.endswith(_LOCKS)
        if path.is_file() and not path.is_symlink() and not is_trace:
            yield path.relative_to(study.folder).as_posix(), path


def _recordings(study: Study) -> dict[str, Path]:
    places = study.recordings.places()
    found: dict[str, Path] = {}
    for session in study.sessions():
        for index in range(len(session.cameras)):
            for number, path in enumerate(files_of(study.recordings.find(session, index, places))):
                found[f"recordings/{session.id}/{index + 1}-{number + 1}{path.suffix}"] = path
    return found


def _write(study: Study, part: Path, sources: dict[str, Path], progress: Progress) -> Manifest:
    files = []
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (name, path) in enumerate(sources.items(), start=1):
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                files.append(_copy(name, source, target))
            progress(done / (len(sources) + 1))
        manifest = Manifest(study=study.name, made=datetime.now(UTC), program=version(), files=tuple(files))
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _copy(name: str, source: IO[bytes], target: IO[bytes]) -> PackedFile:
    digest, size = sha256(), 0
    while chunk := source.read(_CHUNK):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return PackedFile(name, size, digest.hexdigest())


def _manifest(package: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(MANIFEST) as file:
            manifest = msgspec.json.decode(file.read(MOST_TEXT), type=Manifest)
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StudyError(f"{package.name} is no package: it has no {MANIFEST}.", _MAKE_ONE) from error
    if manifest.format != _FORMAT:
        raise StudyError(f"{package.name} is no package of a study.", _MAKE_ONE)
    return manifest


def _differences(names: list[str], said: list[str]) -> Iterator[UserError]:
    for name in sorted(set(said) - set(names)):
        yield StudyError(f"{name} is missing in the package.", "Use another copy.")
    for name in sorted(set(names) - set(said)):
        yield StudyError(f"{name} was not in the package when it was made.", "Use another copy.")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield StudyError(f"{name} is twice in the package.", "Use another copy.")
    for name in said:
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
            yield StudyError(f"{name} leads out of the package.", "Do not unpack it.")


def _problems(archive: zipfile.ZipFile, file: PackedFile) -> Iterator[UserError]:
    try:
        kept = _hash(archive, file)
    except _BROKEN as error:
        yield StudyError(f"{file.name} cannot be read in the package: {error}.", "Use another copy.")
        return
    if kept is None:
        yield StudyError(f"{file.name} is not what it was when the package was made.", "Use another copy.")
        return
    try:
        _read(file.name, kept)
    except (UserError, UnicodeDecodeError) as error:
        yield JournalError(f"{file.name}: {error}", "It was so already when the package was made.")


def _hash(archive: zipfile.ZipFile, file: PackedFile) -> bytes | None:
    """Return the beginning of a file, as much as a journal may have; None where it is not the one that was packed."""
    digest, size, begun = sha256(), 0, bytearray()
    with archive.open(file.name) as source:
        while (chunk := source.read(_CHUNK)) and size <= file.size:
            digest.update(chunk)
            size += len(chunk)
            if not file.name.startswith("recordings/") and size <= MOST_BYTES:
                begun += chunk
    return bytes(begun) if (size, digest.hexdigest()) == (file.size, file.sha256) else None


def _read(name: str, data: bytes) -> None:
    if name.startswith("sessions/") and name.endswith(".jsonl"):
        contents = parse_journal(data, Path(name))
        if contents.problem is not None:
            raise contents.problem
    elif name == CODEBOOK_FILE:
        text = data.decode("utf-8-sig")
        parse_codebook(text, name, in_use=text)
    elif name == STUDY_FILE:
        parse_study_text(data.decode("utf-8-sig"), name)
