"""Names in a file, no two of them the same."""

from collections.abc import Callable, Container
from itertools import count


def free_name(wished: str, taken: Container[str], numbered: str, as_taken: Callable[[str], str] = str) -> str:
    """Return a name that nothing has yet: the one that is wished, or that with the first number from 2 on that is free.

    Args:
        wished: the name.
        taken: those that are not free.
        numbered: how a name is written with a number, such as “{} ({})”.
        as_taken: returns a name as it would stand among those that are taken.

    >>> free_name("cry", {"look"}, "{} ({})"), free_name("cry", {"cry", "cry (2)"}, "{} ({})")
    ('cry', 'cry (3)')
    """
    tried = (wished if number == 1 else numbered.format(wished, number) for number in count(1))
    return next(one for one in tried if as_taken(one) not in taken)
