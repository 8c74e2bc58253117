"""A camera is aligned by its sound in the real window: found, seen, and kept or left by the person."""

import pytest
from PySide6.QtCore import Qt

from annotator.demo import sample_truth_file
from sample_videos.pairs import draw_pair
from tests.trail import read_steps

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SECONDS, LARGEST_OFFSET_S = 45, 15


@pytest.fixture
def sample(study):
    """The two cameras of the sample, of which nobody has said how they lie to each other."""
    folder = sample_truth_file().parent
    study.add_session(
        "S002", [(folder / f"strange_situation{name}.mp4", offset) for name, offset in (("", 0), ("_camera2", 0))]
    )
    return study


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two short recordings of one room."""
    return draw_pair(0, tmp_path_factory.mktemp("pair"), SECONDS, LARGEST_OFFSET_S)


@pytest.fixture
def find(program, panels, press, qtbot):
    """Finds by sound, by key, and returns what is said of it."""

    def find_():
        press(Qt.Key.Key_F6, CONTROL | SHIFT)
        sound = panels().aligning.sound
        assert sound.is_searching
        assert panels().align_bar.found.startswith("Comparing the sound of both cameras … ")
        qtbot.waitUntil(lambda: not sound.is_searching, timeout=60_000)
        return panels().align_bar.found

    return find_


def file_of(study):
    return (study.folder / "sessions" / "S002" / "session.toml").read_bytes()


def test_the_cameras_of_the_sample_are_found_to_the_millisecond_and_kept_when_confirmed(
    program, open_session, sample, panels, press, find, qtbot
):
    coding, before = open_session(sample), file_of(sample)
    said = find()
    assert said.startswith("Found by sound: +1.280 s. ")
    assert "places agree; the match is " in said
    assert "drift" not in said
    assert panels().align_bar.text == "Camera 2 begins +1.280 s"
    assert coding.player.offsets_ms == (0, 1280)
    assert panels().cameras.is_side_by_side
    assert panels().align_bar.isVisible()
    assert coding.position_ms >= 0
    assert file_of(sample) == before, "nothing is stored before the person says so"
    qtbot.waitUntil(lambda: coding.position_ms >= 1280 and coding.player.pictures[1] is not None)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sample.session("S002").cameras[1].offset_ms == 1280)
    assert panels().align_bar.found == ""
    kept = "Camera 2 begins 1.280 s after the first camera."
    qtbot.waitUntil(lambda: any(said.what == kept for said in program.messages.said))
    program.actions["align_back"].trigger()
    qtbot.waitUntil(lambda: sample.session("S002").cameras[1].offset_ms == 0)
    qtbot.waitUntil(lambda: not program.saves.running)
    step, undone = read_steps(sample.folder)
    assert (step["old_offset_ms"], step["new_offset_ms"], step["found_by"]) == (0, 1280, "sound")
    assert step["sound"]["agreeing"] == step["sound"]["compared"] > 3
    assert step["sound"]["ratio"] > 2
    assert undone["of"] == "camera shifted"


def test_what_was_found_is_discarded_by_escape(open_session, study, pair, panels, press, find):
    study.add_session("S002", [(pair.reference, 0), (pair.other, 300)])
    coding, before = open_session(study), file_of(study)
    assert find().startswith("Found by sound: ")
    assert coding.player.offsets_ms[1] == pytest.approx(pair.offset_at(1000 * SECONDS / 2), abs=20)
    press(Qt.Key.Key_Escape)
    assert coding.player.offsets_ms == (0, 300)
    assert (panels().align_bar.text, panels().align_bar.found) == ("", "")
    assert file_of(study) == before


def test_of_recordings_of_two_rooms_nothing_is_found(open_session, study, tmp_path, panels, press, find):
    pair = draw_pair(100, tmp_path, SECONDS, LARGEST_OFFSET_S, related=False)
    study.add_session("S002", [(pair.reference, 0), (pair.other, 300)])
    coding = open_session(study)
    said = find()
    assert said == "No common sound was found. Align the camera by hand, on a clap or a closing door."
    assert panels().aligning.is_on, "it can be aligned by hand now"
    press(Qt.Key.Key_Escape)
    assert coding.player.offsets_ms == (0, 300)


def stop_by_button(program):
    program.actions["align_by_sound"].trigger()


def stop_in_the_status_bar(program):
    for task in program.reads.running:
        task.cancel()


@pytest.mark.parametrize("stop", [stop_by_button, stop_in_the_status_bar])
def test_the_search_can_be_stopped_and_begun_again(
    program, open_session, study, pair, panels, find, press, qtbot, stop
):
    study.add_session("S002", [(pair.reference, 0), (pair.other, 300)])
    coding = open_session(study)
    program.actions["align_by_sound"].trigger()
    aligned_ms = coding.player.offsets_ms
    assert panels().align_bar._find.text() == "Stop searching"
    stop(program)
    qtbot.waitUntil(lambda: not panels().aligning.sound.is_searching and not program.reads.running, timeout=60_000)
    assert (panels().align_bar.found, panels().align_bar._find.text()) == ("", "Find by sound")
    assert coding.player.offsets_ms == aligned_ms
    assert find().startswith("Found by sound: ")
    assert coding.player.offsets_ms[1] == pytest.approx(pair.offset_at(1000 * SECONDS / 2), abs=20)
    press(Qt.Key.Key_Escape)


def test_closing_the_coding_in_the_middle_of_a_search_ends_it(program, open_session, sample, qtbot):
    open_session(sample)
    program.actions["align_by_sound"].trigger()
    program.close_coding()
    qtbot.waitUntil(lambda: not program.reads.running, timeout=60_000)
    assert program.messages.said == () or "sound" not in program.messages.said[-1].what


def test_a_camera_without_its_recording_is_not_aligned(program, study, recording, other_copy, qtbot):
    study.add_session("S002", [(recording, 0), (other_copy, 300)])
    other_copy.unlink()
    program.open_study(study.folder, "S002", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
    for action in ("align", "align_by_sound"):
        program.actions[action].trigger()
        assert program.messages.said[-1].what.startswith("No recording of another camera was found")
    assert not program.code_workspace.panels.aligning.is_on


@pytest.fixture
def other_copy(tmp_path):
    """A second camera, on a disk that will be gone."""
    return draw_pair(1, tmp_path, SECONDS, LARGEST_OFFSET_S).other
