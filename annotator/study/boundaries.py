"""Locking the episode boundaries of a session, so that they hold for every coder, and unlocking them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import tomlkit
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark
from annotator.study.audit import who
from annotator.study.deeds import Text, carry_out, deed
from annotator.study.files import read_document, read_text
from annotator.study.session import SESSION_FILE, Locked, check_session
from annotator.study.study import Study


def marks_of(study: Study, session_id: str, coder: str) -> tuple[EpisodeMark, ...]:
    """Return the episode marks of a coding, with which the boundaries of its session can be locked.

    Raises:
        StudyError: if there is no such coding, or it marks no episode.
        JournalError: if it cannot be read.
    """
    marks = study.read_coding(session_id, coder).episode_marks
    if not marks:
        raise StudyError(f"{coder} has marked no episode of {session_id}.", "Choose a coder who has marked them.")
    return marks


def lock_boundaries(study: Study, session_id: str, marks: Sequence[EpisodeMark]) -> tuple[EpisodeMark, ...]:
    """Let these boundaries hold for every coder, or nobody's where there are none; return which held before.

    Coders' own marks stay in their codings, and count again once the boundaries are unlocked. What is returned takes it
    back, by the same function.

    Raises:
        StudyError: if there is no such session, an episode is not in the codebook or comes twice, a boundary lies
            outside the recording, or session.toml cannot be written.
    """
    known = {*study.codebook.episode_by_id, END_OF_LAST_EPISODE}
    if strange := [one.episode for one in marks if one.episode not in known]:
        raise StudyError(f"The codebook has no episode {strange[0]}.", f"Use {', '.join(sorted(known))}.")
    if twice := [episode for episode, count in Counter(one.episode for one in marks).items() if count > 1]:
        raise StudyError(f"Episode {twice[0]} has two starts.", "Lock one start for each episode.")
    with study.putting_right():
        session = study.session(session_id)
        after = replace(session, episodes=tuple(sorted(marks, key=lambda one: one.start_ms)))
        check_session(after)
        path = study.session_folder(session_id) / SESSION_FILE
        document: Any = read_document(path)
        document.pop("episode", None)
        document.pop("locked", None)
        if marks:
            locked = Locked(at=study.now(), who=who())
            tables = tomlkit.aot()
            for one in after.episodes:
                tables.append(tomlkit.item({"episode": one.episode, "start_ms": one.start_ms}))
            document["episode"] = tables
            document["locked"] = msgspec.to_builtins(locked, builtin_types=(datetime,))
        text = Text(("sessions", session_id, SESSION_FILE), read_text(path), tomlkit.dumps(document))
        old, new = ([[one.episode, one.start_ms] for one in had] for had in (session.episodes, after.episodes))
        what = "lock episode boundaries" if marks else "unlock episode boundaries"
        if old != new:
            carry_out(study.folder, deed(what, [text], session=session_id, old=old, new=new))
    return session.episodes
