"""A recording that lost its end while it was copied is never called fit for coding, wherever it was cut."""

from fractions import Fraction

import numpy as np
import pytest

from annotator.errors import MediaError
from annotator.media.check import check_recording
from annotator.media.stated_size import missing_bytes
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from sample_videos.frame_mark import draw_frame_number

X264 = PictureFormat(160, 120, options={"g": "10"})
MPEG4 = PictureFormat(160, 120, codec="mpeg4", options={"g": "10", "b": "200000"})
WMV = PictureFormat(160, 120, codec="wmv2", options={"g": "10", "b": "200000"})
VP8 = PictureFormat(
    160, 120, Fraction(25), codec="libvpx", options={"g": "10", "deadline": "realtime", "cpu-used": "-8"}
)
KINDS = {
    "avi": ("clip.avi", MPEG4, None, {}, "libmp3lame"),
    "wmv": ("clip.wmv", WMV, "asf", {}, "wmav2"),
    "mkv": ("clip.mkv", X264, None, {}, "aac"),
    "webm": ("clip.webm", VP8, None, {}, "libopus"),
    "mp4": ("clip.mp4", X264, None, {}, "aac"),
    "mp4, table first": ("first.mp4", X264, None, {"movflags": "faststart"}, "aac"),
}
PLACES = 20
FRAMES = 50


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")

    def draw(name):
        file, form, muxer, options, sound = KINDS[name]
        path = folder / file
        if not path.exists():
            with MovieFile(path, muxer=muxer, options=options) as movie:
                pictures, track = movie.add_pictures(form), movie.add_sound(sound)
                time_s = np.arange(2 * SOUND_RATE) / SOUND_RATE
                track.write((0.1 * np.sin(2 * np.pi * 330 * time_s)).astype(np.float32), 0)
                for number in range(FRAMES):
                    image = np.full((120, 160, 3), 120, np.uint8)
                    draw_frame_number(image, number)
                    pictures.write(image, number)
        return path

    return draw


@pytest.mark.parametrize("name", KINDS)
def test_wherever_it_is_cut_it_is_said_to_be_cut_off(whole, tmp_path, name):
    data = whole(name).read_bytes()
    path = tmp_path / whole(name).name
    for place in range(1, PLACES + 1):
        path.write_bytes(data[: len(data) * place // (PLACES + 1)])
        said = said_of(path)
        assert "cut off" in said, place
        assert said.startswith(("problem: The last ", path.name)), place


def said_of(path):
    """The refusal, or what is the worst that the check finds."""
    try:
        found = check_recording(path)
    except MediaError as refusal:
        return refusal.what
    worst = found.findings[0]
    return f"{worst.severity}: {worst.what} {worst.advice}"


@pytest.mark.parametrize("name", KINDS)
def test_a_whole_recording_is_not_called_cut_off(whole, name):
    assert missing_bytes(whole(name)) == 0
    assert check_recording(whole(name)).good


def test_every_whole_clip_is_as_long_as_it_says(whole_clip):
    assert missing_bytes(whole_clip.path) == 0


@pytest.mark.parametrize("length", range(40, 220, 20))
def test_an_mp4_of_which_only_the_first_bytes_are_there_is_cut_off_and_not_sound_alone(whole, tmp_path, length):
    path = tmp_path / "begun.mp4"
    path.write_bytes(whole("mp4").read_bytes()[:length])
    with pytest.raises(MediaError, match="cut off"):
        check_recording(path)


def test_a_recording_of_several_parts_of_avi_is_measured_to_the_last(tmp_path):
    def chunk(kind, size):
        return b"RIFF" + size.to_bytes(4, "little") + kind + bytes(size - 4)

    path = tmp_path / "long.avi"
    data = chunk(b"AVI ", 1000) + chunk(b"AVIX", 500)
    path.write_bytes(data)
    assert missing_bytes(path) == 0
    path.write_bytes(data[:-100])
    assert missing_bytes(path) == 100
