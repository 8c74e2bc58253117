"""What the versions of a coding say, in words: each item with its moment, and what kind of copy a copy is."""

from datetime import datetime
from typing import assert_never

from annotator.model.codebook import Codebook
from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
    Settlement,
    Submission,
)
from annotator.model.judging import cell_name, class_name
from annotator.study.copies import CopyOfCoding
from annotator.text import DASH, clock, count, listed

KINDS = {
    "conflict": "Copy beside the coding",
    "kept": "Kept on this computer",
    "backup": "Backup",
}
WHY = {
    "conflict": "It was written when another program had changed the file of the coding.",
    "kept": "It was kept here while the study could not be written.",
    "backup": "The program made it when the coding was opened or closed.",
}


def copy_words(copy: CopyOfCoding, here: str) -> str:
    """Return what a copy holds, in one line; here is where the study lies."""
    other = f" · from {copy.place}" if copy.place and copy.place != here else ""
    return f"{count(copy.edits, 'edit')} · {when(copy.at)}{other}"


def when(at: datetime | None) -> str:
    """Return a time of day of this computer."""
    return f"{at.astimezone():%d %b %Y, %H:%M}" if at is not None else "time unknown"


def item_words(item: Item, codebook: Codebook) -> tuple[str, str]:
    """Return what an item is about, and what it says of that."""
    match item:
        case Event():
            words = _code(item.code, codebook), _event(item, codebook)
        case EpisodeMark():
            words = f"Episode {item.episode}", f"from {clock(item.start_ms)}"
        case Rating():
            words = cell_name(codebook, item.cell), "not ratable" if item.value is None else f"{item.value:g}"
        case Classification():
            words = "Classification", class_name(item) or DASH
        case Segment():
            words = "Segment", _span(item.start_ms, item.end_ms)
        case IntervalRecord() | LookedFor():
            what = "Interval" if isinstance(item, IntervalRecord) else "Looked for"
            codes = ", ".join(_code(code, codebook) for code in item.codes) or "nothing"
            words = what, f"{_span(item.start_ms, item.end_ms)}: {codes}"
        case Submission():
            words = "Submission", "submitted"
        case Basis():
            words = "Consensus", f"of {listed(item.coders)}"
        case Settlement():
            words = "Settlement", item.decided
        case _:
            assert_never(item)
    return words


def moment(item: Item | None) -> int | None:
    """Return when an item begins, in ms; None for what has no moment."""
    return getattr(item, "start_ms", None)


def _code(code_id: str, codebook: Codebook) -> str:
    code = codebook.code_by_id.get(code_id)
    return code.name if code is not None else code_id


def _event(event: Event, codebook: Codebook) -> str:
    named = codebook.modifier_by_id
    asked = [f"{named[key].name if key in named else key}: {value}" for key, value in event.modifiers.items()]
    rest = [*asked, *(["unsure"] if event.unsure else []), *(["with a comment"] if event.comment else [])]
    return ", ".join([_span(event.start_ms, event.end_ms), *rest])


def _span(start_ms: int, end_ms: int | None) -> str:
    if end_ms == start_ms:
        return f"at {clock(start_ms)}"
    return f"{clock(start_ms)} to {clock(end_ms)}" if end_ms is not None else f"from {clock(start_ms)} on"
