"""Figures as files for a paper: white, as PNG (300 dpi), as SVG, and on a page of a PDF.

Each stands alone with its title and notes. Letters stay letters, so that they can be changed in any program, and all is
told apart without colours too. Drawn without a window, so that any thread can; only this room imports matplotlib.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from textwrap import fill
from threading import Lock
from typing import Any, TypeVar, assert_never

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure as Paper
from matplotlib.transforms import Bbox

from annotator.progress import Progress
from annotator.report.figures.description import Figure, Grid, Panels, Plot, Raster, Reaches, Stacks
from annotator.report.figures.drawn_grids import draw_grid
from annotator.report.figures.drawn_plots import draw_panels, draw_plot, draw_reaches
from annotator.report.figures.drawn_rasters import draw_raster, draw_stacks

T = TypeVar("T")
_STYLE: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, and has every sign that is used
    "font.size": 8,
    "axes.linewidth": 0.6,
    "axes.titlesize": 8,
    "svg.fonttype": "none",
    "svg.hashsalt": "annotator",
    "pdf.fonttype": 42,
}
_LETTER, _LARGE = 0.056, 0.083
"""How wide a letter of the notes, and of the title, is in inches."""
_NARROWEST = 3.6
_LONGEST_NAME, _ITS_END = 100, 30
"""As many letters of a name are drawn, and so many of them from its end: no program opens a picture of any width."""
_WRAPPED = ("title", "notes")
_NO_LETTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""No XML may hold them, and no letters of a font show them."""
_DIM, _TIED = "#444444", "\N{NO-BREAK SPACE}"
_PICTURES: tuple[tuple[str, dict[str, None] | None], ...] = (("png", None), ("svg", {"Date": None}))
"""A file for each figure, and what stands in it besides: no date, so that the same figure gives the same bytes."""
_ONE_AT_A_TIME = Lock()
"""The style of matplotlib is one for the whole process."""


def drawn(
    document: str, figures: Sequence[tuple[str, Figure]], progress: Progress, kinds: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of figure_files."""
    with _ONE_AT_A_TIME, mpl.rc_context(_STYLE):
        paper = Paper()  # one for all: to make one takes longer than to draw most
        FigureCanvasAgg(paper)
        pages = BytesIO()
        # One document, because to put the letters of a single figure into a PDF takes longer than all else.
        with PdfPages(pages, metadata={"CreationDate": None}) as pdf:
            for place, (name, asked) in enumerate(figures, start=1):
                paper.clear()
                figure = _legible(asked)
                _draw(paper, figure)
                edges = _with_words(paper, figure.title, figure.notes)
                for kind, date in ((kind, date) for kind, date in _PICTURES if kind in kinds):
                    file = BytesIO()
                    paper.savefig(file, format=kind, dpi=300, bbox_inches=edges, facecolor="white", metadata=date)
                    yield f"{name}.{kind}", file.getvalue()
                if "pdf" in kinds:
                    pdf.savefig(paper, bbox_inches=edges, facecolor="white")
                progress(place / len(figures))
        if "pdf" in kinds:
            yield f"{document}.pdf", pages.getvalue()


def _legible(said: T, *, wrapped: bool = False) -> T:
    """Return a description whose words can be drawn: signs that are no letters shown as such, long names cut."""
    found: Any = said
    if isinstance(found, str):
        found = _NO_LETTER.sub("\N{REPLACEMENT CHARACTER}", found)
        if len(found) > _LONGEST_NAME and not wrapped:
            found = f"{found[: _LONGEST_NAME - _ITS_END - 1]}…{found[-_ITS_END:]}"
    elif isinstance(found, tuple):
        found = tuple(_legible(one, wrapped=wrapped) for one in found)
    elif is_dataclass(found) and not isinstance(found, type):
        parts = {one.name: getattr(found, one.name) for one in fields(found)}
        found = replace(found, **{name: _legible(part, wrapped=name in _WRAPPED) for name, part in parts.items()})
    legible: T = found
    return legible


def _draw(paper: Paper, figure: Figure) -> None:
    match figure:
        case Grid():
            draw_grid(paper, figure)
        case Plot():
            draw_plot(paper, figure)
        case Panels():
            draw_panels(paper, figure)
        case Reaches():
            draw_reaches(paper, figure)
        case Raster():
            draw_raster(paper, figure)
        case Stacks():
            draw_stacks(paper, figure)
        case _:
            assert_never(figure)


def _with_words(paper: Paper, title: str, notes: Sequence[str]) -> Bbox:
    """Write the title above and the notes below what is drawn; return the edges of it all, in inches."""
    box = paper.get_tightbbox()
    width = max(_NARROWEST, box.width)
    above = fill(title, int(width / _LARGE))
    below = "\n".join(fill(one.replace(" %", f"{_TIED}%"), int(width / _LETTER)) for one in notes)
    across, down = paper.get_size_inches()
    top, bottom, left = (box.y1 + 0.12) / down, (box.y0 - 0.12) / down, box.x0 / across
    texts = [
        paper.text(left, top, above, fontsize=10, weight="bold", va="bottom"),
        paper.text(left, bottom, below, fontsize=7, color=_DIM, va="top", linespacing=1.35),
    ]
    to_inches = paper.dpi_scale_trans.inverted()
    around = [one.get_window_extent().transformed(to_inches) for one in texts]
    return Bbox.union([box, *around]).padded(0.1)
