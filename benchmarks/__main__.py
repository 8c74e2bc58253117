"""`python -m benchmarks`: every benchmark in a process of its own, one after the other."""

import subprocess
import sys

BENCHMARKS = ("benchmarks.agreement", "benchmarks.many_sessions", "benchmarks.timeline", "benchmarks.player")

for module in BENCHMARKS:
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", module], check=True)
