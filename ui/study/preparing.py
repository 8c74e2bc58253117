"""All recordings of a study are made ready ahead, by processes of their own: opening one then waits for nothing."""

from collections.abc import Callable
from typing import NamedTuple

from annotator.progress import Progress
from annotator.study import Study
from annotator.study.batch import WORKS, Failed, jobs_of, run
from annotator.study.processes import cores, processes
from annotator.text import count
from ui.messages import STUDY, Messages
from ui.tasks import Reads

_NAMED = 3


class Prepared(NamedTuple):
    """How many recordings there were, and what could not be made."""

    recordings: int
    failed: tuple[Failed, ...]


def prepare_recordings(study: Study, messages: Messages, reads: Reads, then: Callable[[], object]) -> None:
    """Do all that is heavy for each recording in the background, tell how it went, then do what follows.

    It can be cancelled below, and goes on where it was when it is asked for again. One core is left to the window.
    """
    reads.run(
        f"Preparing the recordings of {study.name}",
        lambda progress: _prepared(study, progress),
        lambda found: _tell(found, messages, then),
    )


def _prepared(study: Study, progress: Progress) -> Prepared:
    jobs, failed = jobs_of(study, tuple(WORKS))
    if jobs:
        with processes(min(len(jobs), max(1, cores() - 1))) as executor:
            failed = (*failed, *run(jobs, executor, progress))
    return Prepared(len(jobs), failed)


def _tell(found: Prepared, messages: Messages, then: Callable[[], object]) -> None:
    recordings = count(found.recordings, "recording")
    if not found.failed:
        verb = "is" if found.recordings == 1 else "are"
        messages.done(f"{recordings} {verb} ready: frames, waveforms, spectrograms, checks.")
    else:
        named = "; ".join(map(str, found.failed[:_NAMED]))
        more = f" And {len(found.failed) - _NAMED} more." if len(found.failed) > _NAMED else ""
        messages.warn(f"Of {recordings} not everything could be made.", f"{named}{more}", about=STUDY)
    then()
