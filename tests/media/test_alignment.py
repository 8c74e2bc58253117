"""Two cameras are aligned by their sound to within a frame, or not at all; a wrong answer is never given."""

import numpy as np
import pytest

from annotator.demo import sample_truth_file
from annotator.media.alignment import SoundOf, align
from annotator.media.frames import scan
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from sample_videos.pairs import draw_pair

SECONDS, LARGEST_OFFSET_S = 45, 15
ONE_FRAME_MS = 40


def aligned(*paths, **options):
    return align(*(SoundOf(path, scan(path)) for path in paths), **options)


def recording(path, sound):
    with MovieFile(path) as movie:
        pictures, track = movie.add_pictures(PictureFormat(32, 32, codec="mpeg4")), movie.add_sound("pcm_s16le")
        track.write(np.asarray(sound, np.float32), 0)
        for number in range(25 * len(sound) // SOUND_RATE):
            pictures.write(np.full((32, 32, 3), number % 256, np.uint8), number)
    return path


def test_pairs_with_noise_echo_other_gain_and_drift_are_aligned_within_a_frame(tmp_path):
    offs = []
    for seed in range(4):
        pair = draw_pair(seed, tmp_path, SECONDS, LARGEST_OFFSET_S)
        found = aligned(pair.reference, pair.other)
        if found is not None:
            begin_ms = max(0.0, pair.offset_ms)
            end_ms = min(1000 * SECONDS, pair.offset_ms + 1000 * SECONDS)
            offs.append(abs(found.offset_ms - pair.offset_at((begin_ms + end_ms) / 2)))
            assert found.drift_ms == pytest.approx(pair.drift * (end_ms - begin_ms), abs=12)
    assert len(offs) >= 3
    assert max(offs) < ONE_FRAME_MS
    assert np.median(offs) < 10


def test_of_unrelated_recordings_nothing_is_said(tmp_path):
    for seed in range(100, 103):
        pair = draw_pair(seed, tmp_path, SECONDS, LARGEST_OFFSET_S, related=False)
        assert aligned(pair.reference, pair.other) is None


def test_the_cameras_of_the_sample_are_aligned_to_the_millisecond():
    folder = sample_truth_file().parent
    found = aligned(folder / "strange_situation.mp4", folder / "strange_situation_camera2.mp4")
    assert round(found.offset_ms) == 1280
    assert abs(found.drift_ms) < 1


def test_a_sound_that_repeats_itself_fits_everywhere_and_is_not_taken(tmp_path):
    seconds = np.arange(40 * SOUND_RATE) / SOUND_RATE
    beat = np.exp(-(seconds % 1.0) * 60) * np.random.default_rng(1).standard_normal(len(seconds)) * 0.3
    paths = recording(tmp_path / "a.mkv", beat), recording(tmp_path / "b.mkv", np.roll(beat, 12_345))
    assert aligned(*paths) is None


@pytest.mark.parametrize("kind", ["silence", "hum", "hiss"])
def test_where_nothing_happens_nothing_is_said(tmp_path, kind):
    chance = np.random.default_rng(3)
    seconds = np.arange(40 * SOUND_RATE) / SOUND_RATE

    def sound():
        made = {"silence": 0 * seconds, "hum": 0.1 * np.sin(2 * np.pi * 50 * seconds), "hiss": None}[kind]
        return 0.05 * chance.standard_normal(len(seconds)) if made is None else made

    assert aligned(recording(tmp_path / "a.mkv", sound()), recording(tmp_path / "b.mkv", sound())) is None


def test_recordings_that_share_too_little_or_have_no_sound_are_not_aligned(odd, tmp_path):
    assert aligned(odd("clap").path, odd("clap").path) is None  # 4 s
    assert aligned(odd("no_sound").path, odd("clap").path) is None


def test_it_tells_how_far_it_is_and_can_be_stopped(tmp_path):
    pair = draw_pair(0, tmp_path, SECONDS, LARGEST_OFFSET_S)
    told = []
    assert aligned(pair.reference, pair.other, progress=told.append) is not None
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert aligned(pair.reference, pair.other, should_stop=lambda: True) is None
