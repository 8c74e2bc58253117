"""Reading TOML that may come from anywhere: what would take all memory or time is no TOML either."""

import re
import tomllib
from typing import Any

_TOO_LONG = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){50}")


def loads(text: str) -> dict[str, Any]:
    """Return what a text of TOML says.

    Raises:
        tomllib.TOMLDecodeError: if it is none, or is nested too deeply, or has a number or a name without end.
    """
    if found := _TOO_LONG.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise tomllib.TOMLDecodeError(f"A name has more than 50 parts (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("It is nested too deeply") from error
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise tomllib.TOMLDecodeError("A number has too many digits") from error
