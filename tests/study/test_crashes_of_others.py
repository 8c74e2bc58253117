"""Two programs on one study: one was cut off, or has a coding open in which nothing is marked yet. Nothing is lost."""

import pytest

from annotator.errors import ReadOnlyError, StudyError
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.renames import rename_code
from annotator.model.commands import mark
from annotator.study import codebook_pending, deeds, open_study
from annotator.study.audit import AUDIT_FILE, Step, note_step, steps
from annotator.study.bin import in_bin, remove_coder, remove_session, restore
from annotator.study.codebook_change import apply_change
from annotator.study.renaming import rename_coder, rename_session
from annotator.study.variables import set_variables
from annotator.study.verifying import verify_study
from tests.study.putting_right import code, counted, make_study, verify


class Killed(BaseException):
    """What nothing in the program catches, as nothing runs after a SIGKILL."""


@pytest.fixture
def study(tmp_path):
    made = make_study(tmp_path / "study")
    for session in ("S1", "S2"):
        code(made, session, "KM", 2)
    return made


def kill(monkeypatch, module, name):
    def killed(*_args, **_named):
        raise Killed

    monkeypatch.setattr(module, name, killed)


THEN = {
    "rename": lambda study: rename_session(study, "S2", "S02"),
    "remove": lambda study: remove_session(study, "S2"),
    "settings": lambda study: study.change_settings(cry_rule_s=30),
    "coder": lambda study: study.add_coder("AB"),
    "variables": lambda study: set_variables(study, {"S2": {"age": "12"}}),
}


@pytest.mark.parametrize("then", THEN)
@pytest.mark.parametrize("at", ["append_step", "_write", "_move"])
def test_what_a_crash_cut_off_is_finished_before_another_program_goes_on(study, monkeypatch, at, then):
    other = open_study(study.folder)
    with monkeypatch.context() as patched:
        kill(patched, deeds, at)
        with pytest.raises(Killed):
            rename_session(study, "S1", "S01")
    THEN[then](other)
    found = open_study(study.folder)
    assert counted(found)["S01", "KM"] == 2
    assert [one.what for one in steps(study.folder) if isinstance(one, Step)].count("rename session S1 to S01") == 1
    assert verify_study(found).problems == ()
    verify(found)


def test_a_change_of_the_codebook_that_was_cut_off_is_finished_first(study, monkeypatch):
    other = open_study(study.folder)
    new = rename_code(draft_of(study.codebook_text), "reach", "grasp", is_used=True)
    with monkeypatch.context() as patched:
        kill(patched, codebook_pending, "add_line")
        with pytest.raises(Killed):
            apply_change(study, new.text, new.steps)
    rename_coder(other, "KM", "KMA")
    found = open_study(study.folder)
    assert set(found.events()["code"]) == {"grasp"}
    assert verify_study(found).problems == ()


DEEDS = {
    "rename session": lambda study: rename_session(study, "S3", "S03"),
    "remove session": lambda study: remove_session(study, "S3"),
    "rename coder": lambda study: rename_coder(study, "JT", "JTA"),
    "remove coder": lambda study: remove_coder(study, "JT"),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_coding_that_is_open_and_has_nothing_yet_is_not_pulled_away(study, name):
    with open_study(study.folder).open_coding("S3", "JT") as opened:
        with pytest.raises(ReadOnlyError, match=r"S3/JT\.jsonl is open in another window"):
            DEEDS[name](study)
        opened.history.do(mark(opened.coding, study.codebook, "reach", 500))
    assert counted(study)["S3", "JT"] == 1
    DEEDS[name](study)
    assert verify_study(open_study(study.folder)).problems == ()


def test_a_line_of_the_trail_that_was_cut_off_takes_no_other_with_it(study):
    with (study.folder / AUDIT_FILE).open("ab") as file:
        file.write(b'{"at":"2026-11-29T10:')
    note_step(study.folder, "one")
    rename_session(study, "S1", "S01")
    found = list(steps(study.folder))
    assert [one.what for one in found if isinstance(one, Step)] == ["one", "rename session S1 to S01"]
    assert [str(one)[:24] for one in found if isinstance(one, StudyError)] == ["audit.jsonl, line 1: it "]


def test_the_trail_is_not_written_through_a_link_that_came_with_a_study(study, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine\n")
    (study.folder / AUDIT_FILE).unlink(missing_ok=True)
    (study.folder / AUDIT_FILE).symlink_to(outside)
    with pytest.raises(StudyError, match="leads out of the study"):
        rename_session(study, "S1", "S01")
    assert outside.read_bytes() == b"mine\n"
    assert counted(study)["S1", "KM"] == 2


SAME_ID = {
    "S1": (lambda study: remove_session(study, "S1"), lambda study: rename_session(study, "S2", "s1")),
    "KM": (lambda study: remove_coder(study, "KM"), lambda study: rename_coder(study, "JT", "KM")),
}


@pytest.mark.parametrize("name", SAME_ID)
def test_nothing_is_renamed_to_what_lies_in_the_bin(study, name):
    remove, rename = SAME_ID[name]
    remove(study)
    with pytest.raises(StudyError, match=f"The bin holds another (session|coder) {name}"):
        rename(study)
    restore(study, in_bin(study)[0].name)
    assert counted(study)["S1", "KM"] == 2
