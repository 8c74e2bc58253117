"""What a coder sets stands in the study, and the steps of a coding keep their times over a restart."""

from datetime import UTC, datetime, timedelta

import pytest

from annotator.errors import StudyError
from annotator.model import commands
from annotator.study import CoderSettings, Study, open_study

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_settings_are_kept_for_each_coder_in_study_toml(study):
    assert study.coder_settings("KM") == CoderSettings()
    mine = CoderSettings(reaction_ms=200, guard_ms=150, hold=("crying",), ask_at="end", codes=("crying", "search"))
    study.save_coder_settings("KM", mine)
    study.save_coder_settings("JT", CoderSettings(hold_all=True))
    again = open_study(study.folder)
    assert again.coder_settings("KM") == mine
    assert again.coder_settings("JT").hold_all
    assert "[coder.KM]" in (study.folder / "study.toml").read_text(encoding="utf-8")


def test_another_program_s_settings_of_another_coder_are_not_overwritten(study):
    other = open_study(study.folder)
    study.save_coder_settings("KM", CoderSettings(reaction_ms=100))
    other.save_coder_settings("JT", CoderSettings(reaction_ms=300))
    assert open_study(study.folder).coder_settings("KM").reaction_ms == 100


def test_the_one_setting_of_an_older_study_holds_for_every_question_that_has_none_of_its_own(study):
    path = study.folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[coder.KM]\nask_at = "end"\n', encoding="utf-8")
    older = open_study(study.folder)
    assert older.coder_settings("KM").asks("target") == "end"
    older.save_coder_settings("KM", CoderSettings(ask_at="end", ask={"target": "never"}))
    kept = open_study(study.folder).coder_settings("KM")
    assert [kept.asks(one) for one in ("target", "completeness")] == ["never", "end"]


@pytest.mark.parametrize(
    "wrong", ["reaction_ms = -1", 'ask_at = "later"', 'ask.target = "later"', "guard_ms = 99999", "question_s = 61"]
)
def test_a_setting_that_cannot_be_is_refused_when_the_study_opens(study, wrong):
    path = study.folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[coder.KM]\n{wrong}\n", encoding="utf-8")
    with pytest.raises(StudyError, match="coder"):
        open_study(study.folder)


def test_an_interval_of_no_length_is_refused_when_the_study_opens(study):
    path = study.folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[analysis.intervals]\nlength_ms = 0\n", encoding="utf-8")
    with pytest.raises(StudyError, match="length_ms"):
        open_study(study.folder)


def test_a_code_is_in_the_pass_when_all_are_or_it_is_chosen(codebook):
    assert CoderSettings().codes_in_pass(codebook) == tuple(code.id for code in codebook.codes)
    assert CoderSettings(codes=("crying",)).codes_in_pass(codebook) == ("crying",)
    assert CoderSettings(pass_id="exploration").codes_in_pass(codebook) == codebook.pass_by_id["exploration"].codes
    assert CoderSettings(hold=("crying",)).is_held("crying")
    assert not CoderSettings(hold=("crying",)).is_held("search")


def test_the_steps_of_a_coding_keep_their_times_over_a_restart(study):
    ticks = (NOON + timedelta(minutes=n) for n in range(100))
    timed = Study(study.folder, clock=lambda: next(ticks))
    with timed.open_coding("S001", "KM") as opened:
        for at_ms in (0, 1000, 2000):
            opened.history.do(commands.mark(opened.coding, timed.codebook, "reach", at_ms))
        opened.history.undo()
        opened.history.undo()
        opened.history.redo()
        steps = list(opened.steps.all)
        assert [step.label for step in steps] == ["mark Reach"] * 3
        assert (opened.steps.done, len(opened.history.done), len(opened.history.undone)) == (2, 2, 1)
        assert steps[0].at < steps[1].at < steps[2].at
    with timed.open_coding("S001", "KM") as opened:
        assert opened.steps.all == steps
        assert opened.steps.done == 2
        opened.history.do(commands.mark(opened.coding, timed.codebook, "search", 3000))
        assert [step.label for step in opened.steps.all] == ["mark Reach", "mark Reach", "start Search"]


def test_steps_that_were_left_behind_stay_reachable_over_a_restart(study):
    with study.open_coding("S001", "KM") as opened:
        for at_ms in (0, 1000, 2000):
            opened.history.do(commands.mark(opened.coding, study.codebook, "reach", at_ms))
        opened.history.undo()
        opened.history.undo()
        opened.history.do(commands.mark(opened.coding, study.codebook, "search", 3000))
        (left,) = opened.steps.branches
        assert (left.after, [step.moment_ms for step in left.steps]) == (1, [1000, 2000])
    with study.open_coding("S001", "KM") as opened:
        assert opened.steps.branches == (left,)
        opened.history.undo()
        for edit in left.edits:
            opened.history.do(edit)
        assert [event.start_ms for event in opened.coding.events_of(["reach"])] == [0, 1000, 2000]
        (other,) = opened.steps.branches
        assert [step.label for step in other.steps] == ["start Search"], "the way one came from is left behind now"
        assert [step.moment_ms for step in opened.steps.all] == [0, 1000, 2000]


def test_submitting_and_reopening_are_no_steps_but_are_known(study):
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(commands.mark(opened.coding, study.codebook, "reach", 0))
        opened.history.do(commands.submit(opened.coding))
        assert opened.steps.submitted_at is not None
    with study.open_coding("S001", "KM") as opened:
        assert opened.steps.submitted_at is not None
        opened.history.do(commands.reopen(opened.coding))
        assert opened.steps.submitted_at is None
        assert [(after, act.label) for after, act in opened.steps.acts] == [(1, "submit"), (1, "reopen")]
        assert len(opened.steps.all) == opened.steps.done == 1
