"""boris-clip, which cuts bouts out of videos, finds the same bouts in the projects. Run in its own environment."""

from collections.abc import Iterator
from pathlib import Path

from boris_clip.parse import parse_boris_file
from verdict import Finding, Observations, main, same


def judge(folder: Path, expected: Observations) -> Iterator[Finding]:
    """Compare the bouts of every project in the folder."""
    found = [
        (one.obs_id, bout.subject, bout.behaviour, round(bout.start * 1000), round(bout.stop * 1000), bout.is_point)
        for path in sorted(folder.glob("*.boris"))
        for one in parse_boris_file(str(path))
        for bout in one.bouts
    ]
    due = [
        (name, event["who"], event["code"], event["start_ms"], event["end_ms"], event["kind"] == "point")
        for name, one in expected.items()
        for event in one["events"]
        if event["end_ms"] is not None
    ]
    yield same("the same bouts and points, to 1 ms", found, due)


if __name__ == "__main__":
    main(judge)
