"""Measures of the drawn session, against what its story says, counted frame by frame."""

import json
from importlib.resources import files

import pytest

from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.dyad import TOGETHER_COLUMNS, together_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, latency_rows
from annotator.measures.responsiveness import CUE_COLUMNS, cue_rows
from annotator.measures.sequences import within_reach
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.model.measure_rules import Contact, Cue, Latency, MeasureRules, Soothing, Window
from annotator.study.session import Camera, Session
from annotator.study.tables import CodedSession
from tests.measures.small_lab import told

STORY = json.loads(files("sample_videos").joinpath("strange_situation.truth.json").read_text(encoding="utf-8"))
FRAME_MS = 1000 // STORY["fps"]
BOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
EPISODES = {one["episode"]: (one["start_ms"], one["end_ms"]) for one in STORY["episodes"] if one["episode"] != "1"}
REUNIONS, SEPARATIONS, WITH_STRANGER = ("5", "8"), ("4", "6", "7"), ("3", "4", "7")
LASTS_MS = STORY["frame_count"] * FRAME_MS
CAMERA = Camera(file="a.mp4", size=1, fingerprint="a", duration_ms=LASTS_MS, frame_count=STORY["frame_count"])
CODED = CodedSession(
    Session(id="S", cameras=(CAMERA,)),
    Coding(
        "S",
        "truth",
        [Event(id=f"e{n}", code=one["code"], start_ms=one["start_ms"], end_ms=one["end_ms"]) for n, one in
         enumerate(STORY["events"])],
    ),
    None,
    tuple(Span(one["episode"], one["start_ms"], one["end_ms"]) for one in STORY["episodes"]),
    (),
)  # fmt: skip
RULES = MeasureRules(
    crying=("crying",),
    latencies=(Latency(id="approach", codes=("proximity_seeking",)),),
    contact=Contact(codes=("contact",)),
    soothing=Soothing(counts="first", quiet_s=10, kinds=("reunion",)),
    cues=(Cue(id="reach", codes=("reach",), answers=("contact",), within_s=3),),
)


def onsets(code):
    return [one["start_ms"] for one in STORY["events"] if one["code"] == code]


def is_on(code, ms):
    return any(one["code"] == code and one["start_ms"] <= ms < one["end_ms"] for one in STORY["events"])


def frames(*episodes):
    """The moments of all frames in these episodes."""
    return [ms for episode in episodes for ms in range(*EPISODES[episode], FRAME_MS)]


def seconds_on(code, *episodes):
    return sum(is_on(code, ms) for ms in frames(*episodes)) * FRAME_MS / 1000


def test_the_story_stands_on_frames():
    assert all(one[at] % FRAME_MS == 0 for one in STORY["events"] for at in ("start_ms", "end_ms"))


def test_crying():
    found = dict(told(crying_rows(CODED, BOOK, RULES), CRYING_COLUMNS, "part", "crying_s"))
    parts = {
        "total": tuple(EPISODES),
        "separation": SEPARATIONS,
        "reunion": REUNIONS,
        "with_stranger": WITH_STRANGER,
        "without_stranger": tuple(one for one in EPISODES if one not in WITH_STRANGER),
    }
    for part, episodes in parts.items():
        assert found[part] == pytest.approx(seconds_on("crying", *episodes)), part
    assert found["total"] > found["separation"] > found["reunion"] > 0


def test_latencies_to_approach_and_contact():
    latencies = told(
        latency_rows(CODED, BOOK, RULES),
        LATENCY_COLUMNS,
        "rule",
        "episode",
        "latency_s",
        "censored",
        "ongoing_at_start",
    )
    contacts = told(
        contact_rows(CODED, BOOK, RULES), CONTACT_COLUMNS, "episode", "latency_s", "censored", "ongoing_at_start",
        "achieved", "contact_s",
    )  # fmt: skip
    for code, rows in (
        ("proximity_seeking", [row[1:] for row in latencies if row[0] == "approach"]),
        ("contact", [row[:4] for row in contacts]),
    ):
        assert [row[0] for row in rows] == list(EPISODES)
        for episode, latency, censored, ongoing in rows:
            start, end = EPISODES[episode]
            if is_on(code, start - FRAME_MS) and is_on(code, start):
                assert (latency, censored, ongoing) == (0.0, 0, 1)
            elif came := [ms for ms in onsets(code) if start <= ms < end]:
                assert (latency, censored, ongoing) == ((came[0] - start) / 1000, 0, 0)
            else:
                assert (latency, censored, ongoing) == (None, 1, 0)
    for episode, *_, achieved, contact_s in contacts:
        assert contact_s == pytest.approx(seconds_on("contact", episode))
        assert achieved == (contact_s > 0)


def test_latency_to_soothe():
    found = told(latency_rows(CODED, BOOK, RULES), LATENCY_COLUMNS, "rule", "episode", "latency_s", "censored")
    assert [row[1] for row in found if row[0] == "soothed"] == list(REUNIONS)
    for _, episode, latency, censored in (row for row in found if row[0] == "soothed"):
        crying = [is_on("crying", ms) for ms in frames(episode)]
        quiet = 10_000 // FRAME_MS
        calm = [
            place
            for place in range(1, len(crying) - quiet + 1)
            if crying[place - 1] and not any(crying[place : place + quiet])
        ]
        assert (latency, censored) == (calm[0] * FRAME_MS / 1000, 0)


def test_answers_to_reaching():
    found = told(cue_rows(CODED, BOOK, RULES), CUE_COLUMNS, "start_s", "episode", "outcome", "latency_s")
    expected = []
    for cue in onsets("reach"):
        episode, (_, end) = next((name, bounds) for name, bounds in EPISODES.items() if bounds[0] <= cue < bounds[1])
        if BOOK.code_by_id["contact"].actor in BOOK.episode_by_id[episode].present:
            came = [ms for ms in onsets("contact") if cue <= ms < min(cue + 3000, end)]
            late = "unanswered" if cue + 3000 <= end else "censored"
            expected.append(
                (cue / 1000, episode, "answered" if came else late, (came[0] - cue) / 1000 if came else None)
            )
    assert found == expected
    assert {"answered", "censored"} <= {row[2] for row in found}


def test_states_together():
    rows = told(together_rows(CODED, BOOK), TOGETHER_COLUMNS, "episode", "one", "other", "together_s")
    assert rows
    for episode, one, other, together_s in rows:
        both = sum(is_on(one, ms) and is_on(other, ms) for ms in frames(episode)) * FRAME_MS / 1000
        assert together_s == pytest.approx(both)


def test_a_time_lag_table_in_units_of_a_frame():
    rule = Window(id="w", given=("crying",), target=("reach",), within_s=2, unit_s=FRAME_MS / 1000)
    table = within_reach(CODED.coding, rule, list(EPISODES.values()))
    counted = [[0, 0], [0, 0]]
    for start, end in EPISODES.values():
        for ms in range(start, end, FRAME_MS):
            reached = any(is_on("crying", back) for back in range(max(start, ms - 2000), ms + 1, FRAME_MS))
            # A cry that ended 2 s ago to the frame is out of reach.
            counted[not reached][ms not in onsets("reach")] += 1
    assert table.tolist() == counted
