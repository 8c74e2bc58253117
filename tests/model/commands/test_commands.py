"""What each key and each handle does to a coding, at its edges above all."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model import commands as c
from annotator.model.codebook import RetiredCode
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.commands.batch import recode_many
from annotator.model.commands.intervals import toggle_in_interval
from annotator.model.commands.several import draw
from annotator.model.history import Change, Edit, History
from annotator.model.intervals import Interval
from annotator.model.items import END_OF_LAST_EPISODE, Classification, EpisodeMark, Event, Rating, Submission

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
Spans = list[tuple[str, int, int | None]]


class Coder:
    """Somebody who codes: does commands on one history; event ids are e1, e2 ... in the order they are made."""

    def __init__(self) -> None:
        self.history = History(Coding("s1", "A"))
        self.coding = self.history.coding
        self._ids = 0

    def new_id(self) -> str:
        self._ids += 1
        return f"e{self._ids}"

    def do(self, edit: Edit) -> None:
        self.history.do(edit)

    def press(self, *presses: tuple[str, int]) -> None:
        for code, at_ms in presses:
            self.do(c.mark(self.coding, CODEBOOK, code, at_ms, self.new_id))

    def has(self, spans: Spans) -> bool:
        found = [(event.code, event.start_ms, event.end_ms) for event in self.coding.events]
        assert found == spans
        return True

    def undo_all(self) -> None:
        while self.history.undo():
            pass


@pytest.fixture
def coder() -> Coder:
    return Coder()


PRESSES = {
    "a point is marked": ([("reach", 5)], [("reach", 5, 5)]),
    "points may coincide": ([("reach", 5), ("reach", 5)], [("reach", 5, 5), ("reach", 5, 5)]),
    "the first press starts a state": ([("contact", 5)], [("contact", 5, None)]),
    "the second press ends it": ([("contact", 5), ("contact", 9)], [("contact", 5, 9)]),
    "two presses on one frame are none": ([("contact", 5), ("contact", 5)], []),
    "a state of the channel ends the other at the same moment": (
        [("crying", 5), ("fussing", 9)],
        [("crying", 5, 9), ("fussing", 9, None)],
    ),
    "a state of another channel ends nothing": (
        [("crying", 5), ("contact", 9)],
        [("crying", 5, None), ("contact", 9, None)],
    ),
    "a state of the channel on the first frame takes its place": (
        [("crying", 5), ("fussing", 5)],
        [("fussing", 5, None)],
    ),
    "a state begun before another of the channel lasts until that begins": (
        [("crying", 9), ("fussing", 5)],
        [("fussing", 5, 9), ("crying", 9, None)],
    ),
    "a state begun before another of its own code lasts until that begins": (
        [("contact", 9), ("contact", 5)],
        [("contact", 5, 9), ("contact", 9, None)],
    ),
    "a press inside a finished state ends it there": (
        [("contact", 5), ("contact", 9), ("contact", 7)],
        [("contact", 5, 7)],
    ),
    "a press on the first frame of a finished state takes it away": (
        [("contact", 5), ("contact", 9), ("contact", 5)],
        [],
    ),
    "a press on the frame where a state ended starts the next": (
        [("contact", 5), ("contact", 9), ("contact", 9)],
        [("contact", 5, 9), ("contact", 9, None)],
    ),
    "a state that cuts into a finished one lasts to its end": (
        [("crying", 5), ("crying", 9), ("fussing", 7)],
        [("crying", 5, 7), ("fussing", 7, 9)],
    ),
    "a state on the first frame of a finished one replaces it": (
        [("crying", 5), ("crying", 9), ("fussing", 5)],
        [("fussing", 5, 9)],
    ),
    "a state on the boundary between two replaces the later": (
        [("crying", 5), ("fussing", 9), ("fussing", 12), ("crying", 9)],
        [("crying", 5, 9), ("crying", 9, 12)],
    ),
    "a state in a gap lasts until the next begins": (
        [("crying", 5), ("crying", 6), ("crying", 9), ("crying", 12), ("fussing", 7)],
        [("crying", 5, 6), ("fussing", 7, 9), ("crying", 9, 12)],
    ),
}


@pytest.mark.parametrize(("presses", "spans"), PRESSES.values(), ids=PRESSES)
def test_pressing(coder: Coder, presses: list[tuple[str, int]], spans: Spans) -> None:
    coder.press(*presses)
    assert coder.has(spans)
    coder.undo_all()
    assert coder.coding.items == {}


def test_one_press_that_ends_and_starts_is_one_step(coder: Coder) -> None:
    coder.press(("crying", 5), ("fussing", 9))
    coder.history.undo()
    assert coder.has([("crying", 5, None)])


def test_a_code_that_is_not_in_the_codebook_is_refused(coder: Coder) -> None:
    with pytest.raises(EditError, match="no code “laughing”"):
        coder.press(("laughing", 5))


def test_a_point_cannot_be_started(coder: Coder) -> None:
    with pytest.raises(EditError, match="Reach"):
        c.start_state(coder.coding, CODEBOOK, "reach", 5)


@pytest.fixture
def bouts(coder: Coder) -> Coder:
    """Crying e1 [100, 200), fussing e2 [200, 300), crying e3 from 500 on; reach e4 at 50."""
    coder.press(("crying", 100), ("fussing", 200), ("fussing", 300), ("crying", 500), ("reach", 50))
    return coder


def test_the_end_is_set_later_and_earlier(bouts: Coder) -> None:
    bouts.do(c.end_state(bouts.coding, CODEBOOK, "e3", 900))
    bouts.do(c.end_state(bouts.coding, CODEBOOK, "e1", 150))
    assert (bouts.coding.event("e3").end_ms, bouts.coding.event("e1").end_ms) == (900, 150)


def test_an_end_at_the_very_start_takes_the_state_away(bouts: Coder) -> None:
    bouts.do(c.end_state(bouts.coding, CODEBOOK, "e2", 200))
    assert bouts.coding.event("e2") is None


def test_an_end_before_the_start_is_refused(bouts: Coder) -> None:
    with pytest.raises(EditError, match="before it starts"):
        c.end_state(bouts.coding, CODEBOOK, "e2", 199)


def test_an_end_inside_the_next_state_of_the_channel_is_refused(bouts: Coder) -> None:
    with pytest.raises(EditError, match="would overlap Fussing"):
        c.end_state(bouts.coding, CODEBOOK, "e1", 201)


def test_a_point_has_no_end_to_set(bouts: Coder) -> None:
    with pytest.raises(EditError, match="Reach"):
        c.end_state(bouts.coding, CODEBOOK, "e4", 60)


REFUSED: dict[str, tuple[Callable[[Coding], Edit], str]] = {
    "trim over the next": (lambda s: c.trim(s, CODEBOOK, "e1", end_ms=201), "would overlap Fussing"),
    "trim over the one before": (lambda s: c.trim(s, CODEBOOK, "e2", start_ms=199), "would overlap Crying"),
    "trim a running one over the one before": (lambda s: c.trim(s, CODEBOOK, "e3", start_ms=299), "overlap Fussing"),
    "trim to nothing": (lambda s: c.trim(s, CODEBOOK, "e1", end_ms=100), "would end before it starts"),
    "trim inside out": (lambda s: c.trim(s, CODEBOOK, "e1", start_ms=250, end_ms=240), "would end before it starts"),
    "trim before the recording": (lambda s: c.trim(s, CODEBOOK, "e1", start_ms=-1), "before the recording"),
    "move over the next": (lambda s: c.move(s, CODEBOOK, "e1", 101), "would overlap Fussing"),
    "move into a running one": (lambda s: c.move(s, CODEBOOK, "e1", 450), "would overlap Crying"),
    "move a running one back": (lambda s: c.move(s, CODEBOOK, "e3", 299), "would overlap Fussing"),
    "move before the recording": (lambda s: c.move(s, CODEBOOK, "e1", -40), "before the recording"),
    "move a point before the recording": (lambda s: c.move(s, CODEBOOK, "e4", -1), "before the recording"),
    "move what is gone": (lambda s: c.move(s, CODEBOOK, "e9", 1), "no longer exists"),
    "split at the start": (lambda s: c.split(s, CODEBOOK, "e1", 100), "nothing to split"),
    "split at the end": (lambda s: c.split(s, CODEBOOK, "e1", 200), "nothing to split"),
    "split a point": (lambda s: c.split(s, CODEBOOK, "e4", 50), "nothing to split"),
    "merge over another code": (lambda s: c.merge(s, CODEBOOK, ["e1", "e3"]), "would overlap Fussing"),
    "merge two codes": (lambda s: c.merge(s, CODEBOOK, ["e1", "e2"]), "states of one code"),
    "merge one": (lambda s: c.merge(s, CODEBOOK, ["e1"]), "two or more"),
    "merge one twice": (lambda s: c.merge(s, CODEBOOK, ["e1", "e1"]), "two or more"),
    "delete what is gone": (lambda s: c.delete(s, ["e1", "e9"]), "no longer exists"),
    "ask a modifier of a code without": (
        lambda s: c.modify(s, CODEBOOK, "e1", "target", "stranger"),
        "is not a value of target",
    ),
    "an unknown episode": (lambda s: c.mark_episode(s, CODEBOOK, "9", 5), "no episode 9"),
}


@pytest.mark.parametrize(("command", "why"), REFUSED.values(), ids=REFUSED)
def test_refused(bouts: Coder, command: Callable[[Coding], Edit], why: str) -> None:
    before = dict(bouts.coding.items)
    with pytest.raises(EditError, match=why) as caught:
        command(bouts.coding)
    assert caught.value.hint
    assert bouts.coding.items == before


ALLOWED: dict[str, tuple[Callable[[Coding], Edit], str, tuple[int, int | None]]] = {
    "trim up to the next": (lambda s: c.trim(s, CODEBOOK, "e2", end_ms=500), "e2", (200, 500)),
    "trim both ends": (lambda s: c.trim(s, CODEBOOK, "e1", start_ms=0, end_ms=10), "e1", (0, 10)),
    "trim a running one to its start": (lambda s: c.trim(s, CODEBOOK, "e3", start_ms=300), "e3", (300, None)),
    "trim a running one to an end": (lambda s: c.trim(s, CODEBOOK, "e3", end_ms=501), "e3", (500, 501)),
    "trim the start of a point": (lambda s: c.trim(s, CODEBOOK, "e4", start_ms=70), "e4", (70, 70)),
    "trim the end of a point": (lambda s: c.trim(s, CODEBOOK, "e4", end_ms=70), "e4", (70, 70)),
    "move into a gap it fills": (lambda s: c.move(s, CODEBOOK, "e2", 400), "e2", (400, 500)),
    "move over itself": (lambda s: c.move(s, CODEBOOK, "e1", 60), "e1", (60, 160)),
    "move a point onto a state": (lambda s: c.move(s, CODEBOOK, "e4", 150), "e4", (150, 150)),
    "move a running one on": (lambda s: c.move(s, CODEBOOK, "e3", 900), "e3", (900, None)),
}


@pytest.mark.parametrize(("command", "event", "span"), ALLOWED.values(), ids=ALLOWED)
def test_allowed(bouts: Coder, command: Callable[[Coding], Edit], event: str, span: tuple[int, int | None]) -> None:
    bouts.do(command(bouts.coding))
    found = bouts.coding.event(event)
    assert (found.start_ms, found.end_ms) == span


def test_a_split_leaves_two_that_meet_with_all_that_was_said_of_one(bouts: Coder) -> None:
    bouts.do(c.flag_unsure(bouts.coding, "e1", unsure=True))
    bouts.do(c.comment(bouts.coding, "e1", "muffled"))
    whole = bouts.coding.event("e1")
    bouts.do(c.split(bouts.coding, CODEBOOK, "e1", 150, lambda: "later"))
    assert bouts.coding.event("e1") == replace(whole, end_ms=150)
    assert bouts.coding.event("later") == replace(whole, id="later", start_ms=150)


def test_a_running_state_splits_into_a_finished_and_a_running_one(bouts: Coder) -> None:
    bouts.do(c.split(bouts.coding, CODEBOOK, "e3", 600, lambda: "later"))
    assert bouts.has(
        [
            ("reach", 50, 50),
            ("crying", 100, 200),
            ("fussing", 200, 300),
            ("crying", 500, 600),
            ("crying", 600, None),
        ]
    )


def test_merging_goes_from_the_first_start_to_the_last_end(bouts: Coder) -> None:
    bouts.do(c.delete(bouts.coding, ["e2"]))
    bouts.do(c.merge(bouts.coding, CODEBOOK, ["e3", "e1"]))
    assert bouts.has([("reach", 50, 50), ("crying", 100, None)])
    assert bouts.coding.event("e1") is not None
    bouts.history.undo()
    assert bouts.has([("reach", 50, 50), ("crying", 100, 200), ("crying", 500, None)])


def test_an_id_named_twice_counts_once(bouts: Coder) -> None:
    bouts.do(c.delete(bouts.coding, ["e2"]))
    bouts.do(c.merge(bouts.coding, CODEBOOK, ["e1", "e3", "e1"]))
    bouts.do(c.delete(bouts.coding, ["e1", "e1"]))
    assert bouts.history.next_undo.label == "delete"
    bouts.undo_all()
    assert bouts.coding.items == {}


def test_deleting_several_is_one_step(bouts: Coder) -> None:
    bouts.do(c.delete(bouts.coding, ["e1", "e2", "e3", "e4"]))
    assert bouts.coding.items == {}
    assert bouts.history.next_undo.label == "delete 4 items"
    bouts.history.undo()
    assert len(bouts.coding.events) == 4


def test_a_modifier_is_set_changed_and_taken_away(coder: Coder) -> None:
    coder.press(("contact", 5))
    for value, expected in (("caregiver", {"target": "caregiver"}), ("stranger", {"target": "stranger"}), (None, {})):
        coder.do(c.modify(coder.coding, CODEBOOK, "e1", "target", value))
        assert coder.coding.event("e1").modifiers == expected
    with pytest.raises(EditError, match="“dog” is not a value of target"):
        c.modify(coder.coding, CODEBOOK, "e1", "target", "dog")


def test_every_kind_of_item_takes_a_comment_and_a_submission_none(coder: Coder) -> None:
    coder.press(("reach", 5))
    coder.do(c.mark_episode(coder.coding, CODEBOOK, "4", 5, lambda: "mark"))
    coder.do(c.comment(coder.coding, "e1", "towards the door"))
    coder.do(c.comment(coder.coding, "mark", "handle heard"))
    assert [coder.coding.items[name].comment for name in ("e1", "mark")] == ["towards the door", "handle heard"]
    coder.do(c.submit(coder.coding))
    with pytest.raises(EditError, match="no comment"):
        c.comment(coder.coding, "submission", "done")


def test_only_events_can_be_flagged(coder: Coder) -> None:
    coder.do(c.mark_episode(coder.coding, CODEBOOK, "4", 5, lambda: "mark"))
    with pytest.raises(EditError, match="not an event"):
        c.flag_unsure(coder.coding, "mark", unsure=True)


def test_a_second_mark_of_an_episode_moves_the_first(coder: Coder) -> None:
    for episode, at_ms in (("5", 900), ("4", 500), ("5", 800), (END_OF_LAST_EPISODE, 2000)):
        coder.do(c.mark_episode(coder.coding, CODEBOOK, episode, at_ms))
    marks = [(mark.episode, mark.start_ms) for mark in coder.coding.episode_marks]
    assert marks == [("4", 500), ("5", 800), (END_OF_LAST_EPISODE, 2000)]


def test_marking_where_it_is_marked_already_is_no_step(coder: Coder) -> None:
    for _ in range(2):
        coder.do(c.mark_episode(coder.coding, CODEBOOK, "4", 500))
    assert len(coder.history.done) == 1


def _rating(value: float | None, episode: str = "5", rating_id: str = "r") -> Rating:
    return Rating(id=rating_id, scale="avoidance", episode=episode, target="caregiver", value=value)


def test_a_second_rating_of_the_same_replaces_the_first(coder: Coder) -> None:
    for rating in (_rating(3), _rating(6, rating_id="r2"), _rating(None, "8", "r3")):
        coder.do(c.rate(coder.coding, CODEBOOK, rating))
    assert coder.coding.items == {"r": _rating(6), "r3": _rating(None, "8", "r3")}


@pytest.mark.parametrize("value", [0, 4.5, 7.5, float("nan"), float("inf")])
def test_a_rating_that_is_no_point_of_its_scale_is_refused(coder: Coder, value: float) -> None:
    with pytest.raises(EditError, match="runs from 1 to 7 in whole points"):
        c.rate(coder.coding, CODEBOOK, _rating(value))


@pytest.mark.parametrize(("value", "is_point"), [(4.5, True), (7, True), (1, True), (7.5, False), (4.25, False)])
def test_half_points_are_given_where_the_lab_allows_them(coder: Coder, value: float, is_point: bool) -> None:
    halves = replace(CODEBOOK, scales=tuple(replace(scale, half_points=True) for scale in CODEBOOK.scales))
    if is_point:
        coder.do(c.rate(coder.coding, halves, _rating(value)))
        assert coder.coding.ratings[0].value == value
    else:
        with pytest.raises(EditError, match="1 to 7, half points too"):
            c.rate(coder.coding, halves, _rating(value))


def test_what_the_codebook_does_not_ask_for_cannot_be_rated(coder: Coder) -> None:
    with pytest.raises(EditError, match="Avoidance, episode 4, caregiver: the codebook does not ask for this"):
        c.rate(coder.coding, CODEBOOK, _rating(3, episode="4"))


def test_not_ratable_is_refused_where_every_cell_needs_a_point(coder: Coder) -> None:
    always = replace(CODEBOOK, scales=tuple(replace(scale, not_ratable=False) for scale in CODEBOOK.scales))
    with pytest.raises(EditError, match="always needs a point"):
        c.rate(coder.coding, always, _rating(None))


def test_a_rating_that_is_taken_back_is_unset_again_not_0_and_not_not_ratable(coder: Coder) -> None:
    cell = _rating(3).cell
    coder.do(c.rate(coder.coding, CODEBOOK, _rating(3)))
    coder.do(c.unrate(coder.coding, CODEBOOK, cell))
    assert coder.coding.ratings == ()
    assert c.unrate(coder.coding, CODEBOOK, cell).changes == ()
    coder.history.undo()
    assert coder.coding.ratings == (_rating(3),)


def test_what_was_rated_is_named_in_the_history(coder: Coder) -> None:
    where = "Avoidance, episode 5, caregiver"
    given = _rating(3)
    for rating in (given, _rating(None), replace(given, value=None, comment="asleep")):
        coder.do(c.rate(coder.coding, CODEBOOK, rating))
    coder.do(c.rate(coder.coding, CODEBOOK, replace(given, value=None, comment="asleep", evidence=("e1",))))
    coder.do(c.unrate(coder.coding, CODEBOOK, given.cell))
    assert [edit.label for edit in coder.history.done] == [
        f"rate {where}: 3",
        f"rate {where}: not ratable",
        f"comment on the rating of {where}",
        f"evidence for the rating of {where}",
        f"clear {where}",
    ]


def test_a_rating_on_an_unknown_scale_is_refused(coder: Coder) -> None:
    with pytest.raises(EditError, match="no scale warmth"):
        c.rate(coder.coding, CODEBOOK, replace(_rating(3), scale="warmth"))


def _class(primary: str, **said: object) -> Classification:
    return Classification(id="c", primary=primary, **said)


def test_there_is_one_classification(coder: Coder) -> None:
    coder.do(c.classify(coder.coding, CODEBOOK, _class("B", subgroup="B3")))
    coder.do(c.classify(coder.coding, CODEBOOK, replace(_class("D", forced="B", disorganisation=6), id="two")))
    assert list(coder.coding.items.values()) == [_class("D", forced="B", disorganisation=6)]
    assert coder.coding.classification == _class("D", forced="B", disorganisation=6)
    assert [edit.label for edit in coder.history.done] == ["classify B3", "classify D/B"]
    coder.history.undo()
    assert coder.coding.classification.primary == "B"


def test_a_classification_that_is_taken_back_is_gone_until_undo(coder: Coder) -> None:
    coder.do(c.classify(coder.coding, CODEBOOK, _class("B")))
    coder.do(c.declassify(coder.coding))
    assert coder.coding.classification is None
    assert c.declassify(coder.coding).changes == ()
    coder.history.undo()
    assert coder.coding.classification == _class("B")


REFUSED_CLASSES = {
    "an unknown class": (_class("E"), "“E” is not one of the classes"),
    "a subgroup as the class": (_class("B3"), "B3 is a subgroup: its class is B"),
    "a subgroup of another class": (_class("B", subgroup="A1"), "A1 is not a subgroup of B"),
    "a subgroup without a class": (_class("", subgroup="B3"), "not one of the classes"),
    "D without its alternative": (_class("D"), "D needs a best-fitting alternative"),
    "D with an alternative that is none": (_class("D", forced="U"), "U cannot be the alternative"),
    "a D rating below its scale": (_class("D", forced="B", disorganisation=0), "runs from 1 to 9"),
    "a D rating above its scale": (_class("B", disorganisation=10), "runs from 1 to 9"),
    "a half point where the lab allows none": (_class("B", disorganisation=4.5), "in whole points"),
    "a D rating that is no number": (_class("B", disorganisation=float("nan")), "runs from 1 to 9"),
    "a D rating without end": (_class("B", disorganisation=float("inf")), "runs from 1 to 9"),
    "a word for how sure": (_class("B", confidence="very"), "“very” is not one of the words"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED_CLASSES.values(), ids=REFUSED_CLASSES)
def test_a_classification_that_cannot_stand_is_refused(coder: Coder, given: Classification, said: str) -> None:
    with pytest.raises(EditError, match=said):
        c.classify(coder.coding, CODEBOOK, given)


@pytest.mark.parametrize(
    "given",
    [
        _class("B", subgroup="B3", confidence="high"),
        _class("D", forced="A2", disorganisation=7),
        _class("D", forced="B", disorganisation=3),
        _class("B", disorganisation=8),
        _class("U"),
        _class("U", forced="A"),
        _class("", disorganisation=6, comment="class to follow"),
    ],
)
def test_a_classification_that_can_stand_is_kept(coder: Coder, given: Classification) -> None:
    """The rating of disorganisation never sets the class, and never forbids one."""
    coder.do(c.classify(coder.coding, CODEBOOK, given))
    assert coder.coding.classification == given


def test_a_codebook_without_classes_takes_no_classification(coder: Coder) -> None:
    with pytest.raises(EditError, match="no classes"):
        c.classify(coder.coding, replace(CODEBOOK, classification=None), _class("B"))


def test_a_submitted_coding_is_locked_until_it_is_reopened(bouts: Coder) -> None:
    bouts.do(c.submit(bouts.coding))
    assert bouts.coding.is_submitted
    for edit in (c.mark(bouts.coding, CODEBOOK, "reach", 1), c.delete(bouts.coding, ["e1"])):
        with pytest.raises(EditError, match="submitted") as caught:
            bouts.do(edit)
        assert "Reopen" in caught.value.hint
    assert c.submit(bouts.coding).changes == ()

    bouts.do(c.reopen(bouts.coding))
    bouts.press(("reach", 1))
    assert c.reopen(bouts.coding).changes == ()


def test_undo_never_reopens_and_never_submits(bouts: Coder) -> None:
    """Submitting and reopening are acts of their own: undo and redo pass over them, and refuse in between."""
    bouts.press(("reach", 1))
    bouts.history.undo()
    bouts.do(c.submit(bouts.coding))
    steps = len(bouts.history.done)
    for step in (bouts.history.undo, bouts.history.redo):
        with pytest.raises(EditError, match="submitted") as caught:
            step()
        assert "Reopen" in caught.value.hint
    assert bouts.coding.is_submitted
    bouts.do(c.reopen(bouts.coding))
    assert [edit.label for edit in bouts.history.undone] == ["mark Reach"], "what was undone before is still there"
    bouts.history.redo()
    bouts.history.undo()
    bouts.history.undo()
    assert (bouts.coding.is_submitted, len(bouts.history.done)) == (False, steps - 1)


def test_journals_in_which_a_submission_was_undone_are_still_read(bouts: Coder) -> None:
    submission = Change(None, Submission())
    old = [
        Edit(label="submit", changes=(submission,)),
        Edit(label="submit", changes=(submission.inverse(),), kind="undo"),
        Edit(label="submit", changes=(submission,), kind="redo"),
    ]
    steps = bouts.history.done
    bouts.history.replay(old)
    assert bouts.coding.is_submitted
    assert bouts.history.done == steps


def test_a_mark_moved_elsewhere_keeps_the_marks_in_order() -> None:
    marks = [EpisodeMark(id=name, episode=name, start_ms=at_ms) for name, at_ms in (("1", 5), ("2", 9))]
    coding = Coding("s1", "A", marks)
    coding.put(replace(marks[0], start_ms=12))
    assert [mark.id for mark in coding.episode_marks] == ["2", "1"]


def test_what_is_on_at_a_moment_is_known(bouts: Coder) -> None:
    assert bouts.coding.covering("crying", 99) is None
    assert bouts.coding.covering("crying", 100).id == "e1"
    assert bouts.coding.covering("crying", 199).id == "e1"
    assert bouts.coding.covering("crying", 200) is None
    assert bouts.coding.covering("crying", 10_000).id == "e3"
    assert bouts.coding.covering("reach", 50).id == "e4"
    assert Event(id="x", code="reach", start_ms=5, end_ms=5).covers(6) is False


def test_a_retired_code_marks_nothing_new_and_its_old_events_can_be_mended(coder: Coder) -> None:
    gone = next(code for code in CODEBOOK.codes if code.id == "search")
    fields = {name: getattr(gone, name) for name in gone.__struct_fields__ if name != "key"}
    retired = RetiredCode(**fields, since="1.1", replaced_by=("look_door",))
    book = replace(CODEBOOK, codes=tuple(code for code in CODEBOOK.codes if code.id != "search"), retired=(retired,))
    coder.press(("search", 100), ("search", 200), ("look_door", 300), ("look_door", 400))
    attempts = [
        lambda: c.mark(coder.coding, book, "search", 500),
        lambda: c.start_state(coder.coding, book, "search", 500),
        lambda: c.hold(coder.coding, book, "search", 500),
        lambda: c.recode(coder.coding, book, "e2", "search"),
        lambda: recode_many(coder.coding, book, ["e2"], "search"),
        lambda: draw(coder.coding, book, "search", 500, 600),
        lambda: toggle_in_interval(coder.coding, book, Interval("5", 1, 0, 15_000), "search"),
    ]
    for attempt in attempts:
        with pytest.raises(EditError, match=r"was retired in version 1\.1") as caught:
            attempt()
        assert caught.value.hint == f"Use {book.code_by_id['look_door'].name}."
    coder.do(c.trim(coder.coding, book, "e1", end_ms=250))
    coder.do(c.recode(coder.coding, book, "e1", "contact"))
    assert coder.has([("contact", 100, 250), ("look_door", 300, 400)])
