"""What a study exports for another program comes back as the same coding, within the losses that are declared."""

import hashlib
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange.codings import READ, WRITE, read_codings
from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.outgoing import losses, observation_of, scheme_of
from annotator.exchange.codings.review import CodingThere, Here, Recorded, Source
from annotator.exchange.codings.settling import settle
from annotator.exchange.front_door import ForeignFile
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import END_OF_LAST_EPISODE, Event
from annotator.study import Camera, Session
from annotator.study.tables import CodedSession
from tests.strategies import SHIPPED
from tests.tries import IS_THOROUGH

LENGTH_MS = 1_200_000
SESSION = Session(
    id="S1", cameras=(Camera(file="x.mp4", size=1, fingerprint="1-x", duration_ms=LENGTH_MS, frame_count=30_000),)
)
HERE = Here(SHIPPED, {"S1": Recorded(LENGTH_MS, 0, LENGTH_MS, 40)}, ("KM",), lambda *_: CodingThere(), lambda _: None)
MARKS = [(SHIPPED.episodes[0].id, 0), (SHIPPED.episodes[1].id, 600_000), (END_OF_LAST_EPISODE, 1_100_000)]
BACK = {"boris": "boris", "elan": "elan", "datavyu": "datavyu", "textgrid": "textgrid", "vtt": "subtitles"}
"""Formats that are written and read again: the reader of each."""


@st.composite
def codings(draw: st.DrawFn) -> tuple[Event, ...]:
    """Events of the codebook that ships: in a channel one follows the other, with answers and comments."""
    last: dict[str, int] = {}
    events = []
    drawn = draw(
        st.lists(st.tuples(st.sampled_from(SHIPPED.codes), st.integers(1, 40_000), st.integers(2, 30_000)), max_size=12)
    )
    for number, (code, gap, length) in enumerate(drawn):
        start = last.get(code.channel_id, 0) + gap
        end = start if code.is_point else start + length
        last[code.channel_id] = end
        answers = {
            one: draw(st.sampled_from(SHIPPED.modifier_by_id[one].values)).id
            for one in code.modifiers
            if one == code.actor or draw(st.booleans())
        }
        comment = draw(st.sampled_from(["", "she waits", 'quote " and; semi, colon: é', "two\nlines"]))
        events.append(
            Event(id=f"{number}", code=code.id, start_ms=start, end_ms=end, modifiers=answers, comment=comment)
        )
    return tuple(events)


def coded(events: tuple[Event, ...]) -> CodedSession:
    first, second = SHIPPED.episodes[:2]
    spans = (Span(first.id, 0, 600_000), Span(second.id, 600_000, 1_100_000))
    return CodedSession(SESSION, Coding("S1", "KM", events), "whole", spans, ())


def back_from(name: str, events: tuple[Event, ...]) -> list[Event]:
    """Write a coding, read what was written, and settle it: nothing may be open but who coded which session."""
    observation = observation_of(coded(events), SHIPPED, comments=True)
    writer = import_module(f"annotator.exchange.codings.writers.{WRITE[name].module}")
    files: dict[str, bytes] = {}
    for file, piece in writer.write(ForeignCodings("ours", (observation,), scheme_of(SHIPPED)), lambda _share: None):
        files[file] = files.get(file, b"") + piece
    path, data = next(
        (Path(file), data) for file, data in files.items() if file.lower().endswith(READ[BACK[name]].suffixes)
    )
    codings = read_codings(ForeignFile(path, data), READ[BACK[name]])
    (read,) = codings.observations
    mapping = Mapping(keep=("comments",)).with_settled("session", (read.session or read.name,), "S1")
    mapping = mapping.with_settled("coder", (read.coder,), "KM").with_settled("looked for", (), "all")
    for code in SHIPPED.codes:  # Datavyu's labs mean this by ends they write; ours are no such ends
        mapping = mapping.with_settled("touches next", (code.name,), "written")
    source = Source("x", hashlib.sha256(data).hexdigest(), codings, (read,))
    review = settle([source], HERE, mapping)
    assert [doubt for doubt in review.doubts if doubt.open] == []
    assert [(one.episode, one.start_ms) for one in review.planned[0].marks] == MARKS
    return [*review.planned[0].events]


def told(events: "list[Event] | tuple[Event, ...]") -> list[tuple[object, ...]]:
    return sorted((one.start_ms, one.code, one.end_ms, sorted(one.modifiers.items()), one.comment) for one in events)


@pytest.mark.parametrize("name", BACK)
@settings(max_examples=150 if IS_THOROUGH else 5)
@given(events=codings().filter(bool))
def test_a_coding_comes_back(name: str, events: tuple[Event, ...]) -> None:
    assert told(back_from(name, events)) == told(events)


@pytest.mark.parametrize("name", WRITE)
def test_every_format_says_what_it_loses(name: str) -> None:
    assert all(one.endswith(".") for one in losses(name))
