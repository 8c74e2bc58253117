"""A recording with sound only is added, opened, seen by its sound, stepped, marked and exported."""

from fractions import Fraction

import av
import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.exchange.study_export import export_study
from annotator.model.codebook.file import codebook_text
from annotator.study import create_study, open_study

RATE_HZ, LENGTH_S = 16_000, 20


@pytest.fixture(scope="session")
def babble(tmp_path_factory):
    """Bursts of a tone that rises, one a second."""
    path = tmp_path_factory.mktemp("sound") / "babble.wav"
    time_s = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ
    wave = 0.5 * np.sin(2 * np.pi * (300 * time_s + 40 * time_s**2)) * (time_s % 1 < 0.4)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE_HZ)
        stream.codec_context.layout = "mono"
        frame = av.AudioFrame.from_ndarray((wave * 32767).astype(np.int16)[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, 0, Fraction(1, RATE_HZ)
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path


@pytest.fixture
def heard(tmp_path, babble):
    """A study with one recording, sound only."""
    made = create_study(tmp_path / "heard", "Heard", codebook_text("strange_situation"))
    made.add_coder("KM")
    made.change_settings(sound_grid_ms=50)
    made.add_session("S001", [(babble, 0)])
    return made


@pytest.fixture
def opened(program, heard, qtbot):
    """The window with the coding of it open."""
    program.open_study(heard.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.window.place == "code")
    stage = program.code_workspace.panels.video.stage
    qtbot.waitUntil(lambda: program.coding.is_retimable, timeout=10_000)
    qtbot.waitUntil(lambda: stage.sound is not None and stage.levels is not None, timeout=20_000)
    return program


def columns_lit(image):
    """How much light each column of a picture has."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return pixels[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, :3].mean(axis=(0, 2))


def test_the_session_keeps_the_grid_it_was_added_with(heard):
    heard.change_settings(sound_grid_ms=20)
    camera = open_study(heard.folder).session("S001").cameras[0]
    assert (camera.grid_ms, camera.frame_count, camera.duration_ms) == (50, LENGTH_S * 20, LENGTH_S * 1000)


def test_its_sound_is_seen_where_the_picture_would_be(opened, qtbot):
    video = opened.code_workspace.panels.video
    assert video.is_sound_only
    assert video.notice.isHidden()
    before = columns_lit(video.grab().toImage())
    opened.coding.jump(10_400)
    qtbot.waitUntil(lambda: opened.coding.position_ms == 10_400)
    after = columns_lit(video.grab().toImage())
    half = len(after) // 2
    assert before[: half - 20].max() < before[half + 20 :].max(), "nothing lies before the beginning"
    assert after[: half - 20].mean() > before[: half - 20].mean() + 15


def test_keys_step_mark_and_export_it(opened, heard, tmp_path, qtbot):
    coding, window = opened.coding, opened.window
    coding.jump(3_000)
    qtbot.waitUntil(lambda: coding.position_ms == 3_000)
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: coding.position_ms == 3_150)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_C)
    (event,) = coding.coding.events
    assert event.start_ms == 3_150
    coding.opened.flush()
    export_study(open_study(heard.folder), tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "events.csv")
    assert table["start_frame"].tolist() == [63]


def test_there_is_no_picture_to_be_saved(opened):
    opened.actions["save_still"].trigger()
    assert any("no picture" in said.what for said in opened.messages.said)
