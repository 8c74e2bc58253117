"""A package holds nothing that is not for its coder; what they coded comes back by itself, and twice is harmless."""

import io
import re
import shutil
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from annotator.cli.main import main
from annotator.errors import EditError, StudyError
from annotator.model.commands import comment, mark, submit
from annotator.study import open_study, sealed
from annotator.study.audit import steps
from annotator.study.bin import remove_coder, remove_coding, remove_session, restore
from annotator.study.codebook_change import apply_change
from annotator.study.coming_back import pack_work, take_work_in
from annotator.study.gold import declare_gold
from annotator.study.handing_out import pack_to_code, unpack
from annotator.study.other_copy import look_at_copy
from annotator.study.package import Manifest, PackedFile, pack, verify
from annotator.study.people import set_blind, set_leads
from annotator.study.renaming import move_coding, rename_coder, rename_session
from annotator.study.sealed import SealedReader, SealedWriter
from annotator.study.session import read_session, write_session
from annotator.study.settings import Blind
from annotator.study.variables import set_notes, set_variables
from tests.study.putting_right import camera, code, copy_of, counted, make_study, state
from tests.study.putting_right import verify as verify_study

SECRET = ("Juliette", "Meier", "risk7", "condition", "weary", "MA-lead", "born early", "surname", "trail-only")
"""What stands in the study and must not stand in what KM is given: others, their words, blind and private values."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A passphrase that is quickly tried; the file says how dear it was made."""
    monkeypatch.setattr(sealed, "_COST", 10)


@pytest.fixture
def lab(tmp_path):
    """A study with a lead and two coders, with work of both, blind and private variables, and something in the bin."""
    study = make_study(tmp_path / "lab", coders=("KM", "Juliette"))
    folder = study.folder / "sessions/S1"
    named = replace(camera(1), file="../films/Meier Anna.mp4", name="Meier")
    write_session(folder, replace(read_session(folder), cameras=(named,)))
    set_variables(study, {"S1": {"condition": "risk7", "surname": "Meier", "age": "12"}, "S2": {"condition": "risk7"}})
    set_notes(study, "S1", "born early, trail-only")
    code(study, "S1", "KM", 2)
    for session in ("S1", "S2", "S3"):
        code(study, session, "Juliette", 3)
    with study.open_coding("S1", "Juliette") as opened:
        event = opened.coding.events[0]
        opened.history.do(comment(opened.coding, event.id, "weary"))
        opened.history.do(submit(opened.coding))
    declare_gold(study, "S1", "Juliette")
    remove_coding(study, "S3", "Juliette")
    shutil.copy(folder / "Juliette.jsonl", folder / "Juliette.conflict-1.jsonl")
    set_leads(study, ["MA-lead"])
    set_blind(study, Blind(variables=("condition",), recording_names=True), "MA-lead")
    said = (study.folder / "study.toml").read_text(encoding="utf-8")
    (study.folder / "study.toml").write_text('private = ["surname"]\n' + said, encoding="utf-8")
    return open_study(study.folder)


def everything_in(package, passphrase=""):
    """Return every byte that can be read in a package: the file as it is, and each of its files as it was."""
    raw = package.read_bytes()
    if passphrase:
        with package.open("rb") as file:
            raw = SealedReader(file, passphrase).read()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return raw + b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("passphrase", ["", "four words in order"])
def test_no_byte_of_a_package_is_anothers_work_or_blind(lab, tmp_path, passphrase):
    out = tmp_path / "km.zip"
    pack_to_code(lab, ["KM"], out, passphrase=passphrase)
    found = everything_in(out, passphrase)
    assert [one for one in SECRET if one.encode() in found] == []
    assert b"age" in found
    assert b"sessions/S1/KM.jsonl" in found
    if passphrase:
        assert b"sessions/" not in out.read_bytes()
        with pytest.raises(StudyError, match="passphrase is another"):
            verify(out, "four words in ordre")
        with pytest.raises(StudyError, match="Only a passphrase"):
            verify(out)
    other = unpack(out, tmp_path / "km", passphrase=passphrase)
    assert counted(other) == {("S1", "KM"): 2}
    assert other.session("S1").cameras[0].file == "recordings/S1/camera1.mp4"
    assert other.session("S1").cameras[0].fingerprint == lab.session("S1").cameras[0].fingerprint
    verify_study(other)


@pytest.mark.parametrize(
    "files", [("a/camera2.mp4", "b/camera2.mp4"), ("a/Front.mp4", "b/front.mp4"), ("b/camera2.mp4", "a/CAMERA1.mp4")]
)
def test_recordings_of_one_name_keep_a_file_each_on_every_system(tmp_path, files):
    """What is called camera2 may be camera 1, and Windows and macOS see no difference between F and f."""
    study = make_study(tmp_path / "lab", sessions=("S1",))
    cameras = tuple(replace(camera(number), file=f"../{file}") for number, file in enumerate(files, start=1))
    cameras = (*cameras, replace(camera(3), file="../c/camera2.mp4"))
    write_session(study.folder / "sessions/S1", replace(read_session(study.folder / "sessions/S1"), cameras=cameras))
    pack_to_code(study, ["KM"], tmp_path / "km.zip")
    given = unpack(tmp_path / "km.zip", tmp_path / "km").session("S1").cameras
    assert len({one.file.lower() for one in given}) == 3
    assert [one.fingerprint for one in given] == [one.fingerprint for one in cameras]


def test_the_codebook_of_a_package_cannot_be_changed_there(lab, tmp_path):
    pack_to_code(lab, ["KM"], tmp_path / "km.zip", sessions=["S2"])
    other = unpack(tmp_path / "km.zip", tmp_path / "km")
    assert other.session_ids() == ["S2"]
    text = other.codebook_text.replace('name = "', 'name = "New ', 1)
    with pytest.raises(StudyError, match="came in a package"):
        apply_change(other, text, [])
    assert open_study(other.folder).codebook_text == lab.codebook_text


def test_work_comes_back_as_it_was_done_and_twice_is_harmless(lab, tmp_path):
    rename_session(lab, "S1", "S01")
    pack_to_code(lab, ["KM"], tmp_path / "km.zip", passphrase="four words in order")
    other = unpack(tmp_path / "km.zip", tmp_path / "km", passphrase="four words in order")
    code(other, "S01", "KM", 3)
    code(other, "S2", "KM", 4)
    with other.open_coding("S2", "KM") as opened:
        opened.history.do(submit(opened.coding))
    pack_work(other, tmp_path / "back.zip", passphrase="other four words")
    rename_session(lab, "S2", "S02")
    rename_coder(lab, "KM", "KLM")
    work = take_work_in(lab, tmp_path / "back.zip", passphrase="other four words")
    assert [(one.session, one.coder, one.is_new, one.conflicts) for one in work.taken] == [
        ("S01", "KLM", False, ()),
        ("S02", "KLM", True, ()),
    ]
    assert (work.refused, work.kept) == ((), ())
    assert counted(lab) == {("S01", "Juliette"): 3, ("S02", "Juliette"): 3, ("S01", "KLM"): 5, ("S02", "KLM"): 4}
    theirs = (other.folder / "sessions/S01/KM.jsonl").read_bytes()
    assert (lab.folder / "sessions/S01/KLM.jsonl").read_bytes() == theirs, "its lines are as they were written there"
    assert lab.read_coding("S02", "KLM").is_submitted
    verify_study(lab)
    before, trail = state(lab.folder), (lab.folder / "audit.jsonl").read_bytes()
    take_work_in(lab, tmp_path / "back.zip", passphrase="other four words")
    assert (state(lab.folder), (lab.folder / "audit.jsonl").read_bytes()) == (before, trail)


def test_what_has_diverged_is_kept_beside_to_be_compared(lab, tmp_path):
    pack_to_code(lab, ["KM"], tmp_path / "km.zip")
    other = unpack(tmp_path / "km.zip", tmp_path / "km")
    for study, words in ((lab, "here"), (other, "there")):
        with study.open_coding("S1", "KM") as opened:
            opened.history.do(comment(opened.coding, opened.coding.events[0].id, words))
            opened.history.do(mark(opened.coding, study.codebook, "smile", 9000 if words == "here" else 11_000))
    pack_work(other, tmp_path / "back.zip")
    for kept in (1, 0):
        work = take_work_in(lab, tmp_path / "back.zip")
        assert len(work.taken[0].conflicts) == 1
        assert len(work.kept) == kept
    assert counted(lab)["S1", "KM"] == 4
    assert lab.read_coding("S1", "KM").events[0].comment == "here"
    theirs = (other.folder / "sessions/S1/KM.jsonl").read_bytes()
    assert (lab.folder / "sessions/S1/KM.conflict-1.jsonl").read_bytes() == theirs
    with lab.open_coding("S1", "KM") as opened:
        assert opened.has_other_copies


def test_two_codings_of_one_session_are_not_mixed_where_one_was_moved_there(tmp_path):
    """What was coded at home meanwhile is another coding: mixed, it went on to a third copy and counted twice there."""
    lab = make_study(tmp_path / "lab")
    code(lab, "S1", "JT", 2)
    second = copy_of(lab, "second")
    pack_to_code(second, ["JT"], tmp_path / "jt.zip")
    move_coding(lab, "S1", "JT", "S3")
    other = unpack(tmp_path / "jt.zip", tmp_path / "jt")
    code(other, "S3", "JT")
    pack_work(other, tmp_path / "back.zip")
    take_work_in(second, tmp_path / "back.zip")
    work = take_work_in(lab, tmp_path / "back.zip")
    (refused,) = work.refused
    assert isinstance(refused.why, EditError)
    assert "another coding of S3 by JT, which was moved" in str(refused.why)
    assert [path.name for path in work.kept] == ["JT.conflict-1.jsonl"]
    assert counted(lab) == {("S3", "JT"): 2}
    pack_work(lab, tmp_path / "lab.zip")
    take_work_in(second, tmp_path / "lab.zip")
    assert counted(second) == {("S1", "JT"): 2, ("S3", "JT"): 1}
    code(lab, "S1", "JT", 3)
    (again,) = [one for one in look_at_copy(second, lab.folder) if one.problem]
    assert (again.name, "another coding of S1 by JT" in again.problem) == ("S1 by JT", True)


def test_a_submitted_coding_is_not_changed_by_what_comes_back_and_the_work_is_kept(lab, tmp_path):
    pack_to_code(lab, ["KM"], tmp_path / "km.zip")
    other = unpack(tmp_path / "km.zip", tmp_path / "km")
    code(other, "S1", "KM")
    with lab.open_coding("S1", "KM") as opened:
        opened.history.do(submit(opened.coding))
    pack_work(other, tmp_path / "back.zip")
    work = take_work_in(lab, tmp_path / "back.zip")
    assert [(one.session, one.coder) for one in work.refused] == [("S1", "KM")]
    assert [path.name for path in work.kept] == ["KM.conflict-1.jsonl"]


def test_work_of_a_coder_or_a_session_that_was_removed_meanwhile_waits_until_it_is_restored(lab, tmp_path):
    pack_to_code(lab, ["KM"], tmp_path / "km.zip")
    other = unpack(tmp_path / "km.zip", tmp_path / "km")
    code(other, "S2", "KM", 2)
    pack_work(other, tmp_path / "back.zip")
    for remove, why in (
        (lambda: remove_coder(lab, "KM"), r"KM was removed from this study\. Restore .*-coder-KM first\."),
        (lambda: remove_session(lab, "S2"), r"which this study does not have\. Restore .*-session-S2 first\."),
    ):
        removed = remove()
        refused = {(one.session, one.coder): str(one.why) for one in take_work_in(lab, tmp_path / "back.zip").refused}
        assert re.search(why, refused["S2", "KM"])
        assert ("S2", "KM") not in counted(lab)
        restore(lab, removed.name)
    assert take_work_in(lab, tmp_path / "back.zip").refused == ()
    assert counted(lab)["S2", "KM"] == 2


def test_work_for_another_study_is_refused_and_so_is_a_package_that_was_changed(lab, tmp_path):
    stranger = make_study(tmp_path / "stranger")
    code(stranger, "S1", "KM")
    pack_work(stranger, tmp_path / "back.zip")
    before = state(lab.folder)
    with pytest.raises(StudyError, match="another study"):
        take_work_in(lab, tmp_path / "back.zip")
    with pytest.raises(StudyError, match="was coded elsewhere"):
        unpack(tmp_path / "back.zip", tmp_path / "study")
    for name in ("../out.toml", "sessions/S1/.deed.json", "C:/x", "more.toml"):
        data = (tmp_path / "back.zip").read_bytes()
        (tmp_path / "bad.zip").write_bytes(data)
        with zipfile.ZipFile(tmp_path / "bad.zip", "a") as archive:
            archive.writestr(name, "x")
        with pytest.raises(StudyError):
            take_work_in(lab, tmp_path / "bad.zip")
    assert state(lab.folder) == before
    assert not (tmp_path / "out.toml").exists()


def made_of(place, files, kind="to code", compression=zipfile.ZIP_DEFLATED, size=None):
    """Write a package that nobody's program would have made, whose list fits what is in it."""
    listed = [PackedFile(name, size or len(data), sha256(data).hexdigest()) for name, data in files.items()]
    said = Manifest(study="x", kind=kind, made=datetime.now(UTC), program="1", files=tuple(listed))
    with zipfile.ZipFile(place, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", msgspec.json.encode(said))
    return place


def test_a_file_that_no_package_of_ours_is_leaves_nothing_and_says_why(lab, tmp_path):
    said, codebook = ((lab.folder / name).read_bytes() for name in ("study.toml", "codebook.toml"))
    good = {"study.toml": said, "codebook.toml": codebook}
    bad = [
        ({"codebook.toml": codebook}, {}, r"bad\.zip holds no study\.toml"),
        (good | {"study.toml": b"nonsense"}, {}, r"bad\.zip, study\.toml: Expected"),
        (good | {"codebook.toml": b"x ="}, {}, r"bad\.zip holds no study that can be opened: codebook\.toml, line 1"),
        (good | {"evil.exe": b"x"}, {}, r"evil\.exe is nothing that a package holds"),
        (good | {"sessions/S1/KM.lock": b"x"}, {}, "is nothing that a package holds"),
        (good | {"sessions//S1/KM.jsonl": b"x"}, {}, "is nothing that a package holds"),
        (good | {"sessions/S1/./a": b"x"}, {}, "is nothing that a package holds"),
        (good, {"compression": zipfile.ZIP_LZMA}, "it is compressed as no package is"),
        (good, {"size": 1 << 60}, "there is no room"),
    ]
    before = sorted(tmp_path.iterdir())
    for files, how, why in bad:
        package = made_of(tmp_path / "bad.zip", files, **how)
        with pytest.raises(StudyError, match=why):
            unpack(package, tmp_path / "out")
        package.unlink()
        assert sorted(tmp_path.iterdir()) == before, why
    damaged = made_of(tmp_path / "bad.zip", {"codebook.toml": codebook}, "work")
    with pytest.raises(StudyError, match=r"bad\.zip holds no study\.toml"):
        take_work_in(lab, damaged)


def test_a_passphrase_is_read_as_utf_8_from_whatever_it_comes(lab, tmp_path, monkeypatch, capsys):
    words, package = "vier Wörter, ein Ü ", tmp_path / "all.zip"
    for number, line in enumerate((f"{words}\n", f"\ufeff{words}\r\nmore", f"{words}")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode()), encoding="cp1252"))
        assert (
            main(
                [
                    "pack",
                    str(lab.folder),
                    "--out",
                    str(tmp_path / f"{number}.zip"),
                    "--passphrase-stdin",
                    "--as",
                    "MA-lead",
                ]
            )
            == 0
        )
        assert verify(tmp_path / f"{number}.zip", words) == ()
    (tmp_path / "words").write_bytes(words.encode("cp1252"))
    assert (
        main(
            [
                "pack",
                str(lab.folder),
                "--out",
                str(package),
                "--passphrase-file",
                str(tmp_path / "words"),
                "--as",
                "MA-lead",
            ]
        )
        == 1
    )
    assert "The passphrase is not UTF-8 text." in capsys.readouterr().err
    assert not package.exists()


def test_packing_touches_no_file_beside_the_one_that_it_makes(lab, tmp_path):
    (tmp_path / "all.zip.part").write_bytes(b"mine")
    pack(lab, tmp_path / "all.zip")
    assert (tmp_path / "all.zip.part").read_bytes() == b"mine"


def test_a_piece_that_was_changed_moved_or_cut_off_is_noticed(monkeypatch):
    data = bytes(range(256)) * 4096 * 3 + b"end"
    monkeypatch.undo()  # as dear as it is made for people
    made = io.BytesIO()
    writer = SealedWriter(made, "four words in order")
    writer.write(data)
    writer.close()
    sealed = made.getvalue()
    reader = SealedReader(io.BytesIO(sealed), "four words in order")
    assert io.BufferedReader(reader).read() == data
    head, piece = 27 + 1 + 16, (1 << 20) + 16
    changed = bytearray(sealed)
    changed[head + piece + 5] ^= 1
    moved = (
        sealed[:head]
        + sealed[head + piece : head + 2 * piece]
        + sealed[head : head + piece]
        + sealed[head + 2 * piece :]
    )
    for bad in (bytes(changed), moved, sealed[: head + 2 * piece], sealed[:-1], sealed[:head], b""):
        with pytest.raises(StudyError):
            io.BufferedReader(SealedReader(io.BytesIO(bad), "four words in order")).read()


def test_recordings_go_along_as_copies_under_other_names(study, recording, tmp_path):
    pack_to_code(study, ["KM"], tmp_path / "km.zip", copies=True)
    other = unpack(tmp_path / "km.zip", tmp_path / "elsewhere/km")
    found = other.recordings.find(other.session("S001"), 0)
    assert Path(found).read_bytes() == recording.read_bytes()
    assert Path(found).is_relative_to(other.folder)


def test_the_command_line_packs_unpacks_and_merges(lab, tmp_path, capsys):
    (tmp_path / "words").write_text("four words in order\n", encoding="utf-8")
    said = ["--passphrase-file", str(tmp_path / "words")]
    lead = ["--as", "MA-lead"]
    folder, package, back = str(lab.folder), str(tmp_path / "km.zip"), str(tmp_path / "back.zip")
    assert main(["pack", folder, "--for", "KM", "--gold", "--out", package, *said, *lead]) == 0
    assert main(["verify", package, *said]) == 0
    assert main(["unpack", package, "--out", str(tmp_path / "km"), *said]) == 0
    other = open_study(tmp_path / "km")
    assert other.session_ids() == ["S1"], "the gold standard stays at home"
    code(other, "S1", "KM")
    assert main(["pack", str(tmp_path / "km"), "--work", "--out", back]) == 0
    assert main(["merge", folder, back, *lead]) == 0
    assert main(["merge", folder, package, *lead]) == 1
    assert counted(lab)["S1", "KM"] == 3
    assert main(["pack", folder, "--out", str(tmp_path / "all.zip"), "--recordings", "reference", *lead]) == 0
    capsys.readouterr()


def test_a_whole_study_is_unpacked_too_and_both_trails_say_so(lab, tmp_path):
    pack(lab, tmp_path / "all.zip")
    other = unpack(tmp_path / "all.zip", tmp_path / "all")
    assert counted(other) == counted(lab)
    assert [one.what for one in steps(other.folder)][-1] == "unpacked"
