"""What every judge does: read the files and what is expected of them, and say what it found.

A judge is called as `judge_<name>.py FOLDER EXPECTED`. FOLDER holds the files of one study in one format; EXPECTED is a
JSON file {"observations": {"<session>__<coder>": {"session", "coder", "end_ms", "events": [{"who", "code", "kind",
"start_ms", "end_ms", "answers", "comment"}]}}}, times in whole ms. It prints one JSON document, a list of
{"checked", "found", "passed"}: what it looked for, what it saw, with figures, and whether that is right.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Observations = dict[str, dict[str, Any]]


class Finding(NamedTuple):
    """One thing that a judge looked for; found says what it saw, with figures."""

    checked: str
    found: str
    passed: bool


def main(judge: Callable[[Path, Observations], Iterable[Finding]]) -> None:
    """Let the judge look at the folder of the command line, and print what it finds."""
    expected = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    findings = judge(Path(sys.argv[1]), expected["observations"])
    sys.stdout.write(json.dumps([one._asdict() for one in findings]) + "\n")


def same(checked: str, found: Iterable[tuple[Any, ...]], expected: Iterable[tuple[Any, ...]]) -> Finding:
    """Return whether the same things were found, each as often, in whatever order."""
    seen, due = Counter(found), Counter(expected)
    missing, more = due - seen, seen - due
    said = f"{seen.total():,} of {due.total():,}"
    if missing or more:
        said += f"; missing {missing.total()}, such as {next(iter(missing), '-')}"
        said += f"; not ours {more.total()}, such as {next(iter(more), '-')}"
    return Finding(checked, said, not missing and not more)


def drawn(expected: Observations, point_ms: int = 1) -> Iterator[tuple[Any, ...]]:
    """Yield name, person, code, start and end of each event where a file holds only stretches of time.

    Points are point_ms long, states at least 1 ms; what is still running ends where the coding ends.
    """
    for name, one in expected.items():
        close = max([one["end_ms"] or 0, *(event["end_ms"] or event["start_ms"] for event in one["events"])])
        for event in one["events"]:
            start, end = event["start_ms"], event["end_ms"]
            is_point = event["kind"] == "point"
            end = start + point_ms if is_point else max(close if end is None else end, start + 1)
            yield name, event["who"], event["code"], start, end
