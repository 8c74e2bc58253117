"""A coding that is open elsewhere or cannot be written can be looked at, and nothing in it changed."""

import pytest

from annotator.errors import EditError, ReadOnlyError
from annotator.model.commands import mark
from annotator.study import Study


def test_a_coding_that_is_open_elsewhere_is_shown_as_it_was_saved(study: Study) -> None:
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
        opened.flush()
        with pytest.raises(ReadOnlyError) as refused:
            study.open_coding("S001", "KM")
        shown = study.look_at_coding("S001", "KM", str(refused.value))
        assert shown.coding.events == opened.coding.events
        assert [step.label for step in shown.steps.all] == ["start Crying"]
        assert "look" not in str(refused.value)


def test_every_edit_is_refused_with_the_reason(study: Study) -> None:
    shown = study.look_at_coding("S001", "KM", "It is open in another window.")
    for attempt in (
        lambda: shown.history.do(mark(shown.coding, study.codebook, "crying", 500)),
        shown.history.undo,
        shown.history.redo,
    ):
        with pytest.raises(EditError, match="It is open in another window"):
            attempt()
    assert shown.coding.events == ()
    assert (shown.state, shown.problem, shown.flush()) == ("saved", None, True)
    assert not (study.folder / "sessions/S001/KM.jsonl").exists()
