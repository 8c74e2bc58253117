"""Which keys a codebook may use: letters, with or without Shift, that the player does not own; alone or after a comma.

Keys are written as people read them: "C", "Shift+C", and ", C" for two strokes. The window's own keys are a table in
ui; those among them that a codebook could take are here, because such a codebook must be refused where there is no
window.
"""

import re

PLAYER_LETTERS = frozenset("JKL")
"""Shuttle back, pause, shuttle forward: the same in every player a coder knows."""

FIRST_STROKE = ","
"""Begins every key of two strokes. It belongs to the codebooks, as letters do: nearly every keyboard types it alone."""

_CODE_KEY = re.compile(r"(, )?(Shift\+)?[A-Z]")


def key_problem(key: str) -> str | None:
    """Return why a code cannot have this key, or None if it can.

    >>> key_problem("C"), key_problem(", J")
    (None, None)
    >>> key_problem("J")
    'J belongs to the player (J, K and L shuttle)'
    >>> key_problem("f5")
    '“f5” is not a letter A–Z or Shift+letter, alone or after “, ”'
    """
    if not _CODE_KEY.fullmatch(key):
        return f"“{key}” is not a letter A–Z or Shift+letter, alone or after “{FIRST_STROKE} ”"
    if key in PLAYER_LETTERS:
        return f"{key} belongs to the player (J, K and L shuttle)"
    return None


def answer_key_problem(key: str) -> str | None:
    """Return why an answer cannot have this key, or None if it can: one stroke answers.

    >>> answer_key_problem(", C")
    '“, C” has two strokes, and an answer has one'
    """
    return f"“{key}” has two strokes, and an answer has one" if has_two_strokes(key) else key_problem(key)


def has_two_strokes(key: str) -> bool:
    """Whether a key is a comma and then a letter."""
    return key.startswith(FIRST_STROKE)
