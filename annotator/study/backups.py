"""Backups of codings that the program makes by itself, outside the study, whenever one is opened or closed."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec.structs import replace

from annotator.errors import JournalError, StudyError
from annotator.study.files import matching, reason, replace_file, write_new
from annotator.study.journal import read_good_part
from annotator.study.renamed import earlier_names, place_of
from annotator.study.rescue import StudyPlace, places_of, state_dir

_SUFFIX = ".backup"


class BackupSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How this computer backs codings up.

    on: whether it does.
    versions: how many backups of a coding are kept.
    folder: where; "" is the program's own folder on this computer.
    """

    on: bool = True
    versions: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    folder: str = ""

    @property
    def names_one_folder(self) -> bool:
        """Whether the folder is the same wherever the program is started."""
        return not self.folder or Path(self.folder).is_absolute()

    @property
    def root(self) -> Path:
        """The folder of all backups."""
        return Path(self.folder) if self.folder else state_dir() / "backups"


def backup_settings() -> BackupSettings:
    """Return how this computer backs codings up; the defaults where nothing that can be read was chosen.

    A folder that is no whole path counts as none: it would be another one wherever the program is started.
    """
    try:
        found = msgspec.json.decode(_settings_file().read_bytes(), type=BackupSettings)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return BackupSettings()
    return found if found.names_one_folder else replace(found, folder="")


def save_backup_settings(settings: BackupSettings) -> None:
    """Choose how this computer backs codings up from now on; backups that are there stay where they are.

    Raises:
        StudyError: if a value is out of range, the folder is no whole path, or it or the choice cannot be written.
    """
    if not settings.names_one_folder:
        what = f"“{settings.folder}” does not say which folder is meant."
        raise StudyError(what, "Choose the folder, or write its whole path.")
    try:
        msgspec.convert(msgspec.to_builtins(settings), BackupSettings)
        settings.root.mkdir(parents=True, exist_ok=True)
        state_dir().mkdir(parents=True, exist_ok=True)
    except msgspec.ValidationError as error:
        raise StudyError(f"Backups: {error}.", "Choose another number.") from error
    except OSError as error:
        raise StudyError(f"{settings.root}: {reason(error)}.", "Choose another folder.") from error
    replace_file(_settings_file(), msgspec.json.encode(settings).decode())


def _settings_file() -> Path:
    return state_dir() / "backups.json"


class Backup(msgspec.Struct, frozen=True):
    """A backup of a coding: how many edits it holds, when the last was made (UTC), and where its study lay."""

    path: Path
    edits: int
    at: datetime
    place: str


class Backups:
    """The backups of one coding.

    Args:
        study: The study, and where it lies.
        session: Of which session.
        coder: Whose coding.
    """

    def __init__(self, study: StudyPlace, session: str, coder: str) -> None:
        self._study, self._session, self._coder = study, session, coder
        self._settings = backup_settings()

    def all(self) -> tuple[Backup, ...]:
        """Return the backups of this coding that can be read, the newest first; also those of copies of the study."""
        found = []
        for study in places_of(self._study.id, self._settings.root):
            for path in self._files_of(study):
                with contextlib.suppress(JournalError):
                    contents = read_good_part(path)
                    is_ours = place_of(contents, self._study.renamed) == (self._session, self._coder)
                    if contents.times and is_ours:
                        found.append(Backup(path, len(contents.edits), contents.times[-1], study.place))
        return tuple(sorted(found, key=lambda backup: (backup.at, backup.edits), reverse=True))

    def _files_of(self, study: StudyPlace) -> list[Path]:
        """Return what may be backups of this coding: it may have been called otherwise, or moved from there."""
        renamed = self._study.renamed
        names = [(self._session, self._coder), *earlier_names(renamed, self._session, self._coder)]
        names += [(one.old, one.coder) for one in renamed if one.what == "coding"]
        folders = dict.fromkeys(study.folder_of(*name, self._settings.root) for name in names)
        return [path for folder in folders for path in _files_in(folder)]

    def keep(self, lines: Sequence[bytes]) -> None:
        """Back up these lines of the journal, unless a backup has them all; where that fails, there is none."""
        if len(lines) < 2 or not self._settings.on:
            return
        with contextlib.suppress(OSError):
            folder = self._study.make_folder(self._session, self._coder, self._settings.root)
            files = _files_in(folder)
            data = b"".join(lines)
            if not any(_begins_with(path, data) for path in files):
                number = int(files[-1].stem) + 1 if files else 1
                (folder / f"{number}.new").unlink(missing_ok=True)  # what a crash has left of one
                write_new(folder / f"{number}.new", data)
                (folder / f"{number}.new").replace(folder / f"{number}{_SUFFIX}")
                self._drop(_files_in(folder))

    def _drop(self, files: list[Path]) -> None:
        """Delete what is too many: first what a newer backup holds too, then the oldest."""
        while len(files) > self._settings.versions:
            held = (place for place in range(len(files)) if _is_held(files[place], files[place + 1 :]))
            files.pop(next(held, 0)).unlink()


def _is_held(path: Path, newer: Sequence[Path]) -> bool:
    data = path.read_bytes()
    return any(_begins_with(other, data) for other in newer)


def _begins_with(path: Path, data: bytes) -> bool:
    if path.stat().st_size < len(data):
        return False
    with path.open("rb") as file:
        return file.read(len(data)) == data


def _files_in(folder: Path) -> list[Path]:
    files = (path for path in matching(folder, f"*{_SUFFIX}") if path.stem.isdecimal())
    return sorted(files, key=lambda path: int(path.stem))
