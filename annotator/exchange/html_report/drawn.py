"""The figures of a report: what was seen when, how episodes were spent, and how many still waited."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.inline_svg import within_a_page
from annotator.exchange.html_report.parts import Drawing, Section
from annotator.measures.latencies import SOOTHED
from annotator.measures.tables import rules_of
from annotator.progress import Progress
from annotator.report.figures.description import Figure, Raster
from annotator.report.figures.files import figure_files
from annotator.report.figures.raster import raster
from annotator.report.figures.results import why_not_drawn
from annotator.report.figures.shares import shares
from annotator.report.figures.waiting import CONTACT, waiting_curves, waits_of


def with_behaviours(found: Gathered, section: Section) -> Section:
    """Return a section with the raster of the session, or with how the episodes of the study were spent."""
    codings, codebook = found.drawn(), found.study.codebook
    if found.session:  # who has marked nothing has lanes of nothing
        return _with(section, [raster([one for one in codings if one.coding.events], codebook)])
    if found.journals and not found.kept:
        why = f"Figures: {len(found.journals)} codings are too many for one page. annotator figures draws them."
        return replace(section, missing=[*section.missing, why])
    if not codings:
        return section
    several = (channel for channel, codes in codebook.state_channels.items() if len(codes) > 1)
    return _with(section, (shares(codings, codebook, channel) for channel in several))


def with_waits(found: Gathered, section: Section) -> Section:
    """Return a section with the curves of what the lab's rules say is waited for, by coder; of one session none."""
    if found.session:
        return section
    waits = waits_of({name: found.counted(table) for name, table in found.measures.items()})
    rules = rules_of(found.study.settings, found.study.codebook)
    asked = [one.id for one in rules.latencies]
    asked += [SOOTHED] * (rules.soothing is not None) + [CONTACT] * (rules.contact is not None)
    codebook = found.study.codebook
    return _with(section, (waiting_curves(waits, codebook, rule, coder) for rule in asked for coder in found.coders()))


def draw(sections: Sequence[Section], progress: Progress) -> list[Section]:
    """Return the sections with their figures drawn.

    Args:
        sections: whose parts may be descriptions of figures.
        progress: told the share done after each figure; it may raise to stop.
    """
    figures = [part for one in sections for part in one.parts if isinstance(part, Figure)]
    drawings = iter(_drawn(figures, progress))
    return [
        replace(one, parts=[next(drawings) if isinstance(part, Figure) else part for part in one.parts])
        for one in sections
    ]


def _with(section: Section, figures: Iterable[Figure]) -> Section:
    """Return a section with these figures at its end; what has nothing to draw is said to be missing."""
    made = list(figures)
    missing = [f"{one.title}: {why}" for one in made if (why := why_not_drawn(one))]
    shown = [one for one in made if not why_not_drawn(one)]
    return replace(section, parts=[*section.parts, *shown], missing=[*section.missing, *missing])


def _drawn(figures: Sequence[Figure], progress: Progress) -> Iterator[Drawing]:
    named = [(f"figure{place}", figure) for place, figure in enumerate(figures, start=1)]
    files = figure_files("", named, progress, kinds=("svg",))
    for (name, figure), (_, svg) in zip(named, files, strict=True):
        yield Drawing(within_a_page(svg.decode(), figure.title, f"{name}-"), is_tall=isinstance(figure, Raster))
