"""Codings as SRT: who does it stands before “ - ”."""

import re
from collections.abc import Iterator

from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.codings.labels import label_of, quoted, with_person
from annotator.exchange.codings.times import clock_text
from annotator.exchange.codings.writers.behaviours import Span
from annotator.exchange.codings.writers.subtitles import LOSES as ANY_LOSES
from annotator.exchange.codings.writers.subtitles import files
from annotator.progress import Progress

LOSES = (
    *ANY_LOSES,
    "SRT names no recordings, and does not say of which session it is and who coded it: the name of the file does.",
)

_TAGS = re.compile(r"[<{]|(?<=--)>")


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file and a piece of it; progress is told 1 when all is written, and may raise to stop."""
    return files(codings, progress, "srt", lambda _observation: "", _cue)


def _cue(span: Span) -> str:
    label = quoted(with_person(span.event.who, label_of(span.event)), _TAGS)
    return f"{span.number + 1}\n{clock_text(span.start_ms, ',')} --> {clock_text(span.end_ms, ',')}\n{label}\n\n"
