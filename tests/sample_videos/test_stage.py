import numpy as np
import pytest

from sample_videos.stage import Stage
from sample_videos.story import lay_out
from sample_videos.view import corner_view, front_view

STORY = lay_out(3)


@pytest.fixture(scope="module")
def stage():
    return Stage(STORY, front_view(960, 540))


def changed_pixels(stage, frame):
    before = stage.draw(frame - 1).astype(int)
    return int((np.abs(stage.draw(frame) - before).max(axis=2) > 24).sum())


@pytest.mark.parametrize("bout", STORY.bouts, ids=lambda bout: f"{bout.code}-{bout.start_frame}")
def test_the_picture_changes_on_the_frame_on_which_a_behaviour_begins(stage, bout):
    assert changed_pixels(stage, bout.start_frame) > 400


def test_a_frame_is_drawn_the_same_whatever_was_drawn_before(stage):
    once = stage.draw(2110).copy()
    stage.draw(100)
    assert np.array_equal(stage.draw(2110), once)


def test_the_cameras_show_different_views_of_the_same_moment():
    front, corner = Stage(STORY, front_view(320, 180)), Stage(STORY, corner_view(320, 180))
    assert np.abs(front.draw(2110).astype(int) - corner.draw(2110)).mean() > 15
