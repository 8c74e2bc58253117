"""Pictures that are due soon are converted beforehand, and what is painted is the same as without that."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PySide6.QtCore import QSize

from annotator.media.aids import PictureAids
from ui.video_paint import Converted

SIZE = QSize(64, 48)
pytestmark = pytest.mark.usefixtures("qapp")


class Frame:
    """A picture of one grey, which notes how often it is converted."""

    damaged, display_size = False, (64, 48)

    def __init__(self, index):
        self.index, self.conversions = index, 0

    def to_bgra(self, width, height, aids):
        self.conversions += 1
        return np.full((height, width, 4), self.index + aids.brightness, np.uint8)


@pytest.fixture
def thread():
    with ThreadPoolExecutor(1) as made:
        yield made


def grey(image):
    return image.pixelColor(3, 3).red()


def test_what_was_prepared_is_not_converted_again(thread):
    converted, frames = Converted(thread), [Frame(index) for index in range(4)]
    assert grey(converted.image(frames[0], SIZE)) == 0
    converted.prepare(frames[1:])
    thread.submit(lambda: None).result()
    for frame in frames[1:]:
        assert frame.conversions == 1
        assert grey(converted.image(frame, SIZE)) == frame.index
        assert frame.conversions == 1


def test_what_was_prepared_for_another_size_or_look_is_not_painted(thread):
    converted, frames = Converted(thread), [Frame(index) for index in range(3)]
    converted.image(frames[0], SIZE)
    converted.prepare(frames[1:])
    thread.submit(lambda: None).result()
    assert converted.image(frames[1], QSize(32, 24)).size() == QSize(32, 24)
    assert grey(converted.image(frames[2], QSize(32, 24), PictureAids(brightness=50))) == 52


def test_without_a_thread_every_picture_is_converted_when_it_is_painted():
    converted, frame = Converted(), Frame(7)
    converted.prepare([frame])
    assert frame.conversions == 0
    assert grey(converted.image(frame, SIZE)) == 7
    converted.image(frame, SIZE)
    assert frame.conversions == 1
