"""The waveform shows where it is loud."""

import numpy as np

from annotator.media.peaks import peaks


def test_claps_stand_out_at_their_moments(odd):
    table = peaks(odd("clap").path)
    assert len(table.high) == 400
    loud = np.flatnonzero(table.high.astype(int) - table.low > 20_000)
    assert loud.tolist() == [0, 100, 200, 300]


def test_sound_that_begins_late_is_drawn_late(odd):
    table = peaks(odd("sound_late").path, per_second=10)
    assert table.high[:11].max() == 0
    assert table.high[13:40].min() > 1000


def test_a_file_without_sound_has_no_peaks(odd):
    assert len(peaks(odd("no_sound").path).high) == 0


def test_a_drawing_shows_the_loudest_of_each_column_and_nothing_outside(odd):
    table = peaks(odd("clap").path)
    low, high = table.between(-1000, 5000, 12)  # half a second a column
    loud = np.flatnonzero(high > 10_000)
    assert loud.tolist() == [2, 4, 6, 8]
    assert (low[loud] < -10_000).all()
    assert high[[0, 1, 10, 11]].max() == 0


def test_columns_narrower_than_a_stretch_repeat_it(odd):
    table = peaks(odd("clap").path)
    _, high = table.between(1000, 1010, 50)
    assert len(set(high.tolist())) == 1


def test_peaks_come_from_the_cache_the_second_time(odd, tmp_path):
    first = peaks(odd("clap").path, cache_dir=tmp_path)
    told = []
    second = peaks(odd("clap").path, cache_dir=tmp_path, progress=told.append)
    assert told == []
    np.testing.assert_array_equal(first.high, second.high)
    np.testing.assert_array_equal(first.low, second.low)


def test_stopping_keeps_nothing(odd, tmp_path):
    path = odd("gop_300").path
    assert len(peaks(path, cache_dir=tmp_path, should_stop=lambda: True).high) == 0
    assert len(peaks(path, cache_dir=tmp_path).high) == 1320
