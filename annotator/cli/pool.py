"""`annotator pool`: the studies of several labs as one data set."""

from argparse import Namespace

from annotator.cli.answer import Answer, warn, working
from annotator.errors import StudyError

try:
    from annotator.exchange.pool import pool as pool_studies
except ModuleNotFoundError as error:
    what = f"Studies cannot be pooled here: {error.name} is missing."
    raise StudyError(what, f"Install it (pip install {error.name}).") from error


def pool(arguments: Namespace) -> Answer:
    """Write several studies as one data set; a study that is left out is named, and makes the exit code 1."""
    with working("pooling") as (progress, tell):
        pooled = pool_studies(
            arguments.study,
            arguments.out,
            arguments.labs,
            other_codebooks=arguments.other_codebooks,
            progress=progress,
            warn=tell,
        )
    for one in pooled.left_out:
        warn(str(one))
    left_out = [str(one) for one in pooled.left_out]
    lines = [f"Wrote {len(pooled.files)} files into {arguments.out}."]
    return Answer({"files": [str(file) for file in pooled.files], "left_out": left_out}, lines, int(bool(left_out)))
