import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_videos.frame_mark import LARGEST_NUMBER, block_size, draw_frame_number, read_frame_number

SIZES = [(160, 120), (320, 240), (720, 576), (960, 540), (1280, 720), (1080, 1920), (64, 8)]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("number", [0, 1, 33_000, LARGEST_NUMBER])
def test_a_drawn_number_is_read_back_from_colour_colour_with_alpha_and_grey(width, height, number):
    image = np.full((height, width, 3), 130, np.uint8)
    draw_frame_number(image, number)
    assert read_frame_number(image) == number
    assert read_frame_number(image[:, :, 1]) == number
    with_alpha = np.dstack([image, np.full((height, width), 255, np.uint8)])
    assert read_frame_number(with_alpha) == number


@pytest.mark.parametrize("shade", [0, 130, 255])
def test_a_picture_without_a_mark_has_no_number(shade):
    assert read_frame_number(np.full((540, 960, 3), shade, np.uint8)) is None


def test_a_picture_too_small_for_a_mark_has_no_number():
    assert read_frame_number(np.zeros((6, 20, 3), np.uint8)) is None


@given(number=st.integers(0, LARGEST_NUMBER), flipped=st.sets(st.integers(0, 31), min_size=1, max_size=3))
def test_up_to_three_misread_blocks_are_found_out(number, flipped):
    image = np.full((120, 160, 3), 130, np.uint8)
    draw_frame_number(image, number)
    size = block_size(160, 120)
    for place in flipped:
        row, column = divmod(place, 16)
        block = image[row * size : (row + 1) * size, column * size : (column + 1) * size]
        block[:] = 255 - block
    assert read_frame_number(image) is None


def test_a_grey_block_makes_the_number_unreadable():
    image = np.full((120, 160, 3), 130, np.uint8)
    draw_frame_number(image, 5)
    image[:4, :4] = 128
    assert read_frame_number(image) is None


@pytest.mark.parametrize("number", [-1, LARGEST_NUMBER + 1])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="frame number"):
        draw_frame_number(np.zeros((120, 160, 3), np.uint8), number)


def test_a_picture_too_small_is_refused():
    with pytest.raises(ValueError, match="too small"):
        draw_frame_number(np.zeros((8, 60, 3), np.uint8), 1)
