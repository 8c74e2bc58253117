"""The ids of codings in rounds: KM~2 is what KM coded of a session for the second time (docs/decisions/0033).

No coder can have such an id (see files.check_id), so a round is never taken for a coder.
"""

import re

_LATER = re.compile(r"(?P<coder>[^~]+)~(?P<number>[2-9]|[1-9][0-9]{1,3})")


def person_of(coding: str) -> str:
    """Return whose coding it is, whichever round.

    >>> person_of("KM~2"), person_of("KM")
    ('KM', 'KM')
    """
    found = _LATER.fullmatch(coding)
    return found["coder"] if found else coding


def round_of(coding: str) -> int:
    """Return which round a coding is; 1 is the coding that counts.

    >>> round_of("KM"), round_of("KM~2"), round_of("KM~1")
    (1, 2, 1)
    """
    found = _LATER.fullmatch(coding)
    return int(found["number"]) if found else 1


def in_round(coder: str, number: int) -> str:
    """Return the id of a coder's coding in a round.

    >>> in_round("KM", 2), in_round("KM", 1)
    ('KM~2', 'KM')
    """
    return f"{coder}~{number}" if number > 1 else coder
