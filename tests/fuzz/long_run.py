"""The long runs of the mutated files: many seeds, and what was worst of time and memory."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

MOST_SECONDS, MOST_MB = 2.0, 300


def long_run(became: Callable[[int, Path], str], count: int) -> int:
    """Try `count` seeds, and say what became of them; 1 where one took over 2 s CPU or memory passed 300 MB."""
    import resource  # noqa: PLC0415 - Windows has none

    outcomes: Counter[str] = Counter()
    worst = (0.0, -1)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            began = time.process_time()
            outcomes[became(seed, Path(folder))] += 1
            worst = max(worst, (time.process_time() - began, seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{dict(outcomes)}; slowest {worst[0]:.2f} s CPU (seed {worst[1]}); peak {peak:.0f} MB")
    return int(worst[0] > MOST_SECONDS or peak > MOST_MB)
