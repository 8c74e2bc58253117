"""Whether everything a study is made of is there, can be read, and counts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.errors import StudyError, UserError
from annotator.study.doubts import doubts
from annotator.study.files import is_conflict_copy, matching
from annotator.study.preregistration import preregistration_problems
from annotator.study.recordings import Places
from annotator.study.session import Session
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken
from annotator.text import listed


def check_study(study: Study) -> tuple[UserError, ...]:
    """Return what is wrong with a study: what is missing, cannot be read, or is counted nowhere. Changes nothing."""
    places, ids = study.recordings.places(), study.session_ids()
    found = [unless_broken(study.session, session_id) for session_id in ids]
    broken = [one for one in found if isinstance(one, UserError)]
    readable = [one for one in found if isinstance(one, Session)]
    problems = (problem for session in readable for problem in _problems(study, session, places))
    plans = preregistration_problems(study.folder)
    return (*_same_elsewhere(ids, "", "folder"), *broken, *plans, *problems)


def same_recordings(study: Study, of_session: str = "") -> list[str]:
    """Return, in a sentence each, which recordings stand in two sessions or twice in one, as if added by mistake.

    of_session: only those that stand in this session; "": all.
    """
    used: dict[str, list[tuple[str, int]]] = {}
    for session in study.sessions():
        for number, camera in enumerate(session.cameras, start=1):
            used.setdefault(camera.fingerprint, []).append((session.id, number))
    return [
        f"{listed([f'{one} (camera {number})' for one, number in places])} are the same recording."
        for places in used.values()
        if len(places) > 1 and of_session in ("", *(one for one, _ in places))
    ]


def _problems(study: Study, session: Session, places: Places) -> Iterator[UserError]:
    for index, camera in enumerate(session.cameras):
        if camera.removed:
            continue
        try:
            study.recordings.find(session, index, places)
        except UserError as error:
            yield error
    yield from _same_elsewhere(study.codings_of(session.id), ".jsonl", "file")
    for coder in study.codings_of(session.id):
        try:
            yield from doubts(study.reading(session, coder, keep=False), study.codebook)
        except UserError as error:
            yield error
    yield from _conflict_copies(study, session)


def _same_elsewhere(ids: Sequence[str], suffix: str, kind: str) -> Iterator[UserError]:
    for one, other in pairwise(sorted(ids, key=str.lower)):
        if one.lower() == other.lower():
            yield StudyError(
                f"{one}{suffix} and {other}{suffix} are one {kind} on Windows and macOS.",
                "Move one of the two out of the study before it is copied there.",
            )


def _conflict_copies(study: Study, session: Session) -> Iterator[UserError]:
    for path in matching(study.folder / "sessions" / session.id, "*.jsonl"):
        if is_conflict_copy(path.stem):
            coder = path.stem[: path.stem.lower().rindex(".conflict-")]
            yield StudyError(
                f"{session.id}/{path.name} is beside the coding of {coder}, and no table counts it.",
                f"It came back with work done elsewhere, or was written while another program changed {coder}.jsonl. "
                "Compare the two, and keep one.",
            )
