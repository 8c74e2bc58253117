"""Files that cannot be played are refused with one clear sentence, and one on what to do."""

import wave

import pytest

from annotator.errors import MediaError
from annotator.media.check import check_recording
from annotator.media.frames import scan
from annotator.media.reader import FrameReader


def refusal(path):
    with pytest.raises(MediaError) as caught:
        scan(path)
    with pytest.raises(MediaError) as again:
        check_recording(path)
    assert again.value.what == caught.value.what
    assert caught.value.hint
    return caught.value.what


@pytest.mark.parametrize("name", ["notes.txt", "notes.mp4", "notes"])
def test_a_text_file_is_no_recording(tmp_path, name):
    path = tmp_path / name
    path.write_text("00:12 mother leaves\n" * 50)
    assert refusal(path) == f"{name} is not a video recording."


def test_a_missing_file_is_named(tmp_path):
    assert refusal(tmp_path / "gone.mp4") == f"There is no recording at {tmp_path / 'gone.mp4'}."


def test_a_folder_is_no_recording(tmp_path):
    assert "no recording at" in refusal(tmp_path)


def test_an_empty_file_is_said_to_be_empty(tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()
    assert refusal(path) == "empty.mp4 is empty."


def test_an_mp4_without_its_table_is_said_to_be_cut_off(odd):
    assert "truncated.mp4 is cut off" in refusal(odd("truncated").path)


def test_a_file_with_neither_picture_nor_sound_is_refused(tmp_path):
    path = tmp_path / "nothing.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
    assert "has neither a picture nor a sound" in refusal(path)


def test_a_photograph_is_no_recording(odd, tmp_path):
    clip = odd("no_sound")
    reader = FrameReader(clip.path, table=scan(clip.path))
    reader.read(0).save(tmp_path / "still.png")
    reader.close()
    assert refusal(tmp_path / "still.png") == "still.png is not a video recording."
