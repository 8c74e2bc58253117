"""A recording that is used twice is told when the recordings of a session are checked, and the next time, too."""

import shutil

from annotator.study.recording_checks import check_recordings, kept_checks


def told(checks):
    return [one.what for check in checks.values() for one in check.findings]


def check(study, session_id):
    return check_recordings(study, study.session(session_id), study.cache_dir, lambda _done: None)


def test_a_recording_used_once_is_not_told(study):
    assert told(check(study, "S001")) == []
    assert told(kept_checks(study, study.cache_dir)) == []


def test_a_recording_used_in_two_sessions_is_told_in_both_whatever_it_is_called(study, recording, tmp_path):
    other = shutil.copy(recording, tmp_path / "another name.mp4")
    check(study, "S001")
    study.add_session("S002", [(other, 0)])
    words = "This recording is used more than once: as camera 1 of S001 and camera 1 of S002."
    for checks in (check(study, "S002"), check(study, "S001"), kept_checks(study, study.cache_dir)):
        assert told(checks) == [words]
        assert not any(one.good for one in checks.values())


def test_a_recording_used_twice_in_one_session_is_told(study, recording):
    study.add_session("S002", [(recording, 0), (recording, 200)])
    words = "as camera 1 of S001, camera 1 of S002 and camera 2 of S002."
    assert [one.endswith(words) for one in told(check(study, "S002"))] == [True]


def test_a_file_used_alone_and_as_part_of_another_recording_is_told(study, recording):
    study.add_session("S002", [((recording, recording), 0)])
    assert any("used more than once" in one for one in told(check(study, "S002")))


def test_what_is_told_of_a_use_is_not_kept_beyond_it(study, recording, tmp_path):
    study.add_session("S002", [(recording, 0)])
    check(study, "S002")
    shutil.rmtree(study.folder / "sessions" / "S002")
    assert told(kept_checks(study, study.cache_dir)) == []
