"""Codings as subtitles, to be seen beside the recording: WebVTT and SRT. See labels.py for what a cue says."""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.exchange.codings.labels import label_of, quoted, with_person
from annotator.exchange.codings.readers.subtitles import SIGNED
from annotator.exchange.codings.times import clock_text
from annotator.exchange.codings.writers.lines import Span, spans_of
from annotator.exchange.codings.writers.pieces import joined
from annotator.progress import Progress

LOSES = (
    "Subtitles have no points: a point is written as a cue of 1 ms, and what is 1 ms long or less reads as a point.",
    "Subtitles have no cue that is still running: a state is written as if it ended where the coding ends.",
    "Subtitles have no times before 0: what begins before it is written from 0 on, and what ends before it is left "
    "out.",
    "Subtitles define no codes: their keys, colours, groups and definitions, what may be answered, and which exclude "
    "each other are not written. What was answered stands in the text of the cue.",
    "Subtitles name no recordings. SRT does not say of which session it is and who coded it: the name of the file "
    "does.",
    "Variables of sessions, and descriptions of them, are not written.",
)

_NOT_IN_SRT = re.compile(r"[<{]|(?<=--)>")
_NOT_IN_VTT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write_vtt(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file of WebVTT and a piece of it; progress is told 1 at the end, and may raise to stop."""
    yield from _files(codings, progress, "vtt", _vtt_head, _vtt_cue)


def write_srt(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each SRT file and a piece of it; progress is told 1 at the end, and may raise to stop."""
    yield from _files(codings, progress, "srt", lambda _observation: "", _srt_cue)


def _files(
    codings: ForeignCodings,
    progress: Progress,
    suffix: str,
    head: Callable[[Observation], str],
    cue: Callable[[Span], str],
) -> Iterator[tuple[str, bytes]]:
    for observation in codings.observations:
        name = f"{observation.session}_{observation.coder}.{suffix}"
        cues = (cue(span) for span in spans_of(observation, 0))
        for piece in joined(chain((head(observation),), cues)):
            yield name, piece.encode("utf-8", "replace")
    progress(1.0)


def _vtt_head(observation: Observation) -> str:
    said = {"session": observation.session, "coder": observation.coder, "end_ms": observation.end_ms}
    lines = "".join(f"{name}: {value}\n" for name, value in said.items() if value is not None)
    return f"WEBVTT\n\nNOTE\n{SIGNED}\n{lines}\n"


def _vtt_cue(span: Span) -> str:
    who = f"<v {_escaped(span.event.who)}>" if span.event.who else ""
    times = f"{clock_text(span.start_ms)} --> {clock_text(span.end_ms)}"
    return f"{times}\n{who}{_escaped(label_of(span.event))}\n\n"


def _escaped(text: str) -> str:
    return re.sub("[&<>]", lambda found: _NOT_IN_VTT[found[0]], text)


def _srt_cue(span: Span) -> str:
    label = quoted(with_person(span.event.who, label_of(span.event)), _NOT_IN_SRT)
    return f"{span.number + 1}\n{clock_text(span.start_ms, ',')} --> {clock_text(span.end_ms, ',')}\n{label}\n\n"
