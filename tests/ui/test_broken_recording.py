"""A recording that can be read in part plays in the window, and one sentence says how far."""

import pytest

from annotator.errors import MediaError
from annotator.media import decoder_run, frames
from annotator.media.packets import video_packets

READABLE = 80  # packets


@pytest.fixture
def dying_disk(study, monkeypatch):
    """A disk that gives the first part of every recording, and no more; the study was made before."""

    def packets(container, stream):
        for count, packet in enumerate(video_packets(container, stream)):
            if count == READABLE:
                raise MediaError("Reading broke off.", "Check the disk.")
            yield packet

    for known in study.cache_dir.glob("*"):
        known.unlink()
    for module in (frames, decoder_run):
        monkeypatch.setattr(module, "video_packets", packets)


def test_what_can_be_read_is_shown_and_the_message_bar_says_how_far_that_is(dying_disk, program, study, qtbot):
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.window.place == "code")
    video = program.code_workspace.panels.video
    qtbot.waitUntil(lambda: any("broke off after 2." in said.what for said in program.messages.said), timeout=10_000)
    qtbot.waitUntil(lambda: video.shown_index == 0, timeout=10_000)
    program.coding.jump(2000)
    qtbot.waitUntil(lambda: video.shown_index == 59, timeout=10_000)
    assert video.notice.isHidden()
    assert sum("broke off" in said.what for said in program.messages.said) == 1


def test_a_session_plays_though_its_second_camera_is_not_found(program, study, recording, tmp_path, qtbot):
    second = tmp_path / "second.mp4"
    second.write_bytes(recording.read_bytes() + b"\0")
    study.add_session("S002", [(recording, 0), (second, 200)])
    second.unlink()
    program.open_study(study.folder, "S002", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
    assert program.coding.player.pictures[1] is None
    panels = program.code_workspace.panels
    panels.playing.toggle()
    qtbot.waitUntil(lambda: (panels.video.shown_index or 0) > 10, timeout=10_000)
