"""Picture aids change what is shown as they say, and nothing else."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.media.aids import LARGEST_ZOOM, NO_AIDS, PictureAids, arrange, tone
from annotator.media.frames import scan
from annotator.media.reader import FrameReader
from sample_videos.frame_mark import read_frame_number

shares = st.floats(0, 1)


def corners(width=40, height=20):
    """A picture with another grey in each quarter: 10, 80 above, 150, 220 below."""
    image = np.full((height, width, 4), 255, np.uint8)
    for place, value in enumerate((10, 80, 150, 220)):
        row, column = divmod(place, 2)
        rows = slice(row * height // 2, (row + 1) * height // 2)
        image[rows, column * width // 2 : (column + 1) * width // 2, :3] = value
    return image


def quarters(image):
    height, width = image.shape[:2]
    return [int(image[y, x, 0]) for y in (1, height - 2) for x in (1, width - 2)]


@pytest.fixture
def picture(odd):
    clip = odd("no_sound")
    reader = FrameReader(clip.path, table=scan(clip.path))
    yield reader.read(93)
    reader.close()


@pytest.mark.parametrize(
    ("aids", "expected"),
    [
        (NO_AIDS, [10, 80, 150, 220]),
        (PictureAids(turns=1), [150, 10, 220, 80]),
        (PictureAids(turns=2), [220, 150, 80, 10]),
        (PictureAids(turns=3), [80, 220, 10, 150]),
        (PictureAids(mirror=True), [80, 10, 220, 150]),
        (PictureAids(turns=1, mirror=True), [10, 150, 80, 220]),
    ],
)
def test_turning_is_clockwise_and_the_mirror_comes_last(aids, expected):
    assert quarters(arrange(corners(), aids)) == expected


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize(("corner", "value"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 2), ((1, 1), 3)])
def test_zooming_into_a_corner_shows_that_corner_of_what_was_shown(corner, value, mirror):
    shown = quarters(arrange(corners(), PictureAids(mirror=mirror)))[value]
    aids = PictureAids(mirror=mirror).zoomed(2, *corner)
    image = arrange(corners(), aids)
    assert image.shape[:2] == (10, 20)
    assert (image[:, :, 0] == shown).all()


@given(x=shares, y=shares, at=st.tuples(shares, shares), first=st.floats(1, 5), second=st.floats(0.3, 3))
def test_zooming_keeps_the_point_under_the_cursor(x, y, at, first, second):
    before = PictureAids().zoomed(first, *at)
    after = before.zoomed(second, x, y)
    if after.zoom > 1 and after.zoom / before.zoom >= 1:
        for axis, share in ((0, x), (1, y)):
            place_before = before.center[axis] + (share - 0.5) / before.zoom
            place_after = after.center[axis] + (share - 0.5) / after.zoom
            assert place_after == pytest.approx(place_before, abs=1e-6)


@given(st.lists(st.tuples(st.floats(0.2, 4), shares, shares, st.floats(-1, 1)), max_size=8))
def test_nothing_outside_the_picture_is_ever_shown(steps):
    aids = PictureAids()
    for factor, x, y, pull in steps:
        aids = aids.zoomed(factor, x, y).panned(pull, -pull)
        half = 0.5 / aids.zoom
        assert 1 <= aids.zoom <= LARGEST_ZOOM
        assert all(half - 1e-9 <= one <= 1 - half + 1e-9 for one in aids.center)


def test_pulling_moves_what_is_shown_with_the_hand():
    aids = PictureAids(zoom=4.0).panned(0.5, 0)
    assert aids.center == (0.375, 0.5)


def test_deinterlacing_shows_one_moment_of_two():
    image = np.full((20, 10, 4), 255, np.uint8)
    image[::2, :, :3] = 40
    image[1::2, :, :3] = 200
    assert (arrange(image, PictureAids(deinterlace=True))[:, :, :3] == 40).all()


def test_brightness_and_contrast_leave_alpha_and_do_not_wrap_round():
    image = corners()
    bright = tone(image, PictureAids(brightness=100))
    assert quarters(bright) == [138, 208, 255, 255]
    assert quarters(tone(image, PictureAids(contrast=50))) == [0, 32, 172, 255]
    assert (bright[:, :, 3] == 255).all()
    assert quarters(image) == [10, 80, 150, 220], "what was given stays as it was"


def test_in_the_dark_detail_comes_out_and_alpha_stays():
    rng = np.random.default_rng(1)
    image = np.full((120, 160, 4), 255, np.uint8)
    image[:, :, :3] = rng.integers(4, 20, (12, 16, 1), np.uint8).repeat(10, 0).repeat(10, 1)
    seen = tone(image, PictureAids(dark_room=60))
    assert seen[:, :, 0].std() > 1.5 * image[:, :, 0].std()
    assert (seen[:, :, 3] == 255).all()
    assert np.ptp(seen[:, :, :3].astype(int), axis=2).max() == 0, "grey stays grey"


@pytest.mark.parametrize(
    "aids", [PictureAids(mirror=True), PictureAids(turns=1), PictureAids(deinterlace=True), PictureAids(zoom=3.0)]
)
def test_with_any_aid_the_picture_fills_the_size_asked_for(picture, aids):
    image = picture.to_bgra(333, 211, aids)
    assert image.shape == (211, 333, 4)
    assert image.flags.c_contiguous
    assert (image[:, :, 3] == 255).all()


def test_turned_round_and_back_it_is_the_same_picture(picture):
    upside_down = picture.to_bgra(320, 240, PictureAids(turns=2))
    assert read_frame_number(picture.to_bgra(320, 240)) == 93
    assert np.array_equal(upside_down[::-1, ::-1], picture.to_bgra(320, 240))


def test_a_still_with_aids_is_as_it_was_shown(picture, tmp_path):
    aids = PictureAids(turns=1, brightness=20)
    picture.save(tmp_path / "plain.png")
    picture.save(tmp_path / "aided.png", aids)
    digests = [hashlib.sha256((tmp_path / f"{name}.png").read_bytes()).hexdigest() for name in ("plain", "aided")]
    assert digests[0] != digests[1]
    assert aids.shown_size(*picture.display_size) == (240, 320)
