"""Decoding TOML of unknown origin: whatever it holds, it is decoded in bounded time or refused with its line."""

import re
import tomllib
from typing import Any

LONGEST_TEXT = 1024 * 1024
"""Characters; the largest codebook that ships has 34,000."""

_DEEPEST = 40
_LONGEST_WORD = 200
_MOST_PARTS = 6
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'|#[^\n]*|[\[\]{},=\n]|[^\[\]{},=\"'#\n]+",
    re.DOTALL,
)


def decode_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text says, as tomllib.loads does.

    Raises:
        tomllib.TOMLDecodeError: with “(at line 1, column 1)” in its words, also where the text is too long, its lists
            or tables stand too deep in each other, a name has too many parts, or a number too many digits.
    """
    if len(text) > LONGEST_TEXT:
        raise _refused(f"The text is longer than {LONGEST_TEXT:,} characters", text, 0)
    _check_bounds(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except (ValueError, OverflowError, RecursionError) as error:  # a date such as 2000-02-31T00:00:00+99:00
        raise _refused("A value is not valid TOML", text, 0) from error


def _check_bounds(text: str) -> None:
    depth = parts = 0
    for token in _TOKEN.finditer(text):
        what = token[0]
        if what[0] in "[{":
            depth += 1
        elif what[0] in "]}":
            depth = max(0, depth - 1)
        elif what[0] not in "\"'#,=\n":
            parts += what.count(".")
            if max(map(len, what.split()), default=0) > _LONGEST_WORD:
                raise _refused(f"A name or number is longer than {_LONGEST_WORD} characters", text, token.start())
        if what[0] in ",=\n":
            parts = 0
        if parts >= _MOST_PARTS:
            raise _refused(f"A name has more than {_MOST_PARTS} parts", text, token.start())
        if depth > _DEEPEST:
            raise _refused(f"Lists or tables are nested more than {_DEEPEST} deep", text, token.start())


def _refused(what: str, text: str, at: int) -> tomllib.TOMLDecodeError:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return tomllib.TOMLDecodeError(f"{what} (at line {line}, column {column})")
