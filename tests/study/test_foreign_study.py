"""A study folder may come from anybody: opening, checking, exporting or coding in it changes nothing outside it."""

import contextlib
import json
import os
import sys
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.errors import StudyError, UserError
from annotator.exchange.study_export import export_study
from annotator.model.commands import mark
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import CoderSettings, Study, open_study
from annotator.study.check import check_study
from annotator.study.codebook_pending import JournalLineToAdd, PendingChange
from annotator.study.journal import edit_line, read_journal
from annotator.study.open_coding import utc_now
from annotator.study.replacing import set_offset

PENDING = ".codebook-change.json"
links = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A home folder beside the study, with what somebody would like to write to."""
    home = tmp_path / "home"
    (home / "folder").mkdir(parents=True)
    (home / ".bashrc").write_text("alias ll='ls -l'\n")
    (home / "recording.mp4").write_bytes(bytes(5000))
    (home / "other.jsonl").write_text('{"format":"strange-situation-coding"}\n')
    return home


@pytest.fixture
def coded(study: Study) -> Study:
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
    return study


def everything(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def use(folder: Path) -> list[str]:
    """Do with a study what people do with it; return what was refused."""
    refused = []
    deeds: list[Callable[[Study], object]] = [
        check_study,
        lambda study: study.events(),
        lambda study: export_study(study, folder.parent / f"tables-{len(list(folder.parent.iterdir()))}"),
        lambda study: study.add_coder("NEW"),
        lambda study: study.save_coder_settings("KM", CoderSettings(guard_ms=100)),
        lambda study: study.recordings.note_places("S001"),
        _code,
    ]
    for deed in deeds:
        try:
            deed(open_study(folder))
        except UserError as error:
            refused.append(error.what)
    return refused


def _code(study: Study) -> None:
    for coder in dict.fromkeys((*study.coders, *study.coders_of("S001"))):
        with study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="add", changes=(Change(None, Event(id="x", code="c", start_ms=1, end_ms=2)),)))


def pending(study: Study, **changed: object) -> dict[str, object]:
    text = (study.folder / "codebook.toml").read_text(encoding="utf-8")
    line = {"session": "S001", "coder": "KM", "line": b64encode(next_line(study)).decode()}
    good = {"before": text, "version_before": "1.0", "after": text, "settings": "", "journals": [line]}
    return {**good, "keeps_before": True, **changed}


def next_line(study: Study, **changed: object) -> bytes:
    journal = read_journal(study.folder / "sessions/S001/KM.jsonl")
    event = Event(id="new", code="crying", start_ms=1000, end_ms=2000)
    said = {"number": 2, "line_before": journal.lines[-1], **changed}
    return edit_line(Edit(label="codebook", changes=(Change(None, event),)), at=utc_now(), **said)


def with_line(study: Study, line: bytes, session: str = "S001", coder: str = "KM") -> dict[str, object]:
    return pending(study, journals=[{"session": session, "coder": coder, "line": b64encode(line).decode()}])


SHELL = b"\ntouch OWNED\n"
HOSTILE: dict[str, Callable[[Study, Path], object]] = {
    "the form of earlier versions": lambda study, home: pending(
        study, journals=[{"path": "../home/.bashrc", "size": 17, "rest": "", "line": b64encode(SHELL).decode()}]
    ),
    "path as session": lambda study, home: with_line(study, next_line(study), session="../../home"),
    "absolute session": lambda study, home: with_line(study, next_line(study), session=str(home)),
    "path as coder": lambda study, home: with_line(study, next_line(study), coder="../../../home/other"),
    "absolute coder": lambda study, home: with_line(study, next_line(study), coder=str(home / "other")),
    "backslashes": lambda study, home: with_line(study, next_line(study), coder="..\\..\\home\\other"),
    "drive": lambda study, home: with_line(study, next_line(study), coder="C:other"),
    "dots": lambda study, home: with_line(study, next_line(study), session=".."),
    "nothing": lambda study, home: with_line(study, next_line(study), session="", coder=""),
    "zero byte": lambda study, home: with_line(study, next_line(study), coder="KM\0"),
    "no such coding": lambda study, home: with_line(study, next_line(study), coder="JT"),
    "shell": lambda study, home: with_line(study, SHELL),
    "two lines": lambda study, home: with_line(study, next_line(study) + SHELL),
    "no line end": lambda study, home: with_line(study, next_line(study).rstrip()),
    "no line": lambda study, home: with_line(study, b""),
    "wrong number": lambda study, home: with_line(study, next_line(study, number=7)),
    "wrong hash": lambda study, home: with_line(study, next_line(study, line_before=b"{}\n")),
    "no checksum": lambda study, home: with_line(study, next_line(study).rsplit(b',"check"')[0] + b"}\n"),
    "no codebook": lambda study, home: pending(study, after="touch OWNED"),
    "no study.toml": lambda study, home: pending(study, settings="touch OWNED"),
    "coder outside": lambda study, home: pending(
        study, settings='id = "x"\nname = "x"\ncoders = ["../../../home/other"]\n'
    ),
    "another codebook before": lambda study, home: pending(study, before="x", after="y"),
    "no JSON": lambda study, home: "touch OWNED",
    "deep JSON": lambda study, home: [] if study is None else json.loads("[" * 900 + "]" * 900),
    "number": lambda study, home: pending(study, journals=10**400),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_change_of_the_codebook_changes_nothing(coded: Study, outside: Path, hostile: str) -> None:
    made = HOSTILE[hostile](coded, outside)
    (coded.folder / PENDING).write_text(json.dumps(made), encoding="utf-8")
    before, home = everything(coded.folder), everything(outside)

    with pytest.raises(StudyError, match=r"does not fit it|cannot be finished") as refused:
        open_study(coded.folder)

    assert PENDING in refused.value.hint
    after = {name: content for name, content in everything(coded.folder).items() if not name.endswith(".toml.lock")}
    assert after == {name: content for name, content in before.items() if not name.endswith(".toml.lock")}
    assert everything(outside) == home


def test_the_same_file_with_nothing_wrong_is_carried_out(coded: Study) -> None:
    (coded.folder / PENDING).write_text(json.dumps(pending(coded)), encoding="utf-8")
    assert len(open_study(coded.folder).read_coding("S001", "KM").events) == 2
    assert PendingChange.__struct_fields__
    assert JournalLineToAdd.__struct_fields__ == ("session", "coder", "line")


def _link(path: Path, to: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for one in sorted(path.rglob("*"), reverse=True):
            one.rmdir() if one.is_dir() and not one.is_symlink() else one.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    path.symlink_to(to)


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "journal": lambda study, home: _link(study / "sessions/S001/KM.jsonl", home / "other.jsonl"),
    "new journal": lambda study, home: _link(study / "sessions/S001/JT.jsonl", home / "new.jsonl"),
    "session": lambda study, home: _link(study / "sessions/S002", home / "folder"),
    "all sessions": lambda study, home: _link(study / "sessions", home / "folder"),
    "lock of a coding": lambda study, home: _link(study / "sessions/S001/KM.lock", home / ".bashrc"),
    "holder of a coding": lambda study, home: _link(study / "sessions/S001/KM.lock.json", home / ".bashrc"),
    "lock of study.toml": lambda study, home: _link(study / ".study.toml.lock", home / ".bashrc"),
    "lock of session.toml": lambda study, home: _link(study / "sessions/S001/.session.toml.lock", home / ".bashrc"),
    "cache": lambda study, home: _link(study / ".cache", home / "folder"),
    "earlier codebooks": lambda study, home: _link(study / "earlier-codebooks", home / "folder"),
    "study.toml": lambda study, home: _linked_copy(study / "study.toml", home),
    "session.toml": lambda study, home: _linked_copy(study / "sessions/S001/session.toml", home),
}


def _linked_copy(path: Path, home: Path) -> None:
    (home / path.name).write_bytes(path.read_bytes())
    _link(path, home / path.name)


@links
@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_leads_out_of_the_study_is_never_written_through(coded: Study, outside: Path, link: str) -> None:
    change = pending(coded)
    LINKS[link](coded.folder, outside)
    before = everything(outside)
    use(coded.folder)
    with contextlib.suppress(StudyError):
        (coded.folder / PENDING).write_text(json.dumps(change), encoding="utf-8")
        open_study(coded.folder)
    assert everything(outside) == before


@links
def test_a_cached_file_that_is_a_link_is_never_written_through(coded: Study, outside: Path) -> None:
    fingerprint = coded.session("S001").cameras[0].fingerprint
    names = [
        f"{fingerprint}.check.json",
        f"{fingerprint}-0.frames.npz",
        f"{fingerprint}-0.frames.npz.{os.getpid()}.part",
    ]
    for name in names:
        _link(coded.folder / ".cache" / name, outside / ".bashrc")
    before = everything(outside)
    study = open_study(coded.folder)
    study.frame_table(study.session("S001"))
    assert not study.cache_dir.is_relative_to(study.folder)
    assert everything(outside) == before


@links
def test_a_still_is_never_written_through_a_link(coded: Study, outside: Path) -> None:
    class Picture:
        def save(self, path: Path) -> None:
            path.write_bytes(b"picture")

    (coded.folder / "stills").mkdir()
    _link(coded.folder / "stills/S001-5.png", outside / "not there yet")
    assert coded.save_still("S001", 5, Picture()).name == "S001-5-2.png"
    _link(coded.folder / "stills", outside / "folder")
    before = everything(outside)
    with pytest.raises(StudyError, match="leads out of the study"):
        coded.save_still("S001", 6, Picture())
    assert everything(outside) == before


@pytest.mark.parametrize("coder", ["../../../home/other", "..", "a/b", "a\\\\b", "", "C:x", "x" * 300, "\\u0000"])
def test_a_coder_whose_id_is_a_path_is_refused_with_the_line(coded: Study, outside: Path, coder: str) -> None:
    file = coded.folder / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('coders = ["KM"', f'coders = ["{coder}", "KM"'), encoding="utf-8")
    with pytest.raises(StudyError, match=r"study\.toml, line \d+: .* cannot be the id of a coder"):
        open_study(coded.folder)


@pytest.mark.parametrize("name", ["x" * 5000, "..", "../S001", "/tmp", "", ".", "a\\b", "C:x"])
def test_a_session_or_coder_that_is_a_path_is_refused_by_every_way_in(coded: Study, name: str) -> None:
    for ask in (
        lambda: coded.session(name),
        lambda: coded.open_coding(name, "KM"),
        lambda: coded.read_coding("S001", f"{name}/x"),
        lambda: coded.recordings.relink(name, 0),
        lambda: set_offset(coded, name, 1, 0),
        lambda: coded.coders_of(name),
    ):
        with pytest.raises(StudyError, match="cannot be the name of a file in a study"):
            ask()


@pytest.mark.parametrize("study_id", ["../../../home", "9" * 5000, "/", "", "\\u0000"])
def test_the_id_of_a_study_cannot_choose_a_folder_on_this_computer(coded, tmp_path, monkeypatch, study_id) -> None:
    monkeypatch.setenv("ANNOTATOR_STATE_DIR", str(tmp_path / "state"))
    file = coded.folder / "study.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[0] = f'id = "{study_id}"'
    file.write_text("\n".join(lines), encoding="utf-8")
    before = set(tmp_path.rglob("*"))
    assert use(coded.folder) == []
    allowed = (tmp_path / "state", coded.folder, *tmp_path.glob("tables-*"))
    new = set(tmp_path.rglob("*")) - before
    assert [path for path in new if not any(path.is_relative_to(one) for one in allowed)] == []


@pytest.mark.parametrize(
    "place", ["9" * 5000, "/".join("ab" * 9000), "a\\u0000b", "\\u0000", "/dev/zero", ".", "a" * 300 + "/b"]
)
def test_a_recording_at_a_place_that_cannot_be_is_not_there(coded: Study, recording: Path, place: str) -> None:
    file = coded.folder / "sessions/S001/session.toml"
    text = file.read_text(encoding="utf-8")
    was = coded.session("S001").cameras[0].file
    file.write_text(text.replace(f'"{was}"', f'"{place}"'), encoding="utf-8")
    assert coded.session("S001").cameras[0].file != was
    said = [problem.what for problem in check_study(open_study(coded.folder))]
    assert len(said) == 1
    assert "is not there" in said[0] or "another recording" in said[0]
    assert use(coded.folder) == []
    moved = coded.folder / "moved.mp4"
    moved.write_bytes(recording.read_bytes())
    coded.recordings.note_places("S001")
    assert coded.session("S001").cameras[0].file == "moved.mp4"


@links
def test_a_pipe_in_place_of_a_file_is_not_waited_for(coded: Study) -> None:
    for name in ("sessions/S001/KM.jsonl", "sessions/S001/session.toml", "study.toml"):
        path = coded.folder / name
        path.unlink()
        os.mkfifo(path)
        assert use(coded.folder)
        path.unlink()


@links
def test_a_pipe_in_place_of_the_note_of_a_lock_is_not_waited_for(coded: Study) -> None:
    with coded.open_coding("S001", "KM"):
        note = coded.folder / "sessions/S001/KM.lock.json"
        note.unlink()
        os.mkfifo(note)
        with pytest.raises(StudyError, match="open in another window"):
            coded.open_coding("S001", "KM")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere two such names are one file")
def test_ids_that_are_one_file_on_other_systems_are_told(coded: Study) -> None:
    (coded.folder / "sessions/S001/km.jsonl").write_bytes((coded.folder / "sessions/S001/KM.jsonl").read_bytes())
    (coded.folder / "sessions/s001").mkdir()
    (coded.folder / "sessions/s001/session.toml").write_bytes(
        (coded.folder / "sessions/S001/session.toml").read_bytes()
    )
    said = " ".join(problem.what for problem in check_study(open_study(coded.folder)))
    assert "S001 and s001 are one folder on Windows and macOS" in said
    assert "KM.jsonl and km.jsonl are one file on Windows and macOS" in said
