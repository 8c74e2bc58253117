"""A damaged coding can be looked at, repaired and restored; a study can be packed and verified."""

import json
import random
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.errors import EditError, JournalError, ReadOnlyError, StudyError
from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.backups import Backups
from annotator.study.copies import look_at_damaged
from annotator.study.journal import read_journal
from annotator.study.package import MANIFEST, pack, verify
from annotator.study.repair import repair, restore, use_repaired
from annotator.study.session import write_session

CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=600_000, frame_count=15_000)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = create_study(tmp_path / "study", "Reunions", codebook_text("strange_situation"))
    (made.folder / "sessions/S001").mkdir()
    write_session(made.folder / "sessions/S001", Session(id="S001", cameras=(CAMERA,)))
    made.add_coder("KM")
    code(made, 40)
    return made


def code(study: Study, count: int) -> None:
    with study.open_coding("S001", "KM") as opened:
        for _ in range(count):
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500 * len(opened.coding.events)))


@pytest.fixture
def journal(study: Study) -> Path:
    return study.folder / "sessions/S001/KM.jsonl"


def lines_of(journal: Path) -> list[bytes]:
    return journal.read_bytes().splitlines(keepends=True)


def as_version_1(lines: list[bytes]) -> list[bytes]:
    made = [re.sub(rb',"check":"\w+"', b"", lines[0]).replace(b'"version":2', b'"version":1')]
    for line in lines[1:]:
        previous = sha256(made[-1].rstrip(b"\n")).hexdigest().encode()
        plain = re.sub(rb',"check":"\w+"', b"", line)
        made.append(re.sub(rb'"previous":"\w+"', b'"previous":"%s"' % previous, plain))
    return made


def flipped(lines: list[bytes], number: int) -> list[bytes]:
    return [*lines[:number], lines[number].replace(b'"reach"', b'"rdach"', 1), *lines[number + 1 :]]


DAMAGE = {
    "flip": (lambda lines: flipped(lines, 20), 39, 1),
    "flip in version 1": (lambda lines: flipped(as_version_1(lines), 20), 39, 1),
    "two flips in version 1": (lambda lines: flipped(flipped(as_version_1(lines), 20), 30), 38, 2),
    "line missing": (lambda lines: [*lines[:9], *lines[10:]], 39, 0),
    "line doubled": (lambda lines: [*lines[:9], lines[8], *lines[9:]], 40, 1),
    "merge marks": (lambda lines: [*lines[:9], b"<<<<<<< ours\n", *lines[9:20], b"=======\n", *lines[20:]], 40, 2),
    "header gone": (lambda lines: [b"lost\n", *lines[1:]], 40, 1),
    "header and first missing": (lambda lines: lines[2:], 39, 0),
    "text at the end": (lambda lines: [*lines, b"hello\n"], 40, 1),
    "torn": (lambda lines: [*lines[:-1], lines[-1][:30]], 39, 1),
    "zeros in the middle": (lambda lines: [*lines[:9], bytes(len(lines[9])), *lines[10:]], 38, 1),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_coding_is_repaired_in_a_copy_which_takes_its_place_on_request(study, journal, damage: str) -> None:
    spoil, edits, gone = DAMAGE[damage]
    whole = dict(study.read_coding("S001", "KM").items)
    spoiled = b"".join(spoil(lines_of(journal)))
    journal.write_bytes(spoiled)

    done = repair(open_study(study.folder), "S001", "KM")

    assert (done.edits, len(done.gone)) == (edits, gone), done.gone
    assert journal.read_bytes() == spoiled, "the journal stays as it is"
    items = read_journal(done.path).history.coding.items
    assert items.items() <= whole.items()
    assert study.coders_of("S001") == ("KM",)

    kept = use_repaired(study, done)

    assert kept.read_bytes() == spoiled
    assert dict(study.read_coding("S001", "KM").items) == items
    with study.open_coding("S001", "KM") as opened:
        assert opened.notices == () or "codebook was changed" in opened.notices[0]
        opened.history.undo()
        opened.history.redo()
    assert repair(study, "S001", "KM") is None
    assert study.coders_of("S001") == ("KM",)


def test_any_damage_is_repaired_or_refused_in_words_and_nothing_is_made_up(study: Study, journal: Path) -> None:
    whole, chance = journal.read_bytes(), random.Random(3)
    items = dict(study.read_coding("S001", "KM").items)
    for _ in range(60):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        journal.write_bytes(spoiled)
        done = repair(study, "S001", "KM")
        assert done is not None
        assert read_journal(done.path).history.coding.items.items() <= items.items()
        done.path.unlink()


@pytest.mark.parametrize(
    "foreign", [b"<!DOCTYPE html>\n<html>Log in</html>\n", b"\x89PNG\r\n\x1a\n" + bytes(99), "{}\n"]
)
def test_what_holds_nothing_of_a_coding_is_never_repaired_to_an_empty_one(study, journal, foreign) -> None:
    data = foreign if isinstance(foreign, bytes) else journal.read_text().encode("utf-16")
    journal.write_bytes(data)
    with pytest.raises(JournalError, match="nothing of it can be read") as refused:
        repair(study, "S001", "KM")
    assert "lists the backups kept here" in refused.value.hint
    assert journal.read_bytes() == data
    assert not list(journal.parent.glob("*.repaired*"))


def test_a_coding_that_is_open_is_not_replaced(study: Study, journal: Path) -> None:
    (backup,) = Backups(study.place, "S001", "KM").all()
    with study.open_coding("S001", "KM"), pytest.raises(ReadOnlyError, match="open in another window"):
        restore(study, "S001", "KM", backup)


def test_the_good_part_can_be_looked_at_and_a_backup_is_named_only_where_there_is_one(study, journal) -> None:
    journal.write_bytes(b"".join(flipped(lines_of(journal), 20)))
    looked = look_at_damaged(study, "S001", "KM")
    assert len(looked.coding.events) == 19
    assert "S001/KM.jsonl, line 21" in looked.why
    assert "Repair or restore… in Study" in looked.why
    assert "with 40 edits can be put back there, or by annotator restore" in looked.why
    with pytest.raises(EditError, match="is read-only"):
        looked.history.do(mark(looked.coding, study.codebook, "reach", 1))
    for read in (study.read_coding, study.open_coding):
        with pytest.raises(JournalError) as refused:
            read("S001", "KM")
        assert "annotator restore" in refused.value.hint

    for backup in Backups(study.place, "S001", "KM").all():
        backup.path.unlink()
    with pytest.raises(JournalError) as refused:
        study.open_coding("S001", "KM")
    assert "backup" not in str(refused.value)


def test_the_command_line_repairs_and_restores(study: Study, journal: Path, capsys) -> None:
    assert main(["repair", str(study.folder)]) == 0
    assert capsys.readouterr().out == "No coding is damaged.\n"
    journal.write_bytes(b"".join(flipped(lines_of(journal), 20)))
    assert main(["repair", str(study.folder)]) == 0
    said = capsys.readouterr().out
    assert "S001 by KM: S001/KM.jsonl, line 21" in said
    assert "holds 39 edits. It is in KM.jsonl.repaired-1" in said
    assert "not in it: line 21: it cannot be read" in said

    assert main(["repair", str(study.folder), "--use", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["repaired"][0]["edits"] == 39
    assert len(study.read_coding("S001", "KM").events) == 39

    ask = ["restore", str(study.folder), "--session", "S001", "--coder", "KM"]
    assert main(ask) == 0
    assert capsys.readouterr().out.startswith("1: 40 edits, the last on ")
    assert main([*ask, "--backup", "2"]) == 1
    assert main([*ask, "--backup", "1"]) == 0
    assert "has 40 edits now. The file that was there is kept as KM.jsonl.replaced-1" in capsys.readouterr().out
    assert len(study.read_coding("S001", "KM").events) == 40
    assert main(["restore", str(study.folder), "--session", "S001", "--coder", "JT"]) == 1
    assert "has no backup of S001 by JT" in capsys.readouterr().err


def test_a_study_is_packed_and_the_package_is_verified(study: Study, tmp_path: Path, capsys) -> None:
    (study.folder / "sessions/S001/KM.conflict-1.jsonl").write_bytes(
        (study.folder / "sessions/S001/KM.jsonl").read_bytes()
    )
    (study.folder / ".cache").mkdir()
    (study.folder / ".cache/x.npz").write_bytes(b"x")
    out = tmp_path / "study.zip"
    assert main(["pack", str(study.folder), "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == [
            "codebook.toml",
            MANIFEST,
            "sessions/S001/KM.conflict-1.jsonl",
            "sessions/S001/KM.jsonl",
            "sessions/S001/session.toml",
            "study.toml",
        ]
        archive.extractall(tmp_path / "again")
    assert len(open_study(tmp_path / "again").read_coding("S001", "KM").events) == 40
    assert main(["verify", str(out)]) == 0
    assert "All of it is as it was packed." in capsys.readouterr().out
    assert main(["pack", str(study.folder), "--out", str(out)]) == 1
    assert main(["verify", str(study.folder / "study.toml")]) == 1


def test_recordings_go_along_on_request_only(tmp_path: Path, recording: Path) -> None:
    study = create_study(tmp_path / "study", "Reunions", codebook_text("strange_situation"))
    study.add_session("S001", [(recording, 0)])
    made = pack(study, tmp_path / "all.zip", recordings=True)
    assert [file.name for file in made.files if file.size == recording.stat().st_size] == ["recordings/S001/1-1.mp4"]
    assert verify(tmp_path / "all.zip") == ()


def repacked(package: Path, change) -> Path:
    other = package.with_name("other.zip")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(other, "w") as new:
        files = change({name: old.read(name) for name in old.namelist()})
        for name, data in files.items():
            new.writestr(name, data)
    return other


CHANGES = {
    "another edit": (
        lambda files: files | {"sessions/S001/KM.jsonl": files["sessions/S001/KM.jsonl"][:-1]},
        "is not what",
    ),
    "a file more": (lambda files: files | {"../../evil": b"x"}, "was not in the package"),
    "a file less": (lambda files: {name: data for name, data in files.items() if name != "study.toml"}, "is missing"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_package_that_was_changed_is_told(study: Study, tmp_path: Path, change: str) -> None:
    pack(study, tmp_path / "study.zip")
    make, said = CHANGES[change]
    (problem,) = verify(repacked(tmp_path / "study.zip", make))
    assert said in problem.what


def test_names_that_lead_out_of_a_package_are_told(study: Study, tmp_path: Path) -> None:
    pack(study, tmp_path / "study.zip")

    def evil(files):
        manifest = json.loads(files[MANIFEST])
        for name in ("../x", "/x", "a\\b"):
            manifest["files"].append({"name": name, "size": 1, "sha256": sha256(b"x").hexdigest()})
        return files | {MANIFEST: json.dumps(manifest).encode(), "../x": b"x", "/x": b"x", "a\\b": b"x"}

    said = [problem.what for problem in verify(repacked(tmp_path / "study.zip", evil))]
    assert said == [f"{name} leads out of the package." for name in ("../x", "/x", "a\\b")]


def test_a_package_with_any_damage_is_told(study: Study, tmp_path: Path) -> None:
    pack(study, tmp_path / "study.zip")
    whole, chance = (tmp_path / "study.zip").read_bytes(), random.Random(5)
    spoiled = tmp_path / "spoiled.zip"
    told = 0
    for _ in range(150):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        spoiled.write_bytes(data)
        try:
            told += bool(verify(spoiled))
        except StudyError:
            told += 1
    assert told > 100, "what is not told are bits of dates and the like in the archive itself"


def test_a_study_with_a_damaged_coding_is_not_packed(study: Study, journal: Path, tmp_path: Path) -> None:
    journal.write_bytes(b"".join(flipped(lines_of(journal), 20)))
    with pytest.raises(JournalError, match="line 21"):
        pack(study, tmp_path / "study.zip")
    assert not list(tmp_path.glob("*.zip*"))
