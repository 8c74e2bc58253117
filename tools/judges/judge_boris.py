"""BORIS itself opens the projects, finds every state paired, and lists the same events. Run in its own environment."""

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from boris import project_functions
from verdict import Finding, Observations, main, same

_FORBIDDEN = str.maketrans("(|),`~", "[/];'-")


def judge(folder: Path, expected: Observations) -> Iterator[Finding]:
    """Look at every project in the folder; BORIS writes beside old ones, so copies are opened."""
    version = importlib.metadata.version("boris-behav-obs")
    with tempfile.TemporaryDirectory() as scratch:
        copies = [Path(shutil.copy(path, scratch)) for path in sorted(folder.glob("*.boris"))]
        projects = [_opened(path) for path in copies]
        written = len(list(Path(scratch).iterdir())) - len(copies)
    faults = [str(project["error"]) for project in projects if "error" in project]
    said = f"{len(projects)} projects, version {version}; {written} converted copies; {'; '.join(faults) or 'no fault'}"
    yield Finding("BORIS opens the project", said, bool(projects) and not faults and not written)
    if not faults:
        yield from _all_paired(projects)
        yield from _same_events(projects, expected)


def _opened(path: Path) -> dict[str, Any]:
    _path, _changed, project, _said = project_functions.open_project_json(str(path))
    return project


def _all_paired(projects: list[dict[str, Any]]) -> Iterator[Finding]:
    observations = [(project, name) for project in projects for name in project["observations"]]
    faults = []
    for project, name in observations:
        is_paired, said = project_functions.check_state_events_obs(
            name, project["behaviors_conf"], project["observations"][name]
        )
        if not is_paired:
            faults.append(f"{name}: {said}")
    yield Finding(
        "check_state_events_obs: every state is paired",
        f"{len(observations) - len(faults)} of {len(observations)} observations {' '.join(faults[:2])}".rstrip(),
        not faults,
    )
    said = "".join(
        project_functions.check_project_integrity(project, "s", "a.boris", media_file_available=False)
        for project in projects
    )
    said = said.replace("<br>", " ").strip()
    yield Finding("check_project_integrity says nothing", said[:300] or "nothing", not said)


def _same_events(projects: list[dict[str, Any]], expected: Observations) -> Iterator[Finding]:
    """Pair as BORIS does: a state ends at the next row of the same subject, behaviour and modifiers."""
    found = []
    for project in projects:
        states = {one["code"] for one in project["behaviors_conf"].values() if one["type"].startswith("State")}
        for name, observation in project["observations"].items():
            found += _bouts(name, observation["events"], states)
    due = [
        (name, event["who"], event["code"], event["start_ms"], event["end_ms"], _answered(event["answers"].values()))
        for name, one in expected.items()
        for event in one["events"]
    ]
    answered = sum(bool(one[-1]) for one in due)
    yield same(f"the same events, paired as BORIS pairs them, to 1 ms, {answered:,} with answers", found, due)
    if hasattr(project_functions, "project2dataframe"):
        yield _same_table(projects, [one[:-1] for one in due])


def _bouts(name: str, rows: list[Any], states: set[str]) -> Iterator[tuple[Any, ...]]:
    running: dict[tuple[str, str, str], int] = {}
    for time, who, code, modifiers, *_ in rows:
        at, key, answers = round(time * 1000), (who, code, modifiers), _answered(modifiers.split("|"))
        if code not in states:
            yield name, who, code, at, at, answers
        elif key in running:
            yield name, who, code, running.pop(key), at, answers
        else:
            running[key] = at
    yield from ((name, who, code, at, None, _answered(said.split("|"))) for (who, code, said), at in running.items())


def _answered(values: Iterable[str]) -> tuple[str, ...]:
    """Return the answers, with other signs for those that BORIS forbids in them."""
    return tuple(sorted(one.translate(_FORBIDDEN) for one in values if one not in {"", "None"}))


def _same_table(projects: list[dict[str, Any]], due: list[tuple[Any, ...]]) -> Finding:
    found = []
    for project in projects:
        fault, table = project_functions.project2dataframe(project, list(project["observations"]))
        if fault:
            return Finding("project2dataframe lists the same events, to 1 ms", fault, passed=False)
        for row in table.to_dict("records"):
            who = "" if row["Subject"] == "No focal subject" else row["Subject"]
            ends = row["Stop (s)"] if row["Stop (s)"] == row["Stop (s)"] else row["Start (s)"]
            at = round(row["Start (s)"] * 1000), round(ends * 1000)
            found.append((row["Observation id"], who, row["Behavior"], *at))
    return same("project2dataframe lists the same events, to 1 ms", found, due)


if __name__ == "__main__":
    main(judge)
