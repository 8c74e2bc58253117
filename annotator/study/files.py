"""The small files of a study: read with errors that say where, replaced whole or not at all."""

import contextlib
import errno
import os
import re
import shutil
import stat
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from annotator.errors import StudyError
from annotator.model.codebook.lines import Lines
from annotator.model.names import why_misread
from annotator.model.toml import decode_toml

MOST_TEXT = 16 << 20
"""How many bytes a small file of a study may have; a codebook of a thousand codes has about one MiB."""

_LONGEST_ID = 100  # locks, copies and what lies in the bin have longer names
_LONGEST_NAME = 200  # bytes; file systems take 255, and locks and copies have longer names
_FIELD = re.compile(r"(\w+)|\[(\d+)\]")
_ID = re.compile(r"[A-Za-z0-9._-]+")
_CONFLICT = re.compile(r".+\.conflict-\d+", re.IGNORECASE)
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}

_MISSPELT = "Correct its name; or use the newer version of the program, if one wrote it."

_T = TypeVar("_T")


def check_id(what: str, name: str) -> None:
    """Refuse a new id that cannot be the name of a file on every system, or that tables would not keep as it is.

    Raises:
        StudyError: unless it is made of A–Z, a–z, 0–9, dot, dash and underscore, at most 100 of them, and stays what it
            is in a table.
    """
    if len(name) > _LONGEST_ID:
        what = f"“{name[:20]}…” cannot be the id of a {what}: it has {len(name)} characters."
        raise StudyError(what, f"Use at most {_LONGEST_ID}.")
    hint = "Use letters A–Z, digits, dot, dash and underscore only."
    if not _ID.fullmatch(name) or name.startswith(".") or name.endswith("."):
        raise StudyError(f"“{name}” cannot be the id of a {what}.", hint)
    if name.split(".", maxsplit=1)[0].lower() in _RESERVED or is_conflict_copy(name):
        raise StudyError(
            f"“{name}” cannot be the id of a {what}: files of this name have a meaning.", "Choose another."
        )
    if misread := why_misread(name):
        raise StudyError(f"“{name}” should not be the id of a {what}: {misread}.", "Put a letter before it.")


def check_new(what: str, new: str, known: Iterable[str]) -> None:
    """Refuse the id of one that is there already.

    Raises:
        StudyError: if one of the known is the same but for its case, since the two would be one file on some systems.
    """
    if same := next((one for one in known if one.lower() == new.lower()), None):
        raise StudyError(f"The study has a {what} {same} already.", "Choose another id.")


def inside(folder: Path, *names: str) -> Path:
    """Return a place in a study folder, for which nothing that came with the study can choose another.

    Raises:
        StudyError: if a name is not that of one file or folder, or a link leads out of the study.
    """
    for name in names:
        if not is_one_name(name):
            raise StudyError(f"“{name[:200]}” cannot be the name of a file in a study.", "Correct the name.")
    path = folder.joinpath(*names)
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        what = f"{'/'.join(names)} is a link that leads out of the study, so it is not used."
        raise StudyError(what, "Put the file or folder itself in its place.")
    return path


def is_one_name(name: str) -> bool:
    """Whether this names one file in a folder, on any system.

    >>> is_one_name("S001"), is_one_name(".."), is_one_name("a/b"), is_one_name("C:x")
    (True, False, False, False)
    """
    fits = 0 < len(name.encode(errors="replace")) <= _LONGEST_NAME
    return fits and name not in {".", ".."} and not set(name) & set("/\\:\0")


def is_of_the_system(name: str) -> bool:
    """Whether a file or folder of this name is a trace of a system or a sync tool, such as ._KM.jsonl of a Mac."""
    return name.startswith((".", "~"))


def is_conflict_copy(stem: str) -> bool:
    """Whether a file of this name (without its suffix) is a copy made because the journal changed underneath."""
    return _CONFLICT.fullmatch(stem) is not None


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return what fits a pattern of glob, in order; nothing if the folder is not there, or is taken away meanwhile.

    Raises:
        StudyError: if the folder cannot be read.
    """
    try:
        return sorted(folder.glob(pattern))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        what = f"The folder {folder.name} cannot be read: {reason(error)}."
        raise StudyError(what, "Check that its disk is there and that you may read it.") from error


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        StudyError: naming the file, if it cannot be read.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        data = read_bytes(path, MOST_TEXT)
        # Editors on Windows may put a byte order mark before the text.
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise StudyError(f"{name}: {reason(error)}.", "Check that the file exists and can be read.") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{name} is not UTF-8 text.", "Save it as UTF-8.") from error


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file of at most so many bytes.

    Raises:
        OSError: saying why it cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for without end
        raise OSError(errno.EINVAL, "it is not a file")
    if found.st_size > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB")
    return path.read_bytes()


def read_toml(path: Path, kind: type[_T]) -> _T:
    """Read a TOML file into a struct.

    Raises:
        StudyError: naming the file, the line and the field, if it cannot be read or is wrong.
    """
    return parse_toml(read_text(path), kind, f"{path.parent.name}/{path.name}")


def parse_toml(text: str, kind: type[_T], name: str) -> _T:
    """Turn the text of a TOML file into a struct; name is what the messages call the file.

    Raises:
        StudyError: naming the file, the line and the field, if it is wrong.
    """
    try:
        return msgspec.convert(decode_toml(text), kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        field = where.strip(".`")
        line = line_of(text, field)
        hint = _MISSPELT if "unknown field" in what else "Mend this field."
        raise StudyError(f"{name}, line {line}: {what}{f' in {field}' if field else ''}.", hint) from error
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{name}: {error}.", "Mend the TOML at that place.") from error


def read_document(path: Path) -> tomlkit.TOMLDocument:
    """Read a TOML file that is to be changed: what the lab wrote into it stays.

    Raises:
        StudyError: naming the file, if it cannot be read.
    """
    try:
        return tomlkit.parse(read_text(path))
    except (TOMLKitError, ValueError, RecursionError) as error:
        what = f"{path.parent.name}/{path.name} cannot be changed: {error}."
        raise StudyError(what, "Fix the TOML at that place.") from error


def line_of(text: str, field: str) -> int:
    r"""Return the line, from 1, on which a field of a TOML text stands, or of what it would stand in.

    >>> line_of("a = 1\n\n[[camera]]\nsize = 0", "camera[0].size")
    4
    """
    return Lines(text).of(*(int(index) if index else name for name, index in _FIELD.findall(field)))


def replace_file(path: Path, content: str | bytes) -> None:
    """Write a file so that whoever reads it sees what stood there or what is new, whatever happens in between.

    Raises:
        StudyError: if it cannot be written; the old file is then as it was.
    """
    fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        write_new(fresh, content.encode() if isinstance(content, str) else content)
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        what = f"{path.parent.name}/{path.name} cannot be written: {reason(error)}."
        raise StudyError(what, "Check that you can write to this folder and that the disk has free space.") from error
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet, and wait until it is on the disk; where that fails there is none."""
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                file.close()  # a full disk refuses the rest again
            with contextlib.suppress(OSError):
                path.unlink()
            raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that."""
    with contextlib.suppress(OSError):  # Windows cannot open a folder; some network shares refuse to sync one
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def reason(error: OSError) -> str:
    """Return why the system refused, without the path it names."""
    return error.strerror or type(error).__name__
