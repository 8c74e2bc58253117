"""Our frames beside those of the ffmpeg program, over any folder of recordings: `python -m benchmarks.foreign DIR`.

Every frame is asked for by stepping through, stepping back and jumping at random, and compared by hash with what ffmpeg
shows when it plays from the start. One line a recording: frames here / there, wrong, other by a shade, called damaged,
seconds, the check's verdict. Versions of ffmpeg differ by a shade in some old formats (MPEG-4); elsewhere a shade is a
fault, too.
"""

import argparse
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.errors import MediaError
from annotator.media.check import check_recording
from annotator.media.frames import scan
from annotator.media.picture import Picture, digest_of
from annotator.media.reader import FrameReader

SMALL = 96
A_SHADE = 3.0  # of 255, on the average
LONGEST_S = 900


@dataclass(slots=True)
class Truth:
    """What ffmpeg shows of a recording.

    Attributes:
        digests: The MD5 of each frame; of frames that share a time, of the last.
        places: The place of each among all frames that came out.
    """

    path: Path
    digests: list[str]
    places: list[int]
    _small: NDArray[np.uint8] | None = field(default=None)

    def looks_like(self, index: int, picture: Picture) -> bool:
        """Whether a picture is this frame but for a shade, and no neighbour is nearer."""
        shown = small_of(picture)
        offs = [
            (float(np.abs(self._grey(near).astype(np.int16) - shown).mean()), abs(near - index))
            for near in range(max(0, index - 3), min(len(self.places), index + 4))
        ]
        return min(offs)[1] == 0 and min(offs)[0] <= A_SHADE

    def _grey(self, index: int) -> NDArray[np.uint8]:
        if self._small is None:
            scaled = f"scale={SMALL}:{SMALL}:flags=area,format=gray"
            out = ffmpeg(self.path, "-vf", scaled, "-f", "rawvideo")
            self._small = np.frombuffer(out, np.uint8).reshape(-1, SMALL, SMALL)
        return self._small[self.places[index]]


def small_of(picture: Picture) -> NDArray[np.int16]:
    grey = picture.frame.reformat(format="gray").to_ndarray()
    return cv2.resize(grey, (SMALL, SMALL), interpolation=cv2.INTER_AREA).astype(np.int16)


def ffmpeg(path: Path, *options: str) -> bytes:
    start = ["ffmpeg", "-v", "quiet", "-nostdin", "-copyts", "-noautorotate", "-i", f"file:{path}", "-map", "0:V:0"]
    command = [*start, "-fps_mode", "passthrough", "-enc_time_base", "-1", *options, "-"]
    return subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False).stdout


def truth_of(path: Path, *, times_are_made_up: bool) -> Truth:
    """What ffmpeg shows; equal times say nothing where it makes them up, since they jump back or the file has none."""
    lines = ffmpeg(path, "-f", "framemd5").decode().splitlines()
    rows = [line.split(",") for line in lines if line and not line.startswith("#")]
    times = [int(row[2]) for row in rows]
    places = [
        place
        for place in range(len(rows))
        if times_are_made_up or place + 1 == len(rows) or times[place + 1] != times[place]
    ]
    return Truth(path, [rows[place][5].strip() for place in places], places)


def orders(count: int, steps: int, jumps: int) -> Iterator[int]:
    """Through from the start, back from the end, and jumps in a random order."""
    chance = random.Random(count)
    yield from (chance.randrange(count) for _ in range(jumps))
    yield from range(min(count, steps))
    yield from range(count - 1, max(-1, count - 1 - steps), -1)
    yield from (chance.randrange(count) for _ in range(jumps))


def compared(path: Path, steps: int, jumps: int) -> str:
    table = scan(path)
    truth = truth_of(path, times_are_made_up=table.by_bytes or table.by_dts)
    wrong, shade, damaged = set[int](), set[int](), set[int]()
    began = time.monotonic()
    with closing(FrameReader(path, table=table)) as reader:
        for index in orders(len(table), steps, jumps):
            picture = reader.read(index)
            if picture.damaged:
                damaged.add(index)
            if index >= len(truth.digests):
                wrong.add(index)
            elif digest_of(picture.frame) != truth.digests[index]:
                (shade if truth.looks_like(index, picture) else wrong).add(index)
    took = time.monotonic() - began
    frames = f"{len(table)}/{len(truth.digests)}"
    return f"{frames:>13} {len(wrong):>6} {len(shade):>6} {len(damaged):>8} {took:>7.1f}  {verdict(path)}"


def verdict(path: Path) -> str:
    found = check_recording(path)
    said = "; ".join(f"{one.severity}: {one.what}" for one in found.findings)
    return f"{found.proofs_right} of {found.proofs} found again, {'fit' if found.good else 'not fit'}. {said}"


def answer(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except MediaError as error:
        return f"{'refused':>13}  {error.what}"
    except subprocess.TimeoutExpired:
        return f"{'too long':>13}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--steps", type=int, default=100, help="frames stepped through from each end")
    parser.add_argument("--jumps", type=int, default=100, help="random jumps before and after that")
    options = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        sys.exit("The ffmpeg program is not installed; it is the judge here.")
    files = sorted(file for file in options.folder.rglob("*") if file.is_file())
    width = max((len(file.name) for file in files), default=4)
    print(f"{'file':<{width}} {'frames':>13} {'wrong':>6} {'shade':>6} {'damaged':>8} {'seconds':>7}  check")
    for file in files:
        said = answer(lambda file=file: compared(file, options.steps, options.jumps))
        print(f"{file.name:<{width}} {said}", flush=True)


if __name__ == "__main__":
    main()
