"""Points as they are typed, one key after the other, on scales of different lengths."""

import pytest

from annotator.model.codebook.scales import Scale
from ui.coding.judging.points import PointTyping, all_points


def scale(lowest, highest, *, half_points=False):
    return Scale(id="s", name="S", lowest=lowest, highest=highest, half_points=half_points, definition="", source="")


@pytest.mark.parametrize(
    ("points", "keys", "values"),
    [
        (scale(1, 7), "17", [1, 7]),
        (scale(1, 7), "8", [None]),
        (scale(1, 7), "12", [1, 2]),
        (scale(1, 10), "10", [1, 10]),
        (scale(1, 10), "101", [1, 10, 1]),
        (scale(0, 4), "0", [0]),
        (scale(1, 7), "0", [None]),
        (scale(1, 7), "4.", [4, None]),
        (scale(1, 7), "4.5", [4, None, 4]),
        (scale(1, 7, half_points=True), "4.5", [4, 4.5, 4.5]),
        (scale(1, 7, half_points=True), "4..", [4, 4.5, 4]),
        (scale(1, 7, half_points=True), "7.", [7, 6.5]),
        (scale(1, 7, half_points=True), ".", [None]),
        (scale(1, 7, half_points=True), "4.6", [4, 4.5, 6]),
        (scale(1, 10, half_points=True), "9.5", [9, 9.5, 9.5]),
    ],
)
def test_each_key_sets_the_point_that_people_mean(points, keys, values):
    typing, value, found = PointTyping(), None, []
    for key in keys:
        given = typing.press(key, points, value)
        found.append(given)
        value = value if given is None else given
    assert found == values


def test_another_cell_begins_anew():
    typing = PointTyping()
    assert typing.press("1", scale(1, 10), None) == 1
    typing.forget()
    assert typing.press("0", scale(1, 10), None) is None


def test_all_points_of_a_scale():
    assert all_points(scale(1, 3)) == (1, 2, 3)
    assert all_points(scale(1, 2, half_points=True)) == (1, 1.5, 2)
