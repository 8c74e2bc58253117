"""The text of a Praat TextGrid, long or short: only free-standing numbers, texts in quotes and flags say something."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.errors import FormatError
from annotator.exchange.bounded_xml import too_much
from annotator.progress import Progress
from annotator.text import plain

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]++|"")*+)"|(?P<flag><exists>|<absent>)|(?P<note>(?<!\S)![^\r\n]*)'
    r"|(?P<number>(?<!\S)[+-]?(?:\d[\d.]*+|\.\d++)(?:[eE][+-]?\d++)?%?(?!\S))|(?P<open>\")"
)
_MOST_TOKENS = 4_000_000
_AT_ONCE = 3000
_KINDS = ("ooTextFile", "ooTextFile short")
INTERVALS, POINTS = "IntervalTier", "TextTier"


class Mark(NamedTuple):
    """One interval or point, with times as they are written; a point has end "". line is where its label ends."""

    start: str
    end: str
    label: str
    line: int


class GridTier(NamedTuple):
    """One tier: its class, its name, and what stands on it."""

    kind: str
    name: str
    marks: list[Mark]


class Grid(NamedTuple):
    """A TextGrid, with the times it begins and ends at as they are written."""

    start: str
    end: str
    tiers: list[GridTier]


def grid_of(text: str, name: str, progress: Progress = lambda _share: None) -> Grid:
    """Return what a TextGrid says.

    Args:
        text: of the file.
        name: what messages call the file.
        progress: told the share done, 0 to 1; it may raise to stop.

    Raises:
        FormatError: if it is none, or not written as Praat writes them; it names the line.
    """
    tokens = _Tokens(text, name, progress)
    if text.lstrip().startswith("ooBinaryFile"):
        raise FormatError(f"{name} is a binary TextGrid.", "Save it in Praat as a text file.")
    if tokens.text() not in _KINDS or tokens.text() != "TextGrid":
        raise FormatError(f"{name} is no TextGrid.", "Choose a file that Praat or ELAN saved as a TextGrid text file.")
    start, end = tokens.number(), tokens.number()
    if not tokens.flag():
        return Grid(start, end, [])
    return Grid(start, end, [_tier(tokens) for _ in range(tokens.count())])


def _tier(tokens: "_Tokens") -> GridTier:
    kind, name = tokens.text(), tokens.text()
    if kind not in {INTERVALS, POINTS}:
        raise tokens.wrong(f"a tier of the class “{plain(kind, 40)}” is not known here")
    tokens.number(), tokens.number()
    marks = []
    for _ in range(tokens.count()):
        begin, end = tokens.number(), tokens.number() if kind == INTERVALS else ""
        label = tokens.text()
        marks.append(Mark(begin, end, label, tokens.line))
    return GridTier(kind, name.strip(), marks)


class _Tokens:
    """What the text says, one after the other; line is where the last of it ends."""

    def __init__(self, text: str, name: str, progress: Progress) -> None:
        self._text, self._name, self._progress = text, name, progress
        self._found = self._each()
        self._at, self.line = 0, 1

    def _each(self) -> Iterator[re.Match[str]]:
        for number, found in enumerate(_TOKEN.finditer(self._text)):
            if number > _MOST_TOKENS:
                raise too_much(self._name, f"more than {_MOST_TOKENS:,} numbers and texts")
            if number % _AT_ONCE == 0:
                self._progress(found.end() / len(self._text))
            if found.lastgroup != "note":
                yield found

    def _next(self, group: str, what: str) -> str:
        found = next(self._found, None)
        if found is None:
            raise self.wrong(f"the file ends where {what} should stand")
        self.line += self._text.count("\n", self._at, found.end())
        self._at = found.end()
        if found.lastgroup != group:
            raise self.wrong(f"{what} should stand here")
        return found[group]

    def text(self) -> str:
        """Return the next text, without its quotes."""
        return self._next("text", "a text in quotes").replace('""', '"').replace("\r\n", "\n")

    def number(self) -> str:
        """Return the next number as it is written."""
        return self._next("number", "a number")

    def count(self) -> int:
        """Return the next number, which counts."""
        written = self.number()
        if not written.isdecimal() or len(written) > 9:
            raise self.wrong(f"“{plain(written, 40)}” counts nothing")
        return int(written)

    def flag(self) -> bool:
        """Return whether the next thing is said to be there."""
        return self._next("flag", "<exists>") == "<exists>"

    def wrong(self, what: str) -> FormatError:
        """Return the refusal of a file, with the line."""
        return FormatError(
            f"{self._name}, line {self.line}: {what}.", "Save it again with the program it comes from, as a text file."
        )
