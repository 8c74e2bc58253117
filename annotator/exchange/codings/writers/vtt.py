"""Codings as WebVTT: the voice of a cue is who does it, and a note says of which session it is and who coded it."""

import re
from collections.abc import Iterator

from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.exchange.codings.labels import label_of
from annotator.exchange.codings.readers.subtitles import SIGNED
from annotator.exchange.codings.times import clock_text
from annotator.exchange.codings.writers.behaviours import Span
from annotator.exchange.codings.writers.subtitles import LOSES as ANY_LOSES
from annotator.exchange.codings.writers.subtitles import files
from annotator.progress import Progress

LOSES = (*ANY_LOSES, "WebVTT names no recordings.")

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file and a piece of it; progress is told 1 when all is written, and may raise to stop."""
    return files(codings, progress, "vtt", _head, _cue)


def _head(observation: Observation) -> str:
    said = {"session": observation.session, "coder": observation.coder, "end_ms": observation.end_ms}
    lines = "".join(f"{name}: {value}\n" for name, value in said.items() if value is not None)
    return f"WEBVTT\n\nNOTE\n{SIGNED}\n{lines}\n"


def _cue(span: Span) -> str:
    who = f"<v {_escaped(span.event.who)}>" if span.event.who else ""
    times = f"{clock_text(span.start_ms)} --> {clock_text(span.end_ms)}"
    return f"{times}\n{who}{_escaped(label_of(span.event))}\n\n"


def _escaped(text: str) -> str:
    return re.sub("[&<>]", lambda found: _ESCAPES[found[0]], text)
