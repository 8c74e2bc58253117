"""What hypothesis draws for every reader and writer of codings: a codebook's scheme, and what coders said with it."""

from collections.abc import Sequence

from hypothesis import strategies as st

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier

NASTY = "abzäß漢🙂é\u0301 .,:;|/\\()[]{}<>&\"'`~*#%=+-_@!?"
"""Signs that formats separate, quote or escape with, and some that are two or four bytes."""

ids = st.text("abcKM019_-.", min_size=1, max_size=6).filter(lambda one: one.strip(".") == one)
actors = st.sampled_from(["", "infant", "mother", "a stranger"])
colors = st.sampled_from(["#4aa3df", "#e4604e", "#000000", "#ffffff"])


def texts(signs: str = NASTY, longest: int = 12) -> st.SearchStrategy[str]:
    """Names: never empty, without blanks around them."""
    return st.text(signs, min_size=1, max_size=longest).map(str.strip).filter(bool)


def comments(signs: str = NASTY) -> st.SearchStrategy[str]:
    """Free text, over several lines too; blanks around it say nothing."""
    return st.text(f"{signs}\n\t", max_size=20).map(str.strip)


@st.composite
def schemes(draw: st.DrawFn, signs: str = NASTY, most: int = 4) -> Scheme:
    """A codebook of several codes, actors, channels and questions; no two codes have one name."""
    names = draw(st.lists(texts(signs), min_size=1, max_size=most, unique_by=str.casefold))
    questions = [
        SchemeModifier(name, tuple((value, "") for value in values))
        for name, values in draw(
            st.lists(
                st.tuples(texts(signs), st.lists(texts(signs), min_size=2, max_size=3, unique_by=str.casefold)),
                max_size=2,
                unique_by=lambda one: one[0].casefold(),
            )
        )
    ]
    codes = [_code(draw, name, questions) for name in names]
    return Scheme("Made up", "a test", codes)


def _code(draw: st.DrawFn, name: str, questions: Sequence[SchemeModifier]) -> SchemeCode:
    kind = draw(st.sampled_from(["state", "point"]))
    return SchemeCode(
        name=name,
        kind=kind,
        group=draw(st.sampled_from(["Cries", "Moves"])),
        key=draw(st.sampled_from(["", "C", "X"])),
        definition=draw(st.sampled_from(["", "What it is, said in a sentence."])),
        color=draw(colors),
        actor=draw(actors),
        channel=draw(st.sampled_from(["", "", "gaze"])) if kind == "state" else "",
        modifiers=tuple(draw(st.lists(st.sampled_from(questions), unique=True))) if questions else (),
    )


@st.composite
def observations(
    draw: st.DrawFn,
    scheme: Scheme,
    signs: str = NASTY,
    *,
    earliest_ms: int = 0,
    running: bool = False,
    overlapping: bool = False,
    most: int = 8,
) -> Observation:
    """What one coder said of one session, as a writer gets it: by time, states at least 1 ms long.

    Args:
        draw: of hypothesis.
        scheme: the codes.
        signs: of which names and comments are made.
        earliest_ms: before it nothing begins.
        running: whether the last state of a code may have no end.
        overlapping: whether states that exclude each other, or of one code, may be on at once.
        most: events.
    """
    events: list[ForeignEvent] = []
    free_from: dict[str, int | None] = {}  # by channel; None: a state is running
    starts = sorted(draw(st.lists(st.integers(earliest_ms, 100_000), max_size=most)))
    for start in starts:
        code = draw(st.sampled_from(scheme.codes))
        channel = code.channel or f"\0{code.name}"
        free = free_from.get(channel, earliest_ms)
        begins = start if overlapping or code.kind == "point" else max(start, free if free is not None else 10**9)
        if begins >= 10**9:
            continue
        ends = begins if code.kind == "point" else begins + draw(st.integers(1, 20_000))
        runs = running and code.kind == "state" and draw(st.integers(0, 5)) == 0
        if code.kind == "state":
            free_from[channel] = None if runs else ends
        events.append(_event(draw, code, begins, None if runs else ends, signs))
    events.sort(key=lambda one: (one.start_ms or 0, one.code))
    return Observation(
        name="made up",
        session=draw(ids),
        coder=draw(ids),
        events=tuple(events),
        media=tuple(ForeignMedia(f"{name}.mp4") for name in draw(st.lists(ids, max_size=2, unique=True))),
        start_ms=min(0, earliest_ms),
        end_ms=max((one.end_ms or one.start_ms or 0 for one in events), default=0) + draw(st.integers(0, 5000)),
    )


def _event(draw: st.DrawFn, code: SchemeCode, start_ms: int, end_ms: int | None, signs: str) -> ForeignEvent:
    return ForeignEvent(
        code=code.name,
        start_ms=start_ms,
        end_ms=end_ms,
        kind=code.kind,
        who=code.actor,
        answers=_answers(draw, code),
        comment=draw(st.one_of(st.just(""), comments(signs))),
    )


def _answers(draw: st.DrawFn, code: SchemeCode) -> tuple[tuple[str, str], ...]:
    given = [(one.name, draw(st.sampled_from(["", *(value for value, _ in one.values)]))) for one in code.modifiers]
    return tuple((question, answer) for question, answer in given if answer)


@st.composite
def codings(
    draw: st.DrawFn,
    signs: str = NASTY,
    *,
    earliest_ms: int = 0,
    running: bool = False,
    overlapping: bool = False,
    most: int = 1,
) -> ForeignCodings:
    """A scheme and what up to `most` coders said with it; see observations."""
    scheme = draw(schemes(signs))
    one = observations(scheme, signs, earliest_ms=earliest_ms, running=running, overlapping=overlapping)
    said = draw(st.lists(one, min_size=1, max_size=most, unique_by=lambda made: (made.session, made.coder)))
    return ForeignCodings("a test", said, scheme)


def told(event: ForeignEvent) -> tuple[object, ...]:
    """What of an event has to come back from a file: all but where it stood there."""
    return event.code, event.who, event.kind, event.start_ms, event.end_ms, event.answers, event.comment
