"""Holds what tests have reached: every line and branch of the files in tools/fully_covered.txt is tried by some test.

python tools/coverage_ratchet.py out/coverage.json         ends with 1 if one of them is no longer
python tools/coverage_ratchet.py out/coverage.json --grow  adds the files that have come to be; none is ever taken out
"""

import json
import sys
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("fully_covered.txt")


def main(report: Path, *, grow: bool) -> int:
    """Compare a report of coverage.py with the list; return what to exit with."""
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    listed = LIST.read_text(encoding="utf-8").split()
    found = [f"{file}: {what}" for file in listed if (what := _missing(files.get(file)))]
    print(*found, sep="\n", end="\n" if found else "")
    new = sorted(file for file in files if file not in listed and not _missing(files[file]))
    if new and grow:
        LIST.write_text("".join(f"{file}\n" for file in sorted([*listed, *new])), encoding="utf-8")
    print(f"{len(listed) - len(found)} of {len(listed)} files are tried whole; {len(new)} more {_VERB[grow]}.")
    return 1 if found else 0


_VERB = {True: "were added", False: "could be added with --grow"}


def _missing(file: dict[str, Any] | None) -> str:
    if file is None:
        return "not in the report; if it was renamed, rename it in the list"
    lines = [str(line) for line in file["missing_lines"]]
    branches = [f"{start}->{end}" for start, end in file["missing_branches"]]
    return f"not tried: {', '.join(lines + branches)}" if lines or branches else ""


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), grow="--grow" in sys.argv[2:]))
