"""Whatever is done to a codebook, in whatever order: it keeps its form, its comments, and undo returns exactly."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import CodebookError
from annotator.model.codebook.changes import duplicate_code, new_code
from annotator.model.codebook.draft import DraftHistory, draft_of, move, put, remove
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.codebook.migration import check_steps
from annotator.model.codebook.renames import rename_code, retire_code, split_code, split_code_by_modifier

START = draft_of(shipped_codebooks()["secure_base"])
COMMENTS = [line for line in START.text.splitlines() if line.startswith("#")]
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
DOINGS = st.tuples(
    st.sampled_from(["put", "move", "remove", "new", "copy", "rename", "retire", "split", "by modifier"]),
    st.integers(0, 20),
    st.integers(0, 20),
    NAMES,
)


def done(draft, doing, place, other, name):
    codes = draft.codebook.codes
    if not codes:
        return new_code(draft, name)
    place, other = place % len(codes), other % len(codes)
    code = codes[place]
    was_there = code.id in START.codebook.code_by_id
    actions = {
        "put": lambda: put(draft, ("code", place), {"name": name, "definition": name * 3}, "put"),
        "move": lambda: move(draft, ("code",), place, other, "move"),
        "remove": lambda: draft if was_there else remove(draft, ("code", place), "remove"),
        "new": lambda: new_code(draft, name, code),
        "copy": lambda: duplicate_code(draft, code.id),
        "rename": lambda: rename_code(draft, code.id, f"id{place}{other}", is_used=was_there),
        "retire": lambda: retire_code(draft, code.id) if was_there else draft,
        "split": lambda: split_code(draft, code.id, [f"{name} 1", f"{name} 2"]) if was_there else draft,
        "by modifier": lambda: (
            split_code_by_modifier(draft, code.id, code.modifiers[0]) if was_there and code.modifiers else draft
        ),
    }
    return actions[doing]()


def test_signs_that_part_lines_elsewhere_stay_inside_a_text():
    draft = put(START, ("code", 0), {"definition": "one\u2028two\u2029three"}, "")
    draft = put(draft, ("code", 0), {"name": "Other"}, "")
    assert draft.codebook.codes[0].definition == "one\u2028two\u2029three"


@settings(max_examples=settings().max_examples // 5)
@given(st.lists(DOINGS, max_size=8))
def test_any_changes_keep_the_form_and_are_undone(doings):
    history = DraftHistory(START)
    for doing in doings:
        with contextlib.suppress(CodebookError):  # the id is taken
            history.do(done(history.draft, *doing))
    draft = history.draft
    assert set(COMMENTS) <= set(draft.text.splitlines())
    if not any("no key" in fault.what or "“” is not" in fault.what for fault in draft.faults):
        kept = {code.id for code in draft.codebook.codes}
        targets_left = all(set(code.replaced_by) <= kept for code in draft.codebook.retired)
        if targets_left:
            check_steps(START.codebook, draft.codebook, draft.steps)
    while history.next_undo:
        history.undo()
    assert history.draft is START
    while history.next_redo:
        history.redo()
    assert history.draft.text == draft.text
