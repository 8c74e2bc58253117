"""Where a coder left a coding, and what of the session they have watched.

It lies in the study, so that it is there on whatever computer the coder goes on with; in a file of the coder's own
beside the journal, so that two coders never write one file; and never in the journal, for it says nothing about the
session. It is safe to delete, and one that cannot be read counts as none.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.study.files import read_text, replace_file

Stretch = tuple[int, int]
"""[start_ms, end_ms) of session time."""

_SUFFIX = ".bookmark.json"
_MOST_STRETCHES = 10_000


class Bookmark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a coder was.

    at_ms: the moment on the screen.
    from_ms, ms_per_px: the stretch that the timeline showed: its start and its scale; 0: the whole session.
    selected: id of the selected event, "" for none.
    speed: how fast the recording ran, 1 as in life.
    watched: what was watched, as stretches that rise and do not touch.
    """

    at_ms: int = 0
    from_ms: float = 0.0
    ms_per_px: float = 0.0
    selected: str = ""
    speed: float = 1.0
    watched: Annotated[tuple[Stretch, ...], Meta(max_length=_MOST_STRETCHES)] = ()


def read_bookmark(journal: Path) -> Bookmark:
    """Return the bookmark of a coding, the first moment of the session where there is none."""
    path = _path(journal)
    if path.is_symlink():  # it may lead out of the study
        return Bookmark()
    try:
        found = msgspec.json.decode(read_text(path), type=Bookmark)
    except (StudyError, msgspec.MsgspecError):
        return Bookmark()
    return replace(found, watched=with_watched(found.watched))


def write_bookmark(journal: Path, bookmark: Bookmark) -> None:
    """Keep a bookmark beside its coding.

    Raises:
        StudyError: if it cannot be written.
    """
    replace_file(_path(journal), msgspec.json.encode(bookmark).decode() + "\n")


def with_watched(watched: Iterable[Stretch], *more: Stretch) -> tuple[Stretch, ...]:
    """Return what was watched, with more of it: stretches that rise, those that touch as one.

    >>> with_watched(((0, 1000), (5000, 6000)), (1000, 5200))
    ((0, 6000),)
    """
    found: list[Stretch] = []
    for start_ms, end_ms in sorted((*watched, *more)):
        if found and start_ms <= found[-1][1]:
            found[-1] = found[-1][0], max(end_ms, found[-1][1])
        elif start_ms < end_ms:
            found.append((start_ms, end_ms))
    return tuple(found)


def _path(journal: Path) -> Path:
    return journal.with_name(journal.stem + _SUFFIX)
