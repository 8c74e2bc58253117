"""A codebook that changed during a study: explicit steps, one auditable edit for each coding, nothing lost."""

import pytest

from annotator.errors import CodebookError, EditError
from annotator.model import commands
from annotator.model.codebook import Code, Codebook, Modifier, ModifierValue, RetiredCode
from annotator.model.codebook.migration import (
    Rename,
    RenameModifier,
    RenameScale,
    RenameValue,
    Retire,
    SplitByChoice,
    SplitByModifier,
    check_steps,
    migrate,
    undecided,
)
from annotator.model.codebook.scales import Scale
from annotator.model.coding import Coding
from annotator.model.history import Edit, History
from annotator.model.items import Event, IntervalRecord, Rating

WHO = Modifier(
    id="who",
    name="who",
    values=(ModifierValue(id="mother", name="mother", key="M"), ModifierValue(id="stranger", name="stranger", key="S")),
)


def a_code(code_id: str, key: str, *, kind: str = "state", channel: str = "", modifiers: tuple[str, ...] = ()) -> Code:
    rules = {"definition": "", "onset": "", "offset": "", "source": "", "group": "All", "color": "#000000"}
    return Code(
        id=code_id, name=code_id.capitalize(), key=key, kind=kind, channel=channel, modifiers=modifiers, **rules
    )


def retired(code: Code, *by: str) -> RetiredCode:
    fields = {name: getattr(code, name) for name in code.__struct_fields__}
    return RetiredCode(**{**fields, "key": ""}, since="2", replaced_by=by)


def a_codebook(version: str, *codes: Code, gone: tuple[RetiredCode, ...] = ()) -> Codebook:
    top = {"id": "b", "name": "B", "description": "", "source": "", "ends": ""}
    return Codebook(version=version, codes=codes, retired=gone, modifiers=(WHO,), **top)


CRY = a_code("cry", "C", channel="distress")
FUSS = a_code("fuss", "F", channel="distress")
HELD = a_code("held", "H", modifiers=("who",))
NOD = a_code("nod", "N", kind="point")
OLD = a_codebook("1", CRY, FUSS, HELD, NOD)


def event(event_id: str, code: str, start_ms: int, end_ms: int | None, **modifiers: str) -> Event:
    return Event(id=event_id, code=code, start_ms=start_ms, end_ms=end_ms, modifiers=modifiers)


def done(coding: Coding, edit: Edit) -> dict[str, str]:
    """Do the edit and return the codes of the events by their id."""
    History(coding).do(edit)
    return {one.id: one.code for one in coding.events}


def test_a_renamed_code_takes_its_events_along_in_one_edit_that_can_be_undone() -> None:
    new = a_codebook("2", a_code("wail", "C", channel="distress"), FUSS, HELD, NOD, gone=(retired(CRY, "wail"),))
    coding = Coding("S", "KM", [event("a", "cry", 0, 10), event("b", "fuss", 10, 20), event("c", "cry", 20, None)])
    before = dict(coding.items)
    history = History(coding)
    edit = migrate(coding, OLD, new, [Rename(code="cry", into="wail")])
    history.do(edit)
    assert edit.label == "codebook 1 to 2: cry is now wail"
    assert [one.code for one in coding.events] == ["wail", "fuss", "wail"]
    assert [(c.before.start_ms, c.before.end_ms) for c in edit.changes] == [(0, 10), (20, None)]
    history.undo()
    assert coding.items == before


SPLIT = SplitByModifier(code="held", modifier="who", into={"mother": "held_m", "stranger": "held_s"})
SPLIT_BOOK = a_codebook(
    "2", CRY, FUSS, NOD, a_code("held_m", "H"), a_code("held_s", "I"), gone=(retired(HELD, "held_m", "held_s"),)
)


def test_a_code_split_by_modifier_leaves_undecided_events_until_somebody_chooses() -> None:
    coding = Coding("S", "KM", [event("a", "held", 0, 5, who="stranger"), event("b", "held", 7, 9)])
    assert [one.id for one in undecided(coding, [SPLIT])] == ["b"]
    assert undecided(coding, [SPLIT], {"b": "held_m"}) == ()
    edit = migrate(coding, OLD, SPLIT_BOOK, [SPLIT], {"b": "held_m"})
    assert done(coding, edit) == {"a": "held_s", "b": "held_m"}
    assert coding.event("a").modifiers == {}
    assert edit.changes[0].before.modifiers == {"who": "stranger"}, "the journal keeps what was said"


def test_an_undecided_event_stays_readable_under_its_retired_code() -> None:
    coding = Coding("S", "KM", [event("b", "held", 7, 9)])
    assert done(coding, migrate(coding, OLD, SPLIT_BOOK, [SPLIT])) == {"b": "held"}
    assert SPLIT_BOOK.code_by_id["held"].name == "Held"
    assert commands.trim(coding, SPLIT_BOOK, "b", end_ms=12).changes[0].after.end_ms == 12


def test_a_code_split_by_choice_takes_what_is_chosen_for_each_event() -> None:
    new = a_codebook("2", CRY, FUSS, HELD, NOD, a_code("bow", "B", kind="point"))
    step = SplitByChoice(code="nod", into=("nod", "bow"))
    coding = Coding("S", "KM", [event("a", "nod", 1, 1), event("b", "nod", 2, 2)])
    assert done(coding, migrate(coding, OLD, new, [step], {"a": "nod", "b": "bow"})) == {"a": "nod", "b": "bow"}
    with pytest.raises(EditError, match="“cry” cannot be chosen for event a"):
        migrate(coding, OLD, new, [step], {"a": "cry"})


def test_a_retired_code_keeps_its_events_and_nothing_changes() -> None:
    new = a_codebook("2", CRY, FUSS, HELD, gone=(retired(NOD),))
    coding = Coding("S", "KM", [event("a", "nod", 1, 1)])
    edit = migrate(coding, OLD, new, [Retire(code="nod")])
    assert edit == Edit(label="codebook 1 to 2: nod retired", changes=())
    assert [code.id for code in new.codes] == ["cry", "fuss", "held"]
    assert new.code_by_id["nod"].is_point


def test_a_submitted_coding_is_taken_along_and_stays_submitted_but_takes_no_choice() -> None:
    coding = Coding("S", "KM", [event("a", "held", 0, 5, who="mother"), event("b", "held", 7, 9)])
    History(coding).do(commands.submit(coding))
    assert done(coding, migrate(coding, OLD, SPLIT_BOOK, [SPLIT])) == {"a": "held_m", "b": "held"}
    assert coding.is_submitted
    with pytest.raises(EditError, match="submitted"):
        migrate(coding, OLD, SPLIT_BOOK, [SPLIT], {"b": "held_m"})


def test_events_that_would_overlap_are_refused_with_their_time() -> None:
    new = a_codebook("2", CRY, FUSS, NOD, a_code("held2", "H", channel="distress"), gone=(retired(HELD, "held2"),))
    coding = Coding("S", "KM", [event("a", "cry", 0, 1500), event("b", "held", 1000, 2000)])
    with pytest.raises(EditError, match=r"Held2 at 1\.000 s would overlap Cry"):
        migrate(coding, OLD, new, [Rename(code="held", into="held2")])


@pytest.mark.parametrize(
    ("new", "steps", "what"),
    [
        (a_codebook("2", CRY, FUSS, HELD), [], "“nod” of version 1 is missing from version 2"),
        (a_codebook("2", CRY, FUSS, HELD, gone=(retired(NOD),)), [], "No step says what became of the code “nod”"),
        (OLD, [Retire(code="nod")], "“nod” is retired but still in use"),
        (OLD, [Retire(code="x")], "no code “x”"),
        (OLD, [Rename(code="nod", into="x")], "no code “x”"),
        (OLD, [Rename(code="nod", into="cry")], "Nod is a point and Cry a state"),
        (OLD, [SplitByModifier(code="cry", modifier="who", into={})], "Cry does not ask for “who”"),
        (OLD, [Rename(code="cry", into="fuss"), Rename(code="cry", into="fuss")], "Two steps are about"),
    ],
)
def test_steps_that_do_not_lead_from_one_codebook_to_the_other_are_refused(new, steps, what) -> None:
    with pytest.raises(CodebookError, match=what):
        check_steps(OLD, new, steps)


def record(record_id: str, *codes: str) -> IntervalRecord:
    return IntervalRecord(id=record_id, episode="1", start_ms=0, end_ms=15_000, codes=codes)


def test_interval_records_are_taken_along_and_wait_where_somebody_has_to_choose() -> None:
    wail = a_code("wail", "C", channel="distress")
    ours, theirs = a_code("ours", "O"), a_code("theirs", "T")
    gone = (retired(CRY, "wail"), retired(HELD, "ours", "theirs"))
    new = a_codebook("2", wail, FUSS, NOD, ours, theirs, gone=gone)
    steps = (Rename(code="cry", into="wail"), SplitByChoice(code="held", into=("ours", "theirs")))
    coding = Coding("S", "KM", [record("a", "cry", "fuss"), record("b", "cry", "held")])
    assert [one.id for one in undecided(coding, steps)] == ["b"]
    History(coding).do(migrate(coding, OLD, new, steps, {"b": "theirs"}))
    assert {one.id: one.codes for one in coding.intervals} == {"a": ("wail", "fuss"), "b": ("wail", "theirs")}


def test_modifiers_and_their_values_get_new_ids_in_one_edit() -> None:
    whom = Modifier(id="whom", name="whom", values=(ModifierValue(id="parent", name="parent", key="P"),))
    held = a_code("held", "H", modifiers=("whom",))
    top = {"id": "b", "name": "B", "description": "", "source": "", "ends": ""}
    new = Codebook(version="2", codes=(CRY, FUSS, held, NOD), modifiers=(whom,), **top)
    steps = (
        RenameModifier(modifier="who", into="whom"),
        RenameValue(modifier="whom", value="mother", into="parent"),
        RenameValue(modifier="whom", value="stranger", into="parent"),
    )
    coding = Coding("S", "KM", [event("a", "held", 0, 10, who="mother"), event("b", "held", 10, 20, who="stranger")])
    edit = migrate(coding, OLD, new, steps)
    assert edit.label == (
        "codebook 1 to 2: modifier who is now whom, mother of whom is now parent, stranger of whom is now parent"
    )
    History(coding).do(edit)
    assert [one.modifiers for one in coding.events] == [{"whom": "parent"}, {"whom": "parent"}]


def test_ratings_go_to_the_scale_that_takes_the_place_of_theirs_but_never_two_to_one_cell() -> None:
    scale = {"lowest": 1, "highest": 7, "definition": "", "source": ""}
    top = {"id": "b", "name": "B", "description": "", "source": "", "ends": "", "codes": (CRY,)}
    old = Codebook(version="1", scales=(Scale(id="r", name="R", **scale), Scale(id="s", name="S", **scale)), **top)
    new = Codebook(version="2", scales=(Scale(id="s", name="S", **scale),), **top)
    rating = {"episode": "5", "target": "caregiver", "value": 4.0}
    coding = Coding("S", "KM", [Rating(id="a", scale="r", **rating)])
    steps = (RenameScale(scale="r", into="s"),)
    History(coding).do(migrate(coding, old, new, steps))
    assert [one.scale for one in coding.items.values()] == ["s"]
    both = Coding("S", "KM", [Rating(id="a", scale="r", **rating), Rating(id="b", scale="s", **rating)])
    with pytest.raises(EditError, match="Two ratings of episode 5"):
        migrate(both, old, new, steps)


def test_a_step_about_a_scale_or_modifier_that_is_not_there_is_refused() -> None:
    for step in (
        RenameScale(scale="x", into="y"),
        RenameModifier(modifier="x", into="who"),
        RenameModifier(modifier="who", into="x"),
        RenameValue(modifier="who", value="mother", into="x"),
    ):
        with pytest.raises(CodebookError, match="has no"):
            check_steps(OLD, OLD, (step,))


def test_a_state_that_moves_to_another_channel_must_not_overlap_there() -> None:
    nearer = a_codebook("2", CRY, FUSS, a_code("held", "H", channel="distress", modifiers=("who",)), NOD)
    coding = Coding("S", "KM", [event("a", "cry", 0, 100), event("b", "held", 50, 120)])
    with pytest.raises(EditError, match=r"Held at 0\.050 s would overlap Cry"):
        migrate(coding, OLD, nearer, ())
