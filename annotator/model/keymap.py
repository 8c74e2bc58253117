"""Which keys a codebook may use: letters, with or without Shift, that the player does not own.

Keys are written as people read them: "C", "Shift+C". The window's own keys are a table in ui; the letters among
them are here because a codebook that takes one must be refused where there is no window.
"""

import re

PLAYER_LETTERS = frozenset("JKL")
"""Shuttle back, pause, shuttle forward: the same in every player a coder knows."""

_CODE_KEY = re.compile(r"(Shift\+)?[A-Z]")


def key_problem(key: str) -> str | None:
    """Return why a codebook cannot use this key, or None if it can.

    >>> key_problem("C")
    >>> key_problem("J")
    'J belongs to the player (J, K and L shuttle)'
    >>> key_problem("f5")
    '“f5” is not a letter A–Z or Shift+letter'
    """
    if not _CODE_KEY.fullmatch(key):
        return f"“{key}” is not a letter A–Z or Shift+letter"
    if key in PLAYER_LETTERS:
        return f"{key} belongs to the player (J, K and L shuttle)"
    return None
