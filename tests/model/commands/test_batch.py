"""One step that says the same of several events."""

import pytest

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.batch import comment_many, flag_many, modify_many, recode_many
from annotator.model.history import History
from annotator.model.items import Event


@pytest.fixture
def history() -> History:
    events = [
        Event(id="a", code="crying", start_ms=0, end_ms=100, comment="loud"),
        Event(id="b", code="crying", start_ms=100, end_ms=200),
        Event(id="r", code="reach", start_ms=50, end_ms=50, modifiers={"target": "stranger"}),
        Event(id="f", code="fussing", start_ms=300, end_ms=None),
    ]
    return History(Coding("S1", "KM", events))


def codes(history: History) -> dict[str, str]:
    return {event.id: event.code for event in history.coding.events}


def test_several_events_become_another_code_in_one_step(history: History, codebook: Codebook) -> None:
    history.do(recode_many(history.coding, codebook, ["a", "b"], "fussing"))
    assert codes(history) == {"a": "fussing", "b": "fussing", "r": "reach", "f": "fussing"}
    assert [event.comment for event in history.coding.events] == ["loud", "", "", ""]
    history.undo()
    assert codes(history)["b"] == "crying"


def test_a_point_among_states_is_refused_and_nothing_changes(history: History, codebook: Codebook) -> None:
    with pytest.raises(EditError, match="Reach is a point and Fussing a state"):
        recode_many(history.coding, codebook, ["a", "r"], "fussing")


def test_events_that_would_overlap_in_the_new_channel_are_refused(codebook: Codebook) -> None:
    coding = Coding(
        "S1",
        "KM",
        [Event(id="a", code="crying", start_ms=0, end_ms=100), Event(id="s", code="search", start_ms=50, end_ms=80)],
    )
    with pytest.raises(EditError, match="overlap"):
        recode_many(coding, codebook, ["s"], "fussing")
    with pytest.raises(EditError, match="overlap"):
        recode_many(coding, codebook, ["a", "s"], "fussing")


def test_a_modifier_is_set_and_taken_away(history: History, codebook: Codebook) -> None:
    history.do(modify_many(history.coding, codebook, ["r"], "target", "caregiver"))
    history.do(modify_many(history.coding, codebook, ["r"], "target", None))
    assert [dict(event.modifiers) for event in history.coding.events if event.id == "r"] == [{}]
    with pytest.raises(EditError):
        modify_many(history.coding, codebook, ["a", "r"], "target", "caregiver")


def test_comment_and_doubt_reach_all(history: History) -> None:
    history.do(comment_many(history.coding, ["a", "b"], "from the corridor"))
    history.do(flag_many(history.coding, ["a", "f"], unsure=True))
    assert [event.comment for event in history.coding.events if event.code == "crying"] == ["from the corridor"] * 2
    assert {event.id for event in history.coding.events if event.unsure} == {"a", "f"}
    history.do(flag_many(history.coding, ["a", "f"], unsure=False))
    assert not any(event.unsure for event in history.coding.events)


def test_an_event_that_is_gone_is_refused(history: History) -> None:
    with pytest.raises(EditError, match="no longer exists"):
        comment_many(history.coding, ["a", "gone"], "x")


def test_what_is_so_already_is_no_change(history: History, codebook: Codebook) -> None:
    assert recode_many(history.coding, codebook, ["a", "b"], "crying").changes == ()
