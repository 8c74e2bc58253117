"""Figures as files for a paper: white, as PNG (300 dpi), as SVG, and on a page of a PDF.

Each stands alone with its title and notes. Letters stay letters, so that they can be changed in any program, and all is
told apart without colours too. Drawn without a window, so that any thread can; only this room imports matplotlib.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from textwrap import fill
from threading import Lock
from typing import Any, assert_never

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
            for place, (name, figure) in enumerate(figures, start=1):
                paper.clear()
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
