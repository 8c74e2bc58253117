"""A recording is replaced after it was compared; the trail says so, and codings keep their times."""

from fractions import Fraction

import av
import msgspec
import pytest

from annotator.errors import MediaError, StudyError
from annotator.model import commands
from annotator.study import open_study
from annotator.study.audit import AUDIT_FILE
from annotator.study.replacing import add_camera, carry_out, prepare, remove_camera, type_offset


def steps(study):
    return [msgspec.json.decode(line) for line in (study.folder / AUDIT_FILE).read_bytes().splitlines()]


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
    session = carry_out(study, found)
    assert study.recordings.find(session, 0).samefile(again)
    assert study.read_coding("S001", "KM").events == before
    assert study.frame_table(session).duration_ms == session.cameras[0].duration_ms
    (step,) = steps(study)
    assert (step["what"], step["session"], step["camera"]) == ("recording replaced", "S001", 1)
    assert (step["old"]["fingerprint"], step["new"]["fingerprint"]) == (found.old.fingerprint, found.new.fingerprint)
    assert step["compared"]["pictures"] == [10, 10]


def test_a_shift_of_frames_is_found_and_said(study, later, recording):
    found = prepare(study, "S001", 0, later)
    assert found.shift_ms == pytest.approx(3 * frame_ms(recording), abs=2)
    assert any("every mark is then off" in line for line in found.lines)


def test_the_offset_of_another_camera_takes_the_shift_up(study, later, recording):
    add_camera(study, "S001", recording, 500)
    session = carry_out(study, prepare(study, "S001", 1, later))
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
    session = carry_out(study, found)
    assert study.recordings.find(session, 0).samefile(again)
    assert steps(study)[-1]["compared"] is None


def test_what_was_changed_meanwhile_is_not_overwritten(study, again, recording):
    add_camera(study, "S001", recording, 0)
    found = prepare(study, "S001", 0, again)
    type_offset(study, "S001", 1, 40)
    with pytest.raises(StudyError, match="changed meanwhile"):
        carry_out(study, found)


def test_cameras_come_move_and_go_and_the_trail_grows(study, recording):
    text = (study.folder / "sessions" / "S001" / "session.toml").read_text()
    (study.folder / "sessions" / "S001" / "session.toml").write_text("# the lab's own words\n" + text)
    assert add_camera(study, "S001", recording, 120).cameras[1].offset_ms == 120
    assert type_offset(study, "S001", 1, -80).cameras[1].offset_ms == -80
    assert len(remove_camera(study, "S001", 1).cameras) == 1
    assert [step["what"] for step in steps(study)] == ["camera added", "camera shifted", "camera removed"]
    assert "the lab's own words" in (study.folder / "sessions" / "S001" / "session.toml").read_text()
    assert open_study(study.folder).session("S001").cameras[0].offset_ms == 0


@pytest.mark.parametrize(
    "change", [lambda study: remove_camera(study, "S001", 0), lambda study: type_offset(study, "S001", 0, 5)]
)
def test_the_reference_camera_stays(study, change):
    with pytest.raises(StudyError):
        change(study)


def test_a_camera_that_is_not_there_is_refused(study, again):
    with pytest.raises(StudyError, match="no camera 5: it has 1"):
        prepare(study, "S001", 4, again)
