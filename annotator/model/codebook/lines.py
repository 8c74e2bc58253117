"""Where in the text of a TOML file a value stands; tomllib reads values and forgets their lines."""

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from operator import itemgetter

Path = tuple[str | int, ...]
"""The way to a value: ("code", 3, "key") is the key of the fourth [[code]]."""

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_HEADER = re.compile(r"(\[\[?)\s*([^\]\n]+?)\s*\]\]?")
_KEY = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*'|[\w.-]+)\s*=\s*")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'|#[^\n]*|[\[\]{},\n]|[^\s\[\]{},\"'#]+",
    re.DOTALL,
)


class Lines:
    """The lines, from 1, of the tables, keys and list entries of a text that is good TOML."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        self._headers: list[tuple[int, Path]] = []
        self._read()

    @property
    def headers(self) -> tuple[tuple[int, Path], ...]:
        """The line and the path of every [table] and [[entry]], in the order of the text."""
        return tuple(self._headers)

    def at(self, line: int) -> Path:
        """Return the way to what stands in this line, or to the nearest thing above it."""
        return self._by_line[bisect_right(self._by_line, line, key=itemgetter(0)) - 1][1]

    @cached_property
    def _by_line(self) -> list[tuple[int, Path]]:
        """Lines and paths; of those in one line the longest path last, the first noted of these last of all."""
        found = [(line, path) for path, line in reversed(self._lines.items())]
        return sorted(found, key=lambda one: (one[0], len(one[1])))

    def of(self, *path: str | int) -> int:
        """Return the line of this value, or of the nearest thing around it that has a line."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _note(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._ends, at - 1) + 1)

    def _read(self) -> None:
        table: Path = ()
        at = 0
        while (start := _BLANK.match(self._text, at)) and start.end() < len(self._text):
            at = start.end()
            if header := _HEADER.match(self._text, at):
                table = self._table(header[2], is_entry=header[1] == "[[")
                self._note(table, at)
                self._note(table[:-1], at)
                self._headers.append((self._lines[table], table))
                at = header.end()
            elif key := _KEY.match(self._text, at):
                name = (*table, *(part.strip("\"' ") for part in key[1].split(".")))
                self._note(name, at)
                at = self._value(name, key.end())
            else:  # nothing that a file which is good TOML has here
                return

    def _table(self, written: str, *, is_entry: bool) -> Path:
        path: Path = ()
        names = [part.strip(" \"'") for part in written.split(".")]
        for name in names[:-1]:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        path = (*path, names[-1])
        if is_entry:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = (*path, self._counts[path] - 1)
        return path

    def _value(self, name: Path, at: int) -> int:
        """Note the entries of a list that begins here; return where the value ends."""
        depth, entry, expected = 0, 0, False
        for token in _TOKEN.finditer(self._text, at):
            what = token[0]
            if what == "\n" and depth == 0:
                return token.end()
            if what == "\n" or what.startswith("#"):
                continue
            if expected and what != "]":
                self._note((*name, entry), token.start())
                entry, expected = entry + 1, False
            depth += (what in "[{") - (what in "]}")
            expected = (depth == 1 and what in "[,") or (expected and depth == 1)
        return len(self._text)


@lru_cache(maxsize=8)
def lines_of(text: str) -> Lines:
    """Return the lines of a text; those of the last few are kept, for an editor asks for them after every key."""
    return Lines(text)
