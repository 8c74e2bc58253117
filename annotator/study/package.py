"""A study in one file, to be kept or handed on: everything that was coded, with a list of hashes to check it by."""

import contextlib
import errno
import io
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Literal, cast
from uuid import uuid4

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
from annotator.study.sealed import SealedReader, SealedWriter, check_passphrase, is_sealed
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, StudyFile, parse_study_text
from annotator.study.study import Study
from annotator.version import version

MANIFEST = "manifest.json"
_FORMAT = "strange-situation-package"
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_COMPRESSED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCKS = (".lock", ".lock.json")
_FILES = {STUDY_FILE, CODEBOOK_FILE, AUDIT_FILE}
_FOLDERS = {"sessions", "recordings", BIN_FOLDER, EARLIER_FOLDER, PREREGISTRATIONS}
_MAKE_ONE = "Make one: Pack the whole study… in the menu File, Packages, or annotator pack."


class PackedFile(msgspec.Struct, frozen=True):
    """A file of a package: its name from the study folder on, its size in bytes, and the SHA-256 of its content."""

    name: str
    size: int
    sha256: str


Kind = Literal["study", "to code", "work"]
"""A whole study, to be kept; what a coder is given to code; or what was coded of that, on its way back."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a package holds, and what made it when (UTC)."""

    format: str = _FORMAT
    kind: Kind = "study"
    study: str
    made: datetime
    program: str
    files: tuple[PackedFile, ...]


def pack(
    study: Study,
    out: Path,
    *,
    recordings: bool = False,
    passphrase: str = "",
    progress: Progress = lambda _share: None,
) -> Manifest:
    """Write a study into one file, check that file, and return what it holds.

    In it are the codings with all copies beside them, the codebook and earlier ones, preregistrations, settings and
    sessions, the audit trail, and what lies in the bin. Stills and caches stay out.

    Args:
        study: The study; nothing in it is changed.
        out: The file to write, a ZIP archive; it must not be there yet.
        recordings: Whether the recordings go along, in a folder of their own.
        passphrase: Without it nobody opens the file; "" is none.
        progress: Told the part done, 0 to 1.

    Raises:
        StudyError: if it is there already, cannot be written, or the passphrase is too short.
        MediaError: if a recording is missing.
    """
    sources: dict[str, Path | bytes] = dict(_files(study))
    if recordings:
        sources |= _recordings(study)
    return write_package(study.name, out, sources, passphrase=passphrase, progress=progress)


def write_package(
    name: str,
    out: Path,
    sources: Mapping[str, Path | bytes],
    *,
    kind: Kind = "study",
    passphrase: str = "",
    progress: Progress = lambda _share: None,
) -> Manifest:
    """Write files, or what is to stand in them, into one file under these names, check it, and return what it holds.

    Args:
        name: What the study is called.
        out: The file to write; it must not be there yet.
        sources: By the name in the package.
        kind: What the package is for.
        passphrase: Without it nobody opens the file; "" is none.
        progress: Told the part done, 0 to 1.

    Raises:
        StudyError: as pack.
    """
    if passphrase:
        check_passphrase(passphrase)
    if out.exists():
        raise StudyError(f"{out.name} is there already.", "Give another name: nothing is overwritten.")
    part = out.with_name(f".{out.name}.{uuid4().hex[:8]}.part")
    try:
        with part.open("xb") as file:
            if passphrase:
                with SealedWriter(file, passphrase) as sealed:
                    manifest = _write(name, cast("IO[bytes]", sealed), sources, kind, progress)
            else:
                manifest = _write(name, file, sources, kind, progress)
        if problems := verify(part, passphrase):
            raise problems[0]
        part.rename(out)
    except OSError as error:
        raise StudyError(f"{out.name} cannot be written: {reason(error)}.", "Choose another place.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def verify(package: Path, passphrase: str = "") -> tuple[UserError, ...]:
    """Return what is wrong with a package: what is missing, was changed, or cannot be read. None: it is as it was made.

    Raises:
        StudyError: if it is no package, or another passphrase opens it.
    """
    with opened(package, passphrase) as (archive, manifest):
        names = [entry.filename for entry in archive.infolist() if entry.filename != MANIFEST]
        problems = [*_differences(names, [file.name for file in manifest.files])]
        for file in manifest.files:
            if file.name in names:
                problems += _problems(archive, file)
        return tuple(problems)


def needs_passphrase(package: Path) -> bool:
    """Whether only a passphrase opens a package.

    Raises:
        StudyError: if it cannot be read.
    """
    try:
        return is_sealed(package)
    except OSError as error:
        raise StudyError(f"{package.name}: {reason(error)}.", "Check the name and the folder.") from error


@contextlib.contextmanager
def opened(package: Path, passphrase: str = "") -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a package to be read, and say what it holds.

    Raises:
        StudyError: if it is no package, or another passphrase opens it.
    """
    try:
        with contextlib.ExitStack() as held:
            file: IO[bytes] = held.enter_context(package.open("rb"))
            if needs_passphrase(package):
                if not passphrase:
                    raise StudyError(f"Only a passphrase opens {package.name}.", "Give the one that it was made with.")
                file = held.enter_context(io.BufferedReader(SealedReader(file, passphrase)))
            archive = held.enter_context(zipfile.ZipFile(file))
            if any(entry.compress_type not in _COMPRESSED for entry in archive.infolist()):
                raise zipfile.BadZipFile("it is compressed as no package is")
            yield archive, _manifest(package, archive)
    except _BROKEN as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise StudyError(f"{package.name} is no package that can be read: {why}.", "Use another copy.") from error


def put_out(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, progress: Progress = lambda _share: None
) -> None:
    """Write the files of a package into a folder, each as it was when the package was made.

    Raises:
        StudyError: if one is not, or there are others; what was written until then stays.
        OSError: if one cannot be written.
    """
    names = [entry.filename for entry in archive.infolist() if entry.filename != MANIFEST]
    if problem := next(_differences(names, [file.name for file in manifest.files]), None):
        raise problem
    whole, done = sum(file.size for file in manifest.files) or 1, 0
    if whole > shutil.disk_usage(folder).free:
        raise OSError(errno.ENOSPC, f"the package holds {whole >> 20} MiB, for which there is no room")
    for file in manifest.files:
        path = folder.joinpath(*PurePosixPath(file.name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(file.name) as source, path.open("xb") as target:
            if _copy(file.name, source, target, file.size) != file:
                raise StudyError(f"{file.name} is not what it was when the package was made.", "Use another copy.")
        done += file.size
        progress(done / whole)


def study_in(package: Path, archive: zipfile.ZipFile) -> StudyFile:
    """Return what study.toml says in a package, without unpacking anything.

    Raises:
        StudyError: if there is none, or it is wrong.
    """
    try:
        with archive.open(STUDY_FILE) as file:
            text = file.read(MOST_TEXT).decode("utf-8-sig")
    except KeyError as error:
        raise StudyError(f"{package.name} holds no {STUDY_FILE}.", "Use another copy.") from error
    return parse_study_text(text, f"{package.name}, {STUDY_FILE}")


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


def _write(
    name: str, target: IO[bytes], sources: Mapping[str, Path | bytes], kind: Kind, progress: Progress
) -> Manifest:
    files = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (place, said) in enumerate(sources.items(), start=1):
            with contextlib.ExitStack() as held:
                source: IO[bytes] = io.BytesIO(said) if isinstance(said, bytes) else held.enter_context(said.open("rb"))
                files.append(_copy(place, source, held.enter_context(archive.open(place, "w", force_zip64=True))))
            progress(done / (len(sources) + 1))
        manifest = Manifest(study=name, kind=kind, made=datetime.now(UTC), program=version(), files=tuple(files))
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _copy(name: str, source: IO[bytes], target: IO[bytes], most: int | None = None) -> PackedFile:
    """Copy a file, of most bytes if it is as large as it is said to be, and return what it is."""
    digest, size = sha256(), 0
    while (most is None or size <= most) and (chunk := source.read(_CHUNK)):
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
        if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name or "\0" in name:
            yield StudyError(f"{name} leads out of the package.", "Do not unpack it.")
        elif not _is_of_a_study(name):
            yield StudyError(f"{name} is nothing that a package holds.", "Do not unpack it.")


def _is_of_a_study(name: str) -> bool:
    parts = name.split("/")
    known = name in _FILES if len(parts) == 1 else parts[0] in _FOLDERS and not name.endswith(_LOCKS)
    return known and not any(part == "" or is_of_the_system(part) for part in parts)


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
