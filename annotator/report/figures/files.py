"""Figures as files, by whoever exports: matplotlib is loaded only once there is something to draw."""

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

from annotator.progress import Progress
from annotator.report.figures.description import Figure
from annotator.study.rescue import state_dir

Named = Sequence[tuple[str, Figure]]
"""Figures with the names of their files, without ending."""


def figure_names(document: str, figures: Named) -> list[str]:
    """Return the names of all files that figure_files makes."""
    names = [f"{name}.{kind}" for name, _ in figures for kind in ("png", "svg")]
    return [*names, f"{document}.pdf"] if figures else []


def figure_files(
    document: str, figures: Named, progress: Progress = lambda _share: None
) -> Iterator[tuple[str, bytes]]:
    """Yield each figure as PNG and as SVG, at last all of them as one PDF with a page each; with their names.

    Args:
        document: the name of the PDF, without ending.
        figures: what to draw.
        progress: told the share done after each; it may raise to stop.
    """
    if figures:
        yield from _paper().drawn(document, figures, progress)


def svg_figures(figures: Sequence[Figure], progress: Progress) -> Iterator[bytes]:
    """Yield each figure as SVG alone; progress is told the share done after each."""
    if figures:
        yield from _paper().drawn_svgs(figures, progress)


def _paper() -> ModuleType:
    os.environ.setdefault("MPLCONFIGDIR", str(state_dir() / "matplotlib"))  # else it makes folders of its own
    return import_module("annotator.report.figures.paper")  # only now: matplotlib takes half a second
