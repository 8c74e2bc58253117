"""What is wrong in a codebook file: a fault with its line and its remedy, and the faults of form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from annotator.model.codebook.lines import Lines
from annotator.model.codebook.schema import part_of_schema


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a codebook file.

    Attributes:
        line: Where, counted from 1.
        what: What is wrong, a sentence without its full stop.
        remedy: What to do, a sentence.
        is_note: Whether the codebook can be used all the same: a study that has it opens.
        may_stay: Whether a study that has it already may keep it, such as an id that R reads as missing, or a code of
            an earlier form that does not say who does it: no new codebook may have it.
    """

    line: int
    what: str
    remedy: str
    is_note: bool = False
    may_stay: bool = False


def fault_of_toml(message: str, text: str) -> Fault:
    """Return what tomllib has to say of a text that is no TOML."""
    what, _, where = message.partition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    line = int(place[1]) if place else len(text.splitlines()) or 1
    column = f" at column {place[2]}" if place else " at the end of the file"
    return Fault(line, f"{what}{column}", 'Fix the TOML there: text goes in “"”, lists in [ ], tables in [[ ]].')


def fault_of_form(message: str, lines: Lines) -> Fault:
    """Return what msgspec has to say of a field that is missing, unknown or of the wrong kind."""
    what, _, where = message.partition(" - at `$")
    path = tuple(int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", where))
    named = re.search(r"field `(\w+)`", what)
    if named and "missing" in what:
        return Fault(lines.of(*path), f"{_entry(path)} has no {named[1]}", f'Add {named[1]} = "…".')
    if named:
        known = part_of_schema(path).get("properties", {})
        return Fault(lines.of(*path, named[1]), f"{_entry(path)} has no field “{named[1]}”", _known(named[1], known))
    return Fault(lines.of(*path), f"{_field(path)}: {_plain(what)}", _remedy(what, part_of_schema(path)))


def listed(names: Sequence[str]) -> str:
    """Return names for a sentence.

    >>> listed(("a", "b")), listed(())
    ('a, b', '(none yet)')
    """
    return ", ".join(names) or "(none yet)"


def _entry(path: Sequence[str | int]) -> str:
    """Name a table as it is written in the file, with its place: [[code]] 2."""
    tables = [part for part in path if isinstance(part, str)]
    number = f" {path[-1] + 1}" if path and isinstance(path[-1], int) else ""
    if not tables:
        return "the file"
    return f"[[{'.'.join(tables)}]]{number}" if number else f"[{'.'.join(tables)}]"


def _field(path: Sequence[str | int]) -> str:
    last = max((place for place, part in enumerate(path) if isinstance(part, str)), default=0)
    return f"{path[last]} of {_entry(path[:last])}" if path else "the file"


def _known(field: str, known: dict[str, Any]) -> str:
    near = get_close_matches(field, known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Remove it; its fields are: {', '.join(known)}."


_KINDS = {
    "str": "text in quotes",
    "int": "a whole number without quotes",
    "float": "a number without quotes",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
}


def _plain(what: str) -> str:
    if value := re.match(r"Invalid enum value (.+)", what):
        return f"{value[1]} is not one of the allowed words"
    if kinds := re.match(r"Expected `([\w |]+)`, got `(\w+)`", what):
        return f"{_kind(kinds[1])} was expected, but {_kind(kinds[2])} was found"
    return what


def _kind(names: str) -> str:
    return " or ".join(_KINDS.get(name, name) for name in names.split(" | ") if name != "null")


def _remedy(what: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"Use one of: {listed([str(one) for one in schema['enum'] if one])}."
    if kinds := re.match(r"Expected `([\w |]+)`", what):
        return f"Write {_kind(kinds[1])}."
    return "Compare with a codebook that ships with the program."
