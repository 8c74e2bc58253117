import pytest

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.history import History
from annotator.model.items import Event

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")


def coding_of(*events: Event) -> Coding:
    return Coding("S01", "anna", events)


def test_a_recoded_event_keeps_its_id_times_and_comment() -> None:
    crying = Event(id="a", code="crying", start_ms=1000, end_ms=2000, comment="at the door", unsure=True)
    coding = coding_of(crying)
    history = History(coding)
    history.do(commands.recode(coding, CODEBOOK, "a", "fussing"))
    assert coding.event("a") == Event(
        id="a", code="fussing", start_ms=1000, end_ms=2000, comment="at the door", unsure=True
    )
    history.undo()
    assert coding.event("a") == crying


def test_modifiers_stay_only_where_the_new_code_asks_for_them() -> None:
    held = Event(id="a", code="contact", start_ms=0, end_ms=500, modifiers={"target": "stranger"})
    coding = coding_of(held)
    kept = commands.recode(coding, CODEBOOK, "a", "resistance").changes[0].after
    dropped = commands.recode(coding, CODEBOOK, "a", "search").changes[0].after
    assert isinstance(kept, Event)
    assert isinstance(dropped, Event)
    assert kept.modifiers == {"target": "stranger"}
    assert dropped.modifiers == {}


def test_a_state_cannot_become_a_point() -> None:
    coding = coding_of(Event(id="a", code="contact", start_ms=0, end_ms=500))
    with pytest.raises(EditError, match="Contact is a state and Reach a point"):
        commands.recode(coding, CODEBOOK, "a", "reach")


def test_a_code_whose_channel_is_taken_is_refused() -> None:
    coding = coding_of(
        Event(id="a", code="search", start_ms=0, end_ms=500), Event(id="b", code="crying", start_ms=400, end_ms=900)
    )
    with pytest.raises(EditError, match="overlap Crying"):
        commands.recode(coding, CODEBOOK, "a", "fussing")


def test_the_same_code_again_changes_nothing() -> None:
    coding = coding_of(Event(id="a", code="search", start_ms=0, end_ms=500))
    assert commands.recode(coding, CODEBOOK, "a", "search").changes == ()
