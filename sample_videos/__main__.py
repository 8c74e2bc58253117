"""`python -m sample_videos --minutes 3 --out DIR`: draw the session at any length."""

import argparse
from pathlib import Path

from tqdm import tqdm

from sample_videos.sample import draw_sample


def main() -> None:
    """Read the command line, draw, and show how far it is."""
    parser = argparse.ArgumentParser(prog="python -m sample_videos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="length of the session, at least 1 (default 3)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the files (default: here)")
    options = parser.parse_args()
    if options.minutes < 1:
        parser.error("--minutes must be at least 1")
    with tqdm(total=100, unit="%", desc="drawing", bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:
        draw_sample(options.out, options.minutes, lambda part: bar.update(round(part * 100, 2) - bar.n))


if __name__ == "__main__":
    main()
