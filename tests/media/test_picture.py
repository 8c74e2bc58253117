"""A decoded frame becomes a picture in the right size, shape and way up."""

import os
import subprocess
import sys

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame

from annotator.errors import MediaError
from annotator.media.frames import scan
from annotator.media.picture import Picture
from annotator.media.reader import FrameReader
from sample_videos.frame_mark import read_frame_number


@pytest.fixture
def picture_of(odd):
    def read(name, index=7):
        clip = odd(name)
        reader = FrameReader(clip.path, table=scan(clip.path))
        try:
            return reader.read(index)
        finally:
            reader.close()

    return read


@pytest.mark.parametrize(
    ("name", "size"),
    [("vfr", (320, 240)), ("rotated", (240, 320)), ("nonsquare", (384, 288)), ("interlaced", (768, 576))],
)
def test_the_display_size_follows_pixel_shape_and_rotation(picture_of, name, size):
    assert picture_of(name).display_size == size


@pytest.mark.parametrize("name", ["vfr", "rotated", "ten_bit", "mjpeg", "webm", "interlaced"])
def test_a_picture_fills_the_size_asked_for(picture_of, name):
    image = picture_of(name).to_bgra(333, 211)
    assert image.shape == (211, 333, 4)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert (image[:, :, 3] == 255).all()


def test_colours_are_those_that_were_drawn(picture_of):
    image = picture_of("no_sound").to_bgra(320, 240)
    floor = image[200:235, 5:60, :3].reshape(-1, 3).mean(axis=0)
    assert np.abs(floor - (94, 141, 184)).max() < 6  # blue, green, red


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_still_is_saved_in_its_full_size_under_any_name(picture_of, tmp_path, suffix):
    path = tmp_path / f"Übergang 母親{suffix}"
    picture_of("nonsquare").save(path)
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (288, 384, 3)


@pytest.mark.parametrize("kind", ["yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12"])
@pytest.mark.parametrize("width", range(500, 533))
def test_an_even_picture_is_even_up_to_its_last_column(kind, width):
    grey = _grey(kind, width)
    for asked in (width, 404, 561, 900):
        pixels = Picture(0, 0, grey).to_bgra(asked, 300)
        assert pixels.shape == (300, asked, 4)
        assert np.ptp(pixels.reshape(-1, 4).astype(int), axis=0).max() <= 1, asked


def _grey(kind, width):
    frame = VideoFrame(width, 300, kind)
    for plane in frame.planes:
        np.frombuffer(memoryview(plane), np.uint8)[:] = 128
    return frame


def test_a_still_shows_the_frame(picture_of, tmp_path):
    picture_of("no_sound", 93).save(tmp_path / "still.png")
    assert read_frame_number(cv2.imread(str(tmp_path / "still.png"))) == 93


def test_a_still_that_cannot_be_saved_says_why(picture_of, tmp_path):
    picture = picture_of("vfr")
    with pytest.raises(MediaError, match=r"as '\.docx'"):
        picture.save(tmp_path / "still.docx")
    with pytest.raises(MediaError, match="cannot be written"):
        picture.save(tmp_path / "gone" / "still.png")


def test_importing_the_picture_leaves_no_traces_of_cv2_for_qt():
    code = "import annotator.media.picture, os; print([name for name in os.environ if name.startswith('QT_QPA')])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert found.stdout.strip() == "[]"
