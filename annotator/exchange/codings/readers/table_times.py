"""The times of a table, as its shape says that they are written."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from annotator.errors import FormatError
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.codings.times import (
    FURTHEST_MS,
    ms_of_clock,
    ms_of_frames,
    ms_of_ms,
    ms_of_seconds,
    ms_of_ticks,
)

_DAY_MS = 86_400_000
_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[-./](\d{1,2})[-./](\d{4}))(?:[T ]\s*(?=\d)|$)")
_MS_BEHIND = re.compile(r"(-?\d+:\d{1,2}:\d{1,2}):(\d{3})")
_WHOLE = re.compile(r"\d{1,15}")

NO_RATE = "how many frames are in a second is not said."


class Times:
    """Reads times; each text is understood once.

    Args:
        shape: of the table.
        file_name: what messages call its file.

    Raises:
        FormatError: if it needs frames in a second and does not say how many, or says none.
    """

    def __init__(self, shape: Shape, file_name: str) -> None:
        try:
            self._rate = shape.rate
        except FormatError as error:
            raise FormatError(f"{file_name}: {error.what}", error.hint) from error
        if self._rate is None and ("frame" in shape.time or shape.ends == "last"):
            raise FormatError(f"{file_name}: {NO_RATE}", "Say it: fps, such as 25 or 30000/1001.")
        self._file_name = file_name
        self._shape = shape
        self._read = self._number()
        self._known: dict[str, int | None] = {}

    def moment(self, text: str) -> int | None:
        """Return a time in ms; None where it is none.

        Where times count from the first, and a date stands before it, it counts from the beginning of the calendar.
        """
        if text not in self._known:
            self._known[text] = self._understood(text)
        return self._known[text]

    def length(self, text: str) -> int | None:
        """Return how long something lasts, in ms; None where that is no such time, or less than nothing."""
        found = self.moment(text)
        return found if found is not None and 0 <= found <= FURTHEST_MS else None

    def end(self, text: str) -> int | None:
        """Return the first moment at which something is over, in ms, of the end that the table says."""
        if self._shape.ends == "over":
            return self.moment(text)
        assert self._rate is not None
        if self._shape.time == "frames" and _WHOLE.fullmatch(text):
            return ms_of_frames(int(text) + 1, self._rate)
        found = self.moment(text)
        if found is None:
            return None
        frame = round(found * self._rate / 1000)
        if abs(ms_exactly(frame, self._rate) - found) <= 1:
            return round(ms_exactly(frame + 1, self._rate))  # so that it ends where the next frame begins, to the ms
        return round(found + Fraction(1000) / self._rate)

    def end_after(self, start: str, length: str) -> int | None:
        """Return the end of something, in ms, of its start and of how long it lasts."""
        if self._shape.time == "frames" and _WHOLE.fullmatch(start) and _WHOLE.fullmatch(length):
            return self.moment(str(int(start) + int(length)))
        first, lasting = self.moment(start), self.length(length)
        return None if first is None or lasting is None else first + lasting

    def step(self) -> int | None:
        """Return from row to row of a sampled table, in ms; None where the shape does not say it."""
        if self._shape.step_s:
            found = ms_of_seconds(self._shape.step_s)
            if not found or found < 0:
                raise FormatError(f"{self._file_name}: “{self._shape.step_s[:40]}” is no step.", "Write seconds: 0.2.")
            return found
        return None if self._rate is None else max(1, round(Fraction(1000) / self._rate))

    def _understood(self, text: str) -> int | None:
        if "-" in text[1:] or "/" in text or text.count(".") > 1:
            return self._dated(text)
        if ":" in text:
            return self._clock(text)
        return self._read(text)

    def _dated(self, text: str) -> int | None:
        found = _DATE.match(text)
        if found is None:
            return self._read(text)
        clock = text[found.end() :].strip()
        ms = self._clock(clock) if clock else 0
        if ms is None or not self._shape.from_first:
            return ms
        year, month, day = (int(one) for one in (found[1], found[2], found[3]) if one) if found[1] else (
            int(found[6]), int(found[5]), int(found[4])
        )  # fmt: skip
        if month > 12:
            month, day = day, month
        try:
            return date(year, month, day).toordinal() * _DAY_MS + ms
        except ValueError:
            return None

    def _clock(self, text: str) -> int | None:
        if self._shape.time == "clock frames":
            return ms_of_clock(text, self._rate)
        found = _MS_BEHIND.fullmatch(text.strip())
        return ms_of_clock(f"{found[1]}.{found[2]}" if found else text)

    def _number(self) -> Callable[[str], int | None]:
        """Return what reads a time without colons."""
        shape, rate = self._shape, self._rate
        other = {".": ",", ",": "."}.get(shape.decimal)

        def read(text: str) -> int | None:
            if other is not None and other in text:
                return None  # the mark of thousands, perhaps: what looks like seconds would be a thousand of them
            match shape.time:
                case "frames":
                    return ms_of_frames(text, rate or Fraction(1))
                case "ms":
                    return ms_of_ms(text)
                case "ticks":
                    return ms_of_ticks(text)
                case "seconds":
                    return ms_of_seconds(text)
            return None

        return read


def ms_exactly(frame: int, rate: Fraction) -> Fraction:
    """Return when a frame begins, in ms.

    >>> ms_exactly(30, Fraction(30000, 1001))
    Fraction(1001, 1)
    """
    return Fraction(frame * 1000) / rate


def as_decimal(text: str) -> Decimal | None:
    """Return a number as it is written, with a decimal comma or point; None where it is none.

    >>> as_decimal("1,5"), as_decimal("x"), as_decimal("nan")
    (Decimal('1.5'), None, None)
    """
    if not re.fullmatch(r"\s*[+-]?\d{0,15}(?:[.,]\d{1,9})?\s*", text) or not text.strip(" +-"):
        return None
    return Decimal(text.strip().replace(",", "."))
