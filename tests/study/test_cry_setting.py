"""The lab's cry rule stands in study.toml, once the lab has set one."""

import pytest

from annotator.errors import StudyError
from annotator.study import Study, open_study


def test_there_is_no_rule_until_the_lab_sets_one(study: Study) -> None:
    assert (study.settings.cry_rule_s, study.settings.crying_code) == (None, "crying")
    study.change_settings()
    assert "cry_rule_s" not in (study.folder / "study.toml").read_text(encoding="utf-8")


def test_a_rule_is_kept_and_taken_back(study: Study) -> None:
    study.change_settings(cry_rule_s=30.0)
    again = open_study(study.folder)
    assert again.settings.cry_rule_s == 30
    again.change_settings(cry_rule_s=None)
    assert open_study(study.folder).settings.cry_rule_s is None


def test_a_rule_of_no_seconds_is_refused(study: Study) -> None:
    file = study.folder / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[analysis]\ncry_rule_s = 0\n", encoding="utf-8")
    with pytest.raises(StudyError):
        open_study(study.folder)
