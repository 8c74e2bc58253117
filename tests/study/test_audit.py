"""The audit trail: who did it is what the system told the program, and nobody is asked."""

import pytest

from annotator.study.audit import note_step
from tests.trail import read_steps


@pytest.mark.parametrize(
    ("told", "who"), [({"LOGNAME": "anna"}, "anna"), ({"USERNAME": "Anna B"}, "Anna B"), ({"USER": ""}, ""), ({}, "")]
)
def test_a_step_says_which_account_did_it_as_far_as_the_system_has_told(tmp_path, monkeypatch, told, who):
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    note_step(tmp_path, "camera added", session="S001")
    (step,) = read_steps(tmp_path)
    assert (step["who"], step["what"], step["session"]) == (who, "camera added", "S001")
