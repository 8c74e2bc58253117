"""A lab moves in the window: from files of another program to kappa, by keys and clicks, a page of them at most."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.agreement.pair.over_time import over_time
from annotator.agreement.pair.read import read_pair
from annotator.demo_coders import many_coders_study
from annotator.exchange.codings.outgoing import observation_of
from annotator.exchange.exporting import export
from annotator.exchange.wanted import Wanted
from annotator.study import Study, open_study
from tests.ui.importing import Importer

CTRL = Qt.KeyboardModifier.ControlModifier
MOST_STEPS = 20
"""Keys and clicks after the files are chosen: at half a minute each they are ten minutes."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Study:
    """A study of two sessions that two coders coded, in the years before."""
    return many_coders_study(tmp_path_factory.mktemp("lab") / "study", sessions=2, coders=("JT", "KM"))


def from_observer(lab: Study, folder: Path) -> list[Path]:
    """Write an event log as The Observer XT exports it: UTF-16, a trailing empty column, two rows a state."""
    header = ["Time_Relative_sf", "Duration_sf", "Observation", "Event_Log", "Subject", "Behavior", "Event_Type", ""]
    rows = [header]
    for read in lab.readings():
        codings = observation_of(read, lab.codebook, comments=False)
        for one in codings.events:
            kinds = ["Point"] if one.kind == "point" else ["State start", "State stop"]
            for at_ms, kind in zip((one.start_ms, one.end_ms), kinds, strict=False):
                name = f"{codings.session}_{codings.coder}"
                rows.append([f"{at_ms / 1000:.3f}", "0", name, "log 1", one.who, one.code, kind, ""])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = folder / "Reunions - event logs.txt"
    path.write_bytes(text.getvalue().encode("utf-16"))
    return [path]


def exported(name: str, ending: str):
    def files(lab: Study, folder: Path) -> list[Path]:
        return [one for one in export(lab, folder / "out", Wanted(format=name)) if one.name.endswith(ending)]

    return files


PROGRAMS = {
    "BORIS": exported("boris", ".boris"),
    "ELAN": exported("elan", ".eaf"),
    "Datavyu": exported("datavyu", ".opf"),
    "The Observer XT": from_observer,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_from_files_to_kappa(qtbot, program, answers, lab, tmp_path, name):
    """Choose the files, say what their names are made of, settle by digits, submit, import, compare."""
    folder = tmp_path / "new"
    shutil.copytree(lab.folder, folder)
    for one in folder.rglob("*.jsonl"):
        one.unlink()
    files = PROGRAMS[name](lab, tmp_path)
    importer = Importer(program, open_study(folder), qtbot, answers).sit_down(rows=2).open(*files)
    page, steps = importer.page, 0
    assert importer.work.shown.observations[0].name
    if page.observations.seen.isVisible():
        QTest.mouseClick(page.observations.seen, Qt.MouseButton.LeftButton)
        importer.idle()
        steps += 1
    while not importer.work.is_ready:
        importer.press(Qt.Key.Key_F12)
        row = importer.card.row
        assert row is not None
        chosen = {"looked for": "all"}.get(row.doubt.kind)
        at = next((n for n, one in enumerate(row.doubt.shared) if one.id == chosen), 0)
        importer.press(Qt.Key(Qt.Key.Key_1 + at))
        steps += 2
        assert steps <= MOST_STEPS, importer.doubts
    page.finished.setFocus()
    importer.press(Qt.Key.Key_Space)
    importer.press(Qt.Key.Key_Return, CTRL)
    importer.said("Brought in")
    program.compare("S001", "JT", "KM")
    agree = program.agree_workspace
    qtbot.waitUntil(lambda: agree.comparison is not None, timeout=30_000)
    shown, expected = agree.comparison.agreement, over_time(read_pair(lab, "JT", "KM", ["S001"]))
    assert list(shown.channels) == list(expected.channels)
    for channel, one in expected.channels.items():
        assert shown.channels[channel].kappa == one.kappa
        assert (shown.channels[channel].table_ms == one.table_ms).all()
    assert 0 < expected.channels["distress"].kappa.value < 1
