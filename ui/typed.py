"""How numbers and times are read that people type. It is the same on every computer, whatever its language.

A point and a comma both stand before the decimals, so neither ever stands between thousands. What can be read in two
ways is not read at all: the field then says so.
"""

import re
from decimal import Decimal

_NUMBER = re.compile(r"([-−+]?)([0-9]+[.,]?[0-9]*|[.,][0-9]+)\s*(\D*)")
_CLOCK = re.compile(r"([-−+]?)(?:([0-9]+):)?([0-9]+):([0-9]+[.,]?[0-9]*)")
_SECONDS = {"ms": Decimal("0.001"), "s": Decimal(1), "min": Decimal(60), "h": Decimal(3600)}
_FRAMES = ("f", "fr", "frame", "frames")


def typed_number(text: str, unit: str = "") -> Decimal | None:
    """Return a typed number in the unit it is meant in, or None if it is not one.

    The unit itself may be typed too; where it is "s", so may ms, min and h, and times such as 1:02.5. "fr" are frames.

    >>> typed_number("1,25"), typed_number("-1.25"), typed_number("1.000,5"), typed_number("1 000")
    (Decimal('1.25'), Decimal('-1.25'), None, None)
    >>> typed_number("100 ms", "s"), typed_number("1:02.5", "s"), typed_number("5%", "%"), typed_number("5%")
    (Decimal('0.100'), Decimal('62.5'), Decimal('5'), None)
    """
    text = text.strip()
    if unit == "s" and (clock := _CLOCK.fullmatch(text)) is not None:
        return _clock(*clock.groups())
    match = _NUMBER.fullmatch(text)
    factor = _factor(match[3].strip(), unit) if match is not None else None
    return None if match is None or factor is None else factor * _signed(match[1], match[2])


def typed_ms(text: str) -> int | None:
    """Return a typed moment of session time in ms, or None if it is not one; a number alone counts seconds.

    >>> typed_ms("12:41.520"), typed_ms("1:02:05"), typed_ms("7,5"), typed_ms("12:75"), typed_ms("100 ms")
    (761520, 3725000, 7500, None, 100)
    """
    seconds = typed_number(text, "s")
    is_moment = seconds is not None and seconds >= 0 and seconds * 1000 % 1 == 0
    return int(seconds * 1000) if seconds is not None and is_moment else None


def typed_frame(text: str) -> int | None:
    """Return a typed frame number, or None if it is not one.

    >>> typed_frame("#19038"), typed_frame("19038 f"), typed_frame("19038")
    (19038, 19038, None)
    """
    match = re.fullmatch(r"#\s*([0-9]+)|([0-9]+)\s*f", text.strip())
    return int(match[1] or match[2]) if match else None


def written_number(value: float) -> str:
    """Write a number in full, so that reading it gives the same number again.

    >>> written_number(1.25), written_number(20.0), written_number(-0.00000025), written_number(12)
    ('1.25', '20', '-0.00000025', '12')
    """
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").removesuffix(".") if "." in text else text


def _clock(sign: str, hours: str | None, minutes: str, seconds: str) -> Decimal | None:
    below = _signed("", seconds)
    if below >= 60 or (hours is not None and int(minutes) > 59):
        return None
    return _signed(sign, "1") * ((int(hours or 0) * 60 + int(minutes)) * 60 + below)


def _signed(sign: str, number: str) -> Decimal:
    return Decimal(("-" if sign in ("-", "−") else "") + number.replace(",", "."))


def _factor(typed: str, unit: str) -> Decimal | None:
    """Return what a number in the typed unit is multiplied by; None where that unit is not understood."""
    if typed in ("", unit) or (unit == "fr" and typed in _FRAMES):
        return Decimal(1)
    return _SECONDS.get(typed) if unit == "s" else None
