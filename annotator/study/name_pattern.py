"""What names of recordings are made of: a pattern such as {date}_{session}_{camera}.mp4, and one that fits names."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from annotator.errors import StudyError

_FIELD = re.compile(r"\{(\w+)\}|\*")
_DATE = re.compile(r"\d{8}|\d{4}-\d\d-\d\d")
_CAMERA = re.compile(
    r"(?:cam(?:era)?|c|k|view|kanal)[-]?\d{1,2}|north|south|east|west|left|right|door|window", re.IGNORECASE
)
_WHATEVER = "rest"
_MOST_CAMERAS = 6
_LONGEST = 255
"""Signs; no file has a longer name, and to try a pattern on a name without end takes time without end."""


class Named(NamedTuple):
    """What a name says: the session, and what the camera is called, "" for nothing."""

    session: str
    camera: str


class NamePattern:
    """A pattern of names. It has {session}, perhaps {camera}, {coder}; {date}, other words and * are passed over.

    Upper and lower case count alike outside the fields. Without a suffix, any suffix fits.

    Raises:
        StudyError: if it has no {session}, or a field twice.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        fields = [found[1] for found in _FIELD.finditer(self.text) if found[1]]
        if "session" not in fields:
            raise StudyError("The pattern has no {session}.", "Write it where the id stands: {date}_{session}.mp4.")
        if twice := next((one for one in fields if fields.count(one) > 1), ""):
            raise StudyError(f"The pattern has {{{twice}}} twice.", "Name each field once.")
        self._has_suffix = bool(PurePath(_FIELD.sub("x", self.text)).suffix)
        self._regex = re.compile(self._pieces(), re.IGNORECASE)

    def read(self, name: str) -> Named | None:
        """Return what the name of a file says; None where it does not fit.

        >>> NamePattern("{date}_{session}_{camera}.mp4").read("2026-03-17_S009_north.MP4")
        Named(session='S009', camera='north')
        """
        said = self.fields(name if self._has_suffix else PurePath(name).stem)
        return Named(said["session"], said.get("camera") or "") if said else None

    def fields(self, name: str) -> dict[str, str] | None:
        """Return what each field says in a name that is not that of a file; None where it does not fit.

        A coder has no signs between words: it is what stands last, or first.

        >>> NamePattern("{session}_{coder}").fields("sub_050_meal1_np_AB")
        {'session': 'sub_050_meal1_np', 'coder': 'AB'}
        """
        found = self._regex.fullmatch(name) if len(name) <= _LONGEST else None
        return found.groupdict() if found else None

    def _pieces(self) -> str:
        """Return the pattern as a regular expression."""
        made, at = "", 0
        for found in _FIELD.finditer(self.text):
            made += re.escape(self.text[at : found.start()])
            at = found.end()
            if not found[1]:
                made += ".*?"
            elif found[1] == "date":
                made += r"(?P<date>[0-9][0-9.\-]*)"
            elif found[1] == "coder":
                made += r"(?P<coder>[^\W_]+)"
            else:
                made += f"(?P<{found[1]}>.+?)"
        return made + re.escape(self.text[at:])


def suggested(names: Sequence[str]) -> str:
    """Return a pattern that fits most names, "{session}" where nothing better is seen.

    >>> suggested(["2026-03-17_S009_north.mp4", "2026-03-17_S009_south.mp4", "2026-03-18_S010_north.mp4"])
    '{date}_{session}_{camera}'
    >>> suggested(["S1.mp4", "S2.mp4"])
    '{session}'
    """
    for sign in ("_", " ", "-"):
        parts = [PurePath(name).stem.split(sign) for name in names]
        length = max((len(one) for one in parts), key=[len(one) for one in parts].count, default=1)
        rows = [one for one in parts if len(one) == length]
        if length > 1:
            return sign.join(_fields(list(zip(*rows, strict=True))))
    return "{session}"


def _fields(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return a field for each part of the names: dates, what tells cameras apart, the id, what is always the same."""
    made = [""] * len(columns)
    for at, column in enumerate(columns):
        if all(_DATE.fullmatch(one) for one in column):
            made[at] = "{date}" if "{date}" not in made else f"{{{_WHATEVER}{at}}}"
    free = [at for at, one in enumerate(made) if not one]
    session = max(free, key=lambda at: len(set(columns[at])), default=0)
    made[session] = "{session}"
    for at in free:
        different = {one.casefold() for one in columns[at]}
        is_camera = all(_CAMERA.fullmatch(one) for one in different)
        repeats = 1 < len(different) <= min(_MOST_CAMERAS, len(columns[at]) // 2)
        if at != session and (is_camera or repeats) and "{camera}" not in made:
            made[at] = "{camera}"
        elif at != session:
            made[at] = columns[at][0] if len(different) == 1 else f"{{{_WHATEVER}{at}}}"
    return made
