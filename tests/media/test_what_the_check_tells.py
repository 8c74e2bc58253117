"""What a lab would see or hear too late is told by the check: black, still, silent, too loud, the wrong track."""

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from annotator.media.check import check_recording
from annotator.media.reader import FrameReader
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat

RATE = 20
SMALL = PictureFormat(96, 64, Fraction(RATE), options={"g": "20", "preset": "ultrafast"})
SECONDS = 24


def moving(number):
    image = np.full((64, 96, 3), 120, np.uint8)
    image[20:50, number % 60 : number % 60 + 30] = (30, 200, 90)
    return image


def black(_number):
    return np.zeros((64, 96, 3), np.uint8)


def still(_number):
    return moving(3)


def tone(loudness=0.2):
    return (loudness * np.sin(np.arange(SECONDS * SOUND_RATE) * (2 * np.pi * 330 / SOUND_RATE))).astype(np.float32)


@pytest.fixture
def told(tmp_path):
    """What the check finds in a recording of 24 s."""

    def draw(picture=moving, *sounds, to=SECONDS):
        path = tmp_path / "clip.mov"
        with MovieFile(path) as movie:
            track = movie.add_pictures(SMALL)
            given = sounds or (tone(),)
            for one, sound in [(movie.add_sound("pcm_s16le"), sound) for sound in given]:
                one.write(sound, 0)
            for number in range(RATE * SECONDS):
                track.write((picture if number < RATE * to else moving)(number), number)
        return check_recording(path)

    return draw


def test_of_a_recording_without_fault_nothing_is_told(told):
    assert told().findings == ()


@pytest.mark.parametrize(
    ("picture", "words"), [(black, "The picture is black from 0:00"), (still, "The picture does not change from 0:00")]
)
def test_a_picture_that_is_black_or_still_is_told(told, picture, words):
    throughout = told(picture)
    assert not throughout.good
    assert [one.what for one in throughout.findings] == [f"{words} to 0:24."]
    half = told(picture, to=12)
    assert half.good
    assert [one.what for one in half.findings] == [f"{words} to 0:12."]


def test_a_picture_that_is_still_for_some_seconds_is_nothing_to_tell(told):
    assert told(still, to=8).findings == ()


def test_a_silent_sound_is_told(told):
    found = told(moving, tone(0))
    assert not found.good
    assert [one.what for one in found.findings] == ["The sound is silent from beginning to end."]


def test_a_sound_that_is_lost_for_long_is_told(told):
    sound = tone()
    sound[6 * SOUND_RATE : 18 * SOUND_RATE] = 0
    found = told(moving, sound)
    assert found.good
    assert [one.what for one in found.findings] == ["Nothing at all is heard from 0:06 to 0:18."]


def test_a_sound_that_ends_early_is_told(told):
    found = told(moving, tone()[: 20 * SOUND_RATE])
    assert [one.what for one in found.findings] == ["The sound ends 4.0 s before the picture."]


def test_a_sound_that_is_often_too_loud_is_told(told):
    often = tone()
    often[: 6 * SOUND_RATE] = tone(3)[: 6 * SOUND_RATE]
    found = told(moving, often)
    assert found.good
    assert [one.what for one in found.findings] == [
        "The sound is too loud for the recorder (clipped) in 25% of the time."
    ]
    once = tone()
    once[:2000] = tone(3)[:2000]
    assert told(moving, once).findings == ()


def test_a_second_sound_track_is_told(told):
    found = told(moving, tone(), tone(0.1))
    assert found.good
    (finding,) = found.findings
    assert finding.what == "There are 2 sound tracks; number 1 is played."
    assert finding.advice.endswith("open the session in Code and use Play > Sound (F8).")


def test_a_silent_first_track_is_told_where_another_is_not(told):
    found = told(moving, tone(0), tone())
    assert not found.good
    words = "The sound track that is played is silent, but number 2 of 2 is not."
    assert [one.what for one in found.findings] == [words]
    assert found.findings[0].advice.endswith("open the session in Code and use Play > Sound (F8).")


def test_frames_that_share_a_time_are_told(odd):
    found = check_recording(odd("shared_times").path)
    assert found.good
    words = "At 41 moments several frames have the same time; the last of them is shown."
    assert words in [one.what for one in found.findings]


def test_jumps_of_time_in_mpeg_ts_are_not_called_cut_off(odd):
    found = check_recording(odd("time_jumps").path)
    assert found.good
    assert (found.frame_count, found.picture_ms, found.container_ms) == (120, 4800, 0)


@pytest.mark.parametrize("name", ["fields", "open_gop", "mpeg4", "gop_300"])
def test_frames_of_each_kind_and_of_both_ends_are_among_those_looked_for(odd, monkeypatch, name):
    asked = []
    read = FrameReader.read
    monkeypatch.setattr(FrameReader, "read", lambda reader, index: asked.append(index) or read(reader, index))
    clip = odd(name)
    found = check_recording(clip.path)
    assert {0, 1, clip.frame_count - 1} <= set(asked)
    assert len(asked) == len(set(asked)) == found.proofs == found.proofs_right
    assert asked != sorted(asked)
    with av.open(str(clip.path)) as container:
        frames = [(int(frame.pict_type), frame.key_frame) for frame in container.decode(video=0)]
    kinds = [kind for kind, _ in frames]
    assert {kinds[index] for index in asked} == set(kinds)
    keyframes = {index for index, (_, is_keyframe) in enumerate(frames) if is_keyframe}
    assert keyframes & set(asked)
    assert {index + 1 for index in keyframes} & set(asked)
    assert len(keyframes) == 1 or {index - 1 for index in keyframes} & set(asked)


@pytest.mark.parametrize("fault", ["other picture", "stand-in", "damaged"])
def test_a_frame_that_comes_back_otherwise_is_a_problem(odd, monkeypatch, fault):
    read = FrameReader.read

    def wrong(reader, index):
        picture = read(reader, index)
        if fault == "other picture":
            return replace(read(reader, index + 1 if index == 0 else index - 1), index=index)
        return replace(picture, exact=fault != "stand-in", damaged=True)

    monkeypatch.setattr(FrameReader, "read", wrong)
    found = check_recording(odd("vfr").path)
    assert (found.good, found.proofs_right) == (False, 0)
    assert f"{found.proofs} of {found.proofs} frames looked for at random were not found again." in [
        one.what for one in found.findings
    ]


def test_nothing_is_looked_for_where_a_recording_is_damaged(odd):
    found = check_recording(odd("damaged").path)
    assert 0 < found.proofs == found.proofs_right
