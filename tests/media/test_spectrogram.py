"""The spectrogram shows which pitch sounds when."""

import numpy as np

from annotator.media.spectrogram import BANDS, COLUMNS_PER_SECOND, _mel, spectrogram


def band_of(hz):
    return int((_mel(hz) - _mel(60)) / (_mel(8000) - _mel(60)) * BANDS)


def test_a_tone_is_loudest_in_its_band_all_the_time(odd):
    levels = spectrogram(odd("ntsc_2997").path).levels  # a tone of 330 Hz for 5 s
    assert levels.shape == (5 * COLUMNS_PER_SECOND, BANDS)
    assert abs(int(np.median(levels[5:-5].argmax(axis=1))) - band_of(330)) <= 1


def test_claps_are_seen_at_their_moments(odd):
    loud = spectrogram(odd("clap").path).levels[:, band_of(3000)].astype(int)
    for ms in (1000, 2000, 3000):
        at = ms * COLUMNS_PER_SECOND // 1000
        assert loud[at - 1 : at + 2].max() > loud[at + 15 : at + 30].max() + 40


def test_without_sound_there_is_nothing(odd):
    assert spectrogram(odd("no_sound").path).levels.shape == (0, BANDS)


def test_it_is_kept_and_the_recording_is_not_read_again(odd, tmp_path):
    told = []
    first = spectrogram(odd("ntsc_2997").path, cache_dir=tmp_path)
    again = spectrogram(odd("ntsc_2997").path, cache_dir=tmp_path, progress=told.append)
    assert np.array_equal(first.levels, again.levels)
    assert told == []
