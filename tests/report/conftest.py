"""Two coders whose numbers can be worked out by hand: 120 s, two sessions. Nothing here needs a window."""

import pytest

from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.pair.report import report_pair
from annotator.agreement.window import common_episodes
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.coding import Coding
from annotator.model.episodes import Span, observed_episodes
from annotator.model.intervals import IntervalRule
from annotator.model.items import Classification, EpisodeMark, Event, IntervalRecord, Rating
from annotator.statistics.estimate import LEVEL
from annotator.study.settings import Tolerances

BOOK = parse_codebook(shipped_codebooks()["strange_situation"], "codebook.toml")
END_MS = 120_000


def items(events, starts, points=(), primary=""):
    """What a coder says: (code, start, end) of events, (episode, start) of marks, points of resistance, the class."""
    return [
        *(Event(id=f"e{n}", code=code, start_ms=start, end_ms=end) for n, (code, start, end) in enumerate(events)),
        *(EpisodeMark(id=f"m{name}", episode=name, start_ms=at) for name, at in starts),
        *(
            Rating(id=f"r{episode}", scale="resistance", episode=episode, target="caregiver", value=value)
            for episode, value in points
        ),
        *([Classification(id="c", primary=primary)] if primary else []),
    ]


KM = items(
    [("crying", 10_000, 30_000), ("fussing", 70_000, 80_000), ("reach", 65_000, 65_000), ("reach", 90_000, 90_000)],
    [("4", 0), ("5", 60_000)],
    [("5", 3.0), ("8", 5.0)],
    "B",
)
JT = items(
    [("crying", 10_400, 30_000), ("crying", 70_000, 80_000), ("reach", 65_300, 65_300)],
    [("4", 0), ("5", 60_400), ("end", 119_000)],
    [("5", 4.0), ("8", 5.0)],
    "B",
)
RECORDS = [
    IntervalRecord(id=f"i{start}", episode="4", start_ms=start, end_ms=start + 15_000, codes=codes)
    for start, codes in ((0, ("crying",)), (15_000, ()))
]


def data_of(*sessions):
    """Each session is what KM and what JT says of it."""
    found = []
    for number, both in enumerate(sessions, start=1):
        a, b = (Coding(f"S{number}", who, said) for who, said in zip(("KM", "JT"), both, strict=True))
        episodes = common_episodes(*(observed_episodes(one.episode_marks, END_MS) for one in (a, b)))
        found.append(SessionPair(f"S{number}", a, b, (Span("", 0, END_MS),), episodes))
    return PairData("KM", "JT", BOOK, Tolerances(), IntervalRule(), (), tuple(found))


@pytest.fixture(scope="session")
def report():
    """One session of both."""
    return report_pair(data_of(([*KM, *RECORDS], [*JT, RECORDS[0]])), LEVEL)


@pytest.fixture(scope="session")
def two_sessions():
    """Two sessions; in the second, JT gives another class."""
    second = [Classification(id="c", primary="C") if isinstance(one, Classification) else one for one in JT]
    return report_pair(data_of((KM, JT), (KM, second)), LEVEL)


@pytest.fixture(scope="session")
def nothing():
    """No session that can be compared."""
    return report_pair(data_of(), LEVEL)
