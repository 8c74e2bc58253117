"""A lead and coders at work in one folder, each in a process of their own: nobody waits, and nobody is overwritten."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.errors import ReadOnlyError
from annotator.study import open_study
from annotator.study.bin import remove_coding, restore
from annotator.study.renaming import rename_session
from annotator.study.variables import set_variables
from annotator.study.verifying import verify_study
from annotator.study.watching import stamp_of
from tests.study.putting_right import code, counted, make_study

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from pathlib import Path
import annotator
from annotator.model.commands import mark, submit
study, who = annotator.open_study(Path(sys.argv[1])), sys.argv[2]
for session in sys.argv[3:]:
    with study.open_coding(session, who) as opened:
        for number in range(25):
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500 * number))
            opened.flush()
            if number == 10:
                print(session, flush=True)
                sys.stdin.readline()
        opened.history.do(submit(opened.coding))
"""


def coder(folder, who, *sessions):
    """Let a coder begin; they wait in the middle of each session until they are told to go on."""
    return subprocess.Popen(
        [sys.executable, "-c", CODE, str(folder), who, *sessions],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go_on(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def test_three_code_while_the_lead_puts_right_and_sees_how_far_they_are(tmp_path):
    lead = make_study(tmp_path / "lab", sessions=("S1", "S2", "S3"), coders=("KM", "JT", "AB"))
    code(lead, "S3", "KM", 4)
    before = stamp_of(lead.folder)
    assert stamp_of(lead.folder) == before
    at_work = [coder(lead.folder, who, "S1", "S2") for who in ("KM", "JT", "AB")]
    for process in at_work:
        assert process.stdout.readline() == "S1\n"
    seen = stamp_of(lead.folder)
    assert seen != before, "what is written is seen while it is written"
    assert counted(lead) == {("S3", "KM"): 4, ("S1", "KM"): 11, ("S1", "JT"): 11, ("S1", "AB"): 11}
    with pytest.raises(ReadOnlyError, match="is open in another window since"):
        rename_session(lead, "S1", "S01")
    with pytest.raises(ReadOnlyError, match="is open in another window since"):
        lead.open_coding("S1", "KM")
    rename_session(lead, "S3", "S03")
    set_variables(lead, {"S1": {"age": "12"}})
    restore(lead, remove_coding(lead, "S03", "KM").name)
    for process in at_work:
        go_on(process)
    for process in at_work:
        assert process.stdout.readline() == "S2\n"
        go_on(process)
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert stamp_of(lead.folder) != seen
    both = {(session, who): 25 for session in ("S1", "S2") for who in ("KM", "JT", "AB")}
    assert counted(lead) == {("S03", "KM"): 4, **both}
    assert all(lead.read_coding(*one).is_submitted for one in both)
    assert verify_study(open_study(lead.folder)).problems == ()


@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended otherwise there")
def test_a_coder_whose_computer_crashes_keeps_nobody_out(tmp_path):
    study = make_study(tmp_path / "lab")
    process = coder(study.folder, "KM", "S1")
    assert process.stdout.readline() == "S1\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    with study.open_coding("S1", "KM") as opened:
        assert len(opened.coding.events) == 11
        assert opened.notices == ()
    rename_session(study, "S1", "S01")
    assert verify_study(open_study(study.folder)).problems == ()
