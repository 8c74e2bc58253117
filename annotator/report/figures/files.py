"""Figures as files, by whoever exports: matplotlib is loaded only once there is something to draw."""

import os
from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from annotator.progress import Progress
from annotator.report.figures.description import Figure
from annotator.study.rescue import state_dir

Named = Sequence[tuple[str, Figure]]
"""Figures with the names of their files, without ending."""


Kind = Literal["png", "svg", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def figure_names(document: str, figures: Named, kinds: Sequence[Kind] = KINDS) -> list[str]:
    """Return the names of all files that figure_files makes."""
    names = [f"{name}.{kind}" for name, _ in figures for kind in kinds if kind != "pdf"]
    return [*names, f"{document}.pdf"] if figures and "pdf" in kinds else names


def figure_files(
    document: str, figures: Named, progress: Progress = lambda _share: None, kinds: Sequence[Kind] = KINDS
) -> Iterator[tuple[str, bytes]]:
    """Yield each figure as PNG and as SVG, at last all of them as one PDF with a page each; with their names.

    Args:
        document: the name of the PDF, without ending.
        figures: what to draw.
        progress: told the share done after each; it may raise to stop.
        kinds: which of these files are wanted.
    """
    if figures:
        os.environ.setdefault("MPLCONFIGDIR", str(state_dir() / "matplotlib"))  # else it makes folders of its own
        from annotator.report.figures.paper import drawn  # noqa: PLC0415 - matplotlib takes half a second

        yield from drawn(document, figures, progress, kinds)
