"""The program as a whole: opening, coding, closing, what is in the way, and bugs."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtMultimedia import QAudioDevice
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.errors import StudyError
from annotator.study import Study
from ui.errors import BugReporter, start_log
from ui.messages import Messages
from ui.program import Program
from ui.qt_sound import PulledSamples, QtSound
from ui.settings import LAST_CODING


def open_coding(qtbot: QtBot, program: Program, study: Study, coder: str = "KM") -> None:
    program.open_study(study.folder, "S001", coder)
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.coder == coder)
    assert program.coding is not None
    player = program.coding.player
    qtbot.waitUntil(lambda: player is None or player.pictures[0] is not None)


def press(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(program.window.focusWidget() or program.window, key)


def events(program: Program) -> list[tuple[str, int]]:
    assert program.coding is not None
    return [(event.code, event.start_ms) for event in program.coding.coding.events]


class TestCoding:
    def test_a_key_marks_the_frame_on_the_screen_and_it_is_there_again_after_closing(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        open_coding(qtbot, program, study)
        coding = program.coding
        assert coding is not None
        qtbot.waitUntil(lambda: len(coding.frame_times_ms()) > 0)
        coding.jump(1000)
        qtbot.waitUntil(lambda: coding.position_ms == coding.frame_ms(1000))
        press(program, Qt.Key.Key_C)
        marked = events(program)
        assert marked == [("crying", coding.frame_ms(1000))]
        program.close_study()
        assert program.coding is None
        qtbot.waitUntil(lambda: not program.saves.running)
        open_coding(qtbot, program, study)
        assert events(program) == marked

    def test_the_other_coder_sees_nothing_of_it(self, qtbot: QtBot, program: Program, study: Study) -> None:
        open_coding(qtbot, program, study)
        press(program, Qt.Key.Key_C)
        open_coding(qtbot, program, study, "JT")
        assert events(program) == []
        assert program.window.top_bar.said[:2] == ("S001", "coder JT")

    def test_opening_the_coding_that_is_open_only_shows_it(self, qtbot: QtBot, program: Program, study: Study) -> None:
        open_coding(qtbot, program, study)
        before = program.coding
        program.window.show_place("study")
        program.open_coding("S001", "KM")
        assert program.coding is before
        assert program.window.place == "code"

    def test_a_comparison_leads_to_the_moment_in_code(self, qtbot: QtBot, program: Program, study: Study) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        program.window.show_place("agree")
        program.agree_workspace.jump_requested.emit("S001", "JT", 2000)
        qtbot.waitUntil(lambda: program.coding is not None)
        coding = program.coding
        assert coding is not None
        qtbot.waitUntil(lambda: coding.position_ms == coding.frame_ms(2000) > 0)

    def test_the_coding_opened_last_is_remembered(self, qtbot: QtBot, program: Program, study: Study) -> None:
        open_coding(qtbot, program, study, "JT")
        assert program.settings.get(LAST_CODING) == {str(study.folder): ("S001", "JT")}

    def test_leaving_code_stops_the_recording(self, qtbot: QtBot, program: Program, study: Study) -> None:
        open_coding(qtbot, program, study)
        coding = program.coding
        assert coding is not None
        press(program, Qt.Key.Key_Space)
        assert coding.is_playing
        program.window.show_place("study")
        assert not coding.is_playing


class TestInTheWay:
    def test_a_coding_open_elsewhere_is_only_shown(self, qtbot: QtBot, program: Program, study: Study) -> None:
        with study.open_coding("S001", "KM"):
            program.open_study(study.folder, "S001", "KM")
            qtbot.waitUntil(lambda: program.coding is not None and program.coding.player.pictures[0] is not None)
            said = program.messages.said[-1]
            assert (said.severity, "in another window" in said.hint) == ("warning", True)
            assert "read-only" in program.window.top_bar.said
            press(program, Qt.Key.Key_C)
            assert events(program) == []
            assert "is read-only" in program.messages.said[-1].what
        open_coding(qtbot, program, study, "JT")
        open_coding(qtbot, program, study, "KM")
        assert "read-only" not in program.window.top_bar.said

    def test_of_two_codings_asked_for_at_once_the_last_is_opened(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        for coder in ("KM", "JT", "KM", "JT", "JT"):
            program.open_coding("S001", coder)
        qtbot.waitUntil(lambda: not program.saves.running)
        assert program.coding is not None
        assert program.coding.coder == "JT"
        assert [message.what for message in program.messages.said] == []
        with study.open_coding("S001", "KM"):
            pass

    def test_closing_while_a_coding_is_being_opened_lets_go_of_it(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        program.open_coding("S001", "KM")
        program.close_study()
        qtbot.waitUntil(lambda: not program.saves.running)
        assert program.coding is None
        with study.open_coding("S001", "KM"):
            pass

    def test_a_missing_recording_is_said_and_the_coding_opens_all_the_same(
        self, qtbot: QtBot, program: Program, study: Study, recording: Path, tmp_path: Path
    ) -> None:
        gone = tmp_path / "gone" / "visit.mp4"
        gone.parent.mkdir()
        gone.write_bytes(recording.read_bytes() + b"not the same file")
        study.add_session("S002", [(gone, 0)])
        gone.unlink()
        program.open_study(study.folder, "S002", "KM")
        qtbot.waitUntil(lambda: program.coding is not None)
        assert "Find it" in program.messages.said[-1].hint

    def test_a_journal_that_cannot_be_written_is_said_once(self, qtbot: QtBot, program: Program, study: Study) -> None:
        open_coding(qtbot, program, study)
        (study.folder / "sessions/S001/KM.jsonl").mkdir()
        for key in (Qt.Key.Key_C, Qt.Key.Key_P, Qt.Key.Key_A):
            press(program, key)
        qtbot.waitUntil(lambda: program.window.status_bar.said[0] == "● cannot write")
        program.flush()
        qtbot.waitUntil(lambda: bool(program.messages.said))
        assert [message.severity for message in program.messages.said] == ["error"]
        assert len(events(program)) == 3
        assert program.window.message_bar.isVisible()
        (study.folder / "sessions/S001/KM.jsonl").rmdir()
        press(program, Qt.Key.Key_E)
        qtbot.waitUntil(lambda: program.window.status_bar.said[0] == "● saved", timeout=10_000)
        assert program.messages.said[-1].severity == "done", "the trouble is over, and no red message says otherwise"
        assert len(study.read_coding("S001", "KM").events) == 4

    def test_a_study_that_is_gone_leaves_the_one_that_is_open(
        self, qtbot: QtBot, program: Program, study: Study, tmp_path: Path
    ) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        program.open_study(tmp_path / "gone")
        qtbot.waitUntil(lambda: bool(program.messages.said))
        assert program.study is not None
        assert program.messages.said[-1].severity == "error"


class TestStart:
    def test_without_a_display_it_says_so_in_one_line(self) -> None:
        unset = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        done = subprocess.run(
            [sys.executable, "-m", "ui"], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        if sys.platform.startswith("linux"):
            assert (done.returncode, done.stderr.count("\n")) == (1, 1)
            assert "no display" in done.stderr


class TestBugs:
    @pytest.fixture
    def messages(self, qtbot: QtBot) -> Messages:
        return Messages()

    @pytest.mark.logs_warnings
    def test_a_bug_is_logged_without_what_it_says_told_once_and_all_is_saved(
        self, messages: Messages, caplog: pytest.LogCaptureFixture
    ) -> None:
        flushed: list[bool] = []
        report = BugReporter(messages, lambda: flushed.append(True), None)
        for _ in range(2):
            with pytest.raises(KeyError) as caught:
                {}["a child's name"]
            report(KeyError, caught.value, caught.value.__traceback__)
        assert len(flushed) == 2
        assert [message.severity for message in messages.said] == ["warning"]
        logged = [record.getMessage() for record in caplog.records]
        assert logged[0].startswith("KeyError at test_app.py:")
        assert not any("child" in line for line in logged)

    def test_an_error_of_the_user_that_escaped_is_told_as_such(self, messages: Messages) -> None:
        error = StudyError("The folder is not empty.")
        BugReporter(messages, lambda: None, None)(StudyError, error, None)
        assert [message.what for message in messages.said] == ["The folder is not empty."]

    def test_the_log_is_a_file_in_its_folder(self, tmp_path: Path) -> None:
        root = logging.getLogger()
        before, level = list(root.handlers), root.level
        file = start_log(tmp_path / "logs")
        logging.getLogger("test").info("opened session %s", "S001")
        for handler in [one for one in root.handlers if one not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
        assert file is not None
        assert "opened session S001" in file.read_text(encoding="utf-8")

    def test_a_log_that_cannot_be_written_stops_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        assert start_log(tmp_path / "file" / "logs") is None


class TestSound:
    def test_without_a_device_that_can_play_it_time_goes_on(self, qtbot: QtBot) -> None:
        pulled: list[int] = []

        def pull(size: int) -> bytes:
            pulled.append(size)
            return bytes(size)

        sound = QtSound(QAudioDevice)
        assert sound.played_ms() == 0
        sound.start(48_000, 2, pull)
        qtbot.waitUntil(lambda: sound.played_ms() > 20)
        assert sum(pulled) >= 20 * 48 * 4
        sound.stop()
        assert sound.played_ms() == 0

    def test_the_device_is_asked_for_at_every_start(self) -> None:
        asked: list[QAudioDevice] = []

        def device() -> QAudioDevice:
            asked.append(QAudioDevice())
            return asked[-1]

        sound = QtSound(device)
        for _ in range(2):
            sound.start(48_000, 2, bytes)
            sound.stop()
        assert len(asked) == 2

    def test_a_device_reads_what_the_player_gives(self) -> None:
        samples = PulledSamples(lambda size: b"ab" * (size // 2))
        assert bytes(samples.read(6).data()) == b"ababab"
        assert samples.pulled_bytes == 6
