"""The figures of results as files, of the codings that are wanted."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.errors import StudyError, UserError
from annotator.exchange.study_export import check_wanted, in_turn
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles
from annotator.progress import Progress, part_of
from annotator.report.figures.files import KINDS, Kind, figure_files, figure_names
from annotator.report.figures.results import CLASS, FIGURES, results_figures, results_of, why_not_drawn
from annotator.study import Study, Unreadable
from annotator.study.doubts import reservations
from annotator.study.tables import CodedSession

DOCUMENT = "figures"
"""The PDF that has all figures, without ending."""
_READING = 0.2
"""Which share of the work is to read the codings."""


class Choice(NamedTuple):
    """Which figures are wanted.

    Attributes:
        kinds: PNG and SVG are a file a figure, PDF is one document of all.
        only: keys of FIGURES; none: all.
        by: what sessions are grouped by: CLASS, or the name of a variable; "": they are not.
        episodes: ids of the episodes that are drawn; none: all.
    """

    kinds: tuple[Kind, ...] = KINDS
    only: tuple[str, ...] = ()
    by: str = ""
    episodes: tuple[str, ...] = ()


class Drawn(NamedTuple):
    """What was written, and why other figures were not: name and reason."""

    files: tuple[Path, ...]
    not_drawn: tuple[tuple[str, str], ...]


def export_figures(
    study: Study,
    out_dir: Path,
    wanted: Wanted,
    choice: Choice,
    *,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> Drawn:
    """Draw the figures of results, all files or none; those with nothing to draw are not written, and say why.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        wanted: which codings; how tables are written is no matter.
        choice: which figures.
        progress: told the share done, 0 to 1; it may raise to stop, and then nothing is written.
        warn: told what is left out, and what of the rest cannot be.

    Raises:
        StudyError: if a file is there already or cannot be written, or the study has not what is asked for.
    """
    check_wanted(study, wanted)
    _check(study, choice)
    codings = read_codings(study, wanted, part_of(progress, 0, _READING), warn)
    found = results_of(codings, study.codebook, study.settings, choice.by, choice.episodes)
    figures = list(results_figures(found, choice.only))
    drawn = [(name, figure) for name, figure in figures if not why_not_drawn(figure)]
    with NewFiles(out_dir) as files:
        files.expect(figure_names(DOCUMENT, drawn, choice.kinds))
        for name, content in figure_files(DOCUMENT, drawn, part_of(progress, _READING, 1), choice.kinds):
            files.append(name, content)
    return Drawn(files.written, tuple((name, why) for name, figure in figures if (why := why_not_drawn(figure))))


def read_codings(
    study: Study, wanted: Wanted, progress: Progress, warn: Callable[[UserError], object]
) -> list[CodedSession]:
    """Return the codings that are wanted and can be read; warn is told of the others and what cannot be of these."""
    found = []
    for one in in_turn(study, wanted, progress):
        for reservation in reservations(one, study.codebook):
            warn(reservation)
        if not isinstance(one, Unreadable):
            found.append(one)
    return found


def _check(study: Study, choice: Choice) -> None:
    if strange := [one for one in choice.only if one not in FIGURES]:
        raise StudyError(f"There is no figure {strange[0]}.", f"Figures are {', '.join(FIGURES)}.")
    check_episodes(study, choice.episodes)
    variables = dict.fromkeys(name for one in study.sessions() for name in one.variables)
    if choice.by not in {"", CLASS, *variables}:
        what = f"No session has a variable {choice.by}."
        raise StudyError(what, f"Group by {' or '.join([CLASS, *variables])}.")


def check_episodes(study: Study, episodes: Sequence[str]) -> None:
    """Refuse episodes that the codebook does not have.

    Raises:
        StudyError: naming the first.
    """
    known = study.codebook.episode_by_id
    if unknown := [one for one in episodes if one not in known]:
        raise StudyError(
            f"The codebook has no episode {unknown[0]}.", f"Its episodes are: {', '.join(known) or 'none'}."
        )
