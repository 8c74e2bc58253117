"""A large study does not fill the memory, and costs as much as it is large."""

import os
import shutil
from collections import Counter
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from annotator.errors import JournalError
from annotator.exchange import study_export
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import Camera, Session, Study, coding_cache, create_study, derived, open_study
from annotator.study import recordings as recordings_module
from annotator.study import sessions as sessions_module
from annotator.study import study as study_module
from annotator.study.check import check_study
from annotator.study.session import write_session
from annotator.study.settings import CONSENSUS

SESSIONS = 12


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study whose recordings are all missing."""
    made = create_study(tmp_path / "study", "Large", codebook_text("strange_situation"))
    made.add_coder("KM")
    for number in range(SESSIONS):
        folder = made.folder / "sessions" / f"S{number:03d}"
        folder.mkdir()
        camera = Camera(
            file=f"../gone{number}.mp4", size=900 + number, fingerprint="1-x", duration_ms=60_000, frame_count=9
        )
        write_session(folder, Session(id=folder.name, cameras=(camera,)))
        with made.open_coding(folder.name, "KM") as opened:
            events = [Event(id=f"e{n}", code="reach", start_ms=n, end_ms=n) for n in range(10)]
            opened.history.do(Edit(label="add", changes=tuple(Change(None, event) for event in events)))
    return open_study(made.folder)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often sessions and codings are read, and folders walked through."""
    counted: Counter[str] = Counter()

    def watch(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: object, **named: object) -> object:
            counted[name] += 1
            return real(*args, **named)

        monkeypatch.setattr(owner, name, call)

    watch(sessions_module, "read_session")
    watch(study_module, "read_coding_file")
    watch(recordings_module.os, "walk")
    return counted


def test_check_reads_each_session_a_few_times_and_looks_through_the_study_once(study, calls) -> None:
    assert len(check_study(study)) == SESSIONS
    assert calls["walk"] == 1
    assert calls["read_session"] <= 8 * SESSIONS
    assert calls["read_coding_file"] == SESSIONS


def test_export_looks_through_the_study_once_where_recordings_are_missing(study, calls, tmp_path) -> None:
    export_study(study, tmp_path / "tables")
    assert calls["walk"] == 1
    assert calls["read_coding_file"] == SESSIONS


def test_so_does_each_process_that_helps_with_an_export(study, calls) -> None:
    for session in study.session_ids()[:3]:
        study_export._as_text(study, (session,), Wanted())
    assert calls["walk"] == 1


def test_an_export_holds_few_codings_at_a_time_and_writes_the_same(study, calls, tmp_path, monkeypatch) -> None:
    with study.open_coding("S009", CONSENSUS) as opened:
        opened.history.do(Edit(label="add", changes=(Change(None, Event(id="c", code="reach", start_ms=1, end_ms=1)),)))
    export_study(study, tmp_path / "whole")
    shutil.rmtree(study.cache_dir)
    calls.clear()
    monkeypatch.setattr(derived, "_ONE_IN", 1)
    study = open_study(study.folder)
    told: list[float] = []
    export_study(study, tmp_path / "parts", progress=told.append)
    assert calls["read_coding_file"] == SESSIONS + 1
    assert study._codings._kept == {}
    assert told == sorted(told)
    assert told[-1] == 1
    names = [path.name for path in sorted((tmp_path / "whole").iterdir())]
    assert names == [path.name for path in sorted((tmp_path / "parts").iterdir())]
    for name in set(names) - {"settings.csv"}:  # it holds the time of the export
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()


def test_an_export_that_is_cancelled_leaves_nothing_behind(study, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(derived, "_ONE_IN", 1)

    def cancel(share: float) -> None:
        if share > 0.5:
            assert (tmp_path / "tables" / "events.csv.part").exists()
            raise CancelledError

    with pytest.raises(CancelledError):
        export_study(study, tmp_path / "tables", progress=cancel)
    assert not (tmp_path / "tables").exists()


def test_codings_are_packed_beyond_a_bound_and_read_anew_beyond_the_next(study, calls, monkeypatch) -> None:
    whole = study.events()
    monkeypatch.setattr(coding_cache, "LIVE_ITEMS", 35)
    again = open_study(study.folder)
    assert again.events().equals(whole)
    assert (again._codings._live_items, len(again._codings._kept)) == (30, SESSIONS)
    calls.clear()
    assert again.events().equals(whole)
    assert calls["read_coding_file"] == 0

    monkeypatch.setattr(coding_cache, "PACKED_BYTES", again._codings._packed_bytes // 2)
    third = open_study(study.folder)
    assert third.events().equals(whole)
    assert third._codings._packed_bytes <= coding_cache.PACKED_BYTES
    calls.clear()
    assert third.events().equals(whole)
    assert 0 < calls["read_coding_file"] < 2 * SESSIONS


def test_a_coding_that_cannot_be_read_is_not_read_again_until_it_changes(study, calls) -> None:
    path = study.folder / "sessions/S003/KM.jsonl"
    good = path.read_bytes()
    path.write_bytes(b"{]\n" + good)
    for _ in range(3):
        with pytest.raises(JournalError):
            study.read_coding("S003", "KM")
    assert calls["read_coding_file"] == 1
    path.write_bytes(good)
    os.utime(path, ns=(1, 1))
    assert len(study.read_coding("S003", "KM").events) == 10
