"""A deed that is cut off is as if it had not begun, or is finished by whoever opens the study next: never between."""

import shutil

import pytest

from annotator.errors import StudyError
from annotator.model.history import Change, Edit
from annotator.model.items import Basis, EpisodeMark
from annotator.study import deeds, open_study
from annotator.study.bin import bin_problems, in_bin, remove_coder, remove_session, restore
from annotator.study.boundaries import lock_boundaries
from annotator.study.renaming import move_coding, rename_coder, rename_session
from annotator.study.variables import set_variables
from tests.study.putting_right import code, copy_of, counted, make_study, state, verify
from tests.trail import read_steps

WRITES = ("add_line", "append_step", "_write", "_move")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study with two coders and a consensus of them, and something in its bin; nobody may change it."""
    study = make_study(tmp_path_factory.mktemp("deeds") / "made")
    for session, coder in (("S1", "KM"), ("S1", "JT"), ("S2", "KM"), ("S3", "JT")):
        code(study, session, coder, 2)
    basis = Basis(coders=("KM", "JT"), states=("a", "b"), window=((0, 1000),))
    with study.open_coding("S1", "consensus") as opened:
        opened.history.do(Edit(label="begin", changes=(Change(None, basis),)))
    remove_session(study, "S3")
    return study


@pytest.fixture
def study(made, tmp_path):
    return open_study(shutil.copytree(made.folder, tmp_path / "study"))


DEEDS = {
    "rename session": lambda study: rename_session(study, "S1", "S01"),
    "rename coder": lambda study: rename_coder(study, "KM", "KMA"),
    "remove coder": lambda study: remove_coder(study, "KM"),
    "restore": lambda study: restore(study, in_bin(study)[0].name),
    "move": lambda study: move_coding(study, "S1", "JT", "S2"),
    "variables": lambda study: set_variables(study, {"S1": {"age": "12"}, "S2": {"age": "13"}}, {"age": "whole"}),
}


def failing_at(monkeypatch, number, *, after):
    """Let the n-th write of a deed fail, before or after it was done; return how many there were."""
    count = [0]

    def counting(real):
        def act(*args, **named):
            count[0] += 1
            if count[0] == number and not after:
                raise OSError(28, "No space left on device")
            real(*args, **named)
            if count[0] == number and after:
                raise OSError(28, "No space left on device")

        return act

    for name in WRITES:
        monkeypatch.setattr(deeds, name, counting(getattr(deeds, name)))
    return count


def without_times(files):
    """Return the files of a study without what tells the time at which something was done."""
    kept = {name: data for name, data in files.items() if name != ".deed.json"}
    text = kept.pop("study.toml").decode()
    kept["study.toml"] = "\n".join(line for line in text.splitlines() if not line.startswith("at = "))
    return {name.split("/", 2)[-1] if name.startswith("bin/") else name: data for name, data in kept.items()}


def writes_of(study, name, monkeypatch):
    """Do a deed on a copy of the study; return the copy, and how often it writes."""
    whole = copy_of(study, "whole")
    with monkeypatch.context() as patched:
        count = failing_at(patched, -1, after=False)
        DEEDS[name](whole)
    assert count[0] > 2
    return whole, count[0]


@pytest.mark.parametrize("name", DEEDS)
def test_a_disk_that_fails_on_the_way_leaves_everything_as_it_was(study, name, monkeypatch):
    _, count = writes_of(study, name, monkeypatch)
    before, trail = state(study.folder), read_steps(study.folder)
    for number in range(1, count + 1):
        for after in (False, True):
            with monkeypatch.context() as patched:
                failing_at(patched, number, after=after)
                with pytest.raises(StudyError, match="could not be done: No space left on device") as refused:
                    DEEDS[name](study)
            assert refused.value.hint == "Everything is as it was."
            assert (state(study.folder), read_steps(study.folder)) == (before, trail), (number, after)
            assert bin_problems(study) == ()
    DEEDS[name](study)
    assert len(read_steps(study.folder)) == len(trail) + 1
    verify(study)


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_that_was_cut_off_is_finished_by_whoever_opens_the_study_next(study, name, monkeypatch):
    whole, count = writes_of(study, name, monkeypatch)
    steps, done = len(read_steps(whole.folder)), without_times(state(whole.folder))
    for number in range(1, count + 1):
        cut = copy_of(study, f"cut{number}")
        with monkeypatch.context() as patched:
            failing_at(patched, number, after=number % 2 == 0)
            patched.setattr(deeds, "_take_back", cut_off)
            with pytest.raises(StudyError, match="Open the study again: it is finished then"):
                DEEDS[name](cut)
        assert (cut.folder / ".deed.json").exists()
        open_study(cut.folder)
        assert without_times(state(cut.folder)).keys() == done.keys(), number
        assert len(read_steps(cut.folder)) == steps
        assert counted(cut) == counted(whole)
        verify(cut)
        shutil.rmtree(cut.folder)


def cut_off(*_args):
    raise OSError(5, "cut off")


@pytest.mark.parametrize(
    "said",
    [
        b"{",
        b"[]",
        b'{"what":"x","step":"","moves":[{"old":["sessions","..","study.toml"],"new":["bin","a"]}]}',
        b'{"what":"x","step":"","moves":[{"old":["codebook.toml"],"new":["bin","a"]}]}',
        b'{"what":"x","step":"","moves":[{"old":["sessions","S1","KM.jsonl"],"new":["bin","..","..","a"]}]}',
        b'{"what":"x","step":"","moves":[{"old":["sessions","S1","KM.jsonl"],"new":["sessions","S1","JT.jsonl"]}]}',
        b'{"what":"x","step":"","moves":[{"old":["sessions","S1","no"],"new":["sessions","S1","no2"]}]}',
        b'{"what":"x","step":"","texts":[{"place":["study.toml"],"before":"x","after":"y"}]}',
        b'{"what":"x","step":"","other":1}',
    ],
)
def test_a_deed_that_came_with_a_study_and_does_not_fit_it_does_nothing(study, said):
    (study.folder / ".deed.json").write_bytes(said)
    before = state(study.folder)
    with pytest.raises(StudyError, match="Something was begun in this study"):
        open_study(study.folder)
    assert state(study.folder) == before


def test_a_file_that_was_changed_meanwhile_stops_the_deed(study):
    done = deeds.deed("x", [deeds.Text(("study.toml",), "old", "new")])
    with pytest.raises(StudyError, match=r"study\.toml is not as it was"):
        deeds.carry_out(study.folder, done)
    assert [step["what"] for step in read_steps(study.folder)] == ["remove session S3"]


def test_boundaries_are_one_deed_too(study, monkeypatch):
    before = state(study.folder)
    with monkeypatch.context() as patched:
        failing_at(patched, 2, after=False)
        with pytest.raises(StudyError):
            lock_boundaries(study, "S1", [EpisodeMark(id="m", episode="1", start_ms=0)])
    assert state(study.folder) == before
