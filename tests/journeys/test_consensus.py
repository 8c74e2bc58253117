"""Two coders differ in every way there is; they settle it by keys at the workbench, and come to what was drawn."""

import pandas as pd
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.demo import SESSION, read_truth, sample_study, sample_truth_file
from annotator.exchange.study_export import export_study
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, Rating
from annotator.study import open_study
from annotator.study.settings import CONSENSUS
from sample_videos.frame_mark import read_frame_number
from tests.ui.on_disk import read_anew
from ui.agreement.pages import WORKBENCH

TRUTH = read_truth(sample_truth_file())
PATIENCE_MS = 30_000
FRAME_MS = 40
A, B, NEITHER = "A", "B", "X"

# What was planted: kind, channel, start and end in ms, and how it is settled: a key, or the moment of the truth.
PLANTED = [
    ("omission", "contact", 37_800, 40_000, A),
    ("commission", "search", 90_000, 91_000, A),
    ("code swap", "distress", 26_800, 27_840, B),
    ("onset shift", "proximity_seeking", 35_400, 35_680, A),
    ("offset shift", "avoidance", 51_400, 51_720, B),
    ("split or merge", "search", 62_000, 62_520, A),
    ("onset shift", "distress", 76_200, 76_520, 76_320),
    ("onset shift", "distress", 153_880, 154_200, A),
    ("omission", "avoidance", 95_000, 95_600, NEITHER),
    ("commission", "reach", 82_760, 82_760, B),
    ("onset shift", "reach", 109_080, 109_280, 109_160),
    ("modifiers", "contact", 150_480, 160_760, B),
    ("episode mark", "5", 82_040, 82_200, A),
    ("rating", "proximity_seeking", 0, 0, B),
    ("class", "", 0, 0, A),
]


def at(items, code, start_ms):
    return next(
        n for n, item in enumerate(items) if isinstance(item, Event) and (item.code, item.start_ms) == (code, start_ms)
    )


def change(items, code, start_ms, /, **changes):
    place = at(items, code, start_ms)
    items[place] = replace(items[place], **changes)


def first_coder():
    """The truth, with what coder AB gets wrong."""
    items = TRUTH.items()
    change(items, "fussing", 26_800, code="crying")
    change(items, "avoidance", 49_960, end_ms=51_720)
    change(items, "crying", 76_320, start_ms=76_200)
    change(items, "reach", 109_160, start_ms=109_080, end_ms=109_080)
    change(items, "contact", 150_480, modifiers={"target": "caregiver"})
    del items[at(items, "reach", 82_760)]
    return [*items, Event(id="extra", code="avoidance", start_ms=95_000, end_ms=95_600), *judged(5.0, "B2")]


def second_coder():
    """The truth, with what coder CD gets wrong."""
    items = TRUTH.items()
    change(items, "proximity_seeking", 35_400, start_ms=35_680)
    change(items, "crying", 76_320, start_ms=76_520)
    change(items, "crying", 145_960, end_ms=154_200)
    change(items, "fussing", 153_880, start_ms=154_200)
    change(items, "reach", 109_160, start_ms=109_280, end_ms=109_280)
    change(items, "search", 59_520, end_ms=62_000)
    del items[at(items, "contact", 37_800)]
    mark = next(n for n, item in enumerate(items) if isinstance(item, EpisodeMark) and item.episode == "5")
    items[mark] = replace(items[mark], start_ms=82_200)
    extra = [("second", "search", 62_520, 66_240), ("extra", "search", 90_000, 91_000)]
    more = [Event(id=name, code=code, start_ms=start, end_ms=end) for name, code, start, end in extra]
    return [*items, *more, *judged(4.0, "B3")]


def judged(value, subgroup):
    rating = Rating(id="rating", scale="proximity_seeking", episode="5", target="caregiver", value=value)
    return rating, Classification(id="class", primary="B", subgroup=subgroup)


def code(study, coder, items):
    study.add_coder(coder)
    own = [replace(item, id=f"{coder}-{item.id}") for item in items]
    with study.open_coding(SESSION, coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in own)))


class Settlers:
    """Two people at one window."""

    def __init__(self, qtbot, program, folder):
        self.qtbot, self.program = qtbot, program
        program.open_study(folder)
        self.wait(lambda: program.study is not None)
        program.compare(SESSION, "AB", "CD")
        program.agree_workspace.pages.show_page(WORKBENCH)
        self.wait(lambda: program.agree_workspace.comparison is not None)
        self.wait(lambda: self.page.playback.player is not None and self.page.playback.player.ready)

    @property
    def page(self):
        return self.program.agree_workspace.page

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(self, key):
        QTest.keyClick(self.program.window.focusWidget() or self.program.window, key)

    def number_on_screen(self):
        picture = self.page.playback.player.pictures[0]
        return read_frame_number(picture.to_bgra(*picture.display_size))

    def wait_for(self, at_ms):
        player = self.page.playback.player
        self.wait(lambda: player.settled and player.position_ms == at_ms)
        self.wait(lambda: self.page.playback.view.shown is player.pictures[0])
        assert self.number_on_screen() * FRAME_MS == at_ms

    def settle(self, one, how):
        """Settle the current disagreement by a key, or frame by frame at a moment."""
        before = self.page.settling.progress[0]
        if isinstance(how, str):
            self.press(Qt.Key(ord(how)))
        else:
            self.press(Qt.Key.Key_E)
            for n in range(1, (how - one.start_ms) // FRAME_MS + 1):
                self.press(Qt.Key.Key_Right)
                self.wait_for(one.start_ms + n * FRAME_MS)
            self.press(Qt.Key.Key_S)
            self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.page.settling.progress[0] == before + 1)


@pytest.fixture
def folder(tmp_path):
    folder = sample_study(tmp_path)
    study = open_study(folder)
    code(study, "AB", first_coder())
    code(study, "CD", second_coder())
    return folder


@pytest.mark.timeout(600)
def test_what_two_coders_settle_by_keys_is_what_was_drawn(qtbot, program, folder, tmp_path):
    settlers = Settlers(qtbot, program, folder)
    page = settlers.page
    listed = [(one.kind, one.channel, one.start_ms, one.end_ms) for one in page.disagreements.model.shown]
    assert sorted(listed) == sorted(planted[:4] for planted in PLANTED)

    answers = {planted[:4]: planted[4] for planted in PLANTED}
    settlers.press(Qt.Key.Key_N)
    while page.settling.progress[0] < len(PLANTED):
        one = page.disagreements.current
        if one.kind not in ("rating", "class"):
            settlers.wait_for(one.start_ms)
        settlers.settle(one, answers.pop((one.kind, one.channel, one.start_ms, one.end_ms)))
    assert page.bar.progress.text() == f"{len(PLANTED)} of {len(PLANTED)} settled"

    program.window.show_place("study")
    study = read_anew(qtbot, program, folder)
    consensus = study.read_coding(SESSION, CONSENSUS)
    check_truth(consensus)
    check_independent(study)
    export_study(study, tmp_path / "tables")
    check_tables(tmp_path / "tables", consensus)


def check_truth(consensus):
    found = [(event.code, event.start_ms, event.end_ms, event.modifiers) for event in consensus.events]
    drawn = [(event.code, event.start_ms, event.end_ms, event.modifiers) for event in TRUTH.events]
    assert sorted(found, key=str) == sorted(drawn, key=str)
    marks = [(mark.episode, mark.start_ms) for mark in consensus.episode_marks]
    assert marks == [(item.episode, item.start_ms) for item in TRUTH.items() if isinstance(item, EpisodeMark)]
    assert [one.value for one in consensus.ratings] == [4.0]
    assert consensus.classification.subgroup == "B2"


def check_independent(study):
    for coder, items in (("AB", first_coder()), ("CD", second_coder())):
        held = study.read_coding(SESSION, coder).items
        assert held == {f"{coder}-{item.id}": replace(item, id=f"{coder}-{item.id}") for item in items}


def check_tables(tables, consensus):
    events, origins, settled = (
        pd.read_csv(tables / name, dtype=str, keep_default_na=False)
        for name in ("events.csv", "consensus_origins.csv", "settlements.csv")
    )
    own = events[events["coder"] == CONSENSUS]
    drawn = {(e.code, f"{e.start_ms / 1000:.3f}", f"{e.end_ms / 1000:.3f}") for e in TRUTH.events}
    assert set(own[["code", "start_s", "end_s"]].itertuples(index=False, name=None)) == drawn
    assert len(own) == len(TRUTH.events)
    assert set(own["event_id"]) <= set(origins["item_id"])

    def decided(code, start_ms):
        event = next(one for one in consensus.events if (one.code, one.start_ms) == (code, start_ms))
        rows = origins[origins["item_id"] == event.id]
        return list(zip(rows["decided"], rows["from_coder"], strict=True))

    assert decided("manipulation", 11_480) == [("agreed", "AB"), ("agreed", "CD")]
    assert decided("contact", 37_800) == [("accepted", "AB")]
    assert decided("fussing", 26_800) == [("accepted", "CD")]
    assert decided("proximity_seeking", 35_400) == [("accepted", "AB"), ("agreed", "AB"), ("agreed", "CD")]
    assert ("edited", "AB") in decided("crying", 76_320)
    keys = ["disagreement_kind", "channel", "start_s"]
    told = {tuple(row): how for *row, how in settled[[*keys, "decided"]].itertuples(index=False, name=None)}
    for kind, channel, start_ms, _, how in PLANTED:
        # Where one coder has nothing, “neither” is that coder's version.
        neither = "accepted" if kind in ("omission", "commission") else "neither"
        expected = {A: "accepted", B: "accepted", NEITHER: neither}.get(how, "edited")
        start_s = "" if kind in ("rating", "class") else f"{start_ms / 1000:.3f}"
        assert told[kind, channel, start_s] == expected
