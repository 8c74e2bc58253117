"""The settings of a study are checked before they are written."""

import threading

import pytest

from annotator.errors import StudyError
from annotator.model.intervals import IntervalRule
from annotator.model.lint import CheckRules
from annotator.study import CoderSettings, Study, open_study


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"intervals": IntervalRule(length_ms=0)}, "intervals.length_ms"),
        ({"checks": CheckRules(shortest_ms=-1)}, "checks.shortest_ms"),
        ({"checks": CheckRules(ratings=True, scales=("nothing",))}, "scale nothing"),
        ({"cry_rule_s": 0.0}, "cry_rule_s"),
        ({"window": ("99",)}, "episode 99"),
    ],
)
def test_what_cannot_be_is_refused_and_study_toml_stays_as_it_is(study: Study, changed: dict, said: str) -> None:
    before = (study.folder / "study.toml").read_text()
    with pytest.raises(StudyError, match=said):
        study.change_settings(**changed)
    assert (study.folder / "study.toml").read_text() == before


def test_a_change_keeps_what_another_has_changed_since(study: Study) -> None:
    open_study(study.folder).change_settings(cry_rule_s=20.0)
    study.change_settings(intervals=IntervalRule(length_ms=10_000))
    kept = open_study(study.folder).settings
    assert (kept.cry_rule_s, kept.intervals.length_ms) == (20.0, 10_000)


def test_changes_on_several_threads_lose_nothing(study: Study) -> None:
    changes = [
        *(lambda number=number: study.add_coder(f"C{number}") for number in range(8)),
        lambda: study.change_settings(cry_rule_s=30.0),
        lambda: study.save_coder_settings("KM", CoderSettings(guard_ms=200)),
    ]
    threads = [threading.Thread(target=change) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = open_study(study.folder)
    assert len(kept.coders) == 10
    assert kept.settings.cry_rule_s == 30.0
    assert kept.coder_settings("KM").guard_ms == 200


def test_saving_settings_does_not_take_over_a_codebook_that_was_changed_meanwhile(study):
    """Somebody codes with the codebook that was opened; the window says when there is another one."""
    path = study.folder / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "Crying"', 'name = "Weinen"'), encoding="utf-8")
    study.save_coder_settings("KM", CoderSettings(guard_ms=200))
    assert study.codebook.code_by_id["crying"].name == "Crying"
    changed = study.changed_codebook()
    assert changed is not None
    assert changed.code_by_id["crying"].name == "Weinen"
    assert open_study(study.folder).changed_codebook() is None
