"""Codebooks whose names look like parts of formats: what comes back in silence is what was coded, the rest is asked."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.exchange.codings import READ, read_codings
from annotator.exchange.codings.foreign import ForeignCodings
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.outgoing import observation_of, scheme_of
from annotator.exchange.codings.review import Here, Source
from annotator.exchange.codings.settling import settle
from annotator.exchange.codings.writers import boris, datavyu, elan, srt, textgrid, vtt
from annotator.exchange.front_door import ForeignFile
from annotator.model.codebook import Channel, Code, Codebook, Modifier, ModifierValue
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.study.tables import CodedSession
from tests.exchange.codings.reading import written
from tests.exchange.codings.test_round_trip import HERE, SESSION
from tests.strategies import SHIPPED
from tests.tries import IS_THOROUGH

WRITERS = {
    "boris": boris.write,
    "elan": elan.write,
    "datavyu": datavyu.write,
    "textgrid": textgrid.write,
    "vtt": vtt.write,
    "srt": srt.write,
}
NAMES = st.sampled_from(
    [
        *("Smile", "smile", "Smile +", "Smile -", "Smile (1)", "Smile (2)", "a", "a@infant", "infant - a", "infant"),
        *("x [y = z]", "x // y", "a;b", "a,b", "a|b", "a:b", "id", "comments", "look", "look_rel", "look2", "None"),
        *(
            "No focal subject",
            "--",
            "&",
            "%2F",
            "50 %",
            "\\",
            "'",
            '"',
            "<b>x</b> y",
            "{x}",
            "~x",
            "`x`",
            "=cmd()",
            "1",
        ),
        *(
            "漢",
            "é",
            "state",
            "actor",
            "comment",
            "end",
            "start",
            "a [2]",
            "a (overlapping 2)",
            "a code",
            "NA",
            "0:00:01",
        ),
        *("00:00:01:000,00:00:02:000,x", "Episode: 1", "Episode: Exploration"),
    ]
)
COMMENTS = st.sampled_from(["", 'a"b;c', "x\n00:00:01:000,00:00:02:000,(y)", "%41", "// x", "a\\", "=c\ttab"])
WHO = Modifier(
    id="who",
    name="Who",
    values=(ModifierValue(id="infant", name="Baby"), ModifierValue(id="stranger", name="The stranger")),
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Codes of several people, some told by a question, with names that are alike."""
    asked = []
    for number in range(draw(st.integers(0, 2))):
        values = draw(st.lists(NAMES, min_size=2, max_size=3, unique=True))
        named = tuple(ModifierValue(id=f"v{number}{at}", name=one) for at, one in enumerate(values))
        asked.append(Modifier(id=f"q{number}", name=draw(NAMES), values=named))
    drawn = draw(st.lists(st.tuples(NAMES, st.sampled_from(["", "infant", "mother", "who"])), min_size=1, max_size=4))
    codes = [
        _code(draw, f"c{number}", *one, asked)
        for number, one in enumerate(dict.fromkeys((name.casefold(), who) for name, who in drawn))
    ]
    channel = Channel(id="ch", name=draw(NAMES))
    return replace(SHIPPED, codes=tuple(codes), modifiers=(WHO, *asked), channels=(channel,), retired=())


def _code(draw: st.DrawFn, code_id: str, name: str, actor: str, asked: list[Modifier]) -> Code:
    kind = draw(st.sampled_from(["state", "point"]))
    questions = draw(st.lists(st.sampled_from(asked), unique_by=lambda one: one.id)) if asked else []
    return Code(
        id=code_id,
        name=name,
        kind=kind,
        group="Group",
        color="#112233",
        definition="What it is.",
        onset="It begins.",
        source="nobody",
        actor=actor,
        channel=draw(st.sampled_from(["", "ch"])) if kind == "state" else "",
        modifiers=(*((WHO.id,) if actor == WHO.id else ()), *(one.id for one in questions)),
    )


@st.composite
def codings(draw: st.DrawFn) -> tuple[Codebook, tuple[Event, ...]]:
    """A codebook, and what somebody coded with it; the last state of a channel may be running."""
    codebook = draw(codebooks())
    free: dict[str, int | None] = {}
    events = []
    for number in range(draw(st.integers(1, 8))):
        code = draw(st.sampled_from(codebook.codes))
        begins = free.get(code.channel_id, 0)
        if begins is None:
            continue
        start = begins + draw(st.integers(0, 3000))
        end = start if code.is_point else draw(st.sampled_from([start + 2, start + 2000, None]))
        free[code.channel_id] = end
        answers = {
            one: draw(st.sampled_from(codebook.modifier_by_id[one].values)).id
            for one in code.modifiers
            if one == code.actor or draw(st.booleans())
        }
        events.append(
            Event(
                id=f"{number}",
                code=code.id,
                start_ms=start,
                end_ms=end,
                modifiers=answers,
                comment=draw(COMMENTS),
            )
        )
    return codebook, tuple(events)


def told(event: Event, end_ms: int | None) -> tuple[object, ...]:
    return event.code, event.start_ms, end_ms, sorted(event.modifiers.items()), event.comment


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=150 if IS_THOROUGH else 5)
@given(made=codings())
def test_no_name_is_taken_for_another_in_silence(name: str, made: tuple[Codebook, tuple[Event, ...]]) -> None:
    codebook, events = made
    said = observation_of(CodedSession(SESSION, Coding("S1", "KM", events), "whole", (), ()), codebook, comments=True)
    files = written(WRITERS[name], ForeignCodings("ours", (said,), scheme_of(codebook)))
    path, data = next(iter(files.items()))
    known = next(one for one in READ.values() if path.lower().endswith(one.suffixes))
    read = read_codings(ForeignFile(Path(path), data), known)
    (one,) = read.observations
    mapping = Mapping(keep=("comments",)).with_settled("looked for", (), "all")
    mapping = mapping.with_settled("session", (one.session or one.name,), "S1").with_settled(
        "coder", (one.coder,), "KM"
    )
    for code in codebook.codes:
        mapping = mapping.with_settled("touches next", (code.name,), "written")
        mapping = mapping.with_settled("no end", (code.name,), "running")
    here = Here(codebook, HERE.recorded, HERE.coders, HERE.there, HERE.frames)
    review = settle([Source("x", hashlib.sha256(data).hexdigest(), read, (one,))], here, mapping)
    (planned,) = review.planned
    closes = HERE.recorded["S1"].close_ms  # the end of what runs, where the format has no other
    possible = [told(event, end) for event in events for end in {event.end_ms, event.end_ms or closes}]
    assert [one for one in planned.events if told(one, one.end_ms) not in possible] == []
    assert len(events) - len(planned.events) <= sum(one.open for one in review.doubts) + len(read.left_out)
