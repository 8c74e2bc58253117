"""`annotator batch`: what is heavy for each recording, made ahead by processes or a cluster."""

from argparse import Namespace

from annotator.cli.answer import Answer, ProgressBar
from annotator.errors import StudyError
from annotator.study import open_study
from annotator.study.batch import WORKS, cluster, jobs_of, run
from annotator.study.processes import cores, processes


def batch(arguments: Namespace) -> Answer:
    """Prepare all recordings of a study; what fails is named at the end, and makes the exit code 1."""
    count = arguments.processes if arguments.processes is not None else cores()
    if count < 1:
        raise StudyError("There must be a process to do the work.", "Give 1 or more.")
    works = tuple(WORKS) if arguments.do is None else arguments.do
    jobs, failed = jobs_of(open_study(arguments.study), works)
    workers = cluster(arguments.scheduler) if arguments.scheduler else processes(min(count, max(1, len(jobs))))
    with workers as executor, ProgressBar("preparing") as progress:
        failed = (*failed, *run(jobs, executor, progress))
    recordings = f"{len(jobs)} recording{'s' * (len(jobs) != 1)}"
    lines = [f"Prepared {recordings}: {', '.join(works)}.", *(f"Failed: {one}" for one in failed)]
    return Answer({"recordings": len(jobs), "failed": failed}, lines, int(bool(failed)))
