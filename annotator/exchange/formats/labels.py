"""Labels of letters and digits only, as names of files of Psych-DS and BIDS have them."""

import re
from collections.abc import Iterable


def alphanumeric(ids: Iterable[str]) -> dict[str, str]:
    """Return a label for each id, unique also where the case of letters is nothing; the same ids give the same.

    >>> alphanumeric(["S-001", "S_001", "sample"])
    {'S-001': 'S001', 'S_001': 'S001x2', 'sample': 'sample'}
    """
    labels: dict[str, str] = {}
    used: set[str] = set()
    for one in ids:
        plain, number = re.sub(r"[^A-Za-z0-9]", "", one) or "x", 1
        label = plain
        while label.casefold() in used:
            number += 1
            label = f"{plain}x{number}"
        used.add(label.casefold())
        labels[one] = label
    return labels
