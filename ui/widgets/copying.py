"""Tables on the clipboard: text with tabs for spreadsheets, HTML for documents, both with a title and what is below."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication

Lines = Sequence[Sequence[str]]
_MINUS = str.maketrans({"−": "-"})  # a spreadsheet takes the typographic one for a word


def copy_tables(title: str, *tables: Lines) -> None:
    """Put tables on the clipboard, the first line of each its header, under one title."""
    plain = [[[cell.translate(_MINUS).strip() for cell in line] for line in table] for table in tables]
    # Made by Qt: one made by Python would still be on the clipboard when Python ends, and take the process with it.
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    for name in data.formats():
        data.removeFormat(name)
    data.setText("\n\n".join([title, *("\n".join("\t".join(line) for line in table) for table in plain)]))
    data.setHtml(f"<p>{escape(title)}</p>" + "<p></p>".join(map(_html, plain)))
    QGuiApplication.clipboard().setMimeData(data)


def _html(table: Lines) -> str:
    head, *rows = table
    lines = [_row("th", head), *(_row("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
