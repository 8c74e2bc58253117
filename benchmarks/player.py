"""How fast the player answers on one recording: `python -m benchmarks.player RECORDING`.

Times are in ms, from the wish to the picture in hand, as the window would have it. Noisy machines: read the ratios.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput

TICK_S = 1 / 240
PLAY_S = 5.0
SCRUB_S = 3.0
WISHES_A_SECOND = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--jumps", type=int, default=100)
    options = parser.parse_args()
    bench = Bench(options.recording)
    try:
        bench.report(options.jumps)
    finally:
        bench.player.close()


class Bench:
    """One player, ticked like a window."""

    def __init__(self, path: Path) -> None:
        began = time.perf_counter()
        self.player = Player([CameraSource(path)], SilentOutput())
        self.tick_until(lambda: self.player.ready)
        self.first_ms = (time.perf_counter() - began) * 1000
        self.tick_until(lambda: self.player.indexing_progress == 1)
        self.indexed_ms = (time.perf_counter() - began) * 1000

    def report(self, jumps: int) -> None:
        print(f"first picture {self.first_ms:.0f} ms, indexed after {self.indexed_ms:.0f} ms")
        print(f"{'':24}{'p50':>8}{'p95':>8}{'max':>8}")
        line("random jump", self.jumps(jumps))
        self.jump(self.player.duration_ms // 2)
        line("step forward", [self.timed(lambda: self.player.step(1)) for _ in range(150)])
        line("step back", [self.timed(lambda: self.player.step(-1)) for _ in range(150)])
        self.jump(self.player.duration_ms // 3)
        line("first step back", [self.timed(lambda: self.player.step(-1))])
        for rate in (1, 2, 4, -1):
            shown, due, gap_ms = self.play(rate)
            lost = 100 * max(0, due - shown) / max(1, due)
            print(f"played at {rate}x: {shown} of {due} frames shown, {lost:.1f} % lost, longest gap {gap_ms:.0f} ms")
        updates, gap_ms, settled_ms = self.scrub()
        print(
            f"scrubbing: {updates / SCRUB_S:.0f} updates a second, longest gap {gap_ms:.0f} ms, "
            f"settled {settled_ms:.0f} ms after"
        )
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")

    def jumps(self, count: int) -> list[float]:
        places = random.Random(3)
        return [self.jump(places.randrange(self.player.duration_ms)) for _ in range(count)]

    def jump(self, ms: int) -> float:
        return self.timed(lambda: self.player.jump(ms))

    def timed(self, wish: Callable[[], None]) -> float:
        began = time.perf_counter()
        wish()
        self.player.tick()
        self.tick_until(lambda: self.player.settled, pause_s=0.0002)
        return (time.perf_counter() - began) * 1000

    def play(self, rate: int) -> tuple[int, int, float]:
        """Frames shown, frames due (at most one for each 60th of a second), and the longest time without one."""
        player = self.player
        player.set_rate(rate)
        self.jump(player.duration_ms // 2)
        player.play()
        first = player.frame_index
        self.tick_until(lambda: player.frame_index != first)
        first, began = player.frame_index, time.perf_counter()
        shown, last_s, gap_s = 0, began, 0.0
        while time.perf_counter() - began < PLAY_S and player.playing:
            if player.tick():
                shown, gap_s, last_s = shown + 1, max(gap_s, time.perf_counter() - last_s), time.perf_counter()
            time.sleep(TICK_S)
        passed = abs(player.frame_index - first)
        played_s = time.perf_counter() - began
        player.pause()
        player.set_rate(1)
        return shown, min(passed, round(played_s * min(1 / TICK_S, 10_000))), gap_s * 1000

    def scrub(self) -> tuple[int, float, float]:
        """Pictures shown while dragging over the recording, the longest wait for one, and until the exact one."""
        updates, gap_s = 0, 0.0
        began = last_s = time.perf_counter()
        wish = -1
        while (passed_s := time.perf_counter() - began) < SCRUB_S:
            if int(passed_s * WISHES_A_SECOND) != wish:
                wish = int(passed_s * WISHES_A_SECOND)
                part = abs(passed_s / SCRUB_S * 2 - 1)  # to the beginning, and back
                self.player.scrub(round(part * self.player.duration_ms * 0.9))
            if self.player.tick():
                updates, gap_s, last_s = updates + 1, max(gap_s, time.perf_counter() - last_s), time.perf_counter()
            time.sleep(TICK_S / 2)
        return updates, gap_s * 1000, self.timed(self.player.end_scrub)

    def tick_until(self, condition: Callable[[], bool], pause_s: float = TICK_S) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            self.player.tick()
            if self.player.error is not None:
                raise SystemExit(str(self.player.error))
            if time.monotonic() > deadline:
                raise SystemExit("no answer for a minute")
            time.sleep(pause_s)


def line(name: str, times_ms: Iterable[float]) -> None:
    ordered = sorted(times_ms)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:24}{statistics.median(ordered):8.1f}{p95:8.1f}{ordered[-1]:8.1f}")


if __name__ == "__main__":
    main()
