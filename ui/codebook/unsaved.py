"""Changes of a codebook that are not in its file yet, kept on this computer in case the window ends before they are."""

import contextlib
from hashlib import sha256
from pathlib import Path

import msgspec

from annotator.errors import UserError
from annotator.model.codebook.draft import Draft, draft_of
from annotator.model.codebook.migration_steps import Step
from annotator.study.files import read_text, replace_file
from annotator.study.rescue import state_dir


class _Kept(msgspec.Struct):
    home: str
    base: str
    text: str
    steps: tuple[Step, ...] = ()


def keep(home: str, base: str, draft: Draft) -> None:
    """Keep a draft; base is the text that its file holds.

    Raises:
        StudyError: if it cannot be written.
    """
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, msgspec.json.encode(_Kept(home, base, draft.text, draft.steps)).decode())


def forget(home: str) -> None:
    """Keep nothing of this codebook any more."""
    with contextlib.suppress(OSError):
        _path(home).unlink(missing_ok=True)


def kept(home: str, base: str) -> Draft | None:
    """Return the draft that was kept of a codebook, if its file still holds what the draft began with."""
    try:
        found = msgspec.json.decode(_path(home).read_bytes(), type=_Kept)
        if found.base != base or found.text == base:
            return None
        return draft_of(found.text, found.steps, "what was not saved last time")
    except (OSError, msgspec.DecodeError, UserError):
        return None


def kept_new() -> list[tuple[str, Draft]]:
    """Return the drafts of codebooks that are in no file yet, each with what it is kept under."""
    found = []
    for path in sorted((state_dir() / "codebooks").glob("*.json")):
        with contextlib.suppress(OSError, msgspec.DecodeError, UserError):
            one = msgspec.json.decode(path.read_bytes(), type=_Kept)
            if one.home.startswith("new:"):
                found.append((one.home, draft_of(one.text)))
    return found


def kept_text(home: str) -> str:
    """Return the text of a codebook that is in no file yet.

    Raises:
        StudyError: if it is not there any more.
    """
    return msgspec.json.decode(read_text(_path(home)), type=_Kept).text


def _path(home: str) -> Path:
    return state_dir() / "codebooks" / f"{sha256(home.encode()).hexdigest()[:24]}.json"
