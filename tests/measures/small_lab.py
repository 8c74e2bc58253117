"""A small codebook, and codings of it, for tests of measures."""

from annotator.measures.columns import frame
from annotator.model.codebook import Channel, Code, Codebook, Episode, Modifier, ModifierValue
from annotator.model.coding import Coding
from annotator.model.episodes import observed_episodes
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event, LookedFor
from annotator.study.session import Camera, Session
from annotator.study.tables import CodedSession

ADULTS = ("caregiver", "stranger")


def _episode(episode_id, kind, *present, scored=True):
    return Episode(
        id=episode_id,
        name=episode_id,
        short=episode_id,
        kind=kind,
        begins="",
        color="#000000",
        present=present,
        scored=scored,
    )


def _code(code_id, kind="state", **more):
    return Code(
        id=code_id,
        name=code_id,
        kind=kind,
        group="all",
        color="#000000",
        definition=code_id,
        onset="",
        source="made up",
        **more,
    )


def _modifier(modifier_id, *values):
    return Modifier(id=modifier_id, name=modifier_id, values=tuple(ModifierValue(id=one, name=one) for one in values))


BOOK = Codebook(
    id="small",
    name="Small",
    version="1.0",
    description="",
    source="made up",
    ends="",
    episodes=(
        _episode("1", "introduction", "caregiver", "infant", scored=False),
        _episode("3", "baseline", "stranger", "caregiver", "infant"),
        _episode("4", "separation", "stranger", "infant"),
        _episode("5", "reunion", "caregiver", "infant"),
        _episode("6", "separation", "infant"),
        _episode("8", "reunion", "caregiver", "infant"),
    ),
    channels=(
        Channel(id="distress", name="distress"),
        Channel(id="phase", name="phase", exhaustive=True),
        Channel(id="adult_phase", name="adult phase", exhaustive=True),
    ),
    modifiers=(
        _modifier("target", *ADULTS),
        _modifier("initiator", "infant", "adult"),
        _modifier("fits", "yes", "no", "odd"),
        _modifier("who", *ADULTS),
    ),
    codes=(
        _code("crying", channel="distress"),
        _code("fussing", channel="distress"),
        _code("approach", modifiers=("target",)),
        _code("contact", modifiers=("target", "initiator")),
        _code("reach", "point"),
        _code("play", channel="phase"),
        _code("watch", channel="phase"),
        _code("asleep", channel="phase"),
        _code("smiling", channel="adult_phase", actor="caregiver"),
        _code("blank", channel="adult_phase", actor="caregiver"),
        _code("pick_up", "point", actor="caregiver", modifiers=("fits",)),
        _code("hold", actor="caregiver", modifiers=("fits",)),
        _code("put_down", "point", actor="caregiver"),
        _code("comfort", "point", actor="stranger"),
        _code("carry", "point", actor="who", modifiers=("who",)),
        _code("leave", "point"),
        _code("return", "point"),
        _code("look_back", "point"),
    ),
)

MARKS = (("1", 0), ("3", 10_000), ("4", 70_000), ("5", 130_000), ("6", 190_000), ("8", 250_000))
"""Episodes of a minute each, after ten seconds of introduction; they end at 310 s."""

POINTS = {code.id for code in BOOK.codes if code.is_point}


def marked(*events, marks=MARKS, end_s=310, looked=(), coder="KM", session="S1"):
    """A coding, with its episodes.

    Args:
        events: code, start and end in seconds (None: still running), and modifiers, as far as there are any.
        marks: id and start in ms of each episode.
        end_s: when the last one ends.
        looked: codes, start and end in seconds of what was looked for; none: the coding does not say.
        coder: who coded.
        session: what was coded.
    """
    ends = EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=round(end_s * 1000))
    said = [*(EpisodeMark(id=f"m{name}", episode=name, start_ms=ms) for name, ms in marks), ends]
    items = [_event(f"e{number}", *event) for number, event in enumerate(events)]
    items += [
        LookedFor(id=f"l{number}", codes=tuple(codes), start_ms=round(start * 1000), end_ms=round(end * 1000))
        for number, (codes, start, end) in enumerate(looked)
    ]
    camera = Camera(file="a.mp4", size=1, fingerprint="a", duration_ms=400_000, frame_count=10_000)
    coding = Coding(session, coder, [*items, *said])
    spans = observed_episodes(said, 400_000)
    return CodedSession(Session(id=session, cameras=(camera,)), coding, None, spans, tuple(said))


def _event(event_id, code, start_s, end_s=None, modifiers=None):
    start_ms = round(start_s * 1000)
    end_ms = start_ms if code in POINTS else None if end_s is None else round(end_s * 1000)
    return Event(id=event_id, code=code, start_ms=start_ms, end_ms=end_ms, modifiers=modifiers or {})


def told(rows, columns, *names):
    """The rows as a table, and of it these columns as a list of tuples, None where nothing stands."""
    table = frame(rows, columns)
    picked = table[list(names)].astype(object)
    return [tuple(row) for row in picked.where(picked.notna(), None).itertuples(index=False, name=None)]
