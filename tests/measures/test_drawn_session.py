"""Measures of the drawn session, against what its story says, counted frame by frame."""

import json
from functools import partial
from importlib.resources import files
from itertools import pairwise, takewhile

import pytest

from annotator.exchange.event_tables import episode_summary
from annotator.measures.columns import frame
from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.groups import GROUP_OF_CODES_COLUMNS, group_rows
from annotator.measures.interval_scores import INTERVAL_SCORE_COLUMNS, interval_score_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, latency_rows
from annotator.measures.rated import REUNION_COLUMNS, reunion_rows
from annotator.measures.responsiveness import CUE_COLUMNS, RESPONSIVENESS_COLUMNS, cue_rows, responsiveness_rows
from annotator.measures.sequences import SEQUENCE_COLUMNS, sequence_rows, within_reach
from annotator.measures.tables import survival
from annotator.measures.together import TOGETHER_COLUMNS, together_rows
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.items import Event
from annotator.model.measure_rules import Chain, Contact, Cue, Latency, MeasureRules, Soothing, Window
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


UNSEEN = ((70_000, 75_000), (90_000, 93_000), (108_000, 112_000), (147_960, 149_000))
"""When the infant of the story is said to have been out of view, beside the story; the last from the start of 8 on."""
HIDDEN = CODED._replace(
    coding=Coding(
        "S",
        "truth",
        [
            *CODED.coding.events,
            *(Event(id=f"u{n}", code="out_of_view_infant", start_ms=a, end_ms=b) for n, (a, b) in enumerate(UNSEEN)),
        ],
    )
)
USED = sorted({one["code"] for one in STORY["events"]})


def is_seen(code, ms):
    return code == "crying" or not any(start <= ms < end for start, end in UNSEEN)


def test_the_summary_of_every_code_with_time_out_of_view():
    table = episode_summary([HIDDEN], BOOK, IntervalRule()).set_index(["code", "episode"])
    for code in USED:
        for episode, (start, _) in EPISODES.items():
            row = table.loc[(code, episode)]
            seen = [ms for ms in frames(episode) if is_seen(code, ms)]
            begun = [ms for ms in onsets(code) if ms in seen]
            assert float(row["seen_s"]) == pytest.approx(len(seen) * FRAME_MS / 1000), (code, episode)
            assert float(row["onsets_per_min"]) == pytest.approx(len(begun) * 60_000 / (len(seen) * FRAME_MS), abs=1e-6)
            if BOOK.code_by_id[code].kind == "state":
                on = [ms for ms in seen if is_on(code, ms)]
                assert float(row["total_s"]) == pytest.approx(len(on) * FRAME_MS / 1000), (code, episode)
                assert float(row["proportion"]) == pytest.approx(len(on) / len(seen), abs=1e-6)
            waits = list(takewhile(partial(is_seen, code), frames(episode)))
            if not waits:
                said = ("", "", "")
            elif is_on(code, start) and start not in onsets(code):
                said = ("0.000", "0", "0.000")
            elif came := [ms for ms in onsets(code) if ms in waits]:
                said = (f"{(came[0] - start) / 1000:.3f}", "0", f"{(came[0] - start) / 1000:.3f}")
            else:
                said = ("", "1", f"{len(waits) * FRAME_MS / 1000:.3f}")
            assert tuple(row[["latency_s", "latency_censored", "waited_s"]]) == said, (code, episode)


def test_interval_scores_with_time_out_of_view():
    names = ("code", "episode", "scored", "observed", "intervals", "per_12")
    rows = told(interval_score_rows(HIDDEN, BOOK, IntervalRule(last="keep")), INTERVAL_SCORE_COLUMNS, "by", *names)
    found = {row[1:3]: row[3:] for row in rows if row[0] == "events"}
    for code in USED:
        for episode, (start, end) in EPISODES.items():
            cut = [range(at, min(at + 15_000, end), FRAME_MS) for at in range(start, end, 15_000)]
            kept = [one for one in cut if 2 * sum(is_seen(code, ms) for ms in one) >= len(one)]
            scored = [one for one in kept if any(is_on(code, ms) or ms in onsets(code) for ms in one)]
            per_12 = pytest.approx(12 * len(scored) / len(kept))
            assert found[code, episode] == (len(scored), len(kept), len(cut), per_12), (code, episode)


def test_reunions_answers_headings_and_survival():
    crying = {
        episode: (seconds_on("crying", episode), seconds_on("crying", episode) * 1000 / FRAME_MS / len(frames(episode)))
        for episode in REUNIONS
    }
    names = ("episode", "crying_s", "crying_share", "contact_achieved", "contact_s")
    for episode, crying_s, share, achieved, contact_s in told(
        reunion_rows(CODED, BOOK, RULES), REUNION_COLUMNS, *names
    ):
        assert (crying_s, share) == pytest.approx(crying[episode])
        assert (achieved, contact_s) == (1, pytest.approx(seconds_on("contact", episode)))

    cues = told(cue_rows(CODED, BOOK, RULES), CUE_COLUMNS, "episode", "outcome")
    names = ("episode", "cues", "answered", "unanswered", "censored", "share_answered")
    for episode, *counts, share in told(responsiveness_rows(CODED, BOOK, RULES), RESPONSIVENESS_COLUMNS, *names):
        outcomes = [outcome for where, outcome in cues if where == episode]
        if counts[0] is not None:
            kinds = ("answered", "unanswered", "censored")
            assert counts == [len(outcomes), *(outcomes.count(kind) for kind in kinds)]
            at_risk = counts[1] + counts[2]
            assert share == (counts[1] / at_risk if at_risk else None)

    distress = [code.id for code in BOOK.groups["Distress"]]
    names = ("group", "episode", "any_s", "different")
    found = {row[1]: row[2:] for row in told(group_rows(CODED, BOOK, RULES), GROUP_OF_CODES_COLUMNS, *names)
             if row[0] == "Distress"}  # fmt: skip
    for episode in EPISODES:
        on = [ms for ms in frames(episode) if any(is_on(code, ms) for code in distress)]
        kinds = sum(any(is_on(code, ms) for ms in frames(episode)) for code in distress)
        assert found[episode] == (pytest.approx(len(on) * FRAME_MS / 1000), kinds)

    curve = survival(frame(latency_rows(CODED, BOOK, RULES), LATENCY_COLUMNS))
    for episode in REUNIONS:
        soothed = curve[(curve["rule"] == "soothed") & (curve["episode"] == episode)]
        assert soothed[["at_risk", "ended", "waiting"]].values.tolist() == [[1, 1, 0.0]], (
            "one infant, and it was soothed"
        )


def test_an_event_lag_is_what_comes_next_in_the_story():
    codes = ("proximity_seeking", "contact", "avoidance", "resistance")
    rules = MeasureRules(chains=(Chain(id="next", codes=codes, repeats=True),))
    found = {
        row[:2]: row[2] for row in told(sequence_rows(CODED, BOOK, rules), SEQUENCE_COLUMNS, "given", "target", "a")
    }
    counted = dict.fromkeys(found, 0)
    for start, end in EPISODES.values():
        begun = sorted((ms, codes.index(code)) for code in codes for ms in onsets(code) if start <= ms < end)
        for (_, before), (_, after) in pairwise(begun):
            counted[codes[before], codes[after]] += 1
    assert found == counted
    assert sum(counted.values()) > 0
