"""Shared by all tests: no screen, no traces on this computer, nothing left running, no warning unheard."""

import ctypes
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

# Before Qt loads: without a platform it would end the interpreter. Ask for another with QT_QPA_PLATFORM=xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Before numpy loads: one process runs on each core already.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest

from tests.tries import IS_THOROUGH
from tests.waiting import wait_until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from ui.program import Program

_FOLDERS = ("ANNOTATOR_CONFIG_DIR", "ANNOTATOR_LOG_DIR", "ANNOTATOR_CACHE_DIR", "ANNOTATOR_STATE_DIR")
_LARGE = {"qapp", "open_player"}
_PATIENCE_S = 5.0
_own_folder = count()
_frozen_modules: set[str] = set()
_WORTH_IT = 6000
"""Memory is given back when there are so many pages more than there were at least since the last time: 25 MB."""
_held = [0]


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """With -p no:pytest-qt, which tests without a window can do with, its settings are still known."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "a setting of pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_warnings: the test makes the program log warnings, and means to")
    config.addinivalue_line("markers", "looks: the test asks how something looks, or how large it is")
    if config.pluginmanager.hasplugin("pytest-qt"):
        config.addinivalue_line("qt_log_ignore", "This plugin does not support")  # what the offscreen platform lacks
    is_for_others = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if not is_for_others or config.getoption("cov_source", None):
        # A process that only hands tests out to others would hold 150 MB for these and what they import. But with
        # coverage only there, and not in the others, it counts what these imports run.
        config.pluginmanager.import_plugin("tests.shared")


def pytest_collection_finish() -> None:
    """Begin with as little as possible in which garbage has to be looked for."""
    _collect()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let windows and players go as soon as their test no longer holds them: they are knots of references.

    A window with its player holds 10 MB, a player on a long recording 250; and what is collected later is collected on
    any thread. Other tests leave less, but hundreds of them as much.
    """
    done = yield
    if _LARGE & set(item.fixturenames):
        _collect()
    _give_memory_back()
    return done


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, logs, caches and rescued codings go to a folder of the test's own; nobody has said who works."""
    if "annotator.study.audit" in sys.modules:
        sys.modules["annotator.study.audit"].works_as("")
    _point_to(tmp_path_factory.getbasetemp() / "own" / str(next(_own_folder)), monkeypatch)


@pytest.fixture(autouse=True, scope="module")
def _oracles_end() -> Iterator[None]:
    """With the tests of a file ends the process in which they asked other libraries."""
    yield
    if "tests.oracles" in sys.modules:
        sys.modules["tests.oracles"].end()


@pytest.fixture(autouse=True, scope="session")
def _folders_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What several tests share is made before a test has its own folders: it does not touch the user's either."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _point_to(tmp_path_factory.getbasetemp() / "own" / "all", monkeypatch)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Call what is written safe at once: no test can take the power away. Each export waits 50 ms for the disk, else.

    With CI=1 all wait, and so do processes that tests start; a test of a slow or a broken disk says so itself.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        if not IS_THOROUGH:
            monkeypatch.setattr("os.fsync", os.fstat)  # which also fails where there is no such file
        yield


def _point_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "QtBot":
    """Return that of pytest-qt, but what is waited for is looked for more often."""
    qtbot.waitUntil = wait_until
    return qtbot


@pytest.fixture
def answers() -> list[Path]:
    """What the file dialogs of the program will answer; without an answer they are cancelled."""
    return []


@pytest.fixture
def dress(request: pytest.FixtureRequest, qapp: "QApplication", monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives windows their stylesheet where the test is about looks, or where there is time.

    Most tests ask what a window does, and Qt would spend half of their time on how it looks. With CI=1 all are dressed.
    """
    from ui.theme import apply_theme  # noqa: PLC0415 - as below

    gc.disable()  # as in the program (ui.garbage): what is collected while Qt dresses all widgets makes it fall over
    if IS_THOROUGH or request.node.get_closest_marker("looks"):
        apply_theme(qapp, "dark")
    else:
        monkeypatch.setattr("ui.theme.stylesheet", lambda _theme: "")
    yield
    _delete_what_is_done_with()
    qapp.setStyleSheet("")
    gc.enable()


@pytest.fixture
def start_program(
    qtbot: "QtBot", qapp: "QApplication", answers: list[Path], monkeypatch: pytest.MonkeyPatch, dress: None
) -> Iterator[Callable[[], "Program"]]:
    """Starts the whole program with its window shown, without sound; the test's own settings. Again: a restart."""
    # Imported here, so that tests of the core load no Qt.
    from annotator.media.sound_output import SilentOutput  # noqa: PLC0415
    from ui.program import Program  # noqa: PLC0415
    from ui.settings import Settings  # noqa: PLC0415

    started: list[Program] = []
    # A quarter of what a player may keep: with one in Code and one in Agree, a journey took 500 MB for frames alone.
    monkeypatch.setattr("annotator.media.player._CACHE_BYTES", 64 * 2**20)

    def start() -> Program:
        qapp.setStyleSheet("")  # as in a process of its own; else the last window's sheet dresses each new widget
        made = Program(qapp, Settings(), SilentOutput, Answers(answers))
        started.append(made)
        made.window.resize(1360, 860)
        made.window.show()
        wait_until(made.window.isActiveWindow)
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

    def choice(self, *_: object) -> str:
        return str(self.paths.pop(0)) if self.paths else ""

    def files(self, *_: object) -> list[Path]:
        return [self.paths.pop(0) for _ in tuple(self.paths)]


def _collect() -> None:
    """Collect garbage, and leave out of every later search what imports have brought: it is far more than the rest."""
    gc.collect()
    if not _frozen_modules.issuperset(sys.modules):
        _frozen_modules.update(sys.modules)
        gc.freeze()


def _give_memory_back() -> None:
    """glibc keeps what was freed between two things that are still there; nobody needs 500 MB of that."""
    if sys.platform != "linux":
        return
    if _pages() > _held[0] + _WORTH_IT:
        _collect()
        getattr(ctypes.CDLL(None), "malloc_trim", id)(0)  # id: other C libraries have none
        _held[0] = _pages()
    _held[0] = min(_held[0], _pages())


def _pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


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
