"""Variables of sessions from a CSV table that the lab keeps: one row a session, by its id."""

import csv
import io
from collections.abc import Sequence

from annotator.errors import FormatError, UserError
from annotator.exchange.encodings import EncodingUnknownError, text_of
from annotator.study.settings import VariableKind
from annotator.study.unreadable import unless_broken
from annotator.study.variables import Values, plain

_MOST_COLUMNS = 1000


def read_variables(data: bytes, name: str, encoding: str = "") -> Values:
    """Return what a table says of each session, by its id and the name of the variable.

    The cells are parted by commas, semicolons or tabs, whichever the first line has most of. One column is called
    session or id, or else it is the first; an empty cell takes a value away.

    Args:
        data: the bytes of the table.
        name: what messages call it.
        encoding: of its text; "" for UTF-8, or what its byte order mark says.

    Raises:
        FormatError: naming the line, if it is no text in this encoding, an id or a column comes twice, or a row has
            more cells than there are columns.
    """
    try:
        text = text_of(data, name, encoding)
    except EncodingUnknownError as error:
        likely = error.likely[0][0] if error.likely else "cp1252"
        raise FormatError(error.what, f"Save it as UTF-8, or say its encoding, such as {likely}.") from error
    first, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise FormatError(f"{name}, line {reader.line_num}: {error}.", "Save the table as CSV again.") from error
    rows = [(line, row) for line, row in rows if any(row)]
    if len(rows) < 2:
        raise FormatError(f"{name} has no row below its heading.", "Write one row for each session.")
    return _values(name, rows[0][1], rows[1:])


def _values(name: str, heading: list[str], rows: list[tuple[int, list[str]]]) -> Values:
    while heading and not heading[-1]:
        heading.pop()
    folded = [one.lower() for one in heading]
    if twice := next((one for one in folded if folded.count(one) > 1), None):
        raise FormatError(f"{name}, line 1: there are two columns “{twice}”.", "Give each its own name.")
    if len(heading) > _MOST_COLUMNS or "" in folded:
        raise FormatError(f"{name}, line 1: a column has no name, or there are too many.", "Name each column.")
    place = next((folded.index(one) for one in ("session", "id") if one in folded), 0)
    found: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        if len(row) <= place or not row[place] or any(row[len(heading) :]):
            what = "there is no id" if len(row) <= place or not row[place] else "there are more cells than columns"
            raise FormatError(f"{name}, line {line}: {what}.", "Correct this row.")
        session = row[place]
        if session in lines:
            what = f"{name}, line {line}: session {session} is in line {lines[session]} already."
            raise FormatError(what, "Keep one row for each session.")
        lines[session] = line
        cells = zip(heading, row, strict=False)
        found[session] = {column: cell for n, (column, cell) in enumerate(cells) if n != place}
    return found


def likely_type(values: Sequence[str]) -> VariableKind:
    """Return what a variable with these values holds, as far as they tell; text where they tell nothing.

    >>> likely_type(["11,5", "12"]), likely_type(["2026-11-29"]), likely_type(["yes", "No"]), likely_type(["3", "x"])
    ('number', 'date', 'yes/no', 'text')
    """
    kinds: tuple[VariableKind, ...] = ("whole", "number", "date", "yes/no")
    fits = (kind for kind in kinds if not any(isinstance(unless_broken(plain, one, kind), UserError) for one in values))
    return next(fits, "text") if values else "text"
