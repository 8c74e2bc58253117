"""What is looped is drawn on the ruler of the timeline."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def wanted(bench):
    """What the timeline asked to be looped; the player does it, and shows it."""
    asked = []

    def loop(stretch):
        asked.append(stretch)
        bench.timeline.show_loop(stretch)

    bench.timeline.loop_wanted.connect(loop)
    return asked


def test_a_drag_with_alt_on_the_ruler_loops_what_it_spans(bench, wanted):
    bench.drag(bench.at(40_000), bench.at(50_000), bench.at(70_000), keys=ALT)
    start_ms, end_ms = wanted[-1]
    assert (start_ms, end_ms) == (bench.close_by(40_000), bench.close_by(70_000))
    assert bench.edits == []
    bench.drag(bench.at(100_000), bench.at(90_000), keys=ALT)
    assert wanted[-1] == (bench.close_by(90_000), bench.close_by(100_000))


def test_a_double_click_and_drag_does_the_same_where_alt_belongs_to_the_desktop(bench, wanted):
    start, end = bench.at(40_000), bench.at(70_000)
    bench.press(start)
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    bench.press_again(start)
    bench.move(end)
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert wanted[-1] == (bench.close_by(40_000), bench.close_by(70_000))


def test_a_drag_without_alt_scrubs_as_ever(bench, wanted):
    bench.drag(bench.at(40_000), bench.at(70_000))
    assert wanted == []
    assert bench.session.position_ms == bench.close_by(70_000)


def test_the_edges_of_the_loop_are_dragged(bench, wanted):
    bench.timeline.show_loop((40_000, 60_000))
    assert bench.timeline.scene.hit(bench.at(40_000).x(), bench.at(40_000).y()).part == "loop_start"
    bench.drag(bench.at(60_000), bench.at(65_000), bench.at(80_000))
    assert wanted[-1] == (40_000, bench.close_by(80_000))
    bench.drag(bench.at(40_000), bench.at(30_000))
    assert wanted[-1][0] == bench.close_by(30_000)


def test_escape_puts_a_dragged_loop_back_and_then_ends_the_loop(bench, wanted):
    bench.session.select("")
    bench.timeline.show_loop((40_000, 60_000))
    bench.drag(bench.at(60_000), bench.at(80_000), release=False)
    bench.key(Qt.Key.Key_Escape)
    assert bench.timeline.scene.loop == (40_000, 60_000)
    assert wanted == []
    bench.key(Qt.Key.Key_Escape)
    assert wanted == [None]
    assert bench.timeline.scene.loop is None


def test_escape_selects_nothing_before_it_ends_the_loop(bench, wanted):
    bench.timeline.show_loop((40_000, 60_000))
    bench.session.select("crying-1")
    bench.key(Qt.Key.Key_Escape)
    assert wanted == []


def test_the_loop_is_a_band_on_the_ruler(bench):
    bench.session.jump(100_000)

    def lightness(ms):
        ratio = bench.timeline.devicePixelRatioF()
        return bench.timeline.grab().toImage().pixelColor((bench.at(ms) - QPoint(0, 8)) * ratio).lightness()

    before = lightness(50_500)
    bench.timeline.show_loop((40_000, 60_000))
    assert lightness(50_500) > before
