"""The reader shows the frame that was asked for, on every kind of file."""

import random
import threading
import time
from pathlib import Path

import pytest

from annotator.errors import MediaError
from annotator.media.decoder_run import Run
from annotator.media.frames import scan
from annotator.media.packets import Decoder
from annotator.media.reader import FrameReader, Wish
from tests.odd_clips.odd import OTHER_STREAM_FIRST_NUMBER
from tests.tries import tries


@pytest.fixture
def open_reader():
    opened = []

    def start(path, **options):
        reader = FrameReader(path, table=scan(path, options.get("stream", 0)), **options)
        opened.append(reader)
        return reader

    yield start
    for reader in opened:
        reader.close()


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_random_jumps_show_the_frame_asked_for(whole_clip, open_reader, number_in):
    reader = open_reader(whole_clip.path)
    places = random.Random(5)
    for _ in range(tries(50)):
        index = places.randrange(whole_clip.frame_count)
        picture = reader.read(index)
        assert (picture.index, picture.exact, picture.damaged) == (index, True, False)
        assert picture.pts_ms == whole_clip.pts_ms[index]
        assert number_in(picture) == index


def test_stepping_through_all_frames_and_back_shows_every_one(whole_clip, open_reader, number_in):
    reader = open_reader(whole_clip.path)
    there = range(whole_clip.frame_count)
    for direction, indices in ((1, there), (-1, reversed(there))):
        for index in indices:
            reader.want(Wish(index, direction=direction))
            wait_for(lambda index=index: reader.newest is not None and reader.newest.index == index)
            assert number_in(reader.newest) == index


def test_a_recording_joined_from_two_shows_the_frames_of_both(joined_vob, open_reader, number_in):
    reader = open_reader(joined_vob.path)
    places = random.Random(6)
    for _ in range(50):
        index = places.randrange(joined_vob.frame_count)
        assert number_in(reader.read(index)) == index % 100


def test_the_second_video_stream_can_be_read(odd, open_reader, number_in):
    reader = open_reader(odd("two_video_streams").path, stream=1)
    assert number_in(reader.read(40)) == OTHER_STREAM_FIRST_NUMBER + 40


@pytest.mark.parametrize("direction", [1, -1])
def test_a_tiny_cache_is_enough_to_be_exact(odd, open_reader, number_in, direction):
    reader = open_reader(odd("gop_300").path, cache_bytes=1)
    for index in (200, 199, 198, 300, 0):
        reader.want(Wish(index, direction=direction))
        wait_for(lambda index=index: reader.newest is not None and reader.newest.index == index)
        assert number_in(reader.newest) == index


def test_frames_of_a_damaged_file_are_right_or_flagged(odd, open_reader, number_in):
    clip = odd("damaged")
    reader = open_reader(clip.path)
    flagged = []
    for index in range(clip.frame_count):
        picture = reader.read(index)
        assert picture.index == index
        assert picture.pts_ms == clip.pts_ms[index]
        if picture.damaged:
            flagged.append(index)
        else:
            assert number_in(picture) == index
    assert 3 <= len(flagged) <= 25  # the damage ends at the next keyframe


def test_a_frame_that_cannot_be_decoded_is_answered_by_its_neighbour(odd, open_reader, number_in):
    clip = odd("damaged")
    reader = open_reader(clip.path)
    stand_ins = [one for one in map(reader.read, range(clip.frame_count)) if not one.exact]
    assert stand_ins
    for picture in stand_ins:
        shown = number_in(picture)
        assert shown is None or abs(shown - picture.index) <= 3


def test_a_decoder_that_gives_nothing_is_given_up(odd, open_reader, monkeypatch, number_in):
    monkeypatch.setattr("annotator.media.reader._GIVE_UP_AFTER_S", 0.01)
    reader = open_reader(odd("gop_300").path)
    reader.read(0)
    monkeypatch.setattr(Decoder, "_decode", lambda *_some: [])
    picture = reader.read(250)
    assert (picture.index, picture.exact, picture.damaged) == (250, False, True)
    assert number_in(picture) < 30


def test_a_rest_is_not_taken_for_a_decoder_that_gives_nothing(odd, open_reader, monkeypatch, number_in):
    monkeypatch.setattr("annotator.media.reader._GIVE_UP_AFTER_S", 0.0)
    monkeypatch.setattr("annotator.media.reader._GIVE_UP_AFTER_PACKETS", 40)
    reader = open_reader(odd("gop_300").path)
    for index in range(60):
        assert number_in(reader.read(index)) == index


@pytest.fixture
def swallow(monkeypatch):
    """Keeps the decoder from giving out frame 100 of a clip, always or while it passes others over."""
    decode = Decoder._decode

    def start(path, when):
        stamp = scan(path).stamps[100]

        def forgetful(decoder, packet):
            frames = decode(decoder, packet)
            return [frame for frame in frames if frame.pts != stamp or not when(decoder)]

        monkeypatch.setattr(Decoder, "_decode", forgetful)

    return start


def test_a_frame_once_missed_is_found_when_it_is_asked_for_again(odd, open_reader, swallow, number_in):
    is_ill = True
    swallow(odd("gop_300").path, lambda _decoder: is_ill)
    reader = open_reader(odd("gop_300").path)
    missed = reader.read(100)
    assert (missed.index, missed.exact, missed.damaged) == (100, False, True)
    is_ill = False
    reader.read(250)
    found = reader.read(100)
    assert (found.index, found.exact, found.damaged, number_in(found)) == (100, True, False, 100)


def test_a_frame_missed_while_others_are_passed_by_is_looked_for_in_full(
    odd, open_reader, swallow, monkeypatch, number_in
):
    begin, passed_by = Run.begin, []
    monkeypatch.setattr(Run, "begin", lambda *some: (passed_by.clear(), begin(*some))[1])

    def has_passed_by(decoder):
        passed_by.extend(["yes"] * (decoder.context.skip_frame == "NONREF"))
        return bool(passed_by)

    swallow(odd("gop_300").path, has_passed_by)
    reader = open_reader(odd("gop_300").path)
    for index in (99, 100, 101, 250, 100):
        picture = reader.read(index)
        assert (picture.exact, picture.damaged, number_in(picture)) == (True, False, index)


def test_a_file_whose_beginning_cannot_be_sought_is_opened_anew_once_a_jump(odd, open_reader, monkeypatch, number_in):
    opened = []
    open_file = Run._open
    monkeypatch.setattr(Run, "_open", lambda run: (opened.append(run), open_file(run))[1])
    reader = open_reader(odd("raw_dv").path, cache_bytes=1)
    for index in (2, 0, 2, 0):
        assert number_in(reader.read(index)) == index
    assert len(opened) <= 5
    reader.close()  # else it may still be opening while the next one is counted
    opened.clear()
    reader = open_reader(odd("gop_300").path, cache_bytes=1)
    for index in (300, 0, 300, 0):
        assert number_in(reader.read(index)) == index
    assert len(opened) == 1  # where a seek does, none is


def test_the_latest_wish_wins(odd, open_reader):
    reader = open_reader(odd("gop_300").path)
    for index in range(0, 330, 7):
        reader.want(Wish(index))
    reader.want(Wish(41))
    wait_for(lambda: reader.newest is not None and reader.newest.index == 41)


def test_scrubbing_shows_something_nearer_before_the_exact_frame(odd, open_reader, monkeypatch):
    reader = open_reader(odd("gop_300").path)
    reader.read(0)
    shown = []
    put = reader._cache.put
    monkeypatch.setattr(reader._cache, "put", lambda *some: (put(*some), shown.append(reader.newest)))
    reader.want(Wish(280, "scrub"))
    wait_for(lambda: reader.newest.index == 280)
    before = [picture for picture in shown if not picture.exact]
    assert before
    distances = [280 - picture.index for picture in before]
    assert distances == sorted(distances, reverse=True)


def test_played_backwards_nothing_is_shown_before_its_turn(odd, open_reader, monkeypatch):
    reader = open_reader(odd("gop_300").path)
    reader.read(299)
    shown = []
    put = reader._cache.put
    monkeypatch.setattr(reader._cache, "put", lambda *some: (put(*some), shown.append(reader.newest.index)))
    reader.want(Wish(200, "play", direction=-1))
    wait_for(lambda: reader.newest.index == 200)
    assert len(shown) > 2
    assert min(shown) >= 200


def test_a_frame_that_is_kept_is_there_at_once(odd, open_reader):
    reader = open_reader(odd("gop_300").path)
    reader.read(250)
    for index in (249, 246, 248):
        reader.want(Wish(index, direction=-1))
        assert reader.newest.index == index


def test_a_reader_that_was_closed_keeps_no_frames(odd, open_reader):
    """Whoever still holds it: they are a quarter of a gigabyte."""
    reader = open_reader(odd("gop_300").path)
    reader.read(250)
    wait_for(lambda: reader.kept(249) is not None)
    reader.close()
    assert [index for index in range(300) if reader.kept(index) is not None] == []
    assert reader.newest.index == 250, "what is on the screen stays there"


def test_after_a_step_back_the_frames_before_are_ready(odd, open_reader):
    reader = open_reader(odd("gop_300").path)
    reader.read(250)
    reader.want(Wish(249, direction=-1))
    wait_for(lambda: all(index in reader._cache for index in range(200, 250)))


def test_after_a_jump_the_frames_around_are_ready_without_another_search(odd, open_reader, number_in, monkeypatch):
    reader = open_reader(odd("gop_300").path)
    begin, there = Run.begin, []
    monkeypatch.setattr(Run, "begin", lambda *some: (there.append(set(reader._cache._pictures)), begin(*some))[1])
    reader.read(250)
    wait_for(lambda: 245 in reader._cache)
    assert there[0] == set()
    assert there[1] == set(range(246, 263))
    assert [number_in(reader._cache.get(index)) for index in range(214, 263)] == list(range(214, 263))


@pytest.mark.parametrize("way", ["exact", "play"])
def test_going_back_through_a_long_group_decodes_it_in_few_goes(odd, open_reader, number_in, monkeypatch, way):
    begun = []
    begin = Run.begin
    monkeypatch.setattr(Run, "begin", lambda *some: (begun.append(some), begin(*some))[1])
    reader = open_reader(odd("gop_300").path, cache_bytes=60 * 160 * 120 * 3 // 2)
    reader.read(299)
    for index in range(299, -1, -1):
        reader.want(Wish(index, way, direction=-1))
        wait_for(lambda index=index: reader.newest.index == index and reader.newest.exact)
        assert number_in(reader.newest) == index
        assert len(reader._cache._pictures) <= 60
    assert len(begun) <= 40


def test_at_rest_nothing_is_decoded_again_and_again(odd, open_reader, monkeypatch):
    begun = []
    begin = Run.begin
    monkeypatch.setattr(Run, "begin", lambda *some: (begun.append(some), begin(*some))[1])
    reader = open_reader(odd("gop_300").path, cache_bytes=40 * 160 * 120 * 3 // 2)
    for way, direction in (("play", 1), ("exact", 1), ("play", -1), ("exact", -1), ("exact", 1)):
        reader.want(Wish(150, way, direction))
        wait_for(lambda: reader._changed._waiters)  # the thread rests
    assert len(begun) <= 6


def test_a_reader_without_a_file_says_so():
    reader = FrameReader(Path("gone.mp4"))
    with pytest.raises(MediaError, match="no recording at"):
        reader.read(0)
    reader.close()


def test_reading_gives_up_in_the_end(odd):
    reader = FrameReader(odd("vfr").path)  # without a table nothing can come
    with pytest.raises(MediaError, match="could not be read in time"):
        reader.read(3, timeout_s=0.05)
    reader.close()


def test_a_file_that_goes_away_while_open_is_reported(odd, open_reader, monkeypatch):
    def broken(*_some):
        raise MediaError("Reading broke off.", "Check the disk.")
        yield

    reader = open_reader(odd("gop_300").path)
    reader.read(0)
    monkeypatch.setattr("annotator.media.decoder_run.video_packets", broken)
    with pytest.raises(MediaError, match="broke off"):
        reader.read(310)


def test_closing_ends_the_thread(odd):
    before = set(threading.enumerate())
    reader = FrameReader(odd("vfr").path, table=scan(odd("vfr").path))
    reader.want(Wish(100))
    reader.close()
    assert set(threading.enumerate()) == before
