"""The report of a session or of a study, as one page of HTML: figures inside, no network, no scripts."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from annotator.errors import StudyError, UserError
from annotator.exchange.html_report.agreement import agreement
from annotator.exchange.html_report.behaviour import behaviour_section, latency_section, lengths_section
from annotator.exchange.html_report.drawn import draw, with_behaviours, with_waits
from annotator.exchange.html_report.gathered import Gathered, gather
from annotator.exchange.html_report.judged import class_section, scale_section
from annotator.exchange.html_report.made_of import comment_section, provenance_section
from annotator.exchange.html_report.parts import Cell, Drawing, Section, Table
from annotator.exchange.html_report.ruled import answers_section, scores_section
from annotator.exchange.html_report.sample import excluded_section, sample_section
from annotator.exchange.write_files import NewFiles
from annotator.progress import Progress
from annotator.study import Study

_READ, _COMPARED = 0.3, 0.7
"""The shares of the work that reading is taken for, and reading and comparing."""


def write_report(
    study: Study,
    out: Path,
    session: str = "",
    *,
    comments: bool = False,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> Path:
    """Write a report. Paths and names of files are not in it, nor comments unless asked for.

    The same study gives the same bytes, but for the line that says when it was written.

    Args:
        study: the study to read; nothing in it is changed.
        out: the file; its folder is made if it is not there. A file that exists is never overwritten.
        session: id of the session that it is about; "": the whole study.
        comments: whether the coders' free text goes along; it may identify people.
        progress: told the share done, 0 to 1; it may raise to stop, and then nothing is written.
        warn: told what is left out, and what of the rest cannot be.

    Returns:
        The file.

    Raises:
        StudyError: if the study has no such session, or the file is there already or cannot be written.
    """
    if out.exists():
        raise StudyError(f"{out.name} is there already.", "Give another name: nothing is overwritten.")
    with NewFiles(out.parent) as new:
        found = gather(study, session, lambda share: progress(_READ * share), warn, comments=comments)
        compared = agreement(found, lambda share: progress(_READ + (_COMPARED - _READ) * share))
        sections = draw(_sections(found, compared), lambda share: progress(_COMPARED + (1 - _COMPARED) * share))
        page = _template().render(
            study=study,
            session=session,
            sections=sections,
            written=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        new.append(out.name, page.encode())
        progress(1.0)
    return new.written[0]


def _sections(found: Gathered, compared: Sequence[Section]) -> list[Section]:
    return [
        sample_section(found),
        excluded_section(found),
        lengths_section(found),
        with_behaviours(found, behaviour_section(found)),
        with_waits(found, latency_section(found)),
        answers_section(found),
        scale_section(found),
        class_section(found),
        *([scores_section(found)] if found.study.linear_scores else []),
        *compared,
        *([comment_section(found)] if found.comments else []),
        provenance_section(found),
    ]


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.tests |= {
        "table": lambda part: isinstance(part, Table),
        "drawing": lambda part: isinstance(part, Drawing),
        "cell": lambda found: isinstance(found, Cell),
    }
    place = files("annotator.exchange.html_report").joinpath("report.html.j2")
    return environment.from_string(place.read_text(encoding="utf-8"))
