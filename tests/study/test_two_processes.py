"""Two programs that change a study at the same time lose nothing; reading changes nothing at all."""

import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.errors import StudyError
from annotator.exchange.study_export import export_study
from annotator.model.commands import mark
from annotator.study import Study, open_study
from annotator.study.check import check_study

ROOT = Path(__file__).parents[2]
BEGIN = """
import sys, time
from pathlib import Path
import annotator
from annotator.study import CoderSettings
from annotator.study.replacing import set_offset
study, who = annotator.open_study(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
"""
ADD_CODERS = "for n in range(20): study.add_coder(f'{who}{n}x')"
ADD_SETTINGS = "for n in range(10): study.save_coder_settings(f'{who}{n}x', CoderSettings(guard_ms=n + 1))"
SHIFT = "for n in range(15): set_offset(study, 'S002', 1 if who == 'P' else 2, n + 1)"
PLACE = "for n in range(15): study.recordings.relink('S002', 1 if who == 'P' else 2, Path(sys.argv[3 + n % 2]))"
CHANGE = "for n in range(10): study.change_settings(**({'cry_rule_s': n + 1.0} if who == 'P' else {'window': ('5',)}))"


def at_once(folder: Path, *deeds: str, more: tuple[str, ...] = ()) -> None:
    """Do each deed in a process of its own, all beginning at the same moment."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BEGIN + deed, str(folder), who, *more],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who, deed in zip("PQ", deeds, strict=True)
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=120)
        assert process.returncode == 0


@pytest.fixture
def three_cameras(study: Study, recording: Path) -> Study:
    study.add_session("S002", [(recording, 0), (recording, 0), (recording, 0)])
    return study


def test_two_processes_add_twenty_coders_each_and_all_forty_are_kept(study: Study) -> None:
    at_once(study.folder, ADD_CODERS, ADD_CODERS)
    added = [coder for coder in open_study(study.folder).coders if coder.endswith("x")]
    assert len(added) == len(set(added)) == 40


def test_coders_and_the_settings_of_coders_are_kept(study: Study) -> None:
    at_once(study.folder, ADD_CODERS, ADD_SETTINGS)
    kept = open_study(study.folder)
    assert len(kept.coders) == 22
    assert [kept.coder_settings(f"Q{n}x").guard_ms for n in range(10)] == list(range(1, 11))


def test_different_settings_are_kept(study: Study) -> None:
    at_once(study.folder, CHANGE, CHANGE)
    kept = open_study(study.folder).settings
    assert (kept.cry_rule_s, kept.window) == (10.0, ("5",))


def test_offsets_and_places_of_two_cameras_are_kept(three_cameras: Study, recording: Path, tmp_path: Path) -> None:
    copies = tuple(str((tmp_path / f"copy{n}.mp4").absolute()) for n in range(2))
    for copy in copies:
        Path(copy).write_bytes(recording.read_bytes())
    at_once(three_cameras.folder, SHIFT, SHIFT)
    at_once(three_cameras.folder, PLACE, SHIFT, more=copies)
    first, second, third = open_study(three_cameras.folder).session("S002").cameras
    assert (first.offset_ms, second.offset_ms, third.offset_ms) == (0, 15, 15)
    assert second.file.endswith("copy0.mp4")


def test_two_processes_that_add_the_same_session_do_not_overwrite_one_another(study: Study, recording: Path) -> None:
    other = open_study(study.folder)
    study.add_session("S009", [(recording, 0)])
    before = (study.folder / "sessions/S009/session.toml").read_bytes()
    with pytest.raises(StudyError, match="S009 already"):
        other._sessions.add(study.session("S001").__class__(id="S009", cameras=study.session("S001").cameras * 2))
    assert (study.folder / "sessions/S009/session.toml").read_bytes() == before


def contents(folder: Path) -> dict[str, str]:
    """All files of a study but what an export keeps of its own work, which says nothing that codings do not."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".derived.npz")
    }


@pytest.mark.parametrize(
    "look",
    [
        check_study,
        lambda study: study.recordings.find(study.session("S001"), 0),
        lambda study: export_study(study, study.folder.parent / "tables"),
        lambda study: main(["check", str(study.folder)]),
        lambda study: (study.unreadable(), study.events(), study.wide()),
    ],
    ids=["check_study", "recording", "export", "check", "tables"],
)
def test_looking_changes_no_byte_of_a_study_whose_recording_has_moved(
    study: Study, recording: Path, look: Callable[[Study], object]
) -> None:
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
    moved = study.folder / "moved.mp4"
    moved.write_bytes(recording.read_bytes())
    session = study.folder / "sessions/S001/session.toml"
    session.write_text(session.read_text(encoding="utf-8").replace(recording.name, "gone.mp4"), encoding="utf-8")
    before = contents(study.folder)
    assert before

    look(open_study(study.folder))

    assert contents(study.folder) == before


def test_the_place_of_a_moved_recording_is_noted_when_it_is_asked_for(study: Study, recording: Path) -> None:
    moved = study.folder / "moved.mp4"
    moved.write_bytes(recording.read_bytes())
    session = study.folder / "sessions/S001/session.toml"
    session.write_text(session.read_text(encoding="utf-8").replace(recording.name, "gone.mp4"), encoding="utf-8")

    study.recordings.note_places("S001")

    assert study.session("S001").cameras[0].file == "moved.mp4"
