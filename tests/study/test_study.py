"""The study folder: made, opened, added to, looked at where nothing can be written, and refused with reasons."""

import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import annotator
from annotator.errors import CodebookError, JournalError, MediaError, StudyError
from annotator.model.codebook.file import codebook_hash, codebook_text, shipped_codebooks
from annotator.model.commands import comment, flag_unsure, mark, mark_episode, modify
from annotator.model.episodes import Span
from annotator.model.items import EpisodeMark
from annotator.study import AnalysisSettings, Camera, Session, Study, create_study, open_study
from annotator.study.rescue import STATE_DIR_VARIABLE
from annotator.study.session import write_session
from tests.odd_clips.odd import OddClip, draw_odd

TEXT = codebook_text("strange_situation")
CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=60_000, frame_count=1500)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OddClip]:
    folder = tmp_path_factory.mktemp("clips")
    return {name: draw_odd(name, folder) for name in ("no_sound", "gop_300", "audio_only")}


@pytest.fixture
def videos(tmp_path: Path, clips: dict[str, OddClip]) -> dict[str, Path]:
    (tmp_path / "videos").mkdir()
    return {name: Path(shutil.copy(clip.path, tmp_path / "videos")) for name, clip in clips.items()}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    return create_study(tmp_path / "study", "Reunions 2024", TEXT)


def _add_plain(study: Study, session: Session) -> None:
    folder = study.folder / "sessions" / session.id
    folder.mkdir()
    write_session(folder, session)


def test_a_new_study_opens_again_as_it_was_made(study: Study) -> None:
    again = annotator.open_study(study.folder)
    assert again.name == "Reunions 2024"
    assert again.coders == ()
    assert again.sessions() == ()
    assert again.settings == AnalysisSettings()
    assert again.is_writable
    assert again.codebook.id == "strange_situation"
    assert again.codebook_hash == codebook_hash(TEXT)
    assert (again.folder / "codebook.toml").read_text(encoding="utf-8") == TEXT


def test_importing_annotator_is_cheap() -> None:
    code = "import annotator, sys; assert not {'pandas', 'av', 'numpy'} & set(sys.modules); annotator.open_study"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    with pytest.raises(AttributeError, match="no attribute 'close_study'"):
        annotator.close_study  # noqa: B018  asking for it is the test


def test_the_intervals_of_a_new_study_are_as_long_as_its_codebook_says(tmp_path: Path) -> None:
    for name, text in shipped_codebooks().items():
        study = create_study(tmp_path / name, "Study", text)
        seconds = 1 if name == "still_face" else 15
        assert study.settings.intervals.length_ms == seconds * 1000, name


def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(StudyError, match="not empty"):
        create_study(tmp_path, "Test", TEXT)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_wrong_codebook_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"codebook\.toml"):
        create_study(tmp_path / "study", "Test", "id = 1")
    assert not (tmp_path / "study").exists()


def test_a_study_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StudyError, match="No study can be created"):
        create_study(tmp_path / "file" / "study", "Test", TEXT)


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no study") as caught:
        open_study(tmp_path)
    assert "study.toml" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "text", "parts"),
    [
        ("study.toml", "id = 'x'\nname = \n", ["study/study.toml", "line 2"]),
        ("study.toml", "id = 'x'\nname = 3\n", ["study/study.toml", "Expected `str`, got `int`", "name"]),
        ("study.toml", "name = 'x'\n", ["study/study.toml", "missing required field `id`"]),
        ("study.toml", "id = 'x'\nname = 'x'\n[analysis]\nwindow = ['9']\n", ["study.toml", "window", "episode 9"]),
        ("study.toml", "id = 'x'\nname = 'x'\n[analysis]\ncode_with = ['whom']\n", ["code_with", "modifier whom"]),
        ("sessions/s1/session.toml", "[[camera]]\nfile = \n", ["s1/session.toml", "line 2"]),
        ("sessions/s1/session.toml", "[[camera]]\nfile = 'a'\n", ["s1/session.toml", "`size`", "camera[0]"]),
        ("sessions/s1/session.toml", "camera = []\n", ["s1/session.toml", "camera"]),
        ("sessions/s1/session.toml", "", ["s1/session.toml", "`camera`"]),
    ],
)
def test_a_wrong_file_is_named_with_its_line_or_field(study: Study, file: str, text: str, parts: list[str]) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    (study.folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        open_study(study.folder).session("s1")
    assert all(part in caught.value.what for part in parts), caught.value.what
    assert caught.value.hint


def test_a_file_that_is_not_utf_8_is_named(study: Study) -> None:
    (study.folder / "study.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(StudyError, match=r"study/study\.toml is not UTF-8"):
        open_study(study.folder)


def test_a_session_keeps_what_its_recordings_are(study: Study, videos: dict[str, Path], clips) -> None:
    told: list[float] = []
    session = study.add_session("s1", [(videos["no_sound"], 0), (videos["gop_300"], -40)], told.append)

    assert study.sessions() == (session,)
    assert session == open_study(study.folder).session("s1")
    first, second = session.cameras
    assert first.file == "../videos/" + videos["no_sound"].name
    assert first.size == videos["no_sound"].stat().st_size
    assert first.frame_count == clips["no_sound"].frame_count
    assert session.duration_ms == first.duration_ms > clips["no_sound"].pts_ms[-1]
    assert (first.offset_ms, second.offset_ms) == (0, -40)
    assert told == sorted(told)
    assert 0 < told[-1] <= 1


@pytest.mark.parametrize("name", ["", "a b", "a/b", "..", ".s", "s.", "é", "CON", "nul.x", "A.conflict-1"])
def test_an_id_that_cannot_be_a_file_name_everywhere_is_refused(study: Study, name: str) -> None:
    with pytest.raises(StudyError, match="cannot be the id of a session"):
        study.add_session(name, [])
    with pytest.raises(StudyError, match="cannot be the id of a coder"):
        study.add_coder(name)


def test_an_id_that_is_taken_is_refused_in_any_case(study: Study, videos: dict[str, Path]) -> None:
    study.add_session("s1", [(videos["no_sound"], 0)])
    study.add_coder("Ann")
    with pytest.raises(StudyError, match="session s1 already"):
        study.add_session("S1", [(videos["no_sound"], 0)])
    with pytest.raises(StudyError, match="coder Ann already"):
        study.add_coder("ANN")


def test_a_recording_that_is_missing_or_no_video_adds_nothing(study: Study, videos: dict[str, Path]) -> None:
    words = study.folder.with_name("words.mp4")
    words.write_text("Not a recording.")
    for path in (videos["no_sound"].with_name("gone.mp4"), words):
        with pytest.raises(MediaError, match=path.name):
            study.add_session("s1", [(videos["no_sound"], 0), (path, 0)])
    assert study.sessions() == ()
    assert not list((study.folder / "sessions").iterdir())


def test_a_recording_with_sound_only_is_added_with_a_grid(study: Study, videos: dict[str, Path]) -> None:
    camera = study.add_session("s1", [(videos["audio_only"], 0)]).cameras[0]
    assert camera.grid_ms == 40
    assert camera.frame_count == len(study.frame_table(study.session("s1")))


def test_the_reference_camera_has_no_offset(study: Study, videos: dict[str, Path]) -> None:
    with pytest.raises(StudyError, match="reference camera"):
        study.add_session("s1", [(videos["no_sound"], 40)])
    with pytest.raises(StudyError, match="reference camera"):
        study.add_session("s1", [])


def test_an_unknown_session_or_coder_is_refused(study: Study) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    with pytest.raises(StudyError, match="no session s2"):
        study.session("s2")
    with pytest.raises(StudyError, match="no coder A") as caught:
        study.open_coding("s1", "A")
    assert "Add the coder" in caught.value.hint


def test_a_journal_copied_in_makes_its_coder_known(study: Study) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    study.add_coder("A")
    with study.open_coding("s1", "A") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "reach", 10))
    other = create_study(study.folder.with_name("other"), "Other", TEXT)
    _add_plain(other, Session(id="s1", cameras=(CAMERA,)))
    shutil.copy(study.folder / "sessions/s1/A.jsonl", other.folder / "sessions/s1")
    assert other.coders_of("s1") == ("A",)
    other.open_coding("s1", "A").close()


def test_a_recording_is_found_where_it_is_recorded(study: Study, videos: dict[str, Path]) -> None:
    session = study.add_session("s1", [(videos["no_sound"], 0)])
    assert study.recordings.find(session, 0) == videos["no_sound"]


def test_a_recording_moved_into_the_study_is_found_and_its_place_kept_on_request(
    study: Study, videos: dict[str, Path]
) -> None:
    session = study.add_session("s1", [(videos["gop_300"], 0), (videos["no_sound"], 80)])
    file = study.folder / "sessions" / "s1" / "session.toml"
    file.write_text("# what the lab wrote\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    inside = study.folder / "media" / "2024"
    inside.mkdir(parents=True)
    moved = videos["no_sound"].rename(inside / "visit.mkv")

    assert study.recordings.find(session, 1) == moved
    study.recordings.note_places("s1")
    assert study.session("s1").cameras[1].file == "media/2024/visit.mkv"
    assert study.session("s1").cameras[1].offset_ms == 80
    assert file.read_text(encoding="utf-8").startswith("# what the lab wrote\n")


def test_a_renamed_recording_is_found_beside_those_of_other_sessions(study: Study, videos: dict[str, Path]) -> None:
    elsewhere = study.folder.parent / "disk 2"
    elsewhere.mkdir()
    study.add_session("s2", [(videos["gop_300"].rename(elsewhere / "b.mp4"), 0)])
    session = study.add_session("s1", [(videos["no_sound"], 0)])
    moved = videos["no_sound"].rename(elsewhere / "a.mp4")
    assert study.recordings.find(session, 0) == moved


def test_another_file_under_the_old_name_is_not_taken_for_the_recording(study: Study, videos: dict[str, Path]) -> None:
    session = study.add_session("s1", [(videos["no_sound"], 0)])
    videos["no_sound"].unlink()
    with pytest.raises(MediaError, match="is not there"):
        study.recordings.find(session, 0)
    same_size = bytes(session.cameras[0].size)
    videos["no_sound"].write_bytes(same_size)
    with pytest.raises(MediaError, match="another recording") as caught:
        study.recordings.find(session, 0)
    assert "into the study folder" in caught.value.hint


def test_settings_and_coders_are_kept_with_what_the_lab_wrote_in_the_file(study: Study) -> None:
    file = study.folder / "study.toml"
    file.write_text("# ethics 2024-17\n" + file.read_text(encoding="utf-8") + "\n[lab]\nroom = 3\n", encoding="utf-8")
    study = open_study(study.folder)
    study.add_coder("B")
    study.add_coder("A")
    study.change_settings(window=("5", "8"))

    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ethics 2024-17\n")
    assert "room = 3" in text
    again = open_study(study.folder)
    assert again.coders == study.coders == ("B", "A")
    assert again.settings.window == study.settings.window == ("5", "8")
    assert [path.name for path in study.folder.iterdir() if path.suffix == ".tmp"] == []


def test_a_coder_added_in_another_window_is_kept(study: Study) -> None:
    open_study(study.folder).add_coder("A")
    study.add_coder("B")
    assert open_study(study.folder).coders == ("A", "B")


def test_a_window_outside_the_protocol_is_refused(study: Study) -> None:
    with pytest.raises(StudyError, match="episode 9") as caught:
        study.change_settings(window=("5", "9"))
    assert "1, 2, 3" in caught.value.hint
    assert open_study(study.folder).settings == AnalysisSettings()


def test_episodes_are_the_locked_boundaries_else_the_coders_marks(study: Study) -> None:
    locked = (EpisodeMark(id="locked-1", episode="1", start_ms=0), EpisodeMark(id="locked-2", episode="2", start_ms=20))
    _add_plain(study, Session(id="free", cameras=(CAMERA,)))
    _add_plain(study, Session(id="locked", cameras=(CAMERA,), episodes=locked))
    study.add_coder("A")
    for session in study.sessions():
        with study.open_coding(session.id, "A") as opened:
            opened.history.do(mark_episode(opened.coding, study.codebook, "4", 5000))
            opened.history.do(mark_episode(opened.coding, study.codebook, "5", 9000))

    spans = [study.episodes_of(session, study.read_coding(session.id, "A")) for session in study.sessions()]
    assert spans[0] == (Span("4", 5000, 9000), Span("5", 9000, 60_000))
    assert spans[1] == (Span("1", 0, 20), Span("2", 20, 60_000))

    table = study.episodes()
    assert table.session.tolist() == ["free", "free", "locked", "locked"]
    assert table.kind.tolist() == ["separation", "reunion", "introduction", "baseline"]
    assert table.end_ms.tolist() == [9000, 60_000, 20, 60_000]
    assert table.scored.tolist() == [True, True, False, True]


def test_events_are_a_plain_and_typed_table(study: Study) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    for coder in ("A", "B"):
        study.add_coder(coder)
        with study.open_coding("s1", coder) as opened:
            history, coding, codebook = opened.history, opened.coding, study.codebook
            history.do(mark_episode(coding, codebook, "5", 1000))
            history.do(mark(coding, codebook, "contact", 2000))
            history.do(mark(coding, codebook, "reach", 500))
            contact, reach = coding.events[1].id, coding.events[0].id
            history.do(modify(coding, codebook, contact, "target", "stranger"))
            history.do(flag_unsure(coding, reach, unsure=True))
            history.do(comment(coding, reach, "towards the door"))

    table = study.events()

    expected = pd.DataFrame(
        {
            "session": pd.Series(["s1"] * 4, dtype="string"),
            "coder": pd.Series(["A", "A", "B", "B"], dtype="string"),
            "code": pd.Series(["reach", "contact"] * 2, dtype="string"),
            "who": pd.Series(["infant"] * 4, dtype="string"),
            "start_ms": pd.Series([500, 2000] * 2, dtype="Int64"),
            "end_ms": pd.Series([500, None] * 2, dtype="Int64"),
            "episode": pd.Series([None, "5"] * 2, dtype="string"),
            "target": pd.Series([None, "stranger"] * 2, dtype="string"),
            "comment": pd.Series(["towards the door", ""] * 2, dtype="string"),
            "unsure": [True, False] * 2,
        }
    )
    # A question that is called like a column of every table has a longer name.
    others = ["modifier_who" if one.id == "who" else one.id for one in study.codebook.modifiers if one.id != "target"]
    assert table[others].isna().all(axis=None)
    pd.testing.assert_frame_equal(table.drop(columns=["event_id", *others]), expected)
    assert table.event_id.is_unique


def test_a_table_sees_what_was_coded_since(study: Study) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    study.add_coder("A")
    pd.testing.assert_series_equal(study.events().dtypes, study.events().dtypes)
    with study.open_coding("s1", "A") as opened:
        for count in (1, 2):
            opened.history.do(mark(opened.coding, study.codebook, "reach", count))
            opened.flush()
            assert len(study.events()) == count


def test_an_empty_table_has_the_same_columns_and_types(study: Study) -> None:
    empty = study.events()
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    study.add_coder("A")
    with study.open_coding("s1", "A") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "reach", 1))
    pd.testing.assert_series_equal(empty.dtypes, study.events().dtypes)
    assert study.episodes().empty


def test_a_modifier_named_like_a_column_gets_a_column_of_its_own(tmp_path: Path) -> None:
    text = TEXT.replace('id = "target"', 'id = "comment"').replace('["target"', '["comment"')
    study = create_study(tmp_path / "study", "Test", text)
    assert [name for name in study.events().columns if "comment" in name] == ["modifier_comment", "comment"]


def test_a_damaged_coding_is_left_out_of_the_table_which_says_so(study: Study) -> None:
    _add_plain(study, Session(id="s1", cameras=(CAMERA,)))
    (study.folder / "sessions/s1/A.jsonl").write_text("damaged\n", encoding="utf-8")
    (said,) = study.events().attrs["left_out"]
    assert said.startswith("s1 by A: s1/A.jsonl, line 1")
    with pytest.raises(JournalError, match=r"s1/A\.jsonl, line 1"):
        study.read_coding("s1", "A")


@pytest.mark.parametrize("name", ["Reach", "NA", "none"])
def test_a_study_whose_codes_only_other_programs_misread_still_opens(study, name):
    codebook = study.folder / "codebook.toml"
    text = codebook.read_text(encoding="utf-8").replace('"crying"', f'"{name}"')
    codebook.write_text(text, encoding="utf-8")
    assert name in open_study(study.folder).codebook.code_by_id
    with pytest.raises(CodebookError):
        create_study(study.folder.with_name("another"), "Another", text)
