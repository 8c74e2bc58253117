"""Files of text that are read line by line, within bounds."""

from annotator.exchange.bounded_xml import too_much
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import ForeignFile

MOST_LINES = 500_000
"""A coding of more lines is none that people made; so many are held in memory at once."""


def lines_of(file: ForeignFile) -> list[str]:
    r"""Return the lines of a text, whatever system ended them; signs that only show as line ends end none.

    Raises:
        FormatError: if its encoding is unknown, or it has more than MOST_LINES lines.

    >>> from pathlib import Path
    >>> lines_of(ForeignFile(Path("a.dat"), "one\r\ntwo\u2028still two\rthree\n".encode()))
    ['one', 'two\u2028still two', 'three']
    """
    text = text_of(file.data, file.name, file.encoding).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise too_much(file.name, f"more than {MOST_LINES:,} lines")
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]
