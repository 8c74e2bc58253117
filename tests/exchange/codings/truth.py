"""The few events that every table of another program holds here, and how tables are written."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import xlsxwriter

FRAME_MS = 40


class Said(NamedTuple):
    """One event of the truth, its times in ms."""

    who: str
    in_set: str
    code: str
    start: int
    end: int
    answer: str = ""
    comment: str = ""

    @property
    def is_point(self) -> bool:
        return self.start == self.end


TRUTH = (
    Said("infant", "affect", "cry", 1200, 3400, "high"),
    Said("mother", "gaze", "toy", 2000, 4000),
    Said("infant", "reach", "reach", 2600, 2600),
    Said("infant", "affect", "fuss", 3400, 5000, "low", 'said "no", twice\nthen slept'),
    Said("infant", "affect", "cry", 6000, 8000, "high"),
    Said("mother", "gaze", "face", 7000, 9000),
)
STATES = tuple(one for one in TRUTH if not one.is_point)


def seconds(ms: int, mark: str = ".") -> str:
    return f"{ms // 1000}{mark}{ms % 1000:03d}"


def clock(ms: int, mark: str = ".") -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"


def csv_bytes(
    rows: Iterable[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, Iterable[Sequence[Any]]], clock_columns: Sequence[int] = ()) -> bytes:
    """Return a workbook; numbers are numbers in it, those in clock_columns (ms) times of a spreadsheet."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    times = book.add_format({"num_format": "[h]:mm:ss.000"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if place in clock_columns and isinstance(cell, int):
                    sheet.write_number(at, place, cell / 86_400_000, times)
                else:
                    sheet.write(at, place, cell)
    book.close()
    return data.getvalue()


def moments() -> Iterator[tuple[str, int, Said]]:
    """Yield starts, stops and points by time: a stop before the start at the same moment."""
    said = [("POINT", one.start, one) for one in TRUTH if one.is_point]
    said += [(what, at, one) for one in STATES for what, at in (("START", one.start), ("STOP", one.end))]
    yield from sorted(said, key=lambda one: (one[1], one[0] != "STOP"))
