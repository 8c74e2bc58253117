"""`annotator figures` and `annotator clips`."""

from argparse import Namespace
from collections import Counter

from annotator.cli.answer import Answer, working
from annotator.cli.tables import coders_wanted
from annotator.exchange.clips import Asked, export_clips
from annotator.exchange.results_figures import Choice, export_figures
from annotator.exchange.wanted import Wanted
from annotator.report.figures.files import KINDS
from annotator.report.figures.results import kind_of
from annotator.study import open_study
from annotator.text import count


def figures(arguments: Namespace) -> Answer:
    """Draw the figures of results, and say which have nothing to draw."""
    study = open_study(arguments.study)
    with working("drawing") as (progress, tell):
        drawn = export_figures(
            study,
            arguments.out,
            _wanted(arguments),
            Choice(
                (arguments.format,) if arguments.format else KINDS,
                tuple(arguments.only),
                arguments.by,
                tuple(arguments.episodes),
            ),
            progress=progress,
            warn=tell,
        )
    lines = [f"Wrote {file}." for file in drawn.files]
    reasons = Counter((kind_of(name), why) for name, why in drawn.not_drawn)
    lines += [f"{kind}, {count(times, 'figure')} not drawn: {why}" for (kind, why), times in reasons.items()]
    return Answer({"files": [str(file) for file in drawn.files], "not_drawn": dict(drawn.not_drawn)}, lines)


def clips(arguments: Namespace) -> Answer:
    """List where codes are, and cut them out if asked to."""
    study = open_study(arguments.study)
    with working("cutting" if arguments.cut else "looking") as (progress, tell):
        files = export_clips(
            study,
            arguments.out,
            _wanted(arguments),
            Asked(tuple(arguments.code), arguments.lead_in, arguments.lead_out, tuple(arguments.episodes)),
            cut_into=arguments.cut,
            progress=progress,
            warn=tell,
        )
    return Answer({"files": [str(file) for file in files]}, [f"Wrote {file}." for file in files])


def _wanted(arguments: Namespace) -> Wanted:
    sessions = None if arguments.sessions is None else tuple(arguments.sessions)
    return Wanted(sessions=sessions, coders=coders_wanted(arguments))
