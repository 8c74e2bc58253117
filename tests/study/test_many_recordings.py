"""A folder of recordings becomes sessions, as names say; what does not fit is named; missing ones are found again."""

import pytest

from annotator.errors import StudyError
from annotator.study.many_recordings import add_planned, plan_for, read_through, recordings_in
from annotator.study.name_pattern import NamePattern, suggested
from annotator.study.relinking import link_again, look_below


@pytest.mark.parametrize(
    ("pattern", "name", "said"),
    [
        ("{date}_{session}_{camera}.mp4", "20260317_S9_north.MP4", ("S9", "north")),
        ("{session}", "S9.mov", ("S9", "")),
        ("visit-{session}-*", "visit-S9-x.y.avi", ("S9", "")),
        ("{date}_{session}.mp4", "S9_x.mp4", None),
        ("{session}.mp4", "S9.avi", None),
    ],
)
def test_a_pattern_reads_names(pattern, name, said):
    assert NamePattern(pattern).read(name) == said


@pytest.mark.parametrize("pattern", ["{date}", "", "{session}{session}"])
def test_a_pattern_without_one_session_is_refused(pattern):
    with pytest.raises(StudyError):
        NamePattern(pattern)


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["S1_cam1.mp4", "S1_cam2.mp4", "S2_cam1.mp4"], "{session}_{camera}"),
        (["lab A S1.mp4", "lab A S2.mp4"], "lab A {session}"),
        (["S1.mp4"], "{session}"),
        ([], "{session}"),
    ],
)
def test_a_pattern_is_offered(names, pattern):
    assert suggested(names) == pattern


def test_problems_are_named_before_anything_is_added(study, recording, tmp_path):
    folder = tmp_path / "visits"
    (folder / "more").mkdir(parents=True)
    for name in ("S001_cam2.mp4", "A1_cam1.mp4", "more/a1_cam1.mp4", "B 1_cam1.mp4", "x.mp4", "X9_cam1.mp4"):
        (folder / name).write_bytes(recording.read_bytes())
    (folder / "X9_cam1.mp4").write_bytes(b"broken")
    files = [*recordings_in(folder), (study.folder / study.session("S001").cameras[0].file)]
    plan = plan_for(study, files, "{session}_{camera}.mp4")
    said = {
        one.file.relative_to(folder).as_posix() if one.file.is_relative_to(folder) else "own": one for one in plan.files
    }
    assert said["S001_cam2.mp4"].fate == "new camera"
    assert said["A1_cam1.mp4"].fate == "new session"
    assert "two files for one camera" in said["more/a1_cam1.mp4"].problem
    assert "cannot be the id" in said["B 1_cam1.mp4"].problem
    assert said["x.mp4"].problem == "its name does not fit the pattern"
    assert study.session_ids() == ["S001"]
    added = []
    problems = []
    for one in read_through(study, plan, lambda _share: None):
        if isinstance(one, str):
            added.append(add_planned(study, plan, one).id)
        else:
            problems.append(one.what)
    assert added == ["A1", "S001"]
    assert problems[0].startswith("X9: ")
    assert [camera.name for camera in study.session("S001").cameras] == ["", "cam2"]
    again = plan_for(study, recordings_in(folder), "{session}_{camera}.mp4")
    assert {one.file.name for one in again.of("there already")} == {"S001_cam2.mp4", "A1_cam1.mp4"}

    folder.rename(tmp_path / "archive")
    missing = look_below(study, tmp_path / "archive")
    assert [(one.session, one.camera, one.is_whole) for one in missing] == [("A1", 0, True), ("S001", 1, True)]
    for one in missing:
        link_again(study, one)
    assert look_below(study, tmp_path / "archive") == ()
