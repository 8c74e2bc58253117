"""How well two cameras are aligned by their sound: `python -m benchmarks.alignment`.

Draws pairs of recordings with known offsets and drift, and pairs that have nothing to do with each other. Prints how
many were found, how far off they were, and how many answers were wrong.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from annotator.media.alignment import Alignment, SoundOf, align
from annotator.media.frames import scan
from sample_videos.pairs import Pair, draw_pair

ONE_FRAME_MS = 40
LARGEST_OFFSET_S = 60


def aligned(pair: Pair) -> Alignment | None:
    return align(*(SoundOf(path, scan(path)) for path in (pair.reference, pair.other)))


def off_ms(pair: Pair, found: Alignment, seconds: int) -> float:
    """By how much the answer is off in the middle of what both share."""
    assert pair.offset_ms is not None
    begin, end = max(0.0, pair.offset_ms), min(1000.0 * seconds, pair.offset_ms + 1000 * seconds)
    return abs(found.offset_ms - pair.offset_at((begin + end) / 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--unrelated", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    offs: list[float] = []
    accepted = 0
    began = time.monotonic()
    for seed in range(options.pairs + options.unrelated):
        with tempfile.TemporaryDirectory() as folder:
            pair = draw_pair(seed, Path(folder), options.seconds, LARGEST_OFFSET_S, related=seed < options.pairs)
            found = aligned(pair)
        if found is not None and pair.offset_ms is None:
            accepted += 1
        elif found is not None:
            offs.append(off_ms(pair, found, options.seconds))
    print(
        f"{len(offs)} of {options.pairs} pairs found, {sum(off > ONE_FRAME_MS for off in offs)} wrong by over a frame"
    )
    if offs:
        print(f"off by {statistics.median(offs):.1f} ms at the median, {max(offs):.1f} ms at most")
    print(f"{accepted} of {options.unrelated} unrelated pairs accepted; {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
