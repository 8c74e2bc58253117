"""A tour without a person: `python -m ui.tour --out DIR`.

It does on the sample study what coders and a lab lead do, with real key presses on the real window: codes part of the
recording as two coders, compares them, exports tables and takes pictures of the window.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.agreement.session_report import StudySessions, study_agreement, summary_lines
from annotator.demo import CODERS, SESSION, Truth, read_truth, sample_study, sample_truth_file
from annotator.errors import UserError
from annotator.exchange.study_export import export_study
from annotator.media.sound_output import SilentOutput
from annotator.study import open_study
from ui.program import Program
from ui.session import CodingSession
from ui.settings import Settings
from ui.tour.codebook import picture_codebook
from ui.tour.imports import picture_import
from ui.tour.panels import picture_forms, picture_panels, picture_settings
from ui.tour.study import picture_all_coders
from ui.tour.workbench import settle_some

_SIZE = (1600, 1000)
_PATIENCE_MS = 30_000
_CODED = ("crying", "fussing", "proximity_seeking", "contact", "search", "reach")
_LATE_MS = {CODERS[0]: 0, CODERS[1]: 280}
_MISSED_BY_SECOND = 7
"""Every so many events the second coder sees nothing, so that there is something to settle."""


def main(argv: Sequence[str] | None = None) -> int:
    """Take the tour and say where everything is; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.tour", description="Code, compare and export without a person.")
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--screenshots", type=Path, help="where the pictures go; default: beside the tables")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        folder = _new_folder(arguments.out)
        os.environ.update({f"ANNOTATOR_{kind}_DIR": str(folder / "machine") for kind in ("CONFIG", "LOG", "CACHE")})
        found = take_tour(folder, arguments.screenshots or folder / "screenshots")
    except UserError as error:
        sys.stderr.write(f"annotator: {error}\n")
        return 1
    said = [*summary_lines(found.agreement), *found.files]
    sys.stdout.write((msgspec.json.encode(found).decode() if arguments.json else "\n".join(said)) + "\n")
    return 0


class TourResult(msgspec.Struct, frozen=True):
    """What came out of a tour: how the two coders agree, and the tables and pictures that were written."""

    study: str
    agreement: StudySessions
    files: list[str]


def take_tour(folder: Path, screenshots: Path) -> TourResult:
    """Code, compare and export in a new folder; return what came out and where."""
    from ui.app import make_application  # noqa: PLC0415 - the platform has to be chosen before Qt loads its plugins

    app = make_application()
    screenshots.mkdir(parents=True, exist_ok=True)
    study_folder = sample_study(folder)
    program = Program(app, Settings(), SilentOutput)
    tour = Tour(program, study_folder, screenshots)
    try:
        tour.run()
    finally:
        program.window.close()
    study = open_study(study_folder)
    tables = export_study(study, folder / "tables")
    files = [str(path) for path in (*tables, *sorted(screenshots.glob("*.png")))]
    return TourResult(str(study_folder), study_agreement(study, CODERS, SESSION), files)


class Tour:
    """Drives the window as people do: keys pressed, panels looked at.

    Args:
        program: the whole program, with its window.
        study_folder: the sample study.
        screenshots: where pictures are written.
    """

    def __init__(self, program: Program, study_folder: Path, screenshots: Path) -> None:
        self._program, self._study_folder, self._screenshots = program, study_folder, screenshots
        self._truth: Truth = read_truth(sample_truth_file())
        program.window.resize(*_SIZE)
        program.window.show()

    def run(self) -> None:
        """Take every step."""
        self.picture("welcome")
        for coder in CODERS:
            self._code_as(coder)
        self._pictures_of_coding()
        self._program.open_study(self._study_folder)
        self.wait(lambda: not self._program.reads.running and not self._program.saves.running, "the study")
        self.picture("study")
        assert self._program.study is not None, "it is open"
        picture_import(self._program, self, self._program.study, self._study_folder.parent / "boris")
        picture_settings(self._program, self)
        picture_codebook(self._program, self, self._study_folder.parent)
        self._compare()
        picture_all_coders(self._program, self, self._study_folder.parent / "many-coders")

    @property
    def _session(self) -> CodingSession:
        assert self._program.coding is not None, "a coding is open"
        return self._program.coding

    def _code_as(self, coder: str) -> None:
        self._program.open_study(self._study_folder, SESSION, coder)
        self.wait(lambda: self._program.coding is not None and self._program.coding.is_retimable, "the recording")
        if coder == CODERS[0]:
            self._go_to(1_000)
            self.picture("code-empty")
        self._mark_episodes()
        self._code_while_stepping(coder)
        if coder == CODERS[0]:
            self._code_while_playing()

    def _mark_episodes(self) -> None:
        starts = [episode.start_ms for episode in self._truth.episodes]
        for number, start_ms in enumerate([*starts, self._truth.episodes[-1].end_ms], start=1):
            self._go_to(start_ms)
            self.press(Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)

    def _code_while_stepping(self, coder: str) -> None:
        events = [event for event in self._truth.events if event.code in _CODED]
        for number, event in enumerate(events, start=1):
            if coder == CODERS[1] and number % _MISSED_BY_SECOND == 0:
                continue
            self._go_to(event.start_ms + _LATE_MS[coder])
            self._press_code(event.code)
            if event.end_ms > event.start_ms:
                self._go_to(event.end_ms + _LATE_MS[coder])
                self._press_code(event.code)

    def _code_while_playing(self) -> None:
        self._go_to(self._truth.episodes[1].start_ms + 3_000)
        self.press(Qt.Key.Key_Space)
        _pause(600)
        self._press_code("manipulation")
        _pause(900)
        self._press_code("manipulation")
        self.press(Qt.Key.Key_Space)
        self.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    def _pictures_of_coding(self) -> None:
        reunion = next(episode for episode in self._truth.episodes if episode.episode == "5")
        self._program.open_study(self._study_folder, SESSION, CODERS[0])
        self.wait(lambda: self._program.coding is not None and self._program.coding.is_retimable, "the recording")
        self._go_to(reunion.start_ms + 2_000)
        self.wait(lambda: not self._program.reads.running, "the sound")
        self.picture("code-dark")
        self.press(Qt.Key.Key_F1)
        self.picture("keys")
        self.press(Qt.Key.Key_F1)
        self._program.window.set_theme("light")
        self.picture("code-light")
        self._program.window.set_theme("dark")
        picture_panels(self._program, self)
        picture_forms(self._program, self)

    def _compare(self) -> None:
        agree = self._program.agree_workspace
        self._program.compare(SESSION, *CODERS)
        self.wait(lambda: agree.comparison is not None, "the comparison")
        self.press(Qt.Key.Key_Down)
        _pause(2_500)
        self.picture("agree-dark")
        self._program.window.set_theme("light")
        self.picture("agree-light")
        self._program.window.set_theme("dark")
        settle_some(self._program, self)
        self._pictures_of_two_coders()

    def _pictures_of_two_coders(self) -> None:
        page = self._program.agree_workspace.pair_page
        self.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: page.report is not None and page.report.confidence is not None, "the intervals")
        for name in ("Codes", "Events", "Curves", "Ratings"):
            page.show_section(name)
            self.picture(f"agree-{name.lower()}")

    def _go_to(self, at_ms: int) -> None:
        session = self._session
        session.jump(at_ms)
        self.wait(lambda: session.position_ms == session.frame_ms(at_ms), f"the frame at {at_ms} ms")

    def _press_code(self, code: str) -> None:
        key = self._session.codebook.code_by_id[code].key
        self.press(Qt.Key(ord(key)))
        self.press(Qt.Key.Key_Escape)  # the question that some codes ask is left open

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on the window."""
        window = self._program.window
        QTest.keyClick(window.focusWidget() or window, key, modifiers)

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Take a picture of the window, or of a part of it."""
        _pause(300)
        self.keep(name, (of or self._program.window).grab().toImage())

    def keep(self, name: str, picture: QImage) -> None:
        """Write a picture down."""
        picture.save(str(self._screenshots / f"{name}.png"))

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until it is so."""
        deadline = QDeadlineTimer(_PATIENCE_MS)
        while not condition():
            if deadline.hasExpired():
                raise UserError(f"The tour waited in vain for {what}.", "Please report this.")
            _pause(5)


def _pause(ms: int) -> None:
    """Let the window work; QTest.qWait would keep the other threads of Python from running meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _new_folder(out: Path) -> Path:
    """Make a folder for this tour; those of earlier ones stay."""
    folder = next(path for n in range(1, 10_000) if not (path := out / f"tour-{n}").exists())
    folder.mkdir(parents=True)
    return folder
