"""OpenCV in the comparison: `python -m benchmarks.player_opencv CLIP JUMPS`. It plays nothing and has no sound."""

import sys
import time

import cv2

from benchmarks import player_measure as measure
from benchmarks.player_clips import Clip, clip_named, drawn
from sample_videos.frame_mark import read_frame_number


class OpenCv:
    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.seen: int | None = None
        measure.forget(drawn(clip))
        self.first_ms = measure.timed_ms(self.open)

    def open(self) -> None:
        self.capture = cv2.VideoCapture(str(drawn(self.clip)))
        self.read()

    def answers(self, jumps: int) -> measure.Answers:
        first_back_ms = []
        found = measure.jumps(
            measure.places(self.clip, jumps),
            lambda frame: measure.timed_ms(lambda: self.jump(frame)),
            lambda: self.seen,
        )
        for frame in measure.places(self.clip, measure.FIRST_BACKS):
            self.jump(frame)
            first_back_ms.append(measure.timed_ms(lambda frame=frame: self.jump(frame - 1)))
        middle = self.clip.frame_count // 2 + 200
        self.jump(middle)
        forward_ms = [measure.timed_ms(self.read) for _ in range(measure.STEPS)]
        back_ms = [measure.timed_ms(lambda step=step: self.jump(middle - step)) for step in range(measure.STEPS // 4)]
        return {
            **found,
            "first": f"{self.first_ms:.0f}",
            "first_back": measure.spread(first_back_ms),
            "forward": measure.spread(forward_ms),
            "back": measure.spread(back_ms),
            **self.scrub(),
            "memory": measure.memory(),
        }

    def jump(self, frame: int) -> None:
        self.capture.set(cv2.CAP_PROP_POS_FRAMES, frame)
        self.read()

    def read(self) -> None:
        there, image = self.capture.read()
        self.seen = read_frame_number(image) if there else None

    def scrub(self) -> measure.Answers:
        updates, longest_ms = 0, 0.0
        began = time.perf_counter()
        while (passed_s := time.perf_counter() - began) < measure.SCRUB_S:
            frame = measure.scrub_frame(self.clip, passed_s)
            longest_ms = max(longest_ms, measure.timed_ms(lambda frame=frame: self.jump(frame)))
            updates += 1
        return {"scrub": f"{updates / measure.SCRUB_S:.0f}", "scrub_gap": f"{longest_ms:.0f}"}


if __name__ == "__main__":
    measure.tell(OpenCv(clip_named(sys.argv[1])).answers(int(sys.argv[2])))
