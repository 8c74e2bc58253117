"""Codings out of subtitles: WebVTT and SRT.

What a cue shows is a code, and in WebVTT its voice (<v infant>) who does it, in SRT what stands before “ - ”; answers
and comments are written as in labels.py. Where the cues of a file are longer, or more, than anybody chooses from, they
are what somebody said: they become comments of one code. A cue of 1 ms, which nobody can read, is a point.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.labels import are_codes, label_in, person_in
from annotator.exchange.codings.occurring import scheme_of
from annotator.exchange.codings.times import ms_of_clock, ms_of_ms
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.lines import lines_of
from annotator.exchange.told import Told
from annotator.text import plain

SIGNED = "Codings of the Strange Situation annotator"
"""How the note begins that this program writes into WebVTT; below it stand session, coder and end."""

SPOKEN = "speech"
"""The code of cues that hold what somebody said."""

_TIMES = re.compile(r"\s*(-?[\d:.,]+)\s*-->\s*(-?[\d:.,]+)(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|(</v>)")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]*>")
_PLACED = re.compile(r"\{\\[^}]*\}")
_NO_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_FEW, _MANY = 20, 100
"""So many different texts are codes, however seldom each comes; more in SRT, which does not say where it is from."""


_Block = tuple[int, list[str]]


class _Cue(NamedTuple):
    line: int
    start_ms: int
    end_ms: int
    who: str
    text: str


def read(file: ForeignFile) -> ForeignCodings:
    """Return the coding of a file: only what this program wrote says of which session it is and who coded it.

    Raises:
        FormatError: if it is no text.
    """
    blocks = list(_blocks(lines_of(file), file))
    is_vtt = bool(blocks) and blocks[0][1][0].startswith("WEBVTT")
    told = Told()
    said = _signed(blocks) if is_vtt else {}
    cues = [one for block in blocks for part in _apart(block) for one in _cues(part, told, is_vtt=is_vtt)]
    labels = [cue.text for cue in cues]
    are_ours = bool(said) or are_codes(labels, set(labels), _FEW if is_vtt else _MANY)
    events = tuple(_event(cue, is_code=are_ours) for cue in cues)
    name = "WebVTT" if is_vtt else "SRT"
    doubts = () if are_ours else (f"What the subtitles show was taken for speech: it is “{SPOKEN}”, with comments.",)
    observation = Observation(
        name=file.path.stem,
        events=events,
        session=said.get("session", ""),
        coder=said.get("coder", ""),
        end_ms=ms_of_ms(said.get("end_ms", "")),
    )
    scheme = scheme_of(file.title, f"{name} subtitles", events, {})
    return ForeignCodings(name, (observation,), scheme, told.sentences(), doubts)


def _signed(blocks: Iterable[_Block]) -> dict[str, str]:
    """Return what the note says that this program writes, nothing where there is none."""
    notes = (lines[2:] for _, lines in blocks if lines[:2] == ["NOTE", SIGNED])
    return {name: value for name, _, value in (line.partition(": ") for line in next(notes, []))}


def _blocks(lines: Sequence[str], file: ForeignFile) -> Iterator[_Block]:
    """Yield the lines between blank lines, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate((*lines, ""), start=1):
        if number % 1000 == 0:
            file.progress(number / (len(lines) + 1))
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _apart(block: _Block) -> Iterator[_Block]:
    """Yield the cues of a block, in which the blank line between two may be missing."""
    first, lines = block
    times = [place for place, line in enumerate(lines) if _TIMES.fullmatch(line)]
    if len(times) < 2 or _NO_CUE.match(lines[0]):
        yield block
        return
    begins = [0, *(place - 1 if lines[place - 1].strip().isdecimal() else place for place in times[1:])]
    for begin, end in pairwise([*begins, len(lines)]):
        yield first + begin, lines[begin:end]


def _cues(block: _Block, told: Told, *, is_vtt: bool) -> Iterator[_Cue]:
    """Yield what a block shows, for each voice in it."""
    first, lines = block
    place = next((place for place, line in enumerate(lines[:2]) if "-->" in line), None)
    if place is None:
        if not (is_vtt and _NO_CUE.match(lines[0])):
            told.say(f"Line {first}: “{plain(lines[0], 60)}” has no time.", "lines without a time")
        return
    found, line = _TIMES.fullmatch(lines[place]), first + place
    start, end = (ms_of_clock(found[1]), ms_of_clock(found[2])) if found else (None, None)
    if start is None or end is None:
        told.say(f"Line {line}: the times “{plain(lines[place], 60)}” cannot be read.", "lines with such times")
        return
    shown = [
        (html.unescape(who), text)
        for who, spoken in _voices(" ".join(lines[place + 1 :]))
        if (text := _shown(spoken, is_vtt=is_vtt))
    ]
    if not shown:
        told.say(f"Line {line}: nothing is shown at this time.", "cues that show nothing")
    for who, text in shown:
        yield _Cue(line, start, end, *((who, text) if who or is_vtt else person_in(text)))


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Yield who speaks, "" for nobody, and what, with its tags."""
    at, who = 0, ""
    for found in _VOICE.finditer(text):
        yield who, text[at : found.start()]
        at, who = found.end(), (found[1] or "").strip()
    yield who, text[at:]


def _shown(spoken: str, *, is_vtt: bool) -> str:
    """Return a text without its tags, and the escapes of WebVTT or the places of SRT."""
    text = _TAG.sub("", spoken)
    return (html.unescape(text) if is_vtt else _PLACED.sub("", text)).strip()


def _event(cue: _Cue, *, is_code: bool) -> ForeignEvent:
    is_point = cue.end_ms - cue.start_ms in {0, 1}
    event = ForeignEvent(
        code=SPOKEN,
        start_ms=cue.start_ms,
        end_ms=cue.start_ms if is_point else cue.end_ms,
        kind="point" if is_point else "state",
        who=cue.who,
        comment=cue.text,
        row=f"line {cue.line}",
    )
    if not is_code:
        return event
    label = label_in(cue.text)
    return replace(event, code=label.code, answers=label.answers, comment=label.comment)
