"""Files that cannot be played are refused with one clear sentence, and one on what to do."""

import shutil
import wave
from pathlib import Path

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


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5.0,\n{}\n#EXT-X-ENDLIST\n",
    "ffconcat": "ffconcat version 1.0\nfile '{}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=Visit\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    "a=rtpmap:96 H264/90000\n",
    "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
    "<Representation id='1' mimeType='video/mp4'><BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>",
    "asx": '<asx version="3.0"><entry><ref href="{}"/></entry></asx>',
    "asf": "[Reference]\r\nRef1={}\r\n",
    "ram": "{}\n",
}


@pytest.mark.parametrize("suffix", [None, ".mp4", ".ts", ".mts"])
@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_is_no_recording_whatever_it_is_called(odd, tmp_path, kind, suffix):
    shutil.copy(odd("mpeg_ts").path, tmp_path / "real.ts")
    path = tmp_path / f"list{suffix or '.' + kind}"
    path.write_text(PLAYLISTS[kind].format("real.ts" if kind == "ffconcat" else tmp_path / "real.ts"))
    assert refusal(path) == f"{path.name} is not a video recording."


NAMES = [
    "12:30 visit.mp4",
    "S01: visit.mp4",
    "2024-11-22T10:30:00.mp4",
    "pipe:0",
    "data:x.mp4",
    "concat:a|b.mp4",
    "a%03d.mp4",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_path_and_never_an_address(odd, tmp_path, monkeypatch, name):
    clip = odd("no_sound")
    shutil.copy(clip.path, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(scan(Path(name))) == clip.frame_count


def test_of_several_files_a_name_that_cannot_be_joined_is_refused(odd, tmp_path):
    first, second = tmp_path / "a|b.vob", tmp_path / "c.vob"
    for path in (first, second):
        shutil.copy(odd("interlaced").path, path)
    with pytest.raises(MediaError, match=r"a\|b.vob lies in several files"):
        scan((first, second))
