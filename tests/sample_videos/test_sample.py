import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

import sample_videos
from sample_videos.acting import Acting
from sample_videos.encoding import SOUND_RATE
from sample_videos.frame_mark import read_frame_number
from sample_videos.poses import FAR_HAND, NEAR_HAND
from sample_videos.sample import CAMERA2_LATER_FRAMES, draw_sample, truth_of
from sample_videos.soundtrack import Soundtrack
from sample_videos.story import lay_out

FOLDER = Path(sample_videos.__file__).parent
TRUTH = FOLDER / "strange_situation.truth.json"


@pytest.fixture(scope="module")
def truth():
    return json.loads(TRUTH.read_text(encoding="utf-8"))


def grey_pictures(path):
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            plane = frame.planes[0]
            rows = np.frombuffer(plane, np.uint8).reshape(frame.height, plane.line_size)
            yield frame, rows[:, : frame.width]


def decoded_sound(path):
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(parts).astype(float)


def loudness(sound, start_ms, end_ms):
    part = sound[start_ms * SOUND_RATE // 1000 : end_ms * SOUND_RATE // 1000]
    return float(np.sqrt(np.mean(part**2)))


@pytest.mark.parametrize("camera", [0, 1])
def test_every_picture_of_the_sample_carries_its_number_and_comes_at_its_time(truth, camera):
    path = FOLDER / truth["cameras"][camera]["file"]
    expected = truth["frame_count"] - camera * CAMERA2_LATER_FRAMES
    numbers, times_ms = [], []
    for frame, grey in grey_pictures(path):
        numbers.append(read_frame_number(grey))
        times_ms.append(round(frame.pts * frame.time_base * 1000))
    assert numbers == list(range(expected))
    assert times_ms == [round(number * 1000 / truth["fps"]) for number in range(expected)]


@pytest.mark.parametrize("camera", [0, 1])
def test_the_recordings_are_like_a_cameras_and_small(truth, camera):
    path = FOLDER / truth["cameras"][camera]["file"]
    assert path.stat().st_size < 3_500_000
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert picture.codec_context.has_b_frames
        keyframes = [p.pts * p.time_base for p in container.demux(picture) if p.is_keyframe]
    assert max(float(after - before) for before, after in pairwise(keyframes)) == 10.0


def test_the_truth_is_that_of_the_script(truth):
    assert truth == truth_of(3)


def test_all_eight_episodes_join_without_a_gap(truth):
    episodes = truth["episodes"]
    assert [episode["episode"] for episode in episodes] == list("12345678")
    assert all(before["end_ms"] == after["start_ms"] for before, after in pairwise(episodes))


@pytest.mark.parametrize("minutes", [1, 3, 7.3, 22])
def test_every_time_of_the_truth_is_that_of_a_frame_at_any_length(minutes):
    truth = truth_of(minutes)
    for item in [*truth["episodes"], *truth["events"]]:
        assert item["start_ms"] == round(item["start_frame"] * 1000 / truth["fps"])
        assert item["end_ms"] * truth["fps"] % 1000 == 0
    assert all(event["end_ms"] == round(event["end_frame"] * 40) for event in truth["events"])
    assert truth["cameras"][1]["offset_ms"] == 1280


@pytest.mark.parametrize("camera", [0, 1])
def test_the_clap_is_heard_at_its_frame_in_both_recordings(truth, camera):
    sound = decoded_sound(FOLDER / truth["cameras"][camera]["file"])[: 6 * SOUND_RATE]
    clap_ms = truth["clap_ms"] - truth["cameras"][camera]["offset_ms"]
    assert np.argmax(np.abs(sound)) * 1000 / SOUND_RATE == pytest.approx(clap_ms, abs=15)


def test_the_hands_meet_in_the_frame_of_the_clap(truth):
    acting = Acting(lay_out(3))
    clap = truth["clap_ms"] * truth["fps"] // 1000
    apart = [
        np.hypot(*(pose[NEAR_HAND] - pose[FAR_HAND]))
        for pose in (acting.pose("experimenter", frame) for frame in range(clap - 3, clap + 2))
    ]
    assert min(apart[:3]) > 0.15
    assert max(apart[3:]) < 0.05


def test_crying_is_heard_and_louder_than_fussing(truth):
    sound = decoded_sound(FOLDER / truth["cameras"][0]["file"])
    crying, fussing = (
        np.median([loudness(sound, e["start_ms"], e["end_ms"]) for e in truth["events"] if e["code"] == code])
        for code in ("crying", "fussing")
    )
    quiet = loudness(sound, 600, 950)
    assert crying > 2 * fussing > 4 * quiet


def test_sound_made_in_pieces_is_the_sound_made_at_once():
    track = Soundtrack(lay_out(3))
    first, count = 60 * SOUND_RATE, 2 * SOUND_RATE
    pieces = [track.samples(first + start, SOUND_RATE // 2) for start in range(0, count, SOUND_RATE // 2)]
    assert np.array_equal(np.concatenate(pieces), track.samples(first, count))


def test_less_than_a_minute_is_refused(tmp_path):
    with pytest.raises(ValueError, match="one minute"):
        draw_sample(tmp_path, minutes=0.5)
