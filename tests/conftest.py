"""Shared by all tests: no screen, no traces on this computer, nothing left running, no warning unheard."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

# Before Qt loads: without a platform it would end the interpreter. Ask for another with QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from annotator.model.codebook import Codebook
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.study import Study, create_study
from sample_videos.odd import draw_odd

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from ui.program import Program

_FOLDERS = ("ANNOTATOR_CONFIG_DIR", "ANNOTATOR_LOG_DIR", "ANNOTATOR_CACHE_DIR", "ANNOTATOR_STATE_DIR")
_PATIENCE_S = 5.0


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_warnings: the test makes the program log warnings, and means to")
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")  # what the offscreen platform lacks


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, logs, caches and rescued codings go to a folder of the test's own."""
    folder = tmp_path_factory.mktemp("own")
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(folder / name))


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail when a thread the test began is still running, or a window still shows."""
    before = set(threading.enumerate())
    yield
    _delete_what_is_done_with()
    deadline = time.monotonic() + _PATIENCE_S
    while (left := _left_threads(before)) and time.monotonic() < deadline:
        left[0].join(0.05)
    assert not left, f"threads left running: {[thread.name for thread in left]}"
    left_windows = [type(one).__name__ for one in _windows() if one.isVisible()]
    assert not left_windows, f"windows left open: {left_windows}"


@pytest.fixture(autouse=True)
def _no_warning_unheard(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on anything logged as a warning or worse, unless the test says that it means to."""
    yield
    if request.node.get_closest_marker("logs_warnings") is None:
        logged = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
        assert not logged, f"logged: {[record.getMessage() for record in logged]}"


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The Strange Situation codebook that ships."""
    return parse_codebook(shipped_codebooks()["strange_situation"], "strange_situation.toml")


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drawn recording of about four seconds with sound; every frame carries its number."""
    return draw_odd("ntsc_2997", tmp_path_factory.mktemp("recording")).path


@pytest.fixture
def study(tmp_path: Path, recording: Path) -> Study:
    """A study of two coders, KM and JT, and one session, S001, with one camera. Nothing is coded."""
    made = create_study(tmp_path / "study", "Reunion pilot", shipped_codebooks()["strange_situation"])
    made.add_session("S001", [(recording, 0)])
    made.add_coder("KM")
    made.add_coder("JT")
    return made


@pytest.fixture
def answers() -> list[Path]:
    """What the file dialogs of the program will answer; without an answer they are cancelled."""
    return []


@pytest.fixture
def start_program(qtbot: "QtBot", qapp: "QApplication", answers: list[Path]) -> Iterator[Callable[[], "Program"]]:
    """Starts the whole program with its window shown, without sound; the test's own settings. Again: a restart."""
    # Imported here, so that tests of the core load no Qt.
    from annotator.media.sound_output import SilentOutput  # noqa: PLC0415
    from ui.program import Program  # noqa: PLC0415
    from ui.settings import Settings  # noqa: PLC0415

    started: list[Program] = []

    def start() -> Program:
        made = Program(qapp, Settings(), SilentOutput, Answers(answers))
        started.append(made)
        made.window.resize(1360, 860)
        with qtbot.waitActive(made.window):
            made.window.show()
        return made

    yield start
    for made in started:
        made.window.close()
        made.window.deleteLater()
        made.deleteLater()


@pytest.fixture
def program(start_program: Callable[[], "Program"]) -> "Program":
    """The whole program, started once."""
    return start_program()


class Answers:
    """Stands in for the system's file dialogs (ui.file_dialogs.Ask)."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths

    def folder(self, *_: object) -> Path | None:
        return self.paths.pop(0) if self.paths else None

    file = save = folder

    def files(self, *_: object) -> list[Path]:
        return [self.paths.pop(0) for _ in tuple(self.paths)]


def _left_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    ours = (thread for thread in threading.enumerate() if thread not in before)
    return [thread for thread in ours if thread.is_alive() and not thread.name.startswith("pytest_timeout")]


def _delete_what_is_done_with() -> None:
    """Carry out every deleteLater: outside an event loop nobody does, and the windows of all tests would pile up."""
    core, app = sys.modules.get("PySide6.QtCore"), _app()
    if core is not None and app is not None:
        app.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


def _windows() -> "list[QWidget]":
    app = _app()
    return app.topLevelWidgets() if app is not None else []


def _app() -> "QApplication | None":
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None
