"""How often a test tries what it makes up at random."""

import os

IS_THOROUGH = bool(os.environ.get("CI"))
"""With CI=1 everything is tried many times; every day, so that the tests do not take long, a sixth of that."""


def tries(thorough: int) -> int:
    """Return how often to try something: `thorough` times with CI=1, else a sixth of that."""
    return thorough if IS_THOROUGH else -(-thorough // 6)
