"""Whether everything a study is made of is there, can be read, and counts."""

from collections import Counter
from collections.abc import Iterator

from annotator.errors import StudyError, UserError
from annotator.study.files import is_conflict_copy
from annotator.study.journal import read_journal
from annotator.study.recordings import Places
from annotator.study.session import Session
from annotator.study.study import Study


def check_study(study: Study) -> tuple[UserError, ...]:
    """Return what is wrong with a study: what is missing, cannot be read, or is counted nowhere. Changes nothing."""
    broken = (one.problem for one in study.unreadable() if not one.coder)
    places = study.places()
    return (*broken, *(problem for session in study.sessions() for problem in _problems(study, session, places)))


def _problems(study: Study, session: Session, places: Places) -> Iterator[UserError]:
    for index in range(len(session.cameras)):
        try:
            study.recording(session, index, places)
        except UserError as error:
            yield error
    for coder in study.coders_of(session.id):
        try:
            yield from _cut_off(study, session, coder)
            yield from _unknown_codes(study, session, coder)
        except UserError as error:
            yield error
    yield from _conflict_copies(study, session)


def _cut_off(study: Study, session: Session, coder: str) -> Iterator[UserError]:
    name = f"{session.id}/{coder}.jsonl"
    contents = read_journal(study.folder / "sessions" / session.id / f"{coder}.jsonl")
    if contents.header is None:
        yield StudyError(f"{name} is empty: it counts as a coding without events.", "Restore it from a backup.")
    elif contents.torn:
        yield StudyError(
            f"The last line of {name} was not written completely; everything before it counts.",
            "Check whether the last step is missing. The line is cut off when the coding is opened for coding.",
        )


def _unknown_codes(study: Study, session: Session, coder: str) -> Iterator[UserError]:
    events = study.read_coding(session.id, coder).events
    unknown = Counter(event.code for event in events if event.code not in study.codebook.code_by_id)
    for code, count in unknown.items():
        events_of = f"event{'s' * (count > 1)} of “{code}”"
        yield StudyError(
            f"{session.id}/{coder}.jsonl has {count} {events_of}, which is not in the codebook.",
            "No summary and no agreement counts them: give the code its id back, or change the events to another code.",
        )


def _conflict_copies(study: Study, session: Session) -> Iterator[UserError]:
    for path in sorted((study.folder / "sessions" / session.id).glob("*.jsonl")):
        if is_conflict_copy(path.stem):
            coder = path.stem[: path.stem.lower().rindex(".conflict-")]
            yield StudyError(
                f"{session.id}/{path.name} is beside the coding of {coder}, and no table counts it.",
                f"It was written while another program changed {coder}.jsonl. Compare the two, and keep one.",
            )
