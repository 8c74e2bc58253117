"""The part of the tour about codebooks: the workspace, the keyboard, a change before it is made, the manual."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from annotator.model.codebook.renames import rename_code
from ui.codebook.manual_pdf import write_manual
from ui.program import Program
from ui.tour.panels import Hand

_PAGE = QSize(794, 1123)
"""A4 at 96 dots an inch."""
_PRINTED = (2, 9)
"""Pages of the manual: one with codes, one with scales and classes."""


def picture_codebook(program: Program, hand: Hand, folder: Path) -> None:
    """Look at the codebook of the open study and at its manual, which goes to a folder; nothing of it is changed."""
    workspace = program.codebook_workspace
    program.window.show_place("codebook")
    hand.wait(lambda: workspace.book.is_open and bool(workspace.book.use), "the codebook")
    hand.picture("codebook")
    for page in ("Keys", "Scales", "Classes"):
        workspace.show_page(page)
        hand.picture(f"codebook-{page.lower()}")
    workspace.show_page("Codes")
    workspace.book.do(lambda draft: rename_code(draft, "crying", "full_cry", is_used=True))
    program.actions["codebook_save"].trigger()
    hand.wait(lambda: workspace.review is not None, "what would change")
    hand.picture("codebook-change")
    workspace.saving.review_done.emit()
    workspace.book.undo()
    _picture_manual(program, hand, folder / "manual.pdf")
    program.window.show_place("study")


def _picture_manual(program: Program, hand: Hand, path: Path) -> None:
    write_manual(path, program.codebook_workspace.book.codebook)
    printed = QPdfDocument()
    printed.load(str(path))
    for number, page in enumerate(_PRINTED, start=1):
        paper = QImage(_PAGE, QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, printed.render(page, _PAGE))
        painter.end()
        hand.keep(f"manual-{number}", paper)
