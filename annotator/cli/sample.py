"""`annotator sample`: a drawn recording with the truth beside it."""

from argparse import Namespace

from annotator.cli.answer import Answer, ProgressBar
from sample_videos import draw_sample


def sample(arguments: Namespace) -> Answer:
    """Draw a sample recording of any length."""
    with ProgressBar("drawing") as progress:
        truth = draw_sample(arguments.out, arguments.minutes, progress)
    return Answer({"truth": str(truth)}, [f"Drew {truth.parent}."])
