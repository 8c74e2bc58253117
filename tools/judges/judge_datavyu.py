"""An independent reading of Datavyu files finds the same cells: it knows the notes on the format, nothing of ours.

The db is walked sign by sign: a backslash takes the next sign as it is, a comma parts values, a line end ends a cell.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from verdict import Finding, Observations, main, same


class Cell(NamedTuple):
    """A cell: its column, onset and offset in ms, and its values by the names of the arguments."""

    column: str
    onset: int
    offset: int
    values: tuple[tuple[str, str], ...]


def cells_of(path: Path) -> list[Cell]:
    """Return the cells of an .opf in the order of its db."""
    with zipfile.ZipFile(path) as archive:
        name = next(one for one in archive.namelist() if one.split("/")[-1] == "db" and "__MACOSX" not in one)
        signs = archive.read(name).decode("utf-8").replace("\r\n", "\n")
    cells, column, arguments = [], "", [""]
    for line in _lines(signs):
        if _is_cell(line):
            values = _parts(line[26:].removeprefix("(").removesuffix(")"))
            named = tuple((one, value) for one, value in zip(arguments, values, strict=False) if value)
            cells.append(Cell(column, _ms(line[:12]), _ms(line[13:25]), named))
        elif " (" in line and ")" in line:
            head, _, rest = line.partition(" (")
            column = ",".join(_parts(head))
            arguments = [one.split("|")[0] for one in _parts(rest.partition(")-")[2])] or [column]
    return cells


def _lines(text: str) -> Iterator[str]:
    line, escaped = "", False
    for sign in text:
        if sign == "\n" and not escaped:
            yield line
            line = ""
            continue
        line += sign
        escaped = sign == "\\" and not escaped
    if line:
        yield line


def _is_cell(line: str) -> bool:
    times = line[:26]
    return len(times) == 26 and times[12] == times[25] == "," and times.count(":") == 6 and times[:2].isdecimal()


def _parts(text: str) -> list[str]:
    parts, escaped = [""], False
    for sign in text:
        if escaped or sign not in {"\\", ","}:
            parts[-1] += sign
            escaped = False
        elif sign == ",":
            parts.append("")
        else:
            escaped = True
    return parts


def _ms(clock: str) -> int:
    hours, minutes, seconds, thousandths = (int(one) for one in clock.split(":"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def judge(folder: Path, expected: Observations) -> Iterator[Finding]:
    """Compare the cells of every file in the folder with what was coded."""
    found = {path.stem: cells_of(path) for path in sorted(folder.glob("*.opf"))}
    files = {f"{one['session']}_{one['coder']}": one["events"] for one in expected.values()}
    yield same("a file for each coding", [(name,) for name in found], [(name,) for name in files])
    seen = [(name, _plain(cell.column), cell.onset, cell.offset) for name, cells in found.items() for cell in cells]
    due = [
        (name, _plain(one["code"]), one["start_ms"], one["end_ms"] or 0)
        for name, events in files.items()
        for one in events
    ]
    yield same("the same cells with their onsets and offsets, to 1 ms", seen, due)
    answered = [
        (name, _plain(cell.column), cell.onset, *one)
        for name, cells in found.items()
        for cell in cells
        for one in cell.values
    ]
    said = [
        (name, _plain(one["code"]), one["start_ms"], _plain(question), answer)
        for name, events in files.items()
        for one in events
        for question, answer in (("actor", one["who"]), *one["answers"].items(), ("comment", one["comment"]))
        if answer
    ]
    yield same("the same actors, answers and comments", answered, said)


def _plain(name: str) -> str:
    """Return a name as the writer says that it writes it."""
    return name.replace("(", "[").replace(")", "]").replace("|", "/")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:  # of any files: how many cells, and the sum of their times
        for file in sys.argv[2:]:
            counted = cells_of(Path(file))
            sys.stdout.write(
                f"{len(counted)} {sum(c.onset for c in counted)} {sum(c.offset for c in counted)} {file}\n"
            )
    else:
        main(judge)
