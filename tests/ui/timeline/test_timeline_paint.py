"""What is seen: running states, themes, and that painting parts paints the whole."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QEvent

from ui.coding.timeline.tracks import RUNNING
from ui.theme import apply_theme

FRAME_MS = 40
DURATION_MS = 120_000


def test_a_running_state_is_drawn_up_to_the_playhead_and_empty_after_it(bench):
    bench.player.jump(100_000)
    bench.session.mark_code("manipulation")
    bench.player.jump(105_000)
    bench.session.tick()
    event = bench.event("manipulation")
    track = bench.timeline.scene.tracks["manipulation"]
    assert track.ends.tolist() == [RUNNING]
    color = bench.timeline.grab().toImage().pixelColor
    ratio = bench.timeline.devicePixelRatioF()
    inside, outside = (bench.at(ms, "manipulation") * ratio for ms in (102_000, 112_000))
    assert color(inside).green() > 150 > color(outside).green()
    assert bench.timeline.scene.hit(bench.at(102_000).x(), inside.y() / ratio).event_id == event.id
    assert bench.timeline.scene.hit(bench.at(112_000).x(), inside.y() / ratio).event_id == ""


def test_painting_what_has_changed_gives_the_same_picture_as_painting_everything(bench, qapp):
    rng = random.Random(2)
    bench.timeline.set_peaks(np.abs(np.sin(np.arange(12_000) / 50)).astype(np.float32), 100)
    for _ in range(30):
        bench.player.jump(rng.randrange(0, DURATION_MS, FRAME_MS))
        bench.session.tick()
        step = rng.choice(["crying", "search", "reach", "contact", "undo", "redo", "select"])
        if step in ("undo", "redo"):
            getattr(bench.session, step)()
        elif step == "select":
            bench.session.select_next()
        else:
            bench.session.mark_code(step)
        qapp.processEvents()
        on_screen = bench.timeline.screen().grabWindow(bench.timeline.winId()).toImage()
        bench.timeline.changeEvent(QEvent(QEvent.Type.PaletteChange))
        everything = bench.timeline.grab().toImage()
        assert on_screen.convertToFormat(everything.format()) == everything


@pytest.mark.looks
def test_the_timeline_takes_another_theme(bench, qapp):
    dark = bench.timeline.grab().toImage()
    apply_theme(qapp, "light")
    light = bench.timeline.grab().toImage()
    apply_theme(qapp, "dark")
    assert light.pixelColor(5, 5).lightness() > 200 > 60 > dark.pixelColor(5, 5).lightness()


def test_a_session_without_sound_says_so_instead_of_a_waveform(bench):
    waiting = bench.timeline.grab().toImage()
    bench.timeline.set_peaks(np.empty(0, np.float32))
    assert bench.timeline.grab().toImage() != waiting
