"""What Results does in the background: make a page, and see what there is to choose from. No widgets."""

import re
from pathlib import Path
from typing import NamedTuple

from annotator.agreement.whole_study.stamp import StudyStamp, stamp_of
from annotator.exchange.write_files import write_files
from annotator.progress import Progress
from annotator.report.figures.description import Figure
from annotator.report.figures.files import figure_files
from annotator.report.results.chosen import Filters
from annotator.report.results.figure import column_figure, session_figure
from annotator.report.results.pages import Made, make_page
from annotator.study import Study
from annotator.study.settings import CONSENSUS

_LONGEST_NAME = 80
_MOST_VALUES = 12
"""A variable with more values than that, such as a date, groups nothing."""


class Kept(NamedTuple):
    """A page as it was made, and what tells whether the study has changed since."""

    stamp: StudyStamp
    made: Made


class Offered(NamedTuple):
    """What there is to choose from."""

    coders: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]


def offered(study: Study) -> Offered:
    """Return what there is to choose from: coders, and the values of variables that group sessions."""
    sessions = study.sessions()
    others = {coder for one in sessions for coder in study.coders_of(one.id)}
    coders = tuple(one for one in dict.fromkeys([*study.coders, *sorted(others)]) if one != CONSENSUS)
    values: dict[str, set[str]] = {}
    for one in sessions:
        for name, value in one.variables.items():
            values.setdefault(name, set()).add(value)
    few = {
        name: sorted(known) for name, known in values.items() if 1 < len(known) <= min(_MOST_VALUES, len(sessions) // 2)
    }
    return Offered(coders, tuple((name, value) for name, known in few.items() for value in known))


def made_anew(study: Study, page: str, filters: Filters, known: Kept | None, progress: Progress) -> Kept:
    """Make a page, unless it is known and nothing has changed since."""
    stamp = stamp_of(study, study.settings.agreement)
    if known is not None and known.stamp == stamp:
        return known
    return Kept(stamp, make_page(study, page, filters, progress))


def drawn(study: Study, made: Made, place: tuple[int, int], by: str, *, of_session: bool) -> Figure | None:
    """Return the figure of a cell: its session, or its column over all sessions, in groups of a variable."""
    if of_session:
        return session_figure(study, made.table, place[0])
    groups = {one.id: one.variables[by] for one in study.sessions() if one.variables.get(by)} if by else {}
    return column_figure(study.codebook, made.filters, made.table, place[1], groups, by)


def write_figure(figure: Figure, folder: Path, progress: Progress) -> int:
    """Write a figure as SVG, PNG and PDF, named by its title; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    name = re.sub(r"[^A-Za-z0-9]+", "_", figure.title).strip("_").lower()[:_LONGEST_NAME]
    return len(write_files(dict(figure_files(name, [(name, figure)], progress)), folder))
