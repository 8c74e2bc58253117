"""Where a recording has several sound tracks, the one that was chosen for the session is heard, drawn and checked."""

from contextlib import closing

import numpy as np
import pytest

from annotator.errors import StudyError
from annotator.media.frames import scan
from annotator.media.peaks import peaks
from annotator.media.sound_decode import SoundDecoder
from annotator.study import open_study
from annotator.study.recording_checks import check_recordings, kept_checks
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from ui.recordings import find_cameras


@pytest.fixture
def two_tracks(tmp_path):
    """A recording of two seconds whose first sound track is silent, as some mixers write them."""
    path = tmp_path / "two.mov"
    with MovieFile(path) as movie:
        pictures = movie.add_pictures(PictureFormat(96, 64, options={"g": "10"}))
        silent, heard = movie.add_sound("pcm_s16le"), movie.add_sound("pcm_s16le")
        silent.write(np.zeros(2 * SOUND_RATE, np.float32), 0)
        heard.write(np.full(2 * SOUND_RATE, 0.5, np.float32), 0)
        for number in range(50):
            pictures.write(np.full((64, 96, 3), number, np.uint8), number)
    return path


def loudest(path, track):
    with closing(SoundDecoder(path, track)) as decoder:
        return max(int(samples.max()) for samples in decoder.samples_from(0, scan(path)))


def test_each_sound_track_can_be_decoded_and_a_missing_one_is_no_sound(two_tracks):
    assert loudest(two_tracks, 0) == 0
    assert loudest(two_tracks, 1) > 10_000
    with closing(SoundDecoder(two_tracks, 2)) as decoder:
        assert not decoder.has_sound


def test_the_track_that_was_chosen_is_remembered_and_given_to_the_player(study, two_tracks):
    study.add_session("S002", [(two_tracks, 0)])
    file = study.folder / "sessions" / "S002" / "session.toml"
    before = file.read_text()
    assert "sound_track" not in before  # programs from before read it, too
    assert study.recordings.set_sound_track("S002", 0, 1).cameras[0].sound_track == 1
    assert "sound_track = 1" in file.read_text()
    again = open_study(study.folder)
    assert find_cameras(again, again.session("S002")).cameras[0].sound_track == 1


def test_a_track_that_is_not_there_is_refused(study, two_tracks):
    study.add_session("S002", [(two_tracks, 0)])
    with pytest.raises(StudyError, match=r"has no sound track 3: it has 2"):
        study.recordings.set_sound_track("S002", 0, 2)
    with pytest.raises(StudyError, match=r"has no camera 2"):
        study.recordings.set_sound_track("S002", 1, 0)


def test_what_was_found_with_another_track_is_not_known_any_more(study, two_tracks):
    session = study.add_session("S002", [(two_tracks, 0)])

    def check():
        (found,) = check_recordings(study, study.session("S002"), study.cache_dir, lambda _done: None).values()
        return found

    assert not check().good
    assert len(kept_checks(study, study.cache_dir)) == 1
    study.recordings.set_sound_track(session.id, 0, 1)
    assert kept_checks(study, study.cache_dir) == {}
    assert check().good
    assert len(kept_checks(study, study.cache_dir)) == 1


def test_the_waveform_is_that_of_the_track(two_tracks, tmp_path):
    cache = tmp_path / "cache"
    assert peaks(two_tracks, cache_dir=cache).high.max() == 0
    assert peaks(two_tracks, cache_dir=cache, sound_track=1).high.max() > 10_000
    assert peaks(two_tracks, cache_dir=cache).high.max() == 0
