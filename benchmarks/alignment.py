"""How well two cameras are aligned by their sound: `python -m benchmarks.alignment`.

Draws pairs of recordings with known offsets and drift, and pairs that have nothing to do with each other. Writes how
many were found, how far off they were, and how many answers were wrong to docs/alignment-benchmark.md.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sample_videos
from annotator.media.alignment import Alignment, SoundOf, align
from annotator.media.frames import scan
from sample_videos.pairs import Pair, draw_pair

ONE_FRAME_MS = 40
LARGEST_OFFSET_S = 60
SAMPLE_MS = 1280
DOCUMENT = Path("docs/alignment-benchmark.md")


@dataclass(frozen=True, slots=True)
class Off:
    """By how much an answer is off, in ms: in the middle of what both recordings share, and in how far they drift."""

    middle_ms: float
    drift_ms: float


def main() -> None:
    """Align all pairs and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--unrelated", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--out", type=Path, default=DOCUMENT)
    options = parser.parse_args()
    began_s = time.process_time()
    answers = [answer(seed, options.seconds, related=True) for seed in range(options.pairs)]
    seeds = range(options.pairs, options.pairs + options.unrelated)
    accepted = [seed for seed in seeds if answer(seed, options.seconds, related=False) is not None]
    took_s = (time.process_time() - began_s) / max(1, options.pairs + options.unrelated)
    lines = [*introduction(options.seconds), *rows(answers, len(accepted), options.unrelated, took_s)]
    options.out.write_text("\n".join([*lines, ""]), encoding="utf-8")
    sys.stdout.write("\n".join([*lines, ""]))


def answer(seed: int, seconds: int, *, related: bool) -> Off | None:
    """How far off the answer for one pair is; None where there was none."""
    with tempfile.TemporaryDirectory() as folder:
        pair = draw_pair(seed, Path(folder), seconds, LARGEST_OFFSET_S, related=related)
        found = aligned(pair.reference, pair.other)
    off = None if found is None else off_by(pair, found, seconds)
    sys.stderr.write(f"{seed}: {'related' if related else 'unrelated'}, {off or 'not found'}\n")
    return off


def aligned(reference: Path, other: Path) -> Alignment | None:
    return align(*(SoundOf(path, scan(path)) for path in (reference, other)))


def off_by(pair: Pair, found: Alignment, seconds: int) -> Off:
    if pair.offset_ms is None:  # whatever the answer is, it is wrong
        return Off(abs(found.offset_ms), abs(found.drift_ms))
    begin, end = max(0.0, pair.offset_ms), min(1000.0 * seconds, pair.offset_ms + 1000 * seconds)
    drift_ms = pair.offset_at(end) - pair.offset_at(begin)
    return Off(abs(found.offset_ms - pair.offset_at((begin + end) / 2)), abs(found.drift_ms - drift_ms))


def introduction(seconds: int) -> Iterator[str]:
    yield "# Cameras aligned by their sound"
    yield ""
    yield (
        f"Written by `python -m benchmarks.alignment`. Pairs of recordings of {seconds} s of one made-up room: offsets "
        f"from -{LARGEST_OFFSET_S} to {LARGEST_OFFSET_S} s, clocks that drift by -100 to 100 ppm, echo, noise down to "
        "0 dB, gain up to clipping, half of the recordings with nothing above 3.8 kHz (a recorder of 8 kHz). "
        f"Wrong: more than a frame ({ONE_FRAME_MS} ms) off. Real rooms are not in it."
    )
    yield ""


def rows(answers: Sequence[Off | None], accepted: int, unrelated: int, took_s: float) -> Iterator[str]:
    found = [off for off in answers if off is not None]
    yield "| | |"
    yield "|---|---|"
    yield f"| pairs found | {len(found)} of {len(answers)} |"
    yield f"| of these wrong | {sum(off.middle_ms > ONE_FRAME_MS for off in found)} |"
    if found:
        middle, drift = [off.middle_ms for off in found], [off.drift_ms for off in found]
        yield f"| off, median / at most, ms | {statistics.median(middle):.2f} / {max(middle):.2f} |"
        yield f"| drift off, median / at most, ms | {statistics.median(drift):.2f} / {max(drift):.2f} |"
    yield f"| unrelated pairs accepted | {accepted} of {unrelated} |"
    yield f"| the two cameras of the sample ({SAMPLE_MS} ms), found, ms | {sample()} |"
    yield f"| CPU for a pair, drawing it included, s | {took_s:.1f} |"


def sample() -> str:
    folder = Path(sample_videos.__file__).parent
    found = aligned(folder / "strange_situation.mp4", folder / "strange_situation_camera2.mp4")
    return "not found" if found is None else f"{found.offset_ms:.2f}"


if __name__ == "__main__":
    main()
