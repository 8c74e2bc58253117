"""Heavy work for every recording of a study, by processes of this computer or by a cluster.

What is made are caches beside the study, which the window and every command find there; safe to delete. Who does the
work is any concurrent.futures.Executor.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from annotator.errors import MediaError, StudyError, UserError
from annotator.media.frames import load_or_scan
from annotator.media.npz_cache import not_kept
from annotator.media.peaks import peaks
from annotator.media.recording import Recording
from annotator.media.spectrogram import spectrogram
from annotator.progress import Progress
from annotator.study.files import reason
from annotator.study.processes import StoppedError, go_on, is_stopped
from annotator.study.recording_checks import check_and_keep
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

_PATIENCE_S = 10
_TELL_S = 0.5


class Job(Struct, frozen=True):
    """One recording and what is to be made of it.

    camera counts from 1; fingerprint is what the session knows the recording by, sound_track which of its tracks is
    heard; cache is the folder that all of it goes to.
    """

    session: str
    camera: int
    recording: Recording
    fingerprint: str
    sound_track: int
    cache: Path
    works: tuple[str, ...]


class Failed(Struct, frozen=True):
    """What could not be made, and why."""

    session: str
    camera: int
    work: str
    reason: str

    def __str__(self) -> str:
        return f"{self.session}, camera {self.camera}, {self.work}: {self.reason}"


def _frames(job: Job) -> None:
    load_or_scan(job.recording, job.cache, should_stop=is_stopped)


def _peaks(job: Job) -> None:
    peaks(job.recording, cache_dir=job.cache, should_stop=is_stopped, sound_track=job.sound_track)


def _spectrogram(job: Job) -> None:
    spectrogram(job.recording, cache_dir=job.cache, progress=go_on, sound_track=job.sound_track)


def _check(job: Job) -> None:
    check_and_keep(job.recording, job.fingerprint, job.sound_track, job.cache, go_on)


WORKS: dict[str, tuple[Callable[[Job], None], str]] = {
    "frames": (_frames, "which frame is shown when, so that a recording opens at once"),
    "peaks": (_peaks, "the waveform on the timeline"),
    "spectrogram": (_spectrogram, "the spectrogram on the timeline"),
    "check": (_check, "whether the recording is fit for coding; Study shows what was found"),
}
"""By name, in the order in which they are done: what makes it, and what it is for."""


def jobs_of(
    study: Study, works: Sequence[str], sessions: Sequence[str] | None = None
) -> tuple[tuple[Job, ...], tuple[Failed, ...]]:
    """Return a job for each recording of a study, and what cannot even be begun.

    A recording that several sessions use is one job. Recordings that were moved are looked for once. sessions are the
    ids of those that are wanted; None: all.

    Raises:
        StudyError: if there is no such work, or the study cannot be written to.
    """
    if strange := [one for one in works if one not in WORKS]:
        raise StudyError(f"There is no work {', '.join(strange)}.", f"Choose of: {', '.join(WORKS)}.")
    if not study.is_writable:
        raise StudyError(f"{study.folder.name} cannot be written to.", "Prepare its recordings where it can be.")
    asked = tuple(one for one in WORKS if one in works)
    jobs: dict[tuple[str, int], Job] = {}
    failed: list[Failed] = []
    places = study.recordings.places()
    for session_id in study.session_ids() if sessions is None else sessions:
        session = unless_broken(study.session, session_id)
        if isinstance(session, UserError):
            failed.append(Failed(session_id, 1, "reading the session", str(session)))
            continue
        for index, camera in enumerate(session.cameras):
            try:
                recording = study.recordings.find(session, index, places)
            except MediaError as error:
                failed.append(Failed(session_id, index + 1, "finding the recording", str(error)))
                continue
            key = (camera.fingerprint, camera.sound_track)
            known = (session_id, index + 1, recording, *key, study.cache_dir, asked)
            jobs.setdefault(key, Job(*known))
    return tuple(jobs.values()), tuple(failed)


def do(job: Job) -> tuple[Failed, ...]:
    """Do one job wherever this runs; return what failed. What is there already is not made again."""
    failed = []
    for work in job.works:
        refused: list[OSError] = []
        told = not_kept.set(refused.append)
        try:
            go_on(0.0)
            WORKS[work][0](job)
        except UserError as error:
            failed.append(Failed(job.session, job.camera, work, str(error)))
        except StoppedError:
            break
        else:
            if refused:
                why = f"It could not be kept: {reason(refused[0])}. Free some space on the disk of the study."
                failed.append(Failed(job.session, job.camera, work, why))
        finally:
            not_kept.reset(told)
    return tuple(failed)


def run(jobs: Sequence[Job], executor: Executor, progress: Progress = lambda _share: None) -> tuple[Failed, ...]:
    """Let an executor do all jobs; one that fails stops no other.

    Args:
        jobs: what is to be done.
        executor: does it; where this is broken off, what it has not begun is taken back.
        progress: told the share done, 0 to 1, at least twice a second; it may raise to break off.

    Returns:
        What failed, in the order of the jobs.
    """
    waiting: dict[Future[tuple[Failed, ...]], Job] = {executor.submit(do, job): job for job in jobs}
    found: dict[Job, tuple[Failed, ...]] = {}
    try:
        while len(found) < len(waiting):
            left = [future for future, job in waiting.items() if job not in found]
            for future in wait(left, _TELL_S, FIRST_COMPLETED).done:
                job, error = waiting[future], future.exception()
                # Not only what a recording may do: a process may be killed, and a computer of the cluster go away.
                broken = Failed(job.session, job.camera, " and ".join(job.works), f"{type(error).__name__}: {error}")
                found[job] = future.result() if error is None else (broken,)
            progress(len(found) / len(jobs))
    finally:
        for future in waiting:
            future.cancel()
    return tuple(one for job in jobs for one in found[job])


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the workers of a Dask scheduler; they need this program, and the study under the same path.

    Raises:
        StudyError: if dask's distributed is not installed, or no scheduler answers.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as error:
        what = f"A cluster cannot be used here: {error.name} is missing."
        raise StudyError(what, "Install it: pip install strange-situation-annotator[cluster].") from error
    try:
        client = distributed.Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "Give the address that the scheduler said when it was started, such as tcp://10.0.0.5:8786."
        raise StudyError(f"No scheduler answers at {address}.", hint) from error
    with client, client.get_executor(pure=False) as executor:
        yield executor
