"""Missing recordings of many sessions, looked for by their content below a folder."""

import contextlib
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from annotator.errors import StudyError
from annotator.progress import Progress
from annotator.study.recordings import is_recording_of, parts_of
from annotator.study.session import Camera, Session
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


class Missing(Struct, frozen=True):
    """A recording that is not where it was, and where its files were found; those that were not found are left out.

    camera counts from 0. is_whole: whether all that was missing was found.
    """

    session: str
    camera: int
    name: str
    found: tuple[Path, ...]
    is_whole: bool


def look_below(
    study: Study,
    folder: Path,
    sessions: Sequence[str] | None = None,
    progress: Progress = lambda _share: None,
) -> tuple[Missing, ...]:
    """Return what is missing, and where it lies below a folder, recognised by size and fingerprint under any name.

    Args:
        study: the study; nothing of it is changed.
        folder: it and all folders in it are looked through.
        sessions: ids of those whose recordings are looked for; None: all.
        progress: told the share of missing recordings that were looked for, 0 to 1; it may raise to break off.

    Raises:
        StudyError: if there is no such folder.
    """
    if not folder.is_dir():
        raise StudyError(f"There is no folder {folder}.", "Choose the folder that the recordings are in now.")
    by_size: defaultdict[int, list[Path]] = defaultdict(list)
    for parent, _, names in os.walk(folder):
        progress(0)
        for name in names:
            with contextlib.suppress(OSError):
                by_size[Path(parent, name).stat().st_size].append(Path(parent, name))
    wanted = list(_missing_in(study, study.session_ids() if sessions is None else sessions))
    made = []
    for done, (session, camera, parts) in enumerate(wanted, start=1):
        files = [next((p for p in by_size[part.size] if is_recording_of(p, part)), None) for part in parts]
        found = tuple(file for file in files if file is not None)
        name = session.cameras[camera].file.rsplit("/", maxsplit=1)[-1]
        made.append(Missing(session.id, camera, name, found, len(found) == len(parts)))
        progress(done / len(wanted))
    return tuple(made)


def link_again(study: Study, one: Missing) -> None:
    """Note where a recording is now.

    Raises:
        MediaError: if a file is another one by now.
        StudyError: if the session cannot be written.
    """
    study.recordings.relink(one.session, one.camera, *one.found)


def _missing_in(study: Study, sessions: Sequence[str]) -> list[tuple[Session, int, list[Camera]]]:
    """Return the cameras of which a file is not there, each with those of its files."""
    found = []
    for session_id in sessions:
        session = unless_broken(study.session, session_id)
        if isinstance(session, Session):
            for number, camera in enumerate(session.cameras):
                gone = [part for part in parts_of(camera) if not (study.folder / part.file).is_file()]
                if gone:
                    found.append((session, number, gone))
    return found
