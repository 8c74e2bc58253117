"""Times as other programs write them, and whole milliseconds."""

import re
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

FURTHEST_MS = 7 * 86_400_000
"""Ms; further from the beginning than a week lies no event."""

_CLOCK = re.compile(r"(-?)(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d+))?")


def ms_of_seconds(written: str | float | Decimal) -> int | None:
    """Return seconds as ms, rounded half to even; a comma is a decimal comma. None where it is no such number.

    >>> ms_of_seconds("12.3456"), ms_of_seconds("-0,04"), ms_of_seconds("1e3"), ms_of_seconds("nan")
    (12346, -40, 1000000, None)
    """
    return _whole(written, Decimal(1000))


def whole_ms_of_seconds(written: str | float | Decimal) -> int | None:
    """Return the whole ms in so many seconds, the part of a ms cut off; None where it is no such number.

    >>> whole_ms_of_seconds(359.9999), whole_ms_of_seconds("x")
    (359999, None)
    """
    return _whole(written, Decimal(1000), ROUND_FLOOR)


def ms_of_ms(written: str | float | Decimal) -> int | None:
    """Return ms, rounded half to even; None where it is no such number.

    >>> ms_of_ms("1200.5"), ms_of_ms("")
    (1200, None)
    """
    return _whole(written, Decimal(1))


def ms_of_frames(written: str | float | Decimal, fps: Fraction) -> int | None:
    """Return when the frame with this number (0-based) begins, of so many in a second; None where it is no number.

    >>> ms_of_frames("30", Fraction(30000, 1001))
    1001
    """
    frames = _whole(written, Decimal(1))
    return None if frames is None else _within(round(Fraction(frames * 1000) / fps))


def ms_of_ticks(written: str | float | Decimal) -> int | None:
    """Return ten millionths of a second as ms, rounded half to even; None where it is no such number.

    >>> ms_of_ticks("23250005000"), ms_of_ticks("x")
    (2325000, None)
    """
    return _whole(written, Decimal("0.0001"))


def ms_of_clock(written: str, fps: Fraction | None = None) -> int | None:
    """Return h:m:s or m:s, with a part of a second behind a point or comma, as ms; None where it is no such time.

    Args:
        written: the text.
        fps: where given, h:m:s:f counts frames behind the last colon.

    >>> ms_of_clock("0:01:02.5"), ms_of_clock("-01:02,04"), ms_of_clock("00:00:01:12", Fraction(25)), ms_of_clock("3")
    (62500, -62040, 1480, None)
    """
    text, frames = written.strip(), 0
    if fps is not None and text.count(":") == 3:
        text, _, last = text.rpartition(":")
        if not last.isdecimal():
            return None
        frames = round(Fraction(int(last) * 1000) / fps)
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, seconds, part = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    ms = whole * 1000 + (_whole(f"0.{part}", Decimal(1000)) or 0 if part else 0) + frames
    return _within(-ms if sign else ms)


def seconds_text(ms: int) -> str:
    """Return ms as seconds with three decimals.

    >>> seconds_text(12040), seconds_text(-40)
    ('12.040', '-0.040')
    """
    sign = "-" if ms < 0 else ""
    return f"{sign}{abs(ms) // 1000}.{abs(ms) % 1000:03d}"


def clock_text(ms: int, mark: str = ".") -> str:
    """Return ms as hh:mm:ss and three digits behind the mark.

    >>> clock_text(3_723_004), clock_text(3_723_004, ":")
    ('01:02:03.004', '01:02:03:004')
    """
    sign, whole = ("-" if ms < 0 else ""), abs(ms)
    return f"{sign}{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{mark}{whole % 1000:03d}"


def _whole(written: str | float | Decimal, factor: Decimal, rounding: str = ROUND_HALF_EVEN) -> int | None:
    text = str(written).strip().replace(",", ".")
    if len(text) > 40 or "_" in text:
        return None
    try:
        ms = Decimal(text) * factor
        return _within(int(ms.quantize(Decimal(1), rounding))) if ms.is_finite() else None
    except (InvalidOperation, OverflowError):
        return None


def _within(ms: int) -> int | None:
    return ms if abs(ms) <= FURTHEST_MS else None
