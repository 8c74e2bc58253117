"""A recording is replaced after it was compared; the trail says so, and codings keep their times."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import av
import pytest

from annotator.errors import MediaError, StudyError
from annotator.media.alignment import Alignment
from annotator.model import commands
from annotator.study import open_study
from annotator.study.audit import AUDIT_FILE
from annotator.study.replacing import add_camera, carry_out, prepare, remove_camera, set_offset, take_back
from tests.trail import read_steps


def exported(source, target, *, frames_before=0, frames_left_out=0, width=320, height=180):
    """The recording anew: other size and quality, with black frames before it or some of its first left out."""
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        old = read.streams.video[0]
        rate = old.average_rate
        pictures = written.add_stream("libx264", rate=rate, options={"crf": "30", "preset": "ultrafast", "g": "30"})
        pictures.width, pictures.height, pictures.pix_fmt = width, height, "yuv420p"
        sound = written.add_stream("aac", rate=48_000)
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
        number, heard = frames_before, 0
        for before in range(frames_before):
            black = av.VideoFrame(width, height, "yuv420p")
            for plane, level in zip(black.planes, (16, 128, 128), strict=True):
                plane.update(bytes([level]) * plane.buffer_size)
            black.pts, black.time_base = before, 1 / rate
            written.mux(pictures.encode(black))
        delay = round((frames_before - frames_left_out) / rate * 48_000)
        for frame in read.decode(video=0, audio=0):
            if isinstance(frame, av.VideoFrame):
                if frames_left_out:
                    frames_left_out -= 1
                    continue
                small = frame.reformat(width, height, "yuv420p")
                small.pts, small.time_base, number = number, 1 / rate, number + 1
                small.pict_type = 0
                written.mux(pictures.encode(small))
            else:
                for one in resampler.resample(frame):
                    one.pts, one.time_base = heard + delay, Fraction(1, 48_000)
                    heard += one.samples
                    if one.pts >= 0:
                        written.mux(sound.encode(one))
        written.mux(pictures.encode(None))
        written.mux(sound.encode(None))
    return target


@pytest.fixture(scope="module")
def again(recording, tmp_path_factory):
    """The same recording, smaller."""
    return exported(recording, tmp_path_factory.mktemp("again") / "again.mp4")


@pytest.fixture(scope="module")
def later(recording, tmp_path_factory):
    """The same recording, smaller, with three frames before it."""
    return exported(recording, tmp_path_factory.mktemp("later") / "later.mp4", frames_before=3)


def frame_ms(path):
    with av.open(str(path)) as container:
        return 1000 / float(container.streams.video[0].average_rate)


def test_a_smaller_copy_takes_the_old_ones_place_and_codings_keep_their_times(study, again):
    with study.open_coding("S001", "KM") as coding:
        coding.history.do(commands.mark(coding.coding, study.codebook, "crying", 1_000))
        before = coding.coding.events
    found = prepare(study, "S001", 0, again)
    assert (found.shift_ms, found.sameness.pictures) == (0, (10, 10))
    session = carry_out(study, found).after
    assert study.recordings.find(session, 0).samefile(again)
    assert study.read_coding("S001", "KM").events == before
    assert study.frame_table(session).duration_ms == session.cameras[0].duration_ms
    (step,) = read_steps(study.folder)
    assert (step["what"], step["session"], step["camera"]) == ("recording replaced", "S001", 1)
    assert (step["old"]["fingerprint"], step["new"]["fingerprint"]) == (found.old.fingerprint, found.new.fingerprint)
    assert step["compared"]["pictures"] == [10, 10]


def test_a_shift_of_frames_is_found_and_said(study, later, recording):
    found = prepare(study, "S001", 0, later)
    assert found.shift_ms == pytest.approx(3 * frame_ms(recording), abs=2)
    assert any("every mark is then off" in line for line in found.lines)


def test_the_offset_of_another_camera_takes_the_shift_up(study, later, recording):
    add_camera(study, "S001", recording, 500)
    session = carry_out(study, prepare(study, "S001", 1, later)).after
    assert session.cameras[1].offset_ms == pytest.approx(500 - 3 * frame_ms(recording), abs=2)


def test_an_export_that_begins_later_has_an_earlier_time(study, recording, tmp_path):
    cut = exported(recording, tmp_path / "cut.mp4", frames_left_out=20)
    found = prepare(study, "S001", 0, cut)
    assert found.shift_ms == pytest.approx(-20 * frame_ms(recording), abs=2)


def test_another_recording_is_refused(study, recording, tmp_path):
    other = tmp_path / "other.mp4"
    with av.open(str(other), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(200):
            frame = av.VideoFrame(320, 180, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([(number * 7) % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match="another recording"):
        prepare(study, "S001", 0, other)
    assert not (study.folder / AUDIT_FILE).exists()
    with pytest.raises(MediaError, match="there already"):
        prepare(study, "S001", 0, recording)


def test_without_the_old_recording_it_says_what_cannot_be_compared(study, again, recording, tmp_path):
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(recording.read_bytes() + b"\0")
    study.add_session("S002", [(gone, 0)])
    gone.unlink()
    found = prepare(study, "S002", 0, again)
    assert found.sameness is None
    assert "cannot be compared" in found.lines[-1]
    session = carry_out(study, found).after
    assert study.recordings.find(session, 0).samefile(again)
    assert read_steps(study.folder)[-1]["compared"] is None


def test_what_was_changed_meanwhile_is_not_overwritten(study, again, recording):
    add_camera(study, "S001", recording, 0)
    found = prepare(study, "S001", 0, again)
    set_offset(study, "S001", 1, 40)
    with pytest.raises(StudyError, match="changed meanwhile"):
        carry_out(study, found)


def test_cameras_come_move_and_go_and_the_trail_grows(study, recording):
    text = (study.folder / "sessions" / "S001" / "session.toml").read_text()
    (study.folder / "sessions" / "S001" / "session.toml").write_text("# the lab's own words\n" + text)
    assert add_camera(study, "S001", recording, 120).after.cameras[1].offset_ms == 120
    assert set_offset(study, "S001", 1, -80).after.cameras[1].offset_ms == -80
    assert len(remove_camera(study, "S001", 1).after.cameras) == 1
    assert [step["what"] for step in read_steps(study.folder)] == ["camera added", "camera shifted", "camera removed"]
    assert "the lab's own words" in (study.folder / "sessions" / "S001" / "session.toml").read_text()
    assert open_study(study.folder).session("S001").cameras[0].offset_ms == 0


@pytest.mark.parametrize(
    "change", [lambda study: remove_camera(study, "S001", 0), lambda study: set_offset(study, "S001", 0, 5)]
)
def test_the_reference_camera_stays(study, change):
    with pytest.raises(StudyError):
        change(study)


def test_a_camera_that_is_not_there_is_refused(study, again):
    with pytest.raises(StudyError, match="no camera 5: it has 1"):
        prepare(study, "S001", 4, again)


STEPS = {
    "camera removed": lambda study, _: remove_camera(study, "S001", 1),
    "camera shifted": lambda study, _: set_offset(study, "S001", 1, -80),
    "camera added": lambda study, recording: add_camera(study, "S001", recording, 40),
}


@pytest.mark.parametrize("what", STEPS)
def test_a_step_is_taken_back_by_one_more_step(study, recording, what):
    add_camera(study, "S001", recording, 120)
    before = add_camera(study, "S001", recording, 300).after
    step = STEPS[what](study, recording)
    assert (step.what, step.before, step.after) == (what, before, study.session("S001"))
    assert step.after != before
    assert take_back(study, step).after == before == study.session("S001")
    done, undone = read_steps(study.folder)[-2:]
    assert (undone["what"], undone["of"], undone["camera"]) == ("taken back", what, done["camera"])


def test_a_replaced_recording_is_put_back(study, again):
    before = study.session("S001")
    take_back(study, carry_out(study, prepare(study, "S001", 0, again)))
    assert study.session("S001") == before


def test_a_step_is_not_taken_back_over_a_later_one(study, recording):
    add_camera(study, "S001", recording, 120)
    step = set_offset(study, "S001", 1, 80)
    now = set_offset(study, "S001", 1, 81).after
    with pytest.raises(StudyError, match="changed meanwhile"):
        take_back(study, step)
    assert study.session("S001") == now


def test_the_trail_says_who_and_when_and_how_an_offset_was_found(study, recording, monkeypatch):
    monkeypatch.setenv("LOGNAME", "lab-2")
    add_camera(study, "S001", recording, 0)
    set_offset(study, "S001", 1, 40)
    found = Alignment(1280.2, 1280.0, 1280.4, 3.5, 20.0, 9, 10)
    set_offset(study, "S001", 1, 1280, "sound", found)
    study.recordings.relink("S001", 0, recording)
    added, typed, by_sound, linked = read_steps(study.folder)
    assert {step["who"] for step in (added, typed, by_sound, linked)} == {"lab-2"}
    assert datetime.now(UTC) - datetime.fromisoformat(by_sound["at"]) < timedelta(minutes=10)
    assert (typed["old_offset_ms"], typed["new_offset_ms"], typed["found_by"]) == (0, 40, "typed")
    assert (by_sound["old_offset_ms"], by_sound["new_offset_ms"], by_sound["found_by"]) == (40, 1280, "sound")
    certainty = by_sound["sound"]
    assert (certainty["ratio"], certainty["agreeing"], certainty["compared"]) == (3.5, 9, 10)
    assert (linked["what"], linked["camera"]) == ("recording found", 1)


def test_a_camera_added_while_another_program_added_one_takes_nothing_away(study, recording, tmp_path):
    add_camera(study, "S001", recording, 1)
    done = False

    def meanwhile(_share):
        nonlocal done
        if not done:
            done = True
            add_camera(open_study(study.folder), "S001", recording, 2)

    cold = tmp_path / "cold.mp4"
    cold.write_bytes(recording.read_bytes() + b"\0\0")
    add_camera(study, "S001", cold, 3, progress=meanwhile)
    assert done
    assert [camera.offset_ms for camera in study.session("S001").cameras] == [0, 1, 2, 3]
