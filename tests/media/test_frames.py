"""The table of frames says when each shown frame is shown, whatever the file does."""

from fractions import Fraction

import numpy as np
import pytest

from annotator.errors import MediaError
from annotator.media.check import check_recording
from annotator.media.frames import FrameTable, fingerprint, load_or_scan, scan
from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.recording import open_recording, picture_stream, times_may_jump
from sample_videos.encoding import MovieFile, PictureFormat


def test_every_shown_frame_is_found_with_its_time(whole_clip):
    table = scan(whole_clip.path)
    assert table.complete
    assert table.pts_ms.tolist() == whole_clip.pts_ms
    assert table.duration_ms > whole_clip.pts_ms[-1]


def test_the_table_agrees_with_decoding_the_whole_file(whole_clip):
    table = scan(whole_clip.path)
    with open_recording(whole_clip.path) as container:
        stream = picture_stream(container)
        decoder = Decoder(stream)
        times = PacketTimes(table.tick, may_jump=times_may_jump(container), by_dts=table.by_dts)
        decoded = []
        for packet in video_packets(container, stream):
            decoded += decoder.feed(packet, times.stamp(packet))
        decoded += decoder.drain()
    assert list(dict.fromkeys(table.index_of(frame.pts) for frame in decoded)) == list(range(len(table)))


def test_a_damaged_file_keeps_the_time_of_frames_that_cannot_be_decoded(odd):
    clip = odd("damaged")
    assert scan(clip.path).pts_ms.tolist() == clip.pts_ms


def test_times_that_begin_anew_go_on_rising(joined_vob):
    assert scan(joined_vob.path).pts_ms.tolist() == joined_vob.pts_ms


def test_the_first_shown_frame_is_time_zero_on_the_axis_of_the_file(odd):
    assert scan(odd("nonzero_start").path).zero_s == pytest.approx(5.0)
    assert scan(odd("edit_list_late").path).zero_s == pytest.approx(2.0)
    assert scan(odd("edit_list").path).zero_s == pytest.approx(0.0)


def test_another_video_stream_of_the_file_has_its_own_table(odd):
    clip = odd("two_video_streams")
    assert len(scan(clip.path, stream=1)) == clip.frame_count
    with pytest.raises(MediaError, match="has no video stream 2: it has 2"):
        scan(clip.path, stream=2)


def test_a_frame_is_on_the_screen_from_its_time_until_the_next_one(odd):
    clip = odd("vfr")
    table = scan(clip.path)
    for index in range(clip.frame_count - 1):
        assert table.index_at(clip.pts_ms[index]) == index
        assert table.index_at(clip.pts_ms[index + 1] - 1) == index
    assert table.index_at(-1) == 0
    assert table.index_at(10**9) == clip.frame_count - 1


def test_stepping_goes_from_frame_to_frame_and_stops_at_both_ends(odd):
    clip = odd("vfr")
    table = scan(clip.path)
    assert table.step(clip.pts_ms[5] + 1, 2) == clip.pts_ms[7]
    assert table.step(clip.pts_ms[5], -2) == clip.pts_ms[3]
    assert table.step(0, -1) == 0
    assert table.step(clip.pts_ms[-1], 1) == clip.pts_ms[-1]


def test_partial_tables_grow_at_the_end_only(odd, monkeypatch):
    monkeypatch.setattr("annotator.media.frames._PARTIAL_EVERY_S", 0.0)
    clip = odd("gop_300")
    partial: list[FrameTable] = []
    whole = scan(clip.path, partial=partial.append)
    assert len(partial) > 10
    for table in partial:
        assert not table.complete
        assert table.pts_ms.tolist() == whole.pts_ms[: len(table)].tolist()
        assert table.covers(int(table.pts_ms[-1]) - 1)
        assert not table.covers(int(table.pts_ms[-1]))
    assert len(partial[-1]) > len(partial[0])


def test_progress_rises_to_the_end(odd):
    told: list[float] = []
    scan(odd("mpeg_ts").path, progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1


def test_a_scan_that_is_stopped_is_not_complete_and_not_kept(odd, tmp_path):
    told: list[float] = []
    clip = odd("gop_300")
    table = load_or_scan(clip.path, tmp_path, progress=told.append, should_stop=lambda: len(told) > 100)
    assert not table.complete
    assert len(table) < clip.frame_count
    assert list(tmp_path.iterdir()) == []


def test_a_table_comes_back_from_the_cache_as_it_was(odd, tmp_path):
    clip = odd("interlaced")
    first = load_or_scan(clip.path, tmp_path)
    told: list[float] = []
    second = load_or_scan(clip.path, tmp_path, progress=told.append)
    assert told == []  # it was not scanned again
    for name in ("stamps", "pts_ms", "keyframes", "key_ticks", "key_bytes", "key_shifts"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert (second.tick, second.duration_ms, second.by_bytes) == (first.tick, first.duration_ms, first.by_bytes)
    assert second.complete


def test_a_spoilt_cache_file_is_replaced(odd, tmp_path):
    clip = odd("vfr")
    load_or_scan(clip.path, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100])
    assert load_or_scan(clip.path, tmp_path).pts_ms.tolist() == clip.pts_ms
    assert FrameTable.load(kept) is not None


def test_a_cache_that_cannot_be_written_does_no_harm(odd, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert load_or_scan(odd("vfr").path, blocked).complete


def test_the_fingerprint_names_what_is_in_a_file(tmp_path):
    first, same, other = (tmp_path / name for name in ("a.mp4", "b.mp4", "c.mp4"))
    first.write_bytes(b"x" * 3_000_000)
    same.write_bytes(b"x" * 3_000_000)
    other.write_bytes(b"x" * 2_999_999 + b"y")
    assert fingerprint(first) == fingerprint(same) != fingerprint(other)
    with pytest.raises(MediaError, match="no recording to read"):
        fingerprint(tmp_path / "gone.mp4")


@pytest.mark.parametrize("name", ["mpg_small", "mpeg1_small"])
def test_frames_that_share_one_time_of_the_file_have_their_own_and_none_is_called_damaged(odd, name):
    clip = odd(name)
    table = scan(clip.path)
    assert table.pts_ms.tolist() == clip.pts_ms
    assert table.duration_ms == 4800
    found = check_recording(clip.path)
    assert (found.damaged, found.missing_frames, found.proofs_right) == (0, 0, found.proofs)


def test_two_frames_within_one_ms_keep_their_order(tmp_path):
    path = tmp_path / "quick.mp4"
    ticks = [0, 3600, 3618, 3636, 7200]  # of 1/90000 s: three of them at 40.0, 40.2 and 40.4 ms
    with MovieFile(path) as movie:
        track = movie.add_pictures(PictureFormat(64, 64, time_base=Fraction(1, 90_000), options={"bf": "0"}))
        for number, tick in enumerate(ticks):
            track.write(np.full((64, 64, 3), 40 * number, np.uint8), tick)
    assert scan(path).pts_ms.tolist() == [0, 40, 41, 42, 80]
