"""`python -m benchmarks`: every benchmark in a process of its own, one after the other."""

import subprocess
import sys

from annotator.demo import sample_truth_file

SAMPLE = sample_truth_file().with_name("strange_situation.mp4")
BENCHMARKS = (("benchmarks.agreement",), ("benchmarks.timeline",), ("benchmarks.player", str(SAMPLE)))

for module, *arguments in BENCHMARKS:
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
