"""Killing the program at any moment loses nothing that was said to be saved.

A long run by hand: `ANNOTATOR_KILLS=500 pytest -s --timeout 0 tests/study/test_kill.py`.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from annotator.model.codebook.file import codebook_text
from annotator.model.items import Item
from annotator.study import Camera, Session, create_study, open_study
from annotator.study.journal import read_journal
from annotator.study.rescue import STATE_DIR_VARIABLE
from annotator.study.session import write_session

CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=600_000, frame_count=15_000)
ROUNDS = int(os.environ.get("ANNOTATOR_KILLS", "6"))
ROUNDS_OF_ONE_STUDY = 25

CODER = """
import os, random, sys
from hashlib import sha256
from pathlib import Path
import msgspec
import annotator
from annotator.model.commands import mark
from annotator.study.journal import empty_journal, read_journal

def say(*words):
    os.write(1, (" ".join(map(str, words)) + chr(10)).encode())

def digest(items):
    return sha256(msgspec.json.encode(sorted(items.values(), key=lambda item: item.id))).hexdigest()

study = annotator.open_study(Path(sys.argv[1]))
choose = random.Random(int(sys.argv[2]))
journal = study.folder / "sessions" / "s1" / "A.jsonl"
contents = read_journal(journal) if journal.exists() else empty_journal("s1", "A")
shadow, count = contents.history, len(contents.edits)
opened = study.open_coding("s1", "A")

def step(name, *edit):
    global count
    getattr(shadow, name)(*edit)
    count += 1
    say("sent", count, digest(shadow.coding.items))
    getattr(opened.history, name)(*edit)

while True:
    deed = choose.random()
    if deed < 0.2 and shadow.next_undo:
        step("undo")
    elif deed < 0.3 and shadow.next_redo:
        step("redo")
    else:
        code = choose.choice(study.codebook.codes).id
        edit = mark(opened.coding, study.codebook, code, choose.randrange(600_000))
        if edit.changes:
            step("do", edit)
    if choose.random() < 0.05:
        opened.flush()
    if opened.state == "saved":
        say("saved", count)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_after_kill_9_the_journal_holds_all_that_was_acknowledged_and_only_what_was_sent(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    found: Counter[str] = Counter()
    for first in range(0, ROUNDS, ROUNDS_OF_ONE_STUDY):
        place = tmp_path / str(first)
        place.mkdir()
        found += _kill_again_and_again(place, range(first, min(first + ROUNDS_OF_ONE_STUDY, ROUNDS)))
    print(dict(found))
    assert found["kills"] == ROUNDS


def _kill_again_and_again(tmp_path: Path, rounds: range) -> Counter[str]:
    found: Counter[str] = Counter()
    study = create_study(tmp_path / "study", "Test", codebook_text("strange_situation"))
    folder = study.folder / "sessions" / "s1"
    folder.mkdir()
    write_session(folder, Session(id="s1", cameras=(CAMERA,)))
    study.add_coder("A")
    states = {0: _digest({})}
    for number in rounds:
        acknowledged = _code_until_killed(study.folder, number, states, tmp_path / "said")
        contents = read_journal(folder / "A.jsonl")
        assert acknowledged <= len(contents.edits) <= max(states)
        assert _digest(contents.history.coding.items) == states[len(contents.edits)]
        states = {len(contents.edits): states[len(contents.edits)]}
        found += Counter(kills=1, torn=contents.torn, acknowledged=acknowledged - found["acknowledged in this study"])
        found["acknowledged in this study"] = acknowledged
    with open_study(study.folder).open_coding("s1", "A") as opened:
        assert _digest(opened.coding.items) == states[len(contents.edits)]
        assert opened.missing == 0
    del found["acknowledged in this study"]
    return found


def _code_until_killed(study: Path, seed: int, states: dict[int, str], said: Path) -> int:
    root = str(Path(__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": root}
    with said.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", CODER, str(study), str(seed)], stdout=out, env=env, cwd=root)
        try:
            _wait_for(lambda: b"saved" in said.read_bytes())
            time.sleep(random.Random(seed).uniform(0.0, 0.25))
        finally:
            process.kill()
            process.wait()
    acknowledged = 0
    for line in said.read_text(encoding="utf-8").splitlines():
        kind, number, *digest = line.split()
        if kind == "saved":
            acknowledged = max(acknowledged, int(number))
        else:
            states[int(number)] = digest[0]
    return acknowledged


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "the coder did not begin"
        time.sleep(0.005)


def _digest(items: Mapping[str, Item]) -> str:
    return sha256(msgspec.json.encode(sorted(items.values(), key=lambda item: item.id))).hexdigest()
