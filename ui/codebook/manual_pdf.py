"""The manual of a codebook on paper: the page of HTML, printed by Qt, with the page number at the foot."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from annotator.manual.manual import PIECE, manual_html
from annotator.model.codebook import Codebook
from annotator.study.files import replace_file

_DPI = 96
_FOOT = 34.0
_GAP, _GAP_OF_SECTION = 13.0, 24.0
_Piece = tuple[QTextDocument, float]
"""What should not be torn, and the room above it where it does not begin a page."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part of a piece on a page: from `top` px of the piece on, drawn `at` px below the top of the page."""

    piece: QTextDocument
    page: int
    at: float
    top: float
    height: float


def write_manual(path: Path, codebook: Codebook) -> None:
    """Write the manual: as PDF where the name ends so, else as HTML.

    Raises:
        StudyError: if the file cannot be written.
    """
    html = manual_html(codebook)
    is_pdf = path.suffix.lower() == ".pdf"
    replace_file(path, _printed(html, f"{codebook.name} {codebook.version}") if is_pdf else html)


def _printed(html: str, foot: str) -> bytes:
    pdf = QBuffer()  # of a file Qt would not say that it cannot be written
    pdf.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(pdf)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 16, 18, 12), QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{foot}: coding manual")
    writer.setResolution(_DPI)
    size = QSizeF(writer.pageLayout().paintRectPixels(_DPI).size())
    placed = _placed(_pieces(html, size.width()), size.height() - _FOOT)
    pages = placed[-1].page + 1
    painter = QPainter(writer)
    for page in range(pages):
        if page:
            writer.newPage()
        for one in placed:
            if one.page == page:
                _paint(painter, one, size.width())
        _paint_foot(painter, size, foot, f"{page + 1} of {pages}")
    painter.end()
    return bytes(pdf.data().data())


def _pieces(html: str, width: float) -> list[_Piece]:
    """Return the parts of the page that should not be torn, laid out one by one."""
    head, _, body = html.partition("<body>")
    style = "\n".join(line for line in head.splitlines() if not line.startswith("@media"))  # Qt would take all of it
    pieces = []
    for part in body.split(PIECE):
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setHtml(f"{style}<body>{part}")
        document.setTextWidth(width)
        pieces.append((document, _GAP_OF_SECTION if part.lstrip().startswith("<h2") else _GAP))
    return pieces


def _placed(pieces: list[_Piece], height: float) -> list[_Placed]:
    """Return where each piece goes; one that is higher than a page goes on on the next."""
    placed: list[_Placed] = []
    page, at = 0, 0.0
    for piece, gap in pieces:
        needed = piece.size().height()
        at += gap if at else 0
        if at and at + needed > height:
            page, at = page + 1, 0.0
        for top in _cuts(needed, height):
            page += bool(top)
            placed.append(_Placed(piece, page, at, top, min(height, needed - top)))
        at = (at + needed) % height if needed > height else at + needed
    return placed


def _cuts(needed: float, height: float) -> Iterator[float]:
    top = 0.0
    while top < needed:
        yield top
        top += height


def _paint(painter: QPainter, one: _Placed, width: float) -> None:
    painter.save()
    painter.translate(0, one.at - one.top)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, one.top, width, one.height)
    painter.setClipRect(context.clip)
    one.piece.documentLayout().draw(painter, context)
    painter.restore()


def _paint_foot(painter: QPainter, size: QSizeF, left: str, right: str) -> None:
    line = QRectF(0, size.height() - _FOOT + 12, size.width(), _FOOT - 12)
    painter.setPen(Qt.GlobalColor.darkGray)
    painter.drawLine(QPointF(0, line.top()), QPointF(size.width(), line.top()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, left)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, right)
