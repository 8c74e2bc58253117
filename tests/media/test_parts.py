"""A recording that lies in several files is one recording: every frame and the sound, across the joints."""

import random
import time

import numpy as np
import pytest

from annotator.errors import MediaError
from annotator.media.check import check_recording
from annotator.media.frames import fingerprint, load_or_scan
from annotator.media.peaks import peaks
from annotator.media.player import CameraSource
from annotator.media.reader import FrameReader, Wish
from annotator.media.sound_decode import SOUND_RATE_HZ, SoundDecoder


def cut(path, folder, at):
    """The bytes of a file in two files, cut at a part of its length, as discs and camcorders do it."""
    whole = path.read_bytes()
    place = round(len(whole) * at)
    first, second = (folder / f"{name}{path.suffix}" for name in ("one", "two"))
    first.write_bytes(whole[:place])
    second.write_bytes(whole[place:])
    return first, second


APPENDED = ["mov", "edit_list", "flv", "mjpeg", "webm", "h264_avi"]
CUT = ["interlaced", "mpg", "mpeg_ts", "hevc_ts"]


@pytest.fixture(params=APPENDED + CUT)
def split(request, odd, tmp_path):
    """A recording in two files and the numbers in its frames."""
    clip = odd(request.param)
    if request.param in CUT:
        return cut(clip.path, tmp_path, 0.47), list(range(clip.frame_count))
    return (clip.path, clip.path), list(range(clip.frame_count)) * 2


@pytest.fixture
def open_reader():
    opened = []

    def start(recording, **options):
        opened.append(FrameReader(recording, table=load_or_scan(recording, None), **options))
        return opened[-1]

    yield start
    for reader in opened:
        reader.close()


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_the_table_goes_on_over_the_joint(split):
    recording, numbers = split
    table = load_or_scan(recording, None)
    assert table.complete
    assert len(table) == len(numbers)
    steps = np.diff(table.pts_ms)
    assert steps.min() >= 33
    assert steps.max() <= 41
    assert [table.index_of(int(stamp)) for stamp in table.stamps] == list(range(len(table)))


def test_random_jumps_show_the_frame_asked_for(split, open_reader, number_in):
    recording, numbers = split
    reader = open_reader(recording)
    places = random.Random(11)
    middle = len(numbers) // 2
    for index in [*(places.randrange(len(numbers)) for _ in range(50)), *range(middle - 5, middle + 5)]:
        picture = reader.read(index)
        assert (picture.index, picture.exact, picture.damaged) == (index, True, False)
        assert number_in(picture) == numbers[index]


def test_all_frames_are_shown_there_and_back(split, open_reader, number_in):
    recording, numbers = split
    reader = open_reader(recording)
    for direction, indices in ((1, range(len(numbers))), (-1, range(len(numbers) - 1, -1, -1))):
        for index in indices:
            reader.want(Wish(index, direction=direction))
            wait_for(lambda index=index: reader.newest is not None and reader.newest.index == index)
            assert number_in(reader.newest) == numbers[index]


def test_claps_are_heard_at_their_moments_in_both_files(odd):
    clip = odd("clap")
    recording = (clip.path, clip.path)
    table = load_or_scan(recording, None)
    for from_ms in (0, 2500, 4500, 6900):
        decoder = SoundDecoder(recording)
        samples = np.concatenate(list(decoder.samples_from(from_ms, table)))
        decoder.close()
        loud = np.flatnonzero(np.abs(samples[:, 0].astype(np.int32)) > 6000)
        starts = loud[np.append(True, np.diff(loud) > SOUND_RATE_HZ // 10)] * 1000 / SOUND_RATE_HZ + from_ms
        assert starts == pytest.approx([ms for ms in range(0, 8000, 1000) if ms >= from_ms], abs=2)


def test_sound_of_a_stream_cut_in_two_is_whole(odd, tmp_path):
    recording = cut(odd("interlaced").path, tmp_path, 0.5)
    table = load_or_scan(recording, None)
    decoder = SoundDecoder(recording)
    assert sum(map(len, decoder.samples_from(0, table))) / SOUND_RATE_HZ == pytest.approx(4.0, abs=0.05)
    assert sum(map(len, decoder.samples_from(3000, table))) / SOUND_RATE_HZ == pytest.approx(1.0, abs=0.05)
    decoder.close()


def test_the_waveform_covers_both_files(odd):
    clip = odd("clap")
    loud = np.flatnonzero(peaks((clip.path, clip.path)).high > 10_000)
    assert loud.tolist() == [0, 100, 200, 300, 400, 500, 600, 700]


def test_playing_goes_over_the_joint(odd, open_player, number_in):
    clip = odd("clap")
    hand = open_player(CameraSource((clip.path, clip.path)))
    assert hand.player.duration_ms == 8000
    hand.player.jump(3600)
    hand.until_settled()
    hand.player.play()
    seen = []
    hand.until(lambda: seen.append(hand.player.frame_index) or hand.player.position_ms > 4400)
    assert seen == sorted(seen)
    assert set(range(95, 108)) <= set(seen)
    hand.player.pause()
    hand.player.jump(4000)
    assert number_in(hand.until_settled()) == 0
    hand.player.step(-1)
    assert number_in(hand.until_settled()) == 99


def test_the_check_goes_through_all_files(odd, tmp_path):
    clip = odd("clap")
    for recording, frames in ((clip.path, clip.path), 200), (cut(odd("mpeg_ts").path, tmp_path, 0.5), 125):
        found = check_recording(recording)
        assert (found.frame_count, found.missing_frames, found.damaged) == (frames, 0, 0)
        assert found.proofs_right == found.proofs >= 10
        assert (found.sound.begin_ms, found.sound.end_ms) == pytest.approx((0, 40 * frames), abs=60)
        assert found.good


def test_the_table_is_known_while_the_second_file_is_still_read(odd, tmp_path):
    clip = odd("gop_300")
    partial, told = [], []
    table = load_or_scan((clip.path, clip.path), tmp_path, progress=told.append, partial=partial.append)
    assert told == sorted(told)
    assert not partial[0].complete
    assert partial[0].pts_ms.tolist() == table.pts_ms[: len(partial[0])].tolist()
    again = load_or_scan((clip.path, clip.path), tmp_path)
    assert again.pts_ms.tolist() == table.pts_ms.tolist()
    assert again.key_parts.tolist() == table.key_parts.tolist()


def test_files_of_different_kinds_are_refused(odd):
    with pytest.raises(MediaError, match=r"vfr.mp4 does not have the same format"):
        load_or_scan((odd("mov").path, odd("vfr").path), None)


def test_a_part_that_is_missing_is_named(odd, tmp_path):
    with pytest.raises(MediaError, match=r"no recording at .*gone.vob"):
        load_or_scan((odd("interlaced").path, tmp_path / "gone.vob"), None)


def test_parts_have_a_fingerprint_of_all(odd):
    one, other = odd("mov").path, odd("vfr").path
    assert fingerprint((one, other)) == f"{fingerprint(one)}+{fingerprint(other)}"
