"""QMediaPlayer in the comparison: `python -m benchmarks.player_qt CLIP JUMPS`. It has no step: a step is a seek."""

import os
import sys
import time
from collections.abc import Callable

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from benchmarks import player_measure as measure
from benchmarks.player_clips import Clip, clip_named, drawn
from sample_videos.frame_mark import read_frame_number

ANOTHER_MAY_COME_S = 0.08
NO_ANSWER_S = 3.0


class QtPlayer:
    def __init__(self, clip: Clip, app: QGuiApplication) -> None:
        self.clip, self.app = clip, app
        self.player, self.sink = QMediaPlayer(), QVideoSink()
        self.frame = QVideoFrame()
        self.arrivals: list[float] = []
        self.sink.videoFrameChanged.connect(self.take)
        self.player.setVideoSink(self.sink)
        measure.forget(drawn(clip))
        began = time.perf_counter()
        self.player.setSource(QUrl.fromLocalFile(str(drawn(clip))))
        self.player.pause()
        self.pump(lambda: bool(self.arrivals), measure.DEADLINE_S)
        self.first_ms = (time.perf_counter() - began) * 1000
        self.zero_ms = max(0.0, self.frame.startTime() / 1000)

    def answers(self, jumps: int) -> measure.Answers:
        found = measure.jumps(measure.places(self.clip, jumps), self.jump, self.number)
        middle = self.clip.frame_count // 2 + 200
        found["first"] = f"{self.first_ms:.0f}"
        found["first_back"] = measure.spread(
            [self.first_back(frame) for frame in measure.places(self.clip, measure.FIRST_BACKS)]
        )
        self.jump(middle)
        found["forward"] = measure.spread([self.jump(middle + step) for step in range(1, measure.STEPS // 4)])
        found["back"] = measure.spread([self.jump(middle - step) for step in range(1, measure.STEPS // 4)])
        for rate in (1, 2, 4):
            found[f"lost {rate}"] = self.play(rate)
        return {**found, **self.scrub(), "memory": measure.memory()}

    def take(self, frame: QVideoFrame) -> None:
        self.frame = frame
        self.arrivals.append(time.perf_counter())

    def jump(self, frame: int) -> float:
        """Until the last picture that came for it."""
        self.arrivals.clear()
        began = time.perf_counter()
        self.player.setPosition(self.middle_ms(frame))
        self.pump(lambda: bool(self.arrivals), NO_ANSWER_S)
        self.pump(lambda: time.perf_counter() - self.arrivals[-1] > ANOTHER_MAY_COME_S if self.arrivals else True, 1)
        return ((self.arrivals[-1] if self.arrivals else time.perf_counter()) - began) * 1000

    def first_back(self, frame: int) -> float:
        self.jump(frame)
        return self.jump(frame - 1)

    def middle_ms(self, frame: int) -> int:
        return round(self.zero_ms + (frame + 0.5) * 1000 / self.clip.fps)

    def play(self, rate: int) -> str:
        self.jump(self.clip.frame_count // 2)
        self.player.setPlaybackRate(rate)
        self.arrivals.clear()
        first_us, began = self.frame.startTime(), time.perf_counter()
        self.player.play()
        self.pump(lambda: time.perf_counter() - began > measure.PLAY_S, 2 * measure.PLAY_S)
        moments = [began, *self.arrivals]
        self.player.pause()
        self.player.setPlaybackRate(1)
        gap_s = max(np.diff(moments)) if len(moments) > 1 else measure.PLAY_S
        passed = (self.frame.startTime() - first_us) / 1e6 * self.clip.fps
        return measure.lost(len(moments) - 1, passed, self.clip.fps * rate, gap_s)

    def scrub(self) -> measure.Answers:
        self.arrivals.clear()
        began = time.perf_counter()
        frame = -1
        while (passed_s := time.perf_counter() - began) < measure.SCRUB_S:
            if measure.scrub_frame(self.clip, passed_s) != frame:
                frame = measure.scrub_frame(self.clip, passed_s)
                self.player.setPosition(self.middle_ms(frame))
            self.app.processEvents()
            time.sleep(0.002)
        moments = [began, *self.arrivals, time.perf_counter()]
        return {
            "scrub": f"{(len(moments) - 2) / measure.SCRUB_S:.0f}",
            "scrub_gap": f"{max(np.diff(moments)) * 1000:.0f}",
            **measure.releases(self.clip, self.let_go),
        }

    def let_go(self, frames: list[int]) -> float:
        for frame in frames:
            self.player.setPosition(self.middle_ms(frame))
            self.pump(lambda: False, 1 / measure.WISHES_A_SECOND)
        return self.jump(frames[-1])

    def number(self) -> int | None:
        image = self.frame.toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width()]
        return read_frame_number(pixels)

    def pump(self, condition: Callable[[], bool], at_most_s: float) -> None:
        deadline = time.perf_counter() + at_most_s
        while not condition() and time.perf_counter() < deadline:
            self.app.processEvents()
            time.sleep(0.0005)


if __name__ == "__main__":
    application = QGuiApplication([])
    player = QtPlayer(clip_named(sys.argv[1]), application)
    measure.tell(player.answers(int(sys.argv[2])))
    sys.stdout.flush()
    os._exit(0)  # its threads may take long to end
