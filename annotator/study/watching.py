"""Whether a study has changed on the disk, as others write it: what can be asked of a share without reading a file."""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE

_KINDS = (".jsonl", ".toml")


def stamp_of(study: Path) -> str:
    """Return what is another text whenever a coding, a session or the study itself was written, added or taken away.

    Sizes and times tell it, not notices of the system: those do not come from other computers of a network share. What
    cannot be looked at now counts as not there.
    """
    told = sha256()
    for name, size, changed in sorted(_files(study)):
        told.update(f"{name}\0{size}\0{changed}\n".encode(errors="replace"))
    return told.hexdigest()


def _files(study: Path) -> Iterator[tuple[str, int, int]]:
    for name in (STUDY_FILE, CODEBOOK_FILE):
        yield from _one(name, study / name)
    for session in _entries(study / "sessions"):
        for file in _entries(Path(session.path)):
            if file.name.endswith(_KINDS) and not file.name.startswith("."):
                yield from _one(f"{session.name}/{file.name}", file)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _one(name: str, file: "Path | os.DirEntry[str]") -> Iterator[tuple[str, int, int]]:
    try:
        found = file.stat()
    except OSError:
        return
    yield name, found.st_size, found.st_mtime_ns
