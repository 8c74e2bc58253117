"""Times as other programs write them, and whole milliseconds."""

import re
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

FURTHEST_MS = 7 * 86_400_000
"""Ms; further from the beginning than a week lies no event."""

_TIME_CODE = re.compile(r"(-?\d+:\d{1,2}:\d{1,2})([:;])(\d{1,3})")
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
        fps: where given, h:m:s:f counts frames behind the last colon; h:m:s;f is time code that leaves numbers out, so
            that it keeps step with the clock where frames are a little less than 30 or 60 in a second.

    >>> ms_of_clock("0:01:02.5"), ms_of_clock("-01:02,04"), ms_of_clock("00:00:01:12", Fraction(25)), ms_of_clock("3")
    (62500, -62040, 1480, None)
    >>> ms_of_clock("00:10:00;00", Fraction(30000, 1001)), ms_of_clock("0:00:75"), ms_of_clock("75:30")
    (599999, None, 4530000)
    """
    text, frames = written.strip(), 0
    if fps is not None and (with_frames := _TIME_CODE.fullmatch(text)):
        text, mark, last = with_frames.groups()
        if int(last) >= fps:
            return None
        if mark == ";" and fps.denominator != 1:
            return _of_time_code(text, int(last), fps)
        frames = round(Fraction(int(last) * 1000) / fps)
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, seconds, part = found.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    ms = whole * 1000 + (_whole(f"0.{part}", Decimal(1000)) or 0 if part else 0) + frames
    return _within(-ms if sign else ms)


def _of_time_code(clock: str, last: int, fps: Fraction) -> int | None:
    """Return the ms of time code without the numbers that it leaves out: 2 of 30 each minute, but each tenth."""
    whole = ms_of_clock(clock)
    if whole is None or whole < 0:
        return None
    seconds, a_second = whole // 1000, round(fps)
    left_out = a_second // 15 * (seconds // 60 - seconds // 600)
    return ms_of_frames(seconds * a_second + last - left_out, fps)


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
