"""Whether everything a study is made of is there and can be read."""

from collections.abc import Iterator

from annotator.errors import UserError
from annotator.study.session import Session
from annotator.study.study import Study


def check_study(study: Study) -> tuple[UserError, ...]:
    """Return what is wrong with a study: recordings that are missing, codings that cannot be read. Changes nothing."""
    return tuple(problem for session in study.sessions() for problem in _problems(study, session))


def _problems(study: Study, session: Session) -> Iterator[UserError]:
    for index in range(len(session.cameras)):
        try:
            study.recording(session, index)
        except UserError as error:
            yield error
    for coder in study.coders_of(session.id):
        try:
            study.read_coding(session.id, coder)
        except UserError as error:
            yield error
