"""What a report is made of, as plain data: sections with sentences, tables and figures. The template writes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.report.figures.description import Figure
from annotator.report.sheets.sheet import Sheet, main_columns
from annotator.text import DASH

_NAMED = 12
"""So many of what a dash is about are named."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a field of a table, and what stands below it, smaller."""

    text: str
    small: str = ""


Row = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption.

    Attributes:
        caption: what it is about, how many, in which unit.
        heads: what stands above the columns.
        rows: text, or a Cell, for each column.
        texts: how many columns at the left hold words; the others hold numbers.
        notes: what its marks mean and what is missing, below it.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Row]
    texts: int = 1
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as SVG: markup that was made here, with all text in it escaped; is_tall: it may take a page."""

    svg: str
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; is_verbatim: settings as they stand in a file."""

    text: str
    is_verbatim: bool = False


Part = Table | Text | Drawing | Figure
"""A Figure is a description; before the page is written, it is drawn."""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report.

    Attributes:
        id: for links to it.
        title: its heading.
        parts: in order.
        missing: what a reader may look for here and does not find, and why.
        on_new_page: whether it begins a page in print.
    """

    id: str
    title: str
    parts: Sequence[Part] = ()
    missing: Sequence[str] = ()
    on_new_page: bool = False


def table_of(sheet: Sheet, caption: str, name: str) -> Table | None:
    """Return a sheet of agreement as a table, with what anybody used; None where nobody used any of it.

    A dash has its reason in the notes, each reason once with the lines that it is about.
    """
    sheet = main_columns(sheet)
    used = [row for row in sheet.rows if row.is_used]
    if not used:
        return None
    rows: list[Row] = [[f"{' ' * 4 * row.is_indented}{row.name}", *(cell.text for cell in row.cells)] for row in used]
    blank = [(row.name, cell.tip) for row in used for cell in row.cells if cell.text == DASH and cell.tip]
    return Table(caption, [name, *(one.header for one in sheet.columns)], rows, notes=why_blank(blank))


def why_blank(blank: Iterable[tuple[str, str]]) -> list[str]:
    """Return why there are dashes, each reason once; blank holds what each is about, and its reason."""
    reasons: dict[str, dict[str, None]] = {}
    for name, reason in blank:
        reasons.setdefault(reason, {})[name] = None
    return [f"{DASH} {_first(list(names))}: {reason.removesuffix('.')}." for reason, names in reasons.items()]


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
