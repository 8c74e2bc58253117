"""Codings for Praat: a TextGrid for each, in the long form and UTF-8; see labels.py for what its labels say."""

from collections.abc import Iterable, Iterator

from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.exchange.codings.labels import label_of
from annotator.exchange.codings.times import seconds_text
from annotator.exchange.codings.writers.behaviours import Line, Span, behaviour_lines
from annotator.exchange.codings.writers.free_names import free_name
from annotator.exchange.codings.writers.pieces import FileNames, joined
from annotator.progress import Progress

LOSES = (
    "A TextGrid does not say of which session it is and who coded it: the name of the file does.",
    "A TextGrid names no recordings.",
    "A TextGrid defines no codes: their keys, colours, groups and definitions, what may be answered, and which exclude "
    "each other are not written. What was answered stands in the label.",
    "A TextGrid has no interval without length: a state of 0 ms is written as one of 1 ms.",
    "A TextGrid has no state that is still running: it is written as if it ended where the coding ends.",
    "Variables of sessions, and descriptions of them, are not written.",
)


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file and a piece of it; progress is told 1 when all is written, and may raise to stop."""
    names = FileNames()
    for observation in codings.observations:
        name = f"{names.of(observation)}.TextGrid"
        for piece in _pieces(observation, behaviour_lines(codings.scheme, observation)):
            yield name, piece.encode("utf-8", "replace")
    progress(1.0)


def _pieces(observation: Observation, lines: list[Line]) -> Iterator[str]:
    ends = [row[-1].end_ms for line in lines for row in line.rows if row]
    starts = [row[0].start_ms for line in lines for row in line.rows if row]
    first = min([0, observation.start_ms or 0, *starts])
    last = max([first + 1, observation.close_ms, *ends])
    span = f"xmin = {_time(first)}\nxmax = {_time(last)}\n"
    yield f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n{span}tiers? <exists>\n'
    yield f"size = {sum(len(line.rows) for line in lines)}\nitem []:\n"
    taken: set[str] = set()
    number = 0
    for line in lines:
        for row in line.rows:
            number += 1
            is_point = line.code.kind == "point"
            kind = "TextTier" if is_point else "IntervalTier"
            yield f"    item [{number}]:\n        class = {_text(kind)}\n        name = {_text(_name(line, taken))}\n"
            yield "".join(f"        {one}\n" for one in span.splitlines())
            yield from _points(row) if is_point else _intervals(row, first, last)


def _name(line: Line, taken: set[str]) -> str:
    """Return what a tier is called: as its person and code, and by a number where another is called so already."""
    title = f"{line.code.actor} - {line.code.name}" if line.code.actor else line.code.name
    name = free_name(title, taken, "{} (overlapping {})")
    taken.add(name)
    return name


def _points(row: list[Span]) -> Iterator[str]:
    yield f"        points: size = {len(row)}\n"
    yield from joined(
        f"        points [{number}]:\n            number = {_time(one.start_ms)}\n"
        f"            mark = {_text(label_of(one.event))}\n"
        for number, one in enumerate(row, start=1)
    )


def _intervals(row: list[Span], first: int, last: int) -> Iterator[str]:
    filled = list(_filled(row, first, last))
    yield f"        intervals: size = {len(filled)}\n"
    yield from joined(
        f"        intervals [{number}]:\n            xmin = {_time(start)}\n            xmax = {_time(end)}\n"
        f"            text = {_text(label)}\n"
        for number, (start, end, label) in enumerate(filled, start=1)
    )


def _filled(row: Iterable[Span], first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """Yield the intervals of a tier, which cover all of it: where nothing is on, the label is empty."""
    at = first
    for span in row:
        if at < span.start_ms:
            yield at, span.start_ms, ""
        yield span.start_ms, span.end_ms, label_of(span.event)
        at = span.end_ms
    if at < last:
        yield at, last, ""


def _time(ms: int) -> str:
    return f"{seconds_text(ms)}000"


def _text(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"'
