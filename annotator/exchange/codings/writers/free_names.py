"""Names in a file, no two of them the same."""

from collections.abc import Container
from itertools import count


def free_name(wished: str, taken: Container[str], numbered: str) -> str:
    """Return a name that nothing has yet: the one that is wished, or that with the first number from 2 on that is free.

    Args:
        wished: the name.
        taken: those that are not free.
        numbered: how a name is written with a number, such as “{} ({})”.

    >>> free_name("cry", {"look"}, "{} ({})"), free_name("cry", {"cry", "cry (2)"}, "{} ({})")
    ('cry', 'cry (3)')
    """
    tried = (wished if number == 1 else numbered.format(wished, number) for number in count(1))
    return next(one for one in tried if one not in taken)
