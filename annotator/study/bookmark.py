"""Where a coder left a coding, and what of the session they have watched.

It lies in the study, so that it is there on whatever computer the coder goes on with; in a file of the coder's own
beside the journal, so that two coders never write one file; and never in the journal, for it says nothing about the
session. It is safe to delete, and one that cannot be read counts as none.
"""

from pathlib import Path

import msgspec

from annotator.errors import StudyError
from annotator.study.files import read_text, replace_file

Stretch = tuple[int, int]
"""[start_ms, end_ms) of session time."""

_SUFFIX = ".bookmark.json"


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
    watched: tuple[Stretch, ...] = ()


def read_bookmark(journal: Path) -> Bookmark:
    """Return the bookmark of a coding, the first moment of the session where there is none."""
    try:
        found = msgspec.json.decode(read_text(_path(journal)), type=Bookmark)
    except (StudyError, msgspec.MsgspecError):
        return Bookmark()
    watched: tuple[Stretch, ...] = ()
    for start_ms, end_ms in sorted(found.watched):
        watched = with_watched(watched, start_ms, end_ms)
    return msgspec.structs.replace(found, watched=watched)


def write_bookmark(journal: Path, bookmark: Bookmark) -> None:
    """Keep a bookmark beside its coding.

    Raises:
        StudyError: if it cannot be written.
    """
    replace_file(_path(journal), msgspec.json.encode(bookmark).decode() + "\n")


def with_watched(watched: tuple[Stretch, ...], start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
    """Return what was watched, with [start_ms, end_ms) too; stretches that touch are one.

    >>> with_watched(((0, 1000), (5000, 6000)), 1000, 5200)
    ((0, 6000),)
    """
    if end_ms <= start_ms:
        return watched
    apart = [one for one in watched if one[1] < start_ms or end_ms < one[0]]
    joined = [one for one in watched if one not in apart]
    first, last = min([start_ms, *(one[0] for one in joined)]), max([end_ms, *(one[1] for one in joined)])
    return tuple(sorted([*apart, (first, last)]))


def _path(journal: Path) -> Path:
    return journal.with_name(journal.stem + _SUFFIX)
