import os

import av
import cv2
import numpy as np
import pytest

from sample_videos.frame_mark import read_frame_number
from tests.odd_clips.odd import ODD_CLIPS, OTHER_STREAM_FIRST_NUMBER, draw_odd


@pytest.fixture(scope="module")
def draw(make_once):
    """Draw a clip once for all tests that look at it."""
    return lambda name: make_once(name, lambda folder: draw_odd(name, folder))


SPOILT = {"truncated", "damaged", "audio_only"}
WITH_TIMES_OF_THEIR_OWN = {"packed", "shared_times", "short_first_part", "time_jumps"}


def shown_pictures(path, stream=0):
    """The number burned into, and the PTS in ms of, every picture a sequential decode shows."""
    numbers, times_ms = [], []
    with av.open(str(path)) as container:
        track = container.streams.video[stream]
        for frame in container.decode(track):
            upright = np.rot90(frame.to_ndarray(format="bgr24"), frame.rotation // 90)
            numbers.append(read_frame_number(upright))
            times_ms.append(frame.pts * track.time_base * 1000)
    return numbers, [round(time - times_ms[0]) for time in times_ms]


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system tells no urgency of threads")
def test_drawing_leaves_the_thread_as_urgent_as_it_was(tmp_path):
    before = os.sched_getscheduler(0)
    draw_odd("av1", tmp_path)
    assert os.sched_getscheduler(0) == before


@pytest.mark.parametrize("name", [name for name in ODD_CLIPS if name not in SPOILT | WITH_TIMES_OF_THEIR_OWN])
def test_every_shown_picture_carries_its_place_and_its_known_time(name, draw):
    clip = draw(name)
    numbers, times_ms = shown_pictures(clip.path)
    assert numbers == list(range(clip.frame_count))
    assert times_ms == clip.pts_ms


@pytest.mark.parametrize("name", ODD_CLIPS)
def test_a_clip_is_small_and_says_whether_it_has_sound(name, draw):
    clip = draw(name)
    assert clip.path.stat().st_size < 500_000
    if name != "truncated":
        with av.open(str(clip.path)) as container:
            assert bool(container.streams.audio) == clip.has_sound


@pytest.mark.parametrize("name", ["nonzero_start", "hevc", "open_gop", "webm", "shared_times"])
def test_a_clip_is_the_same_every_time(name, tmp_path):
    first = draw_odd(name, tmp_path).path.read_bytes()
    assert draw_odd(name, tmp_path).path.read_bytes() == first


def test_the_edit_list_hides_pictures_that_the_file_holds(draw):
    with av.open(str(draw("edit_list").path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert sum(packet.is_discard for packet in packets) == 10


@pytest.mark.parametrize(("name", "start_ms"), [("nonzero_start", 5000), ("nonzero_start_ts", 6400), ("mpeg_ts", 1400)])
def test_a_file_starts_at_its_odd_time(name, start_ms, draw):
    with av.open(str(draw(name).path)) as container:
        track = container.streams.video[0]
        assert track.start_time * track.time_base * 1000 == start_ms


@pytest.mark.parametrize(("name", "lead_ms"), [("sound_early", 800), ("sound_late", -1200)])
def test_the_sound_leads_or_follows_the_picture(name, lead_ms, draw):
    with av.open(str(draw(name).path)) as container:
        first_picture = next(container.decode(video=0)).time
    with av.open(str(draw(name).path)) as container:
        first_sound = next(container.decode(audio=0)).time
    assert (first_picture - first_sound) * 1000 == pytest.approx(lead_ms, abs=25)


def test_the_interlaced_clip_has_two_fields_and_oblong_pixels(draw):
    with av.open(str(draw("interlaced").path)) as container:
        frame = next(container.decode(video=0))
        assert frame.interlaced_frame
        assert container.streams.video[0].sample_aspect_ratio == pytest.approx(16 / 15)


def test_the_open_gop_has_pictures_shown_before_the_keyframe_they_follow(draw):
    with av.open(str(draw("open_gop").path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    newest_keyframe_pts, leading = packets[0].pts, []
    for packet in packets:
        newest_keyframe_pts = packet.pts if packet.is_keyframe else newest_keyframe_pts
        leading += [packet] * (packet.pts < newest_keyframe_pts)
    assert leading


def test_other_players_turn_the_rotated_clip_upright_too(draw):
    capture = cv2.VideoCapture(str(draw("rotated").path))
    is_read, image = capture.read()
    assert is_read
    assert image.shape[:2] == (320, 240)
    assert read_frame_number(image) == 0


def test_the_clap_is_seen_and_heard_in_the_same_frame_every_second(draw):
    with av.open(str(draw("clap").path)) as container:
        brightness = [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]
    with av.open(str(draw("clap").path)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    loudness = np.abs(sound.astype(float)).reshape(len(brightness), -1).max(axis=1)
    bright, loud = np.flatnonzero(np.array(brightness) > 240), np.flatnonzero(loudness > 5000)
    assert bright.tolist() == loud.tolist() == [0, 25, 50, 75]


def test_the_second_video_stream_shows_other_pictures(draw):
    numbers, _ = shown_pictures(draw("two_video_streams").path, stream=1)
    assert numbers == list(range(OTHER_STREAM_FIRST_NUMBER, OTHER_STREAM_FIRST_NUMBER + 125))


def test_the_truncated_clip_cannot_be_opened(draw):
    clip = draw("truncated")
    with pytest.raises(av.InvalidDataError):
        av.open(str(clip.path))


def test_the_damaged_clip_loses_some_pictures_and_keeps_most(draw):
    clip = draw("damaged")
    numbers, failures = set(), 0
    with av.open(str(clip.path)) as container:
        for packet in container.demux(video=0):
            try:
                numbers |= {read_frame_number(frame.to_ndarray(format="bgr24")) for frame in packet.decode()}
            except av.InvalidDataError:
                failures += 1
    assert failures
    assert len(numbers - {None}) > clip.frame_count * 2 // 3


def test_a_clip_that_shows_nothing_has_no_pictures(draw):
    clip = draw("audio_only")
    assert (clip.frame_count, clip.pts_ms, clip.has_sound) == (0, [], True)
