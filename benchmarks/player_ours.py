"""Our player in the comparison: `python -m benchmarks.player_ours CLIP JUMPS`."""

import sys
import threading
import time
from collections.abc import Callable

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from benchmarks import player_measure as measure
from benchmarks.player_claps import claps
from benchmarks.player_clips import Clip, clip_named, drawn
from sample_videos.frame_mark import read_frame_number

TICK_S = 1 / 240
PAINTED = (960, 540)
SWITCH_S = 0.001  # as in the window


class Ours:
    """One player, ticked and painted from as by the window."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.player = Player([CameraSource(drawn(clip))], SilentOutput())
        self.arrived = threading.Event()
        self.player.on_picture = self.arrived.set
        self.tick_until(lambda: self.player.ready and self.player.indexing_progress == 1)
        self.times_ms = self.player.frame_times_ms

    def answers(self, jumps: int) -> measure.Answers:
        found = measure.jumps(measure.places(self.clip, jumps), self.jump, self.number)
        found["first_back"] = measure.spread(
            [self.first_back(frame) for frame in measure.places(self.clip, measure.FIRST_BACKS)]
        )
        self.jump(self.clip.frame_count // 2 + 200)
        found["forward"] = measure.spread([self.step(1) for _ in range(measure.STEPS)])
        found["back"] = measure.spread([self.step(-1) for _ in range(measure.STEPS)])
        for rate in (1, 2, 4, -1):
            found[f"lost {rate}"], sound = self.play(rate)
            found["sound"] = sound if rate == 1 else found["sound"]
        found |= self.scrub()
        found["memory"] = measure.memory()
        if self.clip.sound is not None:
            found["claps"] = claps(self.clip)
        return found

    def jump(self, frame: int) -> float:
        return self.timed(lambda: self.player.jump(int(self.times_ms[frame])))

    def step(self, frames: int) -> float:
        """At the pace of a key that is held."""
        took_ms = self.timed(lambda: self.player.step(frames))
        pause_until = time.perf_counter() + 1 / 30
        self.tick_until(lambda: time.perf_counter() > pause_until)
        return took_ms

    def first_back(self, frame: int) -> float:
        self.jump(frame)
        return self.timed(lambda: self.player.step(-1))

    def number(self) -> int | None:
        picture = self.player.pictures[0]
        assert picture is not None
        return read_frame_number(picture.to_bgra(self.clip.width, self.clip.height))

    def timed(self, wish: Callable[[], None]) -> float:
        """Until the right frame is there; as the window does, it looks again when the player says so."""

        def wish_and_wait() -> None:
            wish()
            self.player.tick()
            while not self.player.settled:
                assert self.arrived.wait(measure.DEADLINE_S), "no answer"
                self.arrived.clear()
                self.player.tick()

        return measure.timed_ms(wish_and_wait)

    def play(self, rate: int) -> tuple[str, str]:
        """Frames lost since the wish to play, and how far sounds were from their frame."""
        player = self.player
        player.set_rate(rate)
        self.jump(self.clip.frame_count // 2 + 120)
        self.tick_until(_after(1.0))
        first, began = player.frame_index, time.perf_counter()
        shown, last_s, gap_s = 0, began, 0.0
        apart_ms: list[float] = []
        player.play()
        while time.perf_counter() - began < measure.PLAY_S:
            if player.tick() and player.pictures[0] is not None:
                player.pictures[0].to_bgra(*PAINTED)
                now = time.perf_counter()
                shown, gap_s, last_s = shown + 1, max(gap_s, now - last_s), now
                heard_ms = player._sound.heard_ms()  # noqa: SLF001  (nobody but a benchmark asks)
                if heard_ms is not None:
                    apart_ms.append(abs(heard_ms - player.position_ms))
            time.sleep(TICK_S)
        passed = abs(player.frame_index - first)
        player.pause()
        player.set_rate(1)
        return measure.lost(shown, passed, self.clip.fps * abs(rate), gap_s), measure.spread(apart_ms)

    def scrub(self) -> measure.Answers:
        updates, gap_s = 0, 0.0
        began = last_s = time.perf_counter()
        frame = -1
        while (passed_s := time.perf_counter() - began) < measure.SCRUB_S:
            if measure.scrub_frame(self.clip, passed_s) != frame:
                frame = measure.scrub_frame(self.clip, passed_s)
                self.player.scrub(int(self.times_ms[frame]))
            if self.player.tick():
                updates, gap_s, last_s = updates + 1, max(gap_s, time.perf_counter() - last_s), time.perf_counter()
            time.sleep(TICK_S / 2)
        self.player.end_scrub()
        return {
            "scrub": f"{updates / measure.SCRUB_S:.0f}",
            "scrub_gap": f"{gap_s * 1000:.0f}",
            **measure.releases(self.clip, self.let_go),
        }

    def let_go(self, frames: list[int]) -> float:
        """Drag, the picture following, and let go while the hand still moves; until the exact frame is there."""
        for frame in frames:
            self.player.scrub(int(self.times_ms[frame]))
            self.tick_until(_after(1 / measure.WISHES_A_SECOND))
        settled_ms = self.timed(self.player.end_scrub)
        assert self.number() == frames[-1]
        return settled_ms

    def tick_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            self.player.tick()
            assert self.player.error is None, self.player.error
            assert time.monotonic() < deadline, "no answer for a minute"
            time.sleep(TICK_S)


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def main() -> None:
    sys.setswitchinterval(SWITCH_S)
    ours = Ours(clip_named(sys.argv[1]))
    try:
        measure.tell(ours.answers(int(sys.argv[2])))
    finally:
        ours.player.close()


if __name__ == "__main__":
    main()
