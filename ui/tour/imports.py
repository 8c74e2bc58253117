"""The part of the tour that imports codings of another program: a project of BORIS with faults that real ones have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.exchange.exporting import export
from annotator.exchange.wanted import Wanted
from annotator.study import Study
from ui.program import Program
from ui.tour.panels import Hand

_THEIR_NAMES = {"Crying": "cry", "Contact": "hold", "Smile": "smiles", "Manipulation": "play"}
_FORGOTTEN_END = 5
"""Which end of crying a coder has forgotten."""


def picture_import(program: Program, hand: Hand, study: Study, folder: Path) -> None:
    """Take a picture of an import that is half settled, and leave it; the study is open."""
    program.study_workspace.take_dropped([_older_project(study, folder)])
    work = program.study_workspace.imports.work
    hand.wait(lambda: work.shown is not None and not work.is_settling, "the file")
    work.name_by("{session}__{coder}")
    for kind in ("coder", "looked for"):
        hand.wait(lambda: not work.is_settling, "what was chosen")
        for row in [one for one in work.shown.doubts if one.doubt.kind == kind] if work.shown else []:
            work.choose(row.doubt, row.doubt.shared[0].id)
            hand.wait(lambda: not work.is_settling, "what was chosen")
    program.study_workspace.imports.page.doubts.setFocus()
    program.actions["next_doubt"].trigger()
    hand.wait(lambda: not program.reads.running, "the place of the doubt")
    hand.picture("import")
    program.study_workspace.imports.page.cancelled.emit()


def _older_project(study: Study, folder: Path) -> Path:
    """Export a study as BORIS would have it if its codes had other names and somebody had been in a hurry."""
    (path,) = export(study, folder, Wanted(format="boris"))
    text = path.read_text("utf-8")
    for ours, theirs in _THEIR_NAMES.items():
        text = text.replace(json.dumps(ours), json.dumps(theirs))
    project: dict[str, Any] = json.loads(text)
    project["observations"] = {f"{name}2": one for name, one in project["observations"].items()}
    for observation in project["observations"].values():
        observation["events"] = list(_in_a_hurry(observation["events"]))
    older = folder / "pilot-2023.boris"
    older.write_text(json.dumps(project), encoding="utf-8")
    return older


def _in_a_hurry(rows: list[list[Any]]) -> Iterator[list[Any]]:
    cries = 0
    for row in rows:
        cries += row[2] == "cry"
        if row[2] != "cry" or cries != 2 * _FORGOTTEN_END:
            yield row
