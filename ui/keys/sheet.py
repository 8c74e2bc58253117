"""All keys on paper: a page of HTML, or the same page as PDF."""

from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from annotator.model.codebook import Codebook, Modifier
from annotator.study.files import replace_file
from ui.actions import Actions
from ui.widgets.overlay import Section, key_sections, spread

_COLUMNS = 2
_DPI = 96
_STYLE = """
body { font-family: sans-serif; font-size: 8pt; color: #000; background: #fff; }
p { margin: 0 0 4px 0; }
p.title { font-size: 13pt; font-weight: bold; }
p.group { font-weight: bold; margin: 8px 0 1px 0; }
td { vertical-align: top; padding-right: 8px; }
td.key { font-weight: bold; white-space: nowrap; }
"""


def sheet_html(actions: Actions, codebook: Codebook | None) -> str:
    """Return a page with the user's own keys, the letters of the codebook first."""
    sections = [*key_sections(actions, codebook, "code"), *_answers(codebook)]
    title = f"Keys: {codebook.name} {codebook.version}" if codebook is not None else "Keys"
    cells = "".join(f"<td width='50%'>{''.join(map(_section, part))}</td>" for part in spread(sections, _COLUMNS))
    note = "In a text field, keys type text. On keyboards whose digit row types signs, the position of the key counts."
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body><p class='title'>{escape(title)}</p><p>{note}</p>"
        f"<table width='100%'><tr>{cells}</tr></table></body></html>\n"
    )


def write_sheet(path: Path, html: str) -> None:
    """Write the page: as PDF where the name ends so, else as HTML.

    Raises:
        StudyError: if the file cannot be written.
    """
    replace_file(path, _printed(html) if path.suffix.lower() == ".pdf" else html)


def _printed(html: str) -> bytes:
    pdf = QBuffer()  # of a file Qt would not say that it cannot be written
    pdf.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(pdf)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(14, 12, 14, 12), QPageLayout.Unit.Millimeter)
    writer.setTitle("Keys")
    writer.setResolution(_DPI)
    document = QTextDocument()
    document.setHtml(html)
    document.setPageSize(QSizeF(writer.pageLayout().paintRectPixels(_DPI).size()))
    document.print_(writer)
    return bytes(pdf.data().data())


def _answers(codebook: Codebook | None) -> list[Section]:
    if codebook is None:
        return []
    return [(f"Answers: {one.name}", _answer_rows(codebook, one)) for one in codebook.modifiers]


def _answer_rows(codebook: Codebook, modifier: Modifier) -> list[tuple[tuple[str, ...], str]]:
    return [(keys, value.name) for value, keys in codebook.answers(modifier)]


def _section(section: Section) -> str:
    heading, rows = section
    lines = "".join(
        f"<tr><td class='key'>{escape(' or '.join(keys))}</td><td>{escape(text)}</td></tr>" for keys, text in rows
    )
    return f"<p class='group'>{escape(heading)}</p><table>{lines}</table>"
