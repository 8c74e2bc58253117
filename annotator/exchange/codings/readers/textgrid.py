"""Codings out of Praat TextGrids. An interval is a state, a point a point; an empty label is nothing.

A tier that is called as what stands on it (“infant - crying”, or “crying”) is one code, with answers and comments as in
labels.py. So is one on which stands only a sign that it is on (x, 1, +). Else the labels of a tier are its codes, which
exclude each other; where they are longer, or more, than anybody chooses from, they are what somebody said: the tier is
one code and they are its comments. What stands before “ - ” in the name of a tier is who does it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.labels import Label, are_codes, label_in, person_in
from annotator.exchange.codings.occurring import scheme_of
from annotator.exchange.codings.readers.textgrid_text import POINTS, Grid, GridTier, grid_of
from annotator.exchange.codings.times import ms_of_seconds
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.told import Told
from annotator.text import plain

_PARSED = 0.8
"""The share of the work that is done once the text is taken apart."""

_ON = {"x", "1", "+", "yes"}
_OVERLAPPING = re.compile(r" \(overlapping [0-9]+\)$")


class _Read(NamedTuple):
    """How a tier is read: who does it, its one code ("" where each label is one), whether labels have our form."""

    who: str
    code: str
    is_form: bool
    channel: str


def read(file: ForeignFile) -> ForeignCodings:
    """Return the coding of a file: it says neither who coded it nor of which recording.

    Raises:
        FormatError: if it is no TextGrid, or not written as Praat writes them.
    """
    text = text_of(file.data, file.name, file.encoding)
    grid = grid_of(text, file.name, lambda share: file.progress(_PARSED * share))
    told, doubts = Told(), []
    channels: dict[tuple[str, str], str] = {}
    events: list[ForeignEvent] = []
    whole, done = sum(len(tier.marks) for tier in grid.tiers) or 1, 0
    for tier in grid.tiers:
        how = _how(tier)
        if how.code and not how.is_form and not all(_says_no_more(mark.label.strip(), how) for mark in tier.marks):
            doubts.append(f"What is written on {plain(tier.name)} was taken for text: it stands in the comments.")
        for event in _events(tier, how, told):
            events.append(event)
            if how.channel:
                channels[event.code, event.who] = how.channel
        done += len(tier.marks)
        file.progress(_PARSED + (1 - _PARSED) * done / whole)
    scheme = scheme_of(file.title, "a TextGrid", events, channels)
    return ForeignCodings("Praat", (_observation(file, grid, events),), scheme, told.sentences(), tuple(doubts))


def _observation(file: ForeignFile, grid: Grid, events: list[ForeignEvent]) -> Observation:
    return Observation(
        name=file.path.stem,
        events=tuple(events),
        start_ms=ms_of_seconds(grid.start),
        end_ms=ms_of_seconds(grid.end),
    )


def _how(tier: GridTier) -> _Read:
    labels = [label for mark in tier.marks if (label := mark.label.strip())]
    different = set(labels)
    codes = {label_in(label).code for label in different}
    if len(codes) == 1 and (who := _who_of(tier.name, code := codes.pop())) is not None:
        return _Read(who, code, is_form=True, channel="")
    who, title = person_in(tier.name)
    if {label.lower() for label in different} <= {title.lower(), *_ON}:
        return _Read(who, title, is_form=False, channel="")
    if not are_codes(labels, different):
        return _Read(who, title or "text", is_form=False, channel="")
    is_channel = len(different) > 1 and tier.kind != POINTS
    return _Read(who, "", is_form=False, channel=tier.name if is_channel else "")


def _who_of(tier: str, code: str) -> str | None:
    """Return who does what a tier is called after, None where it is not called after this code."""
    for name in (tier, _OVERLAPPING.sub("", tier)):
        if name == code:
            return ""
        if name.endswith(f" - {code}"):
            return name.removesuffix(f" - {code}")
    return None


def _says_no_more(text: str, how: _Read) -> bool:
    """Whether a label says only that its code is on."""
    return text.lower() in {"", how.code.lower(), *_ON}


def _events(tier: GridTier, how: _Read, told: Told) -> Iterator[ForeignEvent]:
    for mark in tier.marks:
        text = mark.label.strip()
        if not text:
            continue
        start = ms_of_seconds(mark.start)
        end = start if tier.kind == POINTS else ms_of_seconds(mark.end)
        if start is None or end is None:
            told.say(
                f"Line {mark.line}: “{plain(text, 60)}” on {plain(tier.name)} has a time that cannot be read.",
                "labels with times that cannot be read",
            )
            continue
        label = _label(how, text)
        yield ForeignEvent(
            code=label.code,
            start_ms=start,
            end_ms=end,
            kind="point" if tier.kind == POINTS else "state",
            who=how.who,
            answers=label.answers,
            comment=label.comment,
            row=f"line {mark.line}",
        )


def _label(how: _Read, text: str) -> Label:
    if how.is_form:
        return label_in(text)
    if not how.code:
        return Label(" ".join(text.split()), (), "")
    return Label(how.code, (), "" if _says_no_more(text, how) else text)
