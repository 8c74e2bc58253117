"""Our whole window in the comparison: `python -m benchmarks.player_window CLIP`. Offscreen, with nothing coded."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from annotator.media.sound_output import SilentOutput
from annotator.model.codebook.file import codebook_text
from annotator.study import create_study
from benchmarks import player_measure as measure
from benchmarks.player_clips import Clip, clip_named, drawn
from ui.app import make_application
from ui.program import Program
from ui.settings import Settings
from ui.video_paint import Converted

SIZE = (1_600, 950)
_AS_IN_THE_WINDOW = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
SESSION, CODER = "S001", "KM"


class Window:
    def __init__(self, clip: Clip, folder: Path, app: QApplication) -> None:
        self.clip, self.app = clip, app
        self.study = create_study(folder / "study", "benchmark", codebook_text("strange_situation"))
        self.study.add_session(SESSION, [(drawn(clip), 0)])
        self.study.add_coder(CODER)
        for known in self.study.cache_dir.glob("*"):
            known.unlink()
        self.program = Program(app, Settings(folder / "settings.ini"), SilentOutput)
        self.program.window.resize(*SIZE)
        self.program.window.show()
        self.waker = QTimer(self.program, interval=10)  # so that waiting ends also where nothing happens
        self.waker.start()
        self.program.open_study(self.study.folder)
        self.wait(1.0)

    def answers(self) -> measure.Answers:
        found: measure.Answers = {}
        for name in ("first", "again"):
            measure.forget(drawn(self.clip))
            found[name] = f"{self.first_picture_ms():.0f}"
            self.until(lambda: self.program.coding is not None and self.program.coding.is_retimable)
            self.wait(1.0)
            if name == "first":
                self.program.close_coding()
        for rate in (1, 2, -1):
            found[f"window {rate}"] = self.play(rate)
        return found

    def first_picture_ms(self) -> float:
        """Until the first picture is painted, which is before the panels beside it are all built."""
        painted_s: list[float] = []

        def image(converted: Converted, *arguments: Any) -> QImage:
            made = as_ever(converted, *arguments)
            painted_s.append(time.perf_counter())
            return made

        as_ever, began = Converted.image, time.perf_counter()
        with patch.object(Converted, "image", image):
            self.program.open_coding(SESSION, CODER)
            self.until(lambda: self.painted is not None)
        return (painted_s[0] - began) * 1000

    @property
    def painted(self) -> int | None:
        """The frame painted last."""
        panels = self.program.code_workspace.panels if self.program.coding is not None else None
        return panels.video.shown_index if panels is not None else None

    def play(self, rate: int) -> str:
        """How many of the frames that went by were never painted."""
        session = self.program.coding
        assert session is not None
        player = session.player
        assert player is not None
        player.set_rate(rate)
        session.jump(session.duration_ms // 2)
        self.wait(1.0)
        shown: list[int | None] = []
        session.moved.connect(lambda _ms: shown.append(self.painted))
        player.toggle()
        self.wait(measure.PLAY_S)
        player.toggle()
        passed = [one for one in shown if one is not None]
        return measure.lost(len(set(passed)), max(passed) - min(passed) + 1, self.clip.fps * abs(rate))

    def wait(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() > end)

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.perf_counter() + measure.DEADLINE_S
        while not condition():
            self.app.processEvents(_AS_IN_THE_WINDOW)
            assert time.perf_counter() < deadline, "no answer"


def main() -> None:
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("ANNOTATOR_CONFIG_DIR", "ANNOTATOR_LOG_DIR", "ANNOTATOR_CACHE_DIR", "ANNOTATOR_STATE_DIR"):
            os.environ[name] = folder
        window = Window(clip_named(sys.argv[1]), Path(folder), app)
        measure.tell(window.answers())
        window.program.window.close()


if __name__ == "__main__":
    main()
