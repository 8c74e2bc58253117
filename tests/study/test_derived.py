"""What was worked out is kept until anything that it follows from changes; nobody else can say what it is."""

import io
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.exchange.measures_export import export_measures
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event, Rating
from annotator.study import Camera, Session, Study, create_study, derived, open_study
from annotator.study import study as study_module
from annotator.study.derived import lots
from annotator.study.session import read_session, write_session

Files = dict[str, bytes]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sessions by two, without their recordings; an event of S1 is of no code."""
    made = create_study(tmp_path / "study", "Kept", codebook_text("strange_situation"))
    for coder in ("KM", "JT"):
        made.add_coder(coder)
    for name in ("S1", "S2"):
        folder = made.folder / "sessions" / name
        folder.mkdir()
        camera = Camera(file=f"../{name}.mp4", size=9, fingerprint="1-x", duration_ms=60_000, frame_count=1500)
        write_session(folder, Session(id=name, cameras=(camera,), variables={"age": "12"}))
        for coder in ("KM", "JT"):
            code(made, name, coder, EpisodeMark(id="m", episode="4", start_ms=0))
            code(made, name, coder, Event(id="e", code="crying", start_ms=100, end_ms=900, comment="=Her name"))
            code(made, name, coder, Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=4))
    code(made, "S1", "KM", Event(id="gone", code="gone", start_ms=1, end_ms=2))
    return open_study(made.folder)


class _Who(msgspec.Struct):
    """What some sessions hold, and who has made it."""

    events: list[str]
    process: int
    told: str


def _who(study: Study, sessions: Sequence[str], told: str) -> tuple[_Who, bool]:
    codings = study.readings(keep=False, sessions=sessions)
    events = sorted(event.code for one in codings for event in one.coding.events)
    return _Who(events, os.getpid(), told), True


def code(study: Study, session: str, coder: str, item: object) -> None:
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="code", changes=(Change(None, item),)))


@pytest.fixture
def export(study: Study, tmp_path: Path) -> Callable[..., Files]:
    """Export and measure the study as it is now; what was said is among the files."""

    def run(**wanted: object) -> Files:
        now, out, said = open_study(study.folder), tmp_path / "out", []
        files = [*export_study(now, out, Wanted(**wanted), warn=said.append)]
        files += export_measures(now, out / "measures", warn=said.append)
        found = {file.name: file.read_bytes() for file in files if file.name != "settings.csv"}
        shutil.rmtree(out)
        return found | {"said": "\n".join(map(str, said)).encode()}

    return run


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The journals that were read."""
    found: list[Path] = []
    real = study_module.read_coding_file

    def read(path: Path, *rest: object) -> object:
        found.append(path)
        return real(path, *rest)

    monkeypatch.setattr(study_module, "read_coding_file", read)
    return found


def test_the_second_run_reads_no_coding_and_says_the_same(export, reads, study) -> None:
    first = export()
    assert len(reads) == 2 * 4
    assert b"gone" in first["said"]
    reads.clear()
    assert export() == first
    assert not reads
    shutil.rmtree(study.cache_dir)
    assert export() == first


def test_whatever_it_follows_from_makes_it_anew(export, study, monkeypatch, recording) -> None:
    monkeypatch.setattr(derived, "_ONE_IN", 1)
    before = export()

    def differs(name: str, **wanted: object) -> None:
        nonlocal before
        now = export(**wanted)
        assert now[name] != before[name]
        before = now

    code(study, "S2", "JT", Event(id="later", code="crying", start_ms=2000, end_ms=2500))
    differs("events.csv")
    differs("events.csv", comments=True)
    differs("events.csv", decimal_comma=True)
    differs("events.csv", coders=("KM",))
    study.change_settings(crying_code="reach")
    differs("crying.csv")
    folder = study.folder / "sessions" / "S1"
    lock = EpisodeMark(id="m", episode="5", start_ms=0)
    write_session(folder, Session(id="S1", cameras=read_session(folder).cameras, episodes=(lock,)))
    differs("episodes.csv")
    here = Path(shutil.copy(recording, study.folder.parent))
    open_study(study.folder).add_session("S4", [(here, 0)])
    code(study, "S4", "KM", Event(id="four", code="crying", start_ms=480, end_ms=960))
    differs("events.csv")
    away = here.rename(study.folder.parent.parent / "away.mp4")
    differs("events.csv")
    text = (study.folder / "codebook.toml").read_text()
    (study.folder / "codebook.toml").write_text(text.replace('name = "Crying"', 'name = "Weeping"', 1))
    differs("events.csv")
    away.rename(here)
    differs("events.csv")
    shutil.rmtree(study.cache_dir)
    assert export() == before


def test_another_version_of_the_program_makes_it_anew(export, reads, monkeypatch) -> None:
    export()
    reads.clear()
    monkeypatch.setattr(derived, "state_of_the_program", lambda: "another")
    export()
    assert len(reads) == 2 * 4


def test_what_cannot_be_read_is_not_kept(export, study) -> None:
    whole = export()
    path = study.folder / "sessions/S2/KM.jsonl"
    good = path.read_bytes()
    path.write_bytes(b"{]\n" + good)
    broken = export()
    assert b"left out: S2 by KM" in broken["said"]
    assert export() == broken
    path.write_bytes(good)
    assert export() == whole


def test_what_another_computer_has_kept_is_not_believed(export, study, reads, tmp_path, monkeypatch) -> None:
    first = export()
    kept = sorted(study.cache_dir.glob("*.derived.npz"))
    assert kept
    for path in kept:  # as if one had said of this study what was worked out of another
        with np.load(path) as arrays:
            packed, version = arrays["packed"], arrays["version"]
        with path.open("wb") as file:
            np.savez(file, version=version, packed=packed, seal=np.zeros(32, np.uint8))
    assert export() == first
    monkeypatch.setenv("ANNOTATOR_STATE_DIR", str(tmp_path / "another computer"))
    reads.clear()
    assert export() == first
    assert len(reads) == 2 * 4
    for path in kept:
        for spoil in (b"", os.urandom(200), path.read_bytes()[:-30]):
            path.write_bytes(spoil)
            assert export() == first


def test_without_a_place_for_the_secret_nothing_is_kept(export, study, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ANNOTATOR_STATE_DIR", str(tmp_path / "file" / "below"))
    assert export() == export()
    assert not list(study.folder.glob(".cache/*.derived.npz"))


def test_the_secret_is_for_this_account_alone(export) -> None:
    export()
    secret = derived.state_dir() / "cache-secret"
    assert len(secret.read_bytes()) == 32
    assert os.name == "nt" or secret.stat().st_mode & 0o077 == 0


def test_tables_over_all_sessions_are_made_of_what_was_kept(export, study) -> None:
    toml = study.folder / "study.toml"
    rule = '[[analysis.measures.latencies]]\nid = "cry"\ncodes = ["crying"]\nkinds = ["separation"]\n'
    toml.write_text(f"{toml.read_text()}\n{rule}")
    first, second = export(), export()
    assert first == second
    assert len(pd.read_csv(io.BytesIO(second["survival.csv"]))) == 2  # one a coder: all cry at the same time


ids = st.lists(st.text("abcS01", min_size=1, max_size=4), unique=True, max_size=60).map(sorted)


@given(ids, ids)
def test_sessions_that_come_or_go_change_their_own_lot_only(here, more) -> None:
    study = _Nowhere()
    before, after = list(lots(study, here)), list(lots(study, sorted({*here, *more})))
    assert [one for lot in before for one in lot] == here
    # One that comes in changes the lot that it falls into, or cuts it in two.
    assert len(set(after) - set(before)) <= 2 * len(set(more) - set(here)) + (not here)


class _Nowhere:
    folder = Path("nowhere")


def test_processes_make_the_same_of_the_rest_in_the_same_order(study: Study) -> None:
    """The first two lots are made here, the others elsewhere, and all of them are kept."""
    for name in ("S3", "S4"):
        shutil.copytree(study.folder / "sessions" / "S2", study.folder / "sessions" / name)
        write_session(study.folder / "sessions" / name, Session(id=name, cameras=study.session("S2").cameras))
        for journal in (study.folder / "sessions" / name).glob("*.jsonl"):
            journal.unlink()
        code(open_study(study.folder), name, "KM", Event(id="e", code="crying", start_ms=100, end_ms=900))
    ids = ("S1", "S2", "S3", "S4")

    def each(processes: int) -> list[_Who]:
        kept = derived.Derived(open_study(study.folder), _Who, _who, "told")
        return list(kept.each([(one,) for one in ids], processes=processes))

    anew = each(2)
    assert [one.events for one in anew] == [["crying", "crying", "gone"], ["crying", "crying"], ["crying"], ["crying"]]
    assert {one.process for one in anew[:2]} == {os.getpid()}
    assert os.getpid() not in {one.process for one in anew[2:]}
    assert each(2) == anew  # kept: nobody has made it again
