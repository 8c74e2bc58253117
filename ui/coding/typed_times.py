"""Times as people type them into a field."""

import re

_TIME = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?")


def typed_ms(text: str) -> int | None:
    """Return a typed time in ms, or None if it is not one.

    >>> typed_ms("12:41.520"), typed_ms("1:02:05"), typed_ms("7,5"), typed_ms("12:75")
    (761520, 3725000, 7500, None)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    if (match[2] and seconds > 59) or (match[1] and minutes > 59):
        return None
    return (hours * 3600 + minutes * 60 + seconds) * 1000 + int((match[4] or "0").ljust(3, "0"))


def typed_frame(text: str) -> int | None:
    """Return a typed frame number, or None if it is not one.

    >>> typed_frame("#19038"), typed_frame("19038")
    (19038, None)
    """
    match = re.fullmatch(r"#\s*(\d+)", text.strip())
    return int(match[1]) if match else None
