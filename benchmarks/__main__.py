"""`python -m benchmarks`: every benchmark in a process of its own, one after the other; last, numbers against R."""

import subprocess
import sys

BENCHMARKS = tuple(
    f"benchmarks.{name}"
    for name in ("agreement", "coverage", "many_sessions", "session_table", "timeline", "alignment", "player")
)

for module in (*BENCHMARKS, "tools.against_r"):
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", module], check=True)
