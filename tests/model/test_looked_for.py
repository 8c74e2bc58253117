"""Passes: which codes were looked for, and where."""

import pytest

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.codebook.migration import Rename, SplitByChoice, migrate
from annotator.model.codebook.renames import delete_code, rename_code, retire_code, split_code
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.history import History
from annotator.model.items import Event, LookedFor, Submission
from annotator.model.lint import lint
from annotator.model.looked_for import looked_for_ms, not_looked_for, stretches_of

TEXT = codebook_text("strange_situation")
CODEBOOK = parse_codebook(TEXT, "strange_situation.toml")
DISTRESS = CODEBOOK.pass_by_id["distress"].codes
LOOKING = CODEBOOK.pass_by_id["looking"].codes
WHOLE = Span("", 0, 60_000)


@pytest.fixture
def coding():
    return Coding("S001", "KM")


@pytest.fixture
def finish(coding):
    history = History(coding)

    def finish_(codes, start_ms, end_ms):
        edit = commands.finish_pass(coding, CODEBOOK, codes, start_ms, end_ms)
        history.do(edit)
        return edit

    return finish_


def test_a_coding_without_a_finished_pass_does_not_say_and_every_code_counts_as_looked_for(coding):
    assert stretches_of(coding, ["crying"]) is None
    assert looked_for_ms(coding, "crying", WHOLE) is None
    assert not_looked_for(coding, CODEBOOK, [WHOLE]) == ()


def test_what_was_not_in_a_finished_pass_was_not_looked_for(coding, finish):
    finish(DISTRESS, 0, 60_000)
    assert looked_for_ms(coding, "crying", WHOLE) == 60_000
    assert looked_for_ms(coding, "look_toys", WHOLE) == 0
    missing = {code.id for code in not_looked_for(coding, CODEBOOK, [WHOLE])}
    assert missing == {code.id for code in CODEBOOK.codes} - set(DISTRESS)


def test_stretches_of_one_pass_that_touch_are_one_and_others_stay_apart(coding, finish):
    finish(DISTRESS, 0, 10_000)
    finish(DISTRESS, 30_000, 40_000)
    assert stretches_of(coding, ["crying"]) == ((0, 10_000), (30_000, 40_000))
    finish(DISTRESS, 10_000, 30_000)
    (said,) = coding.looked_for
    assert (said.start_ms, said.end_ms) == (0, 40_000)
    assert finish(DISTRESS, 5_000, 20_000).changes == (), "all of it was said before"


def test_a_code_of_two_passes_was_looked_for_where_either_was_finished(coding, finish):
    finish(DISTRESS, 0, 10_000)
    finish(LOOKING, 5_000, 20_000)
    assert stretches_of(coding, ["out_of_view_infant"]) == ((0, 20_000),)
    assert stretches_of(coding, ["crying", "look_toys"]) == ((5_000, 10_000),), "where all of them were"


@pytest.mark.parametrize(("codes", "end_ms"), [((), 10), (("nothing_like_it",), 10), (("crying",), 0)])
def test_a_pass_without_codes_or_time_is_refused(coding, codes, end_ms):
    with pytest.raises(EditError):
        commands.finish_pass(coding, CODEBOOK, codes, 0, end_ms)


def test_a_submitted_coding_lists_the_passes_that_were_not_finished_and_finishes_them(coding, finish):
    finish(DISTRESS, 0, 60_000)
    history = History(coding)
    found = [one for one in lint(coding, CODEBOOK, 60_000, submitting=True) if one.kind == "looked_for"]
    assert [one.sentence.partition(":")[0] for one in found] == [
        one.name for one in CODEBOOK.passes if one.id != "distress"
    ]
    looking = next(one for one in found if one.sentence.startswith("Looking:"))
    history.do(looking.fixes[0])
    assert looked_for_ms(coding, "look_door", WHOLE) == 60_000
    again = lint(coding, CODEBOOK, 60_000, submitting=True)
    assert not any(one.sentence.startswith("Looking:") for one in again)


def test_nothing_is_missed_while_work_goes_on_or_where_nothing_is_said(coding, finish):
    assert not any(one.kind == "looked_for" for one in lint(coding, CODEBOOK, 60_000, submitting=True))
    finish(DISTRESS, 0, 60_000)
    assert not any(one.kind == "looked_for" for one in lint(coding, CODEBOOK, 60_000))


def test_passes_follow_codes_that_are_renamed_split_and_retired():
    draft = draft_of(TEXT)
    renamed = rename_code(draft, "crying", "cry", is_used=True)
    assert renamed.faults == draft.faults
    assert "cry" in renamed.codebook.pass_by_id["distress"].codes
    split = split_code(draft, "crying", ["Soft cry", "Loud cry"])
    assert split.codebook.pass_by_id["distress"].codes[:2] == ("soft_cry", "loud_cry")
    assert "crying" not in delete_code(draft, "crying").codebook.pass_by_id["distress"].codes
    retired = retire_code(draft, "crying")
    assert "crying" not in retired.codebook.pass_by_id["distress"].codes
    assert retired.faults == draft.faults
    for code in draft.codebook.pass_by_id["adults"].codes:
        retired = retire_code(retired, code)
    assert "adults" not in retired.codebook.pass_by_id, "a pass without codes is none"
    assert retired.faults == draft.faults


@pytest.mark.parametrize(
    ("change", "step", "codes"),
    [
        (lambda draft: rename_code(draft, "crying", "cry", is_used=True), Rename(code="crying", into="cry"), {"cry"}),
        (
            lambda draft: split_code(draft, "crying", ["Soft cry", "Loud cry"]),
            SplitByChoice(code="crying", into=("soft_cry", "loud_cry")),
            {"soft_cry", "loud_cry"},
        ),
    ],
)
def test_what_was_looked_for_follows_the_codebook(change, step, codes):
    coding = Coding("S001", "KM", [LookedFor(id="one", codes=("crying", "fussing"), start_ms=0, end_ms=10)])
    new = change(draft_of(TEXT)).codebook
    History(coding).do(migrate(coding, CODEBOOK, new, [step]))
    assert set(coding.looked_for[0].codes) == {"fussing"} | codes


def test_it_cannot_be_said_of_a_submitted_coding():
    coding = Coding("S001", "KM", [Event(id="a", code="crying", start_ms=0, end_ms=10), Submission()])
    with pytest.raises(EditError):
        History(coding).do(commands.finish_pass(coding, CODEBOOK, DISTRESS, 0, 60_000))
