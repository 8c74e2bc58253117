"""The check of a recording says what a lab needs to know before coding."""

import pytest

from annotator.media.check import check_recording


def test_a_sound_recording_has_no_findings(odd):
    told = []
    found = check_recording(odd("open_gop").path, told.append)
    assert found.findings == ()
    assert found.good
    assert (found.frame_count, found.picture_ms, found.proofs_right) == (150, 6000, found.proofs)
    assert found.frames_per_second == pytest.approx(25)
    assert found.constant_rate
    assert told == sorted(told)
    assert told[-1] == 1


def test_every_frame_looked_for_is_found_again(whole_clip):
    found = check_recording(whole_clip.path)
    assert found.proofs_right == found.proofs >= min(10, whole_clip.frame_count)
    assert (found.damaged, found.missing_frames) == (0, 0)
    assert found.good


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vfr", "time between frames varies"),
        ("no_sound", "no sound"),
        ("sound_late", "picture ends 1.2 s before the sound"),
        ("interlaced", "interlaced"),
        ("edit_list_late", "ends 2.0 s before the picture"),
    ],
)
def test_what_is_odd_but_harmless_is_noted(odd, name, words):
    found = check_recording(odd(name).path)
    assert any(words in finding.what for finding in found.findings)
    assert all(finding.advice for finding in found.findings)
    assert found.good


def test_damage_is_a_problem(odd):
    found = check_recording(odd("damaged").path)
    assert not found.good
    (finding,) = found.findings
    assert finding.severity == "problem"
    assert "3 of 125 frames are damaged" in finding.what


def test_a_recording_that_was_cut_off_is_a_problem(odd, tmp_path):
    whole = odd("intra_refresh").path.read_bytes()
    short = tmp_path / "short.mkv"
    short.write_bytes(whole[: len(whole) // 2])
    found = check_recording(short)
    assert found.frame_count < 100
    assert not found.good
    assert any("of the file are missing" in finding.what for finding in found.findings)


def test_frame_rate_and_sound_are_measured(odd):
    found = check_recording(odd("ntsc_2997").path)
    assert found.frames_per_second == pytest.approx(30000 / 1001, rel=1e-3)
    assert (found.sound.begin_ms, found.sound.end_ms) == pytest.approx((0, 5005), abs=30)
    assert check_recording(odd("no_sound").path).sound is None
