"""The manual of a codebook on paper: the page of HTML, printed by Qt, with the page number at the foot."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from annotator.errors import StudyError
from annotator.model.codebook import Codebook
from annotator.report.manual import manual_html

_DPI = 96
_FOOT = 34.0


def write_manual(path: Path, codebook: Codebook) -> None:
    """Write the manual: as PDF where the name ends so, else as HTML.

    Raises:
        StudyError: if the file cannot be written.
    """
    html = manual_html(codebook)
    try:
        if path.suffix.lower() != ".pdf":
            path.write_text(html, encoding="utf-8")
            return
        path.touch()  # Qt says nothing where it cannot write
    except OSError as error:
        raise StudyError(f"The manual cannot be written: {error.strerror}.", "Choose another place.") from error
    _print(path, html, f"{codebook.name} {codebook.version}")


def _print(path: Path, html: str, foot: str) -> None:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 16, 18, 12), QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{foot}: coding manual")
    writer.setResolution(_DPI)
    size = QSizeF(writer.pageLayout().paintRectPixels(_DPI).size())
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(QSizeF(size.width(), size.height() - _FOOT))
    painter = QPainter(writer)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        _paint_page(painter, document, page, size, foot)
    painter.end()


def _paint_page(painter: QPainter, document: QTextDocument, page: int, size: QSizeF, foot: str) -> None:
    height = document.pageSize().height()
    painter.save()
    painter.translate(0, -page * height)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, page * height, size.width(), height)
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()
    line = QRectF(0, size.height() - _FOOT + 12, size.width(), _FOOT - 12)
    painter.setPen(Qt.GlobalColor.darkGray)
    painter.drawLine(QPointF(0, line.top()), QPointF(size.width(), line.top()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, foot)
    number = f"{page + 1} of {document.pageCount()}"
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, number)
