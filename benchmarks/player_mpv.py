"""mpv in the comparison, where libmpv is installed: `python -m benchmarks.player_mpv CLIP JUMPS`.

It paints nowhere and sounds nowhere (`vo=null`, `ao=null`), at the pace of real devices.
"""

import ctypes
import ctypes.util
import locale
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks import player_measure as measure
from benchmarks.player_clips import Clip, clip_named, drawn
from sample_videos.frame_mark import read_frame_number

OPTIONS = {"vo": "null", "ao": "null", "pause": "yes", "keep-open": "yes", "hr-seek": "yes", "terminal": "no"}
RESTART = 21  # the event that a seek is done
DOUBLE = 5


class Node(ctypes.Structure):
    """mpv_node; `value` is a number or a pointer."""

    _fields_ = (("value", ctypes.c_int64), ("format", ctypes.c_int))


class NodeList(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("values", ctypes.POINTER(Node)),
        ("keys", ctypes.POINTER(ctypes.c_char_p)),
    )


class ByteArray(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("size", ctypes.c_size_t))


class Event(ctypes.Structure):
    _fields_ = (("id", ctypes.c_int), ("error", ctypes.c_int))


class Mpv:
    def __init__(self, clip: Clip, library: ctypes.CDLL) -> None:
        self.clip, self.mpv = clip, library
        library.mpv_create.restype = ctypes.c_void_p
        library.mpv_wait_event.restype = ctypes.POINTER(Event)
        self.handle = ctypes.c_void_p(library.mpv_create())
        for name, value in OPTIONS.items():
            library.mpv_set_option_string(self.handle, name.encode(), value.encode())
        library.mpv_initialize(self.handle)
        measure.forget(drawn(clip))
        self.first_ms = measure.timed_ms(self.load)
        self.zero_s = self.get("time-pos")  # of the first picture; the sound may begin earlier

    def answers(self, jumps: int) -> measure.Answers:
        found = measure.jumps(measure.places(self.clip, jumps), self.jump, self.number)
        found["first"] = f"{self.first_ms:.0f}"
        found["first_back"] = measure.spread(
            [self.first_back(frame) for frame in measure.places(self.clip, measure.FIRST_BACKS)]
        )
        self.jump(self.clip.frame_count // 2 + 200)
        found["forward"] = measure.spread([measure.timed_ms(self.step) for _ in range(measure.STEPS)])
        found["back"] = measure.spread([measure.timed_ms(self.back) for _ in range(measure.STEPS // 4)])
        for rate in (1, 2, 4):
            found[f"lost {rate}"], sound = self.play(rate)
            found["sound"] = sound if rate == 1 else found["sound"]
        found |= self.scrub()
        found["memory"] = measure.memory()
        self.set("play-direction", "backward")
        found["lost -1"], _ = self.play(1)
        return found

    def load(self) -> None:
        self.command("loadfile", str(drawn(self.clip)))
        self.wait_for(RESTART)

    def jump(self, frame: int) -> float:
        return measure.timed_ms(lambda: self.seek(frame, "absolute+exact"))

    def first_back(self, frame: int) -> float:
        self.jump(frame)
        return measure.timed_ms(self.back)

    def seek(self, frame: int, flags: str) -> None:
        list(self.events())
        self.command("seek", f"{self.zero_s + frame / self.clip.fps:.6f}", flags)
        self.wait_for(RESTART)

    def step(self) -> None:
        before = self.get("time-pos")
        self.command("frame-step")
        self.wait(lambda: self.get("time-pos") != before)

    def back(self) -> None:
        list(self.events())
        self.command("frame-back-step")
        self.wait_for(RESTART)

    def play(self, rate: int) -> tuple[str, str]:
        """Frames that it dropped, by its own count."""
        self.jump(self.clip.frame_count // 2 + 120)
        self.set("speed", str(rate))
        dropped, from_s = self.dropped(), self.get("time-pos")
        apart_ms: list[float] = []
        began = time.perf_counter()
        self.set("pause", "no")
        while time.perf_counter() - began < measure.PLAY_S:
            apart_ms.append(abs(self.get("avsync")) * 1000)
            time.sleep(0.02)
        passed = abs(self.get("time-pos") - from_s) * self.clip.fps
        shown = round(passed - (self.dropped() - dropped))
        self.set("pause", "yes")
        self.set("speed", "1")
        return measure.lost(shown, passed, self.clip.fps * rate), measure.spread(apart_ms)

    def scrub(self) -> measure.Answers:
        """As its own seek bar does: keyframes while dragging, the exact frame at the end."""
        list(self.events())
        began = time.perf_counter()
        moments, frame = [began], -1
        while (passed_s := time.perf_counter() - began) < measure.SCRUB_S:
            if measure.scrub_frame(self.clip, passed_s) != frame:
                frame = measure.scrub_frame(self.clip, passed_s)
                self.command("seek", f"{self.zero_s + frame / self.clip.fps:.6f}", "absolute+keyframes")
            moments += [time.perf_counter() for event in self.events(0.002) if event == RESTART]
        return {
            "scrub": f"{(len(moments) - 1) / measure.SCRUB_S:.0f}",
            "scrub_gap": f"{max(np.diff([*moments, began + measure.SCRUB_S])) * 1000:.0f}",
            **measure.releases(self.clip, self.let_go),
        }

    def let_go(self, frames: list[int]) -> float:
        for frame in frames:
            self.command("seek", f"{self.zero_s + frame / self.clip.fps:.6f}", "absolute+keyframes")
            time.sleep(1 / measure.WISHES_A_SECOND)
        return self.jump(frames[-1])

    def number(self) -> int | None:
        words, result = (ctypes.c_char_p * 3)(b"screenshot-raw", b"video", None), Node()
        if self.mpv.mpv_command_ret(self.handle, words, ctypes.byref(result)) < 0:
            return None
        found = ctypes.cast(result.value, ctypes.POINTER(NodeList)).contents
        values = {found.keys[place]: found.values[place] for place in range(found.count)}
        data = ctypes.cast(values[b"data"].value, ctypes.POINTER(ByteArray)).contents
        pixels = np.frombuffer(ctypes.string_at(data.data, data.size), np.uint8)
        image = pixels.reshape(values[b"h"].value, values[b"stride"].value)[:, : values[b"w"].value * 4]
        number = read_frame_number(image.reshape(len(image), -1, 4))
        self.mpv.mpv_free_node_contents(ctypes.byref(result))
        return number

    def dropped(self) -> float:
        return self.get("frame-drop-count") + self.get("decoder-frame-drop-count")

    def get(self, name: str) -> float:
        value = ctypes.c_double()
        done = self.mpv.mpv_get_property(self.handle, name.encode(), DOUBLE, ctypes.byref(value))
        return value.value if done >= 0 else 0.0

    def set(self, name: str, value: str) -> None:
        self.mpv.mpv_set_property_string(self.handle, name.encode(), value.encode())

    def command(self, *words: str) -> None:
        self.mpv.mpv_command(self.handle, (ctypes.c_char_p * (len(words) + 1))(*(one.encode() for one in words), None))

    def events(self, timeout_s: float = 0.0) -> Iterator[int]:
        while event := self.mpv.mpv_wait_event(self.handle, ctypes.c_double(timeout_s)).contents.id:
            yield event

    def wait_for(self, wanted: int) -> None:
        self.wait(lambda: wanted in self.events(0.05))

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.perf_counter() + measure.DEADLINE_S
        while not condition() and time.perf_counter() < deadline:
            time.sleep(0.0002)


def main() -> None:
    name = ctypes.util.find_library("mpv")
    if name is None:
        measure.tell({})
        return
    locale.setlocale(locale.LC_NUMERIC, "C")  # libmpv insists on it
    measure.tell(Mpv(clip_named(sys.argv[1]), ctypes.CDLL(name)).answers(int(sys.argv[2])))


if __name__ == "__main__":
    main()
