"""What this computer keeps of a coding outside the study: a copy while it cannot be saved, and what was saved last."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path

import msgspec
import platformdirs
from msgspec.structs import replace

from annotator.study.files import matching, write_new
from annotator.study.journal import line_hash
from annotator.study.renamed import earlier_names
from annotator.study.settings import NewName

STATE_DIR_VARIABLE = "ANNOTATOR_STATE_DIR"
"""The environment variable that moves the state folder."""


def state_dir() -> Path:
    """Return the folder for what the program remembers on this computer; it need not be there yet."""
    chosen = os.environ.get(STATE_DIR_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_state_dir("strange-situation-annotator", appauthor=False))


class StudyPlace(msgspec.Struct, frozen=True, omit_defaults=True):
    """A study and where it lies: a copy of a study has the same id, and is another study all the same.

    renamed: what its codings were called before; what is kept outside the study lies under these names too.
    """

    id: str
    name: str
    place: str
    renamed: tuple[NewName, ...] = ()

    def folder_of(self, session: str, coder: str, root: Path) -> Path:
        """Return the folder below root for what this computer keeps of a coding."""
        return self._folder(root) / _plain(session) / _plain(coder)

    def make_folder(self, session: str, coder: str, root: Path) -> Path:
        """Make that folder, with a note beside it of which study it is for, and return it.

        Raises:
            OSError: if it cannot be made.
        """
        folder = self.folder_of(session, coder, root)
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            write_new(self._folder(root) / "study.json", msgspec.json.encode(replace(self, renamed=())))
        return folder

    def folders_of(self, session: str, coder: str, root: Path) -> list[Path]:
        """Return that folder, and those of the names that the coding had before."""
        names = [(session, coder), *earlier_names(self.renamed, session, coder)]
        return [self.folder_of(*name, root) for name in names]

    def _folder(self, root: Path) -> Path:
        return root / sha256(f"{self.id}\0{self.place}".encode(errors="replace")).hexdigest()[:24]


def places_of(study_id: str, root: Path) -> Iterator[StudyPlace]:
    """Yield the places for which something is kept below root of the study with this id, and of its copies."""
    for said in matching(root, "*/study.json"):
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            study = msgspec.json.decode(said.read_bytes(), type=StudyPlace)
            if study.id == study_id:
                yield study


def _plain(name: str) -> str:
    # What came with a study must not choose a place here; ids that are names of files everywhere stay readable.
    is_plain = len(name) <= 100 and name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_plain else sha256(name.encode(errors="replace")).hexdigest()


class KeptCopy(msgspec.Struct, frozen=True):
    """A copy of a coding that was kept on this computer, and the study it was kept for; None: it is not known."""

    path: Path
    study: StudyPlace | None


class LastSaved(msgspec.Struct, frozen=True):
    """The last line of a coding that was said to be saved: its number (the first edit is 1), and its hash."""

    number: int
    hash: str


class Rescue:
    """What this computer keeps of one coding. Each copy holds the whole journal as it should be.

    Args:
        study: The study, and where it lies.
        session: Of which session.
        coder: Whose coding.
    """

    def __init__(self, study: StudyPlace, session: str, coder: str) -> None:
        self._study, self._session, self._coder = study, session, coder
        self._folder = study.folder_of(session, coder, _root())
        self._path: Path | None = None
        self._kept: list[bytes] = []

    def found(self) -> list[Path]:
        """Return the copies kept earlier for this study in this place, oldest first."""
        folders = self._study.folders_of(self._session, self._coder, _root())
        return [path for folder in folders for path in _copies_in(folder)]

    def found_elsewhere(self) -> Iterator[KeptCopy]:
        """Yield the copies kept for a study of the same id in another place, and by earlier versions for any place."""
        for study in places_of(self._study.id, _root()):
            if study.place != self._study.place:
                names = replace(study, renamed=self._study.renamed)
                for folder in names.folders_of(self._session, self._coder, _root()):
                    yield from (KeptCopy(path, study) for path in _copies_in(folder))
        yield from (KeptCopy(path, None) for path in _copies_in(self._folder_of_earlier_versions()))

    def keep(self, lines: Sequence[bytes]) -> Path:
        """Write all lines to a copy and return where it is; what is in it already is not written again.

        Raises:
            OSError: if this folder cannot be written either.
        """
        if self._path is None or list(lines[: len(self._kept)]) != self._kept or not self._path.exists():
            folder = self._study.make_folder(self._session, self._coder, _root())
            names = (folder / f"{number}.jsonl" for number in count(1))
            self._kept, self._path = [], next(path for path in names if not path.exists())
            write_new(self._path, b"".join(lines))
        else:
            self._append(self._path, b"".join(lines[len(self._kept) :]))
        self._kept = list(lines)
        return self._path

    def clear(self, saved: Sequence[bytes]) -> None:
        """Delete the copies that hold nothing but what the journal holds: these lines."""
        copies = [*self.found(), *_copies_in(self._folder_of_earlier_versions())]
        journal = b"".join(saved) if copies else b""
        for path in copies:
            with contextlib.suppress(OSError):  # left behind, it is recognised as a part of the journal next time
                if journal.startswith(path.read_bytes()):
                    path.unlink()
        if self._path is not None and not self._path.exists():
            self._path, self._kept = None, []

    def remember(self, lines: Sequence[bytes]) -> None:
        """Keep what the last line is that was said to be saved; where that is not possible nothing is kept."""
        last = msgspec.json.encode(LastSaved(len(lines) - 1, line_hash(lines[-1])))
        with contextlib.suppress(OSError):
            folder = self._folder
            if not folder.is_dir():
                self._study.make_folder(self._session, self._coder, _root())
            (folder / "last-saved.new").write_bytes(last)
            (folder / "last-saved.new").replace(folder / "last-saved.json")

    def forget(self) -> None:
        """Forget what was saved last: what was coded has gone elsewhere, and may be begun anew."""
        with contextlib.suppress(OSError):
            (self._folder / "last-saved.json").unlink()

    def last_saved(self) -> LastSaved | None:
        """Return what the last line was that was said to be saved here."""
        try:
            return msgspec.json.decode((self._folder / "last-saved.json").read_bytes(), type=LastSaved)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _folder_of_earlier_versions(self) -> Path:
        return state_dir() / "rescue" / _plain(self._study.id) / _plain(self._session) / _plain(self._coder)

    def _append(self, path: Path, data: bytes) -> None:
        with path.open("r+b") as file:
            file.seek(sum(map(len, self._kept)))
            file.truncate()
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _root() -> Path:
    return state_dir() / "codings"


def _copies_in(folder: Path) -> list[Path]:
    files = (
        path for path in matching(folder, "*") if path.suffix in {".jsonl", ".tmp"}
    )  # .tmp: one that a crash cut off
    return sorted(files, key=lambda path: (len(path.stem), path.stem))
