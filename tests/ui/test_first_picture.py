"""The first picture is painted while the panels beside it are still being built."""

import time

import pytest

from ui.coding import panels as panels_module

pytestmark = pytest.mark.looks


def test_the_first_picture_does_not_wait_for_the_panels(program, study, qtbot, monkeypatch):
    painted = []

    def slowly(session, actions, build=panels_module.EventsPanel):
        deadline = time.monotonic() + 20
        while session.player._reference._reader.newest is None:  # what the reader's thread hands over
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return build(session, actions)

    def side(session, playing, events, build=panels_module.SidePanels):
        panels = program.code_workspace.findChild(panels_module.CodingPanels)
        painted.append((panels.video.shown_index, panels.video.isVisible(), panels.video.height() > 200))
        return build(session, playing, events)

    monkeypatch.setattr(panels_module, "EventsPanel", slowly)
    monkeypatch.setattr(panels_module, "SidePanels", side)
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.code_workspace.panels is not None, timeout=20_000)
    assert painted == [(0, True, True)]


def test_the_sound_is_read_though_the_first_picture_came_early(program, study, qtbot):
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.code_workspace.panels is not None, timeout=20_000)
    scene = program.code_workspace.panels.timeline.scene
    qtbot.waitUntil(lambda: scene.sound is not None, timeout=20_000)
