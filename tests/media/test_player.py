"""The player shows the frame that was asked for, plays in time, and never makes its caller wait."""

import random
import threading
import time
from pathlib import Path

import av
import pytest

import sample_videos
from annotator.media import frames
from annotator.media.packets import Decoder
from annotator.media.player import CameraSource, Player
from annotator.media.reader import Wish
from annotator.media.sound_output import SilentOutput
from tests.tries import tries

JUMPS = tries(50)
SAMPLES = sorted(Path(sample_videos.__file__).parent.glob("*.mp4"))


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem)
def sample(request):
    return request.param


def check_jumps_and_steps(hand, count, number_in, pts_ms=None):
    """Jumps anywhere, then steps each way; each must show the right frame and report its time."""
    player, table = hand.player, hand.player._reference.table
    places = random.Random(9)

    def check(index):
        picture = hand.until_settled()
        assert picture.index == player.frame_index == index
        assert number_in(picture) == index
        assert player.position_ms == picture.pts_ms == int(table.pts_ms[index])
        if pts_ms is not None:
            assert player.position_ms == pts_ms[index]

    for _ in range(JUMPS):
        index = places.randrange(count)
        player.jump(int(table.pts_ms[index]))
        check(index)
    index = count // 2
    player.jump(int(table.pts_ms[index]))
    for step in [1] * JUMPS + [-1] * JUMPS:
        index = min(max(index + step, 0), count - 1)
        player.step(step)
        check(index)


def test_jumps_and_steps_each_way_are_exact(whole_clip, open_player, number_in):
    hand = open_player(whole_clip.path)
    check_jumps_and_steps(hand, whole_clip.frame_count, number_in, whole_clip.pts_ms)


def test_the_sample_recording_is_exact(sample, open_player, number_in):
    hand = open_player(sample)
    check_jumps_and_steps(hand, len(hand.player._reference.table), number_in)


def test_a_moment_between_two_frames_shows_the_one_before(odd, open_player):
    clip = odd("vfr")
    hand = open_player(clip.path)
    for index in (3, 60, 100):
        hand.player.jump(clip.pts_ms[index + 1] - 1)
        assert hand.until_settled().index == index
        assert hand.player.position_ms == clip.pts_ms[index]


def test_a_jump_is_held_inside_the_recording(odd, open_player):
    clip = odd("vfr")
    hand = open_player(clip.path)
    hand.player.jump(10**9)
    assert hand.until_settled().index == clip.frame_count - 1
    hand.player.jump(-500)
    assert hand.until_settled().index == 0


def test_steps_add_up_even_before_the_picture_came(odd, open_player, number_in):
    hand = open_player(odd("gop_300").path)
    hand.player.jump(8000)
    for _ in range(7):
        hand.player.step(1)
    hand.player.step(-2)
    assert number_in(hand.until_settled()) == 205


def test_the_position_is_always_that_of_the_frame_on_the_screen(odd, open_player):
    clip = odd("gop_300")
    hand = open_player(clip.path)
    for ms in (12_000, 40, 9000):
        hand.player.jump(ms)
        assert hand.player.position_ms == hand.player.pictures[0].pts_ms  # nothing was taken yet
        hand.until_settled()
        assert hand.player.position_ms == ms


def test_playing_goes_on_to_the_last_frame_and_stops_there(odd, open_player):
    clip = odd("vfr")
    hand = open_player(clip.path)
    hand.player.jump(4000)
    first = hand.until_settled().index
    hand.player.play()
    seen = [first]

    def at_end():
        if hand.player.frame_index != seen[-1]:
            seen.append(hand.player.frame_index)
        return not hand.player.playing

    hand.until(at_end)
    assert hand.until_settled().index == clip.frame_count - 1
    assert seen == sorted(seen)
    hand.player.play()
    assert not hand.player.playing


def test_pausing_stays_on_the_frame_on_the_screen(odd, open_player):
    hand = open_player(odd("vfr").path)
    hand.player.toggle()
    hand.until(lambda: hand.player.frame_index > 10)
    shown = hand.player.frame_index
    hand.player.toggle()
    assert not hand.player.playing
    assert hand.until_settled().index == shown


def test_a_picture_that_came_for_playing_on_is_not_shown_after_pausing(odd, open_player):
    hand = open_player(odd("vfr").path)
    hand.player.play()
    hand.until(lambda: hand.player.frame_index > 10)
    shown, reader = hand.player.frame_index, hand.player._cameras[0]._reader
    reader.want(Wish(shown + 1, "play"))  # as the last tick before the pause may have left it
    deadline = time.monotonic() + 30
    while reader.newest.index != shown + 1:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    hand.player.pause()
    assert not hand.player.tick()
    assert hand.player.frame_index == shown


def test_the_target_is_where_a_jump_goes_before_its_picture_is_there(odd, open_player):
    hand = open_player(odd("gop_300").path)
    hand.player.jump(8015)
    assert (hand.player.target_ms, hand.player.position_ms) == (8000, 0)
    hand.player.jump(hand.player.target_ms + 2000)
    hand.player.step(-1)
    assert hand.player.target_ms == 9960
    hand.until_settled()
    assert hand.player.position_ms == hand.player.target_ms == 9960
    hand.player.play()
    hand.until(lambda: hand.player.position_ms > 10_100)
    assert hand.player.target_ms == hand.player.position_ms


def test_the_times_of_the_frames_are_told(odd, open_player):
    clip = odd("vfr")
    assert open_player(clip.path).player.frame_times_ms.tolist() == clip.pts_ms


def test_backwards_goes_down_to_the_first_frame_and_stops(odd, open_player):
    hand = open_player(odd("mpeg_ts").path)
    hand.player.jump(1500)
    hand.until_settled()
    hand.player.set_rate(-2)
    hand.player.play()
    seen = []
    hand.until(lambda: seen.append(hand.player.frame_index) or not hand.player.playing)
    assert hand.until_settled().index == 0
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(("asked", "given"), [(0.01, 0.1), (99, 8), (-20, -8), (1.5, 1.5)])
def test_the_rate_is_held_within_its_bounds(odd, open_player, asked, given):
    hand = open_player(odd("vfr").path)
    hand.player.set_rate(asked)
    assert hand.player.rate == given


def test_changing_the_rate_while_playing_goes_on_from_there(odd, open_player):
    hand = open_player(odd("gop_300").path)
    hand.player.jump(10_000)
    hand.player.play()
    hand.until(lambda: hand.player.position_ms > 10_100)
    hand.player.set_rate(4)
    hand.until(lambda: not hand.player.playing)
    assert hand.until_settled().index == 329


def test_a_loop_goes_round_and_round(odd, open_player):
    hand = open_player(odd("vfr").path)
    hand.player.loop(1000, 1400)
    assert hand.player.looping == (1000, 1400)
    hand.player.jump(1000)
    hand.player.play()
    seen = [hand.player.position_ms]
    rounds = []

    def note():
        if hand.player.position_ms < seen[-1]:
            rounds.append(seen[-1])
        seen.append(hand.player.position_ms)
        return len(rounds) == 3

    hand.until(note)
    assert max(seen[1:]) < 1400
    assert all(ms > 1000 for ms in rounds)
    hand.player.loop(None)
    hand.until(lambda: hand.player.position_ms > 1500)


def test_an_empty_loop_is_refused(odd, open_player):
    hand = open_player(odd("vfr").path)
    with pytest.raises(ValueError, match="from 500 to 500"):
        hand.player.loop(500, 500)


def test_scrubbing_ends_on_the_exact_frame(odd, open_player, number_in):
    hand = open_player(odd("gop_300").path)
    for ms in range(0, 12_000, 40):
        hand.player.scrub(ms)
        hand.player.tick()
    hand.player.end_scrub()
    assert number_in(hand.until_settled()) == 299
    assert not hand.player.playing


def test_playing_goes_on_after_scrubbing(odd, open_player):
    hand = open_player(odd("gop_300").path)
    hand.player.play()
    hand.until(lambda: hand.player.frame_index > 3)
    hand.player.scrub(8000)
    assert not hand.player.playing
    hand.player.end_scrub()
    hand.until(lambda: hand.player.frame_index > 205)


def test_a_second_camera_follows_with_its_offset(odd, open_player, number_in):
    first, second = odd("gop_300"), odd("vfr")
    hand = open_player(CameraSource(first.path), CameraSource(second.path, offset_ms=2000))
    other = hand.player._cameras[1]
    hand.until(lambda: other.table is not None and other.table.complete)
    hand.player.tick()
    assert hand.player.pictures[1] is None  # it has not begun yet
    for ms in (2000, 3000, 7990):
        hand.player.jump(ms)
        picture = hand.until_settled()
        hand.until(lambda picture=picture: other.shows(picture.pts_ms))
        shown = number_in(hand.player.pictures[1])
        assert shown == max(index for index, at in enumerate(second.pts_ms) if at <= picture.pts_ms - 2000)
    hand.player.jump(12_000)  # it has ended by now
    hand.until_settled()
    assert hand.player.pictures[1] is None


def test_a_camera_that_was_not_found_keeps_its_place(odd, open_player, number_in):
    first, third = odd("gop_300"), odd("vfr")
    hand = open_player(CameraSource(first.path), None, CameraSource(third.path, offset_ms=2000))
    other = hand.player._cameras[2]
    hand.until(lambda: other.table is not None and other.table.complete)
    hand.player.jump(3000)
    picture = hand.until_settled()
    hand.until(lambda: other.shows(picture.pts_ms))
    assert hand.player.missing == {1}
    assert hand.player.pictures[1] is None
    shown = number_in(hand.player.pictures[2])
    assert shown == max(index for index, at in enumerate(third.pts_ms) if at <= picture.pts_ms - 2000)
    hand.player.shift_camera(1, 1)
    hand.player.play()
    hand.until(lambda: hand.player.position_ms > 3200)
    hand.player.pause()
    assert (hand.player.coming(1), hand.player.error, hand.player.warning) == ((), None, None)
    assert hand.player.offsets_ms == (0, 0, 2000)


def test_without_the_reference_camera_there_is_no_player():
    with pytest.raises(ValueError, match="reference"):
        Player([None], SilentOutput())


def test_frames_of_a_damaged_recording_are_passed_over_while_playing(odd, open_player):
    clip = odd("damaged")
    hand = open_player(clip.path)
    hand.player.jump(2000)
    hand.player.play()
    hand.until(lambda: not hand.player.playing)
    assert hand.until_settled().index == clip.frame_count - 1


def test_stepping_goes_through_damaged_frames_one_by_one(odd, open_player):
    clip = odd("damaged")
    hand = open_player(clip.path)
    hand.player.jump(clip.pts_ms[60])
    for index in range(61, 80):
        hand.player.step(1)
        assert hand.until_settled().index == index


def test_a_recording_that_cannot_be_opened_is_reported(tmp_path):
    player = Player([CameraSource(tmp_path / "gone.mp4")], SilentOutput())
    deadline = time.monotonic() + 30
    while player.error is None:
        player.tick()
        assert time.monotonic() < deadline
    assert "no recording at" in player.error.what
    player.step(1)
    player.jump(500)
    player.play()
    player.tick()
    assert (player.ready, player.position_ms, player.duration_ms) == (False, 0, 0)
    player.close()


def test_closing_ends_all_threads(odd):
    before = set(threading.enumerate())
    cameras = [CameraSource(odd("vfr").path), CameraSource(odd("interlaced").path, 300)]
    player = Player(cameras, SilentOutput())
    player.play()
    for _ in range(20):
        player.tick()
        time.sleep(0.005)
    assert len(set(threading.enumerate()) - before) >= 3
    player.close()
    assert set(threading.enumerate()) == before


def test_nothing_is_opened_or_decoded_on_the_calling_thread(odd, monkeypatch):
    opened, decoded = set(), set()
    open_file, decode = av.open, Decoder._decode
    monkeypatch.setattr(
        av, "open", lambda *some, **more: (opened.add(threading.get_ident()), open_file(*some, **more))[1]
    )
    monkeypatch.setattr(Decoder, "_decode", lambda *some: (decoded.add(threading.get_ident()), decode(*some))[1])
    player = Player([CameraSource(odd("vfr").path)], SilentOutput())
    for action in (
        player.play,
        player.pause,
        lambda: player.jump(3000),
        lambda: player.step(-1),
        lambda: player.scrub(90),
    ):
        action()
        for _ in range(20):
            player.tick()
            time.sleep(0.002)
    player.close()
    assert opened
    assert decoded
    assert threading.get_ident() not in opened | decoded


def test_a_disk_that_does_not_answer_holds_nobody_up(odd, monkeypatch):
    answer = threading.Event()
    open_file = av.open
    monkeypatch.setattr(av, "open", lambda *some, **more: (answer.wait(30), open_file(*some, **more))[1])
    player = Player([CameraSource(odd("vfr").path)], SilentOutput())
    for action in (player.play, player.pause, lambda: player.jump(800), lambda: player.step(1), player.toggle):
        action()
        assert not player.tick()
    assert not player.ready
    player.pause()
    answer.set()
    deadline = time.monotonic() + 30
    while not player.ready:
        player.tick()
        assert time.monotonic() < deadline
    assert player.position_ms == max(ms for ms in odd("vfr").pts_ms if ms <= 800)
    player.close()


def test_playing_begins_while_the_file_is_still_being_indexed(odd, monkeypatch, number_in, hand_on):
    go_on = threading.Event()
    packets = frames.video_packets

    def slow_packets(container, stream):
        for read, packet in enumerate(packets(container, stream)):
            if read == 200:
                go_on.wait(30)
            yield packet

    monkeypatch.setattr(frames, "video_packets", slow_packets)
    monkeypatch.setattr(frames, "_PARTIAL_EVERY_S", 0.0)
    player = Player([CameraSource(odd("gop_300").path)], SilentOutput())
    hand = hand_on(player)
    hand.until(lambda: player.ready)
    player.play()
    hand.until(lambda: player.frame_index > 20)
    assert player.indexing_progress < 1
    assert player.duration_ms == 13_200  # what the file says of itself
    player.pause()
    player.jump(12_000)
    for _ in range(50):
        player.tick()
    assert not player.settled
    go_on.set()
    assert number_in(hand.until_settled()) == 300
    player.close()


def test_a_pause_right_after_a_jump_goes_where_the_jump_went(odd, open_player):
    hand = open_player(odd("gop_300").path)
    hand.player.play()
    hand.until(lambda: hand.player.frame_index > 2)
    hand.player.jump(8000)
    hand.player.pause()
    assert hand.until_settled().index == 200


def test_a_recording_known_from_the_cache_is_not_scanned_again(odd, tmp_path, open_player):
    hand = open_player(odd("gop_300").path, cache_dir=tmp_path)
    assert any(tmp_path.iterdir())
    again = open_player(odd("gop_300").path, cache_dir=tmp_path)
    assert again.player.duration_ms == hand.player.duration_ms == 13_200


def test_a_jump_is_told_when_its_frame_can_be_shown(odd, open_player):
    hand = open_player(odd("gop_300").path)
    hand.until_settled()
    told = threading.Event()
    hand.player.on_picture = told.set
    for index in (290, 20, 150):
        hand.player.jump(int(hand.player.frame_times_ms[index]))
        hand.player.tick()
        while not hand.player.settled:  # nothing looks in between: what is told has to be enough
            assert told.wait(30)
            told.clear()
            hand.player.tick()
        assert hand.player.frame_index == index


def test_while_it_plays_the_next_pictures_can_be_had_before_they_are_due(odd, open_player):
    hand = open_player(odd("clap").path)
    player = hand.player
    hand.until_settled()
    assert player.coming(0) == ()
    player.play()
    hand.until(lambda: player.frame_index > 5)
    assert [picture.index for picture in player.coming(0)] == [player.frame_index + step for step in (1, 2, 3)]
    player.set_rate(-1)
    hand.until(lambda: len(player.coming(0)) == 3)
    assert [picture.index for picture in player.coming(0)] == [player.frame_index - step for step in (1, 2, 3)]
