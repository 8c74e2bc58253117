"""Drafts of a codebook: undo and redo, other ids, codes retired and split, and the steps that come of it."""

import pytest

from annotator.errors import CodebookError
from annotator.model.codebook.changes import blank_codebook, copy_of, duplicate_code, new_code
from annotator.model.codebook.draft import DraftHistory, draft_of, put
from annotator.model.codebook.entries import new_entry
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.codebook.migration import (
    Rename,
    RenameModifier,
    RenameScale,
    RenameValue,
    Retire,
    SplitByChoice,
    SplitByModifier,
    check_steps,
)
from annotator.model.codebook.renames import (
    rename_code,
    rename_modifier,
    rename_scale,
    rename_value,
    retire_code,
    retire_scale,
    split_code,
    split_code_by_modifier,
)

DRAFT = draft_of(shipped_codebooks()["strange_situation"])
TABLES = ["episode", "channel", "modifier", "scale", "linear_score", "classification.class", "classification.collapse"]


def test_changes_are_undone_and_done_again():
    history = DraftHistory(DRAFT)
    history.do(put(DRAFT, ("code", 0), {"name": "A"}, "name of Crying"))
    history.do(put(history.draft, ("code", 0), {"key": "Z"}, "key of A"))
    assert (history.next_undo, history.is_changed) == ("key of A", True)
    history.undo()
    history.undo()
    history.undo()
    assert history.draft is DRAFT
    assert not history.is_changed
    history.redo()
    assert history.draft.codebook.codes[0].name == "A"
    history.do(put(history.draft, ("code", 0), {"key": "Q"}, "key of A"))
    assert history.next_redo == ""


def test_typing_is_one_step():
    history = DraftHistory(DRAFT)
    for text in ("C", "Cr", "Cry"):
        history.do(put(history.draft, ("code", 0), {"name": text}, "name"), typing="name")
    history.stop_typing()
    history.do(put(history.draft, ("code", 0), {"name": "Crying!"}, "name"), typing="name")
    history.undo()
    assert history.draft.codebook.codes[0].name == "Cry"
    history.undo()
    assert history.draft is DRAFT


def test_faults_are_named_with_the_field_they_are_about():
    draft = put(put(DRAFT, ("code", 1), {"key": "C"}, ""), ("scale", 0), {"lowest": 9}, "")
    places = [path for path, _ in draft.fault_places()]
    assert ("code", 1, "key") in places
    assert ("scale", 0, "lowest") in places


def test_a_text_without_the_form_of_a_codebook_is_refused_with_its_line():
    with pytest.raises(CodebookError, match="Line 9"):
        draft_of(DRAFT.text.replace('name = "Strange Situation"', "name = 3", 1))


def test_a_new_code_is_good_as_it_is_and_stands_behind_the_chosen_one():
    draft = new_code(DRAFT, "Waving", DRAFT.codebook.codes[3])
    code = draft.codebook.codes[4]
    assert draft.faults == ()
    assert (code.name, code.group) == ("Waving", DRAFT.codebook.codes[3].group)
    assert code.key not in {one.key for one in DRAFT.codebook.codes}
    copied = duplicate_code(draft, "reach")
    assert copied.faults == ()
    assert copied.codebook.code_by_id["reach_2"].definition == DRAFT.codebook.code_by_id["reach"].definition


def test_a_blank_codebook_can_be_filled_until_it_has_no_fault():
    draft = draft_of(blank_codebook("Our own"))
    assert [fault.what for fault in draft.faults] == ["there is no code, scale or class"]
    draft = new_code(draft, "Crying")
    assert [fault.what for fault in draft.faults] == ["Crying: no actor is given"]
    assert put(draft, ("code", 0), {"actor": "infant"}, "").faults == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_new_entry_of_any_table_adds_no_fault_but_what_the_lab_must_write(table):
    draft = new_entry(DRAFT, tuple(table.split(".")), "Something new")
    assert [fault.remedy for fault in draft.faults] == (["Write the citation."] if table == "linear_score" else [])


def test_classes_can_be_added_where_there_was_no_classification():
    draft = put(new_code(draft_of(blank_codebook("Our own")), "Crying"), ("code", 0), {"actor": "infant"}, "")
    with pytest.raises(CodebookError, match="no class yet"):
        new_entry(draft, ("classification", "disorganisation"), "rating")
    draft = new_entry(draft, ("classification", "class"), "Secure")
    draft = new_entry(draft, ("classification", "disorganisation"), "rating")
    assert draft.faults == ()
    assert draft.codebook.classification.disorganisation.class_id == "A"


def test_a_copy_has_a_name_and_an_id_of_its_own():
    draft = draft_of(copy_of(DRAFT.text, "Our Strange Situation"))
    assert (draft.codebook.id, draft.codebook.name) == ("our_strange_situation", "Our Strange Situation")


def test_a_code_that_nobody_has_used_is_renamed_without_a_step():
    draft = rename_code(DRAFT, "contact", "touch", is_used=False)
    assert (draft.steps, draft.codebook.version, draft.faults) == ((), "2.1", ())
    assert "touch" in draft.codebook.scales[0].evidence


def test_every_change_of_what_is_used_gives_a_step_that_leads_from_the_old_codebook_to_the_new():
    draft = rename_code(DRAFT, "crying", "wail", is_used=True)
    draft = rename_code(draft, "wail", "howl", is_used=False)
    draft = retire_code(draft, "fussing")
    draft = split_code(draft, "contact", ["Held", "Clings on"])
    draft = split_code_by_modifier(draft, "proximity_seeking", "target")
    draft = rename_scale(draft, "resistance", "anger", is_used=True)
    draft = rename_value(draft, "target", "caregiver", "parent", is_used=True)
    draft = rename_modifier(draft, "target", "whom", is_used=True)
    assert draft.faults == ()
    assert draft.codebook.version == "2.2"
    assert draft.steps == (
        RenameModifier(modifier="target", into="whom"),
        Rename(code="crying", into="howl"),
        Retire(code="fussing"),
        SplitByChoice(code="contact", into=("held", "clings_on")),
        SplitByModifier(
            code="proximity_seeking",
            modifier="target",
            into={"caregiver": "proximity_seeking_caregiver", "stranger": "proximity_seeking_stranger"},
        ),
        RenameScale(scale="resistance", into="anger"),
        RenameValue(modifier="whom", value="caregiver", into="parent"),
    )
    check_steps(DRAFT.codebook, draft.codebook, draft.steps)
    assert {code.id for code in draft.codebook.retired} == {"crying", "fussing", "contact", "proximity_seeking"}


def test_who_does_it_follows_the_question_that_says_who():
    assert DRAFT.codebook.code_by_id["pick_up"].actor == "who"
    assert DRAFT.codebook.actors(DRAFT.codebook.code_by_id["pick_up"]) == ("caregiver", "stranger")
    renamed = rename_modifier(DRAFT, "who", "by_whom", is_used=True)
    assert (renamed.codebook.code_by_id["pick_up"].actor, renamed.faults) == ("by_whom", ())
    apart = split_code_by_modifier(DRAFT, "pick_up", "who")
    made = [apart.codebook.code_by_id[one].actor for one in ("pick_up_caregiver", "pick_up_stranger")]
    assert (made, apart.faults) == (["caregiver", "stranger"], ())


def test_a_retired_scale_stays_readable_and_is_not_rated():
    draft = retire_scale(DRAFT, "avoidance")
    assert "avoidance" in draft.codebook.scale_by_id
    assert "avoidance" not in {scale.id for scale in draft.codebook.scales}
    assert draft.codebook.retired_scales[0].since == draft.codebook.version == "2.2"


def test_an_id_that_is_taken_is_refused():
    with pytest.raises(CodebookError, match="is taken"):
        rename_code(DRAFT, "crying", "fussing", is_used=True)


def test_a_scale_that_is_retired_and_rated_is_a_fault():
    text = DRAFT.text + retire_scale(DRAFT, "avoidance").text.partition("[[retired_scale]]")[1]
    text += retire_scale(DRAFT, "avoidance").text.partition("[[retired_scale]]")[2]
    assert "is both in [[retired_scale]] and in a [[scale]]" in draft_of(text).faults[0].what
