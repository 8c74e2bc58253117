"""Codings as subtitles, to be seen beside the recording; see labels.py for what a cue says."""

from collections.abc import Callable, Iterator
from itertools import chain

from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.exchange.codings.writers.behaviours import Span, spans_of
from annotator.exchange.codings.writers.pieces import FileNames, joined
from annotator.progress import Progress

LOSES = (
    "Subtitles have no points: a point is written as a cue of 1 ms, and what is 1 ms long or less reads as a point.",
    "Subtitles have no cue that is still running: a state is written as if it ended where the coding ends.",
    "Subtitles have no times before 0: what begins before it is written from 0 on, and what ends before it is left "
    "out.",
    "Subtitles define no codes: their keys, colours, groups and definitions, what may be answered, and which exclude "
    "each other are not written. What was answered stands in the text of the cue.",
    "Variables of sessions, and descriptions of them, are not written.",
)
"""What no kind of subtitles holds."""


def files(
    codings: ForeignCodings,
    progress: Progress,
    suffix: str,
    head: Callable[[Observation], str],
    cue: Callable[[Span], str],
) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file and a piece of it.

    Args:
        codings: what is written.
        progress: told 1 when all is written; it may raise to stop.
        suffix: in which the names end, without the point.
        head: returns what stands before the cues.
        cue: returns what is written of an event.
    """
    names = FileNames()
    for observation in codings.observations:
        name = f"{names.of(observation)}.{suffix}"
        cues = (cue(span) for span in spans_of(observation, 0))
        for piece in joined(chain((head(observation),), cues)):
            yield name, piece.encode("utf-8", "replace")
    progress(1.0)
