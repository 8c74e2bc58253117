"""A recording with sound only is stepped, jumped and played on a grid, and its sound lies where it lies."""

from fractions import Fraction

import av
import numpy as np
import pytest

from annotator.errors import NoPictureError
from annotator.media.check import check_recording
from annotator.media.frames import load_or_scan
from annotator.media.grid import on_grid
from annotator.media.peaks import peaks
from annotator.media.player import CameraSource
from annotator.media.reader import FrameReader

RATE_HZ = 44_100
CLAPS_MS = (1_000, 5_310)
LENGTH_S = 8


@pytest.fixture(scope="session", params=["wav", "flac", "mp3", "m4a", "mka"])
def claps(request, tmp_path_factory):
    """Eight seconds of silence with two claps."""
    path = tmp_path_factory.mktemp("sound") / f"claps.{request.param}"
    codec = {"wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame", "m4a": "aac", "mka": "aac"}[request.param]
    samples = np.zeros(LENGTH_S * RATE_HZ, np.int16)
    for at_ms in CLAPS_MS:
        first = at_ms * RATE_HZ // 1000
        samples[first : first + 400] = np.random.default_rng(1).integers(-20_000, 20_000, 400)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE_HZ)
        stream.codec_context.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, 0, Fraction(1, RATE_HZ)
        resampled = av.AudioResampler(format=stream.codec_context.format or "s16", layout="mono", rate=RATE_HZ)
        for one in [*resampled.resample(frame), *resampled.resample(None)]:
            container.mux(stream.encode(one))
        container.mux(stream.encode(None))
    return path


def test_its_moments_are_the_steps_of_a_grid(claps, tmp_path):
    table = load_or_scan(claps, tmp_path)
    assert table.sound_only
    assert table.complete
    assert table.duration_ms == pytest.approx(LENGTH_S * 1000, abs=60)
    assert np.diff(table.pts_ms).tolist() == [40] * (len(table) - 1)
    again = load_or_scan(claps, tmp_path)
    assert (again.sound_only, again.pts_ms.tolist()) == (True, table.pts_ms.tolist())


def test_the_lab_may_want_another_grid(claps):
    table = on_grid(load_or_scan(claps, None), 25)
    assert table.pts_ms[:4].tolist() == [0, 25, 50, 75]
    assert table.step(100, 3) == 175


def test_several_files_follow_one_another(claps):
    if claps.suffix != ".flac":
        return
    table = on_grid(load_or_scan((claps, claps), None), 30)
    one_ms = load_or_scan(claps, None).duration_ms
    assert table.duration_ms == 2 * one_ms
    assert table.pts_ms[table.keyframes].tolist() == [0, one_ms]
    loud = np.flatnonzero(peaks((claps, claps), table=table).high > 3_000)
    assert loud.min() * 10 == pytest.approx(CLAPS_MS[0], abs=20)
    assert loud.max() * 10 == pytest.approx(one_ms + CLAPS_MS[1], abs=40)


def test_its_sound_lies_where_it_lies_in_the_file(claps):
    loud = np.flatnonzero(peaks(claps).high > 3_000) * 10
    assert loud.min() == pytest.approx(CLAPS_MS[0], abs=20)
    assert loud.max() == pytest.approx(CLAPS_MS[1], abs=20)


def test_it_is_stepped_jumped_and_played(claps, open_player):
    hand = open_player(claps)
    player = hand.player
    assert player.pictures[0].sound_only
    player.jump(CLAPS_MS[1])
    assert hand.until_settled().pts_ms == CLAPS_MS[1] // 40 * 40
    player.step(2)
    assert hand.until_settled().pts_ms == CLAPS_MS[1] // 40 * 40 + 80
    player.step(-1)
    assert hand.until_settled().index == CLAPS_MS[1] // 40 + 1
    began = player.position_ms
    player.play()
    hand.until(lambda: player.position_ms > began + 300)
    player.loop(1_000, 1_200)
    hand.until(lambda: player.position_ms < 1_200)
    player.pause()
    assert player.error is None
    assert player.position_ms % 40 == 0


def test_a_grid_of_the_lab_holds_while_it_is_played(claps, open_player):
    hand = open_player(CameraSource(claps, grid_ms=100))
    hand.player.jump(770)
    assert hand.until_settled().pts_ms == 700
    hand.player.step(1)
    assert hand.until_settled().pts_ms == 800


def test_the_check_says_what_it_is(claps):
    found = check_recording(claps)
    assert found.good
    assert [finding.what for finding in found.findings] == ["There is no picture, only sound."]


def test_a_picture_of_it_is_refused_at_once(claps):
    reader = FrameReader(claps, table=load_or_scan(claps, None))
    try:
        with pytest.raises(NoPictureError, match="has no picture, only sound"):
            reader.read(0, timeout_s=5.0)
    finally:
        reader.close()
