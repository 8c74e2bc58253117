"""The first picture of a recording stands on the screen before its frames are listed, and it is the right one."""

import threading

import pytest

from annotator.media import camera as camera_module
from annotator.media.frames import load_or_scan, scan
from annotator.media.picture import digest_of
from annotator.media.player import CameraSource, Player
from annotator.media.reader import FrameReader
from annotator.media.sound_output import SilentOutput


def first_frames(path):
    told = []
    scan(path, first=lambda frame, shape: told.append((digest_of(frame), shape)))
    return told


def frame_zero(path):
    reader = FrameReader(path, table=scan(path))
    try:
        picture = reader.read(0)
    finally:
        reader.close()
    return digest_of(picture.frame), picture.pixel_shape


def test_the_first_frame_told_is_frame_zero_of_every_kind_of_file(whole_clip):
    assert first_frames(whole_clip.path) == [frame_zero(whole_clip.path)]


def test_of_several_files_it_is_that_of_the_first(odd):
    paths = (odd("mov").path, odd("mov").path)
    told = []
    load_or_scan(paths, None, first=lambda frame, _shape: told.append(digest_of(frame)))
    assert set(told) == {frame_zero(paths[0])[0]}


@pytest.fixture
def slow_listing(monkeypatch):
    """Frames are not listed until this event is set, but for the first."""
    go_on, told = threading.Event(), threading.Event()

    def slowly(recording, cache_dir, stream, *, first, **others):
        def tell(frame, shape):
            first(frame, shape)
            told.set()

        scan(recording, stream, first=tell)
        assert go_on.wait(30)
        return load_or_scan(recording, cache_dir, stream, first=first, **others)

    monkeypatch.setattr(camera_module, "load_or_scan", slowly)
    go_on.told = told
    return go_on


@pytest.fixture
def open_slowly(slow_listing, hand_on):
    """Opens a player whose frames are not listed yet."""
    opened = []

    def start(*cameras):
        opened.append(Player(cameras, SilentOutput()))
        return hand_on(opened[-1])

    yield start
    slow_listing.set()
    for player in opened:
        player.close()


def test_the_first_picture_does_not_wait_for_the_table(slow_listing, odd, open_slowly, number_in):
    clip = odd("gop_300")
    hand = open_slowly(CameraSource(clip.path))
    hand.until(lambda: hand.player.ready)
    assert number_in(hand.player.pictures[0]) == hand.player.frame_index == hand.player.position_ms == 0
    assert len(hand.player.frame_times_ms) == 0, "nothing is listed yet"
    slow_listing.set()
    hand.until(lambda: hand.player.indexing_progress == 1)
    hand.player.jump(clip.pts_ms[7])
    assert number_in(hand.until_settled()) == 7


def test_a_jump_before_the_table_is_there_shows_no_other_frame(slow_listing, odd, open_slowly, number_in):
    clip = odd("gop_300")
    hand = open_slowly(CameraSource(clip.path))
    hand.player.jump(clip.pts_ms[9])
    assert slow_listing.told.wait(30)
    hand.player.tick()
    assert not hand.player.ready
    slow_listing.set()
    hand.until(lambda: hand.player.ready)
    assert number_in(hand.until_settled()) == 9


def test_a_camera_that_begins_at_another_time_does_not_show_its_first_frame(slow_listing, odd, open_slowly):
    clip = odd("gop_300")
    hand = open_slowly(CameraSource(clip.path), CameraSource(clip.path, -clip.pts_ms[5]))
    hand.until(lambda: hand.player.ready)
    assert hand.player.pictures[1] is None
    slow_listing.set()
    hand.until(lambda: hand.player.pictures[1] is not None)
    assert hand.player.pictures[1].index == 5
