"""A lead and three coders at work on one study: in one folder at once, at home by packages, blind, and put right.

Whoever works is a process of their own; at last Karla codes at one window, and Maren leads at another. Coders tell
what events they made: in the end each must stand in the exported table once, under the names that hold by then.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.codebook.file import shipped_codebooks
from annotator.study import create_study, open_study
from annotator.study.settings import CONSENSUS
from annotator.study.verifying import verify_study
from tests.cli.test_cli import annotator
from tests.study.putting_right import counted, state
from tests.study.putting_right import verify as verify_chains
from tests.study.test_packages import everything_in
from tests.study.test_replacing import exported
from tests.trail import read_steps
from tests.tries import IS_THOROUGH
from tests.ui.on_disk import read_anew
from tests.ui.test_blind import settle, texts
from ui.agreement.pages import WORKBENCH
from ui.settings import PERSON

ROOT = Path(__file__).parents[2]
LEAD, KARLA, JETTE, ABENA = "Maren", "Karla", "Jette", "Abena"
JETTE_NOW = "Jette2"
SESSIONS = [f"S{number:03}" for number in range(1, 31)]
VALUE, RECORDING, WORDS, NOTE = "zetacondition", "secretvisit", "otherswords", "bornearly"
PHRASE = "four words in order"
EVENTS = 25 if IS_THOROUGH else 4
"""How many events a coder marks in a session."""
PATIENCE_MS = 30_000
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier

CODE = """
import json, sys
from pathlib import Path
from annotator.errors import UserError
from annotator.model.commands import comment, mark, submit
from annotator.study import open_study
from annotator.study.plan import mine

folder, coder, count, first_ms, words, *left_out = sys.argv[1:]
made = {}
print("ready", flush=True)
sys.stdin.readline()
for attempt in range(40):  # what is renamed while the list is worked through is found in the list that is read next
    study = open_study(Path(folder))
    names = mine(study, coder) or [type("", (), {"session": one, "state": "not begun"}) for one in study.session_ids()]
    left = [one.session for one in names if one.session not in (*left_out, *made) and one.state != "submitted"]
    if not left:
        break
    for session in left:
        try:
            with study.open_coding(session, coder) as opened:
                for number in range(int(count)):
                    at_ms = int(first_ms) + 100 * number
                    opened.history.do(mark(opened.coding, study.codebook, "reach", at_ms))
                made[session] = [event.id for event in opened.coding.events]
                opened.history.do(comment(opened.coding, made[session][0], words))
                opened.history.do(submit(opened.coding))
        except UserError as error:
            print(error, file=sys.stderr)
            break
print(json.dumps(made))
"""


def in_a_process(*arguments, may_refuse=""):
    """Run a command in a process of its own; return whether it was done, or refused as it may be."""
    command = [sys.executable, "-m", "annotator", *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    assert found.returncode == 0 or (may_refuse and may_refuse in found.stderr), found.stderr
    return found.returncode == 0


class Lab:
    """A study, and what each coder said to have made, under the names that held then."""

    def __init__(self, study):
        self.folder = study.folder
        self.made = {}
        self.session_now, self.coder_now = {}, {}

    def begins(self, folder, coder, first_ms, *left_out):
        """Let a coder come to work in a process, who waits to be told to go on."""
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(folder), coder, str(EVENTS), str(first_ms), WORDS, *left_out],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        return coder, process

    def go_on(self, *at_work):
        for _, process in at_work:
            process.stdin.write("go\n")
            process.stdin.flush()

    def ends(self, *at_work):
        for coder, process in at_work:
            printed, _ = process.communicate(timeout=240)
            assert process.returncode == 0
            for session, made in json.loads(printed).items():
                assert (session, coder) not in self.made
                self.made[session, coder] = made

    def expected(self):
        """Return the ids of all events by session and coder, as both are called now."""
        names = self.session_now, self.coder_now
        return {
            tuple(known.get(one, one) for known, one in zip(names, key, strict=True)): sorted(made)
            for key, made in self.made.items()
        }

    def check(self):
        """See that each event counts once, and that every chain, step and name is as it was written."""
        study = open_study(self.folder)
        found = verify_study(study)
        assert (found.problems, found.remarks) == ((), ())
        verify_chains(study)
        assert counted(study) == {key: len(made) for key, made in self.expected().items()}


def with_more(recording, path, number):
    """Return a copy of a recording that differs in a box which no player shows, so that each session has its own."""
    path.write_bytes(recording.read_bytes() + (12).to_bytes(4) + b"free" + number.to_bytes(4))
    return path


@pytest.fixture
def lab(tmp_path, recording):
    """Thirty sessions with recordings; every name and value of them says too much."""
    study = create_study(tmp_path / "lab", "Reunions", shipped_codebooks()["strange_situation"])
    films = tmp_path / "films"
    films.mkdir()
    for number, session in enumerate(SESSIONS):
        study.add_session(session, [(with_more(recording, films / f"{RECORDING}-{number}.mp4", number), 0)])
    for coder in (KARLA, JETTE, ABENA):
        study.add_coder(coder)
    study.change_settings(window=())
    return Lab(study)


@pytest.mark.timeout(900)
def test_a_lab_at_work(lab, recording, tmp_path, start_program, qtbot, monkeypatch):
    lists = the_lead_plans(lab, tmp_path)
    both = next(one for one in lists[KARLA] if one in lists[JETTE])
    at_home = {coder: [one for one in lists[coder][-4:] if one != both] for coder in (JETTE, ABENA)}
    three_code_while_the_lead_puts_right(lab, lists, {KARLA: [both], **at_home}, recording, tmp_path)
    packages_go_out_and_come_back(lab, at_home, tmp_path)
    two_windows(lab, lab.session_now.get(both, both), lists, start_program, qtbot, monkeypatch, tmp_path)
    all_is_exported_once(lab, at_home, tmp_path)


def the_lead_plans(lab, tmp_path):
    """Maren says who leads and what is blind, and gives the sessions to coders, a third of them to two."""
    table = tmp_path / "families.csv"
    table.write_text("session,condition,age\n" + "".join(f"{one},{VALUE},12\n" for one in SESSIONS), encoding="utf-8")
    annotator("variables", lab.folder, "--from", table)
    annotator("variables", lab.folder, "S001", "--notes", NOTE)
    annotator("people", lab.folder, "--leads", LEAD, "--blind", "condition", "--blind-recordings")
    drawn = json.loads(annotator("plan", lab.folder, "--share", "0.3", "--seed", "7", "--as", LEAD, "--json"))
    assert drawn["twice"] == 9
    lists = {
        coder: [one["session"] for one in drawn["new"] if one["coder"] == coder] for coder in (KARLA, JETTE, ABENA)
    }
    assert sorted(map(len, lists.values())) == [13, 13, 13]
    listed = annotator("mine", lab.folder, "--as", KARLA)
    assert re.findall(r"S\d{3}(?=:)", listed) == lists[KARLA]
    assert JETTE not in listed
    lab.check()
    return lists


def three_code_while_the_lead_puts_right(lab, lists, later, recording, tmp_path):
    """All three code in one folder; two sessions get other ids meanwhile, and one another recording."""
    at_work = [lab.begins(lab.folder, coder, 10 * n, *later[coder]) for n, coder in enumerate(lists)]
    lab.go_on(*at_work)
    kept = {one for own in later.values() for one in own}
    renamed = dict.fromkeys(next(one for one in lists[coder] if one not in kept) for coder in (KARLA, ABENA))
    for old in renamed:
        new = old.replace("S", "V")
        rename = ("rename", lab.folder, "session", old, new, "--as", LEAD)
        assert any(in_a_process(*rename, may_refuse="is open in another window") for _ in range(40))
        lab.session_now[old] = new
    smaller = exported(recording, tmp_path / "films/smaller.mp4")
    again = lab.session_now.get(lists[JETTE][0], lists[JETTE][0])
    in_a_process("replace", lab.folder, again, smaller, "--yes", "--as", LEAD)
    lab.ends(*at_work)
    lab.made = {(old_name(lab, session), coder): made for (session, coder), made in lab.made.items()}
    assert len(lab.made) == sum(one not in later[coder] for coder, own in lists.items() for one in own)
    lab.check()

    there = lab.session_now[next(iter(renamed))]
    removed = json.loads(annotator("remove", lab.folder, "coding", there, KARLA, "--as", LEAD, "--json"))
    assert (there, KARLA) not in counted(open_study(lab.folder))
    annotator("restore", lab.folder, removed["name"], "--as", LEAD)
    lab.check()


def old_name(lab, session):
    return next((old for old, new in lab.session_now.items() if new == session), session)


def packages_go_out_and_come_back(lab, at_home, tmp_path):
    """Abena and Jette code at home, Abena by a passphrase; Jette gets another id while her package is out."""
    phrase = tmp_path / "phrase"
    phrase.write_text(f"{PHRASE}\n", encoding="utf-8")
    sealed = {ABENA: ("--passphrase-file", phrase), JETTE: ()}
    at_work = []
    for coder, sessions in at_home.items():
        package = tmp_path / f"{coder}.zip"
        annotator(
            "pack", lab.folder, "--as", LEAD, "--for", coder, "--sessions", *sessions, "--out", package, *sealed[coder]
        )
        found = everything_in(package, PHRASE if sealed[coder] else "")
        secrets = {LEAD, KARLA, JETTE, ABENA, VALUE, "condition", RECORDING, WORDS, NOTE} - {coder}
        assert [one for one in secrets if one.encode() in found] == []
        assert [one for one in sessions if f"sessions/{one}/session.toml".encode() not in found] == []
        in_a_process("unpack", package, "--out", tmp_path / "home" / coder, *sealed[coder])
        at_work.append(lab.begins(tmp_path / "home" / coder, coder, 30))
    in_a_process("rename", lab.folder, "coder", JETTE, JETTE_NOW, "--as", LEAD)
    lab.coder_now[JETTE] = JETTE_NOW
    lab.check()
    lab.go_on(*at_work)
    lab.ends(*at_work)
    for coder in at_home:
        work = tmp_path / f"{coder}-back.zip"
        in_a_process("pack", tmp_path / "home" / coder, "--work", "--out", work, *sealed[coder])
        annotator("merge", lab.folder, work, "--as", LEAD, *sealed[coder])
    lab.check()
    before = state(lab.folder)
    for coder in at_home:
        annotator("merge", lab.folder, tmp_path / f"{coder}-back.zip", "--as", LEAD, *sealed[coder])
    assert state(lab.folder) == before, "twice is harmless"


def two_windows(lab, session, lists, start_program, qtbot, monkeypatch, tmp_path):
    """Karla codes the last of her sessions at a window; Maren sees it at another, compares, and settles."""
    windows = {}
    for person in (LEAD, KARLA):
        monkeypatch.setenv("ANNOTATOR_CONFIG_DIR", str(tmp_path / f"computer of {person}"))
        windows[person] = program = start_program()
        program.settings.put(PERSON, person)
        program.open_study(lab.folder)
        settle(qtbot, program)
    program = windows[KARLA]
    with Watched(program) as seen:
        program.open_coding(session, KARLA)
        qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=PATIENCE_MS)
        settle(qtbot, program)
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow)
        times = program.coding.frame_times_ms()
        for number in range(EVENTS):
            at_ms = int(times[3 * number])
            program.coding.jump(at_ms)
            qtbot.waitUntil(lambda at_ms=at_ms: program.coding.position_ms == at_ms, timeout=PATIENCE_MS)
            press(program, Qt.Key.Key_Q)
            press(program, Qt.Key.Key_Escape)
        for _ in range(8):
            program.actions["next_tab"].trigger()
        seen.look()
        press(program, Qt.Key.Key_Return, CTRL)
        if not program.coding.coding.is_submitted:
            press(program, Qt.Key.Key_Return, CTRL)  # in spite of what Checks found
        assert program.coding.coding.is_submitted
        lab.made[old_name(lab, session), KARLA] = [event.id for event in program.coding.coding.events]
        assert len(program.coding.coding.events) == EVENTS
        program.compare(session, KARLA, JETTE_NOW)
        program.open_coding(session, JETTE_NOW)
        settle(qtbot, program)
        for place in ("show_study", "show_codebook"):
            program.actions[place].trigger()
            settle(qtbot, program)
            seen.look()
        for refused in ("show_agree", "show_results", "export"):
            assert not program.actions[refused].isEnabled()
    program.close_coding()
    read_anew(qtbot, program, lab.folder)
    for asked in (
        ("export", lab.folder, "--out", tmp_path / "stolen"),
        ("reliability", lab.folder),
        ("audit", lab.folder),
    ):
        assert re.search("works blind|is no lead", annotator(*asked, "--as", KARLA, expect=1))
    found = annotator("find", lab.folder, "reach", "--as", KARLA)
    assert (Watched.SECRET.search(found.replace(WORDS, "")), f"{session}  {KARLA}" in found) == (None, True)
    assert not (tmp_path / "stolen").exists()
    lab.check()
    program.window.close()
    the_lead_settles(windows[LEAD], lab, session, qtbot)


class Watched:
    """What a window of a coder says, which must never be what is blind."""

    SECRET = re.compile(rf"\b({JETTE}|{JETTE_NOW}|{ABENA})\b|{VALUE}|{RECORDING}|{WORDS}|{NOTE}|smaller")

    def __init__(self, program):
        self.program, self.looks = program, 0

    def look(self):
        self.looks += 1
        assert [one for one in texts(self.program) if self.SECRET.search(one)] == []

    def __enter__(self):
        self.look()
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.look()
            assert self.looks >= 5


def press(program, key, modifiers=NONE):
    QTest.keyClick(program.window.focusWidget() or program.window, key, modifiers)


def the_lead_settles(program, lab, session, qtbot):
    """Maren sees what others wrote meanwhile, and accepts Karla's version of whatever differs."""
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    settle(qtbot, program)
    said = " ".join(texts(program))
    assert [one for one in (KARLA, JETTE_NOW, ABENA) if one not in said] == [], "a lead sees all"
    program.compare(session, KARLA, JETTE_NOW)
    agree = program.agree_workspace
    agree.pages.show_page(WORKBENCH)
    qtbot.waitUntil(lambda: agree.comparison is not None, timeout=PATIENCE_MS)
    settle(qtbot, program)
    page = agree.page
    _, all_of_them = page.settling.progress
    assert all_of_them > 0
    press(program, Qt.Key.Key_N)
    for done in range(all_of_them):
        qtbot.waitUntil(lambda: page.disagreements.current is not None, timeout=PATIENCE_MS)
        press(program, Qt.Key.Key_A)
        qtbot.waitUntil(lambda done=done: page.settling.progress[0] == done + 1, timeout=PATIENCE_MS)
    program.window.show_place("study")  # lets go of the consensus
    study = read_anew(qtbot, program, lab.folder)
    consensus = study.read_coding(session, CONSENSUS)
    assert [one.start_ms for one in consensus.events] == [
        one.start_ms for one in study.read_coding(session, KARLA).events
    ]
    lab.made[old_name(lab, session), CONSENSUS] = [event.id for event in consensus.events]
    program.window.close()
    lab.check()


def all_is_exported_once(lab, at_home, tmp_path):
    """The tables hold each event once; agreement is over what two have coded; the trail says what was done, once."""
    out = tmp_path / "tables"
    annotator("export", lab.folder, "--out", out, "--as", LEAD)
    events = pd.read_csv(out / "events.csv", dtype=str, keep_default_na=False)
    assert not events["event_id"].duplicated().any()
    found = {key: sorted(rows["event_id"]) for key, rows in events.groupby(["session", "coder"])}
    assert found == lab.expected()
    assert len(found) == 40, "39 codings of the plan, and a consensus"
    agreed = json.loads(annotator("reliability", lab.folder, "--all", "--as", LEAD, "--json"))
    assert JETTE_NOW in json.dumps(agreed)
    assert "9 of 30 sessions are submitted by two" in annotator("plan", lab.folder, "--as", LEAD)
    assert "All of it is as it was written: 40 codings" in annotator("verify", lab.folder, "--as", LEAD)
    done = Counter(step["what"] for step in read_steps(lab.folder))
    (first, there), (second, other) = lab.session_now.items()
    assert done == {
        "set variables": 1,
        "set notes": 1,
        "set leads": 1,
        "set what coders do not see": 1,
        "plan who codes what": 1,
        f"rename session {first} to {there}": 1,
        f"rename session {second} to {other}": 1,
        "recording replaced": 1,
        f"remove the coding of {there} by {KARLA}": 1,
        f"restore the coding of {there} by {KARLA}": 1,
        "packed to code": 2,
        f"rename coder {JETTE} to {JETTE_NOW}": 1,
        "coding taken in": sum(map(len, at_home.values())),
    }
