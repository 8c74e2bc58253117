"""Session and coder in one name, as where an observation is called sub_050_meal1_AB."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from annotator.study.name_pattern import NamePattern

_SIGNS = ("__", "_", " ", "-", ".")
_INITIALS = re.compile(r"[A-Z]{2,3}")
_CODER = re.compile(r"[^\W\d_]{2,12}\d?")
_WITHOUT = "{session}"


def session_and_coder(name: str, pattern: str) -> tuple[str, str]:
    """Return the session and the coder that a name says, "" for none; the whole name where the pattern does not fit.

    Args:
        name: of an observation, or of a file, with or without its suffix.
        pattern: what names are made of, such as {session}_{coder}; "" where a name is the session.

    Raises:
        StudyError: if the pattern has no {session}, or a field twice.

    >>> session_and_coder("sub_050_meal1_np_AB", "{session}_{coder}"), session_and_coder("S01", "{session}_{coder}")
    (('sub_050_meal1_np', 'AB'), ('S01', ''))
    >>> session_and_coder("JT 2026-03-17 S009.csv", "{coder} {date} {session}")
    ('S009', 'JT')
    """
    if not pattern:
        return name, ""
    known = NamePattern(pattern)
    found = known.fields(name)
    stem = known.fields(PurePath(name).stem)
    if stem is not None and (found is None or PurePath(name).suffix):
        found = stem
    return (found["session"], found.get("coder") or "") if found else (name, "")


def suggested_pattern(names: Sequence[str]) -> str:
    """Return a pattern that tells sessions from coders in the names of observations; “{session}” where none is seen.

    A coder is seen where all names end in initials, or in words of which several stand behind the same session.

    >>> suggested_pattern(["sub_050_meal1_np_AB", "sub_051_meal2_AB", "sub_051_meal2_KH"])
    '{session}_{coder}'
    >>> suggested_pattern(["S01-anna", "S01-ben", "S02-anna"]), suggested_pattern(["visit_one", "visit_two"])
    ('{session}-{coder}', '{session}')
    """
    for sign in _SIGNS:
        parts = [name.rpartition(sign) for name in names]
        if parts and all(session and _CODER.fullmatch(coder) for session, _, coder in parts) and _are_coders(parts):
            return f"{{session}}{sign}{{coder}}"
    return _WITHOUT


def _are_coders(parts: Sequence[tuple[str, str, str]]) -> bool:
    coders = {coder for *_, coder in parts}
    if all(map(_INITIALS.fullmatch, coders)):
        return True
    times = Counter(session for session, *_ in parts)
    return len(times) > 1 and max(times.values()) > 1 and len(coders) < len(parts)
