"""Changing the text of a codebook: one field, one entry, the order. Comments and layout stay as they are.

Only the entry that changes is rewritten, by tomlkit; every other line stays what it was to the letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

import tomlkit
from tomlkit.items import Array, InlineTable, Item

from annotator.model.codebook.lines import Path, lines_of

TABLES: tuple[Path, ...] = (
    ("episode",),
    ("channel",),
    ("modifier",),
    ("code",),
    ("pass",),
    ("scale",),
    ("classification",),
    ("classification", "class"),
    ("classification", "disorganisation"),
    ("classification", "collapse"),
    ("linear_score",),
    ("retired",),
    ("retired_scale",),
)
"""The tables of a codebook in the order in which the shipped ones have them."""


def set_fields(text: str, entry: Path, fields: Mapping[str, Any]) -> str:
    """Return the text with fields of one entry changed.

    Args:
        text: a codebook, good TOML.
        entry: the way to the table: ("code", 3), ("classification", "disorganisation"), () for the top of the file.
        fields: values by name; None takes the field out.
    """
    lines = _lines(text)
    first, last = _own_lines(text, entry)
    document = tomlkit.parse("\n".join(lines[first:last]) + "\n")
    table: Any = document
    for part in entry:
        table = table[0 if isinstance(part, int) else part]
    for name, value in fields.items():
        if value is None:
            table.pop(name, None)
        else:
            table[name] = _item(value)
    return _joined([*lines[:first], *_lines(tomlkit.dumps(document)), *lines[last:]])


def add_entry(text: str, table: Path, fields: Mapping[str, Any], place: int | None = None) -> str:
    """Return the text with a new [[entry]] in a table, before the one at place, or behind all that are there."""
    if place is None or place >= entry_count(text, table):
        return add_entries(text, table, [fields])
    lines = _lines(text)
    first, _ = _whole(text, (*table, place))
    return _joined([*lines[:first], *_entry(table, fields), "", *lines[first:]])


def add_entries(text: str, table: Path, entries: Iterable[Mapping[str, Any]]) -> str:
    """Return the text with new [[entries]] in a table, behind all that are there; it is read once for all of them."""
    lines = _lines(text)
    count = entry_count(text, table)
    _, last = _whole(text, (*table, count - 1)) if count else (0, _end_before(text, table))
    written = [line for fields in entries for line in ("", *_entry(table, fields))]
    return _joined([*lines[:last], *written, *lines[last:]])


def add_table(text: str, table: Path, fields: Mapping[str, Any]) -> str:
    """Return the text with a [table] of which there is only one, where it usually stands."""
    lines = _lines(text)
    at = _end_before(text, table)
    return _joined([*lines[:at], "", f"[{'.'.join(map(str, table))}]", *_dumped(fields), *lines[at:]])


def delete_entry(text: str, entry: Path) -> str:
    """Return the text without an [[entry]] and the comment that stands right above it."""
    lines = _lines(text)
    first, last = _whole(text, entry)
    blank = len(list(takewhile(lambda one: not one.strip(), lines[last:])))
    return _joined([*lines[:first], *lines[last + blank :]])


def move_entry(text: str, table: Path, place: int, to: int) -> str:
    """Return the text with the [[entry]] at place moved, so that it then stands at place `to` among its table's."""
    first, last = _whole(text, (*table, place))
    moved = _lines(text)[first:last]
    lines = _lines(delete_entry(text, (*table, place)))
    rest = _joined(lines)
    count = entry_count(rest, table)
    if to < count:
        at, _ = _whole(rest, (*table, to))
        return _joined([*lines[:at], *moved, "", *lines[at:]])
    _, at = _whole(rest, (*table, count - 1))
    return _joined([*lines[:at], "", *moved, *lines[at:]])


def entry_text(text: str, entry: Path) -> str:
    """Return the lines of one entry, from its heading on."""
    first, last = _own_lines(text, entry)
    return _joined(_lines(text)[first:last])


def entry_fields(text: str, entry: Path) -> dict[str, Any]:
    """Return what an entry says, as it is written, by field."""
    table: Any = tomlkit.parse(entry_text(text, entry)).unwrap()
    for part in entry:
        table = table[0 if isinstance(part, int) else part]
    return dict(table)


def entry_count(text: str, table: Path) -> int:
    """Return how many entries a table has."""
    return sum(path[:-1] == table and isinstance(path[-1], int) for _, path in lines_of(text).headers)


def _own_lines(text: str, entry: Path) -> tuple[int, int]:
    """Return where an entry begins (its heading) and ends, before the next heading and what belongs to that."""
    headers = lines_of(text).headers
    start = next((line - 1 for line, path in headers if path == entry), 0)
    after = next((line - 1 for line, _ in headers if line - 1 > start or not entry), None)
    return start, _content_end(_lines(text), start, after)


def _whole(text: str, entry: Path) -> tuple[int, int]:
    """Return the same, with the comment right above the heading, and with the tables inside the entry."""
    lines, headers = _lines(text), lines_of(text).headers
    start = next(line - 1 for line, path in headers if path == entry)
    inside = [path[: len(entry)] == entry for _, path in headers]
    after = next(
        (line - 1 for (line, _), held in zip(headers, inside, strict=True) if line > start + 1 and not held), None
    )
    return _comment_start(lines, start), _content_end(lines, start, after)


def _comment_start(lines: Sequence[str], start: int) -> int:
    return start - len(list(takewhile(lambda one: one.lstrip().startswith("#"), reversed(lines[:start]))))


def _content_end(lines: Sequence[str], start: int, after: int | None) -> int:
    """Return the line behind the last one that says something; comments above the next heading are not counted."""
    end = len(lines) if after is None else _comment_start(lines, after)
    while end > start and (not lines[end - 1].strip() or _is_section_comment(lines, end - 1)):
        end -= 1
    return end


def _is_section_comment(lines: Sequence[str], place: int) -> bool:
    """Whether a comment stands in a paragraph of its own."""
    above = place
    while above >= 0 and lines[above].lstrip().startswith("#"):
        above -= 1
    return above < place and (above < 0 or not lines[above].strip())


def _end_before(text: str, table: Path) -> int:
    """Return the line at which the first entry of a table goes: behind the tables that usually stand before it."""
    before = TABLES[: TABLES.index(table)]
    headers = [path for _, path in lines_of(text).headers if tuple(p for p in path if isinstance(p, str)) in before]
    return _whole(text, headers[-1])[1] if headers else _own_lines(text, ())[1]


def _entry(table: Path, fields: Mapping[str, Any]) -> list[str]:
    return [f"[[{'.'.join(map(str, table))}]]", *_dumped(fields)]


def _dumped(fields: Mapping[str, Any]) -> list[str]:
    document = tomlkit.document()
    for name, value in fields.items():
        if value is not None:
            document.add(name, _item(value))
    return _lines(tomlkit.dumps(document))


def _item(value: Any) -> Item:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Mapping):
        return _inline(value)
    if isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
        return _lines_of(value)
    made: Item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    return made


def _inline(value: Mapping[str, Any]) -> InlineTable:
    made = tomlkit.inline_table()
    for name, one in value.items():
        if one is not None:
            made.append(name, _item(one))
    return made


def _lines_of(values: Sequence[Any]) -> Array:
    made = tomlkit.array()
    for one in values:
        made.append(_item(one))
    return made.multiline(multiline=True)


def _lines(text: str) -> list[str]:
    # Not splitlines: it also parts at signs, such as U+2028, that a text in quotes may hold.
    return text.rstrip("\n").split("\n")


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"
