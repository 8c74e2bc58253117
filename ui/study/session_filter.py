"""Which sessions the table shows: those that fit what is typed, the chips of variables, and what is left to do."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from ui.study.overview import SessionRow
from ui.study.session_columns import as_number

Due = Literal["all", "to assign", "with findings", "to settle", "settled"]
DUES: dict[Due, str] = {
    "all": "All",
    "to assign": "To assign",
    "with findings": "With findings",
    "to settle": "To settle",
    "settled": "Settled",
}
"""What a session is waiting for, and how the window calls it."""


class VariableChip(Struct, frozen=True):
    """That a variable is a value, or a number in a range such as 11–15."""

    name: str
    wanted: str

    @property
    def text(self) -> str:
        """What the chip says."""
        return f"{self.name}: {self.wanted or 'empty'}"

    def fits(self, row: SessionRow) -> bool:
        """Whether it is so of a session."""
        if row.session is None:
            return False
        value = row.session.variables.get(self.name, "")
        if value.casefold() == self.wanted.casefold():
            return True
        limits, found = range_of(self.wanted), as_number(value)
        return limits is not None and found is not None and limits[0] <= found <= limits[1]


class SessionFilter(Struct, frozen=True):
    """Which sessions are shown.

    words: each has to occur in the id, a coder or a variable of the session.
    """

    words: str = ""
    chips: tuple[VariableChip, ...] = ()
    due: Due = "all"

    def shown(self, rows: Iterable[SessionRow]) -> list[SessionRow]:
        """Return the rows that fit."""
        return [row for row in self.fitting(rows) if is_due(row, self.due)]

    def fitting(self, rows: Iterable[SessionRow]) -> list[SessionRow]:
        """Return the rows that fit words and chips, whatever is left to do."""
        words = self.words.casefold().split()
        return [
            row
            for row in rows
            if all(chip.fits(row) for chip in self.chips) and (not words or all(one in _said(row) for one in words))
        ]


def is_due(row: SessionRow, due: Due) -> bool:
    """Whether a session is waiting for this."""
    if due == "to assign":
        return row.session is not None and not row.coded_by and not row.assigned
    if due == "with findings":
        return bool(row.findings or row.problem)
    return due in ("all", row.settling)


def range_of(text: str) -> tuple[float, float] | None:
    """Return the two ends of a range, or None.

    >>> range_of("11–15"), range_of("12.5-13,5"), range_of("mother")
    ((11.0, 15.0), (12.5, 13.5), None)
    """
    for sign in ("–", "-"):
        low, found, high = text.partition(sign)
        ends = as_number(low), as_number(high)
        if found and ends[0] is not None and ends[1] is not None:
            return ends[0], ends[1]
    return None


def chip_in(text: str, names: Iterable[str]) -> VariableChip | None:
    """Return the chip that is meant by "age: 11–15"; None where that is no variable."""
    name, colon, wanted = text.partition(":")
    known = next((one for one in names if one.casefold() == name.strip().casefold()), None)
    return VariableChip(known, wanted.strip()) if colon and known is not None else None


def _said(row: SessionRow) -> str:
    variables = "" if row.session is None else " ".join(f"{k}:{v}" for k, v in row.session.variables.items())
    return f"{row.id} {' '.join(row.begun())} {variables}".casefold()
