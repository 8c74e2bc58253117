"""Projects as BORIS writes them, made up: a visit each, of which somebody has forgotten an end, and more."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Row = tuple[float, str, str, str, str]
"""Seconds, who, behaviour, answers, comment."""

BEHAVIOURS = {
    "crying": ("State event", "A"),
    "fussing": ("State event", "F"),
    "proximity seeking": ("State event", "P"),
    "reach": ("Point event", "R"),
    "hold": ("State event", "H"),
    "smile": ("Point event", "S"),
}


def behaviour(name: str, kind: str, key: str) -> dict[str, Any]:
    return {
        "type": kind,
        "key": key,
        "code": name,
        "description": "",
        "category": "",
        "modifiers": "",
        "excluded": "",
        "coding map": "",
    }


def project(
    observations: Mapping[str, Iterable[Row]],
    *,
    behaviours: Mapping[str, tuple[str, str]] = BEHAVIOURS,
    variables: Mapping[str, str] | None = None,
    description: str = "",
) -> dict[str, Any]:
    """Return what such a file says."""
    return {
        "time_format": "hh:mm:ss",
        "project_name": "pilot",
        "project_format_version": "7.0",
        "behaviors_conf": {str(at): behaviour(name, *one) for at, (name, one) in enumerate(behaviours.items())},
        "subjects_conf": {"0": {"name": "infant", "key": "i", "description": ""}},
        "observations": {
            name: {
                "type": "MEDIA",
                "date": "2023-05-04T10:00:00",
                "description": description,
                "time offset": 0.0,
                "file": {"1": [f"C:/lab/{name}.mp4"], "2": []},
                "media_info": {"length": {}, "fps": {}, "hasVideo": {}, "hasAudio": {}},
                "independent_variables": dict(variables or {}),
                "observation time interval": [0, 0],
                "events": [list(row) for row in rows],
            }
            for name, rows in observations.items()
        },
    }


def write(path: Path, observations: Mapping[str, Iterable[Row]], **more: Any) -> Path:
    """Write such a file."""
    path.write_text(json.dumps(project(observations, **more)), encoding="utf-8")
    return path


def state(name: str, start_s: float, end_s: float, who: str = "infant", comment: str = "") -> list[Row]:
    """Return the two rows of a state."""
    return [(start_s, who, name, "", comment), (end_s, who, name, "", "")]
